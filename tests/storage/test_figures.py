"""Figures add up what was counted, and tell of nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.storage.database import Database
from bot.storage.figures import count, figures, follow
from bot.storage.tables import conversations, counts

NOON = datetime(2026, 11, 20, 10)
DAY = date(2026, 11, 20)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    made = Database(f"sqlite:///{tmp_path / 'monineuvo.sqlite3'}")
    await made.create()
    yield made
    await made.close()


async def _turns(database: Database, number: int, status: str = "answered", **more: Any) -> None:
    values = {"language": "ar", "municipality": "kemi", "topic": "housing", "moment": NOON} | more
    for _ in range(number):
        await database.run(
            lambda c: count(
                c,
                "turn",
                values["language"],
                values["municipality"],
                values["topic"],
                status,
                values["moment"],
            )
        )


async def _rows(database: Database) -> list[tuple[Any, ...]]:
    rows = await database.run(lambda c: c.execute(select(counts)).all())
    return [tuple(row) for row in rows]


async def test_the_same_is_counted_in_one_row_and_something_else_in_another(
    database: Database,
) -> None:
    await _turns(database, 3)
    await _turns(database, 1, "refer")
    assert await _rows(database) == [
        ("2026-11-20", "turn", "ar", "kemi", "housing", "answered", 3),
        ("2026-11-20", "turn", "ar", "kemi", "housing", "refer", 1),
    ]


async def test_what_is_taken_back_never_goes_below_nothing(database: Database) -> None:
    for number in (-1, 2, -1, -5):
        await database.run(count, "rating", "fi", "kemi", None, "3", NOON, number)
    assert [row[-1] for row in await _rows(database)] == [0]
    await database.run(count, "rating", "fi", "kemi", None, "3", NOON, 2)
    assert [row[-1] for row in await _rows(database)] == [2]


async def test_a_day_is_a_finnish_day(database: Database) -> None:
    await _turns(database, 1, moment=datetime(2026, 11, 20, 22, 30))  # half past midnight
    assert [row[0] for row in await _rows(database)] == ["2026-11-21"]


async def test_totals_add_up_over_days_languages_and_municipalities(database: Database) -> None:
    await _turns(database, 5)
    await _turns(database, 6, language="fi", municipality="tornio")
    await _turns(database, 7, "crisis", moment=datetime(2026, 11, 19, 10), topic=None)
    found = await database.run(figures, date(2026, 11, 1), DAY)
    assert found["from"] == "2026-11-01" and found["to"] == "2026-11-20"
    assert found["municipality"] is None
    assert found["totals"]["answered"] == 11
    assert found["totals"]["crisis"] == 7
    assert [(row["language"], row["answered"]) for row in found["by_language"]] == [
        ("ar", 5),
        ("fi", 6),
    ]
    assert [(row["municipality"], row["answered"]) for row in found["by_municipality"]] == [
        ("kemi", 5),
        ("tornio", 6),
    ]
    assert [(row["topic"], row["answered"]) for row in found["by_topic"]] == [
        (None, None),
        ("housing", 11),
    ]
    assert [(row["day"], row["crisis"], row["answered"]) for row in found["by_day"]] == [
        ("2026-11-19", 7, None),
        ("2026-11-20", None, 11),
    ]


async def test_a_number_under_five_is_not_shown(database: Database) -> None:
    await _turns(database, 4)
    await _turns(database, 5, "refer")
    totals = (await database.run(figures, DAY, DAY))["totals"]
    assert totals["answered"] is None
    assert totals["referred"] == 5
    assert totals["conversations"] is None


async def test_other_days_and_other_municipalities_are_left_out(database: Database) -> None:
    await _turns(database, 9, moment=datetime(2026, 11, 18, 10))
    await _turns(database, 5, municipality="tornio")
    await _turns(database, 6, municipality="raisio")
    await _turns(database, 7)
    found = await database.run(figures, DAY, DAY, ["kemi"])
    assert found["municipality"] == "kemi"
    assert found["totals"]["answered"] == 7
    two = await database.run(figures, DAY, DAY, ["kemi", "raisio"])
    assert two["municipality"] is None
    assert two["totals"]["answered"] == 13
    assert (await database.run(figures, DAY, DAY, []))["totals"]["answered"] is None


async def test_waiting_is_told_by_the_median_and_the_ninetieth_percentile(
    database: Database,
) -> None:
    for minutes, number in (("1", 3), ("5", 3), ("30", 3), ("240", 1)):
        await database.run(count, "wait_minutes", "fi", "kemi", None, minutes, NOON, number)
    found = await database.run(figures, DAY, DAY)
    assert found["waiting"] == {"median_minutes": 5, "p90_minutes": 30, "count": 10}


async def test_the_waiting_of_a_few_is_not_told(database: Database) -> None:
    await database.run(count, "wait_minutes", "fi", "kemi", None, "30", NOON, 4)
    found = await database.run(figures, DAY, DAY)
    assert found["waiting"] == {"median_minutes": None, "p90_minutes": None, "count": None}


async def test_ratings_and_outcomes_are_told(database: Database) -> None:
    await database.run(count, "rating", "fi", "kemi", None, "3", NOON, 8)
    await database.run(count, "rating", "sv", "kemi", None, "1", NOON, 2)
    await database.run(count, "outcome", "fi", "kemi", "housing", "referred", NOON, 6)
    found = await database.run(figures, DAY, DAY)
    assert found["ratings"] == {"1": None, "2": None, "3": 8}
    assert found["outcomes"] == {"referred": 6}


async def test_what_stayed_unanswered_comes_by_how_often_it_was_asked(database: Database) -> None:
    for topic, number in (("bank", 4), ("driving_licence", 1), ("housing", 6), ("tax_card", 9)):
        await database.run(count, "unanswered", "ar", "kemi", topic, "fallback", NOON, number)
    found = (await database.run(figures, DAY, DAY))["unanswered"]
    assert [(row["topic"], row["number"]) for row in found] == [
        ("tax_card", 9),
        ("housing", 6),
        ("bank", None),
        ("driving_licence", None),
    ]
    assert set(found[0]) == {"topic", "municipality", "language", "number"}


async def test_a_conversation_is_counted_where_it_turns_out_to_belong(database: Database) -> None:
    began = datetime(2026, 11, 18, 10)
    values = {"id": "one", "code": "one", "token_hash": "hash", "state": {}}
    values |= {"created_at": began, "last_at": NOON}
    before = {"language": "fi", "municipality": None}
    after = {"language": "ar", "municipality": "kemi"}
    await database.run(lambda c: c.execute(insert(conversations).values(values)))
    await database.run(count, "conversation", "fi", None, None, None, began)
    await database.run(follow, "one", before, after)
    await database.run(follow, "one", after, after)
    await database.run(follow, "gone", before, after)
    rows = [row for row in await _rows(database) if row[-1]]
    assert rows == [("2026-11-18", "conversation", "ar", "kemi", "", "", 1)]
