"""The page without scripts in a browser that runs none."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect
from support.page import say


class PlainPage:
    """One tab without JavaScript.

    Args:
        browser: where the tab is opened, with a profile of its own.
        url: the server's address, without a slash at its end.
        path: of the page, with its query.
        language: of the page.
        options: of the browser's context.
    """

    def __init__(
        self, browser: Browser, url: str, path: str, language: str, **options: Any
    ) -> None:
        self.browser = browser
        self.url = url
        self.language = language
        self.requests: list[str] = []
        self.context = browser.new_context(java_script_enabled=False, **options)
        self.context.set_default_timeout(30_000)
        self.context.on("request", self._note_request)
        self.page: Page = self.context.new_page()
        self.page.goto(url + path)

    @property
    def said(self) -> Locator:
        """Every message, in its order."""
        return self.page.locator("#messages, ol[role=list]").locator("> li")

    def by(self, who: str) -> Locator:
        """What one of the sides said."""
        return self.page.locator(f"ol > li.{who}")

    def say(self, key: str) -> str:
        """A text in the language of the page."""
        return say(self.language, key)

    def button(self, key: str) -> Locator:
        """The button with a text of the page."""
        return self.page.get_by_role("button", name=self.say(key), exact=True)

    def press(self, key: str) -> None:
        """Presses a button."""
        self.button(key).first.click()

    def ask(self, text: str) -> Locator:
        """Types a text and sends it; gets new messages until the answer is there."""
        before = self.by("bot").count()
        self.page.get_by_label(self.say("ui_message"), exact=True).fill(text)
        self.press("ui_send")
        return self.answer(before)

    def answer(self, before: int) -> Locator:
        """The answer after so many."""
        while self.page.locator(".awaited").count():
            self.press("plain_refresh")
        expect(self.by("bot")).to_have_count(before + 1)
        return self.by("bot").nth(before)

    def faults(self) -> list[str]:
        """What axe finds wrong with the page as it is now, and whether it is too wide.

        It needs scripts, so the same page is drawn in another tab that runs them.
        """
        content, size = self.page.content(), self.page.viewport_size
        other = self.browser.new_context(viewport=size)
        try:
            page = other.new_page()

            def show(route: Route) -> None:
                route.fulfill(body=content, content_type="text/html; charset=utf-8")

            page.route(f"{self.url}/plain**", show)
            page.goto(f"{self.url}/plain")
            found = Axe().run(page).response["violations"]
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
            return [*told, *(["too wide"] if page.evaluate(wide) else [])]
        finally:
            other.close()

    def elsewhere(self) -> list[str]:
        """Requests to anything but the server itself."""
        return [url for url in self.requests if not url.startswith(self.url + "/")]

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)
