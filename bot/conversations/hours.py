"""When a municipality's counsellors serve clients: hours, exceptions and public holidays.

Hours are Finnish local time. Moments come in and go out as the tables keep them: UTC, without
zone. So a day keeps its hours when the clocks are changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from holidays import country_holidays

from bot.email_address import is_email

Interval = tuple[str, str]  # ("09:00", "15:00"), local time
ZONE = ZoneInfo("Europe/Helsinki")
DAYS_AHEAD = 60
MAX_RECIPIENTS = 20
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KEYS = ("hours", "exceptions", "holidays", "recipients", "languages")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
# Working days by law, on which a municipality says itself whether it is closed.
_EVES = ("Christmas Eve", "Midsummer Eve")


@dataclass(frozen=True)
class Service:
    """The service of one municipality.

    Args:
        hours: weekday (0 is Monday) -> its intervals; a day that is not in it is closed.
        exceptions: date -> its intervals instead of those of the weekday; none: closed.
        holidays: whether it is closed on Finnish public holidays.
        recipients: e-mail addresses that are told of a new case.
        languages: in which it serves; free text.
    """

    hours: Mapping[int, tuple[Interval, ...]] = field(default_factory=dict)
    exceptions: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)
    holidays: bool = True
    recipients: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def has_hours(self) -> bool:
        """Whether any hours are known. Without, being open depends on who is on duty."""
        return any(self.hours.values()) or any(self.exceptions.values())

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Service:
        """Reads what `as_dict` wrote, or any data in which `problems` finds none."""
        return cls(
            hours={int(day): _pairs(found) for day, found in (data.get("hours") or {}).items()},
            exceptions={
                date.fromisoformat(day): _pairs(found)
                for day, found in (data.get("exceptions") or {}).items()
            },
            holidays=bool(data.get("holidays", True)),
            recipients=tuple(data.get("recipients") or ()),
            languages=tuple(data.get("languages") or ()),
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON, with weekdays "0" to "6" and ISO dates."""
        return {
            "hours": {str(day): _lists(found) for day, found in sorted(self.hours.items())},
            "exceptions": {
                day.isoformat(): _lists(found) for day, found in sorted(self.exceptions.items())
            },
            "holidays": self.holidays,
            "recipients": list(self.recipients),
            "languages": list(self.languages),
        }


def is_open(service: Service, moment: datetime) -> bool:
    """Whether `moment` (UTC) lies within the hours. Never, where there are none."""
    day = _local_day(moment)
    return any(start <= moment < end for start, end in _open_times(service, day))


def next_opening(service: Service, moment: datetime) -> datetime | None:
    """When it opens next after `moment` (both UTC); None if not within 60 days."""
    day = _local_day(moment)
    for ahead in range(DAYS_AHEAD + 1):
        for start, _ in _open_times(service, day + timedelta(days=ahead)):
            if start > moment:
                return start
    return None


