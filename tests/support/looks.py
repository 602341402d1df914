"""What can be wrong with a page as it is now: for axe, on a narrow window, with wide spacing."""

from __future__ import annotations

import json
from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame, Page

PHONE = {"width": 320, "height": 568}
# 1280 × 1024 at 400 %.
ENLARGED = {"width": 320, "height": 256}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
AXE = """async (options) => {
  // What comes a moment later is looked at as well.
  for (const one of document.getAnimations()) {
    if (one.effect.getComputedTiming().endTime < Infinity) one.finish();
  }
  // An open menu lies over the rest.
  const { violations } = await axe.run(document.querySelector("#menu[open]") ?? document, options);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) =>
    `${id}: ${node.target.join(" ")}: ${node.html.slice(0, 160)}`));
}"""
# What the criterion 1.4.12 of WCAG 2.2 names.
SPACING = """* {
  line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important;
}
p { margin-block-end: 2em !important; }"""
SPACE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = css ? [sheet] : [];
}"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Whatever is outside the window, cut off, spilt over its button, too small, or covered.
LAYOUT = """() => {
  const found = [];
  const tell = (what, { outerHTML }) => found.push(`${what}: ${outerHTML.slice(0, 120)}`);
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push("the page scrolls sideways");
  // What only a screen reader meets; and code, which may scroll in its own box.
  const apart = ".hidden, .narrow-hidden, script, noscript, svg, option, pre *, iframe";
  const modal = document.querySelector("dialog[open]");
  // The chat over the whole window: nothing behind it can be reached.
  const chat = document.querySelector("monineuvo-chat")?.shadowRoot;
  if (chat?.querySelector("dialog[open][aria-modal=true]")) return found;
  const top = modal ?? document.querySelector("#menu[open] .menu") ?? document.body;
  const seen = [...top.querySelectorAll("*")].filter((element) => !element.closest(apart)
    && element.getClientRects().length && element.checkVisibility({ visibilityProperty: true }));
  for (const element of seen) {
    const { left, right, width } = element.getBoundingClientRect();
    if (width > 1 && (left < -.5 || right > innerWidth + .5)) tell("outside", element);
    const style = getComputedStyle(element);
    if (style.display === "inline" || element.matches("pre, select, input")) continue;
    if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) {
      tell("cut at its side", element);
    }
    if (/hidden|clip/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1) {
      tell("cut at its end", element);
    }
  }
  const edged = "button, summary, .bubble, .choice, .part, dialog";
  const boxes = seen.filter((element) => element.matches(edged));
  for (const box of boxes) {
    const outer = box.getBoundingClientRect();
    const words = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let out = false;
    while (words.nextNode()) {
      const { parentElement } = words.currentNode;
      if (parentElement.closest(apart) || !parentElement.checkVisibility()) continue;
      range.selectNodeContents(words.currentNode);
      out ||= [...range.getClientRects()].some((one) => one.left < outer.left - 1
        || one.right > outer.right + 1 || one.top < outer.top - 2 || one.bottom > outer.bottom + 2);
    }
    if (out) tell("spilt over", box);
  }
  const places = [document.scrollingElement, ...document.querySelectorAll("main, details")]
    .map((box) => [box, box.scrollTop]);
  const pressed = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const controls = seen.filter((element) => element.matches(pressed));
  // As Tab comes to each from above, and Shift and Tab from below.
  for (const end of [0, 1e6]) {
    for (const one of controls) {
      for (const [box] of places) box.scrollTop = end;
      one.scrollIntoView({ block: "nearest" });
      const whole = one.closest("label") ?? one;
      const there = [...whole.getClientRects()].flatMap(({ left, right, top: up, bottom }) =>
        [.1, .3, .5, .7, .9].map((part) =>
          document.elementFromPoint((left + right) / 2, up + part * (bottom - up))));
      const own = there.some((found) => found
        && (one.contains(found) || found.closest("label")?.contains(one)));
      if (!own) tell(`covered by ${there[2]?.outerHTML.slice(0, 60)}`, one);
    }
  }
  for (const one of controls) {
    const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
    // A link within a sentence is as high as its line.
    const inline = getComputedStyle(one).display === "inline";
    if (!inline && (width < 24 || height < 24)) tell("too small", one);
  }
  for (const [box, at] of places) box.scrollTop = at;
  return found;
}"""
# In forced colours the browser takes away colours of areas and shadows.
EDGES = """() => {
  const controls = "button, select, textarea, input:not([type=hidden])";
  return [...document.querySelectorAll(controls)]
    .filter((element) => element.getClientRects().length)
    .filter((element) => !element.matches("[type=radio], [type=checkbox]"))
    .filter((element) => {
      const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor }
        = getComputedStyle(element);
      return borderTopStyle === "none" || borderTopWidth === "0px"
        || borderTopColor === backgroundColor;
    }).map((element) => `no edge: ${element.outerHTML.slice(0, 120)}`);
}"""


@dataclass(frozen=True)
class View:
    """A state of a page; `frame` is looked at, in the window of `page`."""

    name: str
    page: Page
    frame: Page | Frame

    def axe(self, **options: object) -> list[str]:
        """What axe finds."""
        if self.frame.evaluate("typeof axe") == "undefined":
            self.frame.evaluate(AXE_SCRIPT)
        # A frame within is looked at by itself.
        given = {"resultTypes": ["violations"], "iframes": False, **options}
        return list(self.frame.evaluate(AXE, given))

    def layout(self, **window: int) -> list[str]:
        """What is wrong in a window of this size."""
        self.page.set_viewport_size(window)  # type: ignore[arg-type]
        self.frame.evaluate(SETTLED)
        return list(self.frame.evaluate(LAYOUT))

    def spaced(self) -> list[str]:
        """What is lost with the widest spacing of the text, on a phone."""
        self.frame.evaluate(SPACE, SPACING)
        found = self.layout(**PHONE)
        self.frame.evaluate(SPACE, "")
        return found

    def edges(self) -> list[str]:
        """What has no edge in forced colours."""
        self.page.emulate_media(forced_colors="active")
        found = list(self.frame.evaluate(EDGES))
        self.page.emulate_media(forced_colors="none")
        return found


LIGHT = {
    "runOnly": TAGS,
    # Off where it is not asked for.
    "rules": {"target-size": {"enabled": True}},
}
# Colours are all that is different in the dark.
DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def faults(view: View) -> dict[str, list[str]]:
    """Everything that is wrong with a state, by the check that finds it."""
    window = view.page.viewport_size
    assert window
    found = {"light": view.axe(**LIGHT)}
    view.page.emulate_media(color_scheme="dark")
    found["dark"] = view.axe(**DARK)
    view.page.emulate_media(color_scheme="light")
    found["forced colours"] = view.edges()
    found["narrow"] = view.layout(**PHONE)
    found["spaced"] = view.spaced()
    found["enlarged"] = view.layout(**ENLARGED)
    view.page.set_viewport_size(window)
    view.frame.evaluate(SETTLED)
    return {check: [f"{view.name}: {one}" for one in told] for check, told in found.items()}


def told(found: dict[str, list[str]]) -> str:
    """All of it to read."""
    return json.dumps(found, ensure_ascii=False, indent=1)
