"""The pages to read: how clients' data is handled, and the frame of the accessibility statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from markupsafe import Markup

from bot.conversations.message import direction_of
from bot.knowledge import notices
from bot.knowledge.model import Knowledge
from bot.knowledge.sites import site_of
from bot.languages.messages import Messages
from bot.web import keys
from bot.web.languages import language_of
from bot.web.pages import page_of
from bot.web.sites import theme_url

# How long a browser offers to go on with a conversation whose page was closed.
RESUME_MINUTES = 30


def routes() -> list[web.RouteDef]:
    """The route of this module."""
    return [web.get("/privacy", privacy)]


async def privacy(request: web.Request) -> web.Response:
    """What is stored of a client, for how long, who sees it, and how to have it deleted."""
    settings, say = request.app[keys.SETTINGS], saying(request)
    values = {
        "operator": operator_of(request, say),
        "conversation_days": say.days(settings.retention_days),
        "case_days": say.days(settings.case_days),
        "audit_days": say.days(settings.audit_days),
        "resume_minutes": str(RESUME_MINUTES),
        "delete": say("ui_delete"),
        "leave": say("ui_leave"),
    }
    title, (text,) = told(request, "privacy", say, values)
    return notice_of(request, "notice.html", say, title=title, before=text)


def saying(request: web.Request) -> Messages:
    """The chat's messages in the language of the page."""
    return Messages(language_of(request), request.app[keys.KNOWLEDGE]().messages)


def municipality_of(request: web.Request) -> str:
    """The municipality of `?municipality=`; "" for none, and for one that is not known."""
    asked = request.query.get("municipality", "").lower()
    return asked if asked in request.app[keys.KNOWLEDGE]().municipalities else ""


def operator_of(request: web.Request, say: Messages) -> str:
    """Who is responsible for the service: as the municipality's site says, or in general."""
    named = site_of(request.app[keys.KNOWLEDGE](), municipality_of(request)).operator or {}
    # A site need not name it in every language.
    return named.get(say.language) or named.get("en") or named.get("fi") or say("notice_operator")


def feedback_email_of(request: web.Request) -> str:
    """To whom one may write about accessibility, as the municipality's site says; or ""."""
    return site_of(request.app[keys.KNOWLEDGE](), municipality_of(request)).feedback_email or ""


def told(
    request: web.Request, name: str, say: Messages, values: Mapping[str, str]
) -> tuple[str, list[Markup]]:
    """A notice in the page's language.

    Args:
        values: for its places; all but `shortcomings` are plain text.

    Returns:
        its title, and the text as HTML: in two parts where a form comes between them.
    """
    text = text_of(request.app[keys.KNOWLEDGE](), name, say.language)
    plain = {
        key: value if key == "shortcomings" else notices.escaped(value)
        for key, value in values.items()
    }
    title = text.partition("\n")[0].removeprefix("# ").strip()
    return title, [_as_html(part) for part in notices.filled(text, plain)]


def text_of(knowledge: Knowledge, name: str, language: str) -> str:
    """A notice in a language. Every live language has one: the check sees to that."""
    return knowledge.notices[name][language]


def notice_of(
    request: web.Request, template: str, say: Messages, status: int = 200, **values: Any
) -> web.Response:
    """A page to read."""
    knowledge, place = request.app[keys.KNOWLEDGE](), municipality_of(request)
    return page_of(
        request,
        template,
        status,
        language=say.language,
        direction=direction_of("", say.language),
        languages=knowledge.live,
        path=request.path,
        place=Markup("&amp;") + urlencode({"municipality": place}) if place else "",
        chat=f"/chat/{place}" if place else "/chat",
        theme=theme_url(knowledge, site_of(knowledge, place)),
        say=say,
        **values,
    )


def _as_html(text: str) -> Markup:
    """Markdown as HTML. HTML in it stays text, and links keep the direction of what they name."""
    reader = notices.markdown()
    tokens = reader.parse(text)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                plain = str(child.attrs.get("href", "")).startswith(("mailto:", "tel:"))
                child.attrs["dir"] = "ltr" if plain else "auto"
    return Markup(reader.renderer.render(tokens, reader.options, {}))
