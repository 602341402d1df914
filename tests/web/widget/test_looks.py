"""How the chat's button and panel look: on phones, in the dark, enlarged, with a keyboard open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect
from support.page import say
from support.widget import Visit

Visits = Callable[..., Visit]

PHONE = {"width": 320, "height": 568}
# A desktop at 400 %, and a phone on its side.
ENLARGED = {"width": 320, "height": 200}
TURNED = {"width": 844, "height": 390}
LONG = "<main>" + "<p>Text of the city.</p>" * 60 + "</main>"
FOOTER = '<footer style="text-align: center"><a href="#" id="last">Accessibility</a></footer>'
KEYBOARD = """(height) => {
  Object.defineProperty(visualViewport, "height", { get: () => height, configurable: true });
  visualViewport.dispatchEvent(new Event("resize"));
}"""


def box(locator: Locator) -> dict[str, float]:
    """Where something is, in CSS pixels."""
    found = locator.bounding_box()
    assert found
    return dict(found)


def contrast(locator: Locator) -> float:
    """Of an element's text with its background, by WCAG."""
    return float(
        locator.evaluate(
            """(element) => {
              const style = getComputedStyle(element);
              const light = (colour) => {
                const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map((part) => {
                  const value = part / 255;
                  return value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
                });
                return .2126 * r + .7152 * g + .0722 * b;
              };
              const both = [light(style.color), light(style.backgroundColor)].sort((a, b) => b - a);
              return (both[0] + .05) / (both[1] + .05);
            }"""
        )
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_button_can_be_read_and_hit(visit: Visits, scheme: str) -> None:
    here = visit(color_scheme=scheme)
    here.go()
    expect(here.button).to_be_visible()
    assert box(here.button)["height"] >= 44
    assert contrast(here.button) >= 4.5
    here.open()
    assert here.frame.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is (
        scheme == "dark"
    )


def test_a_site_s_colours_logo_side_and_name_are_the_button_s(visit: Visits) -> None:
    here = visit()
    here.go(head=here.tag("tornio"))
    expect(here.button).to_have_css("background-color", "rgb(122, 31, 92)")
    assert contrast(here.button) >= 4.5
    expect(here.button.locator("img")).to_be_visible()
    expect(here.button.locator("svg")).to_be_hidden()
    assert box(here.button)["x"] == 16
    here.page.emulate_media(color_scheme="dark")
    expect(here.button).to_have_css("background-color", "rgb(242, 184, 216)")
    assert contrast(here.button) >= 4.5
    here.open()
    assert box(here.panel)["x"] == 16
    expect(here.panel).to_have_accessible_name("Tornion neuvoja")
    expect(here.button.locator("img")).to_be_hidden()
    expect(here.button.locator("svg")).to_be_visible()


def test_a_logo_that_does_not_come_leaves_the_bubble(visit: Visits) -> None:
    here = visit(expected=["ERR_FAILED"])
    here.context.route("**/logo*", lambda route: route.abort())
    with here.page.expect_event("requestfailed"):
        here.go(head=here.tag("tornio"))
    expect(here.button.locator("svg")).to_be_visible()
    expect(here.button.locator("img")).to_be_hidden()


def test_on_a_page_from_right_to_left_the_end_is_on_the_left(visit: Visits) -> None:
    here = visit()
    here.go(html=f'<!doctype html><html lang="ar" dir="rtl"><title>City</title>{here.tag()}')
    expect(here.button).to_be_visible()
    assert box(here.button)["x"] == 16
    here.open()
    assert box(here.panel)["x"] == 16


def test_on_a_wide_screen_the_panel_is_in_the_corner_over_the_button(visit: Visits) -> None:
    here = visit(viewport={"width": 1280, "height": 720})
    here.go()
    here.open()
    panel, button = box(here.panel), box(here.button)
    assert panel["width"] == 26 * 16
    assert panel["y"] > 0 and panel["y"] + panel["height"] <= button["y"]
    assert panel["x"] + panel["width"] == button["x"] + button["width"] == 1280 - 16
    expect(here.panel).to_have_attribute("aria-modal", "false")
    # The page beside it goes on as before.
    here.page.locator("#search").fill("City")
    expect(here.panel).to_be_visible()


@pytest.mark.parametrize(
    "viewport", [PHONE, {"width": 320, "height": 200}, {"width": 844, "height": 390}]
)
@pytest.mark.parametrize("old", ["", "delete HTMLDialogElement.prototype.showModal"])
def test_on_a_small_screen_the_chat_fills_it_and_nothing_behind_can_be_reached(
    visit: Visits, viewport: dict[str, int], old: str
) -> None:
    here = visit(viewport=viewport)
    here.context.add_init_script(old)
    here.go()
    here.open()
    assert box(here.iframe) == {"x": 0, "y": 0, **viewport}
    expect(here.panel).to_have_attribute("aria-modal", "true")
    expect(here.button).to_be_hidden()
    for key in ["Tab"] * 4 + ["Shift+Tab"] * 8:
        here.page.keyboard.press(key)
        assert here.focused()[0] in ("monineuvo-chat", "body")
    here.iframe.focus()
    here.page.keyboard.press("Escape")
    expect(here.panel).to_be_hidden()
    assert here.focused() == ["monineuvo-chat", "button"]
    here.page.locator("#search").fill("City")


def test_the_browser_s_own_way_of_closing_closes_it_too(visit: Visits) -> None:
    here = visit(viewport=PHONE)
    here.go()
    here.open()
    # As with the "back" of a phone.
    here.panel.evaluate("(panel) => panel.close()")
    expect(here.button).to_have_attribute("aria-expanded", "false")
    assert here.flag() is None
    assert here.heard()[-1] == {"monineuvo": "hidden"}


def test_turning_the_window_narrow_and_wide_keeps_chat_and_focus(visit: Visits) -> None:
    here = visit(viewport={"width": 1280, "height": 720})
    here.go()
    here.open()
    here.frame.evaluate("mark = 1")
    here.page.set_viewport_size(PHONE)
    expect(here.panel).to_have_attribute("aria-modal", "true")
    assert box(here.iframe) == {"x": 0, "y": 0, **PHONE}
    assert here.focused() == ["monineuvo-chat", "iframe"]
    here.page.set_viewport_size({"width": 1280, "height": 720})
    expect(here.panel).to_have_attribute("aria-modal", "false")
    assert here.focused() == ["monineuvo-chat", "iframe"]
    assert here.frame.evaluate("mark") == 1


def test_a_window_that_only_gets_lower_as_above_a_keyboard_is_not_closed_and_opened(
    visit: Visits,
) -> None:
    here = visit(viewport={"width": 1024, "height": 600})
    here.go()
    here.open()
    here.panel.evaluate("(panel) => panel.addEventListener('close', () => { shut = 1; })")
    here.page.set_viewport_size({"width": 1024, "height": 300})
    here.page.wait_for_function("innerHeight === 300")
    assert here.page.evaluate("typeof shut") == "undefined"
    panel = box(here.panel)
    assert panel["y"] >= 0 and panel["height"] > 150


def test_a_keyboard_on_the_screen_does_not_cover_the_chat(visit: Visits) -> None:
    here = visit(viewport=PHONE)
    here.go()
    here.open()
    here.page.evaluate(KEYBOARD, 300)
    assert box(here.iframe)["height"] == 300
    here.page.evaluate(KEYBOARD, 568)
    assert box(here.iframe)["height"] == 568


def test_zooming_in_by_fingers_does_not_make_the_chat_smaller(visit: Visits) -> None:
    here = visit(viewport=PHONE)
    here.go()
    here.open()
    here.page.evaluate("Object.defineProperty(visualViewport, 'scale', { get: () => 2 })")
    here.page.evaluate(KEYBOARD, 284)
    assert box(here.iframe)["height"] == 568


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 720}])
def test_at_the_end_of_a_page_only_the_icon_is_left(
    visit: Visits, viewport: dict[str, int]
) -> None:
    here = visit(viewport=viewport)
    here.go(body=LONG + FOOTER)
    whole = box(here.button)["width"]
    here.page.evaluate("scrollTo(0, 1e9)")
    expect(here.page.locator("monineuvo-chat section.end")).to_have_count(1)
    assert box(here.button)["width"] < 80
    expect(here.button).to_have_accessible_name(say("fi", "widget_open"))
    here.page.locator("#last").click(trial=True)
    here.page.evaluate("scrollTo(0, 0)")
    expect(here.page.locator("monineuvo-chat section.end")).to_have_count(0)
    assert box(here.button)["width"] == whole


