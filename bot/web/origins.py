"""Where the service is reached, and whether a request comes from a page of its own."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aiohttp import web

from bot.errors import BadRequest
from bot.web import keys

# A name or address with a port, as a browser sends it. It gets into links, so nothing else may.
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")


def origin_of(request: web.Request) -> str:
    """The page's origin as its browser says it; empty where it does not.

    A browser says so with every request to another site, and no page can change it.
    """
    return request.headers.get("Origin", "")


def is_own(request: web.Request) -> bool:
    """Whether the request's origin is the service itself."""
    try:
        origin = urlsplit(origin_of(request))
    except ValueError:
        return False
    public = urlsplit(request.app[keys.SETTINGS].public_url)
    if public.netloc:
        return (origin.scheme, origin.netloc) == (public.scheme, public.netloc)
    return origin.scheme in ("http", "https") and origin.netloc == request.host


def address_of(request: web.Request) -> str:
    """The address at which people reach the service, without a slash at its end.

    Raises:
        BadRequest: no address is set, and the request's own is none.
    """
    public = request.app[keys.SETTINGS].public_url
    if public:
        return public.rstrip("/")
    if not _HOST.fullmatch(request.host):
        raise BadRequest("The header `Host` is not the name of a server.")
    return f"{request.scheme}://{request.host}"
