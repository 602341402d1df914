"""Clients and counsellors that talk through the real server, for the load and the storm.

Each sends a message again with the same id until the server has acknowledged it, and reads from the
last number that it got, as the pages do.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

RETRY = 0.1
ERRORS = (aiohttp.ClientError, OSError, TimeoutError)


class Refused(Exception):
    """The server answered with a problem that a repeat will not mend."""


@dataclass
class Person:
    """Whoever sends and reads.

    Args:
        url: of the server, or of a proxy before it.
        session: with the cookies of this person alone.
        acknowledged: texts that the server took, in their order.
        heard: number of each message -> how often it came, its text and when.
    """

    url: str
    session: aiohttp.ClientSession
    acknowledged: list[str] = field(default_factory=list)
    sent_at: dict[str, float] = field(default_factory=dict)
    heard: dict[str, dict[int, list[tuple[str, float]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    closing: bool = False

    def headers(self) -> dict[str, str]:
        """What lets this person in."""
        return {}

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One request, again until the server answers it.

        Raises:
            Refused: with the status and the detail.
        """
        while True:
            try:
                async with self.session.request(
                    method, self.url + path, json=body, headers=self.headers()
                ) as reply:
                    said = await reply.json() if reply.content_length else None
                    if reply.status in (429, 500, 502, 503):
                        raise aiohttp.ClientError
                    if reply.status >= 400:
                        raise Refused(reply.status, said and said.get("detail"))
                    return said
            except ERRORS:
                await asyncio.sleep(RETRY)

    async def send(self, path: str, text: str) -> None:
        """Sends a message until it is acknowledged."""
        ident = str(uuid.uuid4())
        self.sent_at[text] = time.monotonic()
        await self.ask("POST", path, {"id": ident, "text": text})
        self.acknowledged.append(text)

    def hear(self, conversation: str, message: dict[str, Any]) -> None:
        """Notes a message that came."""
        self.heard[conversation][message["seq"]].append((message["text"], time.monotonic()))


@dataclass
class Client(Person):
    """A client in the chat."""

    id: str = ""
    token: str = ""

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    @property
    def path(self) -> str:
        """The conversation's address."""
        return f"/api/conversations/{self.id}"

    async def start(self, municipality: str) -> None:
        """Begins a conversation."""
        made = await self.ask(
            "POST", "/api/conversations", {"language": "en", "municipality": municipality}
        )
        self.id, self.token = made["id"], made["token"]

    async def hand_over(self) -> str:
        """Asks for a counsellor, here in the chat; returns the conversation's code."""
        draft = await self.ask("POST", f"{self.path}/handover", {})
        parts = [{"id": part["id"]} for part in draft["summary"]]
        sent = await self.ask(
            "PUT",
            f"{self.path}/handover",
            {"parts": parts, "meeting": "chat", "consent": True},
        )
        return str(sent["code"])

    async def say(self, text: str) -> None:
        """Sends a message."""
        await self.send(f"{self.path}/messages", text)

    async def listen(self, cursor: int = 0) -> None:
        """Reads live, from the last number that came, whatever happens to the connection."""
        while not self.closing:
            try:
                async with self.session.ws_connect(
                    f"{self.url}{self.path}/events?after={cursor}", headers=self.headers()
                ) as socket:
                    async for frame in socket:
                        if frame.type is not aiohttp.WSMsgType.TEXT:
                            break
                        message = frame.json()
                        self.hear(self.id, message)
                        cursor = message["seq"]
            except ERRORS:
                pass
            await asyncio.sleep(RETRY)


@dataclass
class Counsellor(Person):
    """A counsellor at the desk."""

    csrf: str = ""
    cookie: str = ""
    cases: dict[str, str] = field(default_factory=dict)  # code -> case id

    def headers(self) -> dict[str, str]:
        found = {"Origin": self.url}
        return found | ({"X-CSRF-Token": self.csrf, "Cookie": self.cookie} if self.csrf else {})

    async def sign_in(self, name: str, password: str) -> None:
        """Signs in and goes on duty."""
        async with self.session.post(
            f"{self.url}/desk/api/session",
            json={"name": name, "password": password},
            headers=self.headers(),
        ) as reply:
            said = await reply.json()
            if reply.status != 200:
                raise Refused(reply.status, said.get("detail"))
            morsel = reply.cookies["monineuvo_desk"]
            # By hand, since a cookie jar keeps none of a plain IP address.
            self.cookie, self.csrf = f"monineuvo_desk={morsel.value}", said["csrf"]
        await self.ask("PUT", "/desk/api/me", {"on_duty": True})

    async def claim(self, code: str) -> None:
        """Takes the waiting case of this code."""
        queue = await self.ask("GET", "/desk/api/queue")
        rows = [*queue["waiting"], *queue["requests"], *queue["mine"]]
        (row,) = [row for row in rows if row["code"] == code]
        if row["state"] == "waiting":
            await self.ask("POST", f"/desk/api/cases/{row['id']}/claim", {})
        self.cases[code] = row["id"]

    async def say(self, code: str, text: str) -> None:
        """Sends a message in a case."""
        await self.send(f"/desk/api/cases/{self.cases[code]}/messages", text)

    async def listen(self, on_message: Callable[[], None] = lambda: None) -> None:
        """Reads live; after each break what was missed is read case by case, as the desk does."""
        cursors: dict[str, int] = defaultdict(int)
        while not self.closing:
            try:
                async with self.session.ws_connect(
                    f"{self.url}/desk/api/events", headers=self.headers()
                ) as socket:
                    alive = asyncio.create_task(_stay_alive(socket))
                    try:
                        await self._catch_up(cursors)
                        async for frame in socket:
                            if frame.type is not aiohttp.WSMsgType.TEXT:
                                break
                            event = frame.json()
                            if event["event"] == "message":
                                await self._take(event, cursors)
                    finally:
                        alive.cancel()
            except ERRORS:
                pass
            await asyncio.sleep(RETRY)

    async def _take(self, event: dict[str, Any], cursors: dict[str, int]) -> None:
        case, message = event["case"], event.get("message")
        if message is None or message["seq"] <= cursors[case]:
            return  # another counsellor's case
        if message["seq"] == cursors[case] + 1:
            self.hear(case, message)
            cursors[case] = message["seq"]
        else:
            await self._read(case, cursors)

    async def _catch_up(self, cursors: dict[str, int]) -> None:
        for case in list(self.cases.values()):
            await self._read(case, cursors)

    async def _read(self, case: str, cursors: dict[str, int]) -> None:
        said = await self.ask("GET", f"/desk/api/cases/{case}/messages?after={cursors[case]}")
        for message in said["messages"]:
            if message["seq"] > cursors[case]:
                self.hear(case, message)
                cursors[case] = message["seq"]


async def _stay_alive(socket: aiohttp.ClientWebSocketResponse) -> None:
    while True:
        await socket.send_json({"event": "alive"})
        await asyncio.sleep(15)
