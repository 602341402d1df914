"""A client of the chat API that checks every response against the description of the API."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from support import openapi
from yarl import URL

# Only so that a reply that never comes ends a test: nothing is measured with it.
PATIENCE = 120
Message = dict[str, Any]


@dataclass(frozen=True)
class Response:
    """What came back. `body` is parsed where it is JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def messages(self) -> list[Message]:
        """The messages of a reply."""
        assert self.status in (200, 201, 202), self.body
        return list(self.body["messages"])


class Api:
    """The chat API of one server."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def request(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        token: str | None = None,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        check: bool = True,
    ) -> Response:
        """Sends a request as it is; the path may be quoted already."""
        headers = {**(headers or {})}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        async with self.session.request(
            method,
            URL(self.url + path, encoded=True),
            data=data if json is None else _dump(json),
            headers=headers,
        ) as response:
            raw = await response.read()
            kind = response.content_type if raw else ""
            body = _parsed(raw, kind)
            if check and path.startswith("/api/"):
                openapi.check(method, path.partition("?")[0], response.status, kind, body)
            return Response(response.status, response.headers.copy(), body)

    async def start(self, headers: Mapping[str, str] | None = None, **body: str) -> Chat:
        """Starts a conversation."""
        response = await self.request("POST", "/api/conversations", body or None, headers=headers)
        assert response.status == 201, response.body
        return Chat(self, response.body["id"], response.body["token"], response.messages)


@dataclass
class Chat:
    """One conversation."""

    api: Api
    id: str
    token: str
    greeting: list[Message]

    @property
    def path(self) -> str:
        """Its address within the API."""
        return f"/api/conversations/{self.id}"

    async def send(self, ident: str | None = None, **content: Any) -> Response:
        """Sends a message once: `text` or `choice`."""
        body = {"id": ident or new_id(), **content}
        return await self.api.request("POST", f"{self.path}/messages", body, token=self.token)

    async def say(self, text: str) -> list[Message]:
        """Sends a text until its replies are there, with the same id."""
        return await self._until_answered(text=text)

    async def choose(self, value: str) -> list[Message]:
        """Sends a choice until its replies are there, with the same id."""
        return await self._until_answered(choice=value)

    async def read(self, after: int | None = None) -> list[Message]:
        """The messages after a number."""
        query = "" if after is None else f"?after={after}"
        response = await self.api.request("GET", f"{self.path}/messages{query}", token=self.token)
        assert response.status == 200, response.body
        return response.messages

    async def read_until(self, count: int) -> list[Message]:
        """Reads until there are so many messages."""
        async with asyncio.timeout(PATIENCE):
            while len(messages := await self.read()) < count:
                await asyncio.sleep(0.05)
        return messages

    def events(self, after: int = 0) -> Any:
        """The live messages, with the token in the header."""
        return self.api.session.ws_connect(
            f"{self.api.url}{self.path}/events?after={after}",
            headers={"Authorization": f"Bearer {self.token}"},
        )

    async def delete(self) -> Response:
        """Deletes the conversation."""
        return await self.api.request("DELETE", self.path, token=self.token)

    async def transcript(self, kind: str = "text") -> Response:
        """The conversation as a file."""
        return await self.api.request(
            "GET", f"{self.path}/transcript?format={kind}", token=self.token
        )

    async def _until_answered(self, **content: str) -> list[Message]:
        ident = new_id()
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    response = await self.send(ident, **content)
                except (aiohttp.ClientError, OSError):
                    await asyncio.sleep(0.1)
                    continue
                assert response.status in (200, 202), response.body
                if response.status == 200:
                    return response.messages


def new_id() -> str:
    """The id of a new message."""
    return str(uuid.uuid4())


async def receive(socket: aiohttp.ClientWebSocketResponse, count: int) -> list[Message]:
    """So many messages of a WebSocket, each checked."""
    messages = []
    for _ in range(count):
        message = await socket.receive_json(timeout=PATIENCE)
        openapi.validate(message, {"$ref": "#/components/schemas/Message"})
        messages.append(message)
    return messages


def _dump(value: Any) -> bytes:
    return json.dumps(value).encode()


def _parsed(raw: bytes, kind: str) -> Any:
    if not raw:
        return None
    if "json" in kind:
        return json.loads(raw)
    return raw.decode("utf-8") if kind.startswith("text/") else raw