def test_a_page_that_does_not_scroll_keeps_the_whole_button(visit: Visits) -> None:
    here = visit()
    here.go(body="<p>Short</p>")
    assert box(here.button)["width"] > 120


def test_who_has_larger_letters_has_a_larger_button_within_the_screen(visit: Visits) -> None:
    here = visit(viewport=PHONE)
    here.go()
    normal = box(here.button)
    session = here.context.new_cdp_session(here.page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    here.page.reload()
    large = box(here.button)
    assert large["height"] > 1.3 * normal["height"]
    assert large["x"] >= 0 and large["x"] + large["width"] <= 320
    expect(here.button).to_have_text(say("fi", "widget_open"))


def test_in_forced_colours_the_button_and_its_focus_have_an_outline(visit: Visits) -> None:
    here = visit(forced_colors="active")
    here.go()
    expect(here.button).to_be_visible()
    colours = "({ borderTopColor, backgroundColor }) => [borderTopColor, backgroundColor]"
    border, background = here.button.evaluate(f"(one) => ({colours})(getComputedStyle(one))")
    assert border != background
    here.button.focus()
    here.page.keyboard.press("Shift+Tab")
    here.page.keyboard.press("Tab")
    expect(here.button).to_have_css("outline-style", "solid")


def test_nothing_moves_and_nothing_is_printed(visit: Visits) -> None:
    here = visit()
    here.go()
    here.open()
    moving = "document.querySelector('monineuvo-chat').shadowRoot.getAnimations().length"
    assert here.page.evaluate(moving) == 0
    here.page.emulate_media(media="print")
    expect(here.button).to_be_hidden()
    expect(here.panel).to_be_hidden()
