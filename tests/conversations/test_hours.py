"""When counsellors serve: hours in Finnish time, holidays and exceptions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.conversations.hours import (
    Service,
    due,
    is_holiday,
    is_open,
    next_opening,
    problems,
)

OFFICE = [["09:00", "15:00"]]
WEEK: dict[str, Any] = {"hours": {str(day): OFFICE for day in range(5)}}
HELSINKI = ZoneInfo("Europe/Helsinki")


def utc(local: str) -> datetime:
    """A Finnish local time in UTC, as the tables keep it."""
    moment = datetime.fromisoformat(local).replace(tzinfo=HELSINKI)
    return moment.astimezone(UTC).replace(tzinfo=None)


def service(**data: Any) -> Service:
    return Service.from_dict({**WEEK, **data})


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-11-23T08:59:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T14:59:59", True),
        ("2026-11-23T15:00", False),
        ("2026-11-22T12:00", False),  # a Sunday
        ("2026-07-01T09:00", True),  # summer time
        ("2026-07-01T08:59", False),
    ],
)
def test_it_is_open_from_the_start_up_to_the_end_of_its_hours(local: str, expected: bool) -> None:
    assert is_open(service(), utc(local)) is expected


def test_the_hours_stay_the_same_on_the_clock_when_the_clocks_change() -> None:
    every_day = Service.from_dict({"hours": {str(day): OFFICE for day in range(7)}})
    # Nine o'clock is 7 UTC in winter and 6 UTC in summer.
    for before, after in (
        (datetime(2026, 3, 28, 7), datetime(2026, 3, 29, 6)),
        (datetime(2026, 10, 24, 6), datetime(2026, 10, 25, 7)),
    ):
        second = timedelta(seconds=1)
        assert is_open(every_day, before) and not is_open(every_day, before - second)
        assert is_open(every_day, after) and not is_open(every_day, after - second)
        assert next_opening(every_day, before) == after


def test_the_hour_that_a_spring_night_leaves_out_is_never_open() -> None:
    night = Service.from_dict({"hours": {"6": [["03:30", "04:00"]]}, "holidays": False})
    moments = [datetime(2026, 3, 28, 22) + timedelta(minutes=10 * step) for step in range(24)]
    assert not any(is_open(night, moment) for moment in moments)
    assert next_opening(night, moments[0]) == utc("2026-04-05T03:30")


def test_a_moment_late_in_the_utc_day_counts_to_the_next_finnish_day() -> None:
    early = Service.from_dict({"hours": {"0": [["00:30", "01:30"]]}})
    assert is_open(early, datetime(2026, 11, 22, 22, 45))  # Sunday in UTC, Monday in Finland


def test_nothing_said_means_no_hours_and_never_open() -> None:
    nothing = Service.from_dict({})
    assert nothing == Service()
    assert not nothing.has_hours
    assert not is_open(nothing, utc("2026-11-23T12:00"))
    assert next_opening(nothing, utc("2026-11-23T12:00")) is None
    assert due(nothing, utc("2026-11-23T12:00")) is None
    assert service().has_hours


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        ("2026-01-01", True),
        ("2026-01-06", True),
        ("2026-04-03", True),  # Good Friday
        ("2026-04-06", True),  # Easter Monday
        ("2027-03-26", True),  # the Good Friday of another year
        ("2026-05-01", True),
        ("2026-05-14", True),  # Ascension Day
        ("2026-06-20", True),  # Midsummer Day
        ("2026-10-31", True),  # All Saints' Day
        ("2026-12-06", True),
        ("2026-12-25", True),
        ("2026-12-26", True),
        ("2026-12-24", False),  # the eves are working days by law
        ("2026-06-19", False),
        ("2026-12-31", False),
        ("2026-11-23", False),
    ],
)
def test_finnish_public_holidays_also_the_movable_ones(day: str, holiday: bool) -> None:
    assert is_holiday(date.fromisoformat(day)) is holiday


def test_a_holiday_is_closed_unless_the_municipality_says_otherwise() -> None:
    epiphany = utc("2026-01-06T10:00")
    assert not is_open(service(), epiphany)
    assert is_open(service(holidays=False), epiphany)
    assert is_open(service(exceptions={"2026-01-06": [["10:00", "12:00"]]}), epiphany)


def test_an_exception_takes_the_place_of_the_weekday() -> None:
    christmas_eve = "2026-12-24"
    closed = service(exceptions={christmas_eve: []})
    short = service(exceptions={christmas_eve: [["09:00", "11:00"]]})
    assert is_open(service(), utc("2026-12-24T12:00"))
    assert not is_open(closed, utc("2026-12-24T12:00"))
    assert is_open(short, utc("2026-12-24T10:59"))
    assert not is_open(short, utc("2026-12-24T12:00"))
    assert next_opening(closed, utc("2026-12-23T15:00")) == utc("2026-12-28T09:00")


@pytest.mark.parametrize(
    ("local", "opens", "by"),
    [
        ("2026-11-22T12:00", "2026-11-23T09:00", "2026-11-23T15:00"),  # Sunday
        ("2026-11-23T07:00", "2026-11-23T09:00", "2026-11-23T15:00"),  # before the day begins
        ("2026-11-23T10:00", "2026-11-24T09:00", "2026-11-24T15:00"),  # while it is open
        ("2026-11-23T16:00", "2026-11-24T09:00", "2026-11-24T15:00"),
        ("2026-11-27T16:00", "2026-11-30T09:00", "2026-11-30T15:00"),  # over a weekend
        ("2026-04-02T16:00", "2026-04-07T09:00", "2026-04-07T15:00"),  # over Easter
    ],
)
def test_the_next_opening_and_the_end_of_the_next_day_of_service(
    local: str, opens: str, by: str
) -> None:
    assert next_opening(service(), utc(local)) == utc(opens)
    assert due(service(), utc(local)) == utc(by)


def test_a_day_with_a_break_opens_again_and_ends_with_its_last_interval() -> None:
    split = Service.from_dict(
        {"hours": {"0": [["12:30", "16:00"], ["09:00", "11:30"]], "1": [["10:00", "12:00"]]}}
    )
    lunch = utc("2026-11-23T12:00")
    assert not is_open(split, lunch)
    assert next_opening(split, lunch) == utc("2026-11-23T12:30")
    assert due(split, lunch) == utc("2026-11-24T12:00")
    assert due(split, utc("2026-11-23T08:00")) == utc("2026-11-23T16:00")


def test_the_next_opening_is_looked_for_sixty_days_ahead_and_no_further() -> None:
    moment = utc("2026-09-01T12:00")
    near = Service.from_dict({"exceptions": {"2026-10-31": OFFICE}})
    far = Service.from_dict({"exceptions": {"2026-11-01": OFFICE}})
    assert next_opening(near, moment) == utc("2026-10-31T09:00")
    assert due(near, moment) == utc("2026-10-31T15:00")
    assert next_opening(far, moment) is None
    assert due(far, moment) is None


def test_a_service_is_written_and_read_again() -> None:
    data = {
        "hours": {"0": [["09:00", "11:30"], ["12:30", "16:00"]]},
        "exceptions": {"2026-12-24": []},
        "holidays": False,
        "recipients": ["neuvonta@example.fi"],
        "languages": ["fi", "sv"],
    }
    assert problems(data) == []
    assert Service.from_dict(data).as_dict() == data


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([], "A service is an object with hours, exceptions, holidays and recipients."),
        ({"opening": {}}, "There is no setting `opening`."),
        ({"hours": []}, "`hours` must give for each weekday, 0 (Monday) to 6, a list"),
        ({"hours": {"7": OFFICE}}, "`7` is not a weekday: use 0 (Monday) to 6 (Sunday)."),
        ({"hours": {"12": OFFICE}}, "`12` is not a weekday"),
        ({"hours": {"monday": OFFICE}}, "`monday` is not a weekday"),
        ({"hours": {"": OFFICE}}, "`` is not a weekday"),
        ({"hours": {"0": "09:00-15:00"}}, "Monday: the hours must be a list"),
        ({"hours": {"0": ["09:00-15:00"]}}, "Monday: write an interval as 09:00 and 15:00"),
        ({"hours": {"0": [["9:00", "15:00"]]}}, "Monday: write an interval as 09:00 and 15:00"),
        ({"hours": {"0": [["09:00", "24:00"]]}}, "Monday: write an interval"),
        ({"hours": {"0": [["09:00", "15:60"]]}}, "Monday: write an interval"),
        ({"hours": {"0": [["0٩:00", "15:00"]]}}, "Monday: write an interval"),
        ({"hours": {"0": [["09:00"]]}}, "Monday: write an interval"),
        ({"hours": {"0": [[9, 15]]}}, "Monday: write an interval"),
        ({"hours": {"1": [["15:00", "09:00"]]}}, "Tuesday: 15:00 to 09:00 ends before it starts."),
        ({"hours": {"1": [["09:00", "09:00"]]}}, "Tuesday: 09:00 to 09:00 ends before it starts."),
        (
            {"hours": {"2": [["12:00", "15:00"], ["09:00", "12:01"]]}},
            "Wednesday: 09:00 to 12:01 and 12:00 to 15:00 overlap.",
        ),
        ({"exceptions": ["2026-12-24"]}, "`exceptions` must give for each date a list"),
        ({"exceptions": {"24.12.2026": []}}, "`24.12.2026` is not a date: write it as 2027-12-24."),
        ({"exceptions": {"20261224": []}}, "`20261224` is not a date"),
        ({"exceptions": {"2026-02-30": []}}, "`2026-02-30` is not a date"),
        ({"exceptions": {"2026-12-24": [["9", "11"]]}}, "2026-12-24: write an interval"),
        ({"holidays": "no"}, "`holidays` must be true"),
        ({"recipients": "a@example.fi"}, "`recipients` must be a list"),
        ({"recipients": ["neuvonta"]}, "`neuvonta` is not an e-mail address."),
        ({"recipients": ["a@b.fi\r\nBcc: c@d.fi"]}, "is not an e-mail address."),
        ({"recipients": [7]}, "`7` is not an e-mail address."),
        ({"recipients": ["a@example.fi"] * 21}, "There are too many recipients: at most 20."),
        ({"languages": "fi"}, "`languages` must be a list of texts."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(data: Any, problem: str) -> None:
    found = problems(data)
    assert any(problem in sentence for sentence in found), found
    assert all(sentence.endswith(".") for sentence in found)


def test_intervals_that_only_touch_are_right() -> None:
    assert problems({"hours": {"0": [["09:00", "12:00"], ["12:00", "15:00"]]}}) == []
    assert problems({}) == []
