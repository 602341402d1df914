"""What the page shows of a conversation: messages, buttons, sources, numbers to call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from bot.conversations.hours import ZONE
from bot.conversations.message import BOT, CLIENT, COUNSELLOR, Message, direction_of
from bot.languages.messages import Messages
from bot.web.plain.text import Block, blocks

CRISIS = "crisis"
# What is an answer, of which one may say whether it helped.
ANSWERS = ("answered", "refer", "not_in_sources")
HUMANS = ("action:human", "action:handover")
# A number of three digits or more, which may have spaces in it: "112", "080 005 005".
_NUMBER = re.compile(r"[0-9][0-9 ]+[0-9]")
# Only https: an address from a file must not become a script or leave the page unprotected.
_SAFE = re.compile(r"https://", re.I)
_SPEAKERS = {CLIENT: "ui_you", COUNSELLOR: "ui_counsellor", BOT: "ui_bot"}
# Languages that write a time of day with a full stop.
_FULL_STOP = ("fi", "sv")


@dataclass(frozen=True)
class Option:
    """A button under a message.

    Args:
        language: of its label, where it offers to change the language.
        first: whether it stands out.
    """

    value: str
    label: str
    language: str = ""
    first: bool = False


@dataclass(frozen=True)
class Source:
    """From what an answer was taken."""

    document: str
    section: str = ""
    lines: str = ""
    date: str = ""
    url: str = ""


@dataclass(frozen=True)
class Shown:
    """A message as the page shows it.

    Args:
        speaker: a name of the page, or a counsellor's own.
        role: of a counsellor.
        mark: of a client's message to a counsellor.
    """

    seq: int
    sender: str
    language: str
    direction: str
    blocks: list[Block]
    speaker: str
    role: str = ""
    sources: list[Source] = field(default_factory=list)
    reviewed: str = ""
    mark: str = ""


def shown(message: Message, say: Messages, mark: str = "") -> Shown:
    """One message."""
    direction = direction_of(message.text, message.language)
    author, answer = message.author or {}, message.answer or {}
    return Shown(
        seq=message.seq,
        sender=message.sender,
        language=message.language,
        direction=direction,
        blocks=blocks(message.text, direction),
        speaker=author.get("name") or say(_SPEAKERS.get(message.sender, "ui_system")),
        role=author.get("role", ""),
        sources=sources(answer.get("sources", ())),
        reviewed=_day(answer.get("reviewed")),
        mark=mark,
    )


def sources(found: Iterable[Mapping[str, Any]]) -> list[Source]:
    """The sources of an answer."""
    return [
        Source(
            document=source["document"],
            section=source.get("section") or "",
            lines=source.get("lines") or "",
            date=_day(source.get("date")),
            url=source["url"] if _SAFE.match(source.get("url") or "") else "",
        )
        for source in found
    ]


def options(messages: Sequence[Message]) -> tuple[int, list[Option]]:
    """The buttons that can be pressed now, and the number of their message.

    Only the last question can be answered by a button, and not while an answer is on its way.
    """
    last = next((one for one in reversed(messages) if one.sender in (BOT, CLIENT)), None)
    if last is None or last.sender != BOT:
        return 0, []
    # In danger a person comes first; and once is enough.
    danger = (last.answer or {}).get("status") == CRISIS
    found = [_option(one) for one in last.options]
    humans = [one for one in found if one.value in HUMANS][:1]
    rest = [one for one in found if one.value not in HUMANS]
    if danger:
        first = [Option(one.value, one.label, first=True) for one in humans]
        return last.seq, [*first, *rest]
    return last.seq, [one for one in found if one in humans or one in rest]


def answered_at(messages: Sequence[Message]) -> int:
    """The number of the last answer, of which is asked whether it helped; 0 where there is none."""
    said = [one for one in messages if one.sender in (BOT, CLIENT)]
    last = said[-1] if said else None
    return last.seq if last and (last.answer or {}).get("status") in ANSWERS else 0


def opens_at(messages: Sequence[Message]) -> int:
    """The number of the message at which the page opens; 0 for the page's own beginning.

    That is what the client said last, with the answer under it, or else the news after it.
    """
    last = max((one.seq for one in messages if one.sender in (BOT, CLIENT)), default=0)
    news = [one.seq for one in messages if one.seq > last]
    mine = [one.seq for one in messages if one.sender == CLIENT]
    return next(iter([*news[:1], *mine[-1:]]), 0)


def numbers(messages: Iterable[Message]) -> list[str]:
    """The numbers in the last message about danger; none where there was no danger."""
    told = [one.text for one in messages if (one.answer or {}).get("status") == CRISIS]
    return list(dict.fromkeys(_NUMBER.findall(told[-1]))) if told else []


def hours(state: Mapping[str, Any], say: Messages) -> list[str]:
    """Whether the counsellors are there, and when they are.

    Args:
        state: the handover as the API gives it.
    """
    if state["open"]:
        return [say("ui_handover_open")]
    opens, due = state["opens_at"], state["due_at"]
    lines = [say("ui_handover_closed")]
    lines.append(
        say("ui_handover_opens", time=when(opens, say))
        if opens
        else say("ui_handover_opens_unknown")
    )
    if due:
        lines.append(say("ui_handover_due", time=when(due, say)))
    return lines


def when(iso: str, say: Messages) -> str:
    """A moment as people say it here: weekday, date and clock of Finland, Western digits."""
    moment = datetime.fromisoformat(iso).astimezone(ZONE)
    point = "." if say.language in _FULL_STOP else ":"
    day = format_date(moment, "EEEE", locale=say.language)
    clock = say("ui_handover_clock", time=f"{moment.hour}{point}{moment.minute:02}")
    return f"{day} {moment.day}.{moment.month}. {clock}"


def _option(option: Mapping[str, str]) -> Option:
    kind, _, value = option["value"].partition(":")
    return Option(option["value"], option["label"], value if kind == "language" else "")


def _day(iso: str | None) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso[:10])
    return f"{day.day}.{day.month}.{day.year}"
