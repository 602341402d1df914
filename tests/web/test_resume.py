"""Going on: in a new tab with a conversation whose page was closed, at the place where one read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from support.page import CUT, GONE, ChatPage, Visit, say, visits
from support.server import ROOT, Server

from bot.web.notices import RESUME_MINUTES

TAX_CARD = "Paljonko verokortti maksaa?"
OTHER = "Mistä saan henkilötunnuksen?"
MINUTE = 60_000


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Opens the chat, some of whose answers may be "gone"."""
    with visits(browser, server.url, forgiven=GONE) as open_page:
        yield open_page


class NewTab:
    """Another tab, opened after the first was closed."""

    def __init__(self, chat: ChatPage, query: str = "") -> None:
        self.page: Page = chat.context.new_page()
        chat.page.close()
        self.page.goto(f"{chat.url}/chat{query}")
        self.offer: Locator = self.page.locator("#resume")
        self.client: Locator = self.page.locator("#messages > li.client")
        self.bot: Locator = self.page.locator("#messages > li.bot")

    def press(self, key: str) -> None:
        """Presses a button of the offer."""
        self.offer.get_by_role("button", name=say("fi", key), exact=True).click()

    def session(self) -> dict[str, Any]:
        """What the tab keeps."""
        return dict(json.loads(self.page.evaluate("sessionStorage.getItem('monineuvo')")))


def kept(page: Page) -> dict[str, Any] | None:
    """What is remembered beyond the tab."""
    found = json.loads(page.evaluate("localStorage.getItem('monineuvo')") or "null")
    assert found is None or isinstance(found, dict)
    return found


def test_nothing_is_remembered_before_the_client_has_said_something(visit: Visit) -> None:
    chat = visit()
    assert kept(chat.page) is None
    chat.ask(TAX_CARD)
    remembered = kept(chat.page)
    assert remembered is not None
    assert remembered["id"] == chat.session()["id"]
    assert TAX_CARD not in str(remembered)


