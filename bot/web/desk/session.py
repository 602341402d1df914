"""Signing in and out, and what staff change of their own account."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from sqlalchemy import Connection

from bot import passwords
from bot.errors import BadRequest, Forbidden, SignInNeeded, TooMany
from bot.storage import accounts, audit, presence, sessions
from bot.storage.accounts import COUNSELLOR, User
from bot.storage.rows import now
from bot.web import keys
from bot.web.desk.access import COOKIE, SESSION, is_secure, user_of
from bot.web.desk.attempts import Attempts
from bot.web.desk.problems import problem
from bot.web.desk.texts import LANGUAGES
from bot.web.limits import LIMITS
from bot.web.requests import hash_of, json_of

ATTEMPTS = web.AppKey("attempts", Attempts)
# Each check takes 64 MB of memory and all of a processor: never more at once.
CHECKS = web.AppKey("password_checks", asyncio.Semaphore)
AT_ONCE = 2
MAX_NAME = 120


def routes() -> list[web.RouteDef]:
    """The routes of this module."""
    return [
        web.post("/desk/api/session", sign_in),
        web.get("/desk/api/session", who),
        web.delete("/desk/api/session", sign_out),
        web.put("/desk/api/me", change_me),
    ]


def as_json(user: User) -> dict[str, Any]:
    """A user as their own desk sees them."""
    return {
        "id": user.id,
        "name": user.name,
        "first_name": user.first_name,
        "role_title": user.role_title,
        "roles": user.roles,
        "municipalities": user.municipalities,
        "languages": user.languages,
        "desk_language": user.desk_language,
        "on_duty": user.on_duty,
    }


async def sign_in(request: web.Request) -> web.Response:
    """Begins a session, with a new token even where there was one."""
    body = await json_of(request)
    name, password = body.get("name"), body.get("password")
    if not isinstance(name, str) or not isinstance(password, str) or len(name) > MAX_NAME:
        raise BadRequest("Send `name` and `password`, both as texts.")
    attempts, address = request.app[ATTEMPTS], request.app[LIMITS].address_of(request)
    folded = accounts.folded(name)
    _slow_down(attempts.begin(folded, address))
    database = request.app[keys.DATABASE]
    user = await database.run(accounts.user_by_name, folded)
    if not await _is_right(request, user, password):
        await database.run(audit.record, "sign_in_failed", user.id if user else None)
        raise SignInNeeded("The name or the password is wrong, or the account is closed.")
    assert user is not None
    attempts.succeeded(folded, address)
    new_hash = None
    if passwords.is_outdated(user.password_hash):
        new_hash = await _hash(request, password)
    old = request.cookies.get(COOKIE, "")
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    await database.run(_begin, hash_of(token), csrf, user.id, hash_of(old), new_hash)
    response = web.json_response({"user": as_json(user), "csrf": csrf})
    response.set_cookie(
        COOKIE,
        token,
        path="/desk",
        httponly=True,
        samesite="Strict",
        secure=is_secure(request),
        max_age=int(sessions.LONGEST.total_seconds()),
    )
    return response


async def who(request: web.Request) -> web.Response:
    """Who is signed in."""
    return web.json_response({"user": as_json(user_of(request)), "csrf": request[SESSION].csrf})


async def sign_out(request: web.Request) -> web.Response:
    """Ends the session. Who leaves their last desk is no longer on duty."""
    await request.app[keys.DATABASE].run(_end, request[SESSION].token_hash, user_of(request).id)
    request.app[keys.HUB].wake_desk()
    response = web.Response(status=204)
    response.del_cookie(COOKIE, path="/desk", httponly=True, samesite="Strict")
    return response


async def change_me(request: web.Request) -> web.Response:
    """On duty or not, the desk's language, or a new password."""
    body = await json_of(request)
    unknown = set(body) - {"on_duty", "desk_language", "password"}
    if unknown or not body:
        raise BadRequest("Send `on_duty`, `desk_language` or `password`.")
    values: dict[str, Any] = {}
    if "on_duty" in body:
        values |= _duty(body["on_duty"], user_of(request))
    if "desk_language" in body:
        if body["desk_language"] not in LANGUAGES:
            raise BadRequest(f"`desk_language` is one of: {', '.join(LANGUAGES)}.")
        values["desk_language"] = body["desk_language"]
    if "password" in body:
        values["password_hash"] = await _new_password(request, body["password"])
    user = await request.app[keys.DATABASE].run(_change, request[SESSION], values)
    assert user is not None  # no account is ever deleted
    request.app[keys.HUB].wake_desk()
    return web.json_response(as_json(user))


def _duty(wanted: Any, user: User) -> dict[str, bool]:
    if not isinstance(wanted, bool):
        raise BadRequest("`on_duty` is true or false.")
    if wanted and COUNSELLOR not in user.roles:
        raise Forbidden("Only a counsellor can be on duty.")
    return {"on_duty": wanted}


async def _new_password(request: web.Request, given: Any) -> str:
    """The hash of a new password, if the old one is right."""
    given = given if isinstance(given, dict) else {}
    old, new = given.get("old"), given.get("new")
    if not isinstance(old, str) or not isinstance(new, str):
        raise BadRequest("`password` holds `old` and `new`, both as texts.")
    user, address = user_of(request), request.app[LIMITS].address_of(request)
    _slow_down(request.app[ATTEMPTS].begin(user.name, address))
    if not await _is_right(request, user, old):
        raise problem(BadRequest, "old_password")
    request.app[ATTEMPTS].succeeded(user.name, address)
    weak = passwords.weakness(new, user.name)
    if weak is not None:
        raise problem(BadRequest, f"password_{weak}")
    return await _hash(request, new)


def _slow_down(seconds: int) -> None:
    if seconds:
        raise TooMany(f"Too many wrong passwords. Try again in {seconds} seconds.", seconds)


async def _is_right(request: web.Request, user: User | None, password: str) -> bool:
    """Whether somebody may sign in. Takes as long for a name that nobody has."""
    known = user.password_hash if user is not None else None
    async with request.app[CHECKS]:
        right = await asyncio.to_thread(passwords.verify, known, password)
    return right and user is not None and user.active


async def _hash(request: web.Request, password: str) -> str:
    async with request.app[CHECKS]:
        return await asyncio.to_thread(passwords.hash_password, password)


def _begin(
    connection: Connection,
    token_hash: str,
    csrf: str,
    user_id: str,
    old_hash: str,
    password_hash: str | None,
) -> None:
    sessions.end(connection, old_hash)
    sessions.begin(connection, token_hash, csrf, user_id)
    if password_hash is not None:
        accounts.change_user(connection, user_id, {"password_hash": password_hash})
    audit.record(connection, "sign_in", user_id)


def _end(connection: Connection, token_hash: str, user_id: str) -> None:
    sessions.end(connection, token_hash)
    if not sessions.any_of(connection, user_id):
        accounts.change_user(connection, user_id, {"on_duty": False})
    audit.record(connection, "sign_out", user_id)


def _change(
    connection: Connection, session: sessions.Session, values: Mapping[str, Any]
) -> User | None:
    if "password_hash" in values:
        sessions.end_others(connection, session.user.id, session.token_hash)
        audit.record(connection, "password", session.user.id)
    if "on_duty" in values:
        audit.record(connection, "duty", session.user.id, detail=str(values["on_duty"]).lower())
        presence.alive(connection, session.user.id, now())
    return accounts.change_user(connection, session.user.id, values)
