"""The counsellors' desk in a browser, and a client who hands a conversation over."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from functools import cache
from typing import Any

import yaml
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect
from support.page import CUT, LET_GO, ROOT, TELL_OF_VIOLATIONS
from support.server import Server, environment

PASSWORD = "koivu hilla kurki saari"
# The browser's own words where nobody is signed in, and where a claim came too late.
REFUSED = "Failed to load resource: the server responded with a status of 4"


@cache
def desk_texts(language: str) -> dict[str, str]:
    """What the desk says in a language."""
    path = ROOT / "knowledge" / "desk" / f"{language}.yml"
    return dict(yaml.safe_load(path.read_text("utf-8")))


def tell(key: str, language: str = "fi", **values: object) -> str:
    """One text of the desk."""
    return desk_texts(language)[key].format(**values)


def add_user(server: Server, name: str, *options: str) -> None:
    """Makes an account with `PASSWORD` on the server's machine."""
    names = [f"--{key}" for key in ("title-fi", "title-sv", "title-en", "title-ar")]
    titles = [part for key in names for part in (key, "neuvoja")]
    command = ["user", "add", name, "--first-name", name.capitalize(), *titles, *options]
    subprocess.run(
        [sys.executable, "-m", "bot.cli", *command, "--password-stdin"],
        cwd=ROOT,
        env=environment(DATA_DIR=server.directory),
        input=PASSWORD + "\n",
        text=True,
        capture_output=True,
        check=True,
    )


class Client:
    """Somebody who writes in the chat, without a page.

    Args:
        url: the server's address.
        language: chosen by the client.
        municipality: id.
    """

    def __init__(self, url: str, language: str = "ar", municipality: str = "kemi") -> None:
        self.url = url
        body = {"language": language, "municipality": municipality}
        started = self.call("POST", "/api/conversations", body)
        self.id, self.token = started["id"], started["token"]
        self._one = f"/api/conversations/{self.id}"

    def says(self, text: str) -> None:
        """Writes a message."""
        self.call("POST", f"{self._one}/messages", {"id": str(uuid.uuid4()), "text": text})

    def hands_over(self, **values: object) -> None:
        """Approves the whole summary and asks for a counsellor, by default in the chat."""
        draft = self.call("POST", f"{self._one}/handover", {})
        parts = [{"id": part["id"]} for part in draft["summary"]]
        body = {"parts": parts, "meeting": "chat", "consent": True, **values}
        assert self.call("PUT", f"{self._one}/handover", body)["state"] == "waiting"

    def messages(self) -> list[dict[str, Any]]:
        """All messages as the client gets them."""
        return list(self.call("GET", f"{self._one}/messages?after=0")["messages"])

    def told(self) -> list[str]:
        """What counsellors wrote."""
        return [one["text"] for one in self.messages() if one["from"] == "counsellor"]

    def state(self) -> str:
        """The state of the handover."""
        return str(self.call("GET", f"{self._one}/handover")["state"])

    def leaves(self) -> None:
        """Deletes the conversation."""
        self.call("DELETE", self._one)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """One request to the chat API; returns its JSON."""
        headers = {"Content-Type": "application/json"}
        if hasattr(self, "token"):
            headers["Authorization"] = f"Bearer {self.token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request) as response:
            said = response.read()
        return json.loads(said) if said else None


class DeskPage:
    """A tab with the desk. It notes every request and every error from its first moment."""

    def __init__(self, browser: Browser, url: str, path: str = "/desk", **options: Any) -> None:
        self.url = url
        self.requests: list[str] = []
        self._errors: list[str] = []
        self.context: BrowserContext = browser.new_context(**{"locale": "fi-FI", **options})
        self.context.add_init_script(TELL_OF_VIOLATIONS)
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page = self.open(path)

    def open(self, path: str = "/desk") -> Page:
        """A new tab of the same browser."""
        page = self.context.new_page()
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        page.goto(self.url + path)
        self.page = page
        return page

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Fills the sign-in form."""
        self.page.get_by_label(tell("user_name")).fill(name)
        self.page.get_by_label(tell("password"), exact=True).fill(password)
        self.page.locator("#sign-in-form button").click()

    def on_duty(self) -> None:
        """Switches to "on duty"."""
        switch = self.page.get_by_role("switch")
        expect(switch).to_be_visible()
        if switch.get_attribute("aria-checked") == "false":
            switch.click()
        expect(switch).to_have_attribute("aria-checked", "true")

    def rows(self, part: str) -> Locator:
        """The rows of "mine", "waiting" or "requests"."""
        return self.page.locator(f".part.{part} .rows > li")

    def open_first(self, part: str = "waiting") -> None:
        """Opens the first case of a part of the queue."""
        self.rows(part).first.locator(".row-open").click()
        expect(self.page.locator("#case-title")).to_be_focused()

    def claim_first(self) -> None:
        """Claims the first case that waits."""
        self.rows("waiting").first.locator(".claim").click()
        expect(self.reply).to_be_focused()

    @property
    def reply(self) -> Locator:
        """The message box."""
        return self.page.locator("#reply")

    def said(self, who: str) -> Locator:
        """The messages of the client, the bot, the system or counsellors."""
        return self.page.locator(f".messages > li.{who}")

    def write(self, text: str) -> None:
        """Sends a message with Enter."""
        self.reply.fill(text)
        self.reply.press("Enter")

    def errors(self) -> list[str]:
        """Errors of the console and of scripts, and violations of the policy."""
        usual = (*CUT, REFUSED)
        return [e for e in self._errors if not e.startswith(usual) and not e.endswith(LET_GO)]

    def elsewhere(self) -> list[str]:
        """Requests to anything but the server itself."""
        own = (self.url + "/", self.url.replace("http", "ws", 1) + "/")
        return [url for url in self.requests if not url.startswith((*own, "about:", "data:"))]

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._errors.append(message.text)
