"""The chat API: conversations, messages, transcript, health. docs/api.md tells it to people."""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlalchemy import Connection

from bot.conversations import tally
from bot.conversations.masking import mask
from bot.conversations.message import SYSTEM, Message
from bot.dialogue import human
from bot.dialogue.acts import greeting
from bot.dialogue.turn import State
from bot.errors import BadRequest, Conflict, NotFound
from bot.languages.messages import Messages
from bot.storage import conversations as store
from bot.storage import figures, handovers
from bot.web import events, handover, hidden, keys, transcript
from bot.web.languages import language_of, wanted_language
from bot.web.limits import LIMITS
from bot.web.openapi import as_openapi
from bot.web.requests import (
    NO_CONVERSATION,
    as_response,
    authorised,
    authorised_to_write,
    content,
    hash_of,
    json_of,
    token_of,
)

# Choices that a page may send at any time, and the message with their label.
BUTTONS = {
    "action:human": "option_human",
    "action:handover": "option_handover",
    "action:more": "option_more",
    "action:save": "ui_save",
    "action:restart": "ui_new",
    "action:delete": "option_delete",
}


def routes() -> list[web.RouteDef]:
    """Every route of the chat API."""
    one = "/api/conversations/{id}"
    return [
        web.post("/api/conversations", start),
        web.post(f"{one}/messages", send),
        web.delete(one, remove),
        web.get(f"{one}/transcript", save),
        web.get("/api/openapi.json", openapi),
        web.get("/api/health", health),
        *events.routes(),
        *handover.routes(),
    ]


async def start(request: web.Request) -> web.Response:
    """Starts a conversation."""
    request.app[LIMITS].start(request)
    body = await json_of(request, empty=True)
    knowledge = request.app[keys.KNOWLEDGE]()
    language, municipality = body.get("language"), body.get("municipality")
    if municipality is not None and municipality not in [*knowledge.municipalities]:
        known = ", ".join(knowledge.municipalities)
        raise BadRequest(f"`municipality` is not one of: {known}. Leave it out if it is another.")
    live = [item.code for item in knowledge.live]
    if language is not None and language not in live:
        raise BadRequest(f"`language` is not one of: {', '.join(live)}.")
    state = State(
        language=language or language_of(request),
        chosen=language is not None,
        municipality=municipality,
    )
    ident, token = uuid.uuid4().hex, secrets.token_urlsafe(32)
    said = greeting(state, knowledge).as_dict() | {"basis": {"key": "greeting", "values": {}}}
    messages = await request.app[keys.DATABASE].run(
        _begin, ident, hash_of(token), state.as_dict(), said
    )
    return as_response({"id": ident, "token": token, "messages": _as_json(messages)}, 201)


async def send(request: web.Request) -> web.Response:
    """Takes a client's message: stores it, has it answered, returns the replies."""
    ident = await authorised_to_write(request)
    request.app[LIMITS].message(request, ident)
    body = await json_of(request)
    client_id, text, choice = content(body)
    database = request.app[keys.DATABASE]
    masked = mask(text)
    if choice is not None:
        text = await _label(request, ident, choice)
        masked = mask(text)
    # With the token, which is not stored, nobody can find out by trying what was masked.
    content_hash = hash_of(token_of(request) + json.dumps([body.get("text"), body.get("choice")]))
    added = await database.run(
        store.add_client_message, ident, client_id, content_hash, masked.text, choice, masked.kinds
    )
    if added is None:
        raise NotFound(NO_CONVERSATION)
    if added.conflict:
        raise Conflict("This id came with another message before. Make a new id for a new message.")
    if choice == "action:delete":
        return await _delete_by_choice(request, ident)
    hub = request.app[keys.HUB]
    hub.wake(ident)
    if added.case_id is not None:
        hub.signal_desk({"event": "message", "conversation": ident, "case": added.case_id})
    replies = await database.run(store.replies_to, ident, added.seq) if added.repeated else []
    if added.answered and not added.repeated and masked.kinds:
        replies = await hidden.tell(request, ident, masked.kinds, str(body.get("text")))
    if not replies and not added.answered:
        answering = _answering(request, ident, added, choice)
        await asyncio.wait({answering}, timeout=request.app[keys.SETTINGS].reply_seconds)
        if not answering.done():
            return as_response({"messages": []}, 202)
        replies = answering.result() or await database.run(store.replies_to, ident, added.seq)
    done = bool(replies) or added.answered or await database.run(_is_answered, ident, added.seq)
    return as_response({"messages": _as_json(replies)}, 200 if done else 202)


