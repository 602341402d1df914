"""Accounts, sessions, who is on duty, and the audit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.storage import accounts, audit, sessions
from bot.storage.accounts import User
from bot.storage.conversations import now
from bot.storage.database import Database
from bot.storage.tables import sessions as sessions_table

HOUR = timedelta(minutes=60)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    made = Database(f"sqlite:///{tmp_path / 'monineuvo.sqlite3'}")
    await made.create()
    yield made
    await made.close()


async def _add(database: Database, name: str, **values: Any) -> str:
    made = await database.run(
        accounts.add_user,
        {
            "name": name,
            "first_name": name.capitalize(),
            "role_title": {"fi": "neuvoja"},
            "roles": ["counsellor"],
            "municipalities": ["kemi"],
            "languages": ["fi"],
            "desk_language": "fi",
            "password_hash": "hash",
        }
        | values,
    )
    assert made is not None
    return made


async def _served(database: Database) -> dict[str, list[str]]:
    found: dict[str, list[User]] = await database.run(accounts.served)
    return {place: [user.name for user in users] for place, users in found.items()}


async def test_a_municipality_is_served_by_its_active_counsellors(database: Database) -> None:
    assert await _served(database) == {}
    await _add(database, "aino", municipalities=["kemi", "tornio"])
    bo = await _add(database, "bo")
    await _add(database, "eva", roles=["editor", "admin"])
    assert await _served(database) == {"kemi": ["aino", "bo"], "tornio": ["aino"]}
    await database.run(accounts.close_user, bo)
    assert await _served(database) == {"kemi": ["aino"], "tornio": ["aino"]}


async def test_a_name_is_taken_once_whatever_its_case(database: Database) -> None:
    ident = await _add(database, "Äino")
    again = await database.run(accounts.add_user, {"name": " ÄINO"})
    assert again is None
    found = await database.run(accounts.user_by_name, "ÄINO ")
    assert found is not None
    assert found.id == ident
    assert await database.run(accounts.user_by_name, "aino") is None


async def test_nobody_has_no_id(database: Database) -> None:
    assert await database.run(accounts.user_by_id, None) is None
    assert await database.run(accounts.user_by_id, "x") is None


@pytest.mark.parametrize(
    ("values", "here"),
    [
        ({"on_duty": True, "seen": 0}, True),
        ({"on_duty": True, "seen": 59}, True),
        ({"on_duty": True, "seen": 61}, False),
        ({"on_duty": True}, False),
        ({"on_duty": False, "seen": 0}, False),
        ({"on_duty": True, "seen": 0, "active": False}, False),
    ],
)
async def test_who_is_on_duty_is_here_while_their_desk_is_heard_of(
    database: Database, values: dict[str, Any], here: bool
) -> None:
    ident = await _add(database, "aino")
    moment = now()
    if "seen" in values:
        values = {**values, "seen_at": moment - timedelta(seconds=values["seen"])}
    values = {key: value for key, value in values.items() if key != "seen"}
    user = await database.run(accounts.change_user, ident, values)
    assert user is not None
    assert accounts.is_here(user, moment, 60) is here


async def test_only_the_municipalitys_own_counsellors_are_on_duty_for_it(
    database: Database,
) -> None:
    for name, places in (("aino", ["kemi"]), ("bo", ["tornio"])):
        ident = await _add(database, name, municipalities=places)
        await database.run(accounts.change_user, ident, {"on_duty": True, "seen_at": now()})
    found = await database.run(accounts.on_duty, "kemi", 60)
    assert [user.name for user in found] == ["aino"]
    assert await database.run(accounts.on_duty, "raisio", 60) == []


async def test_a_session_ends_when_it_is_idle_or_old(database: Database) -> None:
    ident = await _add(database, "aino")
    for column, age, found in (
        ("last_at", HOUR - timedelta(seconds=5), True),
        ("last_at", HOUR, False),
        ("created_at", sessions.LONGEST - timedelta(seconds=5), True),
        ("created_at", sessions.LONGEST, False),
    ):
        await database.run(sessions.begin, "token", "csrf", ident)
        await database.run(_set, {column: now() - age})
        session = await database.run(sessions.find, "token", HOUR)
        assert (session is not None) is found, (column, age)
        # What is over is gone: a longer idle time does not bring it back.
        again = await database.run(sessions.find, "token", timedelta(days=1))
        assert (again is not None) is found
        await database.run(sessions.end, "token")


async def test_old_sessions_are_deleted(database: Database) -> None:
    ident = await _add(database, "aino")
    for token in ("one", "two", "three"):
        await database.run(sessions.begin, token, "csrf", ident)
    assert await database.run(sessions.expire, HOUR) == 0
    await database.run(_set, {"last_at": now() - HOUR})
    assert await database.run(sessions.expire, HOUR) == 3
    assert await database.run(sessions.any_of, ident) is False


async def test_a_closed_account_has_no_session(database: Database) -> None:
    ident = await _add(database, "aino", on_duty=True)
    await database.run(sessions.begin, "token", "csrf", ident)
    await database.run(accounts.close_user, ident)
    assert await database.run(sessions.any_of, ident) is False
    await database.run(sessions.begin, "token", "csrf", ident)
    assert await database.run(sessions.find, "token", HOUR) is None


async def test_the_audit_forgets_what_is_old(database: Database) -> None:
    await database.run(audit.record, "search")
    assert await database.run(audit.expire, now() - HOUR) == 0
    assert await database.run(audit.expire, now() + HOUR) == 1
    assert await database.run(audit.page) == []


async def test_a_long_detail_is_cut(database: Database) -> None:
    await database.run(audit.record, "close", None, None, "x" * 500)
    (row,) = await database.run(audit.page)
    assert row.detail == "x" * 200


def _set(connection: Connection, values: dict[str, Any]) -> None:
    connection.execute(update(sessions_table).values(values))
