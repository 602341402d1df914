"""The case of a handover and its transitions. Functions work on a connection, in one transaction.

A transition is one UPDATE that names the state it starts from: of two at once only one changes the
row. The message to the client about it is stored in the same transaction; a `Notice` makes it once
the conversation's language is known.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from bot.conversations.message import CLIENT
from bot.storage import conversations as store
from bot.storage.notes import add_note, remove_notes
from bot.storage.rows import BY_BOT, BY_COUNSELLOR, Notice, now
from bot.storage.tables import cases, conversations, messages, users

DRAFTING, WAITING, TAKEN = "drafting", "waiting", "taken"
CLOSED, WITHDRAWN = "closed", "withdrawn"
TO_MUNICIPALITY = "municipality:"
# What a client has told; it goes when the client takes the request back or deletes.
EMPTY: dict[str, Any] = {
    "summary": [],
    "contact": None,
    "wishes": None,
    "danger": None,
    "interpreter": None,
}

# A row of the table, by the names of its columns.
Case = dict[str, Any]


@dataclass(frozen=True)
class Claimed:
    """What came of a claim.

    Args:
        won: whether the user has the case now.
        by: the first name of the one who has it; None where nobody has.
        fresh: whether this claim made the difference, and no earlier one of the same user.
    """

    won: bool
    by: str | None
    fresh: bool = False


def draft(
    connection: Connection, conversation: str, values: Mapping[str, Any]
) -> tuple[Case, bool] | None:
    """Begins a handover, or renews the draft that is there.

    Args:
        values: `language`, `municipality`, `priority`, `danger`, `topic` and `summary`.

    Returns:
        the case that is open now, and whether it was made; None where the conversation is gone.
    """
    about = store.about(connection, conversation)
    if about is None:
        return None
    ident = uuid.uuid4().hex
    free = (conversations.c.id == conversation, conversations.c.case_id.is_(None))
    taken = connection.execute(update(conversations).where(*free).values(case_id=ident))
    if taken.rowcount == 1:
        row: Case = {"id": ident, "conversation_id": conversation, "code": about.code}
        row |= {"state": DRAFTING, "created_at": now(), **values}
        connection.execute(insert(cases).values(row))
    else:
        move(connection, str(about.case_id), DRAFTING, **values)
    found = current(connection, conversation)
    return (found, taken.rowcount == 1) if found is not None else None


def current(connection: Connection, conversation: str) -> Case | None:
    """The conversation's case in drafting, waiting or taken."""
    joined = select(cases).join(conversations, conversations.c.case_id == cases.c.id)
    return _first(connection, joined.where(conversations.c.id == conversation))


def latest(connection: Connection, conversation: str) -> Case | None:
    """The conversation's last case that was sent, closed ones too."""
    sent = (cases.c.conversation_id == conversation, cases.c.requested_at.is_not(None))
    return _first(
        connection, select(cases).where(*sent).order_by(cases.c.requested_at.desc()).limit(1)
    )


def by_id(connection: Connection, ident: str) -> Case | None:
    """A case."""
    return _first(connection, select(cases).where(cases.c.id == ident))


def submit(
    connection: Connection, ident: str, values: Mapping[str, Any], notice: Notice
) -> tuple[Case, bool] | None:
    """The client sends the request, or changes one that waits.

    Args:
        values: what the client chose; for the first time with `out_of_hours` and `due_at`.

    Returns:
        the case, and whether it was sent for the first time; None where it neither is drafted nor
        waits.
    """
    first = move(connection, ident, DRAFTING, state=WAITING, requested_at=now(), **values)
    if not first and not move(connection, ident, WAITING, **values):
        return None
    case = by_id(connection, ident)
    assert case is not None
    if first:
        store.tell(connection, case["conversation_id"], notice)
    return case, first


def withdraw(connection: Connection, conversation: str, notice: Notice) -> bool:
    """The client takes the request back. False where a counsellor has it, or there is none."""
    case = current(connection, conversation)
    if case is None or not move(
        connection, case["id"], DRAFTING, WAITING, state=WITHDRAWN, **EMPTY
    ):
        return False
    remove_notes(connection, case["id"])
    let_go(connection, case["id"])
    if case["state"] == WAITING:
        store.tell(connection, conversation, notice)
    return True


