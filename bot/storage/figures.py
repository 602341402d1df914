"""Counts what happens, and adds the counts up to figures. Functions work on a connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.conversations import tally
from bot.conversations.tally import Count
from bot.storage.tables import conversations, counts

Within = Sequence[ColumnElement[bool]]
_KEY = ("day", "kind", "language", "municipality", "topic", "value")


def _adding(insert: Any, greatest: Callable[..., Any]) -> Any:
    """Adds to the row of the key, or makes it; never below 0."""
    more: BindParameter[int] = bindparam("more", type_=Integer)
    values = {name: bindparam(f"of_{name}") for name in _KEY} | {"number": greatest(0, more)}
    return (
        insert(counts)
        .values(values)
        .on_conflict_do_update(
            index_elements=_KEY, set_={"number": greatest(0, counts.c.number + more)}
        )
    )


# Made once, since SQLAlchemy takes longer to make a statement than to run it.
_ADD = {
    "sqlite": _adding(sqlite.insert, func.max),
    "postgresql": _adding(postgresql.insert, func.greatest),
}


def count(
    connection: Connection,
    kind: str,
    language: str,
    municipality: str | None,
    topic: str | None,
    value: str | None,
    moment: datetime,
    number: int = 1,
) -> None:
    """Counts one more of something on the day of `moment`.

    Args:
        kind: of the kinds in `bot/conversations/tally.py`.
        municipality, topic, value: None where there is none.
        moment: UTC without zone.
        number: how many; -1 takes back what was counted for that day.
    """
    one = Count(kind, language, municipality or "", topic or "", value or "")
    add(connection, [one], moment, number)


def add(
    connection: Connection, several: Iterable[Count], moment: datetime, number: int = 1
) -> None:
    """Counts several things at once; see `count`."""
    day = tally.day_of(moment)
    rows = [
        {
            "of_day": day,
            "of_kind": one.kind,
            "of_language": one.language,
            "of_municipality": one.municipality,
            "of_topic": one.topic,
            "of_value": one.value,
            "more": number,
        }
        for one in several
    ]
    if rows:
        connection.execute(_ADD[connection.dialect.name], rows)


def follow(
    connection: Connection,
    conversation: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Counts a conversation under the language and municipality that it has from now on.

    Args:
        before, after: what it remembered, and what it remembers.
    """
    old, new = tally.of_conversation(before), tally.of_conversation(after)
    if old == new:
        return
    query = select(conversations.c.created_at).where(conversations.c.id == conversation)
    began = connection.execute(query).scalar()
    if began is not None:
        add(connection, [old], began, -1)
        add(connection, [new], began)


def figures(
    connection: Connection, first: date, last: date, municipalities: Sequence[str] | None = None
) -> dict[str, Any]:
    """What happened from one day to another, both included. Small numbers are None.

    A language, municipality or topic that is not known is None.

    Args:
        municipalities: only of these; None: of all.
    """
    within = [counts.c.day >= first.isoformat(), counts.c.day <= last.isoformat()]
    if municipalities is not None:
        within.append(counts.c.municipality.in_(municipalities))
    views = {
        f"by_{name}": _view(connection, within, name)
        for name in ("language", "municipality", "topic", "day")
    }
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "municipality": municipalities[0] if municipalities and len(municipalities) == 1 else None,
        "totals": _totals(connection, within),
        **views,
        "waiting": _waiting(connection, within),
        "ratings": _ratings(connection, within),
        "answer_ratings": _answer_ratings(connection, within),
        "outcomes": _of_kind(connection, within, tally.OUTCOME),
        "unanswered": _unanswered(connection, within),
    }


def _totals(connection: Connection, within: Within) -> dict[str, int | None]:
    return _summed(
        connection.execute(
            select(counts.c.kind, counts.c.value, func.sum(counts.c.number))
            .where(*within)
            .group_by(counts.c.kind, counts.c.value)
        ).all()
    )


