"""The accessibility statement, and the form with which anybody says what does not work.

The form works without a script. Nobody is signed in here and there is no cookie, so that another
site gains nothing by sending it: see docs/threat-model.md.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy import Row

from bot import email_address
from bot.conversations.hours import ZONE
from bot.conversations.masking import mask
from bot.errors import TooMany
from bot.knowledge import notices
from bot.languages.messages import Messages
from bot.storage import feedback
from bot.web import keys
from bot.web.limits import LIMITS
from bot.web.notices import (
    feedback_email_of,
    municipality_of,
    notice_of,
    operator_of,
    saying,
    told,
)
from bot.web.requests import form_of, is_text

LIMIT = {"text": 2000, "where": 200, "email": email_address.LONGEST}
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Given:
    """What was typed into the form."""

    text: str = ""
    where: str = ""
    email: str = ""


def routes() -> list[web.RouteDef]:
    """The routes of this module."""
    return [web.get("/accessibility", statement), web.post("/accessibility", send)]


async def statement(request: web.Request) -> web.Response:
    """How accessible the service is, and the form."""
    return _statement(request, saying(request))


async def send(request: web.Request) -> web.Response:
    """Keeps a feedback and gives a receipt; else the form again, with what was typed."""
    say = saying(request)
    given = Given()
    try:
        given, ident = await _given(request)
        request.app[LIMITS].press(request, "accessibility")
        wrong = _wrong(given, say)
        if any(wrong.values()):
            return _statement(request, say, 400, given, wrong, say("notice_form_wrong"))
        request.app[LIMITS].feedback(request)
    except web.HTTPRequestEntityTooLarge:  # no browser sends so much from this form
        wrong = {"text": _too_long("text", say), "where": "", "email": ""}
        return _statement(request, say, 413, wrong=wrong, problem=say("notice_form_wrong"))
    except TooMany as error:
        page = _statement(request, say, 429, given, problem=say("notice_form_busy"))
        page.headers["Retry-After"] = str(error.retry_after)
        return page
    text, where = mask(given.text), mask(given.where)
    values = {
        "language": say.language,
        "municipality": municipality_of(request) or None,
        "text": text.text,
        "place": where.text or None,
        "email": given.email or None,
    }
    row = await request.app[keys.DATABASE].run(feedback.add, ident, values, _recipients(request))
    return _receipt(request, say, row, list(dict.fromkeys((*text.kinds, *where.kinds))))


def _recipients(request: web.Request) -> list[str] | None:
    """Who is told of it by mail; None where no mail is sent."""
    if not request.app[keys.SETTINGS].smtp:
        return None
    address = feedback_email_of(request)
    return [address] if address else []


async def _given(request: web.Request) -> tuple[Given, str]:
    """What was typed, and the id of the form.

    Raises:
        BadRequest: it is no form.
    """
    form = await form_of(request)
    ident = _typed(form, "id")
    given = Given(_typed(form, "text"), _typed(form, "where"), _typed(form, "email"))
    return given, ident if _ID.fullmatch(ident) else uuid.uuid4().hex


def _typed(form: Mapping[str, str], name: str) -> str:
    """A field without what is no text."""
    text = form.get(name, "").strip()
    return text if is_text(text) else "".join(filter(is_text, text))


def _wrong(given: Given, say: Messages) -> dict[str, str]:
    """What is wrong with each field; "" where nothing is."""
    wrong = {
        name: _too_long(name, say) if len(value) > LIMIT[name] else ""
        for name, value in asdict(given).items()
    }
    if not given.text:
        wrong["text"] = say("notice_form_what_missing")
    if given.email and not wrong["email"] and not email_address.is_email(given.email):
        wrong["email"] = say("ui_handover_email_wrong")
    return wrong


def _too_long(name: str, say: Messages) -> str:
    return say("notice_form_too_long", limit=str(LIMIT[name]))


def _statement(
    request: web.Request,
    say: Messages,
    status: int = 200,
    given: Given | None = None,
    wrong: Mapping[str, str] | None = None,
    problem: str = "",
) -> web.Response:
    about = request.app[keys.KNOWLEDGE]().accessibility
    assert about is not None  # the check sees to that
    values = {
        "operator": operator_of(request, say),
        "days": str(feedback.ANSWER_WITHIN.days),
        "shortcomings": _shortcomings(request, say),
        "updated": say.date(about.updated),
    }
    title, (before, after) = told(request, "accessibility", say, values)
    page = notice_of(
        request,
        "accessibility.html",
        say,
        status,
        title=title,
        before=before,
        after=after,
        given=given or Given(),
        wrong=wrong or dict.fromkeys(LIMIT, ""),
        problem=problem,
        email=feedback_email_of(request),
        limits=LIMIT,
        id=uuid.uuid4().hex,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _shortcomings(request: web.Request, say: Messages) -> str:
    """What is known not to work, as a list in Markdown."""
    about = request.app[keys.KNOWLEDGE]().accessibility
    lines = [
        say(
            "notice_shortcoming",
            text=one.text[say.language],
            criterion=one.criterion,
            date=say.date(one.since),
        )
        for one in (about.shortcomings if about else ())
    ]
    if not lines:
        return notices.escaped(say("notice_shortcomings_none"))
    return "\n".join(f"- {notices.escaped(line)}" for line in lines)


def _receipt(request: web.Request, say: Messages, row: Row[Any], kinds: list[str]) -> web.Response:
    hidden = say.join(say(f"masked_{kind}") for kind in kinds)
    page = notice_of(
        request,
        "receipt.html",
        say,
        title=say("notice_receipt"),
        code=row.code,
        came=_day(row.created_at, say),
        due=_day(row.due_at, say),
        answered=row.email is not None,
        hidden=say("notice_receipt_hidden", kinds=hidden) if kinds else "",
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _day(moment: datetime, say: Messages) -> str:
    """A day in Finland."""
    return say.date(moment.replace(tzinfo=UTC).astimezone(ZONE).date())
