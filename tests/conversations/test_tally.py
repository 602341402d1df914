"""What counts as what, and when a number is too small to be shown."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.conversations import tally
from bot.conversations.tally import Count

TOPICS = {"housing", "bank"}
STATE = {"language": "ar", "municipality": "kemi"}


def test_an_answer_counts_once_under_its_topic() -> None:
    answer = {"status": "answered", "topic": "housing", "municipality": None}
    assert tally.of_turn(answer, {}, STATE, TOPICS) == [
        Count("turn", "ar", "kemi", "housing", "answered")
    ]


def test_what_the_source_does_not_say_counts_as_unanswered_under_its_topic() -> None:
    answer = {"status": "not_in_sources", "topic": "housing", "municipality": "tornio"}
    understood = {"ranking": [["bank", 0.9]]}
    assert tally.of_turn(answer, understood, STATE, TOPICS) == [
        Count("turn", "ar", "tornio", "housing", "not_in_sources"),
        Count("unanswered", "ar", "tornio", "housing", "not_in_sources"),
    ]


def test_what_is_not_understood_counts_under_the_nearest_topic() -> None:
    answer = {"status": "fallback", "topic": None, "municipality": None}
    understood = {"ranking": [["off_topic", 0.4], ["bank", 0.3], ["housing", 0.2]]}
    assert tally.of_turn(answer, understood, STATE, TOPICS)[1].topic == "bank"
    assert tally.of_turn(answer, {}, STATE, TOPICS)[1].topic == ""


@pytest.mark.parametrize("municipality", [None, "unknown"])
def test_a_municipality_that_nobody_told_is_empty(municipality: str | None) -> None:
    answer = {"status": "smalltalk", "topic": None, "municipality": None}
    state = {"language": "fi", "municipality": municipality}
    assert tally.of_conversation(state) == Count("conversation", "fi")
    assert tally.of_turn(answer, {}, state, TOPICS) == [Count("turn", "fi", "", "", "smalltalk")]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "1"), (60, "1"), (61, "2"), (320, "7"), (3600, "60"), (10**7, "2880")],
)
def test_a_waiting_time_goes_into_the_least_bucket_that_holds_it(
    seconds: float, expected: str
) -> None:
    assert tally.bucket(seconds) == expected


def test_percentiles_of_nothing_are_nothing() -> None:
    assert tally.percentile({}, 0.5) is None
    assert tally.percentile({1: 1, 60: 1}, 0.5) == 1
    assert tally.percentile({1: 1, 60: 1}, 0.9) == 60


def test_a_number_under_five_is_not_shown() -> None:
    assert [tally.shown(number) for number in (0, 4, 5)] == [None, None, 5]


def test_a_day_is_a_finnish_day_in_summer_and_in_winter() -> None:
    assert tally.day_of(datetime(2026, 7, 1, 21)) == "2026-07-02"
    assert tally.day_of(datetime(2026, 12, 1, 21)) == "2026-12-01"
