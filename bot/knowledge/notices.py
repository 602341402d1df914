"""The long texts of the service's own pages: accessibility statement and privacy notice.

They are Markdown with {places}, in a file for each language; what is known not to work is a list
of its own. Rules only: nothing here knows of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.knowledge.check import check_texts, fields_of
from bot.knowledge.faults import Fault
from bot.knowledge.model import Knowledge
from bot.knowledge.source import Source, read_text

# The {places} of each notice, which every language must have.
PLACES = {
    "accessibility": {"operator", "days", "shortcomings", "form", "updated"},
    "privacy": {
        *("operator", "conversation_days", "case_days", "audit_days"),
        *("resume_minutes", "delete", "leave"),
    },
}
FORM = "{form}"
_LINKS = ("https://", "mailto:", "tel:")
_TAG = re.compile(r"</?[a-zA-Z!]")


@cache
def markdown() -> MarkdownIt:
    """The reader of these texts: plain Markdown, in which HTML stays text."""
    return MarkdownIt("commonmark", {"html": False}).disable("image")


def read_notices(root: Path) -> tuple[dict[str, dict[str, str]], list[Fault]]:
    """Every notice as name -> language -> text, and what could not be read."""
    notices: dict[str, dict[str, str]] = {}
    faults = []
    for path in sorted((root / "knowledge" / "notices").glob("*/*.md")):
        text = read_text(path, root)
        if isinstance(text, Fault):
            faults.append(text)
        else:
            notices.setdefault(path.stem, {})[path.parent.name] = text
    return notices, faults


def faults_of(knowledge: Knowledge, source: Source) -> Iterator[Fault]:
    """What is wrong with the notices.

    Args:
        source: of knowledge/accessibility.yml.
    """
    for name, places in PLACES.items():
        texts = knowledge.notices.get(name, {})
        for language in knowledge.live:
            if language.code not in texts:
                path = _path(name, language.code)
                yield Fault(path, 0, f"is missing, and `{language.code}` is a live language")
        for code, text in texts.items():
            yield from _in_text(_path(name, code), text, places)
    for name in sorted(knowledge.notices.keys() - PLACES.keys()):
        for code in knowledge.notices[name]:
            yield Fault(_path(name, code), 0, "is no notice", f"one of: {', '.join(PLACES)}")
    if knowledge.accessibility is not None:
        for index, one in enumerate(knowledge.accessibility.shortcomings):
            where = ("shortcomings", index, "text")
            yield from check_texts(knowledge, one.text, source, where)


def _path(name: str, code: str) -> str:
    return f"knowledge/notices/{code}/{name}.md"


def _in_text(path: str, text: str, places: set[str]) -> Iterator[Fault]:
    if fields_of(text) != places:
        wanted = ", ".join(sorted(places))
        yield Fault(path, 0, "has not exactly the places that it must have", f"wanted: {wanted}")
    lines = text.splitlines()
    if "form" in places and lines.count(FORM) != 1:
        yield Fault(path, 0, f"`{FORM}` must stand once, on a line of its own")
    for number, line in enumerate(lines, 1):
        if found := _TAG.search(line):
            yield Fault(path, number, f"`{found[0]}` is not allowed", "write Markdown, not HTML")
    tokens = markdown().parse(text)
    titles = [token for token in tokens if token.type == "heading_open" and token.tag == "h1"]
    if len(titles) != 1 or tokens[0] is not titles[0]:
        yield Fault(path, 1, "must begin with its one title, `# …`")
    for token in tokens:
        for href in _hrefs(token):
            if not href.startswith(_LINKS):
                at = token.map[0] + 1 if token.map else 0
                yield Fault(path, at, f"`{href[:40]}` is no link", "https://, mailto: or tel:")


def _hrefs(token: Token) -> Iterator[str]:
    for child in token.children or ():
        if child.type == "link_open":
            yield str(child.attrs.get("href", ""))


def escaped(value: str) -> str:
    """A value as plain text within Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!<>|~&])", r"\\\1", value)


def filled(text: str, values: Mapping[str, str]) -> list[str]:
    """A notice with its places filled, in two parts where the form comes between them.

    Args:
        values: Markdown; see `escaped`.
    """
    return [part.format_map(values) for part in text.split(FORM)]
