"""Copies of the SQLite database: made while the service runs, put back while it is stopped."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import make_url

from bot.errors import DatabaseError
from bot.storage import migrations


def backup(url: str, file: Path) -> int:
    """Copies the database into a new file, whole, also while the service writes to it.

    Returns:
        the size of the file in bytes.

    Raises:
        DatabaseError: it is not SQLite, there is none yet, or the file is there already.
    """
    source = _file_of(url)
    if not source.exists():
        raise DatabaseError(f"{source}: there is no database yet.")
    if file.exists():
        raise DatabaseError(f"{file}: is there already.")
    unfinished = file.with_name(file.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with _open(source) as one, _open(unfinished) as copy:
            one.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # so that one file holds everything
            _check(copy, file)
        unfinished.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(f"{file}: the copy could not be made: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return file.stat().st_size


def restore(url: str, file: Path) -> None:
    """Replaces the database by a copy. Everybody at the desk has to sign in again.

    Raises:
        DatabaseError: the service runs, or the file is not a whole copy that this program can
            read; then nothing is changed.
    """
    target = _file_of(url)
    if not file.is_file():
        raise DatabaseError(f"{file}: there is no such file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _open(file) as copy, _open(target) as database:
            _check(copy, file)
            _let_nobody_in(database)
            copy.backup(database)
            if _has(database, "sessions"):
                database.execute("DELETE FROM sessions")
            database.commit()
    except sqlite3.Error as error:
        raise DatabaseError(f"{file}: could not be restored: {error}") from error


def _file_of(url: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise DatabaseError(
            "Only a SQLite database in a file is copied by this command; for another database "
            "use its own tools (pg_dump and pg_restore for PostgreSQL)."
        )
    return Path(parsed.database)


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        yield connection


def _check(copy: sqlite3.Connection, file: Path) -> None:
    """Checks that a copy is undamaged and of a version that this program knows."""
    if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise DatabaseError(f"{file}: is damaged.")
    if not _has(copy, "conversations"):
        raise DatabaseError(f"{file}: is not a database of Monineuvo.")
    if _has(copy, "alembic_version"):
        row = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        migrations.check(row[0] if row else None)


def _has(connection: sqlite3.Connection, table: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(query, (table,)).fetchone() is not None


def _let_nobody_in(database: sqlite3.Connection) -> None:
    """SQLite ends the write-ahead log only for whoever has the database alone."""
    database.execute("PRAGMA busy_timeout=0")
    try:
        alone = database.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    except sqlite3.OperationalError:
        alone = False
    if not alone:
        raise DatabaseError("The service is running: stop it, then restore.")
