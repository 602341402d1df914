"""Whether a counsellor's desk is still there, and what becomes of a case when it is not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from bot.storage.cases import TAKEN, Case, release
from bot.storage.rows import Notice
from bot.storage.tables import cases, users


def gone(connection: Connection, before: datetime, notice: Notice) -> list[Case]:
    """Gives back every case whose counsellor's desk was not heard of since `before`.

    Returns:
        the cases that were given back, as they were.
    """
    silent = or_(cases.c.seen_at < before, cases.c.seen_at.is_(None))
    query = select(cases).where(cases.c.state == TAKEN, silent)
    found = [dict(row) for row in connection.execute(query).mappings()]
    return [
        case for case in found if release(connection, case["id"], None, notice, silent_since=before)
    ]


def alive(connection: Connection, user_id: str, moment: datetime) -> None:
    """A counsellor's desk was heard of: their presence and the cases they have stay."""
    connection.execute(update(users).where(users.c.id == user_id).values(seen_at=moment))
    has = (cases.c.taken_by == user_id, cases.c.state == TAKEN)
    connection.execute(update(cases).where(*has).values(seen_at=moment))
