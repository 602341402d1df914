"""The queue of mails: one for each recipient, tried again and again, and never lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.conversations.hours import Service
from bot.storage import mails as store
from bot.storage.database import Database
from bot.storage.tables import cases, mails

MOMENT = datetime(2026, 11, 22, 9)
CASE = "c" * 32
ONE, OTHER = "one@example.fi", "other@example.fi"
BOTH = Service(recipients=(ONE, OTHER))


def case_row(ident: str = CASE, **values: Any) -> dict[str, Any]:
    return {
        "id": ident,
        "conversation_id": "k" * 32,
        "code": "K7M2-9PQX",
        "state": "waiting",
        "municipality": "kemi",
        "language": "ar",
        "priority": 0,
        "summary": [],
        "meeting": "chat",
        "out_of_hours": False,
        "created_at": MOMENT,
        **values,
    }


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with one case that waits."""
    made = Database(f"sqlite:///{tmp_path / 'monineuvo.sqlite3'}")
    await made.create()
    await made.run(lambda c: c.execute(insert(cases).values(case_row())))
    yield made
    await made.close()


async def _rows(database: Database) -> list[Any]:
    query = select(mails).order_by(mails.c.id)
    return list(await database.run(lambda c: c.execute(query).all()))


async def _announce(database: Database, service: Service = BOTH, **values: Any) -> int:
    return await database.run(store.announce, case_row(**values), service, MOMENT)


async def test_each_recipient_gets_one_mail(database: Database) -> None:
    assert await _announce(database, Service(recipients=(ONE, OTHER, ONE))) == 2
    found = await database.run(store.due, MOMENT)
    assert [mail.recipient for mail in found] == [ONE, OTHER]
    assert {(mail.code, mail.municipality, mail.languages) for mail in found} == {
        ("K7M2-9PQX", "kemi", ("fi",))
    }


async def test_nobody_to_tell_means_no_mail(database: Database) -> None:
    assert await _announce(database, Service()) == 0
    assert await _rows(database) == []


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"meeting": "chat"}, "new"),
        ({"meeting": "chat", "out_of_hours": True}, "request"),
        ({"meeting": "phone"}, "request"),
    ],
)
async def test_a_mail_says_whether_the_client_waits_in_the_chat(
    database: Database, values: dict[str, Any], kind: str
) -> None:
    await _announce(database, **values)
    assert {row.kind for row in await _rows(database)} == {kind}


async def test_porvoo_gets_its_mail_in_both_its_languages(database: Database) -> None:
    await _announce(database, municipality="porvoo")
    found = await database.run(store.due, MOMENT)
    assert {mail.languages for mail in found} == {("fi", "sv")}


async def test_a_case_told_again_adds_no_mail_while_the_first_is_queued(
    database: Database,
) -> None:
    await _announce(database, Service(recipients=(ONE,)))
    assert await _announce(database) == 1
    for mail in await database.run(store.due, MOMENT):
        await database.run(store.sent, mail.id, MOMENT)
    assert await _announce(database) == 2


async def test_what_is_sent_is_not_due_again(database: Database) -> None:
    await _announce(database)
    first, second = await database.run(store.due, MOMENT)
    await database.run(store.sent, first.id, MOMENT)
    assert await database.run(store.due, MOMENT + timedelta(days=1)) == [second]


async def test_a_case_that_no_longer_waits_is_not_told_until_it_waits_again(
    database: Database,
) -> None:
    await _announce(database)
    for state, count in (("taken", 0), ("withdrawn", 0), ("closed", 0), ("waiting", 2)):
        await database.run(lambda c, state=state: c.execute(update(cases).values(state=state)))
        assert len(await database.run(store.due, MOMENT)) == count


async def test_a_failed_mail_is_tried_again_after_twice_the_pause(database: Database) -> None:
    await _announce(database, Service(recipients=(ONE,)))
    moment, pauses = MOMENT, []
    for _ in range(12):
        (mail,) = await database.run(store.due, moment)
        assert not await database.run(store.failed, mail.id, "SMTPServerDisconnected", moment)
        assert await database.run(store.due, moment) == []
        (row,) = await _rows(database)
        pauses.append((row.next_at - moment).total_seconds())
        moment = row.next_at
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == 15 * 60
    assert row.error == "SMTPServerDisconnected"
    assert row.attempts == 12


async def test_a_mail_is_given_up_after_seven_days_and_not_before(database: Database) -> None:
    await _announce(database, Service(recipients=(ONE,)))
    (mail,) = await database.run(store.due, MOMENT)
    almost = MOMENT + timedelta(days=7, seconds=-1)
    assert not await database.run(store.failed, mail.id, "OSError", almost)
    after = MOMENT + timedelta(days=7)
    assert await database.run(store.failed, mail.id, "OSError", after)
    assert await database.run(store.due, after + timedelta(days=300)) == []


async def test_a_mail_that_is_gone_can_not_fail(database: Database) -> None:
    assert not await database.run(store.failed, 7, "OSError", MOMENT)


async def test_the_pause_has_an_upper_limit_however_often_it_failed() -> None:
    assert store.pause_after(10_000) == timedelta(minutes=15)
