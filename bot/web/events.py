"""New messages to the client: at the next read, by a request that waits, or over a WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence
from typing import Any

from aiohttp import WSMsgType, web

from bot.conversations.message import COUNSELLOR, Message
from bot.dialogue.retold import in_language
from bot.errors import BadRequest, NotFound
from bot.storage import conversations as store
from bot.storage.counsellor_messages import set_marks
from bot.storage.rows import BY_COUNSELLOR
from bot.web import keys
from bot.web.languages import wanted_language
from bot.web.live import Ear
from bot.web.requests import (
    NO_CONVERSATION,
    PROTOCOL,
    after_of,
    as_response,
    authorised,
    wait_of,
)


def routes() -> list[web.RouteDef]:
    """The routes with which a client hears of messages."""
    one = "/api/conversations/{id}"
    return [web.get(f"{one}/messages", read), web.get(f"{one}/events", events)]


async def read(request: web.Request) -> web.Response:
    """The messages after a number; with `wait`, as soon as there is one.

    With `language` those of the chat are retold in it.
    """
    ident = await authorised(request)
    seq, wait, language = after_of(request), wait_of(request), wanted_language(request)
    database, hub = request.app[keys.DATABASE], request.app[keys.HUB]
    ending = asyncio.get_running_loop().time() + wait
    with hub.listen(ident) as ear:
        while True:
            ear.clear()
            messages = await database.run(store.after, ident, seq)
            left = ending - asyncio.get_running_loop().time()
            if messages or left <= 0 or hub.closing:
                break
            await _woken(ear, left)
            if await database.run(store.token_hash_of, ident) is None:
                raise NotFound(NO_CONVERSATION)
    await delivered(request.app, ident, messages)
    told = await retold(request.app, messages, language)
    return as_response({"messages": [message.as_json() for message in told]})


async def retold(
    app: web.Application, messages: Sequence[Message], language: str | None
) -> Sequence[Message]:
    """The messages in a language; as they are where none is asked for."""
    if language is None:
        return messages
    # In a thread: a long conversation must not hold up the others.
    return await asyncio.to_thread(in_language, messages, language, app[keys.KNOWLEDGE]())


async def events(request: web.Request) -> web.WebSocketResponse:
    """The messages after a number, and every later one as soon as it is there."""
    ident = await authorised(request, protocol=True)
    seq = after_of(request)
    socket = web.WebSocketResponse(heartbeat=25, protocols=(PROTOCOL,), max_msg_size=4096)
    if not socket.can_prepare(request):
        raise BadRequest("This address speaks WebSocket. Without it, use `GET messages`.")
    await socket.prepare(request)
    with request.app[keys.HUB].listen(ident) as ear:
        line = Line(request, ident, socket, ear, seq)
        await line.run()
    await socket.close()
    return socket


class Line:
    """One WebSocket of a client.

    Args:
        seq: of the last message that the client has.
    """

    def __init__(
        self, request: web.Request, ident: str, socket: web.WebSocketResponse, ear: Ear, seq: int
    ) -> None:
        self._request = request
        self._database = request.app[keys.DATABASE]
        self._hub = request.app[keys.HUB]
        self._ident = ident
        self._socket = socket
        self._ear = ear
        self._seq = seq
        self._signals = request.query.get("signals") == "1"
        # The counsellor's last message that was sent here, and up to where the client has seen.
        self._counsellor = 0
        self._read = 0
        self._typed = 0.0

    async def run(self) -> None:
        """Sends what is new until either side closes or the conversation is deleted."""
        reader = asyncio.create_task(self._listen())
        try:
            await self._begin()
            while not self._socket.closed and not reader.done():
                self._ear.clear()
                await self._send_new()
                if self._hub.closing:
                    break
                waiting = asyncio.create_task(self._ear.wait())
                await asyncio.wait({waiting, reader}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                if await self._database.run(store.token_hash_of, self._ident) is None:
                    break
        except ConnectionResetError:
            pass
        finally:
            reader.cancel()

    async def _begin(self) -> None:
        """Says what a client that knows signals has missed."""
        about = await self._database.run(store.about, self._ident) if self._signals else None
        if about is None:
            return
        self._read = about.client_read
        self._counsellor = self._seq if about.mode == BY_COUNSELLOR else 0
        if about.counsellor_read:
            await self._socket.send_json({"event": "read", "seq": about.counsellor_read})

    async def _send_new(self) -> None:
        for signal in self._ear.take():
            if self._signals:
                await self._socket.send_json(signal)
        while messages := await self._database.run(store.after, self._ident, self._seq):
            for message in messages:
                await self._socket.send_json(message.as_json())
                self._seq = message.seq
                if message.sender == COUNSELLOR:
                    self._counsellor = message.seq
            await delivered(self._request.app, self._ident, messages)

    async def _listen(self) -> None:
        """Takes what the client says; what is not understood is passed over."""
        async for frame in self._socket:
            if frame.type in (WSMsgType.ERROR, WSMsgType.CLOSE):
                break
            said = _signal_of(frame.data) if frame.type == WSMsgType.TEXT else {}
            if said.get("event") == "typing":
                self._types()
            elif said.get("event") == "read" and type(said.get("seq")) is int:
                await self._seen(said["seq"])

    def _types(self) -> None:
        """The client is typing; said once a second at most."""
        moment = asyncio.get_running_loop().time()
        if moment - self._typed >= 1:
            self._typed = moment
            self._hub.signal_desk({"event": "typing", "conversation": self._ident})

    async def _seen(self, seq: int) -> None:
        """The client has seen the messages up to a number; only a counsellor's are marked."""
        seq = min(seq, self._seq)
        if seq <= self._read or self._counsellor <= self._read:
            return
        self._read = seq
        await seen(self._request.app, self._ident, seq)


async def delivered(app: web.Application, ident: str, messages: Sequence[Message]) -> None:
    """Notes that a counsellor's messages have come to the client's page."""
    seq = max((item.seq for item in messages if item.sender == COUNSELLOR), default=0)
    if seq and await app[keys.DATABASE].run(set_marks, ident, seq):
        signal = {"event": "delivered", "conversation": ident, "seq": seq}
        app[keys.HUB].signal_desk(signal)


async def seen(app: web.Application, ident: str, seq: int) -> None:
    """Notes that the client has seen the messages up to a number."""
    if await app[keys.DATABASE].run(set_marks, ident, None, seq):
        signal = {"event": "read", "conversation": ident, "seq": seq}
        app[keys.HUB].signal_desk(signal)


async def _woken(ear: Ear, seconds: float) -> None:
    """Waits until there is something new, but no longer than so many seconds."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(ear.wait(), seconds)


def _signal_of(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
