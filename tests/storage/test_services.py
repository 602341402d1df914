"""What a municipality says of its service is kept until it says something else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversations.hours import Service
from bot.storage.database import Database
from bot.storage.services import all_services, save_service, service_of
from bot.storage.tables import services

MOMENT = datetime(2026, 11, 22, 9)
DATA = {"hours": {"0": [["09:00", "15:00"]]}, "recipients": ["neuvonta@example.fi"]}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'monineuvo.sqlite3'}")
    await made.create()
    yield made
    await made.close()


async def test_a_municipality_that_has_said_nothing_has_an_empty_service(
    database: Database,
) -> None:
    assert await database.run(service_of, "kemi") == Service()
    assert await database.run(all_services) == {}


async def test_what_was_saved_is_read_again(database: Database) -> None:
    saved = await database.run(save_service, "kemi", DATA, MOMENT)
    assert saved == await database.run(service_of, "kemi")
    assert saved.hours == {0: (("09:00", "15:00"),)}
    assert saved.recipients == ("neuvonta@example.fi",)
    assert await database.run(service_of, "tornio") == Service()


async def test_saving_again_takes_the_place_of_all_that_was_there(database: Database) -> None:
    await database.run(save_service, "kemi", DATA, MOMENT)
    later = datetime(2026, 11, 23, 9)
    await database.run(save_service, "kemi", {"exceptions": {"2026-12-24": []}}, later)
    found = await database.run(service_of, "kemi")
    assert found.hours == {}
    assert found.recipients == ()
    rows = await database.run(lambda c: c.execute(select(services.c.updated_at)).scalars().all())
    assert rows == [later]


async def test_all_services_come_by_municipality(database: Database) -> None:
    for place in ("tornio", "kemi"):
        await database.run(save_service, place, DATA, MOMENT)
    found = await database.run(all_services)
    assert list(found) == ["kemi", "tornio"]
    assert found["kemi"] == found["tornio"] == Service.from_dict(DATA)