async def remove(request: web.Request) -> web.Response:
    """Deletes the conversation."""
    ident = await authorised(request)
    await _remove(request, ident)
    return web.Response(status=204)


async def save(request: web.Request) -> web.Response:
    """The conversation as a text file or as a page to print, in a language where one is asked."""
    ident = await authorised(request)
    kind, language = request.query.get("format", "text"), wanted_language(request)
    if kind not in ("text", "html"):
        raise BadRequest("`format` is `text` or `html`.")
    database = request.app[keys.DATABASE]
    messages: Sequence[Message] = await database.run(store.after, ident, 0, 100_000)
    about = await database.run(store.about, ident)
    if about is None:
        raise NotFound(NO_CONVERSATION)
    messages = await events.retold(request, messages, language)
    say = Messages(language or about.language, request.app[keys.KNOWLEDGE]().messages)
    write = transcript.as_text if kind == "text" else transcript.as_html
    text = write(messages, say, about.code)
    extension = "txt" if kind == "text" else "html"
    return web.Response(
        text=text,
        content_type="text/plain" if kind == "text" else "text/html",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="monineuvo.{extension}"'},
    )


async def openapi(request: web.Request) -> web.Response:
    """This API in OpenAPI 3.1."""
    return as_response(as_openapi())


async def health(request: web.Request) -> web.Response:
    """Whether the chat answers, and with what."""
    knowledge = request.app[keys.KNOWLEDGE]()
    await request.app[keys.DATABASE].run(store.state_of, "")
    ready = request.app[keys.WORKERS].ready.is_set()
    return as_response(
        {
            "status": "ok" if ready else "starting",
            "languages": [language.code for language in knowledge.live],
            "knowledge": knowledge.version,
            "model": request.app[keys.WORKERS].model,
        }
    )


def _begin(connection: Connection, *values: Any) -> list[Message]:
    messages = store.create(connection, *values)
    figures.add(connection, [tally.of_conversation(values[2])], store.now())
    return messages


def _answering(
    request: web.Request, ident: str, added: store.Added, choice: str | None
) -> asyncio.Future[list[Message]]:
    """The answer that is on its way: from a worker, or from here where a human is wanted."""
    turns = request.app[keys.TURNS]
    if choice in (human.HUMAN, human.FORM):
        return asyncio.create_task(turns.answer_here(ident, added.seq, choice))
    return turns.submit(ident, added.seq, added.waiting)


def _is_answered(connection: Connection, ident: str, seq: int) -> bool:
    """Whether nothing is left to answer: a counsellor has taken the case meanwhile."""
    return store.waiting(connection, ident, seq) is None


async def _remove(request: web.Request, ident: str) -> None:
    """Deletes a conversation and ends its case."""
    case = await request.app[keys.DATABASE].run(handovers.remove, ident)
    hub = request.app[keys.HUB]
    hub.wake(ident)
    if case is not None:
        hub.signal_desk({"event": "case", "conversation": ident, "case": case["id"]})
        await handover.tell_queue(request.app, case["municipality"])


async def _delete_by_choice(request: web.Request, ident: str) -> web.Response:
    """The client pressed "yes, delete" in the conversation itself."""
    database = request.app[keys.DATABASE]
    state = await database.run(store.state_of, ident) or {}
    await _remove(request, ident)
    language = str(state.get("language", "en"))
    say = Messages(language, request.app[keys.KNOWLEDGE]().messages)
    gone = Message(0, SYSTEM, language, say("ui_deleted"), store.now())
    return as_response({"messages": [gone.as_json()]})


async def _label(request: web.Request, ident: str, choice: str) -> str:
    """What a choice is called, in the conversation's language.

    Raises:
        BadRequest: no message offered it, and it is none of the page's own buttons.
    """
    database, knowledge = request.app[keys.DATABASE], request.app[keys.KNOWLEDGE]()
    state = await database.run(store.state_of, ident) or {}
    language = str(state.get("language", "en"))
    kind, _, value = choice.partition(":")
    if choice in BUTTONS:
        return Messages(language, knowledge.messages)(BUTTONS[choice])
    if kind == "language" and value in knowledge.languages:
        return knowledge.languages[value].name
    if kind == "topic" and value in knowledge.topics:
        return knowledge.topics[value].pages[language].label
    if kind == "municipality" and value in knowledge.municipalities:
        return knowledge.municipalities[value].labels[language]
    if label := await database.run(store.offered, ident, choice):
        return label
    raise BadRequest("`choice` is not the value of an option of this conversation.")


def _as_json(messages: list[Message]) -> list[dict[str, Any]]:
    return [message.as_json() for message in messages]
