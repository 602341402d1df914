"""Joins a page's modules into one file: on a slow network each file costs a way there and back.

Each module becomes a function that is called once, after those that it needs, and gives what it
exports; what it imports becomes a constant at its beginning:

    const $page = (() => { …; return { make, say }; })();
    const $view = (() => { const { make } = $page; …; return { View }; })();

For that, modules keep to a few forms, and anything else is an error: `import { a, b as c } from
"./x.js";` and `import * as x from "./x.js";`, each in a line of its own, and `export` before a
function, a class or a constant. No two modules may need each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_ALL = re.compile(r'^import \* as (\w+) from "\./(\w+)\.js";$', re.M)
_NAMED = re.compile(r'^import \{ ([\w, ]+) \} from "\./(\w+)\.js";$', re.M)
_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.M)
# Comments may name a module.
_LEFT = re.compile(r"^(?:import|export)\b.*|^(?!\s*/?\*).*\bimport(?:\(|\.meta).*", re.M)


def joined(name: str, sources: Mapping[str, str]) -> str:
    """One script that does what a module and all that it imports do.

    Args:
        name: of the module, without ".js".
        sources: text of each module.

    Raises:
        ValueError: a module has another form, needs one that is not there, or one that needs it.
    """
    parts: list[str] = []
    for one in in_order(name, sources):
        text = _ALL.sub(r"const \1 = $\2;", sources[one])
        text = _NAMED.sub(_constants, text)
        names = [found[2] for found in _EXPORT.finditer(text)]
        text = _EXPORT.sub(r"\1 \2", text)
        if left := _LEFT.search(text):
            raise ValueError(f"{one}.js: `{left[0]}` can't be joined; see bot/web/joined.py")
        parts.append(
            f"const ${one} = (() => {{\n{text}\nreturn {{ {', '.join(names)} }};\n}})();\n"
        )
    return "".join(parts)


def in_order(name: str, sources: Mapping[str, str]) -> list[str]:
    """The module and all that it needs, each after those that it needs itself.

    Raises:
        ValueError: as `joined`.
    """
    order: list[str] = []
    _add(name, sources, (), order)
    return order


def _add(name: str, sources: Mapping[str, str], within: tuple[str, ...], order: list[str]) -> None:
    if name in order:
        return
    if name in within:
        raise ValueError(f"{' needs '.join((*within, name))}: these can't be joined")
    if name not in sources:
        raise ValueError(f"{within[-1] if within else ''}.js imports {name}.js, which is not there")
    found = [*_ALL.finditer(sources[name]), *_NAMED.finditer(sources[name])]
    for need in dict.fromkeys(one[2] for one in sorted(found, key=re.Match.start)):
        _add(need, sources, (*within, name), order)
    order.append(name)


def _constants(found: re.Match[str]) -> str:
    return f"const {{ {found[1].replace(' as ', ': ')} }} = ${found[2]};"
