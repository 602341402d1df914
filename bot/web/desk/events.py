"""The desk's WebSocket: tells what is new, and hears that the desk is still there.

It carries nothing that its user may not see at that moment: session and case are looked up each
time. A case's messages go to the one who has it; others are only told that there is something new.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import WSMsgType, web
from sqlalchemy import Connection

from bot.conversations.message import Message
from bot.errors import BadRequest, NotUnderstood
from bot.storage import conversations as store
from bot.storage import desk, presence, sessions
from bot.storage.accounts import User
from bot.storage.cases import TAKEN, Case
from bot.storage.rows import now
from bot.storage.sessions import Session
from bot.web import keys
from bot.web.desk import case_requests as asked
from bot.web.desk import view
from bot.web.desk.access import SESSION
from bot.web.desk.writing import has_read, own_case, tell_read, tell_typing
from bot.web.live import Signal

SIGNED_OUT = 4401  # the code with which it closes: sign in again
# Of the signals about a case, those that only the one who has it gets, as they are.
_FOR_OWNER = frozenset({"typing", "read", "delivered"})


def routes() -> list[web.RouteDef]:
    """The route of this module."""
    return [web.get("/desk/api/events", events)]


@dataclass
class Desk:
    """One open connection.

    Args:
        sent: of each case, the number of the last message that went out.
    """

    request: web.Request
    socket: web.WebSocketResponse
    sent: dict[str, int] = field(default_factory=dict)

    async def run(self, work: Any, *args: Any) -> Any:
        """One transaction on the database."""
        return await self.request.app[keys.DATABASE].run(work, *args)

    async def session(self) -> Session | None:
        """The session, if it has not ended meanwhile."""
        idle = timedelta(minutes=self.request.app[keys.SETTINGS].desk_idle_minutes)
        found: Session | None = await self.run(
            sessions.find, self.request[SESSION].token_hash, idle
        )
        return found


async def events(request: web.Request) -> web.WebSocketResponse:
    """Everything that happens at the desk, until the session ends."""
    socket = web.WebSocketResponse(heartbeat=25, max_msg_size=4096)
    if not socket.can_prepare(request):
        raise BadRequest("This address speaks WebSocket. Without it, ask for the queue.")
    await socket.prepare(request)
    desk_open, hub = Desk(request, socket), request.app[keys.HUB]
    with hub.listen_desk() as ear:
        reader = asyncio.create_task(_read(desk_open))
        try:
            while not (socket.closed or reader.done() or hub.closing):
                ear.clear()
                for signal in _each_once(ear.take()):
                    if not await _pass_on(desk_open, signal):
                        await socket.close(code=SIGNED_OUT)
                        return socket
                waiting = asyncio.create_task(ear.wait())
                await asyncio.wait({waiting, reader}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
        except ConnectionResetError:
            pass
        finally:
            reader.cancel()
    await socket.close()
    return socket


async def _pass_on(desk_open: Desk, signal: Signal) -> bool:
    """Passes a signal on, as far as it is for this user; False where the session has ended."""
    hub = desk_open.request.app[keys.HUB]
    known, changes = hub.owner_of(signal.get("conversation", "")), hub.changes
    if known not in (None, desk_open.request[SESSION].user.id) and signal["event"] != "case":
        return True
    session = await desk_open.session()
    if session is None:
        return False
    if signal["event"] == "queue":
        await _send(desk_open, {"event": "queue"})
        return True
    ident = signal.get("case") or await desk_open.run(_case_of, signal.get("conversation", ""))
    row: Case | None = await desk_open.run(desk.row_for, ident, session.user)
    if row is None:
        return True
    has_it = row["taken_by"] if row["state"] == TAKEN else None
    hub.note_owner(row["conversation_id"], has_it, changes)
    owner = has_it == session.user.id
    if signal["event"] == "message":
        await _send_messages(desk_open, row, session.user, owner)
    elif signal["event"] == "case":
        await _send(desk_open, {"event": "case", "id": row["id"]})
    elif signal["event"] in _FOR_OWNER and owner:
        told = {key: signal[key] for key in ("event", "seq") if key in signal}
        await _send(desk_open, {**told, "case": row["id"]})
    return True


def _case_of(connection: Connection, conversation: str) -> str | None:
    """The open case of a conversation: not every signal of the chat names it."""
    about = store.about(connection, conversation)
    return about.case_id if about is not None else None


async def _send_messages(desk_open: Desk, row: Case, user: User, owner: bool) -> None:
    """The new messages of an own case; of another only that there are some."""
    if not owner:
        await _send(desk_open, {"event": "message", "case": row["id"]})
        return
    said = await desk_open.run(_newest, row["conversation_id"], desk_open.sent.get(row["id"]))
    knowledge = desk_open.request.app[keys.KNOWLEDGE]()
    for message in said:
        told = await asyncio.to_thread(view.message, message, user.desk_language, knowledge)
        await _send(desk_open, {"event": "message", "case": row["id"], "message": told})
        desk_open.sent[row["id"]] = message.seq
    if said:
        got = {"event": "delivered", "seq": said[-1].seq}
        desk_open.request.app[keys.HUB].signal(row["conversation_id"], got)


def _newest(connection: Connection, conversation: str, sent: int | None) -> list[Message]:
    """The messages after the last that was sent; only the newest where none was."""
    if sent is None:
        about = store.about(connection, conversation)
        sent = about.last_seq - 1 if about is not None else 0
    return store.after(connection, conversation, sent)


async def _read(desk_open: Desk) -> None:
    """Hears the desk until it closes, or its session ends."""
    async for frame in desk_open.socket:
        if frame.type != WSMsgType.TEXT:
            break
        session = await desk_open.session()
        if session is None:
            await desk_open.socket.close(code=SIGNED_OUT)
            return
        try:
            told = json.loads(frame.data)
            if isinstance(told, dict):
                await _hear(desk_open, session, told)
        except (ValueError, RecursionError, NotUnderstood):
            continue  # it is not of our form; nothing depends on it


async def _hear(desk_open: Desk, session: Session, told: Mapping[str, Any]) -> None:
    event, ident, user = told.get("event"), told.get("case"), session.user
    hub = desk_open.request.app[keys.HUB]
    if event == "alive":
        await desk_open.run(presence.alive, user.id, now())
    if event not in ("typing", "read") or not isinstance(ident, str):
        return
    if event == "typing":
        # Somebody types: a person is there.
        await desk_open.run(sessions.touch, session.token_hash)
        row = await desk_open.run(own_case, ident, user)
        if row is not None:
            tell_typing(hub, row)
    else:
        seq = asked.seq_of(told)
        row = await desk_open.run(has_read, ident, user, seq)
        if row is not None:
            tell_read(hub, row, seq)


def _each_once(signals: list[Signal]) -> list[Signal]:
    """The signals without those that an earlier one has told already."""
    return [signal for number, signal in enumerate(signals) if signal not in signals[:number]]


async def _send(desk_open: Desk, told: Mapping[str, Any]) -> None:
    await desk_open.socket.send_str(json.dumps(told, ensure_ascii=False))
