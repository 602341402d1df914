"""Somebody who has a keyboard and no mouse, in front of the chat in a city's page."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Frame, Locator, Page, expect
from support.looks import PHONE
from support.states import Town

# Whether what has the focus shows it and can be seen.
SHOWN = """(element) => {
  const shown = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle === "solid" && parseFloat(outlineWidth) >= 2;
  };
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const seen = [.1, .3, .5, .7, .9].some((part) => {
    const there = document.elementFromPoint((left + right) / 2, top + part * (bottom - top));
    return there && (element.contains(there) || there.closest("label")?.contains(element));
  });
  return shown(element) && seen;
}"""


class Keys:
    """Somebody with a keyboard and nothing else, in front of the chat in a city's page."""

    def __init__(self, town: Town, language: str, **options: Any) -> None:
        self.context = town.browser.new_context(viewport=PHONE, locale="fi-FI", **options)
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.page.goto(f"{town.url}/?lang={language}")
        self.button = self.page.locator("monineuvo-chat .launch")
        expect(self.button).to_be_visible()

    @property
    def frame(self) -> Frame:
        """The chat."""
        (found,) = [one for one in self.page.frames if one.url.endswith("frame=1")]
        return found

    def press(self, *keys: str) -> None:
        """Presses keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def find(self, selector: str, key: str = "Tab") -> Locator:
        """Presses Tab until an element has the focus; wherever the focus comes, it is seen."""
        target = self.frame.locator(selector)
        for _ in range(60):
            self.press(key)
            focused = self.frame.locator(":focus")
            if focused.count():
                assert focused.evaluate(SHOWN), focused.evaluate("one => one.outerHTML")[:200]
            if target.count() and target.evaluate("one => one === document.activeElement"):
                return target
        raise AssertionError(f"the focus does not come to {selector}")
