"""What a counsellor writes to a client, and the signs that they write and read."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from aiohttp import web
from sqlalchemy import Connection

from bot.conversations.message import Message
from bot.errors import BadRequest
from bot.storage import counsellor_messages, desk
from bot.storage.accounts import User
from bot.storage.cases import TAKEN, Case
from bot.web import keys
from bot.web.desk import case_requests as asked
from bot.web.desk import view
from bot.web.desk.access import user_of
from bot.web.desk.cases import found_or_404, refuse, run
from bot.web.desk.notices import author_of, everywhere
from bot.web.desk.replies import speaks, texts_of
from bot.web.live import Hub
from bot.web.requests import json_of


def routes() -> list[web.RouteDef]:
    """The routes of this module."""
    one = "/desk/api/cases/{id}"
    return [
        web.post(f"{one}/messages", send),
        web.post(f"{one}/ask-contact", ask_contact),
        web.post(f"{one}/read", read),
        web.post(f"{one}/typing", typing),
    ]


async def send(request: web.Request) -> web.Response:
    """Sends the counsellor's own text as it is, or a ready reply in the client's language."""
    client_id, text, reply = asked.message_of(await json_of(request))
    row = await _row(request)
    knowledge = request.app[keys.KNOWLEDGE]()
    if reply is None:
        message = await _add(request, row, client_id, text or "", row["language"])
    else:
        texts = texts_of(knowledge, reply, row["municipality"])
        language = speaks(knowledge, row["language"])
        message = await _add(request, row, client_id, texts[language], language, texts)
    return web.json_response(message)


async def ask_contact(request: web.Request) -> web.Response:
    """Asks for a phone number or an e-mail address with an approved text."""
    body = await json_of(request)
    kind = body.get("kind")
    if kind not in asked.CONTACTS:
        raise BadRequest(f"`kind` is one of: {', '.join(asked.CONTACTS)}.")
    client_id = asked.id_of(body) if "id" in body else str(uuid.uuid4())
    row = await _row(request)
    knowledge = request.app[keys.KNOWLEDGE]()
    texts = everywhere(knowledge, f"counsellor_ask_{kind}")
    language = speaks(knowledge, row["language"])
    return web.json_response(await _add(request, row, client_id, texts[language], language, texts))


async def read(request: web.Request) -> web.Response:
    """Notes up to which message the counsellor has read."""
    seq = asked.seq_of(await json_of(request))
    hub = request.app[keys.HUB]
    row = await run(request, has_read, request.match_info["id"], user_of(request), seq)
    if row is None:
        raise await refuse(request, request.match_info["id"])
    tell_read(hub, row, seq)
    return web.Response(status=204)


async def typing(request: web.Request) -> web.Response:
    """Tells the client's page that the counsellor writes."""
    row = await _row(request)
    tell_typing(request.app[keys.HUB], row)
    return web.Response(status=204)


def own_case(connection: Connection, ident: str, user: User) -> Case | None:
    """A case that the user has; None for all others."""
    row = desk.row_for(connection, ident, user)
    return row if row and row["taken_by"] == user.id and row["state"] == TAKEN else None


def has_read(connection: Connection, ident: str, user: User, seq: int) -> Case | None:
    """Keeps up to which message a counsellor has read their own case; returns that case."""
    row = own_case(connection, ident, user)
    if row is not None:
        counsellor_messages.set_marks(connection, row["conversation_id"], counsellor_read=seq)
    return row


def tell_read(hub: Hub, row: Case, seq: int) -> None:
    """Tells the client's page up to where the counsellor has read."""
    hub.signal(row["conversation_id"], {"event": "read", "seq": seq})


def tell_typing(hub: Hub, row: Case) -> None:
    """Tells the client's page that the counsellor writes."""
    hub.signal(row["conversation_id"], {"event": "typing", "from": "counsellor"})


async def _row(request: web.Request) -> Case:
    """The case, if the user has it."""
    ident = request.match_info["id"]
    row = await run(request, own_case, ident, user_of(request))
    if row is None:
        raise await refuse(request, ident)
    return found_or_404(row)


async def _add(
    request: web.Request,
    row: Case,
    client_id: str,
    text: str,
    language: str,
    translations: Mapping[str, str] | None = None,
) -> view.Json:
    """Stores a message, and sends it once it is stored."""
    user = user_of(request)
    message: Message | None = await run(
        request,
        counsellor_messages.add_counsellor_message,
        row["id"],
        user.id,
        client_id,
        text,
        language,
        author_of(user, row["language"]),
        translations,
    )
    if message is None:
        raise await refuse(request, row["id"])
    hub, conversation = request.app[keys.HUB], row["conversation_id"]
    hub.wake(conversation)
    hub.signal_desk({"event": "message", "conversation": conversation, "case": row["id"]})
    return view.message(message, user.desk_language, request.app[keys.KNOWLEDGE]())
