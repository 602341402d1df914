"""Talking to a human without scripts: the form, the request that waits, the rating."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.dialogue import human
from bot.errors import BadRequest, NotNow, TooMany
from bot.storage.cases import CLOSED, DRAFTING, TAKEN, WAITING
from bot.storage.handovers import Seen
from bot.web import handover, keys
from bot.web.handover_view import as_json
from bot.web.plain import page, sending, steps
from bot.web.plain.steps import Answers, Fault
from bot.web.plain.visit import Visit

TOO_LATE = "ui_handover_too_late"


async def begin(visit: Visit) -> web.Response:
    """ "Talk to a human": the form where there are counsellors, else what the chat says."""
    await sending.begin(visit)
    seen = await handover.look(visit.app, visit.key.ident)
    if seen.state in (WAITING, TAKEN):
        return await page.conversation(visit)
    if not seen.offer.available and seen.state != DRAFTING:
        return await sending.say(visit, choice=human.HUMAN)
    sending.count(visit)
    return await _step(visit, Answers())


async def again(visit: Visit) -> web.Response:
    """The step that was shown, once more."""
    return await _step(visit, steps.answers_of(visit.fields), visit.fields.get("step", ""))


async def refused(visit: Visit, key: str, status: int) -> web.Response:
    """The step that was shown, with why nothing came of the press; nothing filled in is lost."""
    answers = steps.answers_of(visit.fields)
    return await _step(visit, answers, visit.fields.get("step", ""), (key, ""), status)


async def change(visit: Visit) -> web.Response:
    """The form of a request that waits, as it was sent."""
    seen = await handover.look(visit.app, visit.key.ident)
    if seen.state != WAITING or seen.case is None:
        return await page.conversation(visit, TOO_LATE if seen.state == TAKEN else "")
    return await _step(visit, steps.answers_in(seen.case))


async def forward(visit: Visit) -> web.Response:
    """The next step, where nothing is missing on this one."""
    answers, name = steps.answers_of(visit.fields), visit.fields.get("step", "")
    state = as_state(visit, await _seen(visit, answers))
    fault = steps.fault_in(name, state, answers)
    if fault is not None:
        return await _step(visit, answers, name, fault)
    names = steps.names_of(state, answers)
    at = names.index(name) if name in names else -1
    return await _step(visit, answers, names[min(at + 1, len(names) - 1)])


async def back(visit: Visit) -> web.Response:
    """The step before."""
    answers, name = steps.answers_of(visit.fields), visit.fields.get("step", "")
    names = steps.names_of(as_state(visit, await _seen(visit, answers)), answers)
    at = names.index(name) if name in names else 0
    return await _step(visit, answers, names[max(at - 1, 0)])


async def submit(visit: Visit) -> web.Response:
    """Sends the request, or changes the one that waits."""
    answers, name = steps.answers_of(visit.fields), visit.fields.get("step", "")
    seen = await handover.look(visit.app, visit.key.ident, _place(visit, answers))
    if seen.state == "none":  # put away meanwhile; the client looks at it again
        return await _step(visit, answers, name)
    state = as_state(visit, seen)
    try:
        sending.count(visit)
        for one in steps.names_of(state, answers):
            if fault := steps.fault_in(one, state, answers):
                return await _step(visit, answers, one, fault)
        await handover.submit(visit.app, visit.key.ident, steps.body_of(state, answers))
    except TooMany as error:
        response = await _step(visit, answers, name, ("ui_handover_busy", ""), error.status)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    except NotNow as error:
        return await page.conversation(visit, TOO_LATE, error.status)
    except BadRequest as error:
        return await _step(visit, answers, name, ("ui_handover_check", ""), error.status)
    return await page.conversation(visit)


async def not_now(visit: Visit) -> web.Response:
    """Puts the form away; a draft goes, a request that waits stays as it was."""
    seen = await handover.look(visit.app, visit.key.ident)
    if seen.state == DRAFTING:
        await handover.take_back(visit.app, visit.key.ident)
    return await page.conversation(visit)


async def withdraw(visit: Visit) -> web.Response:
    """Asks whether to take the request back."""
    key = "ui_handover_withdraw_confirm"
    return await page.ask(visit, key, "withdraw-now", "ui_handover_withdraw")


async def withdraw_now(visit: Visit) -> web.Response:
    """Takes the request back."""
    try:
        await handover.take_back(visit.app, visit.key.ident)
    except NotNow as error:
        return await page.conversation(visit, TOO_LATE, error.status)
    return await page.conversation(visit)


async def rate(visit: Visit, rating: str) -> web.Response:
    """Keeps how the help was."""
    if rating not in ("1", "2", "3"):
        raise BadRequest("There is no such rating.")
    sending.count(visit)
    await handover.keep_rating(visit.app, visit.key.ident, int(rating))
    return await page.conversation(visit, thanks=True)


def as_state(visit: Visit, seen: Seen) -> steps.State:
    """The handover as the API gives it."""
    return as_json(seen, visit.app[keys.KNOWLEDGE]())


def _place(visit: Visit, answers: Answers) -> str | None:
    """The municipality that was chosen on the form, where it is one."""
    known = visit.app[keys.KNOWLEDGE]().municipalities
    return answers.municipality if answers.municipality in known else None


async def _seen(visit: Visit, answers: Answers) -> Seen:
    """How the handover is for what was filled in; with a draft where there is none."""
    place = _place(visit, answers)
    seen = await handover.look(visit.app, visit.key.ident, place)
    if seen.state not in (WAITING, TAKEN):
        await handover.prepare(visit.app, visit.key.ident)
        seen = await handover.look(visit.app, visit.key.ident, place)
    return seen


async def _step(
    visit: Visit,
    answers: Answers,
    name: str = "",
    fault: Fault | None = None,
    status: int | None = None,
) -> web.Response:
    """A step of the form: the one of this name, else the first.

    Args:
        fault: what to say about it; the client can mend it.
    """
    if fault == ("ui_handover_no_place", "municipality"):
        if (await handover.look(visit.app, visit.key.ident)).state == DRAFTING:
            await handover.take_back(visit.app, visit.key.ident)
        return await page.conversation(visit, fault[0])
    try:
        seen = await _seen(visit, answers)
    except NotNow:  # the municipality has no counsellor any more
        return await page.conversation(visit, "ui_handover_no_place", 409)
    if seen.state in (TAKEN, CLOSED):
        return await page.conversation(visit, TOO_LATE, 409)
    state = as_state(visit, seen)
    names = steps.names_of(state, answers)
    name = name if name in names else names[0]
    steps.choose_at_hand(state, answers)
    status = status or (400 if fault else 200)
    return await page.form(visit, state, answers, name, fault, status)


ACTIONS: dict[str, Callable[[Visit], Awaitable[web.Response]]] = {
    "human": begin,
    "next": forward,
    "back": back,
    "submit": submit,
    "change": change,
    "not-now": not_now,
    "withdraw": withdraw,
    "withdraw-now": withdraw_now,
}
