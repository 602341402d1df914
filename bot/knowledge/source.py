"""Reads an editor's YAML file and remembers on which line each value stands.

Rasa's own YAML reader expands `${VAR}` from the environment and ruamel.yaml takes ten times as
long for a tree of this size, so the nodes of PyYAML's C parser are walked here. Nothing in a file
can name a Python object: only maps, lists and plain scalars pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.faults import Fault

MAX_BYTES = 200_000
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Keys = tuple[str | int, ...]


@dataclass
class Source:
    """A file as data, with the line of each value.

    Args:
        path: shown in faults, relative to the project root.
        data: maps, lists and scalars; None when the file can't be read.
        lines: key path -> line number from 1.
        faults: what was wrong with the file itself.
    """

    path: str
    data: Any = None
    lines: dict[Keys, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, keys: Keys, problem: str, hint: str = "") -> Fault:
        """A fault at the value under `keys`, or at its nearest parent that has a line."""
        where = keys
        while where and where not in self.lines:
            where = where[:-1]
        return Fault(self.path, self.lines.get(where, 1), problem, hint)


def read_text(path: Path, root: Path) -> str | Fault:
    """A file's text, or why it can't be read."""
    name = str(path.relative_to(root))
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Fault(name, 0, f"can't be read: {error.strerror}")
    if len(raw) > MAX_BYTES:
        return Fault(name, 0, f"is larger than {MAX_BYTES} bytes", "split it")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Fault(name, line, "is not UTF-8", "save the file as UTF-8")


def read_yaml(path: Path, root: Path) -> Source:
    """Reads one YAML file. Faults are returned in the source, never raised."""
    source = Source(str(path.relative_to(root)))
    text = read_text(path, root)
    if isinstance(text, Fault):
        source.faults.append(text)
        return source
    try:
        for event in yaml.parse(text, Loader=Loader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                source.faults.append(
                    Fault(
                        source.path,
                        event.start_mark.line + 1,
                        "YAML anchors and aliases are not allowed",
                        "write the value out",
                    )
                )
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        source.faults.append(
            Fault(source.path, mark.line + 1 if mark else 0, f"is not YAML: {error.problem}")
        )
        return source
    except yaml.YAMLError as error:
        source.faults.append(Fault(source.path, 0, f"is not YAML: {error}"))
        return source
    if node is not None and not source.faults:
        source.data = _value(node, (), source)
    return source


def _value(node: yaml.Node, keys: Keys, source: Source) -> Any:
    source.lines.setdefault(keys, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            source.lines[(*keys, key)] = key_node.start_mark.line + 1
            if key in result:
                source.faults.append(source.fault((*keys, key), f"`{key}` is written twice"))
            result[key] = _value(value_node, (*keys, key), source)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*keys, index), source) for index, item in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: yaml.ScalarNode) -> Any:
    """A scalar: null, true, false and whole numbers; everything else stays a text.

    YAML's yes, no, on and off stay texts too: "Yes" on a button is no truth value, nor is 00100 a
    number in base 8.
    """
    tag, value = node.tag.rsplit(":", 1)[-1], node.value
    if tag == "null":
        return None
    if tag == "bool" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if tag == "int" and value.removeprefix("-").isdigit() and str(int(value)) == value:
        return int(value)
    return value
