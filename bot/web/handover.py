"""The client's side of a handover: the draft, the request, taking it back, the rating.

Nothing here needs a dialogue worker.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.conversations import handover as rules
from bot.conversations.handover import AT_ONCE, OTHER, Form, Offer
from bot.conversations.notices import Notices
from bot.conversations.summary import summarise, summary_languages
from bot.errors import BadRequest, NotFound, NotNow
from bot.storage import cases, handovers, queue
from bot.storage.cases import CLOSED, DRAFTING, TAKEN, WAITING, Case
from bot.storage.handovers import Seen
from bot.web import keys
from bot.web.handover_view import as_json
from bot.web.limits import LIMITS
from bot.web.requests import NO_CONVERSATION, as_response, authorised, json_of

NOBODY = "No counsellor of this chat serves this municipality. Ask its advice service."
TAKEN_ALREADY = "A counsellor has taken the request. It can't be changed or taken back any more."


def routes() -> list[web.RouteDef]:
    """The routes of the handover."""
    one = "/api/conversations/{id}/handover"
    return [
        web.get(one, show),
        web.post(one, begin),
        web.put(one, send),
        web.delete(one, withdraw),
        web.post(f"{one}/rating", rate),
    ]


async def show(request: web.Request) -> web.Response:
    """How the handover is; a draft is brought up to date with what was said meanwhile."""
    ident = await authorised(request)
    return _answer(request, await seen_now(request.app, ident, _municipality_asked(request)))


async def begin(request: web.Request) -> web.Response:
    """Begins a handover with a draft, which nobody but the client sees."""
    ident = await authorised(request)
    request.app[LIMITS].message(request, ident)
    await json_of(request, empty=True)
    seen, made = await prepare(request.app, ident)
    return _answer(request, seen, 201 if made else 200)


async def send(request: web.Request) -> web.Response:
    """Sends the request to the counsellors, or changes it as long as it waits."""
    ident = await authorised(request)
    request.app[LIMITS].message(request, ident)
    return _answer(request, await submit(request.app, ident, await json_of(request)))


async def withdraw(request: web.Request) -> web.Response:
    """Takes the request back; harmless where there is none."""
    await take_back(request.app, await authorised(request))
    return web.Response(status=204)


async def rate(request: web.Request) -> web.Response:
    """Keeps how the client found the help."""
    ident = await authorised(request)
    request.app[LIMITS].message(request, ident)
    rating = (await json_of(request)).get("rating")
    if type(rating) is not int or rating not in (1, 2, 3):
        raise BadRequest("`rating` must be 1 (bad), 2 (all right) or 3 (good).")
    await keep_rating(request.app, ident, rating)
    return web.Response(status=204)


async def look(app: web.Application, ident: str, municipality: str | None = None) -> Seen:
    """How the handover is, a draft as it was made.

    Raises:
        NotFound: the conversation is gone.
    """
    seconds = app[keys.SETTINGS].counsellor_seconds
    seen = await app[keys.DATABASE].run(handovers.look, ident, seconds, municipality)
    if seen is None:
        raise NotFound(NO_CONVERSATION)
    return seen


async def seen_now(app: web.Application, ident: str, municipality: str | None = None) -> Seen:
    """How the handover is; a draft is brought up to date with what was said meanwhile.

    Args:
        municipality: to see what another one offers.
    """
    seen = await look(app, ident, municipality)
    if seen.state == DRAFTING:
        await _draft(app, seen)
        seen = await look(app, ident, municipality)
    return seen


async def prepare(app: web.Application, ident: str) -> tuple[Seen, bool]:
    """Makes a draft where no request is on its way; says whether it was made.

    Raises:
        NotNow: no counsellor serves the municipality.
    """
    seen = await look(app, ident)
    if seen.state in (WAITING, TAKEN):
        return seen, False
    if not seen.offer.available and seen.state != DRAFTING:
        raise NotNow(NOBODY)
    made = await _draft(app, seen)
    return await look(app, ident), made


async def submit(app: web.Application, ident: str, body: Mapping[str, Any]) -> Seen:
    """Sends the request to the counsellors, or changes it as long as it waits.

    Raises:
        BadRequest: says what is missing or wrong in the form.
        NotNow: there is no draft, or a counsellor has it already.
    """
    seen = await look(app, ident)
    case = _open_case(seen)
    if body.get("consent") is not True:
        raise BadRequest("`consent` must be true: without it nothing is sent to a counsellor.")
    known = case["municipality"] or seen.about.state.get("municipality")
    municipality = rules.municipality_of(body, known, seen.offer.served)
    database, settings = app[keys.DATABASE], app[keys.SETTINGS]
    offer = await database.run(handovers.offer_of, municipality, settings.counsellor_seconds)
    form = rules.check_form(body, case["summary"], case["language"], _kept_open(offer, case))
    values = _values(form, case, offer)
    notice = Notices(app[keys.KNOWLEDGE]().messages).sent(urgent=values["priority"] > 0)
    sent = await database.run(handovers.send, case, values, notice)
    if sent is None:
        raise NotNow(TAKEN_ALREADY)
    app[keys.HUB].wake(ident)
    await tell_queue(app, sent["municipality"])
    if case["municipality"] != sent["municipality"]:
        await tell_queue(app, case["municipality"])
    return await look(app, ident)


async def take_back(app: web.Application, ident: str) -> None:
    """Takes the request back; harmless where there is none.

    Raises:
        NotNow: a counsellor has it already.
    """
    seen = await look(app, ident)
    notice = Notices(app[keys.KNOWLEDGE]().messages).withdrawn()
    done = await app[keys.DATABASE].run(cases.withdraw, ident, notice)
    if not done and (await look(app, ident)).state == TAKEN:
        raise NotNow(TAKEN_ALREADY)
    if done and seen.case is not None:
        hub = app[keys.HUB]
        hub.wake(ident)
        hub.signal_desk({"event": "case", "conversation": ident, "case": seen.case["id"]})
        hub.signal(ident, {"event": "handover"})
        await tell_queue(app, seen.case["municipality"])


async def keep_rating(app: web.Application, ident: str, rating: int) -> None:
    """Keeps how the client found the help.

    Raises:
        NotNow: no counsellor has closed a request.
    """
    seen = await look(app, ident)
    closed = seen.case if seen.state == CLOSED else None
    if closed is None or not await app[keys.DATABASE].run(handovers.rate, closed, rating):
        raise NotNow("There is nothing to rate yet: the counsellor has not closed the request.")


async def tell_queue(app: web.Application, municipality: str | None) -> None:
    """Tells the desks that the queue has changed, and those who wait that their place may have.

    To be called after each transition of a case, with the municipality in which it waited.
    """
    hub = app[keys.HUB]
    hub.wake_desk()
    for conversation in await app[keys.DATABASE].run(queue.waiting_in, municipality):
        hub.signal(conversation, {"event": "handover"})


def _answer(request: web.Request, seen: Seen, status: int = 200) -> web.Response:
    return as_response(as_json(seen, request.app[keys.KNOWLEDGE]()), status)


def _municipality_asked(request: web.Request) -> str | None:
    """The municipality of which the client wants to see what it offers."""
    asked = request.query.get("municipality") or None
    known = request.app[keys.KNOWLEDGE]().municipalities
    if asked is not None and asked not in (*known, OTHER):
        raise BadRequest(f"`municipality` is not one of: {', '.join(known)}, {OTHER}.")
    return asked


async def _draft(app: web.Application, seen: Seen) -> bool:
    """Makes a draft of what was said, or renews it; says whether it was made."""
    about, database = seen.about, app[keys.DATABASE]
    rows = await database.run(handovers.told, about.id)
    knowledge = app[keys.KNOWLEDGE]()
    languages = summary_languages(about.language)
    parts = await asyncio.to_thread(summarise, rows, about.state, knowledge, languages)
    danger = rules.danger_in(rows)
    told = about.state.get("municipality")
    values = {
        "language": about.language,
        "municipality": told if told in seen.offer.served else None,
        "priority": 1 if danger else 0,
        "danger": danger,
        "topic": about.state.get("topic"),
        "summary": parts,
    }
    drafted = await database.run(cases.draft, about.id, values)
    if drafted is None:
        raise NotFound(NO_CONVERSATION)
    return drafted[1]


def _open_case(seen: Seen) -> Case:
    """The case that may be sent or changed."""
    if seen.case is None or seen.state == CLOSED:
        raise NotNow("There is no draft. Begin with `POST` to this address.")
    if seen.state == TAKEN:
        raise NotNow(TAKEN_ALREADY)
    return seen.case


def _kept_open(offer: Offer, case: Case) -> Offer:
    """Who waits for a chat already may change the rest of the request after closing time."""
    waits = case["state"] == WAITING and case["municipality"] == offer.municipality
    if not (waits and case["meeting"] == AT_ONCE):
        return offer
    return Offer(offer.municipality, offer.served, True, offer.opens_at, offer.due_at)


def _values(form: Form, case: Case, offer: Offer) -> Mapping[str, Any]:
    """The columns of the case."""
    values: dict[str, Any] = {
        "language": case["language"],
        "municipality": form.municipality,
        "priority": 1 if case["danger"] or form.minor else 0,
        "summary": form.parts,
        "meeting": form.meeting,
        "contact": form.contact,
        "interpreter": form.interpreter,
        "wishes": form.wishes,
    }
    same = (case["municipality"], case["meeting"]) == (form.municipality, form.meeting)
    if case["state"] == WAITING and same:
        return values  # it keeps its time
    at_once = form.meeting == AT_ONCE
    return values | {
        "out_of_hours": not offer.open,
        "due_at": None if at_once else offer.due_at,
    }
