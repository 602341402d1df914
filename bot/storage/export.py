"""All that is stored under one code, of a conversation or a feedback: to hand out, or to erase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, delete, or_, select, union, update

from bot.storage import audit
from bot.storage.codes import normalised
from bot.storage.tables import (
    answer_ratings,
    cases,
    conversations,
    feedback,
    mails,
    messages,
    notes,
    users,
)
from bot.storage.tables import audit as audit_table

# Keys to the conversation, which are not about the person.
_LEFT_OUT = frozenset({"token_hash", "content_hash", "client_id"})


def export(connection: Connection, code: str) -> dict[str, Any] | None:
    """Everything under a code, as plain data for JSON; None where nothing has it.

    Args:
        code: as the client reads it out; case, spaces and the hyphen don't matter.
    """
    code = normalised(code)
    idents = _idents(connection, code)
    of_code = _cases_of(code)
    written = _rows(connection, select(feedback).where(feedback.c.code == code))
    if not idents and not written and not connection.execute(of_code).first():
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
        "mails": _rows(connection, _of_cases(select(mails), mails, _mailed(code))),
        "audit": _rows(connection, _of_cases(select(audit_table), audit_table, of_code)),
        "feedback": written,
    }
    audit.record(connection, "export")
    return found


def erase(connection: Connection, code: str) -> Mapping[str, int] | None:
    """Deletes everything under a code; None where nothing has it.

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
        "mails": connection.execute(
            delete(mails).where(mails.c.case_id.in_(_mailed(code)))
        ).rowcount,
        "audit_lines_unlinked": connection.execute(
            update(audit_table)
            .where(audit_table.c.case_id.in_(of_code))
            .values(case_id=None, detail=None)
        ).rowcount,
        "cases": connection.execute(delete(cases).where(cases.c.code == code)).rowcount,
        "feedback": connection.execute(delete(feedback).where(feedback.c.code == code)).rowcount,
    }
    if not any(counted[kind] for kind in ("conversations", "cases", "feedback")):
        return None
    audit.record(connection, "erase")
    return counted


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


def _mailed(code: str) -> CompoundSelect[Any]:
    """The ids of cases and feedback, of which mails tell."""
    return union(_cases_of(code), select(feedback.c.id).where(feedback.c.code == code))


def _of_cases(query: Select[Any], table: Any, of_code: Any) -> Select[Any]:
    return query.where(table.c.case_id.in_(of_code)).order_by(table.c.id)


def _rows(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    return [
        {key: _plain(value) for key, value in row.items() if key not in _LEFT_OUT}
        for row in connection.execute(query).mappings()
    ]


def _plain(value: Any) -> Any:
    return value.replace(tzinfo=UTC).isoformat() if isinstance(value, datetime) else value
