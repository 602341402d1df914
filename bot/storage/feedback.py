"""Feedback on accessibility: kept until it was answered and some time after.

Each function is one transaction's work on a connection.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from bot.storage import mails
from bot.storage.codes import free_code
from bot.storage.rows import now
from bot.storage.tables import feedback
from bot.storage.tables import mails as mail_table

# By the Act on the Provision of Digital Services (306/2019).
ANSWER_WITHIN = timedelta(days=14)
# Feedback that nobody marked as answered goes so long after it was due.
FORGOTTEN = timedelta(days=365)


def add(
    connection: Connection, ident: str, values: Mapping[str, Any], recipients: Sequence[str] | None
) -> Row[Any]:
    """Keeps a feedback; the same form with the same in it once more is kept once.

    Args:
        ident: of the form in which it was written.
        values: `language`, `text`, and `municipality`, `place` and `email` or None.
        recipients: who is told of it by mail, besides a receipt to its writer; None: no mail is
            sent at all.
    """
    query = select(feedback).where(feedback.c.id == ident)
    found = connection.execute(query).first()
    typed = ("text", "place", "email")
    if found is not None and all(getattr(found, name) == values[name] for name in typed):
        return found
    if found is not None:  # went back, and wrote something else in the same form
        ident = uuid.uuid4().hex
        query = select(feedback).where(feedback.c.id == ident)
    moment = now()
    row = {"id": ident, "code": free_code(connection), **values}
    row |= {"created_at": moment, "due_at": moment + ANSWER_WITHIN}
    connection.execute(insert(feedback).values(row))
    if recipients is not None:
        mails.tell_of_feedback(connection, row, recipients, moment)
    return connection.execute(query).one()


def listed(connection: Connection, answered: bool = False, limit: int = 500) -> Sequence[Row[Any]]:
    """What is to be answered, the most urgent first; or what was, the latest first."""
    if answered:
        state, order = feedback.c.answered_at.is_not(None), feedback.c.answered_at.desc()
    else:
        state, order = feedback.c.answered_at.is_(None), feedback.c.due_at.asc()
    return connection.execute(select(feedback).where(state).order_by(order).limit(limit)).all()


def answer(connection: Connection, ident: str) -> bool:
    """Marks it as answered; False where there is none. A second time changes nothing."""
    if connection.execute(select(feedback.c.id).where(feedback.c.id == ident)).first() is None:
        return False
    open_still = (feedback.c.id == ident) & feedback.c.answered_at.is_(None)
    connection.execute(update(feedback).where(open_still).values(answered_at=now()))
    return True


def expire(connection: Connection, answered_before: datetime, moment: datetime) -> int:
    """Deletes what was answered before a time, and what was forgotten, with its mails.

    Returns:
        how much feedback that was.
    """
    forgotten = feedback.c.due_at < moment - FORGOTTEN
    which = or_(feedback.c.answered_at < answered_before, forgotten)
    # The mails have its writer's address.
    idents = select(feedback.c.id).where(which)
    connection.execute(delete(mail_table).where(mail_table.c.case_id.in_(idents)))
    return connection.execute(delete(feedback).where(which)).rowcount
