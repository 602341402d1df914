"""The chat on slow and broken networks, cut and slowed by the browser itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Route, WebSocketRoute, expect
from support.page import CUT, ChatPage, Visit, say, visits
from support.server import Server

from bot.web import assets

TAX_CARD = "Paljonko verokortti maksaa?"
SECOND = "Entä kuka sen antaa?"
# All that a first visit loads until one can write and send, as it goes over the line.
MOST_BYTES = 64_000


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Opens the chat on a network that will be cut."""
    with visits(browser, server.url, forgiven=CUT) as open_page:
        yield open_page


def network(chat: ChatPage) -> CDPSession:
    """Chromium's own emulation of a network."""
    session = chat.context.new_cdp_session(chat.page)
    session.send("Network.enable")
    return session


def emulate(session: CDPSession, offline: bool = False, kbits: int = -1, delay: int = 0) -> None:
    """Cuts the network, or gives it so many kbit/s and milliseconds."""
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": offline,
            "latency": delay,
            "downloadThroughput": kbits * 128 if kbits > 0 else -1,
            "uploadThroughput": kbits * 128 if kbits > 0 else -1,
        },
    )


def test_who_writes_without_a_connection_is_told_in_words_and_loses_nothing(visit: Visit) -> None:
    chat = visit()
    chat.box.fill("Paljonko ")
    line = network(chat)
    emulate(line, offline=True)
    expect(chat.page.locator("#problem")).to_have_text(say("fi", "ui_offline"))
    chat.box.press("End")
    chat.page.keyboard.type("verokortti maksaa?")
    chat.box.press("Enter")
    note = chat.client.locator(".note.queued")
    expect(note).to_contain_text(say("fi", "ui_queued"))
    expect(note.get_by_role("button", name=say("fi", "ui_retry"))).to_be_visible()
    chat.box.fill(SECOND)
    chat.box.press("Enter")
    expect(chat.client.locator(".note.queued")).to_have_count(2)

    emulate(line)
    expect(chat.bot).to_have_count(3)
    expect(chat.page.locator("#problem")).to_be_empty()
    expect(chat.client.last.locator(".note")).to_have_text(say("fi", "ui_handover_mark_sent"))
    expect(chat.client.locator(".note")).to_have_count(1)
    assert chat.sent() == [TAX_CARD, SECOND]


def test_a_message_that_waits_outlives_a_reload(visit: Visit) -> None:
    chat = visit()
    chat.page.route("**/messages", lambda route: route.abort())
    chat.box.fill(TAX_CARD)
    chat.box.press("Enter")
    expect(chat.client.locator(".note.queued")).to_be_visible()
    chat.page.reload()
    expect(chat.client.locator(".note.queued")).to_be_visible()
    chat.page.unroute("**/messages")
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    chat.reply(1)
    assert chat.sent() == [TAX_CARD]


def test_a_refused_message_says_so_and_can_be_tried_again(visit: Visit) -> None:
    chat = visit()
    chat.page.route("**/messages", lambda route: route.fulfill(status=500, body="{}"), times=1)
    chat.box.fill(TAX_CARD)
    chat.box.press("Enter")
    note = chat.client.locator(".note.failed")
    expect(note).to_contain_text(say("fi", "ui_failed"))
    chat.page.get_by_role("button", name=say("fi", "ui_retry")).click()
    chat.reply(1)
    assert chat.sent() == [TAX_CARD]
    assert all("500" in error for error in chat._errors)
    chat._errors.clear()


