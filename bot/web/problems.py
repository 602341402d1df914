"""Errors as RFC 9457 problem+json with a `detail` that a person can act on."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.errors import NotUnderstood, TooMany

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

DETAILS = {
    404: "There is nothing at this address. See /api/openapi.json for what there is.",
    405: "This address does not take this method. See /api/openapi.json.",
    413: "The request is larger than 64 kB. Send a shorter message.",
}


def problem(
    status: int, title: str, detail: str, headers: dict[str, str] | None = None
) -> web.Response:
    """A problem+json response."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return web.Response(
        status=status,
        text=json.dumps(body, ensure_ascii=False),
        content_type="application/problem+json",
        charset="utf-8",
        headers=headers,
    )


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns every error into a problem, and never tells a client more than it needs."""
    try:
        return await handler(request)
    except NotUnderstood as error:
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else None
        return problem(error.status, error.title, error.detail, headers)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        allowed = error.headers.get("Allow")
        headers = {"Allow": allowed} if allowed else None
        return problem(error.status, error.reason, DETAILS.get(error.status, error.reason), headers)
    except ConnectionResetError:
        raise
    except Exception as error:
        # Without the exception's text: it may hold what a client wrote.
        log.error(
            "request.failed",
            path=request.match_info.route.resource and request.match_info.route.resource.canonical,
            error=type(error).__name__,
        )
        return problem(500, "Something went wrong", "Please send the same request again.")
