"""Who may use which route: one table for every route of the application.

The middleware refuses what is not in the table, so a new route is closed until it has a line here.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from aiohttp import web
from sqlalchemy import Connection

from bot.errors import Forbidden, NotUnderstood, SignInNeeded
from bot.storage import presence, sessions
from bot.storage.accounts import ADMIN, COUNSELLOR, EDITOR, User
from bot.storage.rows import now
from bot.storage.sessions import Session
from bot.web import keys
from bot.web.desk.problems import problem, put_into_words
from bot.web.origins import is_own
from bot.web.problems import Handler
from bot.web.requests import hash_of

COOKIE = "monineuvo_desk"
CSRF = "X-CSRF-Token"
Allowed = frozenset[str]
PUBLIC: Allowed = frozenset({"public"})  # anybody
CLIENT: Allowed = frozenset({"client"})  # whoever has the conversation's token; checked there
STAFF: Allowed = frozenset({COUNSELLOR, EDITOR, ADMIN})
COUNSELLORS: Allowed = frozenset({COUNSELLOR})
EDITORS: Allowed = frozenset({EDITOR, ADMIN})
ADMINS: Allowed = frozenset({ADMIN})

_CHAT = "/api/conversations/{id}"
_CASE = "/desk/api/cases/{id}"
ROUTES: dict[tuple[str, str], Allowed] = {
    ("GET", "/"): PUBLIC,
    ("GET", "/example/{page}"): PUBLIC,
    ("GET", "/chat"): PUBLIC,
    ("GET", "/chat/{municipality}"): PUBLIC,
    ("GET", "/chat/{municipality}/qr.svg"): PUBLIC,
    ("GET", "/widget.js"): PUBLIC,
    ("GET", "/site/{municipality}/theme.css"): PUBLIC,
    ("GET", "/site/{municipality}/logo"): PUBLIC,
    ("GET", "/plain"): PUBLIC,
    ("POST", "/plain"): PUBLIC,
    ("GET", "/plain/{municipality}"): PUBLIC,
    ("POST", "/plain/{municipality}"): PUBLIC,
    ("GET", "/static/{name}"): PUBLIC,
    ("GET", "/static/v/{version}/{name}"): PUBLIC,
    ("GET", "/static/desk/{name}"): PUBLIC,
    ("GET", "/privacy"): PUBLIC,
    ("GET", "/accessibility"): PUBLIC,
    ("POST", "/accessibility"): PUBLIC,
    ("GET", "/api/texts"): PUBLIC,
    ("GET", "/api/widget"): PUBLIC,
    ("GET", "/api/health"): PUBLIC,
    ("GET", "/api/openapi.json"): PUBLIC,
    ("POST", "/api/conversations"): PUBLIC,
    ("DELETE", _CHAT): CLIENT,
    ("POST", f"{_CHAT}/messages"): CLIENT,
    ("GET", f"{_CHAT}/messages"): CLIENT,
    ("POST", f"{_CHAT}/messages/{{seq}}/rating"): CLIENT,
    ("GET", f"{_CHAT}/events"): CLIENT,
    ("GET", f"{_CHAT}/transcript"): CLIENT,
    ("GET", f"{_CHAT}/handover"): CLIENT,
    ("POST", f"{_CHAT}/handover"): CLIENT,
    ("PUT", f"{_CHAT}/handover"): CLIENT,
    ("DELETE", f"{_CHAT}/handover"): CLIENT,
    ("POST", f"{_CHAT}/handover/rating"): CLIENT,
    # The shell holds texts only; what is in it comes from the API below.
    ("GET", "/desk"): PUBLIC,
    ("GET", "/desk/figures"): PUBLIC,
    ("GET", "/desk/admin"): PUBLIC,
    ("GET", "/desk/items"): PUBLIC,
    ("GET", "/desk/api/texts"): PUBLIC,
    ("POST", "/desk/api/session"): PUBLIC,
    ("GET", "/desk/api/session"): STAFF,
    ("DELETE", "/desk/api/session"): STAFF,
    ("PUT", "/desk/api/me"): STAFF,
    ("GET", "/desk/api/events"): STAFF,
    ("GET", "/desk/api/figures"): STAFF,
    ("GET", "/desk/api/figures.csv"): STAFF,
    ("GET", "/desk/api/queue"): COUNSELLORS,
    ("GET", "/desk/api/cases"): COUNSELLORS,
    ("GET", "/desk/api/replies"): COUNSELLORS,
    ("GET", _CASE): COUNSELLORS,
    ("POST", f"{_CASE}/claim"): COUNSELLORS,
    ("POST", f"{_CASE}/release"): COUNSELLORS,
    ("POST", f"{_CASE}/messages"): COUNSELLORS,
    ("GET", f"{_CASE}/messages"): COUNSELLORS,
    ("POST", f"{_CASE}/read"): COUNSELLORS,
    ("POST", f"{_CASE}/typing"): COUNSELLORS,
    ("POST", f"{_CASE}/notes"): COUNSELLORS,
    ("POST", f"{_CASE}/ask-contact"): COUNSELLORS,
    ("POST", f"{_CASE}/transfer"): COUNSELLORS,
    ("POST", f"{_CASE}/close"): COUNSELLORS,
    ("GET", "/desk/api/items"): EDITORS,
    ("POST", "/desk/api/items/{id}/done"): EDITORS,
    ("GET", "/desk/api/rated"): EDITORS,
    ("POST", "/desk/api/rated/{id}/done"): EDITORS,
    ("GET", "/desk/api/services"): ADMINS,
    ("PUT", "/desk/api/services/{municipality}"): ADMINS,
    ("GET", "/desk/api/feedback"): ADMINS,
    ("POST", "/desk/api/feedback/{id}/answered"): ADMINS,
    ("GET", "/desk/api/audit"): ADMINS,
}
SEEN_EVERY = timedelta(seconds=10)
# What the desk asks by itself while nobody may be in front of it: it keeps no session alive.
BY_ITSELF = frozenset({"/desk/api/queue", f"{_CASE}/messages", "/desk/api/events"})
SESSION: web.RequestKey[Session] = web.RequestKey("session")


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets through whom the table allows. Of the desk, everything but the sign-in needs a session.

    Raises:
        SignInNeeded: nobody is signed in, or no longer.
        Forbidden: another role is needed, the request comes from another site, or without the
            session's CSRF token.
    """
    resource = request.match_info.route.resource
    if resource is None:  # no such address, or not with this method
        return await handler(request)
    method = "GET" if request.method == "HEAD" else request.method
    allowed = ROUTES.get((method, resource.canonical))
    if allowed is None:
        raise Forbidden("This address is closed.")
    if resource.canonical.startswith("/desk"):
        _check_origin(request, always=resource.canonical == "/desk/api/events")
    if not allowed & STAFF:
        return await handler(request)
    session, root = await session_of(request), request.app[keys.SETTINGS].root
    if session is None:
        raise put_into_words(problem(SignInNeeded, "signed_out"), root, "en")
    language = session.user.desk_language
    if not allowed & set(session.user.roles):
        raise put_into_words(problem(Forbidden, "role"), root, language)
    if method != "GET" and not _same(request.headers.get(CSRF, ""), session.csrf):
        raise Forbidden(f"The header `{CSRF}` is missing or wrong. Load the page again.")
    by_person = not (method == "GET" and resource.canonical in BY_ITSELF)
    await request.app[keys.DATABASE].run(_note, session, by_person)
    request[SESSION] = session
    try:
        return await handler(request)
    except NotUnderstood as error:
        raise put_into_words(error, root, language) from None


