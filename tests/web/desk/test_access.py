"""Who may use which route: the table is whole, and every line of it holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import Connection, update
from support.desk import Answer, Desk, Place, running

from bot.settings import Settings
from bot.storage import accounts, sessions
from bot.storage.conversations import now
from bot.storage.tables import sessions as sessions_table
from bot.storage.tables import users
from bot.web.app import create_app
from bot.web.desk.access import CLIENT, CSRF, PUBLIC, ROUTES, STAFF
from bot.web.requests import hash_of

ROLES = ("counsellor", "editor", "admin")
DESK = sorted(
    (method, path) for (method, path), allowed in ROUTES.items() if allowed not in (PUBLIC, CLIENT)
)
WRITES = [line for line in DESK if line[0] != "GET"]
# The sign-in needs no session, and still no other site may send it.
GUARDED = [*WRITES, ("POST", "/desk/api/session")]


def address(path: str) -> str:
    """A path of the table with something in the place of its parameters."""
    return "/" + path.replace("{id}", "1").replace("{municipality}", "kemi")


def registered(app: web.Application) -> set[tuple[str, str]]:
    """Every route of an application; HEAD goes with GET."""
    return {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }


def test_the_table_has_every_route_of_the_application_and_no_other(tmp_path: Path) -> None:
    there = registered(create_app(Settings(data_dir=tmp_path)))
    assert sorted(there - set(ROUTES)) == []
    assert sorted(set(ROUTES) - there) == []


def test_every_line_of_the_table_allows_somebody_that_there_is() -> None:
    for line, allowed in ROUTES.items():
        assert allowed in (PUBLIC, CLIENT) or (allowed and allowed <= STAFF), line


def test_nothing_of_the_desk_is_open_to_all_but_its_shell_its_texts_and_the_sign_in() -> None:
    public = {line for line, allowed in ROUTES.items() if allowed == PUBLIC and "/desk" in line[1]}
    assert public == {
        ("GET", "/desk"),
        ("GET", "/desk/figures"),
        ("GET", "/desk/admin"),
        ("GET", "/desk/items"),
        ("GET", "/desk/api/texts"),
        ("GET", "/static/desk/{name}"),
        ("POST", "/desk/api/session"),
    }


async def test_a_route_that_is_not_in_the_table_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(ROUTES, ("GET", "/api/health"))
    async with running(tmp_path, monkeypatch) as place:
        assert (await place.nobody().request("GET", "//api/health")).status == 403


async def test_an_unknown_address_is_not_found_and_a_wrong_method_not_allowed(
    place: Place,
) -> None:
    assert (await place.nobody().request("GET", "/nothing")).status == 404
    assert (await place.nobody().request("DELETE", "/queue")).status == 405


@pytest.fixture
async def desks(place: Place) -> AsyncIterator[dict[str, Desk]]:
    """A desk of each role."""
    yield {role: await place.desk(role, roles=[role]) for role in ROLES}


@pytest.mark.parametrize(("method", "path"), DESK)
async def test_only_the_roles_of_the_table_get_past(
    desks: dict[str, Desk], method: str, path: str
) -> None:
    for role, desk in desks.items():
        answer = await _ask(desk, method, path)
        if role in ROUTES[method, path]:
            assert answer.status not in (401, 403, 405, 500), role
        else:
            assert answer.status == 403, role
            assert (
                answer.body["detail"] == "Tunnuksellasi ei ole tähän oikeutta. Kysy pääkäyttäjältä."
            )


@pytest.mark.parametrize(("method", "path"), DESK)
async def test_nobody_a_closed_account_and_an_old_session_get_nothing(
    place: Place, method: str, path: str
) -> None:
    role = sorted(ROUTES[method, path])[0]
    closed = await place.desk("closed", roles=[role])
    await place.database.run(_close_without_ending_sessions, closed.id)
    idle = await place.desk("idle", roles=[role])
    await place.database.run(_make_old, idle.id, "last_at", timedelta(minutes=60))
    old = await place.desk("old", roles=[role])
    await place.database.run(_make_old, old.id, "created_at", sessions.LONGEST)
    forged = Desk(place, "", "x" * 43, "x" * 43)
    for desk in (place.nobody(), forged, closed, idle, old):
        answer = await _ask(desk, method, path)
        assert answer.status == 401, desk
        assert answer.body["title"] == "Sign in"


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("token", ["", "wrong", "ä"])
async def test_nothing_is_changed_without_the_sessions_own_csrf_token(
    place: Place, method: str, path: str, token: str
) -> None:
    desk = await place.desk(roles=list(ROLES))
    answer = await desk.request(method, address(path), json={}, headers={CSRF: token})
    assert answer.status == 403
    assert CSRF in answer.body["detail"]


@pytest.mark.parametrize(("method", "path"), GUARDED)
@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://127.0.0.1:1"])
async def test_nothing_is_changed_from_another_site(
    place: Place, method: str, path: str, origin: str
) -> None:
    desk = await place.desk(roles=list(ROLES))
    answer = await desk.request(method, address(path), json={}, headers={"Origin": origin})
    assert answer.status == 403
    assert "Origin" in answer.body["detail"]


async def test_only_the_public_address_counts_where_it_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, public_url="https://chat.example.fi") as place:
        desk = await place.desk()
        assert (await desk.request("PUT", "/me", {"on_duty": True})).status == 403
        desk.own = {"Origin": "http://chat.example.fi"}
        assert (await desk.request("PUT", "/me", {"on_duty": True})).status == 403
        desk.own = {"Origin": "https://chat.example.fi"}
        assert (await desk.request("PUT", "/me", {"on_duty": True})).status == 200


async def test_a_closed_account_is_out_at_once(place: Place) -> None:
    desk = await place.desk()
    assert (await desk.get("/queue")).status == 200
    await place.database.run(accounts.close_user, desk.id)
    assert (await desk.get("/queue")).status == 401


async def test_a_session_lives_as_long_as_somebody_uses_it(place: Place) -> None:
    desk = await place.desk()
    await place.database.run(_make_old, desk.id, "last_at", timedelta(minutes=59))
    assert (await desk.get("/cases")).status == 200
    await place.database.run(_make_old, desk.id, "last_at", timedelta(minutes=59))
    assert (await desk.get("/session")).status == 200


async def test_what_the_desk_asks_by_itself_keeps_no_session_alive(place: Place) -> None:
    desk = await place.desk()
    ident = await place.case()
    before = now() - timedelta(minutes=59)
    await place.database.run(_set, desk.id, "last_at", before)
    assert (await desk.get("/queue")).status == 200
    assert (await desk.get(f"/cases/{ident}/messages")).status == 200
    found = await place.database.run(sessions.find, hash_of(desk.token), timedelta(minutes=60))
    assert found is not None
    assert found.last_at == before


async def test_any_request_tells_that_the_desk_is_there(place: Place) -> None:
    desk = await place.desk()
    await desk.get("/queue")
    user = await place.database.run(accounts.user_by_id, desk.id)
    assert user is not None
    assert user.seen_at is not None


async def _ask(desk: Desk, method: str, path: str) -> Answer:
    """As the desk's own page asks; the WebSocket too has to come from there."""
    body = None if method == "GET" else {}
    origin = {"Origin": desk.place.url}
    return await desk.request(method, address(path), json=body, headers=origin)


def _close_without_ending_sessions(connection: Connection, ident: str) -> None:
    connection.execute(update(users).where(users.c.id == ident).values(active=False))


def _make_old(connection: Connection, ident: str, column: str, age: timedelta) -> None:
    _set(connection, ident, column, now() - age)


def _set(connection: Connection, ident: str, column: str, moment: object) -> None:
    of_user = sessions_table.c.user_id == ident
    connection.execute(update(sessions_table).where(of_user).values({column: moment}))
