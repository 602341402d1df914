"""The database of an earlier version goes on living, with everything that it holds."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from support.server import run

from bot.errors import DatabaseError
from bot.storage import conversations as store
from bot.storage import migrations
from bot.storage.database import Database
from bot.storage.tables import metadata

# As the first release made it.
FIRST = """
CREATE TABLE conversations (
    id VARCHAR(32) NOT NULL, token_hash VARCHAR(64) NOT NULL, state JSON NOT NULL,
    last_seq INTEGER NOT NULL, created_at DATETIME NOT NULL, last_at DATETIME NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_conversations_last_at ON conversations (last_at);
CREATE TABLE messages (
    conversation_id VARCHAR(32) NOT NULL, seq INTEGER NOT NULL, sender VARCHAR(16) NOT NULL,
    language VARCHAR(16) NOT NULL, text TEXT NOT NULL, options JSON NOT NULL, answer JSON,
    created_at DATETIME NOT NULL, client_id VARCHAR(36), content_hash VARCHAR(64),
    choice VARCHAR(120), masked JSON, answered_at DATETIME, reply_to INTEGER,
    PRIMARY KEY (conversation_id, seq),
    CONSTRAINT one_message_a_client_id UNIQUE (conversation_id, client_id),
    FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
CREATE INDEX unanswered ON messages (conversation_id, seq)
    WHERE sender = 'client' AND answered_at IS NULL;
"""
MOMENT = "2026-10-01 10:00:00.000000"
IDENTS = [str(number) * 32 for number in range(1, 10)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of the first release with nine conversations of two messages."""
    made = tmp_path / "monineuvo.sqlite3"
    with closing(sqlite3.connect(made)) as connection:
        connection.executescript(FIRST)
        for ident in IDENTS:
            connection.execute(
                "INSERT INTO conversations VALUES (?, 'hash', '{\"language\": \"fi\"}', 2, ?, ?)",
                (ident, MOMENT, MOMENT),
            )
            for seq, sender in ((1, "bot"), (2, "client")):
                connection.execute(
                    "INSERT INTO messages (conversation_id, seq, sender, language, text, options,"
                    " created_at) VALUES (?, ?, ?, 'fi', 'Hei ' || ?, '[]', ?)",
                    (ident, seq, sender, seq, MOMENT),
                )
        connection.commit()
    return made


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database with foreign keys in force, as the program opens it."""
    made = create_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    event.listen(made, "connect", lambda c, _: c.execute("PRAGMA foreign_keys=ON"))
    yield made
    made.dispose()


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def _codes(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [code for (code,) in connection.execute("SELECT code FROM conversations")]


async def test_an_earlier_database_keeps_its_messages_and_gets_codes(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    await database.create()
    for ident in IDENTS:
        messages = await database.run(store.after, ident, 0)
        assert [(one.sender, one.text) for one in messages] == [
            ("bot", "Hei 1"),
            ("client", "Hei 2"),
        ]
    assert await database.run(store.all_waiting) == [(ident, 2) for ident in IDENTS]
    await database.close()
    codes = _codes(path)
    assert len(set(codes)) == len(IDENTS)
    assert all(re.fullmatch("[0-9A-Z]{4}-[0-9A-Z]{4}", code) for code in codes)


def test_an_upgrade_is_told_in_one_line_and_a_new_database_in_none(
    path: Path, tmp_path: Path
) -> None:
    upgraded = run("expire", DATA_DIR=path.parent)
    (line,) = upgraded.stderr.splitlines()
    assert "database.upgraded" in line
    assert run("expire", DATA_DIR=tmp_path / "new").stderr == ""


async def test_codes_stay_at_the_next_start(path: Path) -> None:
    codes = []
    for _ in range(2):
        database = Database(f"sqlite:///{path}")
        await database.create()
        await database.close()
        codes.append(_codes(path))
    assert codes[0] == codes[1]


async def test_deleting_still_takes_the_messages_along(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    await database.create()
    assert await database.run(store.remove, IDENTS[0]) == 2
    assert await database.run(store.after, IDENTS[0], 0) == []
    foreign = await database.run(lambda c: c.exec_driver_sql("PRAGMA foreign_keys").scalar())
    await database.close()
    assert foreign == 1


def test_an_earlier_database_becomes_what_a_new_one_is(path: Path, engine: Engine) -> None:
    migrations.prepare(engine)
    old = create_engine(f"sqlite:///{path}")
    migrations.prepare(old)
    for one in (engine, old):
        with one.connect() as connection:
            assert migrations.version_of(connection) == migrations.HEAD
            assert _differences(connection) == []
    old.dispose()


def test_every_revision_is_known_and_follows_the_one_before() -> None:
    script = ScriptDirectory(str(migrations.FOLDER))
    found = [one.revision for one in script.walk_revisions()]
    assert tuple(reversed(found)) == migrations.REVISIONS
    assert script.get_current_head() == migrations.HEAD


def test_a_difference_would_be_found(engine: Engine) -> None:
    migrations.prepare(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE cases DROP COLUMN wishes")
        assert _differences(connection) != []


def test_a_change_that_fails_leaves_the_database_as_it_was(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE counts (day TEXT)")  # in the way of the last step
        connection.commit()
        before = list(connection.iterdump())
    engine = create_engine(f"sqlite:///{path}")
    with pytest.raises(Exception, match="counts"):
        migrations.prepare(engine)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.iterdump()) == before


def test_a_newer_database_is_refused_with_what_to_do(tmp_path: Path) -> None:
    database = tmp_path / "monineuvo.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
        connection.commit()
    ended = run("expire", DATA_DIR=tmp_path)
    assert ended.returncode == 1
    assert "made by a newer version" in ended.stderr and "9999" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_damaged_database_is_not_changed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM conversations WHERE id = ?", (IDENTS[0],))
        connection.commit()
    engine = create_engine(f"sqlite:///{path}")
    with pytest.raises(DatabaseError, match="damaged"):
        migrations.prepare(engine)
    with engine.connect() as connection:
        assert migrations.version_of(connection) == migrations.FIRST
    engine.dispose()
