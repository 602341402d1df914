"""The chat's button on pages that are not kind to it, and what it does to them: nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from support.city import BODY, City
from support.page import say
from support.server import Server
from support.widget import Visit

Visits = Callable[..., Visit]

# Each would change the button if the page's styles came to it.
STYLES = (
    "*:not(html, body) { all: unset !important; display: none !important; }",
    "html > *:not(head, body) { display: none !important; opacity: 0 !important; }",
    """monineuvo-chat, monineuvo-chat * { display: none !important; position: static !important;
      width: 1px !important; transform: scale(.1) !important; transition: all 9s !important;
      animation: none 9s !important; direction: rtl !important; }""",
    "[popover], :not(:defined) { display: none !important; inset: 50% !important; }",
    """html { font: 62.5%/3 serif; letter-spacing: .5em; word-spacing: 2em; text-indent: 3em;
      text-transform: uppercase; visibility: hidden; pointer-events: none; cursor: wait;
      color: red; text-align: right; white-space: pre; user-select: none; writing-mode: vertical-rl;
      color-scheme: dark; quotes: none; word-break: break-all; text-shadow: 1px 1px red; }""",
    """html { transform: translateX(100px) rotate(5deg); filter: blur(2px); perspective: 10px; }
      body { transform: scale(.5); contain: strict; overflow: hidden; }""",
    """button, section, dialog, p, span, svg, path, iframe, img, a, div, .launch, .badge, .bar {
      all: unset !important; color: red !important; font-size: 3px !important;
      position: static !important; background: red !important;
      inset: 0 !important; fill: red !important; }""",
    """body::after { content: ""; position: fixed; inset: 0; z-index: 2147483647; background: red; }
      body > * { position: relative; z-index: 2147483647 !important; }""",
    """:root, * { --accent: red !important; --on: red !important; --colour: red !important;
      --edge: 90em !important; --on_colour: red !important; }""",
    "@layer a { *:not(html, body) { display: none !important; position: static !important; } }",
)
# Everything that is drawn of the launcher: where it is, and how each part looks.
LOOKS = """() => [...document.querySelector("monineuvo-chat").shadowRoot.querySelectorAll("*")]
  .filter((one) => one.localName !== "style").map((one) => {
    const style = getComputedStyle(one);
    const { x, y, width, height } = one.getBoundingClientRect();
    return [one.localName, x, y, width, height, ...[...style].map((name) =>
      `${name}: ${style.getPropertyValue(name)}`).filter((line) => !line.startsWith("--"))];
  })"""
# Everything of the page itself, and what its scripts see.
PAGE_LOOKS = """() => [Object.keys(self).sort(), document.title,
  document.documentElement.attributes.length, document.body.attributes.length,
  document.styleSheets.length, document.adoptedStyleSheets.length,
  document.documentElement.scrollHeight, document.documentElement.scrollWidth,
  ...[...document.querySelectorAll("html, body, body *")].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    return [one.localName, x, y, width, height, one.className, one.getAttribute("style"),
      ...[...style].map((name) => `${name}: ${style.getPropertyValue(name)}`)];
  })]"""
# As a page has it that allows itself nothing more than it must.
POLICY = (
    "default-src 'none'; script-src {chat}; connect-src {chat}; frame-src {chat}; "
    "img-src {chat}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
# Browsers of five years ago have none of these.
OLD = """
for (const [type, ...names] of [
  [CSSStyleSheet, "replaceSync"], [ShadowRoot, "adoptedStyleSheets"],
  [HTMLElement, "showPopover", "popover"],
  [HTMLDialogElement, "showModal", "show", "close", "open"],
]) for (const name of names) delete type.prototype[name];
delete self.visualViewport;
"""


def looks(here: Visit) -> Any:
    """How the launcher looks once it is there."""
    expect(here.button).to_be_visible()
    return here.page.evaluate(LOOKS)


def closed_and_open(here: Visit) -> Any:
    """How the launcher looks before and after it is pressed."""
    closed = looks(here)
    here.open()
    here.page.mouse.move(0, 0)
    return closed, looks(here)


@pytest.fixture(scope="module")
def neutral(browser: Browser, city: City, chat: Server) -> Any:
    """How the launcher looks on a page that does nothing."""
    there = Visit(browser, city, chat.url)
    there.go()
    yield closed_and_open(there)
    there.context.close()


@pytest.mark.parametrize("style", STYLES)
def test_no_style_of_a_page_changes_the_button_or_the_panel(
    visit: Visits, neutral: Any, style: str
) -> None:
    here = visit()
    here.go(head=f"<style>{style}</style>{here.tag()}")
    assert closed_and_open(here) == neutral


@pytest.mark.parametrize("style", ["", *STYLES])
def test_the_button_changes_nothing_on_the_page(visit: Visits, style: str) -> None:
    here = visit()
    here.go(head=f"<style>{style}</style>")
    before = here.page.evaluate(PAGE_LOOKS)
    here.go(head=f"<style>{style}</style>{here.tag()}")
    expect(here.button).to_be_visible()
    # The tag itself is in the head, which is not looked at.
    assert here.page.evaluate(PAGE_LOOKS) == before
    here.open()
    after = here.page.evaluate(PAGE_LOOKS)
    assert after[1:] == before[1:]
    # An open frame counts as a window of the page.
    assert set(after[0]) - set(before[0]) <= {"0"}


def test_what_is_above_everything_on_the_page_is_below_the_button(visit: Visits) -> None:
    here = visit()
    here.go(body=BODY + '<div style="position: fixed; inset: 0; z-index: 2147483647"></div>')
    expect(here.button).to_be_visible()
    found = here.button.evaluate(
        """(button) => {
          const { x, y, width, height } = button.getBoundingClientRect();
          return document.elementFromPoint(x + width / 2, y + height / 2).localName;
        }"""
    )
    assert found == "monineuvo-chat"
    here.open()


def test_the_rest_of_the_page_can_be_pressed(visit: Visits) -> None:
    here = visit()
    here.go(body='<button id="own" style="position: fixed; inset: 0 25em 5em 0">City</button>')
    expect(here.button).to_be_visible()
    here.page.evaluate("void (own.onclick = () => { own.textContent += '!'; })")
    here.page.locator("#own").click()
    here.open()
    here.page.locator("#own").click(position={"x": 5, "y": 5})
    expect(here.page.locator("#own")).to_have_text("City!!")


def test_a_strict_policy_of_the_page_is_kept(visit: Visits, neutral: Any) -> None:
    here = visit()
    policy = POLICY.format(chat=here.chat)
    here.go(headers={"Content-Security-Policy": policy})
    assert closed_and_open(here) == neutral
    here.say(monineuvo="language", language="ar")
    expect(here.button).to_have_text(say("ar", "widget_close"))
    # Every violation is an error of the console, and the fixture allows none.


def test_an_older_browser_shows_the_same_button(visit: Visits) -> None:
    here = visit()
    here.context.add_init_script(OLD)
    here.go(body=f"{BODY}<div style='position: fixed; inset: 0; z-index: 9999'></div>")
    style = "(one) => [getComputedStyle(one).backgroundColor, one.getBoundingClientRect().toJSON()]"
    expect(here.button).to_be_visible()
    shown = here.button.evaluate(style)
    there = visit()
    there.go()
    expect(there.button).to_be_visible()
    assert shown == there.button.evaluate(style)
    here.open()
    assert here.focused() == ["monineuvo-chat", "iframe"]
    here.page.keyboard.press("Escape")
    expect(here.panel).to_be_hidden()
    assert here.focused() == ["monineuvo-chat", "button"]


def test_an_older_browser_under_a_policy_with_a_nonce_has_its_styles(visit: Visits) -> None:
    here = visit()
    here.context.add_init_script(OLD)
    policy = f"style-src 'nonce-abc'; script-src 'nonce-abc'; connect-src {here.chat}"
    here.go(head=here.tag(nonce="abc"), headers={"Content-Security-Policy": policy})
    expect(here.button).to_have_css("position", "fixed")
    here.open()


def test_an_older_browser_that_may_not_have_styles_opens_the_chat_in_a_tab(visit: Visits) -> None:
    here = visit(expected=["style-src"])
    here.context.add_init_script(OLD)
    here.go(headers={"Content-Security-Policy": POLICY.format(chat=here.chat).split("require")[0]})
    expect(here.button).to_have_text(say("fi", "widget_open"))
    with here.context.expect_page() as opened:
        here.button.click()
    opened.value.wait_for_url(f"{here.chat}/chat/kemi?lang=fi")
    expect(here.iframe).to_have_count(0)
    assert here.flag() is None


@pytest.mark.parametrize(
    "second",
    [
        {},
        {"query": "?v=2"},
        {"municipality": "tornio"},
        {"query": "?v=2", "municipality": "tornio"},
    ],
)
def test_of_two_script_tags_the_first_counts_and_the_webmaster_is_told(
    visit: Visits, second: dict[str, str]
) -> None:
    here = visit(expected=["Monineuvo: "])
    here.go(head=here.tag() + here.tag(**second))
    here.open()
    expect(here.page.locator("monineuvo-chat")).to_have_count(1)
    assert "/chat/kemi?" in here.frame.url
    assert [error for error in here.errors if "only the first one counts" in error] == here.errors
    assert len(here.errors) == 1


@pytest.mark.parametrize("attribute", ['data-municipality=""', "", 'data-city="kemi"'])
def test_a_tag_without_municipality_is_told_to_the_webmaster(visit: Visits, attribute: str) -> None:
    here = visit(expected=["Monineuvo: "])
    with here.page.expect_console_message() as told:
        here.go(head=f'<script type="module" src="{here.chat}/widget.js" {attribute}></script>')
    assert "data-municipality" in told.value.text
    expect(here.page.locator("#own")).to_be_visible()
    expect(here.page.locator("monineuvo-chat")).to_have_count(0)


def test_a_municipality_that_is_not_there_is_told_to_the_webmaster(visit: Visits) -> None:
    here = visit(expected=["Monineuvo: ", "Failed to load"])
    here.go(head=here.tag("nowhere"))
    here.page.wait_for_load_state("networkidle")
    (told,) = [error for error in here.errors if error.startswith("Monineuvo: ")]
    assert "nowhere" in told
    expect(here.page.locator("monineuvo-chat")).to_have_count(0)


def test_a_server_that_is_away_leaves_the_page_as_it_is(visit: Visits) -> None:
    here = visit(expected=["Monineuvo: ", "ERR_"])
    here.context.route("**/api/widget*", lambda route: route.abort())
    here.go()
    here.page.wait_for_load_state("networkidle")
    (told,) = [error for error in here.errors if error.startswith("Monineuvo: ")]
    assert here.chat in told
    here.context.route("**/widget.js", lambda route: route.abort())
    here.page.reload()
    expect(here.page.locator("#own")).to_be_visible()
    expect(here.page.locator("monineuvo-chat")).to_have_count(0)


def test_a_page_of_an_origin_that_is_not_listed_gets_no_button(
    visit: Visits, stranger: City
) -> None:
    here = visit(expected=["Monineuvo: ", "CORS", "Failed to load", "ERR_FAILED"])
    here.page.goto(stranger.put("/", here.tag()))
    here.page.wait_for_load_state("networkidle")
    (told,) = [error for error in here.errors if error.startswith("Monineuvo: ")]
    assert stranger.origin in told
    assert "knowledge/sites/kemi.yml" in told
    expect(here.page.locator("monineuvo-chat")).to_have_count(0)
    expect(here.page.locator("#own")).to_be_visible()


def test_a_page_of_an_origin_that_is_not_listed_can_not_frame_the_chat(
    visit: Visits, stranger: City, city: City
) -> None:
    here = visit(stub=False, expected=["frame-ancestors", "Refused to frame", "CSP"])
    frame = f'<iframe src="{here.chat}/chat/kemi?frame=1"></iframe>'
    here.page.goto(city.put("/framed", body=frame))
    expect(here.page.frame_locator("iframe").locator("#text")).to_be_visible()
    here.page.goto(stranger.put("/framed", body=frame))
    here.page.wait_for_load_state("networkidle")
    expect(here.page.frame_locator("iframe").locator("#text")).to_have_count(0)
    # Nor does it help to put a page between that is listed.
    between = f'<iframe src="{city.origin}/framed"></iframe>'
    here.page.goto(stranger.put("/framed", body=between))
    here.page.wait_for_load_state("networkidle")
    inner = here.page.frame_locator("iframe").frame_locator("iframe")
    expect(inner.locator("#text")).to_have_count(0)


@pytest.mark.parametrize("where", ["end of the body", "script", "async", "document.write"])
def test_the_tag_may_stand_anywhere(visit: Visits, where: str) -> None:
    here = visit()
    tag = here.tag()
    if where == "end of the body":
        here.go(head="", body=BODY + tag)
    elif where == "script":
        here.go(
            head=f"""<script>const tag = document.createElement("script");
            Object.assign(tag, {{ type: "module", src: "{here.chat}/widget.js" }});
            tag.dataset.municipality = "kemi"; document.head.append(tag);</script>"""
        )
    elif where == "async":
        here.go(head=tag.replace(" src", " async src"))
    else:
        # Without a doctype, as such pages are.
        written = tag.replace("</", "<\\/").replace("'", '"')
        here.go(html=f"<title>City</title><script>document.write('<p>City</p>{written}')</script>")
    here.open()
    last = here.page.evaluate("document.documentElement.lastElementChild.localName")
    assert last == "monineuvo-chat"


def test_a_page_that_replaces_its_body_keeps_the_open_chat(visit: Visits) -> None:
    here = visit()
    here.go()
    here.open()
    here.frame.evaluate("mark = 1")
    here.page.evaluate(
        """(tag) => {
          const body = document.createElement("body");
          body.innerHTML = "<p>Another page</p>" + tag;
          document.documentElement.replaceChild(body, document.body);
          for (const dead of body.querySelectorAll("script")) {
            const alive = document.createElement("script");
            for (const { name, value } of dead.attributes) alive.setAttribute(name, value);
            dead.replaceWith(alive);
          }
        }""",
        here.tag(),
    )
    expect(here.page.get_by_text("Another page")).to_be_visible()
    expect(here.panel).to_be_visible()
    assert here.frame.evaluate("mark") == 1
    here.button.click()
    expect(here.panel).to_be_hidden()


def test_a_page_may_take_the_button_away_and_put_it_back(visit: Visits) -> None:
    here = visit()
    here.go()
    expect(here.button).to_be_visible()
    before = looks(here)
    here.page.evaluate("chat = document.querySelector('monineuvo-chat'); chat.remove()")
    expect(here.page.locator("monineuvo-chat")).to_have_count(0)
    here.page.evaluate("document.documentElement.append(chat)")
    assert looks(here) == before
    here.open()


def test_a_page_with_old_libraries_has_the_chat(visit: Visits) -> None:
    here = visit()
    # As some put their own methods on everything.
    here.go(
        head="""<script>
        for (const name of ["show", "hide", "update", "open", "close", "load", "say", "build"])
          HTMLElement.prototype[name] = Element.prototype[name] = () => { throw new Error(name); };
        Array.prototype.toJSON = () => "";
        Object.prototype.extend = Array.prototype.each = () => {};
        window.$ = () => null;
        </script>"""
        + here.tag()
    )
    here.open()
    here.button.click()
    expect(here.panel).to_be_hidden()
