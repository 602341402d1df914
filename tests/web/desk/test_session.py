"""Signing in and out: the cookie, the token that changes, and what one may change of oneself."""

from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, select
from support.desk import PASSWORD, Answer, Desk, Place, running

from bot.passwords import is_outdated
from bot.storage import accounts
from bot.storage.tables import sessions
from bot.web.desk.access import COOKIE
from bot.web.desk.attempts import FREE
from bot.web.requests import hash_of


async def _sign_in(
    place: Place, name: Any = "aino", password: Any = PASSWORD, **headers: str
) -> Answer:
    body = {"name": name, "password": password}
    return await place.nobody().request("POST", "/session", body, headers)


def _cookie(answer: Answer) -> Any:
    return SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]


def _desk(place: Place, answer: Answer) -> Desk:
    return Desk(place, answer.body["user"]["id"], _cookie(answer).value, answer.body["csrf"])


async def test_a_session_begins_with_the_right_password(place: Place) -> None:
    ident = await place.add_user(languages=["fi", "ar"])
    answer = await _sign_in(place, " AINO ")
    assert answer.status == 200
    assert answer.body["user"] == {
        "id": ident,
        "name": "aino",
        "first_name": "Aino",
        "role_title": {"fi": "neuvoja", "sv": "rådgivare", "en": "counsellor", "ar": "مرشد"},
        "roles": ["counsellor"],
        "municipalities": ["kemi"],
        "languages": ["fi", "ar"],
        "desk_language": "fi",
        "on_duty": False,
    }
    again = await _desk(place, answer).get("/session")
    assert again.body == answer.body


async def test_the_cookie_is_for_the_desk_alone_and_no_script_reads_it(place: Place) -> None:
    await place.add_user()
    cookie = _cookie(await _sign_in(place))
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/desk"
    assert cookie["domain"] == ""
    assert not cookie["secure"]
    assert len(cookie.value) >= 43  # 256 bits
    assert cookie["max-age"] == str(12 * 3600)


async def test_the_cookie_is_kept_to_https_where_that_is_the_public_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, public_url="https://chat.example.fi") as place:
        await place.add_user()
        answer = await _sign_in(place, Origin="https://chat.example.fi")
        assert _cookie(answer)["secure"] is True


async def test_only_the_hash_of_the_token_is_stored(place: Place) -> None:
    await place.add_user()
    token = _cookie(await _sign_in(place)).value
    assert await place.database.run(_tokens) == [hash_of(token)]


async def test_signing_in_changes_the_token_and_ends_the_old_one(place: Place) -> None:
    await place.add_user()
    first = _desk(place, await _sign_in(place))
    second = _desk(place, await _sign_in(place, Cookie=f"{COOKIE}={first.token}"))
    assert second.token != first.token
    assert second.csrf != first.csrf
    assert (await first.get("/session")).status == 401
    assert (await second.get("/session")).status == 200


async def test_a_token_that_somebody_else_chose_is_never_taken_over(place: Place) -> None:
    await place.add_user()
    answer = await _sign_in(place, Cookie=f"{COOKIE}=chosen")
    assert _cookie(answer).value != "chosen"
    assert (await Desk(place, "", "chosen", "").get("/session")).status == 401


@pytest.mark.parametrize(
    ("name", "password"), [("aino", "wrong password"), ("nobody", PASSWORD), ("closed", PASSWORD)]
)
async def test_a_refusal_does_not_tell_which_of_the_two_is_wrong(
    place: Place, name: str, password: str
) -> None:
    await place.add_user()
    await place.database.run(accounts.close_user, await place.add_user("closed"))
    answer = await _sign_in(place, name, password)
    assert answer.status == 401
    assert "Set-Cookie" not in answer.headers
    detail = "The name or the password is wrong, or the account is closed."
    assert answer.body["detail"] == detail


@pytest.mark.parametrize(
    ("name", "password"), [(None, PASSWORD), ("aino", 5), ("x" * 500, PASSWORD), (["aino"], {})]
)
async def test_what_is_no_name_or_no_password_is_refused(
    place: Place, name: Any, password: Any
) -> None:
    assert (await _sign_in(place, name, password)).status == 400


