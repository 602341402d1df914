""" "Did this help?" under an answer."""

from __future__ import annotations

import sqlite3
from typing import Any

from playwright.sync_api import Locator, expect
from support.page import CUT, ChatPage, Visit, say
from support.server import Server

TAX_CARD = "Paljonko verokortti maksaa?"


def test_one_tap_tells_that_an_answer_helped_and_gets_thanks(visit: Visit, server: Server) -> None:
    chat = visit()
    answer = chat.ask(TAX_CARD)
    yes = press(answer, "ui_rate_good")
    expect(answer.get_by_role("status")).to_have_text(say("fi", "ui_rate_thanks"))
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(yes).to_be_focused()
    assert stored(chat, server) == [("good", None, None)]


def test_after_no_one_tap_tells_what_was_wrong_and_words_may_follow(
    visit: Visit, server: Server
) -> None:
    chat = visit()
    answer = chat.ask(TAX_CARD)
    no = press(answer, "ui_rate_bad")
    expect(no).to_have_attribute("aria-expanded", "true")
    expect(answer.get_by_role("status")).to_have_text(say("fi", "ui_rate_thanks"))
    assert stored(chat, server) == [("bad", None, None)]

    unclear = press(answer, "ui_rate_unclear")
    expect(unclear).to_have_attribute("aria-pressed", "true")
    assert stored(chat, server) == [("bad", "unclear", None)]

    answer.get_by_label(say("fi", "ui_rate_more")).fill("Mikä on OmaVero?")
    press(answer, "ui_send")
    expect(answer.locator(".why")).to_be_hidden()
    # The form is gone; who sent it goes on where it was opened.
    expect(no).to_be_focused()
    expect(no).to_have_attribute("aria-expanded", "false")
    assert stored(chat, server) == [("bad", "unclear", "Mikä on OmaVero?")]


def test_a_rating_can_be_changed_and_is_still_shown_after_a_reload(
    visit: Visit, server: Server
) -> None:
    chat = visit()
    answer = chat.ask(TAX_CARD)
    press(answer, "ui_rate_bad")
    yes = press(answer, "ui_rate_good")
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(rate(answer, "ui_rate_bad")).to_have_attribute("aria-pressed", "false")
    expect(answer.locator(".why")).to_be_hidden()
    assert stored(chat, server) == [("good", None, None)]
    chat.page.reload()
    expect(chat.bot).to_have_count(2)
    expect(rate(chat.bot.last, "ui_rate_good")).to_have_attribute("aria-pressed", "true")


def test_without_a_connection_it_says_so_keeps_what_was_written_and_can_be_sent_again(
    visit: Visit, server: Server
) -> None:
    chat = visit()
    chat.forgiven += CUT
    answer = chat.ask(TAX_CARD)
    press(answer, "ui_rate_bad")
    expect(answer.get_by_role("status")).to_have_text(say("fi", "ui_rate_thanks"))
    words = answer.get_by_label(say("fi", "ui_rate_more"))
    words.fill("Hinta puuttuu.")
    chat.context.set_offline(True)
    press(answer, "ui_send")
    expect(answer.get_by_role("status")).to_have_text(say("fi", "ui_handover_offline"))
    expect(words).to_have_value("Hinta puuttuu.")
    chat.context.set_offline(False)
    press(answer, "ui_send")
    expect(answer.locator(".why")).to_be_hidden()
    assert stored(chat, server) == [("bad", None, "Hinta puuttuu.")]


def test_only_answers_are_asked_about_and_each_has_its_own_question(visit: Visit) -> None:
    chat = visit()
    first = chat.ask(TAX_CARD)
    chat.ask("kiitos")
    question = chat.ask("Kuka tekee kotoutumissuunnitelman Torniossa?")
    expect(question.locator(".rate")).to_have_count(0)
    last = chat.choose(say("fi", "option_yes"))
    expect(chat.page.get_by_role("group", name=say("fi", "ui_rate"))).to_have_count(2)
    press(last, "ui_rate_good")
    expect(rate(last, "ui_rate_good")).to_have_attribute("aria-pressed", "true")
    expect(rate(first, "ui_rate_good")).to_have_attribute("aria-pressed", "false")


def test_the_keyboard_alone_can_rate_and_tell_why(visit: Visit, server: Server) -> None:
    chat = visit()
    answer = chat.ask(TAX_CARD)
    rate(answer, "ui_rate_bad").focus()
    keys = chat.page.keyboard
    keys.press("Enter")
    expect(answer.locator(".why")).to_be_visible()
    keys.press("Tab")
    keys.press("Space")
    expect(rate(answer, "ui_rate_wrong")).to_be_focused()
    expect(rate(answer, "ui_rate_wrong")).to_have_attribute("aria-pressed", "true")
    for _ in range(4):
        keys.press("Tab")
    keys.type("Ei pidä paikkaansa")
    keys.press("Tab")
    keys.press("Enter")
    expect(answer.locator(".why")).to_be_hidden()
    assert stored(chat, server) == [("bad", "wrong", "Ei pidä paikkaansa")]


def test_the_question_is_not_part_of_what_a_screen_reader_hears_of_a_new_message(
    visit: Visit,
) -> None:
    chat = visit()
    foot = chat.ask(TAX_CARD).locator(".foot")
    expect(foot).to_have_attribute("aria-live", "off")
    # Not even as a part of the message that is new: it is seen only a moment later.
    assert chat.style(foot, "animation-name") == "later"
    expect(foot).to_be_visible()


def rate(answer: Locator, key: str) -> Locator:
    """A button under an answer."""
    return answer.locator(".foot").get_by_role("button", name=say("fi", key), exact=True)


def press(answer: Locator, key: str) -> Locator:
    """Presses it and waits until the server has it."""
    button = rate(answer, key)
    if button.page.evaluate("navigator.onLine"):
        with button.page.expect_response("**/rating"):
            button.click()
    else:
        button.click()
    return button


def stored(chat: ChatPage, server: Server) -> list[tuple[Any, ...]]:
    """The ratings of this conversation in the database."""
    with sqlite3.connect(server.database) as database:
        return database.execute(
            "SELECT rating, reason, text FROM answer_ratings WHERE conversation_id = ?",
            (chat.session()["id"],),
        ).fetchall()
