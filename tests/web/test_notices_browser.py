"""The pages to read in a browser: for everybody, and without JavaScript."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from support.page import TELL_OF_VIOLATIONS, say
from support.server import Server

LANGUAGES = ("fi", "sv", "en", "ar")
PHONE = {"width": 320, "height": 640}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def opened(browser: Browser, url: str, **options: object) -> Page:
    """A page in a context of its own; what the policy forbids is an error."""
    context = browser.new_context(viewport=PHONE, **options)  # type: ignore[arg-type]
    context.add_init_script(TELL_OF_VIOLATIONS)
    page = context.new_page()
    page.goto(url)
    return page


def violations(page: Page) -> list[str]:
    """What axe finds."""
    response = Axe().run(page, options=RULES).response
    assert len(response["passes"]) > 10
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/privacy", "/accessibility"])
def test_a_page_has_no_fault_that_axe_knows_and_fits_a_phone(
    browser: Browser, server: Server, path: str, language: str, scheme: str
) -> None:
    page = opened(browser, f"{server.url}{path}?lang={language}", color_scheme=scheme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.context.close()


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_the_form_after_an_error_and_the_receipt_have_none_either(
    browser: Browser, server: Server, language: str
) -> None:
    page = opened(browser, f"{server.url}/accessibility?lang={language}")
    page.locator("#text").fill(" ")
    page.locator("form button").click()
    expect(page.get_by_role("alert")).to_contain_text(say(language, "notice_form_what_missing"))
    assert violations(page) == []
    page.locator("#text").fill("x")
    page.locator("form button").click()
    expect(page.get_by_role("heading", name=say(language, "notice_receipt"))).to_be_visible()
    assert violations(page) == []
    page.context.close()


def test_without_javascript_and_mouse_feedback_is_given_and_the_chat_found_again(
    browser: Browser, server: Server
) -> None:
    url = f"{server.url}/accessibility?lang=sv&municipality=kemi"
    page = opened(browser, url, java_script_enabled=False)
    page.get_by_label(say("sv", "notice_form_what")).focus()
    page.keyboard.type("Menyn syns inte")
    page.keyboard.press("Tab")
    page.keyboard.type("Samtalet")
    page.keyboard.press("Tab")
    page.keyboard.type("fel@")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the browser itself refuses the address
    expect(page.locator("#email:invalid")).to_be_focused()
    page.keyboard.type("example.fi")
    page.keyboard.press("Enter")
    receipt = page.locator("#feedback")
    expect(receipt).to_contain_text(say("sv", "notice_receipt"))
    expect(receipt.locator(".code")).to_be_visible()
    page.get_by_role("link", name=say("sv", "notice_back")).click()
    expect(page).to_have_url(f"{server.url}/chat/kemi?lang=sv")
    page.context.close()
