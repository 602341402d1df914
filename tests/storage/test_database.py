"""Transactions: whole or not at all, one after the other, and safe on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with one table of numbers."""
    made = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    await made.create()
    await made.run(lambda c: c.execute(text("CREATE TABLE numbers (number INTEGER)")))
    yield made
    await made.close()


def _add(connection: Connection, number: int) -> None:
    connection.execute(text("INSERT INTO numbers VALUES (:number)"), {"number": number})


def _all(connection: Connection) -> list[int]:
    return list(connection.execute(text("SELECT number FROM numbers ORDER BY 1")).scalars())


async def test_work_is_committed_and_its_result_returned(database: Database) -> None:
    await database.run(_add, 1)
    assert await database.run(_all) == [1]


async def test_work_that_fails_leaves_nothing_behind(database: Database) -> None:
    def fail(connection: Connection) -> None:
        _add(connection, 1)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.run(fail)
    assert await database.run(_all) == []


async def test_many_at_once_lose_nothing(database: Database) -> None:
    def next_one(connection: Connection) -> None:
        _add(connection, len(_all(connection)))

    await asyncio.gather(*(database.run(next_one) for _ in range(100)))
    assert await database.run(_all) == list(range(100))


async def test_the_tables_are_made_once_and_kept(database: Database) -> None:
    await database.run(_add, 1)
    await database.create()
    assert await database.run(_all) == [1]


async def test_a_commit_is_on_the_disk_and_what_is_deleted_is_overwritten(
    database: Database,
) -> None:
    def pragma(connection: Connection, name: str) -> object:
        return connection.execute(text(f"PRAGMA {name}")).scalar()

    assert await database.run(pragma, "journal_mode") == "wal"
    assert await database.run(pragma, "synchronous") == 2  # FULL
    assert await database.run(pragma, "secure_delete") == 1
    assert await database.run(pragma, "foreign_keys") == 1


async def test_an_error_does_not_tell_what_was_to_be_stored(database: Database) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "my secret"})

    with pytest.raises(SQLAlchemyError) as error:
        await database.run(fail)
    assert "my secret" not in str(error.value)


async def test_closing_waits_for_what_runs(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    database = Database(url)
    await database.run(lambda c: c.execute(text("CREATE TABLE numbers (number INTEGER)")))
    running = [asyncio.ensure_future(database.run(_add, number)) for number in range(20)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*running)
    again = Database(url)
    assert await again.run(_all) == list(range(20))
    await again.close()
