"""Changing the language of the chat page: before the first question, in the middle, and later."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Route, expect
from support.page import CUT, ChatPage, Visit, say

TAX_CARD = "Paljonko verokortti maksaa?"
PLAN = "Kuka tekee kotoutumissuunnitelman Torniossa?"
# Notes what a screen reader would be told: changes in regions that are live at that moment.
LISTEN = """() => {
  window.heard = [];
  const live = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    const region = element?.closest("[aria-live], [role=status], [role=log]");
    return region && region.getAttribute("aria-live") !== "off" && !element.closest("[hidden]");
  };
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      for (const node of addedNodes) {
        if (live(target) && node.textContent.trim()) heard.push(node.textContent);
      }
    }
  }).observe(document.body, { childList: true, subtree: true });
}"""


def test_before_the_first_question_every_language_is_offered_in_its_own_name_and_script(
    visit: Visit,
) -> None:
    chat = visit(viewport={"width": 320, "height": 568})
    row = buttons(chat)
    expect(row).to_have_text(["Suomi", "Svenska", "English", "العربية"])
    assert row.evaluate_all("all => all.map(({ lang, dir }) => [lang, dir])") == [
        ["fi", "ltr"],
        ["sv", "ltr"],
        ["en", "ltr"],
        ["ar", "rtl"],
    ]
    for button in row.all():
        expect(button).to_be_in_viewport(ratio=1)
        expect(button.locator("svg")).to_be_visible()
    expect(row.first).to_have_attribute("aria-pressed", "true")

    chat.ask(TAX_CARD)
    expect(row.first).to_be_hidden()
    expect(chat.page.locator("#language")).to_be_visible()


def test_a_language_chosen_before_the_first_question_turns_the_greeting_and_leaves_no_message(
    visit: Visit,
) -> None:
    chat = visit()
    arabic = buttons(chat).nth(3)
    arabic.click()
    expect(chat.bot).to_contain_text(say("ar", "greeting"))
    expect(arabic).to_be_focused()
    expect(arabic).to_have_attribute("aria-pressed", "true")
    expect(chat.options.last).to_have_text(say("ar", "option_human"))
    expect(chat.messages).to_have_count(1)

    # By mistake, so once more; the chat keeps to what was chosen last.
    buttons(chat).nth(2).click()
    expect(chat.bot).to_contain_text(say("en", "greeting"))
    expect(chat.messages).to_have_count(1)
    expect(chat.ask("verokortti")).to_have_attribute("lang", "en")


def test_in_the_middle_all_that_the_chat_said_is_told_in_the_new_language_in_its_place(
    visit: Visit,
) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    chat.ask(PLAN)
    choose(chat, "ar")
    expect(chat.options).to_have_text(
        [say("ar", key) for key in ("option_yes", "option_no", "option_dont_know")]
    )
    for message in chat.bot.all():
        expect(message).to_have_attribute("lang", "ar")
        expect(message).to_have_attribute("dir", "rtl")
    expect(chat.bot.first).to_contain_text(say("ar", "greeting"))
    expect(chat.bot.nth(1).locator("details.sources summary")).to_have_text(say("ar", "ui_sources"))
    # What the client wrote stays what it was, and nothing is said twice.
    expect(chat.client).to_have_count(2)
    expect(chat.client.last).to_contain_text(PLAN)
    expect(chat.bot).to_have_count(3)

    # The question can be answered where it stands.
    answer = chat.choose(say("ar", "option_yes"))
    expect(answer).to_have_attribute("lang", "ar")
    assert chat.stored()[1][-1]["answer"]["municipality"] == "tornio"


def test_after_a_reload_the_conversation_is_in_the_chosen_language_still(visit: Visit) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    choose(chat, "sv")
    expect(chat.bot.last).to_have_attribute("lang", "sv")
    texts = chat.page.locator("#messages .text")
    before = texts.all_inner_texts()
    chat.page.reload()
    expect(texts).to_have_text(before, use_inner_text=True)
    expect(chat.page.locator("html")).to_have_attribute("lang", "sv")


def test_a_change_of_the_language_is_announced_once_and_the_messages_are_not_read_again(
    visit: Visit,
) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    chat.page.evaluate(LISTEN)
    choose(chat, "ar")
    expect(chat.bot.last).to_have_attribute("lang", "ar")
    expect(chat.page.locator("#log")).to_have_attribute("aria-live", "polite")
    assert chat.page.evaluate("heard") == [f"{say('ar', 'ui_language')}: العربية"]
    expect(chat.page.locator("#said")).to_have_attribute("lang", "ar")
    # The next answer is heard again.
    chat.ask("كم تكلف بطاقة الضريبة؟")
    assert any(chat.bot.last.locator("p").first.inner_text() in text for text in heard(chat))


def test_what_is_being_read_stays_where_it_is_while_the_language_changes(visit: Visit) -> None:
    chat = visit(viewport={"width": 360, "height": 600})
    for question in (TAX_CARD, PLAN, TAX_CARD):
        chat.ask(question)
    answer = chat.bot.nth(1)
    answer.evaluate("element => element.scrollIntoView({ block: 'start' })")
    window = chat.page.locator("#conversation")
    before = top(answer) - top(window)
    choose(chat, "ar")
    expect(answer).to_have_attribute("lang", "ar")
    assert abs(top(answer) - top(window) - before) < 2


def test_who_stands_on_an_option_stands_on_the_same_in_the_new_language(visit: Visit) -> None:
    chat = visit()
    chat.ask(PLAN)
    chat.page.locator("#language").select_option("sv")
    chat.options.nth(1).focus()
    expect(chat.options.nth(1)).to_have_text(say("sv", "option_no"))
    expect(chat.options.nth(1)).to_be_focused()


def test_an_answer_that_was_on_its_way_comes_in_the_new_language(visit: Visit) -> None:
    chat = visit()
    chat.box.fill(TAX_CARD)
    chat.box.press("Enter")
    choose(chat, "ar")
    expect(chat.bot).to_have_count(2)
    expect(chat.bot.last).to_have_attribute("lang", "ar")
    expect(chat.bot.last).to_contain_text("verokortti")
    expect(chat.client).to_have_count(1)


def test_where_an_answer_can_not_be_told_again_it_is_given_once_more_in_the_new_language(
    visit: Visit,
) -> None:
    chat = visit()
    chat.ask(TAX_CARD)

    def as_it_was(route: Route) -> None:
        route.continue_(url=route.request.url.replace("&language=sv", ""))

    chat.page.route("**/messages?after=*&language=sv", as_it_was)
    choose(chat, "sv")
    expect(chat.bot).to_have_count(3)
    expect(chat.bot.nth(1)).to_have_attribute("lang", "fi")
    expect(chat.bot.last).to_have_attribute("lang", "sv")


def test_a_language_that_can_not_be_had_just_now_changes_nothing_and_says_so(visit: Visit) -> None:
    chat = visit()
    chat.forgiven += CUT
    chat.page.route("**/api/texts*", lambda route: route.abort())
    chat.page.locator("#language").select_option("ar")
    expect(chat.page.locator("#problem")).not_to_be_empty()
    expect(chat.page.locator("#language")).to_have_value("fi")
    expect(chat.messages).to_have_count(1)


def test_what_is_saved_is_in_the_language_of_the_page(visit: Visit, tmp_path: Any) -> None:
    chat = visit()
    chat.ask(TAX_CARD)
    choose(chat, "sv")
    expect(chat.bot.last).to_have_attribute("lang", "sv")
    with chat.page.expect_download() as download:
        chat.press_menu("ui_save", "sv")
    download.value.save_as(tmp_path / "saved.txt")
    saved = (tmp_path / "saved.txt").read_text("utf-8-sig")
    assert saved.startswith(say("sv", "transcript_title"))
    assert say("sv", "greeting") in saved


def test_the_links_to_privacy_and_accessibility_follow_the_language(visit: Visit) -> None:
    chat = visit("/kemi")
    links = chat.page.locator("a[data-page]")
    pages = ["/privacy", "/accessibility", "/privacy"]
    for language in ("fi", "ar"):
        if language != "fi":
            choose(chat, language)
        expect(chat.page.locator("html")).to_have_attribute("lang", language)
        found = links.evaluate_all("all => all.map((link) => link.getAttribute('href'))")
        assert found == [f"{page}?lang={language}&municipality=kemi" for page in pages]


def buttons(chat: ChatPage) -> Locator:
    """The row of languages."""
    return chat.page.locator("#languages button")


def choose(chat: ChatPage, language: str) -> None:
    """Chooses a language in the menu of the header."""
    chat.page.locator("#language").select_option(language)


def heard(chat: ChatPage) -> list[str]:
    """What a screen reader was told."""
    return list(chat.page.evaluate("heard"))


def top(locator: Locator) -> float:
    """How far an element is from the top of the window."""
    box = locator.bounding_box()
    assert box is not None
    return box["y"]
