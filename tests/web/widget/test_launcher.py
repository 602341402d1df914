"""The chat's button on a city's page: what it does for a visitor."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from support.city import City
from support.page import say
from support.widget import STUB, Visit

Visits = Callable[..., Visit]

LANGUAGES = [("fi", "ltr"), ("sv", "ltr"), ("en", "ltr"), ("ar", "rtl")]


def test_before_the_first_press_only_the_button_is_there(visit: Visits) -> None:
    here = visit()
    here.go()
    expect(here.button).to_be_visible()
    here.page.wait_for_load_state("networkidle")
    asked = [url.removeprefix(here.chat) for url in here.requests if url.startswith(here.chat)]
    assert asked == ["/widget.js", "/api/widget?municipality=kemi&language=fi"]
    expect(here.iframe).to_have_count(0)
    assert here.context.cookies() == []
    assert here.context.storage_state() == {"cookies": [], "origins": []}
    assert here.page.evaluate("sessionStorage.length") == 0
    assert here.page.evaluate("caches.keys()") == []
    assert here.page.evaluate("indexedDB.databases()") == []
    tab = here.context.new_page()
    tab.goto(f"{here.chat}/widget.js")
    assert tab.evaluate("sessionStorage.length + localStorage.length") == 0


def test_the_button_opens_the_chat_and_the_focus_goes_into_it(visit: Visits) -> None:
    here = visit()
    here.go()
    expect(here.button).to_have_attribute("aria-expanded", "false")
    here.open()
    expect(here.button).to_have_attribute("aria-expanded", "true")
    expect(here.iframe).to_have_attribute("title", say("fi", "widget_frame"))
    assert here.frame.url.endswith("/chat/kemi?lang=fi&frame=1")
    assert here.focused() == ["monineuvo-chat", "iframe"]
    assert here.heard() == [{"monineuvo": "shown", "focus": True}]
    assert here.flag() == "1"


def test_a_keyboard_opens_and_closes_the_chat_and_is_back_at_the_button(visit: Visits) -> None:
    here = visit()
    here.go()
    expect(here.button).to_be_visible()
    keyboard = here.page.keyboard
    here.page.locator("#next a").focus()
    keyboard.press("Tab")
    assert here.focused() == ["monineuvo-chat", "button"]
    keyboard.press("Enter")
    here.wait()
    assert here.focused() == ["monineuvo-chat", "iframe"]
    keyboard.press("Escape")
    expect(here.panel).to_be_hidden()
    assert here.focused() == ["monineuvo-chat", "button"]
    expect(here.button).to_have_attribute("aria-expanded", "false")
    keyboard.press("Space")
    expect(here.panel).to_be_visible()
    assert here.focused() == ["monineuvo-chat", "iframe"]


def test_closing_keeps_the_frame_and_tells_it(visit: Visits) -> None:
    here = visit()
    here.go()
    here.open()
    here.frame.evaluate("mark = 1")
    here.say(monineuvo="close")
    expect(here.panel).to_be_hidden()
    assert here.flag() is None
    here.button.click()
    expect(here.panel).to_be_visible()
    assert here.frame.evaluate("mark") == 1
    assert [told["monineuvo"] for told in here.heard()] == ["shown", "hidden", "shown"]


def test_a_closed_chat_is_not_smaller_so_that_it_stays_where_it_was(visit: Visits) -> None:
    here = visit()
    here.go()
    here.open()
    size = "[innerWidth, innerHeight]"
    before = here.frame.evaluate(size)
    here.say(monineuvo="close")
    expect(here.panel).to_be_hidden()
    assert here.frame.evaluate(size) == before


def test_the_button_closes_it_too(visit: Visits) -> None:
    here = visit()
    here.go()
    here.open()
    expect(here.button).to_have_text(say("fi", "widget_close"))
    here.button.click()
    expect(here.panel).to_be_hidden()
    expect(here.button).to_have_text(say("fi", "widget_open"))
    assert here.flag() is None


def test_the_next_page_opens_the_chat_again_and_leaves_the_focus_alone(visit: Visits) -> None:
    here = visit()
    here.city.put("/next", here.tag(), body='<input id="search" autofocus>')
    here.go()
    here.open()
    here.frame.evaluate("sessionStorage.setItem('mark', '1')")
    here.page.locator("#next a").click()
    here.wait()
    assert here.page.url.endswith("/next")
    assert here.focused() == ["search"]
    assert here.heard() == [{"monineuvo": "shown", "focus": False}]
    assert here.frame.evaluate("sessionStorage.getItem('mark')") == "1"


def test_a_chat_that_was_closed_stays_closed_on_the_next_page(visit: Visits) -> None:
    here = visit()
    here.city.put("/next", here.tag())
    here.go()
    here.open()
    here.button.click()
    here.page.locator("#next a").click()
    expect(here.button).to_be_visible()
    expect(here.iframe).to_have_count(0)


def test_another_tab_does_not_open_the_chat(visit: Visits) -> None:
    here = visit()
    here.go()
    here.open()
    tab = here.context.new_page()
    tab.goto(here.page.url)
    expect(tab.locator("monineuvo-chat .launch")).to_be_visible()
    expect(tab.locator("monineuvo-chat iframe")).to_have_count(0)


def test_a_browser_that_stores_nothing_has_the_chat_too(visit: Visits) -> None:
    here = visit()
    here.context.add_init_script(
        "Object.defineProperty(self, 'sessionStorage', { get() { throw new Error('refused'); } })"
    )
    here.go()
    here.open()
    here.button.click()
    expect(here.panel).to_be_hidden()


def test_a_message_that_comes_while_it_is_closed_is_counted_on_the_button(visit: Visits) -> None:
    here = visit()
    here.go()
    here.open()
    here.say(monineuvo="close")
    expect(here.panel).to_be_hidden()
    here.say(monineuvo="unread", count=2)
    expect(here.button.locator(".badge")).to_have_text("2")
    live = here.page.locator("monineuvo-chat [role=status]")
    expect(live).to_have_text(say("fi", "widget_new"))
    name = f"{say('fi', 'widget_open')}: {say('fi', 'widget_new')}"
    expect(here.button).to_have_accessible_name(name)
    live.evaluate(
        "(live) => new MutationObserver(() => { again = true; })"
        ".observe(live, { childList: true, characterData: true, subtree: true })"
    )
    here.say(monineuvo="unread", count=12)
    expect(here.button.locator(".badge")).to_have_text("9+")
    assert here.page.evaluate("typeof again") == "undefined"
    here.button.click()
    expect(here.button.locator(".badge")).to_be_hidden()
    expect(live).to_have_text("")


def test_only_while_a_counsellor_is_asked_the_next_page_counts_what_comes(visit: Visits) -> None:
    here = visit()
    here.city.put("/next", here.tag())
    here.go()
    here.open()
    here.say(monineuvo="unread", count=0, awaited=True)
    here.button.click()
    assert here.flag() == "0"
    here.page.locator("#next a").click()
    expect(here.iframe).to_be_attached()
    expect(here.panel).to_be_hidden()
    here.page.wait_for_function("() => document.querySelector('monineuvo-chat').ready")
    assert here.heard() == [{"monineuvo": "hidden"}]
    here.say(monineuvo="unread", count=1, awaited=True)
    expect(here.button.locator(".badge")).to_have_text("1")
    here.say(monineuvo="unread", count=1, awaited=False)
    here.page.wait_for_function("() => sessionStorage.getItem('monineuvo-open') === null")
    here.page.reload()
    expect(here.button).to_be_visible()
    expect(here.iframe).not_to_be_attached()


def test_leaving_goes_away_without_a_way_back_and_forgets_that_it_was_open(visit: Visits) -> None:
    here = visit()
    here.context.route("https://weather.test/", lambda route: route.fulfill(body="Weather"))
    here.go("/before", "")
    here.go()
    here.open()
    here.say(monineuvo="leave", to="https://weather.test/")
    here.page.wait_for_url("https://weather.test/")
    here.page.go_back()
    assert here.page.url == f"{here.city.origin}/before"
    assert here.flag() is None


@pytest.mark.parametrize("to", ["javascript:window.ran=1", "http://weather.test/", "/", None, {}])
def test_leaving_goes_to_no_other_kind_of_address(visit: Visits, to: object) -> None:
    here = visit()
    here.go()
    here.open()
    here.say(monineuvo="leave", to=to)
    expect(here.panel).to_be_hidden()
    assert here.flag() is None
    assert here.page.url == f"{here.city.origin}/"
    assert here.page.evaluate("typeof ran") == "undefined"


def test_only_the_chat_s_own_frame_is_heard(visit: Visits, stranger: City) -> None:
    here = visit()
    other = stranger.put(
        "/frame", html="<script>parent.postMessage({monineuvo: 'close'}, '*')</script>"
    )
    here.go()
    here.open()
    here.page.evaluate("postMessage({monineuvo: 'close'}, '*')")
    here.page.evaluate(
        """(url) => new Promise((done) => {
          addEventListener("message", (event) => event.source !== self && done());
          document.body.append(Object.assign(document.createElement("iframe"), { src: url }));
        })""",
        other,
    )
    # Nor another frame of the chat that the page has made.
    here.page.evaluate(
        """(src) => new Promise((done) => {
          const frame = Object.assign(document.createElement("iframe"), { src });
          frame.onload = () => done();
          document.body.append(frame);
        })""",
        f"{here.chat}/chat/kemi?second",
    )
    (second,) = [frame for frame in here.page.frames if frame.url.endswith("?second")]
    second.evaluate("parent.postMessage({monineuvo: 'close'}, '*')")
    for odd in (None, 1, "close", {"monineuvo": "nothing"}, {"monineuvo": ["close"]}):
        here.frame.evaluate("message => parent.postMessage(message, '*')", odd)
    here.say(monineuvo="unread", count=5)
    expect(here.panel).to_be_visible()
    expect(here.button.locator(".badge")).to_be_hidden()


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_the_button_speaks_the_language_of_the_page(
    visit: Visits, language: str, direction: str
) -> None:
    here = visit()
    here.go(lang=f"{language}-FI")
    expect(here.button).to_have_text(say(language, "widget_open"))
    section = here.page.locator("monineuvo-chat section")
    expect(section).to_have_attribute("lang", language)
    expect(section).to_have_attribute("dir", direction)


def test_the_tag_may_name_a_language_and_else_it_is_the_browser_s(visit: Visits) -> None:
    here = visit(locale="sv-FI")
    here.go(head=here.tag(**{"data-language": "ar"}))
    expect(here.button).to_have_text(say("ar", "widget_open"))
    here.go(html=f"<!doctype html><title>City</title>{here.tag()}")
    expect(here.button).to_have_text(say("sv", "widget_open"))


def test_the_button_follows_the_language_that_is_chosen_in_the_chat(visit: Visits) -> None:
    here = visit()
    here.go()
    here.open()
    side = here.panel.bounding_box()
    here.say(monineuvo="language", language="ar", direction="rtl", label="Monineuvo")
    expect(here.button).to_have_text(say("ar", "widget_close"))
    expect(here.page.locator("monineuvo-chat section")).to_have_attribute("dir", "rtl")
    expect(here.iframe).to_have_attribute("title", say("ar", "widget_frame"))
    assert here.panel.bounding_box() == side


def test_a_chat_that_does_not_load_can_be_closed_opened_in_a_tab_and_tried_again(
    visit: Visits,
) -> None:
    here = visit(expected=["ERR_FAILED"])
    here.go()
    here.context.route("**/chat/kemi*", lambda route: route.abort())
    here.button.click()
    bar = here.panel.locator(".bar")
    assert here.focused() == ["monineuvo-chat", "button"]
    expect(bar.get_by_role("button", name=say("fi", "widget_close"))).to_be_focused()
    link = bar.get_by_role("link", name=say("fi", "widget_open"))
    expect(link).to_have_attribute("href", f"{here.chat}/chat/kemi?lang=fi")
    expect(link).to_have_attribute("target", "_blank")
    here.page.keyboard.press("Escape")
    expect(here.panel).to_be_hidden()
    here.context.unroute("**/chat/kemi*")
    here.open()
    expect(here.iframe).to_have_count(1)


def test_who_presses_again_while_it_loads_does_not_wait_twice(visit: Visits) -> None:
    here = visit()
    held: list[Route] = []
    here.context.route(f"{here.chat}/chat/*", lambda route: held.append(route))
    here.go()
    for _ in range(3):
        here.button.click()
    expect(here.panel).to_be_visible()
    here.page.wait_for_timeout(300)
    (route,) = held
    route.fulfill(body=STUB, content_type="text/html; charset=utf-8")
    here.wait()


def test_the_launcher_is_small(visit: Visits) -> None:
    here = visit()
    response = here.context.request.get(
        f"{here.chat}/widget.js", headers={"Accept-Encoding": "gzip"}
    )
    assert response.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(response.body(), 9)) <= 5_000
