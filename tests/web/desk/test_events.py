"""The desk's WebSocket: everybody hears what is for them, nobody what is not."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from support.chat import new_id
from support.desk import Desk, Place

from bot.storage import accounts, sessions
from bot.storage.conversations import now
from bot.web import keys
from bot.web.desk.events import SIGNED_OUT
from bot.web.requests import hash_of

# Only so that an event that never comes ends a test: nothing is measured with it.
PATIENCE = 60


async def _until(socket: ClientWebSocketResponse, event: str) -> dict[str, Any]:
    """The next event of this kind."""
    while True:
        told = await socket.receive_json(timeout=PATIENCE)
        if told["event"] == event:
            return dict(told)


async def _before_queue(place: Place, socket: ClientWebSocketResponse) -> list[str]:
    """The kinds of all events that came before one that is sent now."""
    await asyncio.sleep(0)
    place.app[keys.HUB].signal_desk({"event": "queue", "mark": new_id()})
    kinds = []
    while (told := await socket.receive_json(timeout=PATIENCE))["event"] != "queue":
        kinds.append(told["event"])
    return kinds


async def _closed_with(socket: ClientWebSocketResponse) -> int | None:
    while (await socket.receive(timeout=PATIENCE)).type not in (
        *(WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED),
    ):
        pass
    return socket.close_code


async def _heard(place: Place, socket: ClientWebSocketResponse, desk: Desk) -> None:
    """Waits until the server has heard all that the socket sent."""
    before = await place.database.run(accounts.user_by_id, desk.id)
    assert before is not None
    await socket.send_json({"event": "alive"})
    async with asyncio.timeout(PATIENCE):
        while True:
            user = await place.database.run(accounts.user_by_id, desk.id)
            assert user is not None
            if user.seen_at != before.seen_at:
                return
            await asyncio.sleep(0.01)


def _signal(place: Place, event: str, case: str, **more: Any) -> None:
    place.app[keys.HUB].signal_desk({"event": event, "case": case, "conversation": "", **more})


async def test_a_new_message_comes_with_its_retelling_to_who_has_the_case(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    async with desk.events() as socket:
        conversation = (await place.case_row(ident))["conversation_id"]
        for text in ("One", "Two"):
            seq = await place.says(conversation, text)
            _signal(place, "message", ident)
            told = await _until(socket, "message")
            assert told["case"] == ident
            assert told["message"]["text"] == text
            assert told["message"]["seq"] == seq
            assert told["message"]["retold"] is None


async def test_others_learn_only_that_there_is_a_message(place: Place) -> None:
    desk, other = await place.desk(), await place.desk("bo")
    ident = await desk.claimed()
    async with other.events() as socket:
        await desk.post(f"/cases/{ident}/messages", {"id": new_id(), "text": "Secret"})
        assert await _until(socket, "message") == {"event": "message", "case": ident}


async def test_nothing_of_a_case_goes_to_who_may_not_see_it(place: Place) -> None:
    desk = await place.desk()
    other = await place.desk("bo", municipalities=["tornio"])
    editor = await place.desk("editor", roles=["editor"], municipalities=["kemi"])
    ident = await desk.claimed()
    for stranger in (other, editor):
        async with stranger.events() as socket:
            for event in ("case", "message", "typing", "read", "delivered"):
                _signal(place, event, ident, seq=1)
            assert await _before_queue(place, socket) == []


async def test_typing_and_reading_go_to_who_has_the_case(place: Place) -> None:
    desk, other = await place.desk(), await place.desk("bo")
    ident = await desk.claimed()
    async with desk.events() as own, other.events() as another:
        _signal(place, "typing", ident)
        _signal(place, "delivered", ident, seq=3)
        _signal(place, "read", ident, seq=2)
        assert await _until(own, "typing") == {"event": "typing", "case": ident}
        assert await _until(own, "delivered") == {"event": "delivered", "case": ident, "seq": 3}
        assert await _until(own, "read") == {"event": "read", "case": ident, "seq": 2}
        assert await _before_queue(place, another) == []


async def test_a_claim_is_heard_by_every_desk_of_the_municipality(place: Place) -> None:
    desk, other = await place.desk(), await place.desk("bo")
    async with other.events() as socket:
        ident = await desk.claimed()
        assert await _until(socket, "case") == {"event": "case", "id": ident}
        assert await _until(socket, "queue") == {"event": "queue"}


async def test_alive_keeps_the_desk_and_its_cases(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    async with desk.events() as socket:
        before = (await place.case_row(ident))["seen_at"]
        await _heard(place, socket, desk)
        assert (await place.case_row(ident))["seen_at"] > before


async def test_alive_does_not_keep_the_session_but_typing_does(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    hour = timedelta(minutes=60)

    async def last_at() -> Any:
        found = await place.database.run(sessions.find, hash_of(desk.token), hour)
        assert found is not None
        return found.last_at

    async with desk.events() as socket:
        first = await last_at()
        await _heard(place, socket, desk)
        assert await last_at() == first
        await socket.send_json({"event": "typing", "case": ident})
        await _heard(place, socket, desk)
        assert await last_at() > first


async def test_the_clients_page_hears_of_typing_and_reading(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    conversation = (await place.case_row(ident))["conversation_id"]
    seq = await place.says(conversation, "One")
    with place.app[keys.HUB].listen(conversation) as ear:
        async with desk.events() as socket:
            await socket.send_json({"event": "typing", "case": ident})
            await socket.send_json({"event": "read", "case": ident, "seq": seq})
            await _heard(place, socket, desk)
    told = ear.take()
    assert {"event": "typing", "from": "counsellor"} in told
    assert {"event": "read", "seq": seq} in told
    assert [row["unread"] for row in (await desk.get("/queue")).body["mine"]] == [0]


async def test_the_clients_page_hears_when_the_desk_has_got_a_message(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    conversation = (await place.case_row(ident))["conversation_id"]
    with place.app[keys.HUB].listen(conversation) as ear:
        async with desk.events() as socket:
            seq = await place.says(conversation, "One")
            _signal(place, "message", ident)
            await _until(socket, "message")
            async with asyncio.timeout(PATIENCE):
                while {"event": "delivered", "seq": seq} not in ear.take():
                    await ear.wait()
                    ear.clear()


async def test_what_is_said_in_a_case_that_changed_hands_goes_to_the_new_desk_alone(
    place: Place,
) -> None:
    first, second = await place.desk("aino"), await place.desk("eero")
    ident = await first.claimed()
    conversation = (await place.case_row(ident))["conversation_id"]
    async with first.events() as left, second.events() as right:
        await place.says(conversation, "One")
        place.app[keys.HUB].signal_desk(
            {"event": "message", "conversation": conversation, "case": ident}
        )
        assert (await _until(left, "message"))["message"]["text"] == "One"
        assert (await first.post(f"/cases/{ident}/release")).status == 204
        assert (await second.post(f"/cases/{ident}/claim")).status == 200
        await place.says(conversation, "Two")
        place.app[keys.HUB].signal_desk(
            {"event": "message", "conversation": conversation, "case": ident}
        )
        while "message" not in (told := await _until(right, "message")):
            pass  # of the time before
        assert told["message"]["text"] == "Two"
        last = await place.case()
        place.app[keys.HUB].signal_desk({"event": "case", "case": last})
        heard = []
        while (told := await left.receive_json(timeout=PATIENCE)).get("id") != last:
            heard.append(told)
        assert all("message" not in told for told in heard)


async def test_nobody_types_or_reads_in_anothers_case(place: Place) -> None:
    desk, other = await place.desk(), await place.desk("bo")
    ident = await desk.claimed()
    conversation = (await place.case_row(ident))["conversation_id"]
    await place.says(conversation, "One")
    with place.app[keys.HUB].listen(conversation) as ear:
        async with other.events() as socket:
            await socket.send_json({"event": "typing", "case": ident})
            await socket.send_json({"event": "read", "case": ident, "seq": 2})
            await _heard(place, socket, other)
    assert ear.take() == []
    assert [row["unread"] for row in (await desk.get("/queue")).body["mine"]] == [1]


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "x",
        "[]",
        "5",
        "{}",
        '{"event": "read", "case": 5}',
        "[" * 4000,
        '{"event": "read", "case": "1", "seq": "x"}',
    ],
)
async def test_what_is_not_of_our_form_changes_nothing(place: Place, frame: str) -> None:
    desk = await place.desk()
    async with desk.events() as socket:
        await socket.send_str(frame)
        await _heard(place, socket, desk)
        assert await _before_queue(place, socket) == []


async def test_another_site_can_not_open_it(place: Place) -> None:
    desk = await place.desk()
    for origin in ("https://evil.example", "null", ""):
        headers = desk.headers() | ({"Origin": origin} if origin else {})
        with pytest.raises(WSServerHandshakeError) as refused:
            await place.http.ws_connect(f"{place.url}/desk/api/events", headers=headers)
        assert refused.value.status == 403


async def test_nobody_opens_it_without_a_session(place: Place) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await place.nobody().events()
    assert refused.value.status == 401


async def test_it_closes_when_the_session_ends_before_anything_more_is_told(place: Place) -> None:
    for end in ("sign out", "close", "old"):
        desk = await place.desk(f"user {end}")
        ident = await desk.claimed()
        async with desk.events() as socket:
            if end == "sign out":
                assert (await desk.request("DELETE", "/session")).status == 204
            elif end == "close":
                await place.database.run(accounts.close_user, desk.id)
            else:
                await place.database.run(sessions.end, hash_of(desk.token))
            _signal(place, "case", ident)
            assert await _closed_with(socket) == SIGNED_OUT


async def test_alive_of_an_ended_session_closes_it(place: Place) -> None:
    desk = await place.desk()
    async with desk.events() as socket:
        await place.database.run(accounts.close_user, desk.id)
        await socket.send_json({"event": "alive"})
        assert await _closed_with(socket) == SIGNED_OUT


async def test_without_a_websocket_the_address_says_so(place: Place) -> None:
    desk = await place.desk()
    answer = await desk.request("GET", "/events", headers={"Origin": place.url})
    assert answer.status == 400
    assert "WebSocket" in answer.body["detail"]


async def test_the_end_of_a_socket_alone_drops_no_case(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    async with desk.events():
        pass
    row = await place.case_row(ident)
    assert row["state"] == "taken"
    assert row["seen_at"] <= now()
