"""The chat page in a real browser, against the real server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect
from support.page import CUT, ChatPage, Visit, say, texts

TAX_CARD = "Paljonko verokortti maksaa?"
PLAN = "Kuka tekee kotoutumissuunnitelman Torniossa?"
# The example of the Digital and Population Data Services Agency; it is nobody's.
IDENTITY_CODE = "131052-308T"
# As behind a proxy that lets none through and says nothing.
NO_WEBSOCKET = "WebSocket = class { static OPEN = 1; readyState = 0; close() {} }"
SCRIPTS = (
    "<img src=x onerror=\"window.ran='img'\">",
    "<script>window.ran='script'</script>",
    "<svg onload=\"window.ran='svg'\"></svg>",
    "<svg><script>window.ran='svg script'</script></svg>",
    "<iframe srcdoc=\"<script>parent.ran='srcdoc'</script>\"></iframe>",
    "<a href=\"javascript:window.ran='link'\">verokortti</a>",
    "</div></li></ol><body onload=\"window.ran='body'\">",
    '"><input autofocus onfocus="window.ran=\'input\'">',
    "<details open ontoggle=\"window.ran='details'\"><summary>Lähteet</summary></details>",
    "{{ 7 * 7 }}${window.ran='template'}</script><script>window.ran='end'</script>",
)


def test_the_first_visit_greets_and_says_it_is_automatic_and_offers_a_human(visit: Visit) -> None:
    chat = visit()
    expect(chat.bot).to_contain_text(say("fi", "greeting"))
    expect(chat.page.get_by_text(say("fi", "ui_notice"), exact=True)).to_be_visible()
    expect(chat.page.get_by_text(say("fi", "ui_privacy"), exact=True)).to_be_visible()
    header = chat.page.get_by_role("banner")
    expect(header.get_by_role("button", name=say("fi", "ui_human"))).to_be_visible()
    expect(chat.page).to_have_title(say("fi", "ui_title"))


@pytest.mark.parametrize(("browsers", "page"), [("sv-FI", "sv"), ("ar", "ar"), ("so-SO", "fi")])
def test_the_first_visit_is_in_the_language_of_the_browser_where_the_chat_speaks_it(
    visit: Visit, browsers: str, page: str
) -> None:
    chat = visit(locale=browsers)
    assert language_of(chat) == page
    expect(chat.bot).to_have_attribute("lang", page)


def test_a_question_typed_and_sent_with_enter_gets_an_answer_with_its_sources(
    visit: Visit,
) -> None:
    chat = visit()
    chat.box.click()
    chat.page.keyboard.type(TAX_CARD)
    chat.page.keyboard.press("Enter")
    answer = chat.reply(1)
    expect(chat.client).to_contain_text(TAX_CARD)
    expect(chat.box).to_have_value("")
    expect(chat.box).to_be_focused()

    said = last_answer(chat)
    assert said["answer"]["topic"] == "tax_card"
    assert words(answer) == plain_words(said["text"])
    sources = answer.locator("details.sources")
    assert not sources.evaluate("details => details.open")
    sources.locator("summary").click()
    expect(sources.locator("li")).to_have_count(len(said["answer"]["sources"]))
    for item, source in zip(sources.locator("li").all(), said["answer"]["sources"], strict=True):
        expect(item).to_be_visible()
        expect(item).to_contain_text(source["document"])
        link = item.locator("a")
        expect(link).to_have_attribute("href", source["url"])
        expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_an_answer_from_a_programme_names_its_document_section_and_lines(visit: Visit) -> None:
    chat = visit()
    chat.ask(PLAN)
    answer = chat.choose(say("fi", "option_yes"))
    (source, *_) = last_answer(chat)["answer"]["sources"]
    answer.locator("summary").click()
    for part in (source["document"], source["section"], source["lines"]):
        expect(answer.locator("details.sources")).to_contain_text(part)


def test_the_jobseeker_question_shows_buttons_and_a_press_on_one_answers(visit: Visit) -> None:
    chat = visit()
    question = chat.ask(PLAN)
    expect(question).to_contain_text(say("fi", "ask_jobseeker"))
    labels = [say("fi", key) for key in ("option_yes", "option_no", "option_dont_know")]
    expect(question.locator(".options button")).to_have_text(labels)

    answer = chat.choose(say("fi", "option_no"))
    expect(chat.client.last).to_contain_text(say("fi", "option_no"))
    said = last_answer(chat)
    assert said["answer"]["topic"] == "integration_plan"
    assert said["answer"]["municipality"] == "tornio"
    assert said["answer"]["responsible"]
    assert words(answer) == plain_words(said["text"])
    expect(question.locator(".options")).to_have_count(0)


def test_a_press_on_talk_to_a_human_is_answered(visit: Visit) -> None:
    chat = visit()
    chat.page.locator("#human").click()
    expect(chat.reply(1)).to_contain_text(say("fi", "human_ask"))
    expect(chat.client).to_contain_text(say("fi", "ui_human"))


def test_the_arabic_page_runs_from_right_to_left_and_its_answers_tell_language_and_direction(
    visit: Visit,
) -> None:
    chat = visit("?lang=ar")
    root = chat.page.locator("html")
    expect(root).to_have_attribute("dir", "rtl")
    expect(root).to_have_attribute("lang", "ar")
    answer = chat.ask("كم تكلف بطاقة الضريبة؟")
    for bubble in chat.bot.all():
        expect(bubble).to_have_attribute("lang", "ar")
        expect(bubble).to_have_attribute("dir", "rtl")
    assert chat.style(answer.locator(".text"), "direction") == "rtl"
    # A Finnish name within it is read from left to right, and spoken in Finnish.
    name = answer.locator("bdi", has_text="verokortti").first
    expect(name).to_have_attribute("dir", "ltr")
    expect(name).to_have_attribute("lang", "fi")
    # The page is mirrored: the client's own messages are on the left.
    assert left(chat.client.last) < left(answer)


def test_an_arabic_question_on_the_finnish_page_is_answered_in_arabic_and_the_page_follows(
    visit: Visit,
) -> None:
    chat = visit()
    answer = chat.ask("كم تكلف بطاقة الضريبة؟")
    expect(answer).to_have_attribute("lang", "ar")
    expect(chat.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(chat.bot.first).to_have_attribute("lang", "fi")
    expect(chat.bot.first).to_have_attribute("dir", "ltr")
    assert chat.style(chat.client.last.locator(".text"), "direction") == "rtl"


def test_the_language_menu_changes_every_text_of_the_page(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    chat.page.get_by_label(say("fi", "ui_language")).select_option("ar")

    expect(chat.bot.last).to_have_attribute("lang", "ar")
    expect(chat.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(chat.page).to_have_title(say("ar", "ui_title"))
    assert shown_texts(chat) == {key: say("ar", key) for key in shown_texts(chat)}


@pytest.mark.parametrize(
    ("language", "question"),
    [("fi", PLAN), ("ar", "من يعد خطة الاندماج في تورنيو؟")],
)
def test_a_window_of_320_pixels_has_no_sideways_scrolling(
    visit: Visit, language: str, question: str
) -> None:
    chat = visit(f"?lang={language}", viewport={"width": 320, "height": 568})
    chat.ask("kotoutumissuunnitelma" * 8 + " https://www.example.org/" + "pitka/" * 20)
    chat.ask(question)
    expect(chat.options).to_have_count(3)
    assert too_wide(chat) == []
    chat.choose(say(language, "option_dont_know")).locator("summary").click()
    chat.box.fill("kotoutumissuunnitelma" * 20)
    chat.page.locator("#menu > summary").click()
    assert too_wide(chat) == []
    # As at 400 % zoom of an ordinary window.
    chat.page.set_viewport_size({"width": 320, "height": 256})
    assert too_wide(chat) == []
    chat.page.keyboard.press("Escape")
    chat.press_delete(language)
    assert too_wide(chat) == []


def test_the_keyboard_alone_can_ask_and_choose_and_open_the_menu(visit: Visit) -> None:
    chat = visit()
    keys = chat.page.keyboard
    tab_to(chat, chat.box)
    keys.type(PLAN)
    keys.press("Enter")
    chat.reply(1)

    tab_to(chat, chat.options.nth(2), "Shift+Tab")
    keys.press("Enter")
    answer = chat.reply(2)
    expect(chat.client.last).to_contain_text(say("fi", "option_dont_know"))
    # The button is gone; who pressed it goes on where they can write.
    expect(chat.box).to_be_focused()

    tab_to(chat, answer.locator("summary"), "Shift+Tab")
    keys.press("Enter")
    expect(answer.locator("details.sources li").first).to_be_visible()

    summary = chat.page.locator("#menu > summary")
    tab_to(chat, summary, "Shift+Tab")
    keys.press("Enter")
    save = chat.page.get_by_role("button", name=say("fi", "ui_save"))
    expect(save).to_be_visible()
    tab_to(chat, save)
    keys.press("Escape")
    expect(save).to_be_hidden()
    expect(summary).to_be_focused()

    keys.press("Enter")
    tab_to(chat, chat.page.locator("#delete"))
    keys.press("Enter")
    expect(chat.page.locator("#cancel")).to_be_focused()
    keys.press("Escape")
    expect(chat.page.locator("dialog")).to_be_hidden()
    assert chat.stored()[0] == 200

    tab_to(chat, chat.page.locator("#language"), "Shift+Tab")
    keys.press("ArrowDown")
    expect(chat.page.locator("html")).to_have_attribute("lang", "sv")
    expect(chat.bot.last).to_have_attribute("lang", "sv")


def test_a_script_that_the_client_types_is_shown_as_text_and_runs_nothing(visit: Visit) -> None:
    chat = visit()
    for script in SCRIPTS:
        chat.ask(script)
        assert chat.client.last.locator(".text").text_content() == script
        assert ran(chat) == NOTHING
    # Once more as the server has kept them.
    chat.page.reload()
    expect(chat.client).to_have_count(len(SCRIPTS))
    assert chat.client.locator(".text").all_text_contents() == [*SCRIPTS]
    assert ran(chat) == NOTHING


@pytest.mark.parametrize("name", ["lang", "municipality", "other"])
def test_a_script_in_the_address_of_the_page_runs_nothing(visit: Visit, name: str) -> None:
    chat = visit(f"?{name}=%22%3E%3C/script%3E%3Cscript%3Ewindow.ran=1%3C/script%3E")
    assert ran(chat) == NOTHING
    chat.ask(TAX_CARD)
    assert ran(chat) == NOTHING


def test_a_text_of_more_than_2000_characters_is_refused_with_a_sentence_and_not_lost(
    visit: Visit,
) -> None:
    chat = visit()
    text = (TAX_CARD + " ") * 100
    text = text[:1999] + "😀"
    refusal = chat.page.get_by_role("status").filter(has_text=first_words(say("fi", "ui_too_long")))
    chat.box.fill(text + "a")
    expect(refusal).to_be_visible()
    expect(refusal).to_contain_text("2000")
    for send in (lambda: chat.box.press("Enter"), chat.page.locator("#send").click):
        send()
        expect(chat.box).to_have_value(text + "a")
        expect(chat.box).to_have_attribute("aria-invalid", "true")
        expect(chat.client).to_have_count(0)
    chat.page.reload()
    expect(chat.box).to_have_value(text + "a")
    expect(refusal).to_be_visible()

    # One fewer is taken, and a letter outside the basic plane is one character.
    chat.box.press("End")
    chat.box.press("Backspace")
    expect(refusal).to_be_hidden()
    chat.box.press("Enter")
    chat.reply(1)
    expect(chat.box).to_have_value("")
    assert chat.sent() == [text]


def test_a_reload_in_the_same_tab_goes_on_with_the_conversation(visit: Visit) -> None:
    chat = visit()
    chat.ask(PLAN)
    chat.choose(say("fi", "option_yes"))
    chat.box.fill("entä Kemis")
    before, session = chat.messages.all_text_contents(), chat.session()

    chat.page.reload()
    expect(chat.messages).to_have_count(len(before))
    assert [without_buttons(text) for text in chat.messages.all_text_contents()] == [
        without_buttons(text) for text in before
    ]
    assert chat.session()["id"] == session["id"]
    expect(chat.box).to_have_value("entä Kemis")
    # The chat remembers as well of what it was asked.
    chat.box.press("End")
    chat.page.keyboard.type("sä?")
    chat.page.keyboard.press("Enter")
    chat.reply(3)
    said = last_answer(chat)["answer"]
    assert (said["topic"], said["municipality"]) == ("integration_plan", "kemi")


def test_another_tab_begins_a_conversation_of_its_own(visit: Visit) -> None:
    chat = visit()
    other = chat.context.new_page()
    other.goto(f"{chat.url}/chat")
    expect(other.locator("#messages > li")).to_have_count(1)
    chat.ask(TAX_CARD)
    expect(other.locator("#messages > li")).to_have_count(1)


def test_a_message_written_without_a_connection_is_kept_and_sent_once_when_it_is_back(
    visit: Visit,
) -> None:
    chat = visit()
    chat.forgiven += CUT
    chat.context.set_offline(True)
    chat.box.fill(TAX_CARD)
    chat.box.press("Enter")
    expect(chat.client.locator(".note")).to_contain_text(say("fi", "ui_queued"))
    expect(chat.page.locator("#problem")).to_have_text(say("fi", "ui_offline"))
    second = "Entä kuka sen antaa?"
    chat.box.fill(second)
    chat.box.press("Enter")
    expect(chat.client.locator(".note.queued")).to_have_count(2)

    chat.context.set_offline(False)
    expect(chat.bot).to_have_count(3)
    expect(chat.client).to_have_count(2)
    expect(chat.client.locator(".note:not(.sent)")).to_have_count(0)
    expect(chat.page.locator("#problem")).to_be_empty()
    assert chat.sent() == [TAX_CARD, second]


def test_a_message_whose_reply_is_lost_on_the_way_can_be_sent_again_and_is_taken_once(
    visit: Visit,
) -> None:
    chat = visit()
    chat.forgiven += CUT
    # Without the live connection, which would bring the reply after all.
    chat.context.add_init_script(NO_WEBSOCKET)
    chat.page.reload()
    expect(chat.bot).to_have_count(1)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    chat.page.route("**/messages", lose, times=1)
    chat.box.fill(TAX_CARD)
    chat.box.press("Enter")
    expect(chat.client.locator(".note")).to_contain_text(say("fi", "ui_queued"))
    expect(chat.bot).to_have_count(1)
    chat.page.get_by_role("button", name=say("fi", "ui_retry")).click()
    chat.reply(1)
    expect(chat.box).to_be_focused()
    assert [message["from"] for message in chat.stored()[1]] == ["bot", "client", "bot"]


def test_a_late_reply_comes_by_asking_where_no_websocket_can_be_had(visit: Visit) -> None:
    chat = visit()
    chat.context.add_init_script(NO_WEBSOCKET)
    chat.page.reload()
    expect(chat.bot).to_have_count(1)

    def come_later(route: Route) -> None:
        route.fetch()
        route.fulfill(status=202, json={"messages": []})

    def not_yet(route: Route) -> None:
        route.fulfill(json={"messages": []})

    chat.page.route("**/messages", come_later)
    chat.page.route(re.compile(r"/messages\?after="), not_yet, times=1)
    chat.ask(TAX_CARD)
    expect(chat.client).to_have_count(1)


def test_what_is_said_in_the_conversation_from_elsewhere_appears_by_itself(visit: Visit) -> None:
    chat = visit()
    session = chat.session()
    chat.context.request.post(
        f"{chat.url}/api/conversations/{session['id']}/messages",
        headers={"Authorization": f"Bearer {session['token']}"},
        data={"id": "6b0e7a52-8f0a-4a51-9a2f-3d9f5d9d2f10", "text": TAX_CARD},
    )
    chat.reply(1)
    expect(chat.client).to_contain_text(TAX_CARD)


def test_an_identity_code_is_shown_masked_after_the_reply_and_a_notice_tells_it(
    visit: Visit,
) -> None:
    chat = visit()
    chat.ask(f"Tunnukseni on {IDENTITY_CODE}. {TAX_CARD}")
    expect(chat.client).to_contain_text(f"Tunnukseni on •••. {TAX_CARD}")
    notice = chat.page.locator("#messages > li.system")
    expect(notice).to_contain_text(say("fi", "masked_hetu"))
    expect(notice).to_be_visible()
    expect(chat.page.locator("body")).not_to_contain_text(IDENTITY_CODE)
    assert IDENTITY_CODE not in str(chat.session())
    assert IDENTITY_CODE not in str(chat.stored())
    senders = chat.messages.evaluate_all("items => items.map((item) => item.className)")
    assert senders == ["bot", "client", "system", "bot"]


def test_the_conversation_can_be_saved_as_a_text_file(visit: Visit, tmp_path: Path) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    with chat.page.expect_download() as download:
        chat.press_menu("ui_save")
    assert download.value.suggested_filename == "monineuvo.txt"
    download.value.save_as(tmp_path / "saved.txt")
    saved = (tmp_path / "saved.txt").read_text("utf-8-sig")
    assert saved.startswith(say("fi", "transcript_title"))
    for message in chat.stored()[1]:
        for line in message["text"].splitlines():
            assert line in saved
    assert last_answer(chat)["answer"]["sources"][0]["document"] in saved


def test_the_conversation_can_be_printed_without_a_script_or_the_page_around_it(
    visit: Visit,
) -> None:
    chat = visit()
    chat.ask(f"{TAX_CARD} <b>")
    chat.press_menu("ui_print")
    paper = chat.page.frame_locator("#paper")
    expect(paper.locator("h1")).to_have_text(say("fi", "transcript_title"))
    expect(paper.locator("body")).to_contain_text(f"{TAX_CARD} <b>")
    expect(paper.locator("article").first).to_have_css("border-left-style", "solid")
    expect(paper.locator("script, b")).to_have_count(0)


def test_delete_asks_first_and_then_the_conversation_is_gone_here_and_on_the_server(
    visit: Visit,
) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    session = chat.session()
    chat.press_delete()
    chat.page.get_by_role("button", name=say("fi", "ui_cancel")).click()
    expect(chat.messages).to_have_count(3)
    assert chat.stored(session)[0] == 200

    chat.press_delete()
    chat.page.locator("#confirmed").click()
    expect(chat.page.get_by_text(say("fi", "ui_deleted"), exact=True)).to_be_visible()
    expect(chat.messages).to_have_count(0)
    assert chat.stored(session)[0] == 404
    assert session["token"] not in str(chat.session())

    chat.page.get_by_role("button", name=say("fi", "ui_new")).click()
    expect(chat.bot).to_have_count(1)
    expect(chat.page.get_by_text(say("fi", "ui_deleted"), exact=True)).to_be_hidden()
    assert chat.session()["id"] not in ("", session["id"])


def test_a_new_conversation_can_be_begun_and_knows_nothing_of_the_old_one(visit: Visit) -> None:
    chat = visit()
    chat.ask(PLAN)
    old = chat.session()["id"]
    chat.press_menu("ui_new")
    expect(chat.messages).to_have_count(1)
    expect(chat.bot).to_contain_text(say("fi", "greeting"))
    assert chat.session()["id"] not in ("", old)


def test_a_whole_conversation_asks_nothing_of_other_servers_and_breaks_no_policy(
    visit: Visit,
) -> None:
    chat = visit()
    chat.ask(PLAN)
    chat.choose(say("fi", "option_yes")).locator("summary").click()
    chat.ask(f"{TAX_CARD} {IDENTITY_CODE}").locator("summary").click()
    chat.page.get_by_label(say("fi", "ui_language")).select_option("ar")
    expect(chat.bot.last).to_have_attribute("lang", "ar")
    chat.page.reload()
    expect(chat.bot).to_have_count(4)
    chat.press_menu("ui_print", "ar")
    expect(chat.page.frame_locator("#paper").locator("h1")).to_be_attached()
    with chat.page.expect_download():
        chat.press_menu("ui_save", "ar")
    chat.press_delete("ar")
    chat.page.locator("#confirmed").click()
    expect(chat.page.locator("#deleted")).to_be_visible()

    assert any(url.startswith("ws://") for url in chat.requests)
    assert any(url.endswith("/messages") for url in chat.requests)
    assert chat.elsewhere() == []
    assert chat.errors() == []
    assert chat.context.cookies() == []
    assert chat.page.evaluate("localStorage.length") == 0


NOTHING: dict[str, Any] = {"ran": None, "strange": 0, "dialogs": []}


def ran(chat: ChatPage) -> dict[str, Any]:
    """What a script of the client has left: a mark, elements that no message has, dialogs."""
    found = chat.page.evaluate("""() => ({
      ran: window.ran ?? null,
      strange: document.querySelectorAll(
        `#log :is(img, script, svg:not(.icon), iframe, input, body, b), #log .client a,
         #log .client details`
      ).length,
    })""")
    return {**found, "dialogs": chat.dialogs}


def too_wide(chat: ChatPage) -> list[str]:
    """What scrolls sideways or is outside the window."""
    found = chat.page.evaluate("""() => {
      const name = (element) => `${element.tagName}#${element.id}.${element.className}`;
      const scrolls = [document.documentElement, document.body, document.querySelector("main"),
        ...document.querySelectorAll(".bubble, .menu, textarea, dialog")]
        .filter((element) => element.scrollWidth > element.clientWidth);
      const outside = [...document.querySelectorAll("body *:not(.hidden, .narrow-hidden, script)")]
        .filter((element) => {
          const { left, right, width } = element.getBoundingClientRect();
          return width > 1 && (left < -0.5 || right > innerWidth + 0.5);
        });
      return [...scrolls, ...outside].map(name);
    }""")
    return list(found)


def tab_to(chat: ChatPage, target: Locator, key: str = "Tab") -> None:
    """Presses Tab until an element has the focus; wherever the focus comes, it is seen."""
    for _ in range(30):
        chat.page.keyboard.press(key)
        focused = chat.page.locator(":focus")
        if focused.count():
            assert chat.style(focused, "outline-style") == "solid"
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the focus does not come to {target}")


def shown_texts(chat: ChatPage) -> dict[str, str]:
    """Each text of the page itself: what it says on the screen and to a screen reader."""
    found = chat.page.evaluate("""() => [
      ...[...document.querySelectorAll("[data-text]")]
        .filter((element) => !element.dataset.value)
        .map((element) => [element.dataset.text, element.textContent]),
      ...[...document.querySelectorAll("[data-label]")]
        .map((element) => [element.dataset.label, element.getAttribute("aria-label")]),
      ...[...document.querySelectorAll("[data-placeholder]")]
        .map((element) => [element.dataset.placeholder, element.placeholder]),
    ]""")
    assert {key for key, _ in found} <= set(texts("fi"))
    shown: dict[str, str] = {}
    for key, text in found:
        assert shown.setdefault(key, text) == text
    return shown


def last_answer(chat: ChatPage) -> dict[str, Any]:
    """The chat's last message as the server has it."""
    status, messages = chat.stored()
    assert status == 200
    return messages[-1]