def test_a_new_tab_offers_to_go_on_and_shows_nothing_before_a_press(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    session = chat.session()
    tab = NewTab(chat)
    expect(tab.offer).to_contain_text(say("fi", "ui_resume"))
    limit = say("fi", "ui_resume_limit").replace("{minutes}", "\u206829\u2069")
    expect(tab.offer).to_contain_text(limit)
    expect(tab.page.locator("#messages > li")).to_have_count(0)
    assert TAX_CARD not in tab.page.content()

    tab.press("ui_resume_yes")
    expect(tab.client).to_contain_text(TAX_CARD)
    expect(tab.bot).to_have_count(2)
    expect(tab.offer).to_be_hidden()
    expect(tab.page.locator("#text")).to_be_focused()
    assert tab.session()["id"] == session["id"]


def test_a_new_conversation_can_be_begun_in_place_of_the_offered_one(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    session = chat.session()
    tab = NewTab(chat)
    tab.press("ui_new")
    expect(tab.bot).to_have_count(1)
    expect(tab.offer).to_be_hidden()
    assert tab.session()["id"] != session["id"]
    assert kept(tab.page) is None


def test_who_only_writes_begins_anew_when_it_is_sent_and_not_before(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    first = chat.session()
    tab = NewTab(chat)
    tab.page.locator("#text").fill(OTHER)
    expect(tab.offer).to_be_visible()
    assert (kept(tab.page) or {})["id"] == first["id"]
    tab.page.locator("#text").press("Enter")
    expect(tab.client).to_contain_text(OTHER)
    expect(tab.bot).to_have_count(2)
    expect(tab.offer).to_be_hidden()
    assert tab.session()["id"] != first["id"]
    assert (kept(tab.page) or {})["id"] == tab.session()["id"]


def test_what_was_typed_before_going_on_stays_in_the_box(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    tab = NewTab(chat)
    tab.page.locator("#text").fill(OTHER)
    tab.press("ui_resume_yes")
    expect(tab.client).to_have_count(1)
    expect(tab.page.locator("#text")).to_have_value(OTHER)


def test_a_conversation_that_is_gone_is_not_offered(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    session = chat.session()
    chat.context.request.delete(
        f"{chat.url}/api/conversations/{session['id']}",
        headers={"Authorization": f"Bearer {session['token']}"},
    )
    record = json.dumps(kept(chat.page))
    expect(chat.page.locator("#ended")).to_be_visible()
    # As if the tab had been closed before it could hear of it.
    chat.page.evaluate("(record) => localStorage.setItem('monineuvo', record)", record)
    chat.forgiven += CUT
    tab = NewTab(chat)
    expect(tab.bot).to_have_count(1)
    expect(tab.offer).to_be_hidden()
    assert kept(tab.page) is None


def test_the_offer_ends_with_its_time(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    record = kept(chat.page) or {}
    chat.page.goto(f"{chat.url}/api/health")
    late = json.dumps(record | {"at": record["at"] - 31 * MINUTE})
    chat.page.evaluate("(record) => localStorage.setItem('monineuvo', record)", late)
    tab = NewTab(chat)
    expect(tab.bot).to_have_count(1)
    expect(tab.offer).to_be_hidden()
    assert kept(tab.page) is None


def test_the_offer_counts_down_and_goes_when_its_time_is_up(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    tab = chat.context.new_page()
    chat.page.close()
    tab.clock.install()
    tab.goto(f"{chat.url}/chat")
    offer = tab.locator("#resume")
    expect(offer).to_contain_text("29")
    tab.clock.run_for(10 * MINUTE)
    expect(offer).to_contain_text("19")
    tab.clock.run_for(20 * MINUTE)
    expect(offer).to_be_hidden()
    expect(tab.locator("#messages > li.bot")).to_have_count(1)


def test_deleting_or_beginning_anew_leaves_nothing_to_go_on_with(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    chat.press_menu("ui_new")
    expect(chat.messages).to_have_count(1)
    assert kept(chat.page) is None
    chat.ask(TAX_CARD)
    chat.press_delete()
    chat.page.locator("#confirmed").click()
    expect(chat.messages).to_have_count(0)
    assert kept(chat.page) is None


def test_deleting_while_the_offer_stands_deletes_what_is_offered(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    session = chat.session()
    tab = NewTab(chat)
    expect(tab.offer).to_be_visible()
    tab.page.locator("#menu > summary").click()
    tab.page.locator("#delete").click()
    tab.page.locator("#confirmed").click()
    expect(tab.page.locator("#deleted")).to_be_visible()
    assert chat.stored(session)[0] == 404


def test_the_chat_of_another_municipality_offers_nothing(visit: Visit) -> None:
    chat = visit("/kemi")
    chat.ask(TAX_CARD)
    tab = NewTab(chat, "/tornio")
    expect(tab.bot).to_have_count(1)
    expect(tab.offer).to_be_hidden()


def test_a_reload_shows_the_place_that_was_read(visit: Visit) -> None:
    chat = visit(viewport={"width": 400, "height": 600})
    for _ in range(3):
        chat.ask(TAX_CARD)
    second = chat.bot.nth(1)
    chat.page.locator("#conversation").evaluate("box => box.scrollTo({ top: 420 })")
    before = top(second)
    chat.page.reload()
    expect(chat.bot).to_have_count(4)
    expect(chat.page.locator("#log")).to_have_attribute("aria-live", "polite")
    assert abs(top(chat.bot.nth(1)) - before) <= 1


def test_a_reload_at_the_end_shows_the_end(visit: Visit) -> None:
    chat = visit(viewport={"width": 400, "height": 600})
    for _ in range(2):
        chat.ask(TAX_CARD)
    box = chat.page.locator("#conversation")
    box.evaluate("box => box.scrollTo({ top: box.scrollHeight })")
    chat.page.reload()
    expect(chat.page.locator("#log")).to_have_attribute("aria-live", "polite")
    # The last question and what follows it, as when it was asked.
    expect(chat.bot.last).to_be_in_viewport()


def top(message: Locator) -> float:
    """Where a message stands in the window."""
    box = message.bounding_box()
    assert box is not None
    return box["y"]


def test_every_place_says_the_same_time() -> None:
    script = (ROOT / "bot" / "web" / "static" / "store.js").read_text("utf-8")
    minutes = re.search(r"GO_ON = (\d+) \* 60 \* 1000;", script)
    assert minutes is not None
    assert int(minutes[1]) == RESUME_MINUTES
    for language in ("fi", "sv", "en", "ar"):
        assert re.findall(r"\d+", say(language, "ui_resume_on")) == [minutes[1]]
