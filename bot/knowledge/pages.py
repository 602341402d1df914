"""Reads a topic's text in one language: a title, a button label and sections in plain text.

The file is Markdown on purpose so small that any editor shows it well: `# title`, `> label`,
`## section`, paragraphs and `- ` lists. Everything else is a fault, since the text goes to clients
as text and never as HTML.
"""

from __future__ import annotations

import re
from pathlib import Path

from bot.knowledge.faults import Fault
from bot.knowledge.model import PAGE_SECTIONS, Page
from bot.knowledge.source import read_text
from bot.knowledge.texts import problems_in

MAX_TITLE = 70
MAX_LABEL = 32
MAX_SECTION_WORDS = 60
MAX_MORE_WORDS = 110
MARKDOWN = re.compile(r"\[[^\]]*\]\(|`|\*\*|__|!\[")


def read_page(path: Path, root: Path) -> tuple[Page | None, list[Fault], dict[str, int]]:
    """Reads one page.

    Args:
        path: the file, `knowledge/topics/<topic>/<language>.md`.
        root: project root, for the paths in faults.

    Returns:
        the page or None, its faults, and the line of each section.
    """
    name = str(path.relative_to(root))
    text = read_text(path, root)
    if isinstance(text, Fault):
        return None, [text], {}
    faults: list[Fault] = []
    title = label = ""
    sections: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    current: str | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip()
        if found := MARKDOWN.search(line):
            faults.append(
                Fault(name, number, f"`{found.group()[:40]}` is not allowed", "write plain text")
            )
        faults += [Fault(name, number, problem) for problem in problems_in(line)]
        if line.startswith("## "):
            current = line[3:].strip()
            if current not in PAGE_SECTIONS:
                hint = "one of: " + ", ".join(PAGE_SECTIONS)
                faults.append(Fault(name, number, f"unknown section `{current}`", hint))
            elif current in sections:
                faults.append(Fault(name, number, f"section `{current}` is written twice"))
            sections[current] = []
            lines[current] = number
        elif line.startswith("# "):
            title = line[2:].strip()
        elif line.startswith("> "):
            label = line[2:].strip()
        elif current is not None:
            sections[current].append(line)
        elif line:
            faults.append(
                Fault(name, number, "text before the first section", "begin with ## what")
            )
    texts = {key: "\n".join(value).strip() for key, value in sections.items()}
    faults += _measure(name, title, label, texts, lines)
    return Page(title=title, label=label or title, sections=texts), faults, lines


def _measure(
    name: str, title: str, label: str, texts: dict[str, str], lines: dict[str, int]
) -> list[Fault]:
    faults = []
    if not 0 < len(title) <= MAX_TITLE:
        faults.append(Fault(name, 1, f"the title has {len(title)} characters", f"1–{MAX_TITLE}"))
    if not 0 < len(label) <= MAX_LABEL:
        faults.append(Fault(name, 2, f"the label has {len(label)} characters", f"1–{MAX_LABEL}"))
    for required in ("what", "next"):
        if not texts.get(required):
            faults.append(Fault(name, 1, f"section `{required}` is missing or empty"))
    for key, text in texts.items():
        limit = MAX_MORE_WORDS if key == "more" else MAX_SECTION_WORDS
        if len(text.split()) > limit:
            problem = f"section `{key}` has {len(text.split())} words"
            faults.append(Fault(name, lines[key], problem, f"at most {limit}"))
        if not text and key not in ("what", "next"):
            faults.append(Fault(name, lines[key], f"section `{key}` is empty", "remove it"))
    return faults