async def test_after_some_failures_one_has_to_wait_even_with_the_right_password(
    place: Place,
) -> None:
    await place.add_user()
    for _ in range(FREE):
        assert (await _sign_in(place, password="wrong password")).status == 401
    answer = await _sign_in(place)
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) >= 1


async def test_a_hash_with_old_parameters_is_made_anew_at_the_sign_in(place: Place) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    ident = await place.add_user(password_hash=weak)
    assert (await _sign_in(place)).status == 200
    user = await place.database.run(accounts.user_by_id, ident)
    assert user is not None
    assert not is_outdated(user.password_hash)
    assert (await _sign_in(place)).status == 200


async def test_signing_out_ends_the_session_and_the_duty(place: Place) -> None:
    desk = await place.desk(on_duty=True)
    await desk.request("PUT", "/me", {"on_duty": True})
    answer = await desk.request("DELETE", "/session")
    assert answer.status == 204
    assert _cookie(answer)["max-age"] == "0"
    assert (await desk.get("/session")).status == 401
    assert await place.database.run(_tokens) == []
    user = await place.database.run(accounts.user_by_id, desk.id)
    assert user is not None
    assert not user.on_duty


async def test_sign_ins_and_failures_are_in_the_audit(place: Place) -> None:
    ident = await place.add_user()
    await _sign_in(place, password="wrong password")
    desk = _desk(place, await _sign_in(place))
    await desk.request("DELETE", "/session")
    told = [(user, action) for user, action, _ in await place.audited()]
    assert told == [(ident, "sign_in_failed"), (ident, "sign_in"), (ident, "sign_out")]


async def test_duty_and_language_are_changed(place: Place) -> None:
    desk = await place.desk()
    answer = await desk.request("PUT", "/me", {"on_duty": True, "desk_language": "sv"})
    assert answer.status == 200
    assert answer.body["on_duty"] is True
    assert answer.body["desk_language"] == "sv"
    assert (await desk.get("/session")).body["user"] == answer.body


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"roles": ["admin"]},
        {"on_duty": "yes"},
        {"desk_language": "ar"},
        {"password": "new"},
        {"password": {"old": PASSWORD, "new": "short"}},
        {"password": {"old": PASSWORD, "new": "aino1234567890"}},
        {"password": {"old": "wrong password", "new": "another four words"}},
        {"municipalities": ["kemi", "tornio"], "on_duty": True},
    ],
)
async def test_nothing_else_of_oneself_can_be_changed(place: Place, body: Any) -> None:
    desk = await place.desk()
    before = (await desk.get("/session")).body
    assert (await desk.request("PUT", "/me", body)).status == 400
    assert (await desk.get("/session")).body == before
    assert (await _sign_in(place)).status == 200


async def test_only_a_counsellor_is_on_duty(place: Place) -> None:
    desk = await place.desk(roles=["admin", "editor"])
    assert (await desk.request("PUT", "/me", {"on_duty": True})).status == 403


async def test_a_new_password_ends_every_other_session(place: Place) -> None:
    desk = await place.desk()
    other = _desk(place, await _sign_in(place))
    change = {"password": {"old": PASSWORD, "new": "another four words"}}
    assert (await desk.request("PUT", "/me", change)).status == 200
    assert (await desk.get("/session")).status == 200
    assert (await other.get("/session")).status == 401
    assert (await _sign_in(place)).status == 401
    assert (await _sign_in(place, password="another four words")).status == 200


async def test_the_hash_of_a_password_is_in_no_answer(place: Place) -> None:
    await place.add_user()
    answer = await _sign_in(place)
    assert "argon2" not in str(answer.body)
    queue = await _desk(place, answer).get("/queue")
    assert "argon2" not in str(queue.body)


def _tokens(connection: Connection) -> list[str]:
    return list(connection.execute(select(sessions.c.token_hash)).scalars())