def test_a_response_that_breaks_in_its_middle_is_neither_lost_nor_doubled(visit: Visit) -> None:
    chat = visit()
    line = network(chat)
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    halves: list[str] = []

    def half(route: Route) -> None:
        response = route.fetch()
        halves.append(response.text()[: len(response.text()) // 2])
        route.fulfill(status=200, content_type="application/json", body=halves[-1])

    chat.page.route("**/messages", half, times=1)
    chat.box.fill(TAX_CARD)
    chat.box.press("Enter")
    expect(chat.bot).to_have_count(2)
    expect(chat.client).to_have_count(1)
    expect(chat.client.locator(".note:not(.sent)")).to_have_count(0)
    assert len(halves) == 1
    assert [message["from"] for message in chat.stored()[1]] == ["bot", "client", "bot"]
    chat.page.reload()
    expect(chat.messages).to_have_count(3)


def test_a_cut_while_the_message_is_under_way_doubles_nothing(visit: Visit) -> None:
    chat = visit()
    line = network(chat)
    # So slow that the cut comes while the answer is still coming in.
    emulate(line, kbits=1, delay=50)
    with chat.page.expect_request("**/messages"):
        chat.box.fill(TAX_CARD)
        chat.box.press("Enter")
    emulate(line, offline=True)
    expect(chat.client.locator(".note")).to_be_visible()
    emulate(line)
    expect(chat.bot).to_have_count(2)
    expect(chat.client).to_have_count(1)
    expect(chat.client.locator(".note:not(.sent)")).to_have_count(0)
    assert chat.sent() == [TAX_CARD]


def test_what_waits_goes_when_the_server_is_heard_again_without_a_word_of_the_browser(
    visit: Visit,
) -> None:
    chat = visit()
    sockets: list[WebSocketRoute] = []

    def connect(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    chat.page.route_web_socket(re.compile("/events"), connect)
    chat.page.reload()
    expect(chat.bot).to_have_count(1)
    # To the browser there is a connection all the time.
    chat.page.route("**/messages", lambda route: route.abort("connectionrefused"))
    chat.box.fill(TAX_CARD)
    chat.box.press("Enter")
    expect(chat.client.locator(".note.queued")).to_be_visible()
    chat.page.unroute("**/messages")
    sockets[-1].close()
    expect(chat.bot).to_have_count(2)
    expect(chat.page.locator("#problem")).to_be_empty()
    assert chat.sent() == [TAX_CARD]


DEAD_ON_DEMAND = """
// As after a phone slept: the connection looks open, and nothing comes by it.
const Real = WebSocket;
WebSocket = class extends Real {
  set onmessage(hear) { super.onmessage = (event) => { if (!window.dead) hear(event); }; }
};
"""


def test_what_came_while_the_connection_was_dead_and_said_nothing_is_there_when_looked_at(
    visit: Visit,
) -> None:
    chat = visit()
    chat.context.add_init_script(DEAD_ON_DEMAND)
    chat.page.reload()
    chat.ask(TAX_CARD)
    chat.page.wait_for_timeout(200)
    chat.page.evaluate("window.dead = true")
    session = chat.session()
    for number in (1, 2):
        response = chat.context.request.post(
            f"{chat.url}/api/conversations/{session['id']}/messages",
            headers={"Authorization": f"Bearer {session['token']}"},
            data={"id": f"6b0e7a52-8f0a-4a51-9a2f-3d9f5d9d2f2{number}", "text": TAX_CARD},
        )
        assert response.status == 200
        if number == 1:
            expect(chat.bot).to_have_count(2)
            chat.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            expect(chat.bot).to_have_count(3)
            # From here on by the new connection.
            chat.page.evaluate("window.dead = false")
            chat.page.wait_for_timeout(500)
    expect(chat.bot).to_have_count(4)


def test_a_sentence_that_stands_already_is_not_written_anew(visit: Visit) -> None:
    chat = visit()
    chat.page.evaluate(
        """() => {
          window.changes = 0;
          new MutationObserver(() => { window.changes++; })
            .observe(document.getElementById("problem"), { childList: true, subtree: true });
        }"""
    )
    for _ in range(3):
        chat.page.evaluate("dispatchEvent(new Event('offline'))")
    expect(chat.page.locator("#problem")).to_have_text(say("fi", "ui_offline"))
    assert chat.page.evaluate("window.changes") == 1
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    expect(chat.page.locator("#problem")).to_be_empty()
    # Nor does it come back with the next language.
    chat.page.locator("#language").select_option("sv")
    expect(chat.page.locator("html")).to_have_attribute("lang", "sv")
    expect(chat.page.locator("#problem")).to_be_empty()


def test_a_page_that_is_opened_without_a_server_begins_when_there_is_one(visit: Visit) -> None:
    chat = visit()
    other = chat.context.new_page()
    other.route("**/api/conversations", lambda route: route.abort())
    other.goto(f"{chat.url}/chat")
    expect(other.locator("#problem")).to_have_text(say("fi", "ui_offline"))
    other.locator("#text").fill(TAX_CARD)
    other.locator("#text").press("Enter")
    expect(other.locator(".note.queued")).to_be_visible()
    other.unroute("**/api/conversations")
    other.get_by_role("button", name=say("fi", "ui_retry")).click()
    expect(other.locator("#messages > li.bot")).to_have_count(2)


def test_what_is_typed_before_the_scripts_have_come_is_kept_and_can_be_sent(visit: Visit) -> None:
    chat = visit()
    held: list[Route] = []
    chat.page.route("**/*.js", lambda route: held.append(route))
    chat.page.reload(wait_until="commit")
    chat.box.click()
    chat.page.keyboard.type("Paljonko verokortti ")
    expect(chat.box).to_be_focused()
    for route in held:
        route.continue_()
    chat.page.unroute("**/*.js")
    expect(chat.bot).to_have_count(1)
    expect(chat.box).to_be_focused()
    chat.page.keyboard.type("maksaa?")
    chat.page.keyboard.press("Enter")
    expect(chat.bot).to_have_count(2)
    assert chat.sent() == [TAX_CARD]


def test_what_was_kept_stands_before_what_was_typed_before_the_scripts(visit: Visit) -> None:
    chat = visit()
    chat.box.fill("Paljonko verokortti")
    held: list[Route] = []
    chat.page.route("**/*.js", lambda route: held.append(route))
    chat.page.reload(wait_until="commit")
    chat.box.click()
    chat.page.keyboard.type("maksaa?")
    for route in held:
        route.continue_()
    chat.page.unroute("**/*.js")
    expect(chat.box).to_have_value(TAX_CARD)


def test_one_can_write_after_two_round_trips_page_and_files_and_they_are_small(
    visit: Visit,
) -> None:
    chat = visit()
    line = network(chat)
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: dict[str, dict[str, Any]] = {}
    bytes_of: dict[str, int] = {}
    line.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event}))
    line.on(
        "Network.loadingFinished",
        lambda event: bytes_of.update({event["requestId"]: event["encodedDataLength"]}),
    )
    chat.page.goto(f"{chat.url}/chat/kemi")
    expect(chat.bot).to_have_count(1)
    by_parser = {
        event["request"]["url"]
        for event in asked.values()
        if event["initiator"]["type"] == "parser"
    }
    needed = ["chat.css", "all.js", "icons.svg"]
    # The page names them. What a script names is found only when that one has come.
    assert by_parser >= {f"{chat.url}/static/v/{assets.version()}/{name}" for name in needed}
    total = sum(bytes_of.values())
    print(f"{total} bytes in {len(bytes_of)} requests")
    assert total <= MOST_BYTES


def test_the_box_is_in_the_page_itself(visit: Visit) -> None:
    chat = visit()
    html = chat.context.request.get(f"{chat.url}/chat/kemi").text()
    assert re.search(r'<textarea id="text"', html)
    assert json.dumps(say("fi", "ui_placeholder"), ensure_ascii=False).strip('"') in html
