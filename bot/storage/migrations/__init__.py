"""Brings the database of an earlier version to the tables of this one, at the start.

A new database gets the tables of `bot/storage/tables.py` as they are; a test holds the revisions
and those tables together. There is no way down: `monineuvo backup` comes before an update.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    select,
)

from bot.errors import DatabaseError
from bot.storage.tables import metadata

log = structlog.get_logger()
FOLDER = Path(__file__).resolve().parent
# The first release kept no version; its tables are those of this revision.
FIRST, HEAD = "0001", "0004"
REVISIONS = (FIRST, "0002", "0003", HEAD)
# As Alembic makes it.
_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def prepare(engine: Engine) -> None:
    """Makes the tables in an empty database, and changes those of an earlier version.

    Raises:
        DatabaseError: the database is of a newer version than this program.
    """
    with engine.connect() as connection:
        version = version_of(connection)
    check(version)
    if version == HEAD:
        return  # nearly every start, without loading Alembic
    with _alone(engine) as connection:
        version = version_of(connection)  # another process may have been faster
        if version is None:
            metadata.create_all(connection)
            _stamp(connection)
        elif version != HEAD:
            _upgrade(connection, version)


def version_of(connection: Connection) -> str | None:
    """The revision of a database; None where there are no tables yet."""
    names = inspect(connection).get_table_names()
    if _VERSION.name in names:
        version = connection.execute(select(_VERSION.c.version_num)).scalar()
        if version is not None:
            return str(version)
    return FIRST if "conversations" in names else None


def check(version: str | None) -> None:
    """Checks that this program knows a revision.

    Raises:
        DatabaseError: it does not.
    """
    if version is not None and version not in REVISIONS:
        raise DatabaseError(
            f"The database was made by a newer version of Monineuvo (its tables are at revision "
            f"{version}, this program knows {HEAD}). Install that version, or restore a backup "
            "from before the update. Nothing has been changed."
        )


def _stamp(connection: Connection) -> None:
    _VERSION.create(connection, checkfirst=True)
    connection.execute(insert(_VERSION).values(version_num=HEAD))


def _upgrade(connection: Connection, version: str) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    if version == FIRST:
        command.stamp(config, FIRST)
    command.upgrade(config, HEAD)
    log.info("database.upgraded", before=version, now=HEAD)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may be changed; whole or not at all."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        # SQLite changes a table by making another and dropping the first; with foreign keys
        # in force that would delete all messages. They can't be turned off in a transaction.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # Python would begin only at an INSERT
            yield connection
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise DatabaseError(
                    f"The database is damaged: {len(broken)} rows belong to nothing."
                )
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
