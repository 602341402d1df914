"""Reads what a request about a case holds, and refuses what it may not."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.conversations.hours import ZONE
from bot.errors import BadRequest, TooLarge
from bot.knowledge.model import Knowledge
from bot.storage.accounts import User
from bot.storage.desk import Ending
from bot.storage.items import KINDS
from bot.storage.queue import Filters
from bot.web.requests import MAX_TEXT

OUTCOMES = ("answered", "referred", "appointment", "no_reply")
STATES = ("waiting", "taken", "closed", "withdrawn")
CONTACTS = ("phone", "email")
MAX_SHORT = 200


def text_of(
    body: Mapping[str, Any], key: str, most: int = MAX_TEXT, needed: bool = True
) -> str | None:
    """A text of the body, without space around it; None where it is empty and not needed."""
    text = body.get(key)
    if text is None and not needed:
        return None
    if not isinstance(text, str):
        raise BadRequest(f"`{key}` must be a text.")
    text = text.strip()
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadRequest(f"`{key}` has characters that are not text (NUL or half of a pair).")
    if len(text) > most:
        raise TooLarge(f"`{key}` has {len(text)} characters. Use at most {most}.")
    if needed and not text:
        raise BadRequest(f"`{key}` is empty.")
    return text or None


def needed_text(body: Mapping[str, Any], key: str, most: int = MAX_TEXT) -> str:
    """A text that must be there."""
    return text_of(body, key, most) or ""


def message_of(body: Mapping[str, Any]) -> tuple[str, str | None, str | None]:
    """The id of a message, and its text or the ready reply that it is."""
    client_id = id_of(body)
    if ("text" in body) == ("reply" in body):
        raise BadRequest("Send either `text` or `reply`.")
    if "text" in body:
        return client_id, needed_text(body, "text"), None
    return client_id, None, needed_text(body, "reply", MAX_SHORT)


def id_of(body: Mapping[str, Any]) -> str:
    """The id that the desk made for a message."""
    try:
        return str(uuid.UUID(body.get("id")))
    except (ValueError, TypeError, AttributeError):
        raise BadRequest("`id` must be a UUID that the desk makes for each message.") from None


def ending_of(body: Mapping[str, Any], knowledge: Knowledge) -> Ending:
    """How a case ends."""
    outcome = body.get("outcome")
    if outcome not in OUTCOMES:
        raise BadRequest(f"`outcome` is one of: {', '.join(OUTCOMES)}.")
    to = text_of(body, "to", MAX_SHORT, needed=outcome == "referred")
    return Ending(
        outcome, to, text_of(body, "agreed", needed=False), _lack(body.get("lack"), knowledge)
    )


def _lack(lack: Any, knowledge: Knowledge) -> dict[str, Any] | None:
    if lack is None:
        return None
    if not isinstance(lack, dict) or lack.get("kind") not in KINDS:
        raise BadRequest(f"`lack` holds `kind` (one of: {', '.join(KINDS)}) and `text`.")
    topic = lack.get("topic")
    if topic is not None and topic not in knowledge.topics:
        raise BadRequest("`lack.topic` is not a topic of the knowledge.")
    return {"kind": lack["kind"], "text": needed_text(lack, "text"), "topic": topic}


def filters_of(request: web.Request, user: User) -> Filters:
    """What is searched for. Days are Finnish ones, both included."""
    query = request.query
    state = query.get("state") or None
    if state is not None and state not in STATES:
        raise BadRequest(f"`state` is one of: {', '.join(STATES)}.")
    until = _day(query.get("to"), "to")
    return Filters(
        municipalities=user.municipalities,
        text=query.get("q", "")[:MAX_SHORT],
        municipality=query.get("municipality") or None,
        state=state,
        since=_start(_day(query.get("from"), "from")),
        until=_start(until + timedelta(days=1)) if until is not None else None,
    )


def fields_used(request: web.Request) -> str:
    """The fields of a search, for the audit; what was searched for stays out of it."""
    return " ".join(sorted(key for key in request.query if request.query[key] and len(key) <= 20))


def seq_of(body: Mapping[str, Any]) -> int:
    """The number of a message."""
    seq = body.get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq < 10**9:
        raise BadRequest("`seq` must be the number of a message.")
    return seq


def _day(value: str | None, key: str) -> date | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise BadRequest(f"`{key}` must be a date such as 2027-01-31.") from None
    if not 2000 <= day.year <= 2200:
        raise BadRequest(f"`{key}` must be a date from 2000 on.")
    return day


def _start(day: date | None) -> datetime | None:
    """The first moment of a Finnish day, in UTC without zone."""
    if day is None:
        return None
    local = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    offset = local.utcoffset() or timedelta()
    return local.replace(tzinfo=None) - offset
