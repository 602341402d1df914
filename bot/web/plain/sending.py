"""Begins the conversation with the first press that needs one, and sends messages."""

from __future__ import annotations

from aiohttp import web

from bot.dialogue.turn import State
from bot.storage import conversations as store
from bot.web import talk
from bot.web.limits import LIMITS
from bot.web.plain import page
from bot.web.plain.visit import Visit, find
from bot.web.requests import content


async def begin(visit: Visit) -> None:
    """Begins the conversation where there is none yet.

    The page has brought its id and token, so that a second press on the same page begins no
    second one.

    Raises:
        TooMany: too many begin from this address.
    """
    if visit.begun:
        return
    known = await visit.database.run(store.token_hash_of, visit.key.ident)
    if known is None:
        visit.app[LIMITS].start(visit.request)
        state = State(
            language=visit.language,
            chosen=visit.chosen is not None,
            municipality=visit.municipality,
            home=visit.municipality,
        )
        await talk.begin(visit.app, visit.key, state)
    await find(visit)


async def say(visit: Visit, *, text: str | None = None, choice: str | None = None) -> web.Response:
    """Sends a message and shows the page with the replies that are there by then."""
    said = await tell(visit, text=text, choice=choice)
    return page.gone(visit) if said.gone else await page.conversation(visit)


async def tell(visit: Visit, *, text: str | None = None, choice: str | None = None) -> talk.Said:
    """Sends a message: either a text or the value of an option.

    Raises:
        NotUnderstood: it can't be sent.
    """
    name, said = ("text", text) if choice is None else ("choice", choice)
    body = {"id": visit.id_of(f"{name}:{said}"), name: said}
    content(body)  # what can't be sent begins nothing
    await begin(visit)
    count(visit)
    answered = await talk.say(visit.app, visit.key, body)
    if text is not None:
        visit.draft = ""
    return answered


def count(visit: Visit) -> None:
    """Counts a press that does something, as the API counts its requests.

    Raises:
        TooMany: the conversation had too many in the last minute.
    """
    visit.app[LIMITS].message(visit.request, visit.key.ident)