def claim(connection: Connection, ident: str, user_id: str, notice: Notice) -> Claimed:
    """A counsellor takes a case that waits; from now on the dialogue is silent.

    What the client wrote and nobody has answered yet is the counsellor's to answer.
    """
    moment = now()
    values: Case = {"taken_by": user_id, "taken_at": moment, "seen_at": moment}
    values["transferred_to"] = None
    if not move(connection, ident, WAITING, state=TAKEN, **values):
        has = select(cases.c.taken_by, users.c.first_name).join(
            users, users.c.id == cases.c.taken_by
        )
        row = connection.execute(has.where(cases.c.id == ident, cases.c.state == TAKEN)).first()
        return Claimed(row is not None and row.taken_by == user_id, row.first_name if row else None)
    connection.execute(
        update(conversations).where(conversations.c.case_id == ident).values(mode=BY_COUNSELLOR)
    )
    conversation = _conversation_of(connection, ident)
    unanswered = (messages.c.sender == CLIENT, messages.c.answered_at.is_(None))
    connection.execute(
        update(messages)
        .where(messages.c.conversation_id == conversation, *unanswered)
        .values(answered_at=moment)
    )
    store.tell(connection, conversation, notice)
    first_name = select(users.c.first_name).where(users.c.id == user_id)
    return Claimed(True, connection.execute(first_name).scalar(), fresh=True)


def release(
    connection: Connection,
    ident: str,
    user_id: str | None,
    notice: Notice,
    note: str | None = None,
    to: str | None = None,
    silent_since: datetime | None = None,
) -> bool:
    """Gives a case back, so that it waits again in the place it had.

    Args:
        user_id: who has it and gives it back; None: the system takes it from whoever has it.
        note: for the next counsellor.
        to: the id of a user, or `municipality:<id>`, for whom it waits.
        silent_since: only if its desk was not heard of since then.

    Returns:
        False where this user does not have it.
    """
    values: Case = {"taken_by": None, "taken_at": None, "seen_at": None}
    values["transferred_to"] = None
    if to is not None and to.startswith(TO_MUNICIPALITY):
        values["municipality"] = to.removeprefix(TO_MUNICIPALITY)
    else:
        values["transferred_to"] = to
    only: list[ColumnElement[bool]] = []
    if user_id is not None:
        only.append(cases.c.taken_by == user_id)
    if silent_since is not None:
        only.append(or_(cases.c.seen_at < silent_since, cases.c.seen_at.is_(None)))
    if not move(connection, ident, TAKEN, only=only, state=WAITING, **values):
        return False
    connection.execute(
        update(conversations).where(conversations.c.case_id == ident).values(mode=BY_BOT)
    )
    if note:
        add_note(connection, ident, user_id, note)
    store.tell(connection, _conversation_of(connection, ident), notice)
    return True


def transfer(
    connection: Connection, ident: str, user_id: str, to: str, note: str | None, notice: Notice
) -> bool:
    """Passes a case to a colleague or to another municipality; see `release`."""
    return release(connection, ident, user_id, notice, note, to)


def close(
    connection: Connection,
    ident: str,
    user_id: str,
    outcome: str,
    to: str | None,
    agreed: str | None,
    notice: Notice,
) -> Case | None:
    """Ends a case; the assistant answers again. None where this user does not have it.

    Args:
        outcome: "answered", "referred", "appointment" or "no_reply".
        to: to whom the client was referred.
        agreed: what was agreed.
    """
    values: Case = {"state": CLOSED, "closed_at": now(), "outcome": outcome, "outcome_to": to}
    only = [cases.c.taken_by == user_id]
    if not move(connection, ident, TAKEN, only=only, agreed=agreed, **values):
        return None
    conversation = _conversation_of(connection, ident)
    let_go(connection, ident)
    store.tell(connection, conversation, notice)
    return by_id(connection, ident)


def in_danger(connection: Connection, conversation: str, kind: str | None) -> str | None:
    """Puts an open request first, because its client is in danger; returns its id if there is."""
    case = current(connection, conversation)
    if case is None or case["state"] not in (DRAFTING, WAITING):
        return None
    danger = kind or case["danger"]
    move(connection, case["id"], DRAFTING, WAITING, priority=1, danger=danger)
    return str(case["id"])


def rate(connection: Connection, ident: str, rating: int) -> bool:
    """Keeps how the client found it, 1 to 3; False where the case is not closed."""
    return move(connection, ident, CLOSED, rating=rating)


def move(
    connection: Connection,
    ident: str,
    *states: str,
    only: list[ColumnElement[bool]] | None = None,
    **values: Any,
) -> bool:
    """Changes a case if it is in one of these states; says whether it was.

    Args:
        only: further conditions.
        values: of the columns.
    """
    where = [cases.c.id == ident, cases.c.state.in_(states), *(only or ())]
    return connection.execute(update(cases).where(*where).values(**values)).rowcount == 1


def let_go(connection: Connection, ident: str) -> None:
    """The conversation has no open case any more, and the assistant answers."""
    connection.execute(
        update(conversations)
        .where(conversations.c.case_id == ident)
        .values(case_id=None, mode=BY_BOT)
    )


def _conversation_of(connection: Connection, ident: str) -> str:
    query = select(cases.c.conversation_id).where(cases.c.id == ident)
    return str(connection.execute(query).scalar_one())


def _first(connection: Connection, query: Any) -> Case | None:
    row = connection.execute(query).mappings().first()
    return dict(row) if row is not None else None
