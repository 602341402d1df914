"""Chooses the language of a page or of a new conversation from what the browser says."""

from __future__ import annotations

from aiohttp import web

from bot.errors import BadRequest
from bot.web import keys


def language_of(request: web.Request, name: str = "lang") -> str:
    """`?lang=`, else the best of Accept-Language that the chat speaks, else the default.

    Args:
        name: what the parameter is called in place of `lang`.
    """
    settings = request.app[keys.SETTINGS]
    live = [language.code for language in request.app[keys.KNOWLEDGE]().live]
    asked = request.query.get(name)
    if asked in live:
        return str(asked)
    for code in accepted(request.headers.get("Accept-Language", "")):
        if code in live:
            return code
    return settings.default_language if settings.default_language in live else live[0]


def wanted_language(request: web.Request) -> str | None:
    """The language of `?language=` in which to retell messages; None where none is asked for.

    Raises:
        BadRequest: the chat does not speak it.
    """
    asked = request.query.get("language")
    live = [language.code for language in request.app[keys.KNOWLEDGE]().live]
    if asked is not None and asked not in live:
        raise BadRequest(f"`language` is not one of: {', '.join(live)}.")
    return asked


def accepted(header: str) -> list[str]:
    """Main language codes of an Accept-Language header, the most wanted first."""
    found: list[tuple[float, int, str]] = []
    for position, item in enumerate(header[:500].split(",")):
        code, _, quality = item.replace(" ", "").lower().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if code and weight > 0:
            found.append((-weight, position, code.split("-")[0]))
    return [code for _, _, code in sorted(found)]
