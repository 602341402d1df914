"""One transaction from the command line."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

from bot.errors import DatabaseError
from bot.settings import Settings


def run_once(settings: Settings, work: Callable[..., Any], *args: Any) -> Any:
    """Calls `work(connection, *args)` in a transaction on the database, made where it is missing.

    Raises:
        DatabaseError: the data directory can't be made.
    """
    # Only here, so that a command that needs no database does not load one.
    from bot.storage.database import Database

    async def run() -> Any:
        database = Database(settings.database_url)
        try:
            await database.create()
            return await database.run(work, *args)
        finally:
            await database.close()

    os.umask(0o077)  # the database is for this user alone
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"{settings.data_dir}: {error.strerror}") from error
    return asyncio.run(run())
