"""Runs transactions in threads, so that no query stops the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import create_engine, event, make_url

from bot.storage.migrations import prepare

Result = TypeVar("Result")


class Database:
    """A database that runs one function as one transaction.

    Args:
        url: SQLAlchemy URL. SQLite gets one thread, since it has one writer anyway, a write-ahead
            log, and a sync to disk at each commit, so that a committed message outlives a crash of
            the machine.
    """

    def __init__(self, url: str) -> None:
        sqlite = make_url(url).get_backend_name() == "sqlite"
        # Without the parameters, an error does not tell what a client wrote.
        self._engine = create_engine(
            url, pool_size=1 if sqlite else 8, max_overflow=0, hide_parameters=True
        )
        if sqlite:
            event.listen(self._engine, "connect", _tune_sqlite)
        self._threads = ThreadPoolExecutor(1 if sqlite else 8, thread_name_prefix="database")

    async def create(self) -> None:
        """Makes the tables, or brings those of an earlier version up to date.

        Raises:
            DatabaseError: the database is of a newer version than this program.
        """
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, prepare, self._engine)

    async def run(self, work: Callable[..., Result], *args: Any) -> Result:
        """Calls `work(connection, *args)` in one transaction and returns what it returns."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._transaction, work, args)

    def _transaction(self, work: Callable[..., Result], args: tuple[Any, ...]) -> Result:
        with self._engine.begin() as connection:
            return work(connection, *args)

    async def close(self) -> None:
        """Waits for what runs and closes all connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()


def _tune_sqlite(connection: Any, record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
