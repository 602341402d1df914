"""A counsellor who works through the desk's API, beside a client in a browser."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import APIResponse, Browser
from support.server import ROOT, Server, environment

PASSWORD = "four words are enough"
TITLES = {"fi": "neuvoja", "sv": "rådgivare", "en": "adviser", "ar": "مرشدة"}


def add_counsellor(server: Server, name: str, municipality: str) -> None:
    """Makes an account, as on the server's own command line."""
    titles = [part for code, text in TITLES.items() for part in (f"--title-{code}", text)]
    subprocess.run(
        [
            *(sys.executable, "-m", "bot.cli", "user", "add", name.lower()),
            *("--first-name", name, *titles, "--role", "counsellor"),
            *("--municipality", municipality, "--language", "fi", "--password-stdin"),
        ],
        input=PASSWORD,
        env=environment(DATA_DIR=server.directory),
        cwd=ROOT,
        text=True,
        check=True,
        capture_output=True,
    )


@contextmanager
def staffed(folder: Path, model: Path, **settings: object) -> Iterator[Server]:
    """A server on which Kemi has a counsellor, Aino. No desk is lost because a test is slow."""
    running = Server(folder, model, **{"COUNSELLOR_SECONDS": 3600, **settings})
    try:
        running.start()
        add_counsellor(running, "Aino", "kemi")
        yield running
    finally:
        running.stop()


class Counsellor:
    """One who is signed in and on duty.

    Args:
        browser: lends its network; no page is opened.
        name: the first name; the account has it in small letters.
    """

    def __init__(self, browser: Browser, url: str, name: str) -> None:
        self.name = name
        self.context = browser.new_context(base_url=url)
        self._headers = {"Origin": url}
        account = {"name": name.lower(), "password": PASSWORD}
        self._headers["X-CSRF-Token"] = self._send("POST", "/session", account)["csrf"]
        self.be_on_duty(True)

    def be_on_duty(self, there: bool) -> None:
        """Comes, or goes."""
        self._send("PUT", "/me", {"on_duty": there})

    def queue(self) -> dict[str, Any]:
        """What waits, and what they have."""
        return self._send("GET", "/queue")

    def case(self, code: str) -> str:
        """The id of the case with this code, out of the queue."""
        queue = self.queue()
        rows = [*queue["waiting"], *queue["requests"], *queue["mine"]]
        (found,) = [row["id"] for row in rows if row["code"] == code]
        return str(found)

    def look_at(self, case: str) -> dict[str, Any]:
        """The case as the desk shows it."""
        return self._send("GET", f"/cases/{case}?language=fi")

    def claim(self, case: str) -> None:
        """Takes the case."""
        self._send("POST", f"/cases/{case}/claim")

    def release(self, case: str) -> None:
        """Gives it back."""
        self._send("POST", f"/cases/{case}/release")

    def say(self, case: str, text: str) -> int:
        """Writes to the client; returns the message's number."""
        sent = self._send(
            "POST", f"/cases/{case}/messages", {"id": str(uuid.uuid4()), "text": text}
        )
        return int(sent["seq"])

    def type(self, case: str) -> None:
        """Is typing."""
        self._send("POST", f"/cases/{case}/typing")

    def read(self, case: str, seq: int) -> None:
        """Has read up to a number."""
        self._send("POST", f"/cases/{case}/read", {"seq": seq})

    def close(self, case: str, agreed: str) -> None:
        """Ends the case."""
        self._send("POST", f"/cases/{case}/close", {"outcome": "answered", "agreed": agreed})

    def _send(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        response: APIResponse = self.context.request.fetch(
            f"/desk/api{path}",
            method=method,
            headers=self._headers,
            data=body if body is not None or method == "GET" else {},
        )
        assert response.ok, (response.status, response.text())
        return dict(response.json()) if "json" in response.headers.get("content-type", "") else {}
