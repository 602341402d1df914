"""A message's plain text as paragraphs and lists; the same rules as in static/text.js."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

RTL = "rtl"
# The letters of Latin script; `re` has no name for them.
_LATIN = (
    "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8\u02e0-\u02e4\u1d00-\u1d25"
    "\u1d2c-\u1d5c\u1d62-\u1d65\u1d6b-\u1d77\u1d79-\u1dbe\u1e00-\u1eff\u2c60-\u2c7f"
    "\ua722-\ua787\ua78b-\ua7ca\ua7f2-\ua7ff\uff21-\uff3a\uff41-\uff5a"
)
# In Arabic text: a run of Latin letters or digits with what stands inside it. Without isolation
# the groups of a phone number change places ("080 005 005"), and so do the words of a name.
_RUN = re.compile(rf"[+{_LATIN}0-9](?:[{_LATIN}0-9 .:/@&'’+_§–-]*[{_LATIN}0-9])?")
_LETTER = re.compile(f"[{_LATIN}]")
_BETWEEN = re.compile(r"(?<=[0-9]) (?=[0-9])")
_BLANK = re.compile(r"\r?\n\s*\n")
_NEWLINE = re.compile(r"\r?\n")


@dataclass(frozen=True)
class Run:
    """A part of a line.

    Args:
        kind: "" as it stands; "name" a run of Latin letters within Arabic; "number" one of digits.
    """

    text: str
    kind: str = ""


Line = list[Run]


@dataclass
class Block:
    """A paragraph with its lines, or a list with its items."""

    listed: bool
    lines: list[Line] = field(default_factory=list)


def blocks(text: str, direction: str) -> list[Block]:
    """Paragraphs are parted by blank lines; lines that begin with "- " are a list.

    Args:
        direction: "ltr", "rtl" or "auto".
    """
    found: list[Block] = []
    for part in _BLANK.split(text):
        block = None
        for line in _NEWLINE.split(part):
            if not line.strip():
                continue
            listed = line.startswith("- ")
            if block is None or block.listed is not listed:
                block = Block(listed)
                found.append(block)
            block.lines.append(runs(line[2:] if listed else line, direction))
    return found


def runs(text: str, direction: str) -> Line:
    """The parts of a line; in a line from right to left, Latin runs and numbers stand apart."""
    return list(_runs(text)) if direction == RTL else [Run(_together(text))]


def _together(text: str) -> str:
    """A phone number in two lines is hard to dial."""
    return _BETWEEN.sub("\u00a0", text)


def _runs(text: str) -> Iterator[Run]:
    end = 0
    for match in _RUN.finditer(text):
        if match.start() > end:
            yield Run(text[end : match.start()])
        # Names may be long and must be able to wrap.
        yield Run(_together(match[0]), "name" if _LETTER.search(match[0]) else "number")
        end = match.end()
    if end < len(text):
        yield Run(text[end:])
