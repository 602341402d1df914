"""What a municipality's own pages need to show the chat: who may, in which look, by which link."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import segno
from aiohttp import web

from bot.errors import Forbidden, NotFound
from bot.knowledge.contrast import text_on
from bot.knowledge.model import Knowledge, Site
from bot.knowledge.sites import accent_of, site_of
from bot.languages.messages import Messages
from bot.web import assets, keys
from bot.web.languages import language_of
from bot.web.origins import address_of, is_own, origin_of
from bot.web.problems import problem
from bot.web.requests import as_response

# The launcher's texts and looks: short enough that a change of the site is seen soon, long enough
# that the pages which a client opens one after the other ask once.
FOR_A_WHILE = "public, max-age=300"
# An image may be opened as a page of its own; then nothing in it may act.
LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}
ANYBODY = {**ANYWHERE, "Access-Control-Allow-Origin": "*"}


def routes() -> list[web.RouteDef]:
    """The launcher, its settings, and what belongs to a site."""
    return [
        web.get("/widget.js", launcher),
        web.get("/api/widget", widget),
        web.get("/site/{municipality}/theme.css", theme),
        web.get("/site/{municipality}/logo", logo),
        web.get("/chat/{municipality}/qr.svg", qr),
    ]


async def launcher(request: web.Request) -> web.Response:
    """The script that a site's pages load. It is public and knows nothing, so anybody may have it.

    On a page that may not show the chat it has to run as well, to say in the console what to do.
    """
    response = assets.respond(request, assets.asset_of(assets.STATIC / "widget.js"), FOR_A_WHILE)
    response.headers.update(ANYBODY)
    return response


async def widget(request: web.Request) -> web.Response:
    """What the launcher shows and opens; for the site's own pages alone."""
    knowledge = request.app[keys.KNOWLEDGE]()
    municipality = request.query.get("municipality", "")
    if municipality and municipality not in knowledge.municipalities:
        known = ", ".join(knowledge.municipalities)
        return _refused(NotFound(f"`municipality` is not one of: {known}."))
    site = site_of(knowledge, municipality)
    origin = origin_of(request)
    headers = {**ANYWHERE, "Vary": "Origin, Accept-Language", "Cache-Control": FOR_A_WHILE}
    if origin in site.origins:
        headers["Access-Control-Allow-Origin"] = origin
    elif origin and not is_own(request):
        return _refused(_unlisted(origin, municipality))
    response = as_response(_settings(knowledge, site, language_of(request, "language")))
    response.headers.update(headers)
    return response


async def theme(request: web.Request) -> web.Response:
    """The accent of a site as variables of the chat's style sheet; empty where it has none."""
    knowledge, site = _site(request)
    rules = []
    for key, scheme in (("colour", "light"), ("colour_dark", "dark")):
        colour = getattr(site, key)
        if colour is not None:
            # Only on screens: what is printed stays black.
            rules.append(
                f"@media screen and (prefers-color-scheme: {scheme}) "
                f"{{ :root {{ --accent: {colour}; --on-accent: {text_on(colour)}; }} }}\n"
            )
    return web.Response(
        text="".join(rules),
        content_type="text/css",
        charset="utf-8",
        headers={"Cache-Control": _caching(request, knowledge)},
    )


async def logo(request: web.Request) -> web.Response:
    """The site's logo."""
    knowledge, site = _site(request)
    if site.logo is None:
        raise NotFound("This municipality's site has no logo.")
    return web.Response(
        body=site.logo.content,
        content_type=site.logo.media_type,
        headers={
            **ANYWHERE,
            "Content-Security-Policy": LOGO_POLICY,
            "Cache-Control": _caching(request, knowledge),
        },
    )


async def qr(request: web.Request) -> web.Response:
    """The link to a municipality's chat as a QR code, to print or to put on a screen."""
    _, site = _site(request)
    link = link_of(request, site.municipality, language_asked(request))
    return web.Response(
        body=_qr(link),
        content_type="image/svg+xml",
        headers={**ANYWHERE, "Cache-Control": "no-cache"},
    )


