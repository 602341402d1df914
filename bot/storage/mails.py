"""The mails that tell of a case that waits, or of feedback: queued with it, kept until sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from bot.conversations.hours import Service
from bot.storage.tables import cases, feedback, mails

# The languages of a mail are those of the municipality that gets it; of those that we serve, only
# Porvoo is bilingual.
LANGUAGES = {"porvoo": "fi,sv"}
DEFAULT_LANGUAGE = "fi"
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
# A mail that could not be sent for so long is given up.
GIVE_UP_AFTER = timedelta(days=7)
RECEIPT_PAUSE = timedelta(hours=1)
NEVER = datetime(9999, 12, 31)
AT_ONCE = 50
# To who gave feedback, and to who answers it.
RECEIPT, FEEDBACK = "receipt", "feedback"


@dataclass(frozen=True)
class Mail:
    """A mail that is to be sent now. Nothing in it comes from the client's own words.

    Args:
        languages: codes in the order in which the mail says the same.
        kind: "new" for a client who waits in the chat, "request" for what is answered later,
            `RECEIPT` or `FEEDBACK`.
    """

    id: int
    case_id: str
    code: str
    recipient: str
    languages: tuple[str, ...]
    kind: str
    municipality: str | None
    priority: int
    due_at: datetime | None


def announce(
    connection: Connection, case: Mapping[str, Any], service: Service, moment: datetime
) -> int:
    """Queues a mail to each recipient of the municipality.

    Args:
        case: row of the table `cases`.
        service: of the case's municipality.

    Returns:
        how many were queued. A recipient for whom one of this case is still queued gets no second.
    """
    waiting = select(mails.c.recipient).where(
        mails.c.case_id == case["id"], mails.c.sent_at.is_(None), mails.c.next_at < NEVER
    )
    queued = set(connection.execute(waiting).scalars())
    chat = case.get("meeting") == "chat" and not case.get("out_of_hours")
    rows = [
        {
            "case_id": case["id"],
            "recipient": recipient,
            "language": LANGUAGES.get(case.get("municipality") or "", DEFAULT_LANGUAGE),
            "kind": "new" if chat else "request",
            "attempts": 0,
            "next_at": moment,
            "created_at": moment,
        }
        for recipient in dict.fromkeys(service.recipients)
        if recipient not in queued
    ]
    if rows:
        connection.execute(insert(mails), rows)
    return len(rows)


def tell_of_feedback(
    connection: Connection, row: Mapping[str, Any], recipients: Sequence[str], moment: datetime
) -> None:
    """Queues a receipt to who gave the feedback, and a mail to each who answers it.

    Args:
        row: of the table `feedback`.
    """
    place = LANGUAGES.get(row.get("municipality") or "", DEFAULT_LANGUAGE)
    told = [(recipient, place, FEEDBACK) for recipient in dict.fromkeys(recipients)]
    if row.get("email") and not _had_receipt(connection, row["email"], moment):
        told.append((row["email"], row["language"], RECEIPT))
    common = {"case_id": row["id"], "attempts": 0, "next_at": moment, "created_at": moment}
    rows = [
        {**common, "recipient": recipient, "language": language, "kind": kind}
        for recipient, language, kind in told
    ]
    if rows:
        connection.execute(insert(mails), rows)


def _had_receipt(connection: Connection, recipient: str, moment: datetime) -> bool:
    """Whether a receipt was queued for this address not long ago: anybody may type anybody's."""
    query = select(mails.c.id).where(
        mails.c.recipient == recipient,
        mails.c.kind == RECEIPT,
        mails.c.created_at > moment - RECEIPT_PAUSE,
    )
    return connection.execute(query.limit(1)).first() is not None


def due(connection: Connection, moment: datetime) -> list[Mail]:
    """What is to be sent at `moment`: only of what still waits for somebody.

    Mails of cases come first, then those of feedback; the oldest of each first.
    """
    unanswered = feedback.c.id.is_not(None) & feedback.c.answered_at.is_(None)
    waits = or_(cases.c.state == "waiting", unanswered)
    query = (
        select(
            *(mails.c.id, mails.c.case_id, mails.c.recipient, mails.c.language, mails.c.kind),
            func.coalesce(cases.c.code, feedback.c.code).label("code"),
            func.coalesce(cases.c.municipality, feedback.c.municipality).label("municipality"),
            func.coalesce(cases.c.priority, 0).label("priority"),
            func.coalesce(cases.c.due_at, feedback.c.due_at).label("due_at"),
        )
        .outerjoin(cases, cases.c.id == mails.c.case_id)
        .outerjoin(feedback, feedback.c.id == mails.c.case_id)
        .where(mails.c.sent_at.is_(None), mails.c.next_at <= moment, waits)
        .order_by(cases.c.id.is_(None), mails.c.next_at, mails.c.id)
        .limit(AT_ONCE)
    )
    found = []
    for row in connection.execute(query).mappings():
        values = {key: value for key, value in row.items() if key != "language"}
        found.append(Mail(**values, languages=tuple(row["language"].split(","))))
    return found


def sent(connection: Connection, ident: int, moment: datetime) -> None:
    """The mail server has taken it."""
    connection.execute(
        update(mails)
        .where(mails.c.id == ident)
        .values(sent_at=moment, attempts=mails.c.attempts + 1, error=None)
    )


def failed(connection: Connection, ident: int, error: str, moment: datetime) -> bool:
    """It could not be sent: it is tried again, each time after twice the pause.

    Args:
        error: what kind of failure it was, without an address.

    Returns:
        whether it is given up now, which is after seven days at the earliest.
    """
    row = connection.execute(
        select(mails.c.attempts, mails.c.created_at).where(mails.c.id == ident)
    ).first()
    if row is None:
        return False
    given_up = moment - row.created_at >= GIVE_UP_AFTER
    next_at = NEVER if given_up else moment + pause_after(row.attempts + 1)
    connection.execute(
        update(mails)
        .where(mails.c.id == ident)
        .values(attempts=row.attempts + 1, next_at=next_at, error=error[:200])
    )
    return given_up


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 5 s, 10 s, 20 s, up to 15 minutes."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
