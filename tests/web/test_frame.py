"""The chat as a panel on another page: what the page around and the chat tell each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, Route, expect
from support.page import say
from support.server import Server

TAX_CARD = "Paljonko verokortti maksaa?"
AROUND = """<!doctype html><title>City</title><button id="other">Other</button>
<iframe src="/chat/kemi?frame=1" width="416" height="600"></iframe>
<script>
const heard = [];
let state = "shown";
const frame = document.querySelector("iframe");
const say = (what) => frame.contentWindow.postMessage(what, "*");
addEventListener("message", ({ data }) => {
  heard.push(data);
  if (data.monineuvo === "ready") say({ monineuvo: state });
});
</script>"""


class Around:
    """A page with the chat in a frame."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chat: FrameLocator = page.frame_locator("iframe")
        self.bot: Locator = self.chat.locator("#messages > li.bot")
        self.box: Locator = self.chat.locator("#text")

    def say(self, **message: Any) -> None:
        """Tells the chat something."""
        self.page.evaluate("(message) => say(message)", message)

    def heard(self, what: str) -> list[dict[str, Any]]:
        """What the chat has told of this kind."""
        return [one for one in self.page.evaluate("heard") if one.get("monineuvo") == what]

    def wait_for(self, what: str, count: int) -> dict[str, Any]:
        """Waits until so many of this kind have been told; returns the last."""
        script = "([what, count]) => heard.filter((m) => m.monineuvo === what).length >= count"
        self.page.wait_for_function(script, arg=[what, count])
        told = self.heard(what)
        assert len(told) == count
        return told[-1]

    def wait_for_unread(self, count: int) -> None:
        """Waits until so many messages are told of."""
        script = """(count) => {
          const told = heard.filter((one) => one.monineuvo === "unread");
          return told.length > 0 && told[told.length - 1].count === count;
        }"""
        self.page.wait_for_function(script, arg=count)

    def session(self) -> dict[str, Any]:
        """What the chat keeps in this tab."""
        script = "JSON.parse(sessionStorage.getItem('monineuvo'))"
        return dict(self.page.evaluate(script))

    def ask_from_elsewhere(self, number: int) -> None:
        """A message of the same client from another device, which the assistant answers."""
        session = self.session()
        response = self.page.request.post(
            f"/api/conversations/{session['id']}/messages",
            headers={"Authorization": f"Bearer {session['token']}"},
            data={"id": f"6b0e7a52-8f0a-4a51-9a2f-3d9f5d9d2f1{number}", "text": TAX_CARD},
        )
        assert response.status == 200


def city(route: Route) -> None:
    """The page around."""
    route.fulfill(body=AROUND, content_type="text/html")


@pytest.fixture
def around(browser: Browser, server: Server) -> Iterator[Around]:
    """The page, with the chat opened in it."""
    context = browser.new_context(
        base_url=server.url, locale="fi-FI", viewport={"width": 800, "height": 700}
    )
    page = context.new_page()

    context.route("**/city", city)
    page.goto("/city")
    opened = Around(page)
    expect(opened.bot).to_have_count(1)
    yield opened
    context.close()


def test_the_chat_tells_that_it_is_ready_and_in_which_language(around: Around) -> None:
    assert around.heard("ready") == [{"monineuvo": "ready"}]
    told = {"monineuvo": "language", "language": "fi", "direction": "ltr", "label": "Monineuvo"}
    assert around.heard("language") == [told]
    around.box.fill("كم تكلف بطاقة الضريبة؟")
    around.box.press("Enter")
    expect(around.chat.locator("html")).to_have_attribute("dir", "rtl")
    arabic = told | {"language": "ar", "direction": "rtl"}
    assert around.wait_for("language", 2) == arabic


def test_the_chat_on_its_own_page_has_nothing_to_close(around: Around) -> None:
    around.page.goto("/chat/kemi?frame=1")
    expect(around.page.locator("#messages > li.bot")).to_have_count(1)
    expect(around.page.locator("#close")).to_be_hidden()


def test_the_button_and_escape_ask_for_closing(around: Around) -> None:
    around.chat.get_by_role("button", name=say("fi", "ui_close")).click()
    around.wait_for("close", 1)
    around.box.fill("kesken")
    around.box.press("Escape")
    around.wait_for("close", 2)
    expect(around.box).to_have_value("kesken")


def test_escape_first_closes_what_is_open_within_the_chat(around: Around) -> None:
    around.chat.locator("#menu > summary").click()
    around.page.keyboard.press("Escape")
    expect(around.chat.locator("#menu .menu")).to_be_hidden()
    around.chat.locator("#menu > summary").click()
    around.chat.locator("#delete").click()
    expect(around.chat.locator("#cancel")).to_be_focused()
    around.page.keyboard.press("Escape")
    expect(around.chat.locator("dialog")).to_be_hidden()
    assert around.heard("close") == []
    around.page.keyboard.press("Escape")
    expect(around.bot).to_have_count(1)
    around.wait_for("close", 1)


