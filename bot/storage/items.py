"""What counsellors found wrong or missing in the knowledge, for its editors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.storage.conversations import now
from bot.storage.tables import items

KINDS = ("wrong", "silent")  # what was answered is wrong; nothing was answered


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """A new item.

    Args:
        values: `kind`, `text`, and where they are known `language`, `municipality`, `topic` and
            `user_id`. Nothing leads from an item back to a conversation.
    """
    connection.execute(insert(items).values(dict(values) | {"created_at": now()}))


def listed(connection: Connection, done: bool = False, limit: int = 500) -> Sequence[Row[Any]]:
    """The items that are open, or those that are done; the newest first."""
    state = items.c.done_at.is_not(None) if done else items.c.done_at.is_(None)
    query = select(items).where(state).order_by(items.c.id.desc()).limit(limit)
    return connection.execute(query).all()


def finish(connection: Connection, ident: int) -> bool:
    """Marks an item as done; False where there is none. A second time changes nothing."""
    if connection.execute(select(items.c.id).where(items.c.id == ident)).first() is None:
        return False
    connection.execute(
        update(items).where(items.c.id == ident, items.c.done_at.is_(None)).values(done_at=now())
    )
    return True
