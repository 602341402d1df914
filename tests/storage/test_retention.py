"""Everything goes in its time, and nothing that somebody still waits for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from structlog.testing import capture_logs
from support.desk import running
from support.server import run

from bot.settings import Settings
from bot.storage import tables
from bot.storage.conversations import now
from bot.storage.database import Database
from bot.storage.retention import expire

TIMES = Settings(retention_days=30, case_days=90, audit_days=365, desk_idle_minutes=60)
NOW = now()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    made = Database(f"sqlite:///{tmp_path / 'monineuvo.sqlite3'}")
    await made.create()
    yield made
    await made.close()


def ago(**time: float) -> datetime:
    """So long before now."""
    return NOW - timedelta(**time)


async def _add(database: Database, table: Any, **values: Any) -> None:
    await database.run(lambda c: c.execute(insert(table).values(values)))


async def _conversation(database: Database, ident: str, last_at: datetime, **more: Any) -> None:
    values = {
        "id": ident,
        "code": ident,
        "token_hash": "hash",
        "state": {"language": "fi"},
        "created_at": last_at,
        "last_at": last_at,
    }
    await _add(database, tables.conversations, **(values | more))
    said = {"seq": 1, "sender": "bot", "language": "fi", "text": "Hei", "options": []}
    await _add(database, tables.messages, conversation_id=ident, created_at=last_at, **said)


async def _case(database: Database, ident: str, state: str, at: datetime, **more: Any) -> None:
    values = {
        "id": ident,
        "conversation_id": ident,
        "code": ident,
        "state": state,
        "language": "fi",
        "summary": [],
        "created_at": at,
    }
    await _add(database, tables.cases, **(values | more))
    await _add(database, tables.notes, case_id=ident, text="A note", created_at=at)
    mail = {"recipient": "desk@example.fi", "language": "fi", "kind": "new"}
    await _add(database, tables.mails, case_id=ident, next_at=at, created_at=at, **mail)


async def _left(database: Database, table: Any, column: str = "id") -> set[Any]:
    return set(await database.run(lambda c: c.execute(select(table.c[column])).scalars().all()))


async def test_a_conversation_goes_with_its_messages_after_the_retention_time(
    database: Database,
) -> None:
    await _conversation(database, "old", ago(days=31))
    await _conversation(database, "new", ago(days=29))
    counted = await database.run(expire, TIMES, NOW)
    assert counted["conversations"] == 1
    assert await _left(database, tables.conversations) == {"new"}
    assert await _left(database, tables.messages, "conversation_id") == {"new"}


async def test_ratings_of_answers_go_with_their_conversation(database: Database) -> None:
    await _conversation(database, "old", ago(days=31))
    await _conversation(database, "new", ago(days=29))
    for ident in ("old", "new"):
        said = {"conversation_id": ident, "seq": 1, "rating": "bad", "created_at": NOW}
        await _add(database, tables.answer_ratings, **said)
    await database.run(expire, TIMES, NOW)
    assert await _left(database, tables.answer_ratings, "conversation_id") == {"new"}


async def test_a_conversation_that_waits_for_a_counsellor_is_kept(database: Database) -> None:
    await _conversation(database, "one", ago(days=50), case_id="one")
    await _case(database, "one", "waiting", ago(days=50), requested_at=ago(days=50))
    await database.run(expire, TIMES, NOW)
    assert await _left(database, tables.conversations) == {"one"}
    assert await _left(database, tables.cases) == {"one"}


async def test_a_closed_case_goes_with_notes_and_mails_after_its_time(database: Database) -> None:
    for ident, days in (("old", 91), ("new", 89)):
        closed = {"requested_at": ago(days=200), "closed_at": ago(days=days)}
        await _case(database, ident, "closed", ago(days=200), **closed)
    await database.run(lambda c: c.execute(update(tables.mails).values(created_at=NOW)))
    assert (await database.run(expire, TIMES, NOW))["cases"] == 1
    assert await _left(database, tables.cases) == {"new"}
    assert await _left(database, tables.notes, "case_id") == {"new"}
    assert await _left(database, tables.mails, "case_id") == {"new"}


async def test_a_withdrawn_case_goes_too(database: Database) -> None:
    await _case(database, "one", "withdrawn", ago(days=91), requested_at=ago(days=91))
    assert (await database.run(expire, TIMES, NOW))["cases"] == 1


async def test_a_case_that_everybody_forgot_goes_and_frees_its_conversation(
    database: Database,
) -> None:
    await _conversation(database, "one", ago(days=1), case_id="one", mode="counsellor")
    taken = {"requested_at": ago(days=99), "taken_at": ago(days=98), "seen_at": ago(days=91)}
    await _case(database, "one", "taken", ago(days=99), **taken)
    assert (await database.run(expire, TIMES, NOW))["cases"] == 1
    row = await database.run(lambda c: c.execute(select(tables.conversations)).one())
    assert (row.case_id, row.mode) == (None, "bot")


async def test_a_draft_that_was_not_sent_goes_after_a_day(database: Database) -> None:
    for ident, hours in (("old", 25), ("new", 23)):
        await _conversation(database, ident, ago(hours=hours), case_id=ident)
        await _case(database, ident, "drafting", ago(hours=hours))
    assert (await database.run(expire, TIMES, NOW))["drafts"] == 1
    assert await _left(database, tables.cases) == {"new"}
    assert await _left(database, tables.conversations, "case_id") == {None, "new"}


async def test_a_mail_goes_thirty_days_after_it_was_sent(database: Database) -> None:
    mail = {"recipient": "desk@example.fi", "language": "fi", "kind": "new", "next_at": NOW}
    for ident, created, sent in (
        ("sent long ago", 40, 31),
        ("sent lately", 40, 29),
        ("never sent", 31, None),
        ("waits", 2, None),
    ):
        sent_at = None if sent is None else ago(days=sent)
        times = {"created_at": ago(days=created), "sent_at": sent_at}
        await _add(database, tables.mails, case_id=ident, **times, **mail)
    assert (await database.run(expire, TIMES, NOW))["mails"] == 2
    assert await _left(database, tables.mails, "case_id") == {"sent lately", "waits"}


async def test_the_audit_log_is_kept_for_its_time(database: Database) -> None:
    await _add(database, tables.audit, at=ago(days=366), action="open")
    await _add(database, tables.audit, at=ago(days=364), action="close")
    assert (await database.run(expire, TIMES, NOW))["audit_lines"] == 1
    assert await _left(database, tables.audit, "action") == {"close"}


async def test_items_go_when_they_have_been_done_for_the_time_of_cases(database: Database) -> None:
    item = {"kind": "wrong", "created_at": ago(days=200)}
    for text, done in (("done long ago", 91), ("done lately", 89), ("open", None)):
        done_at = None if done is None else ago(days=done)
        await _add(database, tables.items, text=text, done_at=done_at, **item)
    assert (await database.run(expire, TIMES, NOW))["items"] == 1
    assert await _left(database, tables.items, "text") == {"done lately", "open"}


async def test_sessions_go_when_they_are_over(database: Database) -> None:
    user = {"first_name": "A", "role_title": {}, "roles": [], "municipalities": [], "languages": []}
    user |= {"desk_language": "fi", "password_hash": "x", "created_at": NOW}
    await _add(database, tables.users, id="u", name="u", **user)
    for token, created, last in (("idle", 3, 2), ("long", 13, 0), ("used", 3, 0)):
        times = {"created_at": ago(hours=created), "last_at": ago(hours=last)}
        await _add(database, tables.sessions, token_hash=token, user_id="u", csrf="c", **times)
    assert (await database.run(expire, TIMES, NOW))["sessions"] == 2
    assert await _left(database, tables.sessions, "token_hash") == {"used"}


async def test_figures_outlive_everything(database: Database) -> None:
    key = {"day": "2020-01-01", "kind": "turn", "language": "fi", "municipality": "", "topic": ""}
    await _add(database, tables.counts, value="answered", number=7, **key)
    await database.run(expire, TIMES, NOW)
    assert await _left(database, tables.counts, "number") == {7}


async def test_the_command_says_how_many_and_nothing_of_them(
    database: Database, tmp_path: Path
) -> None:
    await _conversation(database, "secret", ago(days=3))
    await _case(database, "secret", "closed", ago(days=5), closed_at=ago(days=3))
    ended = run("expire", DATA_DIR=tmp_path, RETENTION_DAYS=2, CASE_DAYS=2)
    assert ended.returncode == 0, ended.stderr
    assert "1 conversations deleted" in ended.stdout
    assert "1 cases deleted" in ended.stdout
    assert "secret" not in ended.stdout + ended.stderr
    assert await _left(database, tables.cases) == set()


async def test_the_server_deletes_what_is_old_and_logs_only_how_much(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _conversation(database, "secret", ago(days=31))
    with capture_logs() as logs:
        async with running(tmp_path, monkeypatch):
            while not (told := [one for one in logs if one["event"] == "retention.deleted"]):
                await asyncio.sleep(0.01)
    assert told[0].pop("conversations") == 1
    counted = {key: value for key, value in told[0].items() if key not in ("event", "log_level")}
    assert len(counted) == 7 and set(counted.values()) == {0}
