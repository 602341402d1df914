"""What a municipality's site may set for the chat, and that every fault in it is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from support.server import ROOT
from support.tree import Tree

from bot.knowledge.contrast import ACCENT, BLACK, ENOUGH, GROUNDS, WHITE, contrast, text_on
from bot.knowledge.current import KnowledgeKeeper
from bot.knowledge.load import load_knowledge
from bot.knowledge.logo import MAX_BYTES
from bot.knowledge.sites import accent_of, site_of

SITE = "knowledge/sites/kemi.yml"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
WEBP = b"RIFF\x20\0\0\0WEBPVP8 " + bytes(20)
FULL = """\
origins: [https://www.example.fi, "https://example.fi:8443", http://localhost:8000]
title: {fi: "Neuvoja", en: "Adviser"}
greeting: {fi: "Tervetuloa!", en: "Welcome!"}
colour: "#0B5D4B"
colour_dark: "#7fd3bb"
logo: kemi.svg
position: start
suggestions: [kela, integration_plan]
operator: {fi: "Kemin kaupunki"}
feedback_email: palaute@example.fi
leave_to: https://www.example.fi/saa
"""


@pytest.fixture
def site(tree: Tree) -> Tree:
    """The small tree with a whole site of Kemi."""
    tree.write(SITE, FULL)
    tree.write("knowledge/sites/kemi.svg", SVG)
    return tree


def test_a_whole_site_is_read(site: Tree) -> None:
    assert site.faults() == []
    read = load_knowledge(site.root).sites["kemi"]
    assert read.origins[1:] == ["https://example.fi:8443", "http://localhost:8000"]
    assert (read.title or {})["en"] == "Adviser"
    assert read.position == "start"
    assert read.suggestions == ["kela", "integration_plan"]
    assert read.logo is not None
    assert (read.logo.media_type, read.logo.content.decode()) == ("image/svg+xml", SVG)
    assert accent_of(read) == {"light": "#0b5d4b", "dark": "#7fd3bb"}


def test_a_municipality_without_a_site_has_the_defaults_and_no_origin(site: Tree) -> None:
    knowledge = load_knowledge(site.root)
    for municipality in ("tornio", "", None):
        default = site_of(knowledge, municipality)
        assert default.municipality == (municipality or "")
        assert default.origins == [] and default.logo is None and default.position == "end"
        assert default.leave_to.startswith("https://")
        assert accent_of(default) == ACCENT
    assert site_of(knowledge, "kemi").operator == {"fi": "Kemin kaupunki"}


def test_an_empty_file_is_a_site_with_the_defaults(tree: Tree) -> None:
    tree.write(SITE, "# nothing yet\n")
    assert tree.faults() == []
    knowledge = load_knowledge(tree.root)
    assert knowledge.sites["kemi"] == site_of(knowledge, "kemi")
    assert knowledge.sites["kemi"].origins == []


def cases() -> Iterator[object]:
    """What is replaced in the whole site, by what, and the line and the problem that it makes."""
    for origin in (
        "https://www.example.fi/",
        "https://www.example.fi/chat",
        "https://*.example.fi",
        "*",
        "null",
        "http://www.example.fi",
        "https://WWW.example.fi",
        "https://user@example.fi",
        "https://example.fi:99999",
        "https://example.fi:0",
        "https://example.fi?x",
        "https://example.fi;script-src *",
        "https://example.fi 'self'",
        "https://kemi",
        "https://käyttö.fi",
        "ftp://localhost",
        "https://-a.fi",
        "https://a..fi",
    ):
        yield "https://www.example.fi", f'"{origin}"', 1, f"`{origin}` is not an origin"
    yield "https://www.example.fi", '"https://example.fi:443"', 1, "browsers leave out this port"
    yield "http://localhost:8000", "http://localhost:80", 1, "browsers leave out this port"
    yield "origins: [https://www.example.fi, ", "origins: [[https://www.example.fi], ", 1, "str"
    yield '#0B5D4B"', '#8fb"', 4, "`#8fb` is not a colour"
    yield '"#0B5D4B"', "red", 4, "`red` is not a colour"
    yield '"#0B5D4B"', "#0B5D4B", 4, "`colour` is empty (a value with # stands in quotes)"
    yield "#0B5D4B", "#4a90d9", 4, "is hard to read"
    yield "#7fd3bb", "#0b5d4b", 5, "is hard to read"
    yield ', en: "Adviser"', "", 2, "`en` is missing"
    yield '"Neuvoja"', '"<b>Neuvoja</b>"', 2, "`<b>` is not allowed"
    yield '"Neuvoja"', f'"{"a" * 61}"', 2, "has 61 characters; at most 60"
    yield '"Welcome!"', '"Call 040 123 4567!"', 3, "looks like a phone number"
    yield '"Welcome!"', f'"{"a" * 301}"', 3, "has 301 characters; at most 300"
    yield "kemi.svg", "../../LICENSE", 6, "must be the name of a .svg, .png or .webp file"
    yield "kemi.svg", "Kemi.svg", 6, "must be the name"
    yield "kemi.svg", "[kemi.svg]", 6, "must be the name"
    yield "kemi.svg", "other.svg", 6, "there is no file `other.svg`"
    yield "position: start", "position: left", 7, "`position`"
    yield "[kela, integration_plan]", "[kela]", 8, "from 2 to 6 topics"
    yield "[kela, ", "[tax, ", 8, "there is no topic `tax`"
    yield "[kela, ", "[integration_plan, ", 8, "`integration_plan` is there twice"
    yield '{fi: "Kemin kaupunki"}', "{}", 9, "`operator` names nobody"
    yield '{fi: "Kemin kaupunki"}', '{xx: "Kemi"}', 9, "`xx` is not in knowledge/languages.yml"
    yield "palaute@example.fi", "palaute", 10, "is not an e-mail address"
    for address in (
        "http://www.example.fi",
        "javascript:alert(1)",
        "https://",
        "'https://a b.fi'",
        "'https://a.fi;b'",
    ):
        yield "https://www.example.fi/saa", address, 11, "must be an address that begins with https"
    yield "position: start", "colors: red", 7, "extra fields not permitted"


@pytest.mark.parametrize(("old", "new", "line", "problem"), cases())
def test_a_wrong_setting_is_told_with_its_line(
    site: Tree, old: str, new: str, line: int, problem: str
) -> None:
    site.replace(SITE, old, new)
    faults = site.faults()
    assert faults and all(fault.startswith(f"{SITE}:{line}: ") for fault in faults), faults
    assert any(problem in fault for fault in faults), faults


def test_a_site_of_an_unknown_municipality_is_a_fault(tree: Tree) -> None:
    tree.write("knowledge/sites/paris.yml", "position: end\n")
    fault = "knowledge/sites/paris.yml:1: there is no municipality `paris` (rename the file)"
    assert tree.faults() == [fault]


@pytest.mark.parametrize(("name", "content"), [("a.png", PNG), ("a.webp", WEBP), ("a.svg", SVG)])
def test_a_logo_may_be_each_kind_of_image(site: Tree, name: str, content: str | bytes) -> None:
    site.write(f"knowledge/sites/{name}", content)
    site.replace(SITE, "kemi.svg", name)
    assert site.faults() == []


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.png", WEBP, "is no PNG image"),
        ("a.webp", PNG, "is no WEBP image"),
        ("a.svg", PNG, "is no SVG image"),
        ("a.svg", "<html/>", "is no SVG image"),
        ("a.svg", "<!DOCTYPE x [<!ENTITY a 'b'>]>" + SVG, "has a DOCTYPE or an ENTITY"),
        ("a.svg", SVG.replace("<path", "<script/><path"), "has an element `script`"),
        ("a.svg", SVG.replace("<path", "<foreignObject/><path"), "has an element `foreignObject`"),
        ("a.svg", SVG.replace("<path", "<path onclick='a()'"), "has an attribute `onclick`"),
        ("a.svg", SVG.replace("<path", "<use href='https://example.fi/a'/><path"), "loads"),
        ("a.svg", SVG.replace("<path", "<a href='javascript:a()'/><path"), "loads"),
        ("a.svg", SVG.replace("<path", "<path style='fill:url(//example.fi)'"), "loads"),
        ("a.svg", SVG.replace("<path", "<style>@import 'a'</style><path"), "loads"),
        ("a.svg", SVG + " " * MAX_BYTES, "at most 50000 are allowed"),
    ],
)
def test_a_file_that_is_no_logo_is_refused(
    site: Tree, name: str, content: str | bytes, problem: str
) -> None:
    site.write(f"knowledge/sites/{name}", content)
    site.replace(SITE, "kemi.svg", name)
    (fault,) = site.faults()
    assert fault.startswith(f"{SITE}:6: `{name}` ") and problem in fault


def test_a_logo_may_refer_to_its_own_parts(site: Tree) -> None:
    inner = '<style>.a { fill: url(#b); }</style><use href="#b" fill="url(\'#b\')"/>'
    site.write("knowledge/sites/kemi.svg", SVG.replace("<path", f"{inner}<path"))
    assert site.faults() == []


def test_a_changed_site_or_logo_is_in_force_without_a_restart(site: Tree) -> None:
    keeper = KnowledgeKeeper(site.root, 1000)
    first = keeper.get()
    site.replace(SITE, "position: start", "position: end")
    keeper.refresh()
    second = keeper.get()
    assert (first.sites["kemi"].position, second.sites["kemi"].position) == ("start", "end")
    site.write("knowledge/sites/kemi.svg", SVG.replace("h8", "h7"))
    keeper.refresh()
    third = keeper.get()
    assert third.sites["kemi"].logo != second.sites["kemi"].logo
    assert len({first.version, second.version, third.version}) == 3
    site.replace(SITE, "https://www.example.fi", "'*'")
    keeper.refresh()
    assert keeper.get() is third


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
        ("#767676", "#FFFFFF", 4.54),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


def test_the_text_on_any_colour_can_be_read() -> None:
    steps = [f"{value:02x}" for value in range(0, 256, 15)]
    for colour in (f"#{r}{g}{b}" for r in steps for g in steps for b in steps):
        assert contrast(text_on(colour), colour) >= ENOUGH
    assert text_on("#0b5d4b") == WHITE
    assert text_on("#7fd3bb") == BLACK


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    css = (ROOT / "bot" / "web" / "static" / "chat.css").read_text("utf-8")
    blocks = re.findall(r":root \{([^}]*--paper[^}]*)\}", css)[:2]
    for scheme, block in zip(("light", "dark"), blocks, strict=True):
        told = dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]+)", block))
        long = {
            name: "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value
            for name, value in told.items()
        }
        grounds = {name: value for name, value in GROUNDS[scheme].items() if name != "white"}
        assert grounds == {name: long[name] for name in grounds}
        assert long["--accent"] == ACCENT[scheme]
        assert len(grounds) == 3
