"""Sessions of the desk. The token itself is never stored, only its hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from bot.storage.accounts import User, user_by_id
from bot.storage.conversations import now
from bot.storage.tables import sessions

LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in."""

    token_hash: str
    csrf: str
    last_at: datetime
    user: User


def begin(connection: Connection, token_hash: str, csrf: str, user_id: str) -> None:
    """A new session."""
    moment = now()
    connection.execute(
        insert(sessions).values(
            token_hash=token_hash, user_id=user_id, csrf=csrf, created_at=moment, last_at=moment
        )
    )


def find(connection: Connection, token_hash: str, idle: timedelta) -> Session | None:
    """The session with this token, if neither it nor the account has ended."""
    row = connection.execute(select(sessions).where(sessions.c.token_hash == token_hash)).first()
    if row is None:
        return None
    moment = now()
    user = user_by_id(connection, row.user_id)
    over = row.created_at + LONGEST <= moment or row.last_at + idle <= moment
    if over or user is None or not user.active:
        end(connection, token_hash)
        return None
    return Session(token_hash, row.csrf, row.last_at, user)


def touch(connection: Connection, token_hash: str) -> None:
    """Notes that a person used the session, which begins the idle time anew."""
    connection.execute(
        update(sessions).where(sessions.c.token_hash == token_hash).values(last_at=now())
    )


def end(connection: Connection, token_hash: str) -> None:
    """Ends a session."""
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def any_of(connection: Connection, user_id: str) -> bool:
    """Whether a user has a session."""
    return (
        connection.execute(
            select(sessions.c.token_hash).where(sessions.c.user_id == user_id).limit(1)
        ).first()
        is not None
    )


def end_all(connection: Connection, user_id: str) -> None:
    """Ends every session of a user."""
    connection.execute(delete(sessions).where(sessions.c.user_id == user_id))


def end_others(connection: Connection, user_id: str, token_hash: str) -> None:
    """Ends every session of a user but one, as after a new password."""
    connection.execute(
        delete(sessions).where(sessions.c.user_id == user_id, sessions.c.token_hash != token_hash)
    )


def expire(connection: Connection, idle: timedelta) -> int:
    """Deletes sessions that are over; returns how many."""
    moment: datetime = now()
    return connection.execute(
        delete(sessions).where(
            or_(sessions.c.created_at <= moment - LONGEST, sessions.c.last_at <= moment - idle)
        )
    ).rowcount
