"""Listening to a message: with which voice, what is said, and when it stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect
from support.page import ChatPage, Visit, say, visits
from support.server import Server

TAX_CARD = "Paljonko verokortti maksaa?"
ARABIC = "كم تكلف بطاقة الضريبة؟"
# A browser's speech, as far as the page uses it. `finish()` ends what is being said.
SPEECH = """
window.spoken = [];
window.stopped = 0;
window.voices = VOICES.map(([lang, localService]) => ({ lang, localService, name: lang }));
window.finish = () => { const one = window.saying; window.saying = null; one?.onend?.(); };
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => window.voices,
  speak(one) { window.saying = one; window.spoken.push([one.text, one.lang, one.rate]); },
  cancel() {
    window.stopped += 1;
    const one = window.saying;
    window.saying = null;
    one?.onerror?.();
  },
} });
"""
NONE = "delete Window.prototype.speechSynthesis; delete window.speechSynthesis;"


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Opens the chat with these voices: visit({"fi-FI": True}, "?lang=fi"); True: on the device."""
    with visits(browser, server.url) as open_chat:

        def open_page(voices: dict[str, bool] | None, query: str = "", **options: Any) -> ChatPage:
            chat = open_chat(query, **options)
            listed = [[lang, local] for lang, local in (voices or {}).items()]
            script = f"const VOICES = {listed};".replace("True", "true").replace("False", "false")
            chat.context.add_init_script(NONE if voices is None else script + SPEECH)
            chat.page.reload()
            expect(chat.bot).to_have_count(1)
            return chat

        yield open_page


def test_a_message_is_read_piece_after_piece_by_a_voice_of_its_language(visit: Visit) -> None:
    chat = visit({"en-GB": True, "fi_FI": True})
    answer = chat.ask(TAX_CARD)
    button(answer).click()
    whole = finish_all(chat)
    assert {lang for _, lang, _ in whole} == {"fi_FI"}
    assert all(len(text) <= 160 for text, _, _ in whole)
    assert " ".join(text for text, _, _ in whole).split() == spoken_words(answer)
    expect(button(answer)).to_have_text(say("fi", "ui_listen"))


def test_reading_can_be_stopped_and_the_button_says_so(visit: Visit) -> None:
    chat = visit({"fi-FI": True})
    listen = button(chat.bot.first)
    listen.click()
    expect(listen).to_have_text(say("fi", "ui_listen_stop"))
    expect(listen).to_be_focused()
    listen.click()
    expect(listen).to_have_text(say("fi", "ui_listen"))
    before = len(spoken(chat))
    chat.page.evaluate("finish()")
    assert len(spoken(chat)) == before
    assert chat.page.evaluate("stopped") == 1


def test_another_message_takes_the_place_of_the_one_that_is_read(visit: Visit) -> None:
    chat = visit({"fi-FI": True})
    answer = chat.ask(TAX_CARD)
    button(chat.bot.first).click()
    button(answer).click()
    expect(button(chat.bot.first)).to_have_text(say("fi", "ui_listen"))
    expect(button(answer)).to_have_text(say("fi", "ui_listen_stop"))


@pytest.mark.parametrize("act", ["ask", "option", "new", "language", "hidden", "left", "leave"])
def test_reading_stops_when_something_else_begins(visit: Visit, act: str) -> None:
    chat = visit({"fi-FI": True, "ar": True})
    button(chat.bot.first).click()
    assert chat.page.evaluate("saying !== null")
    acts: dict[str, Callable[[], Any]] = {
        "ask": lambda: chat.ask(TAX_CARD),
        "option": lambda: chat.options.first.click(),
        "new": lambda: chat.press_menu("ui_new"),
        "language": lambda: chat.page.locator("#languages button").last.click(),
        # As the page around the frame tells; on a page of its own it is its own parent.
        "hidden": lambda: chat.page.evaluate("postMessage({ monineuvo: 'hidden' }, '*')"),
        "leave": chat.page.locator("#leave").click,
        "left": lambda: chat.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))"),
    }
    # A neutral page that does not come leaves ours for a look at it.
    chat.page.route("**/weather", lambda route: route.fulfill(status=204))
    chat.page.locator("#leave").evaluate("link => { link.href = '/weather' }")
    acts[act]()
    expect(chat.page.locator('.foot use[href="#i-stop"]')).to_have_count(0)
    assert chat.page.evaluate("stopped") >= 1