def language_of(chat: ChatPage) -> str:
    return str(chat.page.locator("html").get_attribute("lang"))


def words(message: Locator) -> list[str]:
    """The words of a message in their order, whatever its paragraphs and lists."""
    return message.locator(".text").inner_text().split()


def plain_words(text: str) -> list[str]:
    """The words of a message as the server has it; what marks a list is no word."""
    return re.sub(r"^- ", "", text, flags=re.MULTILINE).split()


def left(locator: Locator) -> float:
    """How far an element is from the left."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"]


def first_words(text: str) -> str:
    """A text up to its first place for a value."""
    return text.partition("{")[0].strip()


def without_buttons(text: str) -> str:
    """A message's text without the buttons under it."""
    for key in ("option_yes", "option_no", "option_dont_know", "option_more"):
        text = text.removesuffix(say("fi", key))
    return text


def test_enter_that_ends_a_composed_word_sends_nothing(visit: Visit) -> None:
    chat = visit()
    chat.box.fill("签证")
    # As Safari tells it: the word is finished already, and only the code says what the key was for.
    chat.box.evaluate(
        """(box) => box.dispatchEvent(new KeyboardEvent("keydown", {
          key: "Enter", keyCode: 229, bubbles: true, cancelable: true,
        }))"""
    )
    expect(chat.box).to_have_value("签证")
    expect(chat.client).to_have_count(0)


def test_on_a_phone_the_keyboard_comes_when_it_is_asked_for_and_also_by_a_screen_reader(
    visit: Visit,
) -> None:
    chat = visit(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 640})
    chat.ask(TAX_CARD)
    chat.choose(say("fi", "option_more"))
    assert chat.box.evaluate("(box) => box.inputMode") == "none"
    # TalkBack taps on nothing: it takes the focus away and gives it anew.
    chat.box.evaluate("(box) => { box.blur(); box.focus(); }")
    assert chat.box.evaluate("(box) => box.inputMode") == ""
