"""The chat page, on its own and in the frame of another site's page."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.errors import BadRequest
from bot.knowledge.model import Knowledge, Site
from bot.knowledge.sites import site_of
from bot.languages.messages import Messages
from bot.web import assets, keys, sites
from bot.web.headers import framed_by
from bot.web.languages import language_of
from bot.web.requests import MAX_TEXT
from bot.web.transcript import templates


def routes() -> list[web.AbstractRouteDef]:
    """The page, its texts and its files."""
    return [
        web.get("/chat", chat),
        web.get("/chat/{municipality}", chat),
        web.get("/api/texts", texts),
        *sites.routes(),
        *assets.routes(),
    ]


async def chat(request: web.Request) -> web.Response:
    """The chat of a municipality, or of none, in the language of `?lang=` or of the browser."""
    knowledge = request.app[keys.KNOWLEDGE]()
    code = language_of(request)
    asked = request.match_info.get("municipality", "")
    # Who types an address from a leaflet may begin the name with a capital letter.
    municipality = asked.lower()
    if asked and municipality not in knowledge.municipalities:
        return _missing(request, knowledge, code)
    site = site_of(knowledge, municipality)
    told = _texts(knowledge, code, site)
    frame = request.query.get("frame") == "1"
    config: dict[str, Any] = {
        **told,
        "languages": [
            {"code": item.code, "name": item.name, "direction": item.direction}
            for item in knowledge.live
        ],
        "municipality": municipality,
        # In a frame it is the language of the page around it, which may have no other. Nobody chose
        # it: the chat follows what the client writes, also on the site's next page.
        "explicit": request.query.get("lang") == code and not frame,
        "limit": MAX_TEXT,
        "frame": frame,
        "retention_days": request.app[keys.SETTINGS].retention_days,
        "site": {
            "title": told["texts"]["ui_title"],
            "logo": sites.logo_url(knowledge, site),
            "leave": site.leave_to,
        },
    }
    theme = sites.theme_url(knowledge, site)
    frames = ("'self'", *site.origins)
    return page_of(request, "chat.html", frames=frames, config=config, theme=theme)


def page_of(
    request: web.Request,
    template: str,
    status: int = 200,
    frames: tuple[str, ...] = ("'none'",),
    **values: Any,
) -> web.Response:
    """A page of the chat, with the addresses of its files.

    Args:
        frames: who may show it in a frame: sources as in a Content-Security-Policy.
        values: what the template needs.
    """
    text = (
        templates().get_template(template).render(static=f"/static/v/{assets.version()}", **values)
    )
    headers = {
        "Content-Security-Policy": framed_by(*frames),
        # It names the files of one version: a kept one would ask for what is gone.
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding, Accept-Language",
    }
    page = web.Response(
        text=text, status=status, content_type="text/html", charset="utf-8", headers=headers
    )
    if assets.accepts_gzip(request):
        page.enable_compression(web.ContentCoding.gzip)
    return page


async def texts(request: web.Request) -> web.Response:
    """What the page itself says, in a language; with `municipality` as on its own page."""
    knowledge = request.app[keys.KNOWLEDGE]()
    code = request.query.get("language", "")
    if code not in [item.code for item in knowledge.live]:
        raise BadRequest("`language` is not one of: " + ", ".join(i.code for i in knowledge.live))
    site = site_of(knowledge, request.query.get("municipality"))
    return web.json_response(_texts(knowledge, code, site))


def _missing(request: web.Request, knowledge: Knowledge, code: str) -> web.Response:
    """For a municipality that the chat does not know: in the reader's language, with a way on."""
    say = Messages(code, knowledge.messages)
    direction = knowledge.languages[code].direction
    return page_of(request, "missing.html", 404, language=code, direction=direction, say=say)


def _texts(knowledge: Knowledge, code: str, site: Site) -> dict[str, Any]:
    say = Messages(code, knowledge.messages)
    told = say.texts("ui_") | {"ui_title": sites.title_of(site, say)}
    direction = knowledge.languages[code].direction
    return {"language": code, "direction": direction, "texts": told}
