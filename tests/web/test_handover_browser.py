"""Talking to a human in a real browser, with a counsellor at the desk's API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, WebSocket, expect
from support.counsellor import Counsellor, staffed
from support.page import CUT, ChatPage, Visit, say, visits
from support.server import Server

QUESTION = "Paljonko verokortti maksaa?"
VIOLENCE = "Mieheni lyö minua"
PHONE = "+358 40 123 4567"
KEMI = "/kemi"
NARROW = {"width": 320, "height": 568}
# As behind a proxy that lets none through and says nothing.
NO_WEBSOCKET = "WebSocket = class { static OPEN = 1; readyState = 0; close() {} }"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Server]:
    """A server on which Kemi has a counsellor."""
    with staffed(tmp_path_factory.mktemp("served"), model) as running:
        yield running


@pytest.fixture
def aino(browser: Browser, served: Server) -> Iterator[Counsellor]:
    """The counsellor, on duty."""
    counsellor = Counsellor(browser, served.url, "Aino")
    yield counsellor
    counsellor.context.close()


@pytest.fixture
def visit(browser: Browser, served: Server, aino: Counsellor) -> Iterator[Visit]:
    """Opens the chat of Kemi, or as asked, while the counsellor is there."""
    with visits(browser, served.url, KEMI) as open_page:
        yield open_page


def test_a_client_is_handed_over_talks_with_a_counsellor_and_rates_the_help(
    visit: Visit, aino: Counsellor
) -> None:
    chat = visit()
    chat.ask(QUESTION)
    form = open_form(chat)
    expect(form.locator("q")).to_have_text(QUESTION)
    press(form, "next")
    expect(form.get_by_role("radio").first).to_be_checked()
    for _ in range(3):
        press(form, "next")
    bar = chat.page.locator("#case")
    expect(bar.locator("summary")).to_be_focused()
    expect(bar).to_contain_text(handover(chat)["notice"])
    expect(bar.locator(".code")).to_have_text(handover(chat)["code"])
    # The assistant goes on answering while one waits.
    chat.ask(QUESTION)

    case = aino.case(handover(chat)["code"])
    aino.claim(case)
    expect(bar).to_contain_text("Aino")
    expect(bar).to_contain_text("neuvoja")
    expect(chat.page.locator("#human")).to_be_hidden()
    answers = chat.bot.count()
    aino.say(case, "Hei! Miten voin auttaa?")
    said = chat.page.locator("#messages > li.counsellor")
    expect(said.locator(".who")).to_have_text("Aino · neuvoja")
    chat.box.fill("Tarvitsen ajan.")
    chat.box.press("Enter")
    expect(chat.client.last.locator(".note")).to_have_text(say("fi", "ui_handover_mark_sent"))
    expect(chat.page.locator("#waiting")).to_be_empty()
    aino.read(case, chat.stored()[1][-1]["seq"])
    expect(chat.client.last.locator(".note")).to_have_text(say("fi", "ui_handover_mark_read"))
    assert chat.bot.count() == answers

    aino.close(case, "Aika on huomenna kello 10.")
    expect(chat.messages.filter(has_text="Aika on huomenna kello 10.")).to_be_visible()
    expect(bar).to_be_hidden()
    good = chat.page.get_by_role("button", name=say("fi", "ui_handover_rate_3"), exact=True)
    good.click()
    expect(good).to_have_attribute("aria-pressed", "true")
    assert handover(chat)["rating"] == 3
    assert aino.look_at(case)["rating"] == 3
    with chat.page.expect_download():
        form.get_by_role("button", name=say("fi", "ui_save")).click()
    # The assistant is back, and what one writes to it is read by no counsellor.
    chat.box.fill(QUESTION)
    chat.box.press("Enter")
    expect(chat.bot).to_have_count(answers + 1)
    expect(chat.client.last.locator(".note")).to_have_text(say("fi", "ui_handover_mark_sent"))


def test_the_counsellor_gets_what_the_client_left_in_the_summary_and_nothing_else(
    visit: Visit, aino: Counsellor
) -> None:
    chat = visit()
    chat.ask(QUESTION)
    form = open_form(chat)
    parts = form.locator(".part")
    first, last = parts.first, parts.last
    first.get_by_role("button", name=say("fi", "ui_handover_remove")).click()
    expect(first).to_contain_text(say("fi", "ui_handover_removed"))
    expect(first.get_by_role("button")).to_be_focused()
    last.get_by_role("button", name=say("fi", "ui_handover_edit")).click()
    box = last.get_by_label(say("fi", "ui_handover_edit_label"))
    expect(box).to_be_focused()
    box.fill("Tarvitsen uuden verokortin.")
    last.get_by_role("button", name=say("fi", "ui_handover_done")).click()
    expect(last).to_contain_text("Tarvitsen uuden verokortin.")

    parts_before = handover(chat)["summary"]
    send(form, minor=True, wishes="Soita aamulla.")
    seen = aino.look_at(aino.case(handover(chat)["code"]))
    assert [part["id"] for part in seen["summary"]] == [part["id"] for part in parts_before[1:]]
    assert seen["summary"][-1]["edited"] == "Tarvitsen uuden verokortin."
    assert seen["wishes"] == "Soita aamulla."
    assert seen["priority"] == 1


def test_the_municipality_is_asked_only_where_it_is_not_known(visit: Visit) -> None:
    chat = visit("")
    form = open_form(chat)
    expect(form.locator("h2")).to_have_text(say("fi", "ui_handover_place"))
    labels = ["Kemi", say("fi", "ui_handover_place_other")]
    expect(form.locator(".choice")).to_have_text(labels)
    press(form, "next")
    expect(form.get_by_role("alert")).to_have_text(say("fi", "ui_handover_place_missing"))
    expect(form.get_by_label("Kemi")).to_be_focused()
    form.get_by_label(labels[1]).check()
    expect(form.get_by_text(say("fi", "ui_handover_no_place"))).to_be_visible()
    form.get_by_label("Kemi").check()
    press(form, "next")
    expect(form.locator("h2")).to_have_text(say("fi", "ui_handover_summary"))
    send(form)
    assert handover(chat)["municipality"] == "kemi"

    form = open_form(visit())
    expect(form.locator("h2")).to_have_text(say("fi", "ui_handover_summary"))


def test_a_contact_is_asked_only_where_the_way_of_meeting_needs_it_and_a_fault_is_told(
    visit: Visit, aino: Counsellor
) -> None:
    chat = visit()
    form = open_form(chat)
    press(form, "next")
    expect(form.locator("input[type=tel], input[type=email]")).to_have_count(0)
    form.locator("#handover-meeting-phone").check()
    phone = form.get_by_label(say("fi", "ui_handover_phone"))
    phone.fill("12")
    press(form, "next")
    expect(form.get_by_role("alert")).to_have_text(say("fi", "ui_handover_phone_wrong"))
    expect(phone).to_be_focused()
    expect(phone).to_have_attribute("aria-invalid", "true")
    expect(phone).to_have_value("12")
    phone.fill(PHONE)
    expect(form.get_by_role("alert")).to_have_count(0)
    for _ in range(3):
        press(form, "next")
    expect(form).to_be_hidden()
    assert aino.look_at(aino.case(handover(chat)["code"]))["contact"] == {"phone": PHONE}


def test_what_is_filled_in_survives_a_reload(visit: Visit) -> None:
    chat = visit()
    chat.ask(QUESTION)
    form = open_form(chat)
    form.locator(".part").last.get_by_role("button", name=say("fi", "ui_handover_edit")).click()
    form.get_by_label(say("fi", "ui_handover_edit_label")).fill("Toinen teksti")
    press(form, "next")
    form.locator("#handover-meeting-email").check()
    form.get_by_label(say("fi", "ui_handover_email")).fill("a@example.org")
    press(form, "next")
    form.get_by_label(say("fi", "ui_handover_wishes")).fill("Vain naisen kanssa")

    chat.page.reload()
    expect(form.get_by_label(say("fi", "ui_handover_wishes"))).to_have_value("Vain naisen kanssa")
    press(form, "back")
    expect(form.get_by_label(say("fi", "ui_handover_email"))).to_have_value("a@example.org")
    press(form, "back")
    expect(form.get_by_label(say("fi", "ui_handover_edit_label"))).to_have_value("Toinen teksti")


def test_a_page_from_before_an_update_of_the_server_comes_to_the_form_too(visit: Visit) -> None:
    chat = visit()
    chat.ask(QUESTION)
    # What this page was made of is not there any more.
    chat.page.route("**/static/v/**", lambda route: route.fulfill(status=404))
    send(open_form(chat))


def test_when_nobody_is_there_the_form_says_so_and_does_not_offer_to_talk_now(
    visit: Visit, aino: Counsellor
) -> None:
    aino.be_on_duty(False)
    form = open_form(visit())
    press(form, "next")
    expect(form.get_by_text(say("fi", "ui_handover_closed"))).to_be_visible()
    expect(form.get_by_text(say("fi", "ui_handover_opens_unknown"))).to_be_visible()
    expect(form.locator("#handover-meeting-chat")).to_have_count(0)
    press(form, "next")
    expect(form.get_by_role("alert")).to_have_text(say("fi", "ui_handover_meeting_missing"))


def test_not_now_leaves_nothing_with_the_server_and_puts_the_focus_where_one_writes(
    visit: Visit,
) -> None:
    chat = visit()
    form = open_form(chat)
    press(form, "not_now")
    expect(form).to_be_hidden()
    expect(chat.box).to_be_focused()
    chat.page.reload()
    expect(chat.bot).to_have_count(1)
    expect(form).to_be_hidden()
    assert handover(chat)["state"] == "none"
    expect(chat.messages).to_have_count(1)


def test_a_request_can_be_taken_back_until_a_counsellor_has_it(
    visit: Visit, aino: Counsellor
) -> None:
    chat = visit()
    send(open_form(chat))
    withdraw = chat.page.locator("#case-withdraw")
    withdraw.click()
    question = chat.page.get_by_role("dialog", name=say("fi", "ui_handover_withdraw_confirm"))
    question.get_by_role("button", name=say("fi", "ui_handover_withdraw")).click()
    expect(chat.page.locator("#case")).to_be_hidden()
    expect(chat.messages.last).to_contain_text(say("fi", "handover_withdrawn"))
    assert handover(chat)["state"] == "none"

    send(open_form(chat))
    aino.claim(aino.case(handover(chat)["code"]))
    expect(chat.page.locator("#case .taken")).to_be_visible()
    expect(withdraw).to_have_count(0)


def test_answers_can_be_changed_while_the_request_waits(visit: Visit, aino: Counsellor) -> None:
    chat = visit()
    send(open_form(chat), wishes="Ensimmäinen")
    chat.page.locator("#case-change").click()
    form = chat.page.locator("#handover")
    expect(form.locator("h2")).to_be_focused()
    send(form, wishes="Toinen")
    assert aino.look_at(aino.case(handover(chat)["code"]))["wishes"] == "Toinen"


def test_a_move_in_the_queue_does_not_take_the_form_out_of_the_hands(
    visit: Visit, aino: Counsellor
) -> None:
    chat = visit()
    chat.ask(QUESTION)
    send(open_form(chat))
    chat.page.get_by_role("button", name=say("fi", "ui_handover_change")).click()
    form = chat.page.locator("#handover")
    form.locator("h2").evaluate("title => { title.mine = true; }")

    def moved(route: Route) -> None:
        told = route.fetch().json()
        route.fulfill(json={**told, "place": 7, "notice": "Olet jonossa sijalla 7."})

    chat.page.route("**/handover", moved)
    chat.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(chat.page.locator("#case-status")).to_have_text("Olet jonossa sijalla 7.")
    assert form.locator("h2").evaluate("title => title.mine")


def test_in_danger_a_human_comes_first_and_the_numbers_stay_above_the_form(
    visit: Visit,
) -> None:
    chat = visit(viewport=NARROW)
    answer = chat.ask(VIOLENCE)
    expect(chat.options.first).to_have_class("primary")
    chat.options.first.click()
    form = chat.page.locator("#handover")
    alarm = form.get_by_role("note")
    told = answer.locator(".text").inner_text().replace("\u00a0", " ")
    numbers = re.findall(r"\d[\d ]+\d", told)
    assert "112" in numbers
    expect(alarm.get_by_role("link")).to_have_text(numbers)
    expect(alarm.get_by_role("link").first).to_have_attribute("href", "tel:112")
    for _ in range(3):
        form.locator("#handover-next").scroll_into_view_if_needed()
        expect(alarm).to_be_in_viewport(ratio=1)
        press(form, "next")
    send(form)
    expect(chat.page.locator("#case").get_by_role("link").first).to_be_in_viewport(ratio=1)


def test_a_counsellor_who_drops_off_is_told_of_and_the_assistant_answers_again(
    visit: Visit, aino: Counsellor
) -> None:
    chat = visit()
    send(open_form(chat))
    case = aino.case(handover(chat)["code"])
    aino.claim(case)
    expect(chat.page.locator("#case .taken")).to_be_visible()
    aino.release(case)
    expect(chat.messages.last).to_contain_text(say("fi", "handover_back"))
    expect(chat.page.locator("#case .waiting")).to_be_visible()
    chat.ask(QUESTION)


def test_typing_is_told_both_ways_and_what_the_client_has_seen(
    visit: Visit, aino: Counsellor
) -> None:
    chat = visit()
    frames: list[dict[str, Any]] = []
    chat.page.on("websocket", lambda socket: note_frames(socket, frames))
    chat.page.reload()
    send(open_form(chat))
    case = aino.case(handover(chat)["code"])
    aino.claim(case)
    expect(chat.page.locator("#case .taken")).to_be_visible()
    aino.type(case)
    typing = say("fi", "ui_handover_typing").replace("{name}", "\u2068Aino\u2069")
    expect(chat.page.locator("#waiting")).to_have_text(typing)
    seq = aino.say(case, "Hei!")
    expect(chat.page.locator("#messages > li.counsellor")).to_be_visible()
    expect(chat.page.locator("#waiting")).to_be_empty()
    chat.box.press_sequentially("Hei Aino")
    expect(chat.client).to_have_count(0)
    assert {"event": "typing"} in frames
    assert {"event": "read", "seq": seq} in frames


def test_messages_come_once_and_in_order_without_a_websocket(
    visit: Visit, aino: Counsellor
) -> None:
    chat = visit()
    chat.context.add_init_script(NO_WEBSOCKET)
    chat.page.reload()
    expect(chat.bot).to_have_count(1)
    send(open_form(chat))
    case = aino.case(handover(chat)["code"])
    aino.claim(case)
    aino.say(case, "Yksi")
    aino.say(case, "Kaksi")
    expect(chat.page.locator("li.counsellor .text")).to_have_text(["Yksi", "Kaksi"])
    chat.box.fill("Kolme")
    chat.box.press("Enter")
    expect(chat.client.last.locator(".note")).to_have_text(say("fi", "ui_handover_mark_sent"))
    aino.say(case, "Neljä")
    expect(chat.page.locator("li.counsellor .text")).to_have_text(["Yksi", "Kaksi", "Neljä"])
    assert chat.sent() == ["Kolme"]


def test_what_both_write_while_the_connection_is_away_comes_once_when_it_is_back(
    visit: Visit, aino: Counsellor
) -> None:
    chat = visit()
    chat.forgiven += CUT
    send(open_form(chat))
    case = aino.case(handover(chat)["code"])
    aino.claim(case)
    expect(chat.page.locator("#case .taken")).to_be_visible()
    chat.context.set_offline(True)
    chat.box.fill("Oletko siellä?")
    chat.box.press("Enter")
    expect(chat.client.locator(".note.queued")).to_be_visible()
    aino.say(case, "Olen.")
    chat.context.set_offline(False)
    expect(chat.page.locator("li.counsellor")).to_have_count(1)
    expect(chat.client.locator(".note.queued")).to_have_count(0)
    expect(chat.client.last.locator(".note.sent")).to_be_visible()
    assert chat.sent() == ["Oletko siellä?"]
    chat.page.reload()
    expect(chat.page.locator("li.counsellor")).to_have_count(1)
    expect(chat.client).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "key"),
    [(503, "ui_handover_error"), (429, "ui_handover_busy"), (0, "ui_handover_offline")],
)
def test_a_failure_to_send_is_told_in_words_and_nothing_that_was_typed_is_lost(
    visit: Visit, aino: Counsellor, status: int, key: str
) -> None:
    chat = visit()

    def fail(route: Route) -> None:
        if route.request.method != "PUT":
            route.continue_()
        elif status:
            route.fulfill(status=status, json={"detail": "…"})
        else:
            route.abort()

    chat.page.route("**/handover", fail)
    form = open_form(chat)
    send(form, wishes="Soita aamulla.", sent=False)
    expect(form.get_by_role("alert")).to_have_text(say("fi", key))
    expect(form).to_contain_text("Soita aamulla.")
    chat.page.unroute("**/handover")
    press(form, "next")
    expect(form).to_be_hidden()
    assert aino.look_at(aino.case(handover(chat)["code"]))["wishes"] == "Soita aamulla."
    # The browser's own words on what the test has made of the answer.
    chat._errors.clear()


def test_the_question_before_deleting_says_what_remains_with_the_municipality(
    visit: Visit,
) -> None:
    chat = visit()
    send(open_form(chat))
    chat.press_menu("ui_delete")
    question = chat.page.get_by_role("dialog", name=say("fi", "ui_handover_delete"))
    expect(question).to_be_visible()
    chat.page.locator("#confirmed").click()
    expect(chat.page.locator("#deleted")).to_be_visible()
    expect(chat.page.locator("#case")).to_be_hidden()
    assert "answers" not in chat.session()["handover"]


def test_a_new_conversation_is_not_begun_over_an_open_request_without_asking(
    visit: Visit,
) -> None:
    chat = visit()
    send(open_form(chat))
    session = chat.session()["id"]
    chat.press_menu("ui_new")
    question = chat.page.get_by_role("dialog", name=say("fi", "ui_handover_new"))
    question.get_by_role("button", name=say("fi", "ui_cancel")).click()
    expect(question).to_be_hidden()
    assert chat.session()["id"] == session


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_a_window_of_320_pixels_has_no_sideways_scrolling_at_any_step(
    visit: Visit, aino: Counsellor, language: str
) -> None:
    chat = visit(f"{KEMI}?lang={language}", viewport=NARROW)
    chat.ask("kotoutumissuunnitelma" * 8)
    form = open_form(chat, language)
    form.locator(".part").last.get_by_role("button").first.click()
    form.locator("textarea").fill("kotoutumissuunnitelma" * 8)
    assert too_wide(chat.page) == []
    press(form, "next", language)
    form.locator("#handover-meeting-video").check()
    press(form, "next", language)
    assert too_wide(chat.page) == []
    form.get_by_label(say(language, "ui_handover_phone")).fill(PHONE)
    press(form, "next", language)
    form.locator("#handover-interpreter-yes").check()
    form.locator("select").select_option("so")
    assert too_wide(chat.page) == []
    press(form, "next", language)
    assert too_wide(chat.page) == []
    press(form, "next", language)
    expect(form).to_be_hidden()
    assert too_wide(chat.page) == []
    case = aino.case(handover(chat)["code"])
    aino.claim(case)
    aino.say(case, "kotoutumissuunnitelma" * 8)
    expect(chat.page.locator("li.counsellor")).to_be_visible()
    assert too_wide(chat.page) == []
    aino.close(case, "Kiitos.")
    expect(chat.page.locator(".face")).to_have_count(3)
    assert too_wide(chat.page) == []


def test_the_form_can_be_filled_in_with_the_keyboard_alone(visit: Visit, aino: Counsellor) -> None:
    chat = visit()
    keys = chat.page.keyboard
    chat.page.locator("#human").focus()
    keys.press("Enter")
    form = chat.page.locator("#handover")
    expect(form.locator("h2")).to_be_focused()
    tab_to(chat, form.locator("#handover-next"))
    keys.press("Enter")
    expect(form.locator("h2")).to_have_text(say("fi", "ui_handover_meeting"))
    expect(form.locator("h2")).to_be_focused()
    tab_to(chat, form.locator("#handover-meeting-chat"))
    keys.press("ArrowDown")
    expect(form.locator("#handover-meeting-phone")).to_be_checked()
    tab_to(chat, form.get_by_label(say("fi", "ui_handover_phone")))
    keys.type(PHONE)
    keys.press("Enter")
    expect(form.locator("h2")).to_have_text(say("fi", "ui_handover_help"))
    tab_to(chat, form.locator("#handover-minor-on"))
    keys.press("Space")
    tab_to(chat, form.locator("#handover-next"))
    keys.press("Enter")
    expect(form.locator("h2")).to_have_text(say("fi", "ui_handover_consent"))
    tab_to(chat, form.locator("#handover-next"))
    keys.press("Enter")
    expect(chat.page.locator("#case summary")).to_be_focused()
    seen = aino.look_at(aino.case(handover(chat)["code"]))
    assert (seen["contact"], seen["priority"]) == ({"phone": PHONE}, 1)


def test_the_form_follows_the_language_menu_and_keeps_what_was_typed(visit: Visit) -> None:
    chat = visit()
    form = open_form(chat)
    press(form, "next")
    press(form, "next")
    form.get_by_label(say("fi", "ui_handover_wishes")).fill("Soita aamulla.")
    chat.page.get_by_label(say("fi", "ui_language"), exact=True).select_option("ar")
    expect(form.locator("h2")).to_have_text(say("ar", "ui_handover_help"))
    expect(form.get_by_label(say("ar", "ui_handover_wishes"))).to_have_value("Soita aamulla.")
    expect(chat.bot.last).to_have_attribute("lang", "ar")
    press(form, "back", "ar")
    label = form.locator("#handover-meeting-phone ~ *")
    expect(label).to_have_text(say("ar", "handover_meeting_phone"))
    expect(label).to_have_attribute("lang", "ar")


def test_a_script_in_what_the_counsellor_or_the_client_writes_is_only_text(
    visit: Visit, aino: Counsellor
) -> None:
    script = "<img src=x onerror=\"document.title='ran'\">"
    chat = visit()
    form = open_form(chat)
    send(form, wishes=script)
    case = aino.case(handover(chat)["code"])
    aino.claim(case)
    aino.say(case, script)
    expect(chat.page.locator("li.counsellor .text")).to_have_text(script)
    expect(chat.page.locator("main img")).to_have_count(0)
    expect(chat.page).to_have_title(say("fi", "ui_title"))


def open_form(chat: ChatPage, language: str = "fi") -> Locator:
    """Presses "talk to a human" and waits for the form."""
    chat.page.get_by_role("banner").get_by_role("button", name=say(language, "ui_human")).click()
    form = chat.page.locator("#handover")
    expect(form.locator("h2")).to_be_focused()
    return form


def press(form: Locator, key: str, language: str = "fi") -> None:
    """Presses one of the form's own buttons; the last step's "send" is its "next"."""
    if key == "next":
        form.locator("#handover-next").click()
    else:
        form.get_by_role("button", name=say(language, f"ui_handover_{key}"), exact=True).click()


def send(form: Locator, *, minor: bool = False, wishes: str = "", sent: bool = True) -> None:
    """Goes from the step where the form is to its end and sends it."""
    consent = say("fi", "ui_handover_consent")
    while (title := form.locator("h2").inner_text()) != consent:
        if title == say("fi", "ui_handover_help"):
            form.locator("#handover-minor-on").set_checked(minor)
            form.get_by_label(say("fi", "ui_handover_wishes")).fill(wishes)
        press(form, "next")
        expect(form.locator("h2")).not_to_have_text(title)
    press(form, "next")
    if sent:
        expect(form).to_be_hidden()


def handover(chat: ChatPage) -> dict[str, Any]:
    """The handover as the server has it."""
    session = chat.session()
    response = chat.context.request.get(
        f"{chat.url}/api/conversations/{session['id']}/handover",
        headers={"Authorization": f"Bearer {session['token']}"},
    )
    assert response.ok
    return dict(response.json())


def note_frames(socket: WebSocket, frames: list[dict[str, Any]]) -> None:
    """Notes what the page sends over a WebSocket."""
    socket.on("framesent", lambda payload: frames.append(json.loads(payload)))


def too_wide(page: Page) -> list[str]:
    """What is outside the window or scrolls sideways."""
    found = page.evaluate("""() => {
      const all = [...document.querySelectorAll("body *:not(.hidden, .narrow-hidden, script)")];
      const outside = all.filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 1 && (left < -0.5 || right > innerWidth + 0.5);
      });
      const scrolls = [document.documentElement, document.querySelector("main"),
        ...document.querySelectorAll("#handover, #case, textarea")]
        .filter((element) => element.scrollWidth > element.clientWidth);
      return [...outside, ...scrolls].map((one) => `${one.tagName}#${one.id}.${one.className}`);
    }""")
    return list(found)


def tab_to(chat: ChatPage, target: Locator) -> None:
    """Presses Tab until an element has the focus; wherever the focus comes, it is seen."""
    for _ in range(40):
        chat.page.keyboard.press("Tab")
        focused = chat.page.locator(":focus")
        if focused.count():
            assert chat.style(focused, "outline-style") == "solid"
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the focus does not come to {target}")