def due(service: Service, moment: datetime) -> datetime | None:
    """By when a request of `moment` is answered: the end of the next day of service (both UTC).

    Today counts as long as it has not begun. None if there is none within 60 days.
    """
    day = _local_day(moment)
    for ahead in range(DAYS_AHEAD + 1):
        times = _open_times(service, day + timedelta(days=ahead))
        if times and times[0][0] > moment:
            return times[-1][1]
    return None


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday of Finland; Christmas Eve and Midsummer Eve are none."""
    return day in _holidays(day.year)


def problems(data: Any) -> list[str]:
    """What is wrong with the data of a service, one sentence each; empty if all is right."""
    if not isinstance(data, Mapping):
        return ["A service is an object with hours, exceptions, holidays and recipients."]
    found = [f"There is no setting `{key}`." for key in data if key not in KEYS]
    found += _problems_of_hours(data.get("hours", {}))
    found += _problems_of_exceptions(data.get("exceptions", {}))
    if not isinstance(data.get("holidays", True), bool):
        found.append("`holidays` must be true (closed on public holidays) or false.")
    found += _problems_of_recipients(data.get("recipients", []))
    languages = data.get("languages", [])
    if not isinstance(languages, list) or not all(isinstance(one, str) for one in languages):
        found.append("`languages` must be a list of texts.")
    return found


def _problems_of_hours(hours: Any) -> list[str]:
    if not isinstance(hours, Mapping):
        return ["`hours` must give for each weekday, 0 (Monday) to 6, a list of intervals."]
    found = []
    for day, intervals in hours.items():
        if str(day) not in "0123456" or len(str(day)) != 1:
            found.append(f"`{day}` is not a weekday: use 0 (Monday) to 6 (Sunday).")
        else:
            found += _problems_of_intervals(WEEKDAYS[int(day)], intervals)
    return found


def _problems_of_exceptions(exceptions: Any) -> list[str]:
    if not isinstance(exceptions, Mapping):
        return ["`exceptions` must give for each date a list of intervals."]
    found = []
    for day, intervals in exceptions.items():
        if not _is_date(day):
            found.append(f"`{day}` is not a date: write it as 2027-12-24.")
        else:
            found += _problems_of_intervals(day, intervals)
    return found


def _problems_of_intervals(day: str, intervals: Any) -> list[str]:
    if not isinstance(intervals, list | tuple):
        return [f"{day}: the hours must be a list; an empty one means closed."]
    found, good = [], []
    for one in intervals:
        pair = list(one) if isinstance(one, list | tuple) else []
        if len(pair) != 2 or not all(isinstance(t, str) and _TIME.fullmatch(t) for t in pair):
            found.append(f"{day}: write an interval as 09:00 and 15:00, a start and an end.")
        elif pair[0] >= pair[1]:
            found.append(f"{day}: {pair[0]} to {pair[1]} ends before it starts.")
        else:
            good.append(tuple(pair))
    good.sort()
    for first, second in pairwise(good):
        if second[0] < first[1]:
            both = f"{first[0]} to {first[1]} and {second[0]} to {second[1]}"
            found.append(f"{day}: {both} overlap.")
    return found


def _problems_of_recipients(recipients: Any) -> list[str]:
    if not isinstance(recipients, list | tuple):
        return ["`recipients` must be a list of e-mail addresses."]
    found = [
        f"`{one}` is not an e-mail address."
        for one in recipients
        if not isinstance(one, str) or not one.isascii() or not is_email(one)
    ]
    if len(recipients) > MAX_RECIPIENTS:
        found.append(f"There are too many recipients: at most {MAX_RECIPIENTS}.")
    return found


def _is_date(value: Any) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def _pairs(intervals: Any) -> tuple[Interval, ...]:
    return tuple(sorted((start, end) for start, end in intervals))


def _lists(intervals: tuple[Interval, ...]) -> list[list[str]]:
    return [list(one) for one in intervals]


def _local_day(moment: datetime) -> date:
    return moment.replace(tzinfo=UTC).astimezone(ZONE).date()


def _open_times(service: Service, day: date) -> list[tuple[datetime, datetime]]:
    """The hours of a local day as moments in UTC."""
    if day in service.exceptions:
        intervals = service.exceptions[day]
    elif service.holidays and is_holiday(day):
        intervals = ()
    else:
        intervals = service.hours.get(day.weekday(), ())
    times = [(_moment(day, start), _moment(day, end)) for start, end in intervals]
    # An interval within the hour that a spring night leaves out is none.
    return [(start, end) for start, end in times if start < end]


def _moment(day: date, clock: str) -> datetime:
    local = datetime.combine(day, time.fromisoformat(clock), ZONE)
    return local.astimezone(UTC).replace(tzinfo=None)


@cache
def _holidays(year: int) -> frozenset[date]:
    named = country_holidays("FI", years=year, language="en_US")
    return frozenset(day for day, name in named.items() if name not in _EVES)
