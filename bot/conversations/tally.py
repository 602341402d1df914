"""What is counted for the figures, and how a count may be shown.

A count says how often something happened on a day, in a language and a municipality. It has no
text and no id, so that it can outlive the conversations without telling about a person.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

CONVERSATION, TURN, HANDOVER = "conversation", "turn", "handover"
OUTCOME, RATING, WAIT, UNANSWERED = "outcome", "rating", "wait_minutes", "unanswered"
ANSWER_RATING = "answer_rating"
SENT = "sent"
# Statuses of an answer with which the client's question stays open.
WITHOUT_ANSWER = frozenset({"fallback", "not_in_sources", "out_of_scope"})
# What each total adds up: the kind, and of which value; None: of every value.
TOTALS: dict[str, tuple[str, str | None]] = {
    "conversations": (CONVERSATION, None),
    "answered": (TURN, "answered"),
    "referred": (TURN, "refer"),
    "not_in_sources": (TURN, "not_in_sources"),
    "fallback": (TURN, "fallback"),
    "out_of_scope": (TURN, "out_of_scope"),
    "crisis": (TURN, "crisis"),
    "handed_over": (HANDOVER, SENT),
}
RATINGS = ("1", "2", "3")
# How a client finds an answer, and why it was not good. A reason counts as a bad rating.
GOOD, BAD = "good", "bad"
REASONS = ("wrong", "unclear", "other", "missing")
# A smaller number could point to somebody whom the reader knows.
SMALLEST_SHOWN = 5
# Waiting times are kept as "at most so many minutes"; longer ones as the last.
BOUNDS = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440, 2880)
_ZONE = ZoneInfo("Europe/Helsinki")


@dataclass(frozen=True)
class Count:
    """One more of something.

    Args:
        value: the status, outcome, rating or bucket.
    """

    kind: str
    language: str
    municipality: str = ""
    topic: str = ""
    value: str = ""


def day_of(moment: datetime) -> str:
    """The Finnish calendar day of a time in UTC without zone, as YYYY-MM-DD."""
    return moment.replace(tzinfo=UTC).astimezone(_ZONE).date().isoformat()


def of_conversation(state: Mapping[str, Any]) -> Count:
    """What a conversation counts as that remembers this."""
    return Count(CONVERSATION, str(state["language"]), place_of(state.get("municipality")))


def place_of(municipality: str | None) -> str:
    """A municipality as it is counted; "" where the client has not told or does not know it."""
    return "" if municipality in (None, "unknown") else str(municipality)


def of_turn(
    answer: Mapping[str, Any],
    understood: Mapping[str, Any],
    state: Mapping[str, Any],
    topics: Collection[str],
) -> list[Count]:
    """What one reply of the assistant counts as.

    Args:
        answer: the reply's `answer` object.
        understood: what the message was understood as; empty where that is not known.
        state: what the conversation remembers after the reply.
        topics: every topic there is.
    """
    status = str(answer["status"])
    language = str(state["language"])
    municipality = place_of(answer.get("municipality") or state.get("municipality"))
    topic = str(answer.get("topic") or "")
    counts = [Count(TURN, language, municipality, topic, status)]
    if status in WITHOUT_ANSWER:
        nearest = topic or nearest_topic(understood, topics)
        counts.append(Count(UNANSWERED, language, municipality, nearest, status))
    return counts


def of_answer_rating(
    answer: Mapping[str, Any], language: str, rating: str, reason: str | None
) -> Count:
    """What a rating of an answer counts as.

    Args:
        answer: the rated message's `answer` object.
        language: of that message.
        rating: `GOOD` or `BAD`.
        reason: one of `REASONS`, or None.
    """
    place = place_of(answer.get("municipality"))
    topic = str(answer.get("topic") or "")
    return Count(ANSWER_RATING, language, place, topic, reason or rating)


def nearest_topic(understood: Mapping[str, Any], topics: Collection[str]) -> str:
    """The topic that comes first in the ranking; "" where there is none."""
    ranking: Sequence[Sequence[Any]] = understood.get("ranking") or ()
    return next((str(entry[0]) for entry in ranking if entry[0] in topics), "")


def bucket(waited_seconds: float) -> str:
    """The bucket of a waiting time: the least bound, in minutes, that it does not exceed."""
    return str(BOUNDS[min(bisect_left(BOUNDS, waited_seconds / 60), len(BOUNDS) - 1)])


def percentile(buckets: Mapping[int, int], part: float) -> int | None:
    """The bound of the bucket in which so large a part of all waiting times ends."""
    total, reached = sum(buckets.values()), 0
    for bound in sorted(buckets):
        reached += buckets[bound]
        if total and reached >= part * total:
            return bound
    return None


def shown(number: int) -> int | None:
    """A number as it may be shown; None where it is too small for that."""
    return number if number >= SMALLEST_SHOWN else None
