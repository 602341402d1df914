""" "Leave quickly": at once, whatever is under way, and nothing is left in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from support.chromium import ARGUMENTS, CHROMIUM
from support.page import ChatPage, say
from support.server import Server

from bot.knowledge.model import Site

Visit = Callable[..., ChatPage]

LEAVE_TO = Site().leave_to

QUESTION = "Mieheni lyö minua"


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Opens the chat in a browser in which the neutral page is one of ours."""
    opened: list[ChatPage] = []

    def open_page(query: str = "", **options: str) -> ChatPage:
        chat = ChatPage(browser, server.url, query, **options)
        chat.context.route(f"{LEAVE_TO}**", weather)
        opened.append(chat)
        return chat

    yield open_page
    for chat in opened:
        chat.context.close()


def weather(route: Route) -> None:
    """The neutral page."""
    route.fulfill(body="<title>Weather</title><p>Rain", content_type="text/html")


def storages(page: Page) -> list[str]:
    """All that the chat's own origin has in the browser."""
    return list(
        page.evaluate("[...Object.entries(sessionStorage), ...Object.entries(localStorage)]")
    )


def left(chat: ChatPage) -> None:
    """Waits until the chat has gone to the neutral page."""
    expect(chat.page).to_have_title("Weather")
    assert chat.page.url == LEAVE_TO


def test_leaving_deletes_the_conversation_and_leaves_nothing_in_the_browser(visit: Visit) -> None:
    chat = visit()
    chat.ask(QUESTION)
    chat.box.fill("ja vielä")
    session = chat.session()
    button = chat.page.get_by_role("button", name=say("fi", "ui_leave"), exact=True)
    expect(button).to_have_accessible_description(say("fi", "ui_leave_help"))
    button.click()
    left(chat)
    assert chat.stored(session)[0] == 404
    chat.page.goto(f"{chat.url}/api/health")
    assert storages(chat.page) == []


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_leaves_and_back_does_not_come_to_the_conversation(
    visit: Visit, key: str
) -> None:
    chat = visit()
    chat.page.goto(f"{chat.url}/api/health")
    chat.page.goto(f"{chat.url}/chat")
    expect(chat.bot).to_have_count(1)
    chat.ask(QUESTION)
    chat.page.locator("#leave").focus()
    chat.page.keyboard.press(key)
    left(chat)
    chat.page.go_back()
    assert chat.page.url == f"{chat.url}/api/health"
    assert storages(chat.page) == []


def test_leaving_while_a_message_is_under_way_waits_for_nothing(visit: Visit) -> None:
    chat = visit()
    chat.ask(QUESTION)
    session = chat.session()
    chat.page.route("**/messages", lambda route: None)
    chat.box.fill("Auttakaa")
    chat.box.press("Enter")
    expect(chat.client.locator(".note.sending")).to_be_visible()
    chat.page.locator("#leave").click()
    left(chat)
    assert chat.stored(session)[0] == 404


def test_leaving_without_a_connection_takes_everything_off_the_page(visit: Visit) -> None:
    chat = visit()
    chat.ask(QUESTION)
    chat.context.set_offline(True)
    chat.page.locator("#leave").click()
    chat.page.wait_for_url(lambda url: not url.startswith(chat.url))
    chat.context.set_offline(False)
    chat.page.goto(f"{chat.url}/api/health")
    assert storages(chat.page) == []


def test_what_comes_after_leaving_is_neither_shown_nor_stored(visit: Visit) -> None:
    chat = visit()
    # The neutral page does not come, so ours stays for a look at it.
    chat.context.unroute(f"{LEAVE_TO}**")
    chat.context.route(f"{LEAVE_TO}**", lambda route: route.fulfill(status=204))
    replies: list[Route] = []
    chat.page.route("**/messages", lambda route: replies.append(route))
    chat.box.fill(QUESTION)
    chat.box.press("Enter")
    expect(chat.client.locator(".note.sending")).to_be_visible()
    chat.page.locator("#leave").click()
    expect(chat.page.locator("body")).to_be_hidden()
    expect(chat.messages).to_have_count(0)
    replies[0].continue_()
    chat.page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert storages(chat.page) == []
    assert QUESTION not in chat.page.content()


def test_leaving_leaves_what_a_counsellor_keeps_in_the_same_browser(visit: Visit) -> None:
    chat = visit()
    chat.ask(QUESTION)
    chat.page.evaluate("localStorage.setItem('monineuvo-desk:1:a', 'draft')")
    chat.page.evaluate("localStorage.setItem('monineuvo-size', '2')")
    chat.page.locator("#leave").click()
    left(chat)
    chat.page.goto(f"{chat.url}/api/health")
    assert storages(chat.page) == [["monineuvo-desk:1:a", "draft"]]


def test_leaving_works_before_the_scripts_have_come(visit: Visit) -> None:
    chat = visit()
    chat.page.route("**/*.js", lambda route: None)
    chat.page.reload(wait_until="commit")
    chat.page.locator("#leave").click()
    left(chat)


@pytest.fixture
def kept(browser: Browser, server: Server) -> Iterator[ChatPage]:
    """The chat in a browser that holds pages ready for "back", which Playwright switches off."""
    own = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=[*ARGUMENTS],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    chat = ChatPage(own, server.url)
    chat.ask(QUESTION)
    chat.page.evaluate("window.kept = 'as it was'")
    yield chat
    own.close()


def go_back(chat: ChatPage) -> None:
    """Of a page that was held no "load" is heard, for which Playwright would wait."""
    chat.page.evaluate("setTimeout(() => history.back())")
    chat.page.wait_for_url("**/chat", wait_until="commit")


def test_back_to_the_chat_finds_it_as_it_was(kept: ChatPage) -> None:
    kept.page.goto(f"{kept.url}/api/health")
    go_back(kept)
    assert kept.page.evaluate("window.kept") == "as it was"
    expect(kept.client).to_contain_text(QUESTION)
    kept.ask(QUESTION)


def test_back_to_an_earlier_page_of_the_chat_goes_on_from_the_later_one(kept: ChatPage) -> None:
    kept.page.goto(f"{kept.url}/chat?lang=fi")
    kept.ask(QUESTION)
    kept.box.fill("kesken")
    go_back(kept)
    expect(kept.box).to_have_value("kesken")
    expect(kept.client).to_have_count(2)
    assert kept.page.evaluate("window.kept") is None
    assert kept.session()["draft"] == "kesken"


def test_back_to_an_earlier_page_of_the_chat_does_not_bring_the_conversation(
    kept: ChatPage,
) -> None:
    kept.page.goto(f"{kept.url}/chat?lang=fi")
    expect(kept.client).to_contain_text(QUESTION)
    kept.context.route(f"{LEAVE_TO}**", weather)
    kept.page.locator("#leave").click()
    left(kept)
    go_back(kept)
    expect(kept.bot).to_have_count(1)
    expect(kept.client).to_have_count(0)
