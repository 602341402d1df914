"""Staff accounts and who is on duty. Each function is one transaction's work on a connection.

A user comes back as a row of the table `users`: `user.id`, `user.first_name`, `user.roles` and so
on. The hash of the password is in it: never hand a row to a template or to JSON as it is.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.storage.conversations import now
from bot.storage.tables import sessions, users

COUNSELLOR, EDITOR, ADMIN = "counsellor", "editor", "admin"
ROLES = (COUNSELLOR, EDITOR, ADMIN)
User = Row[Any]


def served(connection: Connection) -> dict[str, list[User]]:
    """The active counsellors of each municipality that has one, by its id."""
    found: dict[str, list[User]] = defaultdict(list)
    for user in _active(connection):
        if COUNSELLOR in user.roles:
            for municipality in user.municipalities:
                found[municipality].append(user)
    return dict(found)


def user_by_id(connection: Connection, ident: str | None) -> User | None:
    """A user, closed ones too; None where there is none."""
    return connection.execute(select(users).where(users.c.id == ident)).first()


def user_by_name(connection: Connection, name: str) -> User | None:
    """A user by the name with which they sign in, whatever its case; closed ones too."""
    return connection.execute(select(users).where(users.c.name == folded(name))).first()


def all_users(connection: Connection) -> Sequence[User]:
    """Every user, closed ones too, by name."""
    return connection.execute(select(users).order_by(users.c.name)).all()


def is_here(user: User, moment: datetime, seconds: float) -> bool:
    """Whether a user is on duty and their desk was heard of within so many seconds."""
    seen = user.active and user.on_duty and user.seen_at is not None
    return bool(seen and moment - user.seen_at <= timedelta(seconds=seconds))


def on_duty(connection: Connection, municipality: str, seconds: float) -> list[User]:
    """The counsellors of a municipality who are on duty now."""
    moment = now()
    return [
        user for user in served(connection).get(municipality, []) if is_here(user, moment, seconds)
    ]


def add_user(connection: Connection, values: Mapping[str, Any]) -> str | None:
    """A new account; returns its id, or None where the name is taken.

    Args:
        values: `name`, `first_name`, `role_title`, `roles`, `municipalities`, `languages`,
            `desk_language` and `password_hash`.
    """
    name = folded(values["name"])
    if user_by_name(connection, name) is not None:
        return None
    ident = uuid.uuid4().hex
    row = {**values, "id": ident, "name": name, "on_duty": False, "active": True}
    connection.execute(insert(users).values(row | {"created_at": now()}))
    return ident


def change_user(connection: Connection, ident: str, values: Mapping[str, Any]) -> User | None:
    """Changes columns of an account; returns it as it is then."""
    if values:
        connection.execute(update(users).where(users.c.id == ident).values(dict(values)))
    return user_by_id(connection, ident)


def close_user(connection: Connection, ident: str) -> None:
    """Closes an account: nobody can sign in with it, and who is signed in is out at once."""
    connection.execute(update(users).where(users.c.id == ident).values(active=False, on_duty=False))
    connection.execute(delete(sessions).where(sessions.c.user_id == ident))


def folded(name: str) -> str:
    """A sign-in name in the form in which it is stored."""
    return name.strip().casefold()


def _active(connection: Connection) -> Sequence[User]:
    return connection.execute(
        select(users).where(users.c.active.is_(True)).order_by(users.c.first_name, users.c.id)
    ).all()
