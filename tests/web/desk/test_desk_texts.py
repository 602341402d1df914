"""What the desk says, and what its style sheet promises, without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.settings import ROOT

DESK = ROOT / "bot" / "web" / "static" / "desk"
MODULES = sorted(DESK.glob("*.js"))
LANGUAGES = ("fi", "sv", "en")
# Where a text of the desk is named in a module.
NAMED = re.compile(
    r"\b(?:say|button|field|dialog|ask|section|table)\(\s*\"(\w+)\""
    r"|\btext\(\s*\"[^\"]*\",\s*\"[^\"]*\",\s*\"(\w+)\""
    r"|\blabel\((?:[^,()]|\([^()]*\))+,\s*\"(\w+)\""
)
CONTRAST = {  # text on background: least ratio
    ("ink", "paper"): 4.5,
    ("ink", "surface"): 4.5,
    ("ink", "mine"): 4.5,
    ("ink", "warm"): 4.5,
    ("soft", "paper"): 4.5,
    ("soft", "surface"): 4.5,
    ("soft", "mine"): 4.5,
    ("accent", "surface"): 4.5,
    ("accent", "paper"): 4.5,
    ("on-accent", "accent"): 4.5,
    ("danger", "surface"): 4.5,
    ("danger", "paper"): 4.5,
    ("on-danger", "danger"): 4.5,
    ("line", "surface"): 3,
    ("line", "paper"): 3,
    ("second", "surface"): 3,
}


def texts(language: str) -> dict[str, str]:
    """The texts of the desk in a language."""
    path = ROOT / "knowledge" / "desk" / f"{language}.yml"
    return dict(yaml.safe_load(path.read_text("utf-8")))


def places(text: str) -> set[str]:
    """The {places} of a text."""
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_text_is_there_in_every_language_with_the_same_places(language: str) -> None:
    finnish, other = texts("fi"), texts(language)
    assert list(finnish) == list(other)
    assert {key for key in finnish if places(finnish[key]) != places(other[key])} == set()
    assert [key for key, text in other.items() if not text.strip()] == []


def test_every_text_that_the_page_names_exists() -> None:
    named = {
        name
        for path in MODULES
        for groups in NAMED.findall(path.read_text("utf-8"))
        for name in groups
        if name
    }
    shell = (ROOT / "bot" / "web" / "templates" / "desk.html").read_text("utf-8")
    named |= {
        one for pair in re.findall(r"texts\.(\w+)|data-text=\"(\w+)\"", shell) for one in pair
    }
    named.discard("")
    assert len(named) > 100
    assert named - set(texts("fi")) == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_is_short_says_what_it_is_for_and_reads_nothing_as_html(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < 300
    assert text.startswith("/**")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\.style\b", text)


def colours() -> Iterator[dict[str, str]]:
    """The colours of the light and of the dark desk."""
    for block in re.findall(r":root \{(.*?)\}", (DESK / "desk.css").read_text("utf-8"), re.DOTALL):
        yield dict(re.findall(r"--([\w-]+): (#\w+);", block))


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_and_borders_stand_out_in_light_and_in_dark() -> None:
    both = list(colours())
    assert len(both) == 2
    for scheme in both:
        for (front, back), least in CONTRAST.items():
            low, high = sorted((luminance(scheme[front]), luminance(scheme[back])))
            assert (high + 0.05) / (low + 0.05) >= least, (front, back, scheme[front])
