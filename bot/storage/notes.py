"""The counsellors' notes on a case, which no client sees."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from bot.storage.rows import now
from bot.storage.tables import notes, users


def add_note(connection: Connection, ident: str, user_id: str | None, text: str) -> None:
    """Adds a note for counsellors, which no client sees."""
    values = {"case_id": ident, "user_id": user_id, "text": text, "created_at": now()}
    connection.execute(insert(notes).values(values))


def notes_of(connection: Connection, ident: str) -> list[dict[str, Any]]:
    """The notes on a case, oldest first: `text`, `at`, and `by`, the first name or None."""
    query = (
        select(notes.c.text, notes.c.created_at.label("at"), users.c.first_name.label("by"))
        .outerjoin(users, users.c.id == notes.c.user_id)
        .where(notes.c.case_id == ident)
        .order_by(notes.c.id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def remove_notes(connection: Connection, *idents: str) -> None:
    """Deletes all notes on cases."""
    connection.execute(delete(notes).where(notes.c.case_id.in_(idents)))
