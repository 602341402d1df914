"""All that is stored under one conversation's code: to hand it out, or to erase it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, or_, select, update

from bot.storage import audit
from bot.storage.tables import answer_ratings, cases, conversations, mails, messages, notes, users
from bot.storage.tables import audit as audit_table

# Keys to the conversation, which are not about the person.
_LEFT_OUT = frozenset({"token_hash", "content_hash", "client_id"})


def export(connection: Connection, code: str) -> dict[str, Any] | None:
    """Everything about a conversation, as plain data for JSON; None where nothing has this code.

    Args:
        code: as the client reads it out; case, spaces and the hyphen don't matter.
    """
    code = normalised(code)
    idents = _idents(connection, code)
    of_code = _cases_of(code)
    if not idents and not connection.execute(of_code).first():
        return None
    found = {
        "code": code,
        "exported_at": _plain(datetime.now(UTC).replace(tzinfo=None)),
        "conversations": _rows(
            connection, select(conversations).where(conversations.c.id.in_(idents))
        ),
        "messages": _rows(
            connection,
            select(messages)
            .where(messages.c.conversation_id.in_(idents))
            .order_by(messages.c.conversation_id, messages.c.seq),
        ),
        "answer_ratings": _rows(
            connection,
            select(answer_ratings)
            .where(answer_ratings.c.conversation_id.in_(idents))
            .order_by(answer_ratings.c.conversation_id, answer_ratings.c.seq),
        ),
        "cases": _rows(
            connection,
            select(cases, users.c.first_name.label("taken_by_name"))
            .outerjoin(users, users.c.id == cases.c.taken_by)
            .where(cases.c.code == code)
            .order_by(cases.c.created_at),
        ),
        "notes": _rows(connection, _of_cases(select(notes), notes, of_code)),
        "mails": _rows(connection, _of_cases(select(mails), mails, of_code)),
        "audit": _rows(connection, _of_cases(select(audit_table), audit_table, of_code)),
    }
    audit.record(connection, "export")
    return found


def erase(connection: Connection, code: str) -> Mapping[str, int] | None:
    """Deletes everything about a conversation; None where nothing has this code.

    Lines of the audit log stay, since they are about what staff did, but no longer tell with
    whose case. That it was erased is a line of its own, without the code.

    Returns:
        how many of each kind were deleted.
    """
    code = normalised(code)
    idents = _idents(connection, code)
    of_code = _cases_of(code)
    counted = {
        "answer_ratings": connection.execute(
            delete(answer_ratings).where(answer_ratings.c.conversation_id.in_(idents))
        ).rowcount,
        "messages": connection.execute(
            delete(messages).where(messages.c.conversation_id.in_(idents))
        ).rowcount,
        "conversations": connection.execute(
            delete(conversations).where(conversations.c.id.in_(idents))
        ).rowcount,
        "notes": connection.execute(delete(notes).where(notes.c.case_id.in_(of_code))).rowcount,
        "mails": connection.execute(delete(mails).where(mails.c.case_id.in_(of_code))).rowcount,
        "audit_lines_unlinked": connection.execute(
            update(audit_table)
            .where(audit_table.c.case_id.in_(of_code))
            .values(case_id=None, detail=None)
        ).rowcount,
        "cases": connection.execute(delete(cases).where(cases.c.code == code)).rowcount,
    }
    if not counted["conversations"] and not counted["cases"]:
        return None
    audit.record(connection, "erase")
    return counted


def normalised(code: str) -> str:
    """A code in the form in which it is stored: `k7m2 9pqx` becomes `K7M2-9PQX`."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return f"{signs[:4]}-{signs[4:]}"


def _idents(connection: Connection, code: str) -> Sequence[str]:
    """The conversation with this code, and those of cases with it."""
    query = select(conversations.c.id).where(
        or_(
            conversations.c.code == code,
            conversations.c.id.in_(select(cases.c.conversation_id).where(cases.c.code == code)),
        )
    )
    return connection.execute(query).scalars().all()


def _cases_of(code: str) -> Select[tuple[str]]:
    return select(cases.c.id).where(cases.c.code == code)


def _of_cases(query: Select[Any], table: Any, of_code: Select[tuple[str]]) -> Select[Any]:
    return query.where(table.c.case_id.in_(of_code)).order_by(table.c.id)


def _rows(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    return [
        {key: _plain(value) for key, value in row.items() if key not in _LEFT_OUT}
        for row in connection.execute(query).mappings()
    ]


def _plain(value: Any) -> Any:
    return value.replace(tzinfo=UTC).isoformat() if isinstance(value, datetime) else value
