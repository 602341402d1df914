"""The drawings of the page: each that is named is there, and each topic has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Route, expect
from support.page import ChatPage, say
from support.server import ROOT, Server

from bot.dialogue.opening import START_TOPICS

WEB = ROOT / "bot" / "web"
SPRITE = WEB / "static" / "icons.svg"
SVG = "{http://www.w3.org/2000/svg}"
# Whatever points to a drawing whose place is not there draws nothing.
EMPTY = """() => [...document.querySelectorAll("svg.icon use")]
  .filter((use) => !use.closest("[hidden]") && use.getBBox().width === 0)
  .map((use) => use.getAttribute("href"))"""


@pytest.fixture
def chat(browser: Browser, server: Server) -> Iterator[ChatPage]:
    """The chat in Finnish."""
    page = ChatPage(browser, server.url)
    yield page
    found = page.elsewhere(), page.errors()
    page.context.close()
    assert found == ([], [])


def symbols() -> dict[str, ElementTree.Element]:
    """Each drawing by its id."""
    found = ElementTree.parse(SPRITE).getroot().findall(f"{SVG}symbol")
    assert len({symbol.get("id") for symbol in found}) == len(found)
    return {str(symbol.get("id")): symbol for symbol in found}


def test_every_topic_of_the_knowledge_has_a_drawing_and_no_drawing_is_of_another_topic() -> None:
    topics = {path.name for path in (ROOT / "knowledge" / "topics").iterdir() if path.is_dir()}
    drawn = {name.removeprefix("topic-") for name in symbols() if name.startswith("topic-")}
    assert drawn == topics | {"any"}


def test_every_drawing_that_the_page_names_is_there_and_none_is_there_for_nothing() -> None:
    pages = [*WEB.glob("static/*.js"), *WEB.glob("templates/*.html")]
    text = "".join(path.read_text("utf-8") for path in pages)
    own = SPRITE.read_text("utf-8")
    named = set(re.findall(r"""["'`(]#?(i-[a-z0-9-]+)["'`]""", text + own.replace('id="', "id=")))
    assert named == {name for name in symbols() if name.startswith("i-")}


def test_every_value_of_an_option_has_a_drawing() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "bot" / "dialogue").glob("*.py"))
    values = set(re.findall(r'"((?:action|status):[a-z_]+)"', code))
    assert {"action:more", "action:human"} <= values
    assert {value.replace(":", "-") for value in values} <= set(symbols())
    kinds = {"topic", "municipality", "language", "action"}
    assert {f"{kind}-any" for kind in kinds} <= set(symbols())


def test_no_drawing_has_a_colour_or_a_script_of_its_own() -> None:
    allowed = {
        "symbol": {"id", "viewBox"},
        "path": {"d"},
        "circle": {"cx", "cy", "r"},
        "ellipse": {"cx", "cy", "rx", "ry"},
        "rect": {"x", "y", "width", "height", "rx"},
        "use": {"href", "transform"},
    }
    for symbol in symbols().values():
        for element in symbol.iter():
            assert set(element.attrib) <= allowed[element.tag.removeprefix(SVG)]


def test_buttons_and_options_show_their_drawings_and_a_screen_reader_hears_only_words(
    chat: ChatPage,
) -> None:
    chat.page.wait_for_selector("#topic-health", state="attached")
    drawn = chat.options.locator("use").evaluate_all("all => all.map((use) => use.href.baseVal)")
    assert drawn == [*(f"#topic-{topic}" for topic in START_TOPICS), "#action-human"]
    chat.ask("Kuka tekee kotoutumissuunnitelman Torniossa?")
    drawn = chat.options.locator("use").evaluate_all("all => all.map((use) => use.href.baseVal)")
    assert drawn == ["#status-jobseeker", "#status-not_jobseeker", "#status-unknown"]
    assert chat.page.evaluate(EMPTY) == []
    assert chat.page.locator("svg.icon:not([aria-hidden=true])").count() == 0
    for name in ("ui_human", "ui_send"):
        button = chat.page.get_by_role("button", name=say("fi", name), exact=True)
        expect(button.locator("svg")).to_be_visible()


def test_a_topic_without_a_drawing_of_its_own_shows_the_one_of_topics(
    browser: Browser, server: Server
) -> None:
    def without_health(route: Route) -> None:
        body = SPRITE.read_text("utf-8").replace('id="topic-health"', 'id="gone"')
        route.fulfill(body=body, content_type="image/svg+xml")

    context = browser.new_context(locale="fi-FI")
    page = context.new_page()
    page.route("**/icons.svg*", without_health)
    page.goto(f"{server.url}/chat")
    expect(page.locator('.options use[href="#topic-any"]')).to_have_count(1)
    context.close()


def test_without_the_drawings_the_page_works_as_well(browser: Browser, server: Server) -> None:
    context = browser.new_context(locale="fi-FI")
    page = context.new_page()
    page.route("**/icons.svg*", lambda route: route.abort())
    page.goto(f"{server.url}/chat")
    expect(page.locator("#messages > li.bot")).to_have_count(1)
    expect(page.get_by_role("button", name=say("fi", "ui_human")).first).to_be_visible()
    context.close()
