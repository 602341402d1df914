"""The figures of the service, for the desk and as a table to keep."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from aiohttp import web

from bot.conversations import tally
from bot.errors import BadRequest, Forbidden
from bot.storage.accounts import ADMIN, EDITOR, User
from bot.storage.conversations import now
from bot.storage.figures import figures
from bot.web import keys
from bot.web.desk.access import user_of

USUAL_DAYS = 30
HIDDEN = "<5"
_KEYS = ("day", "language", "municipality", "topic")
COLUMNS = ("view", *_KEYS, "measure", "number")


def routes() -> list[web.RouteDef]:
    """The routes of this module."""
    return [
        web.get("/desk/api/figures", as_json),
        web.get("/desk/api/figures.csv", as_csv),
    ]


async def as_json(request: web.Request) -> web.Response:
    """The figures of a time and a municipality."""
    return web.json_response(await _figures(request))


async def as_csv(request: web.Request) -> web.Response:
    """The same as a table with one number a row."""
    found = await _figures(request)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows(_lines(found))
    name = f"monineuvo-{found['from']}-{found['to']}.csv"
    return web.Response(
        text=table.getvalue(),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _figures(request: web.Request) -> dict[str, Any]:
    query = request.query
    last = _day("to", query.get("to")) or date.fromisoformat(tally.day_of(now()))
    first = _day("from", query.get("from")) or last - timedelta(days=USUAL_DAYS - 1)
    if first > last:
        raise BadRequest("`from` is later than `to`. Change one of the two.")
    municipality = query.get("municipality") or None
    places = [*request.app[keys.KNOWLEDGE]().municipalities]
    if municipality is not None and municipality not in places:
        raise BadRequest(f"`municipality` is not one of: {', '.join(places)}.")
    allowed = _allowed(user_of(request), municipality)
    return await request.app[keys.DATABASE].run(figures, first, last, allowed)


def _day(name: str, value: str | None) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadRequest(f"`{name}` is not a day such as 2026-11-22.") from None


def _allowed(user: User, municipality: str | None) -> Sequence[str] | None:
    """The municipalities whose figures are shown; None: all. A counsellor sees their own."""
    everywhere = bool({ADMIN, EDITOR} & set(user.roles))
    if municipality is None:
        return None if everywhere else list(user.municipalities)
    if not everywhere and municipality not in user.municipalities:
        raise Forbidden("These are the figures of a municipality that you do not serve.")
    return [municipality]


def _lines(found: Mapping[str, Any]) -> Iterator[list[Any]]:
    """One line for each number."""
    for measure, number in found["totals"].items():
        yield _line("total", {}, measure, number)
    for name in ("language", "municipality", "topic", "day"):
        for row in found[f"by_{name}"]:
            for measure in tally.TOTALS:
                yield _line(f"by_{name}", {name: row[name]}, measure, row[measure])
    for view in ("waiting", "ratings", "outcomes"):
        for measure, number in found[view].items():
            # Minutes that are not told are not "less than five minutes".
            unknown = number is None and measure.endswith("_minutes")
            yield _line(view, {}, measure, "" if unknown else number)
    ratings = found["answer_ratings"]
    for row in ({"view": "answer_ratings", **ratings["all"]}, *ratings["by_topic"]):
        for measure in (tally.GOOD, tally.BAD, *tally.REASONS):
            name = row.get("view", "answer_ratings_by_topic")
            yield _line(name, row, measure, row[measure])
    for row in found["unanswered"]:
        yield _line("unanswered", row, "unanswered", row["number"])


def _line(view: str, row: Mapping[str, Any], measure: str, number: int | str | None) -> list[Any]:
    cells = [row.get(name, "") for name in _KEYS]
    return [view, *cells, measure, HIDDEN if number is None else number]
