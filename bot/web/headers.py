"""Security headers on every response."""

from __future__ import annotations

from aiohttp import web


def framed_by(*sources: str) -> str:
    """The policy of a page that these may show in a frame."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {' '.join(sources)}"
    )


HEADERS = {
    "Content-Security-Policy": framed_by("'none'"),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Added when the response is prepared, so that errors have them too."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(("/api/", "/desk")):
        response.headers.setdefault("Cache-Control", "no-store")
    elif request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-cache")
