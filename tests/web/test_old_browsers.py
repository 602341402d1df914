"""The chat in browsers of five years ago: Chrome 96, Firefox 94, Safari 15.0."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from support.page import ChatPage, say
from support.server import ROOT, Server

from bot.web import assets

STATIC = ROOT / "bot" / "web" / "static"
SCRIPTS = sorted(path.name for path in STATIC.glob("*.js"))
QUESTION = "Paljonko verokortti maksaa?"
# Newer than one of the three, each with what it needs at least.
NEWER = {
    r"\.at\(": "Safari 15.4",
    r"\.findLast(?:Index)?\(": "Firefox 104",
    r"\.to(?:Sorted|Reversed|Spliced)\(|\.with\(": "Firefox 115",
    r"\bstructuredClone\(": "Chrome 98",
    r"\bObject\.(?:hasOwn|groupBy)\(": "Safari 15.4",
    r"\brequestSubmit\b": "Safari 16",
    r"\.inert\b": "Firefox 112",
    r"\bAbortSignal\.(?:timeout|any)\b": "Chrome 103",
    r"\bnew URLPattern\b|\bnavigation\.": "Firefox 142",
    r"\(\?<[=!]": "Safari 16.4",
    r"/[a-z]*[dv][a-z]*\.(?:exec|test)\(": "Chrome 112",
    r"\bstatic \{": "Safari 16.4",
    r"#\w+ in \w": "Safari 15.0, Firefox 90",
    r"\.(?:isWellFormed|toWellFormed)\(": "Safari 16.4",
    r"\bIntl\.(?:Segmenter|DurationFormat)\b": "Firefox 125",
    r"\bPromise\.(?:withResolvers|try)\b": "Firefox 121",
    r"\bcheckVisibility\b": "Firefox 106",
    r"\bscheduler\.": "Firefox 142",
}
# What is used where it is there. Somewhere in the same file its name stands without a call: there
# it is asked whether it is, or what follows is in a `try`.
GUARDED = ("showModal", "showPopover", "adoptedStyleSheets", "randomUUID")
NEWER_STYLE = {
    r"@layer|@container|@scope|@starting-style": "Chrome 99",
    r"&\s*[:.\[>]|\{[^{}@]*\{": "Chrome 112 (nesting)",
    r"color-mix\(|oklch\(|light-dark\(": "Chrome 111",
    r":popover-open|\[popover\]": "Firefox 125",
    r"\binset-area|\banchor\(": "Chrome 125",
}
# As in Safari 15.0 and Firefox 94.
FIVE_YEARS_AGO = """
delete HTMLDialogElement.prototype.showModal;
delete HTMLDialogElement.prototype.close;
delete HTMLFormElement.prototype.requestSubmit;
delete Document.prototype.adoptedStyleSheets;
delete Array.prototype.at;
delete Crypto.prototype.randomUUID;
delete window.structuredClone;
delete Request.prototype.keepalive;
window.print = () => { window.printed = true; };
"""


@pytest.fixture
def chat(browser: Browser, server: Server) -> Iterator[ChatPage]:
    """The chat in a browser without what those did not have."""
    page = ChatPage(browser, server.url)
    page.context.add_init_script(FIVE_YEARS_AGO)
    page.page.reload()
    expect(page.bot).to_have_count(1)
    yield page
    assert page.errors() == []
    page.context.close()


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_uses_only_what_browsers_of_five_years_ago_have(name: str) -> None:
    text = assets.asset_of(STATIC / name).content.decode()
    assert {since for what, since in NEWER.items() if re.search(what, text)} == set()


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_may_be_missing_is_asked_for_first(name: str) -> None:
    text = assets.asset_of(STATIC / name).content.decode()
    used = [what for what in GUARDED if what in text]
    asked = [
        what
        for what in used
        if re.search(rf"""["']{what}["'] ?in |\.{what}(?=[)&|?}};]|&&)|try ?{{[^}}]*{what}""", text)
    ]
    assert asked == used


@pytest.mark.parametrize("name", ["chat.css"])
def test_a_style_sheet_needs_nothing_newer(name: str) -> None:
    rules = re.sub(r"@(?:media|supports|keyframes)[^{]*\{", "", (STATIC / name).read_text("utf-8"))
    rules = re.sub(r"/\*.*?\*/", "", rules, flags=re.S)
    assert {since for what, since in NEWER_STYLE.items() if re.search(what, rules)} == set()
    # One selector that is not understood takes the whole rule with it.
    for selectors in re.findall(r"[^{}]*:has\([^{}]*", rules):
        assert ":has(" in selectors and "," not in re.sub(r"\([^()]*\)", "", selectors)
    # What came later is only said after what was there before.
    for older, newer in (("100vh", "100dvh"),):
        assert rules.index(older) < rules.index(newer)


def test_a_newer_feature_would_be_found() -> None:
    assert re.search(next(iter(NEWER)), "list.at(-1)")
    assert re.search(r"\{[^{}@]*\{", ".a { color: red; .b { color: blue } }")


def test_enter_sends_and_the_answer_comes(chat: ChatPage) -> None:
    chat.ask(QUESTION)
    chat.box.fill(QUESTION)
    chat.page.locator("#send").click()
    chat.reply(2)


def test_the_question_in_a_dialog_holds_the_keyboard_and_says_what_it_is(chat: ChatPage) -> None:
    chat.ask(QUESTION)
    chat.press_delete()
    dialog = chat.page.get_by_role("dialog", name=say("fi", "ui_delete_confirm"))
    expect(dialog).to_have_attribute("aria-modal", "true")
    cancel, yes = chat.page.locator("#cancel"), chat.page.locator("#confirmed")
    expect(cancel).to_be_focused()
    for key, focused in (("Tab", yes), ("Tab", cancel), ("Shift+Tab", yes), ("Shift+Tab", cancel)):
        chat.page.keyboard.press(key)
        expect(focused).to_be_focused()
    # A screen reader finds nothing around it.
    expect(chat.page.get_by_role("textbox")).to_have_count(0)
    chat.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(chat.page.locator("#menu > summary")).to_be_focused()
    expect(chat.page.get_by_role("textbox")).to_have_count(1)
    expect(chat.messages).to_have_count(3)

    chat.press_delete()
    yes.click()
    expect(chat.messages).to_have_count(0)
    expect(chat.page.locator("#deleted")).to_be_visible()


def test_the_page_itself_is_printed_where_the_printed_form_would_have_no_style(
    chat: ChatPage,
) -> None:
    chat.ask(QUESTION)
    chat.press_menu("ui_print")
    expect(chat.page.locator("#paper")).to_have_count(0)
    assert chat.page.evaluate("window.printed") is True


def test_leaving_deletes_on_the_server_before_the_page_goes(chat: ChatPage) -> None:
    chat.ask(QUESTION)
    session = chat.session()
    chat.context.route(
        "https://**", lambda route: route.fulfill(body="<title>Weather", content_type="text/html")
    )
    chat.page.locator("#leave").click()
    expect(chat.page).to_have_title("Weather")
    assert chat.stored(session)[0] == 404
