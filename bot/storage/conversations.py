"""Reads and writes conversations. Each function is one transaction's work on a connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.conversations.message import BOT, CLIENT, SYSTEM, Message
from bot.storage import statements as sql
from bot.storage.codes import free_code
from bot.storage.rows import (
    BY_COUNSELLOR,
    About,
    Added,
    Notice,
    Waiting,
    message_of,
    now,
    row_of,
)
from bot.storage.tables import conversations, messages


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
            code=free_code(connection),
            token_hash=token_hash,
            state=dict(state),
            last_seq=1,
            created_at=moment,
            last_at=moment,
        )
    )
    connection.execute(insert(messages).values(row_of(ident, 1, BOT, greeting, moment)))
    return after(connection, ident, 0)


def token_hash_of(connection: Connection, ident: str) -> str | None:
    """The hash of the conversation's token; None where there is no such conversation."""
    return connection.execute(sql.TOKEN_HASH, {"of_conversation": ident}).scalar()


def lock(connection: Connection, ident: str, token_hash: str) -> None:
    """Gives the conversation another token, so that the one before opens it no more."""
    connection.execute(
        update(conversations).where(conversations.c.id == ident).values(token_hash=token_hash)
    )


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
        conflict = known.content_hash != content_hash
        return Added(known.seq, True, conflict, answered=known.answered_at is not None)
    moment = now()
    row = connection.execute(sql.COUNT_ONE, {"of_conversation": ident, "moment": moment}).first()
    if row is None:
        return None
    values = row_of(
        ident, row.last_seq, CLIENT, {"text": text, "language": row.state["language"]}, moment
    )
    values |= {
        "client_id": client_id,
        "content_hash": content_hash,
        "choice": choice,
        "masked": list(masked),
        "answered_at": moment if row.mode == BY_COUNSELLOR else None,
    }
    connection.execute(sql.ADD, values)
    if row.mode == BY_COUNSELLOR:
        return Added(row.last_seq, answered=True, case_id=row.case_id)
    if row.behind:
        return Added(row.last_seq, case_id=row.case_id)
    return Added(
        row.last_seq,
        waiting=Waiting(ident, row.last_seq, text, choice, tuple(masked), row.state),
        case_id=row.case_id,
    )


def tell(connection: Connection, ident: str, notice: Notice) -> Message | None:
    """Adds a message from the system in the conversation's language; None where it is gone."""
    moment = now()
    row = connection.execute(sql.COUNT_ONE, {"of_conversation": ident, "moment": moment}).first()
    if row is None:
        return None
    values = row_of(ident, row.last_seq, SYSTEM, notice(str(row.state["language"])), moment)
    connection.execute(sql.ADD, values)
    return message_of(values)


def about(connection: Connection, ident: str) -> About | None:
    """What is known of a conversation; None where there is no such one."""
    row = connection.execute(sql.ABOUT, {"of_conversation": ident}).first()
    return About(**row._mapping) if row is not None else None


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
        row_of(ident, last - len(replies) + number, reply.get("from", BOT), reply, moment, seq)
        for number, reply in enumerate(replies, 1)
    ]
    connection.execute(sql.ADD, rows)
    return [message_of(row) for row in rows]


def replies_to(connection: Connection, ident: str, seq: int) -> list[Message]:
    """What answered message `seq`; empty while there is no answer."""
    query = (
        select(messages)
        .where(messages.c.conversation_id == ident, messages.c.reply_to == seq)
        .order_by(messages.c.seq)
    )
    return [message_of(row) for row in connection.execute(query).mappings()]


def after(connection: Connection, ident: str, seq: int, limit: int = 500) -> list[Message]:
    """Messages with a higher number than `seq`, in order."""
    query = (
        select(messages)
        .where(messages.c.conversation_id == ident, messages.c.seq > seq)
        .order_by(messages.c.seq)
        .limit(limit)
    )
    return [message_of(row) for row in connection.execute(query).mappings()]


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
    """Deletes conversations in which nothing happened since `before`; returns how many.

    A conversation that waits for a counsellor, or that one has, is kept until its case is over.
    """
    old = (conversations.c.last_at < before) & conversations.c.case_id.is_(None)
    idents = select(conversations.c.id).where(old)
    connection.execute(delete(messages).where(messages.c.conversation_id.in_(idents)))
    return connection.execute(delete(conversations).where(old)).rowcount