@pytest.mark.parametrize("voices", [None, {}, {"sv-SE": True}, {"fi-FI": False}])
def test_without_a_voice_of_the_device_for_the_language_there_is_no_button(
    visit: Visit, voices: dict[str, bool] | None
) -> None:
    """A voice of the network would send the conversation to the maker of the browser."""
    chat = visit(voices)
    chat.ask(TAX_CARD)
    expect(chat.page.get_by_role("button", name=say("fi", "ui_listen"))).to_have_count(0)


def test_the_button_comes_when_the_voices_come(visit: Visit) -> None:
    chat = visit({})
    chat.ask(TAX_CARD)
    expect(button(chat.bot.last)).to_be_hidden()
    chat.page.evaluate(
        "voices = [{ lang: 'fi-FI', localService: true }]; speechSynthesis.onvoiceschanged()"
    )
    expect(button(chat.bot.last)).to_be_visible()


def test_finnish_names_in_an_arabic_answer_are_read_by_a_finnish_voice(visit: Visit) -> None:
    chat = visit({"ar-SA": True, "fi-FI": True}, "?lang=ar")
    answer = chat.ask(ARABIC)
    button(answer).click()
    whole = finish_all(chat)
    assert {lang for _, lang, _ in whole} == {"ar-SA", "fi-FI"}
    finnish = [text for text, lang, _ in whole if lang == "fi-FI"]
    assert "Verohallinto" in finnish
    assert not any("\u0600" <= letter <= "\u06ff" for text in finnish for letter in text)


def test_without_a_finnish_voice_the_arabic_one_reads_everything(visit: Visit) -> None:
    chat = visit({"ar-SA": True}, "?lang=ar")
    button(chat.ask(ARABIC)).click()
    whole = finish_all(chat)
    assert {lang for _, lang, _ in whole} == {"ar-SA"}
    assert any("Verohallinto" in text for text, _, _ in whole)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Soita 112.", ["Soita 1 1 2."]),
        ("Soita 116 117 tai 0295 020 700.", ["Soita 1 1 6, 1 1 7 tai 0 2 9 5, 0 2 0, 7 0 0."]),
        ("Soita +358 40 123 4567!", ["Soita + 3 5 8, 4 0, 1 2 3, 4 5 6 7!"]),
        ("Vuonna 2026 tuki on 1120,50 euroa.", ["Vuonna 2026 tuki on 1120,50 euroa."]),
        ("Laki 681/2023, 10 §.", ["Laki 681/2023, 10 pykälä ."]),
        ("Ota mukaan:\n- passi\n- todistus (kopio)", ["Ota mukaan:", "passi", "todistus , kopio,"]),
        ("Eka.\n\nToka. Kolmas.", ["Eka.", "Toka. Kolmas."]),
        ("a" * 400, ["a" * 160, "a" * 160, "a" * 80]),
        ("sana " * 50, ["sana " * 31 + "sana", ("sana " * 18).strip()]),
    ],
)
def test_what_is_said_is_what_one_would_say(visit: Visit, text: str, said: list[str]) -> None:
    chat = visit({"fi-FI": True})
    found = chat.page.evaluate(
        """async (text) => {
          const { pieces } = await import("/static/listen.js");
          return pieces({ text, language: "fi", direction: "ltr" }, true);
        }""",
        text,
    )
    assert [piece["text"] for piece in found] == said
    assert {piece["language"] for piece in found} == {"fi"}


def button(message: Locator) -> Locator:
    """The button under a message."""
    return message.locator(".foot .row > button").first


def spoken(chat: ChatPage) -> list[list[Any]]:
    """What was said so far: text, language of the voice, how fast."""
    return list(chat.page.evaluate("spoken"))


def finish_all(chat: ChatPage) -> list[list[Any]]:
    """Lets everything be said."""
    while chat.page.evaluate("Boolean(window.saying)"):
        chat.page.evaluate("finish()")
    return spoken(chat)


def spoken_words(message: Locator) -> list[str]:
    """The words of a message; a bracket is a pause."""
    text = message.locator(".text").inner_text()
    return text.replace("(", ", ").replace(")", ", ").split()