def test_a_closed_panel_counts_what_comes_and_starts_anew_when_it_was_opened(
    around: Around,
) -> None:
    around.wait_for_unread(0)
    around.say(monineuvo="hidden")
    for number in (1, 2):
        around.ask_from_elsewhere(number)
        around.wait_for_unread(number)
    around.say(monineuvo="shown")
    around.wait_for_unread(0)
    around.ask_from_elsewhere(3)
    expect(around.bot).to_have_count(4)
    around.say(monineuvo="hidden")
    around.ask_from_elsewhere(4)
    around.wait_for_unread(1)


def test_what_came_while_it_was_closed_is_still_counted_on_the_next_page(around: Around) -> None:
    around.say(monineuvo="hidden")
    around.ask_from_elsewhere(1)
    around.wait_for_unread(1)
    around.page.evaluate(
        "state = 'hidden'; heard.length = 0; frame.contentWindow.location.reload()"
    )
    around.wait_for("ready", 1)
    around.wait_for_unread(1)
    around.ask_from_elsewhere(2)
    around.wait_for_unread(2)


def test_who_goes_on_in_a_panel_hears_what_comes_and_begins_nothing_else(around: Around) -> None:
    around.box.fill(TAX_CARD)
    around.box.press("Enter")
    expect(around.bot).to_have_count(2)
    begun: list[str] = []
    page = around.page.context.new_page()
    around.page.close()
    page.on("request", lambda request: begun.append(request.method))
    page.goto("/city")
    again = Around(page)
    again.chat.locator("#resume .primary").click()
    expect(again.bot).to_have_count(2)
    again.ask_from_elsewhere(1)
    expect(again.bot).to_have_count(3)
    assert "POST" not in begun


def test_an_opened_panel_takes_the_cursor_only_where_the_client_opened_it(around: Around) -> None:
    around.page.locator("#other").focus()
    around.say(monineuvo="hidden")
    around.say(monineuvo="shown")
    around.say(monineuvo="hidden")
    around.ask_from_elsewhere(1)
    expect(around.bot).to_have_count(2)
    expect(around.page.locator("#other")).to_be_focused()
    around.say(monineuvo="shown", focus=True)
    expect(around.box).to_be_focused()


def test_a_panel_that_is_opened_again_shows_the_place_where_it_was_read(around: Around) -> None:
    for number in (1, 2, 3):
        around.ask_from_elsewhere(number)
    expect(around.bot).to_have_count(4)
    scroller = around.chat.locator("#conversation")
    scroller.evaluate("box => box.scrollTo({ top: 300 })")
    while not around.session()["place"]:
        around.page.wait_for_timeout(20)
    around.say(monineuvo="hidden")
    for display in ("none", "block"):
        around.page.locator("iframe").evaluate(
            "(frame, display) => { frame.style.display = display }", display
        )
    scroller.evaluate("box => box.scrollTo({ top: 0 })")
    around.say(monineuvo="shown")
    expect(scroller).to_have_js_property("scrollTop", 300)


def test_only_the_page_around_is_listened_to(around: Around) -> None:
    around.page.frames[1].evaluate("postMessage({ monineuvo: 'hidden' }, '*')")
    around.ask_from_elsewhere(1)
    expect(around.bot).to_have_count(2)
    assert {told["count"] for told in around.heard("unread")} == {0}


def test_leaving_is_told_to_the_page_around(around: Around) -> None:
    around.page.context.route(
        "https://www.ilmatieteenlaitos.fi/**",
        lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"),
    )
    around.page.evaluate(
        "addEventListener('message', ({ data }) => { if (data.to) document.title = data.to })"
    )
    around.chat.locator("#leave").click()
    # And where the page around does nothing, the chat does it.
    expect(around.page).to_have_title("Weather")


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
@pytest.mark.parametrize("width", [320, 416])
def test_the_head_of_a_panel_has_room_for_its_buttons(
    around: Around, language: str, width: int
) -> None:
    around.page.locator("iframe").evaluate("(frame, width) => { frame.width = width }", width)
    around.chat.locator("#language").select_option(language)
    expect(around.chat.locator("html")).to_have_attribute("lang", language)
    expect(around.bot.first).to_be_visible()
    inner = around.page.frames[1]
    wide = inner.evaluate("document.documentElement.scrollWidth")
    assert wide == width
    tops = set()
    for name in ("#human", "#leave", "#menu > summary"):
        box = inner.locator(name).bounding_box()
        assert box is not None
        tops.add(round(box["y"] + box["height"] / 2))
    assert len(tops) == 1
    title, close = (inner.locator(name).bounding_box() for name in ("h1", "#close"))
    assert title and close
    assert close["y"] < title["y"] + title["height"]
