"""How clients found the answers: kept with the conversation, counted, and listed for editors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.conversations import tally
from bot.conversations.message import Message
from bot.storage import figures
from bot.storage.rows import message_of, now
from bot.storage.tables import answer_ratings, messages

_OF = answer_ratings.c


@dataclass(frozen=True)
class Rated:
    """An answer that did not help, without anything that leads to its conversation.

    Args:
        text: what the client wrote about it, masked; None where that is nothing.
        message: the answer.
    """

    id: int
    reason: str | None
    text: str | None
    created_at: datetime
    message: Message


def rate(
    connection: Connection,
    conversation: str,
    seq: int,
    rating: str,
    reason: str | None,
    text: str | None,
) -> bool | None:
    """Keeps how the client found an answer, in the place of what was said of it before.

    Args:
        rating: "good" or "bad".
        reason: of a bad one, or None.
        text: masked, or None.

    Returns:
        False where the message is not an answer, None where there is no such message.
    """
    answer = connection.execute(
        select(messages.c.answer, messages.c.language).where(
            messages.c.conversation_id == conversation, messages.c.seq == seq
        )
    ).first()
    if answer is None or answer.answer is None:
        return None if answer is None else False
    values = {"rating": rating, "reason": reason, "text": text}
    same = (_OF.conversation_id == conversation) & (_OF.seq == seq)
    before = connection.execute(
        select(_OF.id, _OF.rating, _OF.reason, _OF.text, _OF.created_at).where(same)
    ).first()
    if before is None:
        key = {"conversation_id": conversation, "seq": seq, "created_at": now()}
        connection.execute(insert(answer_ratings).values(**key, **values))
    elif (before.rating, before.reason, before.text) == (rating, reason, text):
        return True
    else:
        _count(connection, answer, before.rating, before.reason, before.created_at, -1)
        changed = {**values, "created_at": now(), "done_at": None}
        connection.execute(update(answer_ratings).where(_OF.id == before.id).values(changed))
    _count(connection, answer, rating, reason, now())
    return True


def listed(connection: Connection, limit: int = 500) -> list[Rated]:
    """The answers that were rated as bad and that no editor is done with; the newest first."""
    found = (
        select(answer_ratings)
        .where(_OF.rating == tally.BAD, _OF.done_at.is_(None))
        .order_by(_OF.id.desc())
        .limit(limit)
        .subquery()
    )
    ours = [found.c[name].label(f"of_{name}") for name in _KEPT]
    query = (
        select(messages, *ours)
        .join(
            found,
            (found.c.conversation_id == messages.c.conversation_id)
            & (found.c.seq == messages.c.seq),
        )
        .order_by(found.c.id.desc())
    )
    return [_rated(row) for row in connection.execute(query).mappings()]


def finish(connection: Connection, ident: int) -> bool:
    """An editor is done with it; False where there is none. A second time changes nothing."""
    if connection.execute(select(_OF.id).where(_OF.id == ident)).first() is None:
        return False
    connection.execute(
        update(answer_ratings).where(_OF.id == ident, _OF.done_at.is_(None)).values(done_at=now())
    )
    return True


_KEPT = ("id", "reason", "text", "created_at")


def _rated(row: Mapping[Any, Any]) -> Rated:
    kept = {name: row[f"of_{name}"] for name in _KEPT}
    return Rated(**kept, message=message_of(row))


def _count(
    connection: Connection,
    said: Any,
    rating: str,
    reason: str | None,
    moment: datetime,
    number: int = 1,
) -> None:
    one = tally.of_answer_rating(said.answer, said.language, rating, reason)
    figures.add(connection, [one], moment, number)
