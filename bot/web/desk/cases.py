"""The cases at the desk: the queue, one case, and what a counsellor does with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from aiohttp import web

from bot.conversations.notices import Notices
from bot.errors import BadRequest, NotFound, NotNow
from bot.languages.messages import Messages
from bot.storage import accounts, desk, queue
from bot.storage.cases import TO_MUNICIPALITY, Case
from bot.web import keys
from bot.web.desk import case_requests as asked
from bot.web.desk import view
from bot.web.desk.access import user_of
from bot.web.desk.notices import author_of
from bot.web.desk.problems import problem
from bot.web.handover import tell_queue
from bot.web.requests import after_of, json_of, wait_of

Result = TypeVar("Result")


def routes() -> list[web.RouteDef]:
    """The routes of this module."""
    one = "/desk/api/cases/{id}"
    return [
        web.get("/desk/api/queue", waiting),
        web.get("/desk/api/cases", search),
        web.get(one, show),
        web.get(f"{one}/messages", messages),
        web.post(f"{one}/claim", claim),
        web.post(f"{one}/release", release),
        web.post(f"{one}/notes", add_note),
        web.post(f"{one}/transfer", transfer),
        web.post(f"{one}/close", close),
    ]


async def waiting(request: web.Request) -> web.Response:
    """What waits for the counsellor, what they have, and their colleagues."""
    user = user_of(request)
    found = await run(request, queue.queue, user.municipalities, user.id, user.on_duty)
    others = await run(request, desk.colleagues, user)
    seconds = request.app[keys.SETTINGS].counsellor_seconds
    return web.json_response(
        {
            "waiting": _rows(request, found.waiting),
            "requests": _rows(request, found.requests),
            "mine": _rows(request, found.mine),
            "colleagues": [view.colleague(one, seconds) for one in others],
        }
    )


async def search(request: web.Request) -> web.Response:
    """Earlier and present cases of the counsellor's municipalities."""
    user = user_of(request)
    filters = asked.filters_of(request, user)
    found = await run(request, desk.search, user, filters, asked.fields_used(request))
    return web.json_response({"cases": _rows(request, found)})


async def show(request: web.Request) -> web.Response:
    """A case with everything that belongs to it."""
    return web.json_response(await _case(request))


async def messages(request: web.Request) -> web.Response:
    """The messages after a number; with `?wait=` it waits until there are some."""
    user, ident = user_of(request), request.match_info["id"]
    seq, wait = after_of(request), wait_of(request)
    row, said = found_or_404(await run(request, desk.messages_after, ident, user, seq))
    if not said and wait:
        with request.app[keys.HUB].listen(row["conversation_id"]) as changed:
            try:
                async with asyncio.timeout(wait):
                    while not said and not request.app[keys.HUB].closing:
                        changed.clear()
                        row, said = found_or_404(
                            await run(request, desk.messages_after, ident, user, seq)
                        )
                        if not said:
                            await changed.wait()
            except TimeoutError:
                pass
    language = view.desk_language(request.query.get("language"), user)
    knowledge = request.app[keys.KNOWLEDGE]()
    told = await asyncio.to_thread(view.messages, said, language, knowledge)
    return web.json_response({"messages": told})


async def claim(request: web.Request) -> web.Response:
    """Takes a case that waits; of two at once, one gets it and the other learns who did."""
    user, ident = user_of(request), request.match_info["id"]
    told = _notices(request).taken(user.first_name, user.role_title)
    claimed = found_or_404(await run(request, desk.claim, ident, user, told))
    if not claimed.won:
        taken = problem(NotNow, "taken", name=claimed.by or "")
        raise taken if claimed.by else problem(NotNow, "not_waiting")
    if claimed.fresh:
        await changed(request, ident)
    return web.json_response(await _case(request))


async def release(request: web.Request) -> web.Response:
    """Gives a case back to the queue."""
    user, ident = user_of(request), request.match_info["id"]
    note = asked.text_of(await json_of(request, empty=True), "note", needed=False)
    told = _notices(request).back()
    done = await run(request, desk.release, ident, user, told, note)
    return await _finished(request, done)


async def add_note(request: web.Request) -> web.Response:
    """Adds a note that no client sees."""
    user, ident = user_of(request), request.match_info["id"]
    text = asked.needed_text(await json_of(request), "text")
    if not await run(request, desk.add_note, ident, user, text):
        raise problem(NotFound, "case_gone")
    request.app[keys.HUB].signal_desk({"event": "case", "case": ident})
    return web.Response(status=204)


