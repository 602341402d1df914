"""Larger text: chosen in the menu, kept in the tab, and nothing lost on a small window."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from support.page import ChatPage, Visit, say

PLAN = "Kuka tekee kotoutumissuunnitelman Torniossa?"
# What scrolls sideways or stands outside the window. What only a screen reader meets may.
LOST = """() => [...document.querySelectorAll("html, body, main, .bubble, .menu, body *")]
  .filter((element) => !element.closest(".hidden, .narrow-hidden, script, svg"))
  .filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && (left < -0.5 || right > innerWidth + 0.5);
  }).map((element) => element.outerHTML.slice(0, 80))"""


def test_the_text_grows_in_three_steps_to_twice_its_size_and_back(visit: Visit) -> None:
    chat = visit()
    small = size(chat)
    for step in (1.25, 1.5, 2, 2):
        press(chat, "larger")
        assert size(chat) == step * small
    larger = chat.page.locator("#larger")
    expect(larger).to_have_attribute("aria-disabled", "true")
    expect(larger).to_be_focused()
    for step in (1.5, 1.25, 1, 1):
        press(chat, "smaller")
        assert size(chat) == step * small
    expect(chat.page.locator("#smaller")).to_have_attribute("aria-disabled", "true")


def test_each_step_is_announced(visit: Visit) -> None:
    chat = visit()
    press(chat, "larger")
    expect(chat.page.locator("#said")).to_have_text("125 %")


def test_the_size_stays_for_the_tab_after_a_press_and_before_that_nothing_is_kept(
    visit: Visit,
) -> None:
    chat = visit()
    assert "size" not in chat.session()
    small = size(chat)
    press(chat, "larger")
    press(chat, "larger")
    chat.page.reload()
    expect(chat.bot).to_have_count(1)
    assert size(chat) == 1.5 * small


@pytest.mark.parametrize(("language", "more"), [("fi", 3), ("ar", 3), ("sv", 1), ("en", 2)])
def test_at_320_pixels_with_large_text_nothing_is_lost_and_everything_can_be_reached(
    visit: Visit, language: str, more: int
) -> None:
    chat = visit(f"?lang={language}", viewport={"width": 320, "height": 568})
    for _ in range(more):
        press(chat, "larger")
    assert chat.page.evaluate(LOST) == []
    chat.page.keyboard.press("Escape")
    chat.ask(PLAN)
    answer = chat.choose(say(language, "option_no"))
    assert chat.page.evaluate(LOST) == []
    for target in (answer.locator("summary"), chat.page.locator("#human"), chat.box):
        # It scrolls there and asks whether something else stands in front of it.
        target.click(trial=True)
    box = answer.locator("p").first
    box.scroll_into_view_if_needed()
    expect(box).to_be_in_viewport()


def test_what_is_being_read_stays_in_sight_when_the_text_grows(visit: Visit) -> None:
    chat = visit(viewport={"width": 800, "height": 600})
    for question in (PLAN, "Paljonko verokortti maksaa?", PLAN):
        chat.ask(question)
    answer = chat.bot.nth(2)
    answer.evaluate("element => element.scrollIntoView({ block: 'start' })")
    press(chat, "larger")
    expect(answer).to_be_in_viewport()
    first = answer.locator("p").first
    expect(first).to_be_in_viewport()


def press(chat: ChatPage, name: str) -> None:
    """Presses one of the two buttons in the menu, which stays open."""
    button = chat.page.locator(f"#{name}")
    if not button.is_visible():
        chat.page.locator("#menu > summary").click()
    # At the last step it is shown as switched off and does nothing, but keeps the focus.
    button.click(force=True)


def size(chat: ChatPage) -> float:
    """How large the text of the greeting is, in pixels."""
    return float(chat.style(chat.bot.first.locator("p"), "font-size").removesuffix("px"))
