"""Reads and writes conversations. Each function is one transaction's work on a connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from bot.conversations.message import BOT, CLIENT, Message
from bot.storage import statements as sql
from bot.storage.tables import conversations, messages


@dataclass(frozen=True)
class Waiting:
    """A client's message that has no answer yet, with what is needed to answer it."""

    conversation: str
    seq: int
    text: str
    choice: str | None
    masked: tuple[str, ...]
    state: Mapping[str, Any]


@dataclass(frozen=True)
class Added:
    """What became of a client's message: its number, and whether it had come before.

    Args:
        waiting: what is needed to answer it; None for a repeated message and where an earlier one
            is still unanswered, whose answer will change what the conversation remembers.
    """

    seq: int
    repeated: bool = False
    conflict: bool = False
    waiting: Waiting | None = None


def now() -> datetime:
    """The time in UTC, without zone, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


def create(
    connection: Connection,
    ident: str,
    token_hash: str,
    state: Mapping[str, Any],
    greeting: Mapping[str, Any],
) -> list[Message]:
    """A new conversation that begins with a greeting."""
    moment = now()
    connection.execute(
        insert(conversations).values(
            id=ident,
            token_hash=token_hash,
            state=dict(state),
            last_seq=1,
            created_at=moment,
            last_at=moment,
        )
    )
    connection.execute(insert(messages).values(_row(ident, 1, BOT, greeting, moment)))
    return after(connection, ident, 0)


def token_hash_of(connection: Connection, ident: str) -> str | None:
    """The hash of the conversation's token; None where there is no such conversation."""
    return connection.execute(sql.TOKEN_HASH, {"of_conversation": ident}).scalar()


def add_client_message(
    connection: Connection,
    ident: str,
    client_id: str,
    content_hash: str,
    text: str,
    choice: str | None,
    masked: Sequence[str],
) -> Added | None:
    """Stores a client's message once; None where the conversation is gone.

    A repeat with the same id changes nothing. The same id with another content is a conflict.
    """
    known = connection.execute(
        sql.SAME_CLIENT_ID, {"of_conversation": ident, "of_client_id": client_id}
    ).first()
    if known is not None:
        return Added(known.seq, repeated=True, conflict=known.content_hash != content_hash)
    moment = now()
    row = connection.execute(sql.COUNT_ONE, {"of_conversation": ident, "moment": moment}).first()
    if row is None:
        return None
    values = _row(
        ident, row.last_seq, CLIENT, {"text": text, "language": row.state["language"]}, moment
    )
    values |= {
        "client_id": client_id,
        "content_hash": content_hash,
        "choice": choice,
        "masked": list(masked),
    }
    connection.execute(sql.ADD, values)
    if row.behind:
        return Added(row.last_seq)
    return Added(
        row.last_seq,
        waiting=Waiting(ident, row.last_seq, text, choice, tuple(masked), row.state),
    )


def waiting(connection: Connection, ident: str, seq: int) -> Waiting | None:
    """A message that is to be answered; None where it is answered or gone."""
    row = connection.execute(sql.WAITING, {"of_conversation": ident, "of_seq": seq}).first()
    if row is None:
        return None
    return Waiting(ident, seq, row.text, row.choice, tuple(row.masked or ()), row.state)


def all_waiting(connection: Connection) -> list[tuple[str, int]]:
    """Every unanswered message as (conversation, seq), oldest first."""
    query = (
        select(messages.c.conversation_id, messages.c.seq)
        .where(messages.c.sender == CLIENT, messages.c.answered_at.is_(None))
        .order_by(messages.c.created_at, messages.c.seq)
    )
    return [(row.conversation_id, row.seq) for row in connection.execute(query)]


def add_replies(
    connection: Connection,
    ident: str,
    seq: int,
    replies: Sequence[Mapping[str, Any]],
    state: Mapping[str, Any],
    language: str | None,
) -> list[Message]:
    """Stores the replies to message `seq` and the new state, once.

    Returns:
        the replies; empty where the message was answered before or the conversation is gone.
    """
    moment = now()
    taken = connection.execute(
        sql.ANSWERED,
        {
            "of_conversation": ident,
            "of_seq": seq,
            "moment": moment,
            "found_language": language or None,
        },
    )
    if taken.rowcount != 1:
        return []
    last = connection.execute(
        sql.COUNT_REPLIES,
        {
            "of_conversation": ident,
            "count": len(replies),
            "new_state": dict(state),
            "moment": moment,
        },
    ).scalar_one()
    rows = [
        _row(ident, last - len(replies) + number, reply.get("from", BOT), reply, moment, seq)
        for number, reply in enumerate(replies, 1)
    ]
    connection.execute(sql.ADD, rows)
    return [_message(row) for row in rows]


def replies_to(connection: Connection, ident: str, seq: int) -> list[Message]:
    """What answered message `seq`; empty while there is no answer."""
    query = (
        select(messages)
        .where(messages.c.conversation_id == ident, messages.c.reply_to == seq)
        .order_by(messages.c.seq)
    )
    return [_message(row) for row in connection.execute(query).mappings()]


def after(connection: Connection, ident: str, seq: int, limit: int = 500) -> list[Message]:
    """Messages with a higher number than `seq`, in order."""
    query = (
        select(messages)
        .where(messages.c.conversation_id == ident, messages.c.seq > seq)
        .order_by(messages.c.seq)
        .limit(limit)
    )
    return [_message(row) for row in connection.execute(query).mappings()]


def state_of(connection: Connection, ident: str) -> Mapping[str, Any] | None:
    """What the conversation remembers."""
    return connection.execute(sql.STATE, {"of_conversation": ident}).scalar()


def offered(connection: Connection, ident: str, value: str) -> str | None:
    """The label with which an option was offered last."""
    query = (
        select(messages.c.options)
        .where(messages.c.conversation_id == ident, messages.c.sender == BOT)
        .order_by(messages.c.seq.desc())
        .limit(10)
    )
    for options in connection.execute(query).scalars():
        for option in options:
            if option["value"] == value:
                return str(option["label"])
    return None


def remove(connection: Connection, ident: str) -> int:
    """Deletes a conversation with all its messages; returns how many messages went."""
    count = connection.execute(
        select(func.count()).where(messages.c.conversation_id == ident)
    ).scalar_one()
    connection.execute(delete(messages).where(messages.c.conversation_id == ident))
    connection.execute(delete(conversations).where(conversations.c.id == ident))
    return count


def expire(connection: Connection, before: datetime) -> int:
    """Deletes conversations in which nothing happened since `before`; returns how many."""
    old = select(conversations.c.id).where(conversations.c.last_at < before)
    connection.execute(delete(messages).where(messages.c.conversation_id.in_(old)))
    return connection.execute(
        delete(conversations).where(conversations.c.last_at < before)
    ).rowcount


def _row(
    ident: str,
    seq: int,
    sender: str,
    said: Mapping[str, Any],
    moment: datetime,
    reply_to: int | None = None,
) -> dict[str, Any]:
    return {
        "conversation_id": ident,
        "seq": seq,
        "sender": sender,
        "language": said["language"],
        "text": said["text"],
        "options": list(said.get("options") or ()),
        "answer": said.get("answer"),
        "created_at": moment,
        "reply_to": reply_to,
    }


def _message(row: Mapping[Any, Any]) -> Message:
    keys = ("seq", "sender", "language", "text", "created_at", "options", "answer")
    return Message(*(row[key] for key in keys))
