"""What each button of the page does."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.conversations.tally import BAD
from bot.dialogue import human
from bot.errors import BadRequest, NotUnderstood
from bot.storage.cases import CLOSED, TAKEN, WAITING
from bot.web import api, handover, keys, rating, talk
from bot.web.limits import LIMITS
from bot.web.plain import asking, page, sending
from bot.web.plain.page import Rated
from bot.web.plain.visit import Visit, find

log = structlog.get_logger()
Action = Callable[[Visit], Awaitable[web.Response]]
# In these states something of the client's is with the municipality.
GIVEN = (WAITING, TAKEN, CLOSED)
# Seconds that somebody who leaves may have to wait. What is not done by then is done after it.
LEAVE_WITHIN = 1.0
_STYLE = re.compile(r"<style>(.*?)</style>", re.S)


async def act(visit: Visit) -> web.Response:
    """Does what was pressed; without a button, sends what was typed.

    Raises:
        NotUnderstood: it can't be done.
    """
    fields = visit.fields
    action = fields.getall("do", ["send"])[-1]
    if action == "leave":
        return await leave(visit)
    await find(visit)
    if visit.begun:
        visit.app[LIMITS].press(visit.request, visit.key.ident)
    if code := fields.get("speak"):
        return await speak(visit, code)
    if choice := fields.get("choice"):
        return await choose(visit, choice)
    if number := fields.get("rate"):
        return await asking.rate(visit, number)
    if helped := fields.get("helped"):
        return await rate(visit, helped)
    known = ACTIONS | asking.ACTIONS
    if action not in known:
        raise BadRequest("There is no such button.")
    return await known[action](visit)


async def send(visit: Visit) -> web.Response:
    """Sends what was typed."""
    if not visit.draft.strip():
        return await page.conversation(visit, "ask_again", 400)
    return await sending.say(visit, text=visit.draft)


async def choose(visit: Visit, choice: str) -> web.Response:
    """Sends an option; some are the same as a button of the page."""
    kind, _, value = choice.partition(":")
    if choice in (human.HUMAN, human.FORM):
        return await asking.begin(visit)
    if choice == "action:delete" and await _given(visit):
        return await delete(visit)
    if kind == "language":
        return await speak(visit, value)
    return await sending.say(visit, choice=choice)


async def rate(visit: Visit, helped: str) -> web.Response:
    """Keeps whether an answer helped: "12:good", "12:bad", or "12:bad:wrong" with what was wrong.

    After a "no" without anything more, what was wrong is asked.
    """
    seq, _, said = helped.partition(":")
    verdict, asked, reason = said.partition(":")
    body = {"rating": verdict, "reason": reason or None, "text": visit.fields.get("why") or None}
    sending.count(visit)
    await rating.keep(visit.app, visit.key.ident, seq, body if asked else {"rating": verdict})
    return await page.conversation(visit, rated=Rated(int(seq), verdict == BAD and not asked))


async def speak(visit: Visit, code: str) -> web.Response:
    """Goes on in another language; the conversation is told, where there is one."""
    knowledge = visit.app[keys.KNOWLEDGE]()
    if code not in [language.code for language in knowledge.live]:
        raise BadRequest("The chat does not speak this language.")
    visit.language = visit.chosen = code
    visit.turned = True
    if not visit.begun:
        return await page.conversation(visit)
    await sending.tell(visit, choice=f"language:{code}")
    if "step" in visit.fields:
        return await asking.again(visit)
    return await page.conversation(visit)


async def show(visit: Visit) -> web.Response:
    """The conversation as it is now."""
    return await page.conversation(visit)


async def save(visit: Visit) -> web.Response:
    """The conversation as a text file."""
    return await api.saved(visit.app, visit.key.ident, "text", await page.language_of(visit))


async def print_(visit: Visit) -> web.Response:
    """The conversation as a page to print, which the browser can save as well."""
    language = await page.language_of(visit)
    response = await api.saved(visit.app, visit.key.ident, "html", language)
    del response.headers["Content-Disposition"]
    style = _STYLE.search(response.text or "")
    digest = hashlib.sha256((style[1] if style else "").encode()).digest()
    allowed = f"style-src 'sha256-{base64.b64encode(digest).decode()}'"
    response.headers["Content-Security-Policy"] = f"default-src 'none'; base-uri 'none'; {allowed}"
    return response


async def renew(visit: Visit) -> web.Response:
    """Another conversation; asks first where a counsellor still has to answer this one.

    Nobody who goes "back" opens the one before any more.
    """
    if visit.begun and visit.fields.getall("do")[-1] == "new":
        seen = await handover.look(visit.app, visit.key.ident)
        if seen.state in (WAITING, TAKEN):
            return await page.ask(visit, "ui_handover_new", "new-now", "ui_new")
    visit.language = await page.language_of(visit)
    if visit.begun:
        await talk.lock(visit.app, visit.key.ident)
    raise web.HTTPSeeOther(visit.address)


async def delete(visit: Visit) -> web.Response:
    """Asks whether to delete the conversation."""
    key = "ui_handover_delete" if await _given(visit) else "ui_delete_confirm"
    return await page.ask(visit, key, "delete-now", "ui_delete")


async def delete_now(visit: Visit) -> web.Response:
    """Deletes the conversation."""
    visit.language = await page.language_of(visit)
    if visit.begun:
        await talk.remove(visit.app, visit.key.ident)
    return page.gone(visit)


async def leave(visit: Visit) -> web.Response:
    """Goes to a page that tells nothing, at once and whatever happens."""
    letting_go = asyncio.create_task(_let_go(visit))
    await asyncio.wait({letting_go}, timeout=LEAVE_WITHIN)
    raise web.HTTPSeeOther(visit.site.leave_to, headers={"Cache-Control": "no-store"})


async def _let_go(visit: Visit) -> None:
    """Deletes the conversation; one that a counsellor has can only be opened no more.

    "Back" and sending the form once more, which browsers offer, then show nothing of it.
    """
    try:
        await find(visit)
        if visit.begun and not await _given(visit):
            await talk.remove(visit.app, visit.key.ident)
        elif visit.begun:
            await talk.lock(visit.app, visit.key.ident)
    except NotUnderstood:
        pass  # it is gone already, or not this client's
    except Exception as error:
        log.error("plain.leave_failed", error=type(error).__name__)


async def _given(visit: Visit) -> bool:
    """Whether a request was sent to a counsellor."""
    if not visit.begun:
        return False
    return (await handover.look(visit.app, visit.key.ident)).state in GIVEN


ACTIONS: dict[str, Action] = {
    "send": send,
    "show": show,
    "save": save,
    "print": print_,
    "new": renew,
    "new-now": renew,
    "delete": delete,
    "delete-now": delete_now,
}
