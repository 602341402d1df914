"""Deletes what is older than it may be kept, all of it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, and_, delete, func, not_, or_, select, update

from bot.storage import audit, conversations, feedback, sessions
from bot.storage.tables import cases, items, mails, notes
from bot.storage.tables import conversations as conversation_table

MAIL_DAYS = 30
DRAFT = timedelta(days=1)
OVER = ("closed", "withdrawn")


class Times(Protocol):
    """How long things are kept; the settings have these."""

    @property
    def retention_days(self) -> int:
        """Of conversations, since their last message."""

    @property
    def case_days(self) -> int:
        """Of cases since they were closed, of items and feedback since they were done."""

    @property
    def audit_days(self) -> int:
        """Of lines of the audit log."""

    @property
    def desk_idle_minutes(self) -> int:
        """Of sessions at the desk, since they were used."""


def expire(connection: Connection, times: Times, moment: datetime) -> Mapping[str, int]:
    """Deletes everything that has been kept long enough.

    Args:
        moment: now, in UTC without zone.

    Returns:
        how many of each kind were deleted.
    """
    old_case = moment - timedelta(days=times.case_days)
    old_mail = moment - timedelta(days=MAIL_DAYS)
    counted = {
        # A draft that was never sent is the client's alone; nobody has seen it.
        "drafts": _delete_cases(
            connection, and_(cases.c.state == "drafting", cases.c.created_at < moment - DRAFT)
        ),
        "cases": _delete_cases(connection, _last_touched(old_case)),
        "conversations": conversations.expire(
            connection, moment - timedelta(days=times.retention_days)
        ),
        "mails": connection.execute(
            delete(mails).where(func.coalesce(mails.c.sent_at, mails.c.created_at) < old_mail)
        ).rowcount,
        "items": connection.execute(delete(items).where(items.c.done_at < old_case)).rowcount,
        "feedback": feedback.expire(connection, old_case, moment),
        "audit_lines": audit.expire(connection, moment - timedelta(days=times.audit_days)),
        "sessions": sessions.expire(connection, timedelta(minutes=times.desk_idle_minutes)),
    }
    return counted


def _last_touched(before: datetime) -> ColumnElement[bool]:
    """Cases that ended before a time; and those that nobody has done anything with since then."""
    over = cases.c.state.in_(OVER)
    last = func.coalesce(
        cases.c.seen_at, cases.c.taken_at, cases.c.requested_at, cases.c.created_at
    )
    return or_(
        and_(over, func.coalesce(cases.c.closed_at, last) < before),
        and_(not_(over), last < before, func.coalesce(cases.c.due_at, last) < before),
    )


def _delete_cases(connection: Connection, which: ColumnElement[bool]) -> int:
    """Deletes cases with their notes and mails; their conversations go on with the assistant."""
    idents = select(cases.c.id).where(which)
    connection.execute(
        update(conversation_table)
        .where(conversation_table.c.case_id.in_(idents))
        .values(case_id=None, mode="bot")
    )
    connection.execute(delete(notes).where(notes.c.case_id.in_(idents)))
    connection.execute(delete(mails).where(mails.c.case_id.in_(idents)))
    return connection.execute(delete(cases).where(which)).rowcount
