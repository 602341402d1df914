"""What waits for the counsellors, in which order, and the history of cases."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from bot.conversations.message import CLIENT
from bot.storage.cases import DRAFTING, TAKEN, WAITING, Case
from bot.storage.tables import cases, conversations, messages, users

MOST = 200
# Searched by this program, since what a column of JSON holds can't be compared as text.
MOST_SEARCHED = 5000
NOW = "chat"  # the way of meeting that needs a counsellor at once

_NEW = (
    select(func.count())
    .where(
        messages.c.conversation_id == conversations.c.id,
        messages.c.sender == CLIENT,
        messages.c.seq > conversations.c.counsellor_read,
    )
    .correlate(conversations)
    .scalar_subquery()
)
_AT_ONCE = and_(cases.c.meeting == NOW, cases.c.out_of_hours.is_(False))
# Who is next: danger first, then in the order in which the requests came.
_ORDER = (cases.c.priority.desc(), cases.c.requested_at, cases.c.id)


@dataclass(frozen=True)
class Queue:
    """The cases that a counsellor may see before having them, and those that they have.

    Each row is a `Case` with `first_name` of who has it and `unread`, how many messages of the
    client that is.
    """

    waiting: Sequence[Case]
    requests: Sequence[Case]
    mine: Sequence[Case]


@dataclass(frozen=True)
class Filters:
    """Which cases of the history are wanted; None: any.

    Args:
        municipalities: those that the reader may see.
        text: in the code, or in what the case is about.
        since, until: when it was requested, UTC; `until` is not included.
    """

    municipalities: Sequence[str]
    text: str = ""
    municipality: str | None = None
    state: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def queue(
    connection: Connection, municipalities: Sequence[str], user_id: str, on_duty: bool
) -> Queue:
    """What waits for one counsellor.

    A case waits for the counsellors of its municipality and for the one to whom it was passed;
    one in danger for everybody who is on duty.
    """
    seen: list[ColumnElement[bool]] = [
        cases.c.municipality.in_(municipalities),
        cases.c.transferred_to == user_id,
    ]
    if on_duty:
        seen.append(cases.c.priority > 0)
    waits = (cases.c.state == WAITING, or_(*seen))
    has = (cases.c.state == TAKEN, cases.c.taken_by == user_id)
    later = (cases.c.priority.desc(), cases.c.due_at.nulls_last(), *_ORDER[1:])
    return Queue(
        waiting=_rows(connection, *waits, _AT_ONCE, order=_ORDER),
        requests=_rows(connection, *waits, ~_AT_ONCE, order=later),
        mine=_rows(connection, *has, order=(cases.c.taken_at, cases.c.id)),
    )


def place(connection: Connection, ident: str) -> int | None:
    """How many are served before this case, plus one; None where it does not wait for a chat."""
    query = select(cases).where(cases.c.id == ident, cases.c.state == WAITING, _AT_ONCE)
    case = connection.execute(query).mappings().first()
    if case is None:
        return None
    same = and_(
        cases.c.priority == case["priority"],
        or_(
            cases.c.requested_at < case["requested_at"],
            and_(cases.c.requested_at == case["requested_at"], cases.c.id < ident),
        ),
    )
    before = or_(cases.c.priority > case["priority"], same)
    queued = (cases.c.state == WAITING, cases.c.municipality == case["municipality"], _AT_ONCE)
    ahead = select(func.count()).select_from(cases).where(*queued, before)
    return int(connection.execute(ahead).scalar_one()) + 1


def history(connection: Connection, filters: Filters) -> list[Case]:
    """Cases that were sent, in the form of `Queue`, the latest first, at most 200."""
    where: list[ColumnElement[bool]] = [
        cases.c.municipality.in_(filters.municipalities),
        cases.c.state != DRAFTING,
        cases.c.requested_at.is_not(None),
    ]
    if filters.municipality is not None:
        where.append(cases.c.municipality == filters.municipality)
    if filters.state is not None:
        where.append(cases.c.state == filters.state)
    if filters.since is not None:
        where.append(cases.c.requested_at >= filters.since)
    if filters.until is not None:
        where.append(cases.c.requested_at < filters.until)
    order = (cases.c.requested_at.desc(), cases.c.id)
    wanted = filters.text.strip().casefold()
    most = MOST_SEARCHED if wanted else MOST
    found = _rows(connection, *where, order=order, limit=most)
    return [row for row in found if wanted in _searched(row)][:MOST]


def row_of(connection: Connection, ident: str) -> Case | None:
    """One case in the form of `Queue`."""
    return next(iter(_rows(connection, cases.c.id == ident, order=(cases.c.id,))), None)


def _rows(
    connection: Connection, *where: ColumnElement[bool], order: Sequence[Any], limit: int = MOST
) -> list[Case]:
    # The conversation may be deleted already.
    query = (
        select(cases, users.c.first_name, func.coalesce(_NEW, 0).label("unread"))
        .outerjoin(users, users.c.id == cases.c.taken_by)
        .outerjoin(conversations, conversations.c.id == cases.c.conversation_id)
        .where(*where)
        .order_by(*order)
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _searched(row: Mapping[str, Any]) -> str:
    """Everything in which a word of the search may stand."""
    texts = [row[name] for name in ("code", "topic", "wishes", "outcome_to", "agreed")]
    told = [
        [part.get("original"), part.get("edited"), *(part.get("texts") or {}).values()]
        for part in row["summary"]
    ]
    return json.dumps([texts, told], ensure_ascii=False).casefold()


def waiting_in(connection: Connection, municipality: str | None) -> list[str]:
    """The conversations whose cases wait in a municipality."""
    where = (cases.c.state == WAITING, cases.c.municipality == municipality)
    return list(connection.execute(select(cases.c.conversation_id).where(*where)).scalars())