async def session_of(request: web.Request) -> Session | None:
    """The session whose token came in the cookie, if it has not ended."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    idle = timedelta(minutes=request.app[keys.SETTINGS].desk_idle_minutes)
    return await request.app[keys.DATABASE].run(sessions.find, hash_of(token), idle)


def _note(connection: Connection, session: Session, by_person: bool) -> None:
    """Keeps that the desk is there, and that somebody is in front of it. Not at every request."""
    moment, seen_at = now(), session.user.seen_at
    if seen_at is None or moment - seen_at >= SEEN_EVERY:
        presence.alive(connection, session.user.id, moment)
    if by_person and moment - session.last_at >= SEEN_EVERY:
        sessions.touch(connection, session.token_hash)


def user_of(request: web.Request) -> User:
    """Who is signed in."""
    return request[SESSION].user


def is_secure(request: web.Request) -> bool:
    """Whether the desk is reached by HTTPS, so that its cookie may be kept to that."""
    return request.app[keys.SETTINGS].public_url.startswith("https:") or request.secure


def _check_origin(request: web.Request, always: bool) -> None:
    """A page of another site may send nothing here and may open no WebSocket.

    A browser says with each of these where the page comes from, and no page can change it.
    """
    if request.method in ("GET", "HEAD") and not always:
        return
    if not is_own(request):
        raise Forbidden("This request does not come from the desk's own page (header `Origin`).")


def _same(given: str, known: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "surrogatepass"), known.encode())
