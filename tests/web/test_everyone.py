"""The chat page for who hears it, sees little of it, or uses no mouse: checked with axe, too."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.page import ChatPage, Visit, say

ASKED = {"fi": "Paljonko verokortti maksaa?", "ar": "كم تكلف بطاقة الضريبة؟"}
# What a person may set for themselves (WCAG 1.4.12); nothing may be cut off or overlap then.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
# Buttons and links whose words stick out, or that are smaller than 24 pixels (WCAG 2.5.8).
FAULTY = """() => [...document.querySelectorAll("button, summary, select, .menu a, .privacy a")]
  .filter((element) => element.getClientRects().length)
  .filter((element) => {
    const { width, height, left, right } = element.getBoundingClientRect();
    const over = element.scrollWidth - element.clientWidth;
    const wide = element.matches("button, summary") && over > 1;
    return wide || left < -0.5 || right > innerWidth + 0.5
      || (Math.min(width, height) < 24 && !element.closest("p"));
  }).map((element) => element.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fi", "ar"])
def test_axe_finds_no_fault_from_the_first_screen_to_the_rating(
    visit: Visit, language: str, scheme: str
) -> None:
    chat = visit(f"?lang={language}", viewport={"width": 360, "height": 640}, color_scheme=scheme)
    assert faults(chat) == []
    answer = chat.ask(ASKED[language])
    answer.get_by_role("button", name=say(language, "ui_rate_bad"), exact=True).click()
    expect(answer.locator(".why")).to_be_visible()
    assert faults(chat) == []
    chat.page.locator("#menu > summary").click()
    assert faults(chat) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
def test_with_wide_spacing_of_the_text_nothing_is_cut_off(visit: Visit, language: str) -> None:
    chat = visit(f"?lang={language}", viewport={"width": 320, "height": 568})
    chat.page.evaluate(SPACING)
    assert chat.page.evaluate(FAULTY) == []
    answer = chat.ask(ASKED.get(language, ASKED["fi"]))
    answer.get_by_role("button", name=say(language, "ui_rate_bad"), exact=True).click()
    expect(answer.locator(".why")).to_be_visible()
    chat.page.locator("#menu > summary").click()
    assert chat.page.evaluate(FAULTY) == []


def test_in_forced_colours_the_chosen_language_and_the_rating_can_be_told(visit: Visit) -> None:
    chat = visit(forced_colors="active")
    first, second = (chat.page.locator("#languages button").nth(n) for n in (0, 1))
    assert chat.style(first, "outline-style") == "solid"
    assert chat.style(second, "outline-style") == "none"
    # A drawing has the colour of the words beside it.
    assert chat.style(first.locator("svg"), "stroke") == chat.style(first, "color")


def test_nothing_moves_for_who_wants_no_movement(visit: Visit) -> None:
    chat = visit(reduced_motion="reduce")
    chat.ask(ASKED["fi"])
    moving = chat.page.evaluate("""() => document.getAnimations()
      .filter((one) => one.animationName !== "later").length""")
    assert moving == 0


def test_an_answer_in_several_bubbles_is_one_message_to_a_screen_reader(visit: Visit) -> None:
    chat = visit()
    answer = chat.ask(ASKED["fi"])
    paragraphs = answer.locator(".text > p")
    assert paragraphs.count() > 1
    for paragraph in paragraphs.all():
        assert chat.style(paragraph, "border-top-style") == "solid"
    expect(answer).to_have_role("listitem")
    expect(answer.locator(".text").locator("li, [role], [aria-live]")).to_have_count(0)


def test_the_first_screen_says_what_this_is_and_leads_to_privacy_and_accessibility(
    visit: Visit,
) -> None:
    chat = visit("/kemi", viewport={"width": 320, "height": 568})
    for key in ("ui_notice", "ui_privacy"):
        expect(chat.page.get_by_text(say("fi", key), exact=True)).to_be_in_viewport()
    link = chat.page.locator("main").get_by_role("link", name=say("fi", "ui_privacy_link"))
    expect(link).to_be_in_viewport()
    chat.page.locator("#menu > summary").click()
    menu = chat.page.locator("#menu")
    for key in ("ui_privacy_link", "ui_accessibility"):
        link = menu.get_by_role("link", name=say("fi", key))
        expect(link).to_be_visible()
        address = link.evaluate("link => link.href")
        assert chat.context.request.get(address).status == 200


def faults(chat: ChatPage) -> list[tuple[str, list[Any]]]:
    """What axe finds: the rule and where."""
    found = Axe().run(chat.page).response["violations"]
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]
