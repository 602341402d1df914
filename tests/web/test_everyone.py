"""The chat page for who hears it or sees little of it; what axe finds is in test_accessibility."""

from __future__ import annotations

from playwright.sync_api import expect
from support.page import Visit, say

TAX_CARD = "Paljonko verokortti maksaa?"


def test_in_forced_colours_the_chosen_language_and_the_rating_can_be_told(visit: Visit) -> None:
    chat = visit(forced_colors="active")
    first, second = (chat.page.locator("#languages button").nth(n) for n in (0, 1))
    assert chat.style(first, "outline-style") == "solid"
    assert chat.style(second, "outline-style") == "none"
    # A drawing has the colour of the words beside it.
    assert chat.style(first.locator("svg"), "stroke") == chat.style(first, "color")


def test_an_answer_in_several_bubbles_is_one_message_to_a_screen_reader(visit: Visit) -> None:
    chat = visit()
    answer = chat.ask(TAX_CARD)
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
