"""A page is plain text in a very small Markdown; everything else is a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.model import Page
from bot.knowledge.pages import read_page

GOOD = """\
# Tax card
> Tax

## what
You need a tax card.

It shows your tax rate:
- for wages
- for benefits

## next
Ask the tax office.
"""


def read(tmp_path: Path, content: str | bytes) -> tuple[Page | None, list[str], dict[str, int]]:
    path = tmp_path / "en.md"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    page, faults, lines = read_page(path, tmp_path)
    return page, [str(fault) for fault in faults], lines


def faults_of(tmp_path: Path, content: str | bytes) -> list[str]:
    return read(tmp_path, content)[1]


def test_a_page_has_a_title_a_label_and_sections(tmp_path: Path) -> None:
    page, faults, lines = read(tmp_path, GOOD)
    assert faults == []
    assert page is not None
    assert (page.title, page.label) == ("Tax card", "Tax")
    assert page.sections == {
        "what": "You need a tax card.\n\nIt shows your tax rate:\n- for wages\n- for benefits",
        "next": "Ask the tax office.",
    }
    assert lines == {"what": 4, "next": 11}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Read [this](page).", "[this]("),
        ("Read **this**.", "**"),
        ("Read __this__.", "__"),
        ("Read `this`.", "`"),
        ("![a picture", "!["),
    ],
)
def test_markdown_is_a_fault_on_its_line(tmp_path: Path, text: str, found: str) -> None:
    content = GOOD.replace("Ask the tax office.", f"Ask the tax office.\n{text}")
    assert faults_of(tmp_path, content) == [
        f"en.md:13: `{found}` is not allowed (write plain text)"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Read <b>this.", "`<b>` is not allowed in a text"),
        ("See https://vero.fi.", "`https://` is not allowed in a text"),
        ("See http://vero.fi.", "`http://` is not allowed in a text"),
        ("See www.vero.fi.", "`www.` is not allowed in a text"),
        ("TODO: ask them.", "`TODO` is not allowed in a text"),
        ("Write to tax@vero.fi.", "an e-mail address is not allowed in a text: tax@vero.fi"),
        ("Call 040 123 4567.", "`040 123 4567` looks like a phone number that is not approved"),
    ],
)
def test_what_no_text_may_hold_is_a_fault_on_its_line(
    tmp_path: Path, text: str, problem: str
) -> None:
    content = GOOD.replace("Ask the tax office.", f"Ask the tax office.\n{text}")
    assert faults_of(tmp_path, content) == [f"en.md:13: {problem}"]


def test_an_unknown_section_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, GOOD + "\n## prices\nMuch.\n")
    assert fault.startswith("en.md:14: unknown section `prices` (one of: what, who,")


def test_a_section_written_twice_is_a_fault(tmp_path: Path) -> None:
    content = GOOD + "\n## what\nAgain.\n"
    assert faults_of(tmp_path, content) == ["en.md:14: section `what` is written twice"]


def test_text_before_the_first_section_is_a_fault(tmp_path: Path) -> None:
    content = GOOD.replace("> Tax\n", "> Tax\nHello.\n")
    assert faults_of(tmp_path, content) == [
        "en.md:3: text before the first section (begin with ## what)"
    ]


@pytest.mark.parametrize("section", ["what", "next"])
def test_each_page_needs_what_and_next(tmp_path: Path, section: str) -> None:
    content = GOOD.replace(f"## {section}", "## who")
    assert f"en.md:1: section `{section}` is missing or empty" in faults_of(tmp_path, content)


def test_an_empty_section_is_a_fault(tmp_path: Path) -> None:
    content = GOOD + "\n## cost\n\n"
    assert faults_of(tmp_path, content) == ["en.md:14: section `cost` is empty (remove it)"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("# Tax card", "", "en.md:1: the title has 0 characters (1–70)"),
        ("# Tax card", "# " + "x" * 71, "en.md:1: the title has 71 characters (1–70)"),
        ("> Tax", "", "en.md:2: the label has 0 characters (1–32)"),
        ("> Tax", "> " + "x" * 33, "en.md:2: the label has 33 characters (1–32)"),
    ],
)
def test_title_and_label_have_their_length(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert faults_of(tmp_path, GOOD.replace(old, new)) == [fault]


@pytest.mark.parametrize(("section", "limit"), [("how", 60), ("more", 110)])
def test_a_section_is_short(tmp_path: Path, section: str, limit: int) -> None:
    full = GOOD + f"\n## {section}\n" + "word " * limit
    assert faults_of(tmp_path, full) == []
    assert faults_of(tmp_path, full + "word\n") == [
        f"en.md:14: section `{section}` has {limit + 1} words (at most {limit})"
    ]


def test_a_page_that_is_not_utf8_is_a_fault_on_its_line(tmp_path: Path) -> None:
    page, faults, _ = read(tmp_path, GOOD.encode() + b"\n## how\nP\xe5 svenska\n")
    assert page is None
    assert faults == ["en.md:15: is not UTF-8 (save the file as UTF-8)"]


def test_a_page_that_is_too_large_is_a_fault(tmp_path: Path) -> None:
    page, faults, _ = read(tmp_path, GOOD + " " * 200_000)
    assert page is None
    assert faults == ["en.md:0: is larger than 200000 bytes (split it)"]
