"""What counsellors do with cases: what they may see, and a line in the audit for each thing done.

Each function is one transaction's work on a connection: what is done and that it was done are
stored together or not at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from bot.conversations import tally
from bot.conversations.message import CLIENT, Message
from bot.storage import accounts, audit, cases, counsellor_messages, figures, items, notes, queue
from bot.storage import conversations as store
from bot.storage.accounts import COUNSELLOR, User
from bot.storage.cases import CLOSED, DRAFTING, TAKEN, WAITING, WITHDRAWN, Case
from bot.storage.rows import Notice, now
from bot.storage.tables import audit as audit_table
from bot.storage.tables import cases as table

MOST_MESSAGES = 2000
# Within so long, looking again at the same case is the same opening.
SAME_OPENING = timedelta(minutes=10)


@dataclass(frozen=True)
class Ending:
    """How a counsellor ends a case.

    Args:
        to: to whom the client was referred.
        agreed: what was agreed; the client gets it.
        lack: what the knowledge lacked, for its editors: `kind`, `text`, `topic`.
    """

    outcome: str
    to: str | None
    agreed: str | None
    lack: Mapping[str, Any] | None


@dataclass(frozen=True)
class Opened:
    """A case with all that belongs to it."""

    row: Case
    messages: Sequence[Message]
    notes: Sequence[Mapping[str, Any]]
    client: Mapping[str, int]


def may_see(case: Mapping[str, Any], user: User) -> bool:
    """Whether a user may see a case; only counsellors see any.

    A draft has not been sent yet, and one that was withdrawn is not theirs any more. Danger
    concerns everybody on duty, until it is dealt with.
    """
    if COUNSELLOR not in user.roles or case["state"] in (DRAFTING, WITHDRAWN):
        return False
    if user.id in (case["taken_by"], case["transferred_to"]):
        return True
    if case["municipality"] in user.municipalities:
        return True
    urgent = case["priority"] > 0 and case["state"] in (WAITING, TAKEN)
    return bool(urgent and user.on_duty)


def row_for(connection: Connection, ident: str, user: User) -> Case | None:
    """A case that the user may see, in the form of the queue; None for all others."""
    row = queue.row_of(connection, ident)
    return row if row is not None and may_see(row, user) else None


def opened(connection: Connection, ident: str, user: User) -> Opened | None:
    """A case with its messages and notes, and a line in the audit that it was opened."""
    row = row_for(connection, ident, user)
    if row is None:
        return None
    _note_opening(connection, ident, user.id)
    about = store.about(connection, row["conversation_id"])
    said = store.after(connection, row["conversation_id"], 0, MOST_MESSAGES)
    return Opened(
        row,
        list(_of_case(row, said)),
        notes.notes_of(connection, ident),
        {"got": about.client_got, "read": about.client_read} if about else {"got": 0, "read": 0},
    )


def messages_after(
    connection: Connection, ident: str, user: User, seq: int
) -> tuple[Case, list[Message]] | None:
    """A case with its messages after a number; None where the user may not see it."""
    row = row_for(connection, ident, user)
    if row is None:
        return None
    _note_opening(connection, ident, user.id)
    said = store.after(connection, row["conversation_id"], seq)
    return row, list(_of_case(row, said))


def claim(connection: Connection, ident: str, user: User, notice: Notice) -> cases.Claimed | None:
    """Takes a case; None where the user may not see it."""
    row = row_for(connection, ident, user)
    if row is None:
        return None
    claimed = cases.claim(connection, ident, user.id, notice)
    if claimed.fresh:
        first = not audit.page(connection, limit=1, action="claim", case=ident)
        audit.record(connection, "claim", user.id, ident)
        if first and not row["out_of_hours"]:
            waited = (now() - row["requested_at"]).total_seconds()
            _count(connection, row, tally.WAIT, tally.bucket(waited))
    return claimed


def release(
    connection: Connection, ident: str, user: User, notice: Notice, note: str | None
) -> bool:
    """Gives a case back; False where the user does not have it."""
    done = cases.release(connection, ident, user.id, notice, note)
    if done:
        audit.record(connection, "release", user.id, ident)
    return done


def transfer(
    connection: Connection, ident: str, user: User, to: str, note: str | None, notice: Notice
) -> bool:
    """Passes a case on; False where the user does not have it."""
    done = cases.transfer(connection, ident, user.id, to, note, notice)
    if done:
        audit.record(connection, "transfer", user.id, ident, to)
    return done


def close(
    connection: Connection,
    ident: str,
    user: User,
    end: Ending,
    agreed: Callable[[str], Mapping[str, Any]],
    notice: Notice,
) -> Case | None:
    """Ends a case; None where the user does not have it.

    Args:
        agreed: makes what the client is told of an agreement, from their language: `text` and
            `author`.
    """
    row = row_for(connection, ident, user)
    if row is None:
        return None
    if end.agreed is not None:
        told = agreed(row["language"])
        counsellor_messages.add_counsellor_message(
            *(connection, ident, user.id, str(uuid.uuid4()), told["text"]),
            *(row["language"], told["author"]),
        )
    case = cases.close(connection, ident, user.id, end.outcome, end.to, end.agreed, notice)
    if case is None:
        return None
    audit.record(connection, "close", user.id, ident, end.outcome)
    _count(connection, case, tally.OUTCOME, end.outcome)
    if end.lack is not None:
        where = {"language": case["language"], "municipality": case["municipality"]}
        items.add(connection, {**where, **end.lack, "user_id": user.id})
    return case


def add_note(connection: Connection, ident: str, user: User, text: str) -> bool:
    """Adds a note to a case that the user may see."""
    if row_for(connection, ident, user) is None:
        return False
    notes.add_note(connection, ident, user.id, text)
    audit.record(connection, "note", user.id, ident)
    return True


def search(connection: Connection, user: User, filters: queue.Filters, detail: str) -> list[Case]:
    """Cases of the user's own municipalities.

    Args:
        detail: which fields were used; never the words.
    """
    audit.record(connection, "search", user.id, detail=detail)
    return [row for row in queue.history(connection, filters) if may_see(row, user)]


def own_municipalities(connection: Connection, user: User) -> set[str]:
    """The municipalities of the cases that a counsellor has."""
    query = select(table.c.municipality).where(table.c.taken_by == user.id, table.c.state == TAKEN)
    return {place for place in connection.execute(query).scalars() if place}


def colleagues(connection: Connection, user: User) -> list[User]:
    """Every other counsellor, each once, by first name."""
    found = {one.id: one for rows in accounts.served(connection).values() for one in rows}
    found.pop(user.id, None)
    return sorted(found.values(), key=lambda one: (one.first_name, one.id))


def _of_case(row: Case, said: Sequence[Message]) -> Iterator[Message]:
    """What a client tells the assistant after the case was closed is not the counsellor's."""
    for message in said:
        later = row["state"] == CLOSED and message.created_at > row["closed_at"]
        if later and message.sender == CLIENT:
            return
        yield message


def _note_opening(connection: Connection, ident: str, user_id: str) -> None:
    lately = select(audit_table.c.id).where(
        audit_table.c.action == "open",
        audit_table.c.case_id == ident,
        audit_table.c.user_id == user_id,
        audit_table.c.at > now() - SAME_OPENING,
    )
    if connection.execute(lately.limit(1)).first() is None:
        audit.record(connection, "open", user_id, ident)


def _count(connection: Connection, case: Mapping[str, Any], kind: str, value: str) -> None:
    figures.count(
        connection, kind, case["language"], case["municipality"], case["topic"], value, now()
    )
