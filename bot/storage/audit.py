"""Who did what with which case. Each function is one transaction's work on a connection.

No text of a client or of a counsellor goes in here, only what was done: a search is kept by the
fields it used, not by its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from bot.storage.conversations import now
from bot.storage.tables import audit, cases, users

MAX_DETAIL = 200


def record(
    connection: Connection,
    action: str,
    user: str | None = None,
    case: str | None = None,
    detail: str | None = None,
) -> None:
    """Adds a line.

    Args:
        action: a short word, for example "open", "claim", "close", "search", "sign_in".
        user: id of who did it; None: a command on the server, or the system.
        case: id of the case it was done with.
        detail: what else is needed to understand it: an outcome, a receiver's id.
    """
    values: dict[str, Any] = {"at": now(), "user_id": user, "action": action, "case_id": case}
    connection.execute(
        insert(audit).values(values | {"detail": (detail or "")[:MAX_DETAIL] or None})
    )


def page(
    connection: Connection,
    before: int | None = None,
    limit: int = 100,
    user: str | None = None,
    action: str | None = None,
    case: str | None = None,
) -> Sequence[Row[Any]]:
    """Lines, the newest first, with `name` of who did it and `code` of the case.

    Args:
        before: only lines with a smaller id, for the next page.
    """
    query = (
        select(audit, users.c.name, users.c.first_name, cases.c.code)
        .outerjoin(users, users.c.id == audit.c.user_id)
        .outerjoin(cases, cases.c.id == audit.c.case_id)
        .order_by(audit.c.id.desc())
        .limit(limit)
    )
    wanted = {audit.c.user_id: user, audit.c.action: action, audit.c.case_id: case}
    for column, value in wanted.items():
        if value is not None:
            query = query.where(column == value)
    if before is not None:
        query = query.where(audit.c.id < before)
    return connection.execute(query).all()


def expire(connection: Connection, before: datetime) -> int:
    """Deletes lines older than `before`; returns how many."""
    return connection.execute(delete(audit).where(audit.c.at < before)).rowcount