async def transfer(request: web.Request) -> web.Response:
    """Passes a case to a colleague or to another municipality."""
    user, ident = user_of(request), request.match_info["id"]
    body = await json_of(request)
    to = asked.needed_text(body, "to", asked.MAX_SHORT)
    note = asked.text_of(body, "note", needed=False)
    await _check_receiver(request, to)
    told = _notices(request).transferred()
    before = await run(request, desk.row_for, ident, user)
    done = await run(request, desk.transfer, ident, user, to, note, told)
    return await _finished(request, done, before["municipality"] if before else None)


async def close(request: web.Request) -> web.Response:
    """Ends a case. What was agreed is told to the client."""
    user, ident = user_of(request), request.match_info["id"]
    knowledge = request.app[keys.KNOWLEDGE]()
    end = asked.ending_of(await json_of(request), knowledge)

    def agreed(language: str) -> dict[str, Any]:
        text = Messages(language, knowledge.messages)("counsellor_agreed", agreed=end.agreed or "")
        return {"text": text, "author": author_of(user, language)}

    case = await run(request, desk.close, ident, user, end, agreed, _notices(request).closed())
    return await _finished(request, case is not None)


async def run(request: web.Request, work: Callable[..., Result], *args: Any) -> Result:
    """One transaction on the database."""
    return await request.app[keys.DATABASE].run(work, *args)


def found_or_404(found: Result | None) -> Result:
    """What was found. What one may not see is not found either, so that nobody learns it is there.

    Raises:
        NotFound: nothing was.
    """
    if found is None:
        raise problem(NotFound, "case_gone")
    return found


async def refuse(request: web.Request, ident: str) -> NotFound | NotNow:
    """Why a case that the user does not have can't be changed by them."""
    row = await run(request, desk.row_for, ident, user_of(request))
    return problem(NotFound, "case_gone") if row is None else problem(NotNow, "not_yours")


async def changed(request: web.Request, ident: str, waited_in: str | None = None) -> None:
    """Tells the client's page and every desk that a case is not what it was.

    Args:
        waited_in: the municipality in whose queue it was before, if that is another one now.
    """
    row = await run(request, queue.row_of, ident)
    if row is None:
        return
    hub, conversation = request.app[keys.HUB], row["conversation_id"]
    hub.wake(conversation)
    hub.signal(conversation, {"event": "handover"})
    hub.signal_desk({"event": "case", "conversation": conversation, "case": ident})
    for place in {row["municipality"], waited_in or row["municipality"]}:
        await tell_queue(request.app, place)


async def _finished(request: web.Request, done: bool, waited_in: str | None = None) -> web.Response:
    ident = request.match_info["id"]
    if not done:
        raise await refuse(request, ident)
    await changed(request, ident, waited_in)
    return web.Response(status=204)


async def _case(request: web.Request) -> view.Json:
    user = user_of(request)
    opened = found_or_404(await run(request, desk.opened, request.match_info["id"], user))
    language = view.desk_language(request.query.get("language"), user)
    knowledge = request.app[keys.KNOWLEDGE]()
    # Retelling a long conversation takes a while: others are served meanwhile.
    return await asyncio.to_thread(view.case, opened, user, language, knowledge)


async def _check_receiver(request: web.Request, to: str) -> None:
    """Refuses to pass a case to where nobody would find it."""
    if to.startswith(TO_MUNICIPALITY):
        served = await run(request, accounts.served)
        if to.removeprefix(TO_MUNICIPALITY) not in served:
            raise problem(BadRequest, "not_served")
        return
    receiver = await run(request, accounts.user_by_id, to)
    if receiver is None or not receiver.active or accounts.COUNSELLOR not in receiver.roles:
        raise problem(BadRequest, "no_receiver")
    if receiver.id == user_of(request).id:
        raise problem(BadRequest, "receiver_self")


def _notices(request: web.Request) -> Notices:
    return Notices(request.app[keys.KNOWLEDGE]().messages)


def _rows(request: web.Request, rows: Any) -> list[view.Json]:
    user, knowledge = user_of(request), request.app[keys.KNOWLEDGE]()
    found: list[Case] = list(rows)
    return [view.case_row(row, user, user.desk_language, knowledge) for row in found]