def link_of(request: web.Request, municipality: str, language: str = "") -> str:
    """The whole address of a municipality's chat, in a language where one is given."""
    query = f"?lang={language}" if language else ""
    return f"{address_of(request)}/chat/{municipality}{query}"


def language_asked(request: web.Request) -> str:
    """The language of `?lang=`, if the chat speaks it."""
    live = [item.code for item in request.app[keys.KNOWLEDGE]().live]
    asked = request.query.get("lang", "")
    return asked if asked in live else ""


def theme_url(knowledge: Knowledge, site: Site) -> str | None:
    """Where the site's theme is; None where there is nothing in it."""
    if site.colour is None and site.colour_dark is None:
        return None
    return f"/site/{site.municipality}/theme.css?v={knowledge.version}"


def logo_url(knowledge: Knowledge, site: Site) -> str | None:
    """Where the site's logo is; None where it has none."""
    return f"/site/{site.municipality}/logo?v={knowledge.version}" if site.logo else None


def title_of(site: Site, say: Messages) -> str:
    """What the chat is called on this site."""
    return (site.title or {}).get(say.language) or say("ui_title")


def _settings(knowledge: Knowledge, site: Site, code: str) -> dict[str, Any]:
    say = Messages(code, knowledge.messages)
    accent = accent_of(site)
    path = "/chat" + (f"/{site.municipality}" if site.municipality else "")
    return {
        "municipality": site.municipality,
        "language": code,
        "direction": knowledge.languages[code].direction,
        "texts": say.texts("widget_"),
        "title": title_of(site, say),
        "colour": accent["light"],
        "on_colour": text_on(accent["light"]),
        "colour_dark": accent["dark"],
        "on_colour_dark": text_on(accent["dark"]),
        "logo": logo_url(knowledge, site),
        "position": site.position,
        "frame": f"{path}?lang={code}&frame=1",
    }


def _unlisted(origin: str, municipality: str) -> Forbidden:
    """Says what to write where, to whoever looks why the button does not come."""
    if not municipality:
        return Forbidden(
            "Only the chat of a municipality can be shown on other pages. "
            'Give `data-municipality="…"` in the line that loads widget.js.'
        )
    # A browser's own are short; another one's must not fill the reply.
    told = origin if len(origin) <= 100 and origin.isprintable() else "the page's origin"
    return Forbidden(
        f"This page may not show the chat. Add {told} to `origins` in "
        f"knowledge/sites/{municipality}.yml of the chat's server."
    )


def _refused(error: NotFound | Forbidden) -> web.Response:
    """The reason, readable wherever the launcher runs: there is nothing of the site in it."""
    return problem(error.status, error.title, error.detail, {**ANYBODY, "Vary": "Origin"})


def _site(request: web.Request) -> tuple[Knowledge, Site]:
    """The site that the address names.

    Raises:
        NotFound: there is no such municipality.
    """
    knowledge = request.app[keys.KNOWLEDGE]()
    municipality = request.match_info["municipality"]
    if municipality not in knowledge.municipalities:
        raise NotFound("There is no such municipality. See knowledge/municipalities.yml.")
    return knowledge, site_of(knowledge, municipality)


def _caching(request: web.Request, knowledge: Knowledge) -> str:
    """For good under the address with the version that is in force."""
    return assets.FOR_GOOD if request.query.get("v") == knowledge.version else assets.ASK_AGAIN


@lru_cache(maxsize=256)
def _qr(link: str) -> bytes:
    out = io.BytesIO()
    # The quarter that may be damaged: a code at a door gets scratched. White, also on dark pages.
    segno.make_qr(link, error="q").save(out, kind="svg", border=4, light="#fff", omitsize=True)
    return out.getvalue()
