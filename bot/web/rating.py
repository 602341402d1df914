"""What a client thinks of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.conversations import tally
from bot.conversations.masking import mask
from bot.errors import BadRequest, NotFound, TooLarge
from bot.storage import answer_ratings
from bot.web import keys
from bot.web.limits import LIMITS
from bot.web.requests import authorised, is_text, json_of

MAX_TEXT = 500


def routes() -> list[web.RouteDef]:
    """The route of this module."""
    return [web.post("/api/conversations/{id}/messages/{seq}/rating", rate)]


async def rate(request: web.Request) -> web.Response:
    """Keeps how the client found an answer; a later rating takes the place of the one before."""
    ident = await authorised(request)
    request.app[LIMITS].message(request, ident)
    await keep(request.app, ident, request.match_info["seq"], await json_of(request))
    return web.Response(status=204)


async def keep(app: web.Application, ident: str, seq: str, body: Mapping[str, Any]) -> None:
    """Keeps how the client found the answer with this number.

    Args:
        body: `rating`, and where it is `bad`, `reason` and `text` if they are given.

    Raises:
        NotUnderstood: it is not of this form, or there is no such answer in the conversation.
    """
    rating, reason, text = _content(body)
    kept = None
    if seq.isascii() and seq.isdigit() and len(seq) <= 9:
        kept = await app[keys.DATABASE].run(
            answer_ratings.rate, ident, int(seq), rating, reason, text
        )
    if kept is None:
        raise NotFound("There is no such message in this conversation.")
    if not kept:
        raise BadRequest("Only the chat's own answers can be rated: those with an `answer`.")


def _content(body: Mapping[str, Any]) -> tuple[str, str | None, str | None]:
    """Rating, reason and masked text, checked."""
    rating, reason, text = body.get("rating"), body.get("reason"), body.get("text")
    if rating not in (tally.GOOD, tally.BAD):
        raise BadRequest("`rating` must be `good` or `bad`.")
    if reason is not None and (rating == tally.GOOD or reason not in tally.REASONS):
        raise BadRequest(f"`reason` of a bad rating is one of: {', '.join(tally.REASONS)}.")
    if text is not None and not isinstance(text, str):
        raise BadRequest("`text` must be a text.")
    if text is not None and len(text) > MAX_TEXT:
        raise TooLarge(f"The text has {len(text)} characters. Use at most {MAX_TEXT}.")
    if text is not None and not is_text(text):
        raise BadRequest("The text has characters that are not text (NUL or half of a pair).")
    return rating, reason, mask(text.strip()).text or None if text else None
