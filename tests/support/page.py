"""The chat page in a browser, as a person uses it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

ROOT = Path(__file__).resolve().parent.parent.parent
# What the browser itself says where a test cuts its connection, and where an answer is "gone".
CUT = ("Failed to load resource: net::", "WebSocket connection to ")
GONE = (" 404 ",)
# And where the page itself lets go of a connection before it has come about.
LET_GO = "WebSocket is closed before the connection is established."
# The console tells of most violations, and the event of all.
TELL_OF_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.effectiveDirective} ${event.blockedURI}`);
});
"""


@cache
def texts(language: str) -> dict[str, str]:
    """What the chat and its page say in a language."""
    path = ROOT / "knowledge" / "messages" / f"{language}.yml"
    return dict(yaml.safe_load(path.read_text("utf-8")))


def say(language: str, key: str) -> str:
    """One text of the chat."""
    return texts(language)[key]


class ChatPage:
    """One tab with the chat. It notes every request and every error from its first moment.

    Args:
        browser: where the tab is opened, with a profile of its own.
        url: the server's address, without a slash at its end.
        query: what follows "/chat" in the address, for example "?lang=ar" or "/kemi?lang=ar".
        options: of the browser's context; the browser is Finnish where they do not say.
    """

    def __init__(self, browser: Browser, url: str, query: str = "", **options: Any) -> None:
        self.url = url
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.forgiven: tuple[str, ...] = (LET_GO,)
        self._errors: list[str] = []
        self.context = browser.new_context(**{"locale": "fi-FI", **options})
        self.context.set_default_timeout(30_000)
        self.context.add_init_script(TELL_OF_VIOLATIONS)
        self.context.on("request", self._note_request)
        self.page: Page = self.context.new_page()
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self._errors.append(str(error)))
        self.page.on("dialog", self._note_dialog)
        self.page.goto(f"{url}/chat{query}")
        expect(self.bot).to_have_count(1)

    @property
    def messages(self) -> Locator:
        """Every message, in its order."""
        return self.page.locator("#messages > li")

    @property
    def bot(self) -> Locator:
        """What the chat said."""
        return self.page.locator("#messages > li.bot")

    @property
    def client(self) -> Locator:
        """What the client said."""
        return self.page.locator("#messages > li.client")

    @property
    def options(self) -> Locator:
        """The buttons under the last message."""
        return self.page.locator("#messages .options button")

    @property
    def box(self) -> Locator:
        """Where one types."""
        return self.page.locator("#text")

    def ask(self, text: str) -> Locator:
        """Types a text, sends it with Enter and waits; returns the reply."""
        before = self.bot.count()
        self.box.fill(text)
        self.box.press("Enter")
        return self.reply(before)

    def choose(self, name: str) -> Locator:
        """Presses an option and waits; returns the reply."""
        before = self.bot.count()
        self.options.and_(self.page.get_by_role("button", name=name, exact=True)).click()
        return self.reply(before)

    def reply(self, before: int) -> Locator:
        """The reply after so many, once it is there and nothing is under way."""
        expect(self.bot).to_have_count(before + 1)
        expect(self.client.locator(".note:not(.sent)")).to_have_count(0)
        return self.bot.nth(before)

    def press_menu(self, key: str, language: str = "fi") -> None:
        """Opens the menu and presses one of its buttons."""
        self.page.locator("#menu > summary").click()
        self.page.get_by_role("button", name=say(language, key), exact=True).click()

    def press_delete(self, language: str = "fi") -> None:
        """Presses "delete" in the menu and waits for the question."""
        self.press_menu("ui_delete", language)
        question = self.page.get_by_role("dialog", name=say(language, "ui_delete_confirm"))
        expect(question).to_be_visible()

    def session(self) -> dict[str, Any]:
        """What the tab keeps: the conversation's id and token, and what is not sent."""
        return dict(json.loads(self.page.evaluate("sessionStorage.getItem('monineuvo')")))

    def stored(self, session: dict[str, Any] | None = None) -> tuple[int, list[dict[str, Any]]]:
        """The status and the messages that the server has of this conversation."""
        session = session or self.session()
        response = self.context.request.get(
            f"{self.url}/api/conversations/{session['id']}/messages",
            headers={"Authorization": f"Bearer {session['token']}"},
        )
        return response.status, response.json().get("messages", [])

    def sent(self) -> list[str]:
        """What the client has written, as the server has it."""
        return [message["text"] for message in self.stored()[1] if message["from"] == "client"]

    def style(self, locator: Locator, name: str) -> str:
        """A computed style of an element."""
        script = "(element, name) => getComputedStyle(element).getPropertyValue(name)"
        return str(locator.evaluate(script, name))

    def errors(self) -> list[str]:
        """Errors of the console and of scripts, and violations of the policy.

        Those with one of the `forgiven` parts are the test's own doing.
        """
        return [error for error in self._errors if not any(part in error for part in self.forgiven)]

    def elsewhere(self) -> list[str]:
        """Requests to anything but the server itself."""
        own = (self.url + "/", self.url.replace("http", "ws", 1) + "/", "blob:" + self.url)
        # A srcdoc has no address, a data: address no server.
        return [url for url in self.requests if not url.startswith((*own, "about:", "data:"))]

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._errors.append(message.text)

    def _note_dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


Visit = Callable[..., ChatPage]


@contextmanager
def visits(
    browser: Browser, url: str, query: str = "", forgiven: tuple[str, ...] = ()
) -> Iterator[Visit]:
    """Opens the chat as often as wanted: visit("?lang=ar", viewport=…).

    Whatever a test does, no page may ask anything of another server or have an error.

    Args:
        query: where a visit names none.
        forgiven: parts of errors that the test itself causes.
    """
    opened: list[ChatPage] = []

    def open_page(asked: str = query, **options: Any) -> ChatPage:
        page = ChatPage(browser, url, asked, **options)
        page.forgiven += forgiven
        opened.append(page)
        return page

    yield open_page
    found = [(page.elsewhere(), page.errors()) for page in opened]
    for page in opened:
        page.context.close()
    assert found == [([], []) for _ in opened], found
