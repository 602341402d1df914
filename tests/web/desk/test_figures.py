"""The figures at the desk: who sees which, and that they count what happens."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from support.desk import Desk, Place

from bot.conversations.tally import BOUNDS, TOTALS, day_of
from bot.storage import handovers
from bot.storage.conversations import now
from bot.storage.figures import count
from bot.storage.tables import cases

MOMENT = datetime(2026, 11, 20, 10)
RANGE = "from=2026-11-01&to=2026-11-30"


async def _counted(place: Place, municipality: str, number: int, **more: Any) -> None:
    values = {"kind": "turn", "language": "ar", "topic": "housing", "value": "answered"} | more
    await place.database.run(
        lambda c: count(c, municipality=municipality, moment=MOMENT, number=number, **values)
    )


async def _table(desk: Desk, query: str) -> list[dict[str, str]]:
    """The rows of the CSV file."""
    url = f"{desk.place.url}/desk/api/figures.csv?{query}"
    async with desk.place.http.get(url, headers=desk.headers()) as response:
        assert response.status == 200
        assert response.content_type == "text/csv"
        assert "attachment" in response.headers["Content-Disposition"]
        return list(csv.DictReader(io.StringIO(await response.text())))


async def _today(desk: Desk, name: str) -> Any:
    answer = await desk.get("/figures")
    return answer.body[name]


async def test_an_editor_sees_all_municipalities_and_each_alone(place: Place) -> None:
    await _counted(place, "kemi", 5)
    await _counted(place, "tornio", 6)
    desk = await place.desk(roles=["editor"], municipalities=[])
    every = (await desk.get(f"/figures?{RANGE}")).body
    assert every["totals"]["answered"] == 11
    one = (await desk.get(f"/figures?{RANGE}&municipality=tornio")).body
    assert one["municipality"] == "tornio"
    assert one["totals"]["answered"] == 6
    assert [row["municipality"] for row in one["by_municipality"]] == ["tornio"]


async def test_a_counsellor_sees_only_their_own_municipalities(place: Place) -> None:
    await _counted(place, "kemi", 5)
    await _counted(place, "tornio", 6)
    await _counted(place, "", 7)
    desk = await place.desk(municipalities=["kemi"])
    found = (await desk.get(f"/figures?{RANGE}")).body
    assert found["totals"]["answered"] == 5
    assert [row["municipality"] for row in found["by_municipality"]] == ["kemi"]
    refused = await desk.get(f"/figures?{RANGE}&municipality=tornio")
    assert refused.status == 403
    assert "do not serve" in refused.body["detail"]
    rows = await _table(desk, RANGE)
    assert "tornio" not in {row["municipality"] for row in rows}


async def test_without_days_they_are_those_of_the_last_thirty(place: Place) -> None:
    desk = await place.desk(roles=["admin"])
    found = (await desk.get("/figures")).body
    assert found["to"] == day_of(now())
    days = date.fromisoformat(found["to"]) - date.fromisoformat(found["from"])
    assert days == timedelta(days=29)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("from=yesterday", "`from`"),
        ("to=2026-02-30", "`to`"),
        ("from=2026-11-02&to=2026-11-01", "`from` is later"),
        ("municipality=atlantis", "kemi"),
    ],
)
async def test_a_wrong_question_is_told_what_is_wrong(place: Place, query: str, named: str) -> None:
    desk = await place.desk(roles=["admin"])
    for path in ("/figures", "/figures.csv"):
        answer = await desk.get(f"{path}?{query}")
        assert answer.status == 400
        assert named in answer.body["detail"]


async def test_the_table_holds_the_same_numbers_and_no_small_one(place: Place) -> None:
    await _counted(place, "kemi", 12)
    await _counted(place, "kemi", 3, value="crisis")
    await _counted(place, "kemi", 4, kind="unanswered", value="fallback", topic="bank")
    desk = await place.desk(roles=["editor"])
    rows = await _table(desk, RANGE)
    totals = {row["measure"]: row["number"] for row in rows if row["view"] == "total"}
    assert totals["answered"] == "12"
    assert totals["crisis"] == "<5"
    assert set(totals) == set(TOTALS)
    waiting = {row["measure"]: row["number"] for row in rows if row["view"] == "waiting"}
    assert waiting == {"median_minutes": "", "p90_minutes": "", "count": "<5"}
    (unanswered,) = [row for row in rows if row["view"] == "unanswered"]
    assert (unanswered["topic"], unanswered["number"]) == ("bank", "<5")
    numbers = {row["number"] for row in rows if row["view"] != "waiting"}
    assert not numbers & {"0", "1", "2", "3", "4"}


async def test_what_happens_at_the_desk_is_counted(place: Place) -> None:
    desk = await place.desk()
    for number in range(5):
        case = await desk.claimed(topic="housing")
        end = {"outcome": "referred", "to": "Kela"} if number else {"outcome": "answered"}
        assert (await desk.post(f"/cases/{case}/close", end)).status in (200, 204)
    outcomes = await _today(desk, "outcomes")
    assert outcomes == {"answered": None, "referred": None}
    waiting = await _today(desk, "waiting")
    assert waiting["count"] == 5
    assert waiting["median_minutes"] == BOUNDS[0]


async def test_a_client_who_is_put_back_waits_once(place: Place) -> None:
    desk = await place.desk()
    for _ in range(4):
        await desk.claimed()
    last = await desk.claimed()
    for _ in range(3):
        assert (await desk.post(f"/cases/{last}/release")).status in (200, 204)
        assert (await desk.post(f"/cases/{last}/claim")).status == 200
    assert (await _today(desk, "waiting"))["count"] == 5


async def test_a_rating_that_is_changed_counts_once(place: Place) -> None:
    desk = await place.desk()
    closed = []
    for _ in range(5):
        case = await desk.claimed()
        await desk.post(f"/cases/{case}/close", {"outcome": "answered"})
        closed.append(case)
    long_ago = now() - timedelta(days=3)
    await place.database.run(lambda c: c.execute(update(cases).values(closed_at=long_ago)))
    for rating in (1, 3):
        for case in closed:
            row = await place.case_row(case)
            assert await place.database.run(handovers.rate, row, rating)
    assert await _today(desk, "ratings") == {"1": None, "2": None, "3": 5}
