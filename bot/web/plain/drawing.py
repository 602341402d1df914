"""Puts a page together: the template, what is handed on in hidden fields, the headers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from bot.knowledge.model import Site
from bot.web import assets, keys, sites
from bot.web.plain.visit import Visit
from bot.web.requests import MAX_TEXT
from bot.web.transcript import templates

# What a page has that is told nothing else.
_NOTHING: dict[str, Any] = {
    "numbers": [],
    "case": None,
    "limit": MAX_TEXT,
    "rates": False,
    "thanks": False,
    "rated": None,
    "asks": 0,
}


def hidden(visit: Visit) -> Iterator[tuple[str, str]]:
    """What the page hands on to the next one."""
    yield "conversation", visit.key.ident
    yield "token", visit.key.token
    yield "begun", "1" if visit.begun else ""
    yield "message", str(uuid.uuid4())
    if visit.chosen:
        yield "language", visit.chosen


def kept(visit: Visit) -> list[tuple[str, str]]:
    """The same on a page without the box to write in: what was typed there stays."""
    return [*hidden(visit), ("text", visit.draft)]


def drawn(visit: Visit, template: str, status: int = 200, **values: Any) -> web.Response:
    """A page of this template.

    Args:
        values: what the template needs besides the language, the texts and the site.
    """
    knowledge, site = visit.app[keys.KNOWLEDGE](), visit.site
    text = (
        templates()
        .get_template(f"plain/{template}.html")
        .render(
            _NOTHING,
            begun=visit.begun,
            say=visit.say,
            language=visit.language,
            direction=knowledge.languages[visit.language].direction,
            languages=knowledge.live,
            address=visit.address,
            municipality=visit.municipality or "",
            static=f"/static/v/{assets.version()}",
            name=sites.title_of(site, visit.say),
            theme=sites.theme_url(knowledge, site),
            logo=sites.logo_url(knowledge, site),
            **values,
        )
    )
    return web.Response(
        text=text,
        status=status,
        content_type="text/html",
        charset="utf-8",
        headers={
            "Content-Security-Policy": _policy(site),
            "Cache-Control": "no-store",
            # So that the browser names this page as the origin of its own form, and no other.
            "Referrer-Policy": "same-origin",
        },
    )


def _policy(site: Site) -> str:
    """No script at all.

    Browsers hold `form-action` against every redirect as well, and where the neutral page sends
    its visitors on is not known here: nothing may keep anybody from leaving.
    """
    frames = " ".join(("'self'", *site.origins))
    return (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        f"form-action 'self' https:; frame-ancestors {frames}"
    )