def _view(connection: Connection, within: Within, name: str) -> list[dict[str, Any]]:
    """The totals for each language, municipality, topic or day."""
    column = counts.c[name]
    kinds = {kind for kind, _ in tally.TOTALS.values()}
    rows: dict[str, list[Any]] = defaultdict(list)
    for key, *counted in connection.execute(
        select(column, counts.c.kind, counts.c.value, func.sum(counts.c.number))
        .where(*within, counts.c.kind.in_(kinds), counts.c.number > 0)
        .group_by(column, counts.c.kind, counts.c.value)
        .order_by(column)
    ):
        rows[key].append(counted)
    return [{name: key or None, **_summed(counted)} for key, counted in rows.items()]


def _summed(rows: Iterable[Any]) -> dict[str, int | None]:
    totals = dict.fromkeys(tally.TOTALS, 0)
    for kind, value, number in rows:
        for name, (of_kind, of_value) in tally.TOTALS.items():
            if kind == of_kind and of_value in (None, value):
                totals[name] += number
    return {name: tally.shown(number) for name, number in totals.items()}


def _numbers(connection: Connection, within: Within, kind: str) -> dict[str, int]:
    query = (
        select(counts.c.value, func.sum(counts.c.number))
        .where(*within, counts.c.kind == kind, counts.c.number > 0)
        .group_by(counts.c.value)
        .order_by(counts.c.value)
    )
    return {value: number for value, number in connection.execute(query)}


def _of_kind(connection: Connection, within: Within, kind: str) -> dict[str, int | None]:
    return {
        value: tally.shown(number) for value, number in _numbers(connection, within, kind).items()
    }


def _ratings(connection: Connection, within: Within) -> dict[str, int | None]:
    return dict.fromkeys(tally.RATINGS) | _of_kind(connection, within, tally.RATING)


def _answer_ratings(connection: Connection, within: Within) -> dict[str, Any]:
    """How clients found the answers, and why they were not good: of all, and on each topic."""
    query = (
        select(counts.c.topic, counts.c.value, func.sum(counts.c.number))
        .where(*within, counts.c.kind == tally.ANSWER_RATING, counts.c.number > 0)
        .group_by(counts.c.topic, counts.c.value)
        .order_by(counts.c.topic)
    )
    every = _no_ratings()
    topics: dict[str, dict[str, int]] = defaultdict(_no_ratings)
    for topic, value, number in connection.execute(query):
        for row in (every, topics[topic]):
            row[value] += number
            row[tally.BAD] += number if value in tally.REASONS else 0
    by_topic = [{"topic": topic or None, **_hidden(row)} for topic, row in topics.items()]
    return {"all": _hidden(every), "by_topic": by_topic}


def _hidden(row: Mapping[str, int]) -> dict[str, int | None]:
    return {key: tally.shown(number) for key, number in row.items()}


def _no_ratings() -> dict[str, int]:
    return dict.fromkeys((tally.GOOD, tally.BAD, *tally.REASONS), 0)


def _waiting(connection: Connection, within: Within) -> dict[str, int | None]:
    buckets = {
        int(value): number for value, number in _numbers(connection, within, tally.WAIT).items()
    }
    number = tally.shown(sum(buckets.values()))
    return {
        "median_minutes": tally.percentile(buckets, 0.5) if number else None,
        "p90_minutes": tally.percentile(buckets, 0.9) if number else None,
        "count": number,
    }


def _unanswered(connection: Connection, within: Within) -> list[dict[str, Any]]:
    """What the assistant could not answer, the most frequent first."""
    columns = (counts.c.topic, counts.c.municipality, counts.c.language)
    query = (
        select(*columns, func.sum(counts.c.number).label("number"))
        .where(*within, counts.c.kind == tally.UNANSWERED, counts.c.number > 0)
        .group_by(*columns)
        .order_by(*columns)
    )
    rows = [
        {name: value or None for name, value in row.items()}
        | {"number": tally.shown(row["number"])}
        for row in connection.execute(query).mappings()
    ]
    # By what is shown: the order must not tell which hidden number is larger.
    return sorted(rows, key=lambda row: -(row["number"] or 0))
