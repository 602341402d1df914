"""The addresses of the page, and what it says when something went wrong."""

from __future__ import annotations

import structlog
from aiohttp import web

from bot.errors import Forbidden, NotFound, NotUnderstood, TooLarge, TooMany, Unauthorised
from bot.web import keys
from bot.web.plain import actions, asking, page
from bot.web.plain.visit import MAX_BODY, Visit, comes_from_elsewhere, opened, sent

log = structlog.get_logger()
# What to say to whom, by the kind of error.
SENTENCES: tuple[tuple[type[NotUnderstood], str], ...] = (
    (TooLarge, "ui_too_long"),
    (TooMany, "ui_handover_busy"),
    (NotFound, "plain_gone"),
    (Unauthorised, "plain_gone"),
    (Forbidden, "plain_gone"),
)


def routes() -> list[web.AbstractRouteDef]:
    """The page, with and without a municipality."""
    return [
        web.get("/plain", show),
        web.post("/plain", act),
        web.get("/plain/{municipality}", show),
        web.post("/plain/{municipality}", act),
    ]


async def show(request: web.Request) -> web.Response:
    """The page as it opens. It keeps nothing and begins nothing, whoever looks at it."""
    visit = opened(request, _municipality(request))
    return await page.conversation(visit) if _is_known(visit) else page.missing(visit)


async def act(request: web.Request) -> web.Response:
    """A button was pressed: does what it says, and gives the page again."""
    visit = opened(request, _municipality(request))
    if not _is_known(visit):
        return page.missing(visit)
    try:
        try:
            visit = await sent(request, visit.municipality)
            # Without a conversation of its own it can do no harm: so the chat page's own box sends.
            if visit.fields.get("conversation") and comes_from_elsewhere(request):
                raise Forbidden("This form does not come from the page itself.")
            return await actions.act(visit)
        except NotUnderstood as error:
            return await _refused(visit, error)
        except web.HTTPRequestEntityTooLarge:
            return await _refused(visit, TooLarge(f"A form may have {MAX_BODY} bytes."))
    except (web.HTTPException, ConnectionResetError):
        raise
    except Exception as error:
        # Without the exception's text: it may hold what a client wrote.
        log.error("plain.failed", error=type(error).__name__)
        return page.bare(visit, "ui_error", 500)


async def _refused(visit: Visit, error: NotUnderstood) -> web.Response:
    """The page again, with a sentence and with what was typed."""
    key = next((key for kind, key in SENTENCES if isinstance(error, kind)), "ui_error")
    if key == "plain_gone":
        visit.forget()
    within = visit.begun and "step" in visit.fields
    drawn = asking.refused if within else page.conversation
    response = await drawn(visit, key, error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _municipality(request: web.Request) -> str | None:
    """The municipality of the address; who types it may begin it with a capital letter."""
    asked: str | None = request.match_info.get("municipality")
    return asked.lower() if asked is not None else None


def _is_known(visit: Visit) -> bool:
    """Whether there is a chat for the municipality of the address."""
    known = visit.app[keys.KNOWLEDGE]().municipalities
    return visit.municipality is None or visit.municipality in known
