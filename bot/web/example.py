"""An example city, to try the chat on pages as a municipality's own."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml
from aiohttp import web

from bot.web import keys, sites
from bot.web.languages import language_of
from bot.web.origins import address_of
from bot.web.pages import page_of
from bot.web.transcript import TEMPLATES

PAGES = ("start", "moving", "work", "contact")
# Whose chat the example shows.
MUNICIPALITY = "kemi"


def routes() -> list[web.RouteDef]:
    """The pages of the example city."""
    return [web.get("/", page), web.get("/example/{page}", page)]


async def page(request: web.Request) -> web.Response:
    """One of its pages, in the language of `?lang=` or of the browser."""
    name = request.match_info.get("page", PAGES[0])
    if name not in PAGES:
        raise web.HTTPNotFound
    knowledge = request.app[keys.KNOWLEDGE]()
    code = language_of(request)
    return page_of(
        request,
        "example.html",
        texts=_texts().get(code) or _texts()["en"],
        page=name,
        pages=PAGES,
        languages=knowledge.live,
        language=code,
        direction=knowledge.languages[code].direction,
        municipality=MUNICIPALITY,
        address=address_of(request),
        link=sites.link_of(request, MUNICIPALITY, code),
    )


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, Any]]:
    """What the city says, by language."""
    return dict(yaml.safe_load((TEMPLATES / "example.yml").read_text("utf-8")))
