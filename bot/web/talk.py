"""What a client does with a conversation, by the API or by the page without scripts.

Each function gets what is checked already: the conversation's id with its token.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from sqlalchemy import Connection

from bot.conversations import tally
from bot.conversations.masking import mask
from bot.conversations.message import SYSTEM, Message
from bot.dialogue import human
from bot.dialogue.opening import opening
from bot.dialogue.turn import State
from bot.errors import BadRequest, Conflict, NotFound
from bot.languages.messages import Messages
from bot.storage import conversations as store
from bot.storage import figures, handovers
from bot.web import handover, hidden, keys
from bot.web.requests import NO_CONVERSATION, TOKEN_HASHES, content, hash_of

# Choices that a page may send at any time, and the message with their label.
BUTTONS = {
    "action:human": "option_human",
    "action:handover": "option_handover",
    "action:more": "option_more",
    "action:save": "ui_save",
    "action:restart": "ui_new",
    "action:delete": "option_delete",
}


@dataclass(frozen=True)
class Key:
    """What opens a conversation: its id and its token."""

    ident: str = field(default_factory=lambda: uuid.uuid4().hex)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)


@dataclass(frozen=True)
class Said:
    """What became of a client's message.

    Args:
        replies: what was answered.
        done: whether nothing more is to be waited for.
        gone: whether the message deleted the conversation.
    """

    replies: list[Message]
    done: bool = True
    gone: bool = False


async def begin(app: web.Application, key: Key, state: State) -> list[Message]:
    """Begins a conversation; returns its greeting, or nothing where it has begun already."""
    said = opening(state, app[keys.KNOWLEDGE]())
    return await app[keys.DATABASE].run(
        _begin, key.ident, hash_of(key.token), state.as_dict(), said
    )


async def say(app: web.Application, key: Key, body: Mapping[str, Any]) -> Said:
    """Takes a client's message: stores it once, has it answered, waits a while for the replies.

    Args:
        body: `id` and either `text` or `choice`.

    Raises:
        NotUnderstood: it is not of this form, or too long, or the `id` came with another content.
        NotFound: the conversation is gone.
    """
    ident, token = key.ident, key.token
    client_id, text, choice = content(dict(body))
    database = app[keys.DATABASE]
    if choice is not None:
        text = await _label(app, ident, choice)
    masked = mask(text)
    # With the token, which is not stored, nobody can find out by trying what was masked.
    content_hash = hash_of(token + json.dumps([body.get("text"), body.get("choice")]))
    added = await database.run(
        store.add_client_message, ident, client_id, content_hash, masked.text, choice, masked.kinds
    )
    if added is None:
        raise NotFound(NO_CONVERSATION)
    if added.conflict:
        raise Conflict("This id came with another message before. Make a new id for a new message.")
    if choice == "action:delete":
        return await _delete_by_choice(app, ident)
    hub = app[keys.HUB]
    hub.wake(ident)
    if added.case_id is not None:
        hub.signal_desk({"event": "message", "conversation": ident, "case": added.case_id})
    replies = await database.run(store.replies_to, ident, added.seq) if added.repeated else []
    if added.answered and not added.repeated and masked.kinds:
        replies = await hidden.tell(app, ident, masked.kinds, str(body.get("text")))
    if not replies and not added.answered:
        answering = _answering(app, ident, added, choice)
        await asyncio.wait({answering}, timeout=app[keys.SETTINGS].reply_seconds)
        if not answering.done():
            return Said([], done=False)
        replies = answering.result() or await database.run(store.replies_to, ident, added.seq)
    done = bool(replies) or added.answered or await database.run(_is_answered, ident, added.seq)
    return Said(replies, done)


async def remove(app: web.Application, ident: str) -> None:
    """Deletes a conversation and ends its case."""
    case = await app[keys.DATABASE].run(handovers.remove, ident)
    hub = app[keys.HUB]
    hub.wake(ident)
    if case is not None:
        hub.signal_desk({"event": "case", "conversation": ident, "case": case["id"]})
        await handover.tell_queue(app, case["municipality"])


async def lock(app: web.Application, ident: str) -> None:
    """Lets nobody open a conversation any more: its token counts no longer, and there is no other.

    It stays as long as others do; a counsellor who has it keeps it.
    """
    await app[keys.DATABASE].run(store.lock, ident, hash_of(secrets.token_urlsafe(32)))
    app[TOKEN_HASHES].pop(ident, None)


def _begin(connection: Connection, *values: Any) -> list[Message]:
    if store.token_hash_of(connection, values[0]) is not None:
        return []
    messages = store.create(connection, *values)
    figures.add(connection, [tally.of_conversation(values[2])], store.now())
    return messages


def _answering(
    app: web.Application, ident: str, added: store.Added, choice: str | None
) -> asyncio.Future[list[Message]]:
    """The answer that is on its way: from a worker, or from here where a human is wanted."""
    turns = app[keys.TURNS]
    if choice in (human.HUMAN, human.FORM):
        return asyncio.create_task(turns.answer_here(ident, added.seq, choice))
    return turns.submit(ident, added.seq, added.waiting)


def _is_answered(connection: Connection, ident: str, seq: int) -> bool:
    """Whether nothing is left to answer: a counsellor has taken the case meanwhile."""
    return store.waiting(connection, ident, seq) is None


async def _delete_by_choice(app: web.Application, ident: str) -> Said:
    """The client pressed "yes, delete" in the conversation itself."""
    state = await app[keys.DATABASE].run(store.state_of, ident) or {}
    await remove(app, ident)
    language = str(state.get("language", "en"))
    text = Messages(language, app[keys.KNOWLEDGE]().messages)("ui_deleted")
    return Said([Message(0, SYSTEM, language, text, store.now())], gone=True)


async def _label(app: web.Application, ident: str, choice: str) -> str:
    """What a choice is called, in the conversation's language.

    Raises:
        BadRequest: no message offered it, and it is none of the page's own buttons.
    """
    database, knowledge = app[keys.DATABASE], app[keys.KNOWLEDGE]()
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
