"""The client's side of a handover: the API, what it tells the desk, and that it needs no worker."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from support import openapi
from support.chat import Api, Chat, Message, Response, new_id
from support.desk import NOTICES, TITLE, Place, running
from support.server import Server

from bot.dialogue.acts import crisis, not_understood, simple
from bot.dialogue.turn import State
from bot.settings import Settings
from bot.storage import accounts, cases, figures, presence
from bot.storage import conversations as store
from bot.storage.cases import Case
from bot.storage.counsellor_messages import add_counsellor_message, set_marks
from bot.storage.database import Database
from bot.storage.services import save_service
from bot.web import keys
from bot.web.presence import give_back

PATIENCE = 60
ALWAYS = {"hours": {str(day): [["00:00", "23:59"]] for day in range(7)}, "holidays": False}
NEVER = {"hours": {"0": [["00:00", "00:01"]]}, "exceptions": {}}


class Worker:
    """In the place of the workers: answers with what a test puts there, or waits for it."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.answers = asyncio.Event()
        self.asked: list[str | None] = []
        self.reply = simple

    async def turn(self, state: dict[str, Any], text: str | None, choice: str | None) -> Any:
        """One turn."""
        self.asked.append(choice or text)
        await self.answers.wait()
        knowledge = self.knowledge()
        if text == "danger":
            reply, after = crisis("violence", State.from_dict(state), knowledge)
            understood = {"intent": "inform", "danger": "violence"}
        else:
            reply, after = not_understood(State.from_dict(state), knowledge)
            understood = {"intent": "inform"}
        said = {"reply": reply.as_dict(), "state": after.as_dict(), "understood": understood}
        return said | {"language": "en"}


@pytest.fixture
async def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """A running application whose only worker answers when it is let to."""
    async with running(tmp_path, monkeypatch, reply_seconds=0.2) as place:
        worker = Worker()
        worker.knowledge = place.app[keys.KNOWLEDGE]  # type: ignore[attr-defined]
        monkeypatch.setattr(place.app[keys.WORKERS], "turn", worker.turn, raising=False)
        place.app[keys.WORKERS].worker = worker  # type: ignore[attr-defined]
        yield place


@pytest.fixture
def worker(place: Place) -> Worker:
    """The worker of that application."""
    return place.app[keys.WORKERS].worker  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def api(place: Place) -> Api:
    """The chat API of that application."""
    return Api(place.http, place.url)


@pytest.fixture
async def aino(place: Place) -> str:
    """A counsellor of Kemi, who is on duty."""
    return await _counsellor(place, "aino")


async def _counsellor(place: Place, name: str, **values: Any) -> str:
    ident = await place.add_user(name, **values)
    here = {"on_duty": True, "seen_at": store.now()}
    await place.database.run(accounts.change_user, ident, here)
    return ident


async def _hours(place: Place, data: dict[str, Any], municipality: str = "kemi") -> None:
    await place.database.run(save_service, municipality, data, store.now())


async def _ask(chat: Chat, method: str, body: Any = None, path: str = "/handover") -> Response:
    return await chat.api.request(method, chat.path + path, body, token=chat.token)


async def _ok(chat: Chat, method: str, body: Any = None, path: str = "/handover") -> Any:
    response = await _ask(chat, method, body, path)
    assert response.status in (200, 201, 204), response.body
    return response.body


def _form(handover: dict[str, Any], **values: Any) -> dict[str, Any]:
    parts = [{"id": part["id"]} for part in handover["summary"]]
    return {"parts": parts, "meeting": "chat", "consent": True} | values


async def _sent(api: Api, municipality: str = "kemi", **values: Any) -> Chat:
    """A conversation whose request is sent."""
    chat = await api.start(language="en", municipality=municipality)
    draft = await _ok(chat, "POST", {})
    assert (await _ok(chat, "PUT", _form(draft, **values)))["state"] == "waiting"
    return chat


async def _case(place: Place, chat: Chat) -> Case:
    found = await place.database.run(cases.current, chat.id)
    assert found is not None
    return found


async def _claim(place: Place, chat: Chat, user: str) -> str:
    case = (await _case(place, chat))["id"]
    notice = NOTICES.taken("Aino", TITLE)
    assert (await place.database.run(cases.claim, case, user, notice)).won
    return str(case)


async def _writes(place: Place, case: str, user: str, text: str) -> Message:
    author = {"name": "Aino", "role": "counsellor"}
    work = (add_counsellor_message, case, user, new_id(), text, "en", author)
    message = await place.database.run(*work)
    assert message is not None
    found = await place.database.run(cases.by_id, case)
    assert found is not None
    place.app[keys.HUB].wake(found["conversation_id"])
    return message.as_json()


async def _texts(chat: Chat, sender: str) -> list[str]:
    return [message["text"] for message in await chat.read() if message["from"] == sender]


# --- what is offered


async def test_without_a_counsellor_there_is_no_handover(api: Api) -> None:
    chat = await api.start(language="en", municipality="kemi")
    found = await _ok(chat, "GET")
    assert (found["state"], found["available"], found["municipalities"]) == ("none", False, [])
    response = await _ask(chat, "POST", {})
    assert response.status == 409 and "advice service" in response.body["detail"]


async def test_a_municipality_without_counsellors_is_not_served_by_others(
    api: Api, aino: str
) -> None:
    chat = await api.start(language="en", municipality="porvoo")
    assert not (await _ok(chat, "GET"))["available"]
    assert (await _ask(chat, "POST", {})).status == 409


async def test_a_closed_account_serves_nobody(place: Place, api: Api, aino: str) -> None:
    await place.database.run(accounts.close_user, aino)
    chat = await api.start(language="en", municipality="kemi")
    assert not (await _ok(chat, "GET"))["available"]


async def test_who_has_not_told_the_municipality_is_asked_for_it(api: Api, aino: str) -> None:
    chat = await api.start(language="en")
    draft = await _ok(chat, "POST", {})
    assert draft["available"] and draft["municipality"] is None
    assert [item["id"] for item in draft["municipalities"]] == ["kemi", "other"]
    for place, detail in ((None, "`municipality` is needed"), ("other", "No counsellor serves")):
        body = _form(draft) | ({"municipality": place} if place else {})
        response = await _ask(chat, "PUT", body)
        assert response.status == 400 and detail in response.body["detail"]
    there = await _ok(chat, "GET", path="/handover?municipality=kemi")
    assert there["municipality"] == "kemi" and there["open"]
    assert not (await _ok(chat, "GET", path="/handover?municipality=other"))["available"]
    sent = await _ok(chat, "PUT", _form(draft, municipality="kemi"))
    assert (sent["state"], sent["municipality"]) == ("waiting", "kemi")


async def test_an_unknown_municipality_is_refused(api: Api) -> None:
    chat = await api.start(language="en")
    assert (await _ask(chat, "GET", path="/handover?municipality=paris")).status == 400


async def test_closed_hours_offer_no_chat_but_requests_with_their_time(
    place: Place, api: Api, aino: str
) -> None:
    await _hours(place, NEVER)
    chat = await api.start(language="en", municipality="kemi")
    draft = await _ok(chat, "POST", {})
    assert not draft["open"] and draft["opens_at"] and draft["due_at"]
    assert "chat" not in [meeting["value"] for meeting in draft["meetings"]]
    assert "chat" in (await _ask(chat, "PUT", _form(draft))).body["detail"]
    body = _form(draft, meeting="phone", contact={"phone": "040 123 4567"})
    sent = await _ok(chat, "PUT", body)
    assert (sent["place"], sent["due_at"]) == (None, draft["due_at"])
    case = await _case(place, chat)
    assert case["out_of_hours"] and case["due_at"].isoformat() in sent["due_at"]


async def test_open_hours_offer_a_chat_even_while_nobody_is_on_duty(place: Place, api: Api) -> None:
    await place.add_user("aino")
    await _hours(place, ALWAYS)
    chat = await api.start(language="en", municipality="kemi")
    found = await _ok(chat, "GET")
    assert found["open"] and found["opens_at"] is None


async def test_without_hours_nobody_on_duty_means_no_time_is_known(place: Place, api: Api) -> None:
    await place.add_user("aino")
    chat = await api.start(language="en", municipality="kemi")
    found = await _ok(chat, "GET")
    assert found["available"] and not found["open"]
    assert (found["opens_at"], found["due_at"]) == (None, None)


# --- the form


async def test_a_draft_is_seen_by_nobody_else_and_made_once(
    place: Place, api: Api, aino: str
) -> None:
    chat = await api.start(language="en", municipality="kemi")
    first, again = await _ask(chat, "POST", {}), await _ask(chat, "POST")
    assert (first.status, again.status) == (201, 200)
    assert first.body["state"] == again.body["state"] == "drafting"
    desk = await place.desk("veera")
    assert (await desk.get("/queue")).body["waiting"] == []
    assert (await chat.read()) == chat.greeting


async def test_a_draft_grows_with_what_is_said(
    place: Place, api: Api, aino: str, worker: Worker
) -> None:
    worker.answers.set()
    chat = await api.start(language="en", municipality="kemi")
    await _ok(chat, "POST", {})
    await chat.say("asdf")
    parts = (await _ok(chat, "GET"))["summary"]
    assert [part["original"] for part in parts if part["kind"] == "open"] == ["asdf"]


async def test_what_is_sent_is_what_the_client_has_left_in_it(
    place: Place, api: Api, aino: str, worker: Worker
) -> None:
    worker.answers.set()
    chat = await api.start(language="en", municipality="kemi")
    await chat.say("asdf")
    draft = await _ok(chat, "POST", {})
    kept = next(part for part in draft["summary"] if part["kind"] == "open")
    edit = {"id": kept["id"], "text": "I need help, 040 123 4567"}
    sent = await _ok(
        chat,
        "PUT",
        _form(draft, wishes="mornings, a@example.fi", interpreter="so", minor=True)
        | {"parts": [edit]},
    )
    assert [part["text"] for part in sent["summary"]] == ["I need help, •••"]
    case = await _case(place, chat)
    assert (case["state"], case["meeting"], case["priority"]) == ("waiting", "chat", 1)
    assert (case["wishes"], case["interpreter"]) == ("mornings, •••", "so")
    assert case["summary"][0]["edited"] == "I need help, •••"
    assert set(case["summary"][0]["texts"]) >= {"en", "fi", "sv"}


async def test_a_form_can_not_be_sent_without_a_draft_or_consent(api: Api, aino: str) -> None:
    chat = await api.start(language="en", municipality="kemi")
    body = {"parts": [], "meeting": "chat", "consent": True}
    assert (await _ask(chat, "PUT", body)).status == 409
    await _ok(chat, "POST", {})
    response = await _ask(chat, "PUT", body | {"consent": False})
    assert response.status == 400 and "consent" in response.body["detail"]
    assert (await _ok(chat, "GET"))["state"] == "drafting"


async def test_the_same_form_again_changes_the_request_and_tells_nobody_twice(
    place: Place, api: Api, aino: str
) -> None:
    await _hours(place, ALWAYS | {"recipients": ["desk@example.fi"]})
    chat = await _sent(api)
    first = await _case(place, chat)
    body = {"parts": [], "meeting": "email", "consent": True}
    changed = await _ok(chat, "PUT", body | {"contact": {"email": "a@example.fi"}})
    assert changed["summary"] == [] and changed["place"] is None
    case = await _case(place, chat)
    assert (case["id"], case["contact"]) == (first["id"], {"email": "a@example.fi"})
    assert case["requested_at"] == first["requested_at"]
    assert len(await _texts(chat, "system")) == 1
    query = "SELECT recipient, kind FROM mails"
    path = place.app[keys.SETTINGS].data_dir / "monineuvo.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        assert database.execute(query).fetchall() == [("desk@example.fi", "new")]


async def test_who_waits_is_told_the_place_and_when_it_changes(
    place: Place, api: Api, aino: str
) -> None:
    first, second = await _sent(api), await _sent(api)
    assert (await _ok(first, "GET"))["place"] == 1
    found = await _ok(second, "GET")
    assert found["place"] == 2 and "2" in found["notice"]
    async with _signals(second) as socket:
        await _ok(first, "DELETE")
        assert await _next(socket, "event") == {"event": "handover"}
    assert (await _ok(second, "GET"))["place"] == 1


async def test_a_request_is_taken_back_until_a_counsellor_has_it(
    place: Place, api: Api, aino: str
) -> None:
    chat = await _sent(api)
    assert (await _ask(chat, "DELETE")).status == 204
    assert (await _ask(chat, "DELETE")).status == 204
    found = await _ok(chat, "GET")
    assert (found["state"], found["summary"]) == ("none", [])
    await _ok(chat, "POST", {})
    await _ok(chat, "PUT", {"parts": [], "meeting": "chat", "consent": True})
    await _claim(place, chat, aino)
    assert (await _ask(chat, "DELETE")).status == 409
    body = {"parts": [], "meeting": "chat", "consent": True}
    assert (await _ask(chat, "PUT", body)).status == 409
    assert (await _ok(chat, "POST", {}))["state"] == "taken"


async def test_the_code_is_the_same_everywhere(place: Place, api: Api, aino: str) -> None:
    chat = await api.start(language="en", municipality="kemi")
    code = (await _ok(chat, "GET"))["code"]
    assert (await _ok(chat, "POST", {}))["code"] == code
    assert (await _case(place, chat))["code"] == code
    assert code in (await chat.transcript("text")).body
    assert code in (await chat.transcript("html")).body


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
async def test_the_handover_speaks_the_clients_language(
    place: Place, api: Api, aino: str, language: str
) -> None:
    chat = await api.start(language=language, municipality="kemi")
    texts = place.app[keys.KNOWLEDGE]().messages[language]
    assert (await _ok(chat, "GET"))["notice"] == texts["handover_next_open"]
    draft = await _ok(chat, "POST", {})
    assert draft["notice"] == texts["handover_next_draft"]
    assert draft["meetings"][0]["label"] == texts["handover_meeting_chat"]
    assert draft["languages"][0]["code"] == language
    assert all(item["name"] != item["code"] for item in draft["languages"])
    sent = await _ok(chat, "PUT", _form(draft))
    assert sent["notice"] == texts["handover_next_first"]
    assert await _texts(chat, "system") == [texts["handover_sent"]]
    await _claim(place, chat, aino)
    taken = await _ok(chat, "GET")
    assert taken["counsellor"] == {"name": "Aino", "role": TITLE[language]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/handover"),
        ("POST", "/handover"),
        ("PUT", "/handover"),
        ("DELETE", "/handover"),
        ("POST", "/handover/rating"),
    ],
)
async def test_only_the_token_of_the_conversation_opens_its_handover(
    api: Api, aino: str, method: str, path: str
) -> None:
    chat, other = await api.start(language="en"), await api.start(language="en")
    for token, status in ((None, 401), (other.token, 401)):
        response = await api.request(method, chat.path + path, {}, token=token)
        assert response.status == status
    nowhere = f"/api/conversations/{'0' * 32}{path}"
    assert (await api.request(method, nowhere, {}, token=chat.token)).status == 404


# --- danger


async def test_danger_puts_the_request_first(
    place: Place, api: Api, aino: str, worker: Worker
) -> None:
    worker.answers.set()
    chat = await _sent(api)
    (reply,) = await chat.say("danger")
    assert [option["value"] for option in reply["options"]] == ["action:handover", "action:human"]
    case = await _case(place, chat)
    assert (case["priority"], case["danger"]) == (1, "violence")
    draft = await _ok(chat, "GET")
    await _ok(chat, "PUT", _form(draft))
    assert (await _case(place, chat))["priority"] == 1


async def test_a_danger_before_the_request_counts_too(
    place: Place, api: Api, aino: str, worker: Worker
) -> None:
    worker.answers.set()
    chat = await api.start(language="en", municipality="kemi")
    await chat.say("danger")
    draft = await _ok(chat, "POST", {})
    assert draft["summary"][0]["kind"] == "danger"
    await _ok(chat, "PUT", _form(draft))
    assert (await _case(place, chat))["priority"] == 1


# --- with a counsellor


async def test_a_counsellor_and_a_client_write_to_each_other_without_the_assistant(
    place: Place, api: Api, aino: str, worker: Worker
) -> None:
    chat = await _sent(api)
    case = await _claim(place, chat, aino)
    sent = await chat.send(text="Are you a person?")
    assert (sent.status, sent.messages) == (200, [])
    chosen = await chat.send(choice="action:human")
    assert (chosen.status, chosen.messages) == (200, [])
    await _writes(place, case, aino, "Yes, I am.")
    last = (await chat.read())[-1]
    assert (last["from"], last["text"]) == ("counsellor", "Yes, I am.")
    assert last["author"] == {"name": "Aino", "role": "counsellor"}
    assert worker.asked == []


async def test_a_repeated_message_to_a_counsellor_is_stored_once(
    place: Place, api: Api, aino: str
) -> None:
    chat, ident = await _sent(api), new_id()
    await _claim(place, chat, aino)
    for _ in range(2):
        response = await chat.send(ident, text="hello")
        assert (response.status, response.messages) == (200, [])
    assert await _texts(chat, "client") == ["hello"]


async def test_an_answer_of_the_assistant_that_comes_too_late_is_dropped(
    place: Place, api: Api, aino: str, worker: Worker
) -> None:
    chat, ident = await _sent(api), new_id()
    assert (await chat.send(ident, text="asdf")).status == 202
    await _claim(place, chat, aino)
    worker.answers.set()
    again = await chat.send(ident, text="asdf")
    assert (again.status, again.messages) == (200, [])
    await asyncio.gather(*place.app[keys.TURNS]._tasks.values())
    assert await _texts(chat, "bot") == [chat.greeting[0]["text"]]


async def test_after_closing_the_assistant_answers_and_the_client_may_rate(
    place: Place, api: Api, aino: str, worker: Worker
) -> None:
    worker.answers.set()
    chat = await _sent(api)
    case = await _claim(place, chat, aino)
    assert (await _ask(chat, "POST", {"rating": 3}, "/handover/rating")).status == 409
    end = ("answered", None, None, NOTICES.closed())
    assert await place.database.run(cases.close, case, aino, *end)
    assert (await _ok(chat, "GET"))["state"] == "closed"
    for rating in (0, 4, "3", True, None):
        response = await _ask(chat, "POST", {"rating": rating}, "/handover/rating")
        assert response.status == 400
    for rating in (1, 3):
        assert (await _ask(chat, "POST", {"rating": rating}, "/handover/rating")).status == 204
        assert (await _ok(chat, "GET"))["rating"] == rating
    assert (await chat.say("asdf"))[-1]["from"] == "bot"
    assert (await _ask(chat, "POST", {})).status == 201


async def test_a_case_of_a_counsellor_who_is_gone_waits_again(
    place: Place, api: Api, aino: str
) -> None:
    chat = await _sent(api)
    await _claim(place, chat, aino)
    await give_back(place.app)
    assert (await _ok(chat, "GET"))["state"] == "taken"
    seconds = place.app[keys.SETTINGS].counsellor_seconds
    long_ago = store.now() - timedelta(seconds=seconds + 1)
    await place.database.run(presence.alive, aino, long_ago)
    async with _signals(chat) as socket:
        await give_back(place.app)
        assert await _next(socket, "event") == {"event": "handover"}
    found = await _ok(chat, "GET")
    assert (found["state"], found["counsellor"]) == ("waiting", None)
    texts = place.app[keys.KNOWLEDGE]().messages["en"]
    assert (await _texts(chat, "system"))[-1] == texts["handover_back"]


async def test_a_phone_number_that_the_counsellor_asks_for_goes_to_the_case_alone(
    place: Place, api: Api, aino: str
) -> None:
    chat = await _sent(api)
    case = await _claim(place, chat, aino)
    await chat.send(text="my number is 040 765 4321")
    assert (await _case(place, chat))["contact"] is None
    texts = place.app[keys.KNOWLEDGE]().messages["en"]
    await _writes(place, case, aino, texts["counsellor_ask_phone"])
    response = await chat.send(text="it is 040 123 4567, hetu 131052-308T")
    assert len(response.messages) == 2
    assert (await _case(place, chat))["contact"] == {"phone": "040 123 4567"}
    assert (await _texts(chat, "client"))[-1] == "it is •••, hetu •••"


# --- live


def _signals(chat: Chat, after: int = 0) -> Any:
    return chat.api.session.ws_connect(
        f"{chat.api.url}{chat.path}/events?after={after}&signals=1",
        headers={"Authorization": f"Bearer {chat.token}"},
    )


async def _next(socket: aiohttp.ClientWebSocketResponse, key: str) -> Any:
    """The next frame that has a key, checked against the description."""
    while True:
        frame = await socket.receive_json(timeout=PATIENCE)
        kind = "Signal" if "event" in frame else "Message"
        openapi.validate(frame, {"$ref": f"#/components/schemas/{kind}"})
        if key in frame:
            return frame


async def test_a_request_for_messages_waits_until_there_is_one(
    place: Place, api: Api, aino: str
) -> None:
    chat = await _sent(api)
    case = await _claim(place, chat, aino)
    last = (await chat.read())[-1]["seq"]
    path = f"/messages?after={last}&wait=30"
    waiting = asyncio.create_task(_ok(chat, "GET", path=path))
    await _until(lambda: place.app[keys.HUB]._listeners)
    said = await _writes(place, case, aino, "Hello")
    assert (await waiting)["messages"] == [said]


async def _until(true: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.01)


async def test_a_request_that_waits_in_vain_ends_and_a_wrong_time_is_refused(api: Api) -> None:
    chat = await api.start(language="en")
    assert (await _ok(chat, "GET", path="/messages?after=1&wait=1"))["messages"] == []
    for wait in ("-1", "x", "1.5", "99999"):
        assert (await _ask(chat, "GET", path=f"/messages?wait={wait}")).status == 400


async def test_a_request_that_waits_ends_when_the_conversation_is_deleted(
    place: Place, api: Api
) -> None:
    chat = await api.start(language="en")
    waiting = asyncio.create_task(_ask(chat, "GET", path="/messages?after=1&wait=30"))
    await _until(lambda: place.app[keys.HUB]._listeners)
    assert (await chat.delete()).status == 204
    assert (await waiting).status == 404


async def test_a_client_that_does_not_know_signals_gets_messages_only(
    place: Place, api: Api, aino: str
) -> None:
    chat = await _sent(api)
    case = await _claim(place, chat, aino)
    last = (await chat.read())[-1]["seq"]
    async with chat.events(after=last) as socket:
        place.app[keys.HUB].signal(chat.id, {"event": "typing", "from": "counsellor"})
        said = await _writes(place, case, aino, "Hello")
        assert await socket.receive_json(timeout=PATIENCE) == said


async def test_signals_come_to_the_client_and_from_the_client_to_the_desk(
    place: Place, api: Api, aino: str
) -> None:
    chat = await _sent(api)
    case = await _claim(place, chat, aino)
    hub = place.app[keys.HUB]
    with hub.listen_desk() as desk:
        async with _signals(chat) as socket:
            hub.signal(chat.id, {"event": "typing", "from": "counsellor"})
            assert (await _next(socket, "event"))["event"] == "typing"
            said = await _writes(place, case, aino, "Hello")
            while (await _next(socket, "seq"))["seq"] < said["seq"]:
                pass
            await socket.send_str("nonsense")
            await socket.send_json([1])
            await socket.send_json({"event": "typing"})
            await socket.send_json({"event": "read", "seq": 99})
            heard: list[Any] = []
            while not {"typing", "delivered", "read"} <= {one["event"] for one in heard}:
                await asyncio.wait_for(desk.wait(), PATIENCE)
                desk.clear()
                heard += desk.take()
    last = {"conversation": chat.id, "seq": said["seq"]}
    assert {"event": "delivered", **last} in heard
    assert {"event": "read", **last} in heard
    about = await place.database.run(store.about, chat.id)
    assert about is not None
    assert (about.client_got, about.client_read) == (said["seq"], said["seq"])


async def test_a_client_that_comes_back_learns_what_the_counsellor_has_read(
    place: Place, api: Api, aino: str
) -> None:
    chat = await _sent(api)
    await _claim(place, chat, aino)
    await chat.send(text="hello")
    await place.database.run(set_marks, chat.id, None, None, 3)
    async with _signals(chat) as socket:
        assert await _next(socket, "event") == {"event": "read", "seq": 3}


async def test_the_assistants_messages_leave_no_marks(
    place: Place, api: Api, worker: Worker
) -> None:
    worker.answers.set()
    chat = await api.start(language="en")
    async with _signals(chat) as socket:
        (reply,) = await chat.say("asdf")
        while (await _next(socket, "seq"))["seq"] < reply["seq"]:
            pass
        await socket.send_json({"event": "read", "seq": reply["seq"]})
        await chat.say("asdf")
    about = await place.database.run(store.about, chat.id)
    assert about is not None and (about.client_got, about.client_read) == (0, 0)


# --- deletion, transcript, figures


@pytest.mark.parametrize("by", ["request", "choice"])
async def test_deleting_ends_the_case_and_leaves_nothing_of_the_client(
    place: Place, api: Api, aino: str, by: str
) -> None:
    taken, waits = await _sent(api), await _sent(api)
    contact = {"meeting": "phone", "contact": {"phone": "040 123 4567"}, "wishes": "soon"}
    await _ok(waits, "PUT", _form(await _ok(waits, "GET"), **contact))
    idents = [await _claim(place, taken, aino), (await _case(place, waits))["id"]]
    for chat in (taken, waits):
        if by == "request":
            assert (await chat.delete()).status == 204
        else:
            assert (await chat.send(choice="action:delete")).status == 200
        assert (await _ask(chat, "GET")).status == 404
    rows = [await place.database.run(cases.by_id, ident) for ident in idents]
    assert [row and row["state"] for row in rows] == ["closed", "withdrawn"]
    assert rows[0] and rows[0]["outcome"] == "no_reply"
    for row in rows:
        assert row and (row["summary"], row["contact"], row["wishes"]) == ([], None, None)


async def test_the_transcript_names_the_counsellor_with_the_role(
    place: Place, api: Api, aino: str
) -> None:
    chat = await _sent(api)
    await _writes(place, await _claim(place, chat, aino), aino, "Come on Monday")
    for kind in ("text", "html"):
        body = (await chat.transcript(kind)).body
        assert "Aino, counsellor" in body and "Come on Monday" in body


async def test_conversations_turns_and_handovers_are_counted(
    place: Place, api: Api, aino: str, worker: Worker
) -> None:
    worker.answers.set()
    for _ in range(5):
        chat = await _sent(api)
        await chat.say("asdf")
    today = store.now().date()
    days = (today - timedelta(days=1), today + timedelta(days=1))
    totals = (await place.database.run(figures.figures, *days))["totals"]
    assert (totals["conversations"], totals["handed_over"], totals["fallback"]) == (5, 5, 5)


# --- without workers


async def test_the_wish_for_a_human_is_answered_while_no_worker_answers(
    api: Api, aino: str, worker: Worker
) -> None:
    chat = await api.start(language="en", municipality="kemi")
    assert (await chat.send(text="asdf")).status == 202
    ident = new_id()
    response = await chat.send(ident, choice="action:human")
    (reply,) = response.messages
    assert (response.status, reply["answer"]["status"]) == (200, "handover")
    assert [option["value"] for option in reply["options"]] == ["action:handover"]
    assert (await chat.send(ident, choice="action:human")).messages == [reply]
    (told,) = (await chat.send(choice="action:handover")).messages
    assert told["answer"]["status"] == "handover"
    assert worker.asked == ["asdf"]


async def test_without_a_counsellor_the_documents_are_told_by_the_web_process(
    api: Api, worker: Worker
) -> None:
    chat = await api.start(language="en", municipality="kemi")
    (reply,) = (await chat.send(choice="action:human")).messages
    assert reply["answer"]["responsible"] and worker.asked == []


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Server]:
    """A server whose workers may be stopped."""
    made = Server(tmp_path_factory.mktemp("handover"), model, REPLY_SECONDS=1)
    try:
        made.start()
        yield made
    finally:
        made.stop()


async def test_the_way_to_a_human_works_from_the_question_to_the_rating_with_all_workers_dead(
    machine: Server,
) -> None:
    database = Database(Settings(data_dir=machine.directory).database_url)
    values = {"name": "aino", "first_name": "Aino", "role_title": TITLE, "roles": ["counsellor"]}
    values |= {"municipalities": ["kemi"], "languages": ["fi"], "desk_language": "fi"}
    aino = str(await database.run(accounts.add_user, values | {"password_hash": "none"}))
    here = {"on_duty": True, "seen_at": store.now() + timedelta(minutes=5)}
    await database.run(accounts.change_user, aino, here)
    async with aiohttp.ClientSession() as session:
        api = Api(session, machine.url)
        chat = await api.start(language="en", municipality="kemi")
        typed = await chat.say("I want to talk to a human")
        assert [option["value"] for option in typed[-1]["options"]] == ["action:handover"]
        assert (await chat.say("my husband hits me"))[0]["answer"]["status"] == "crisis"
        for process in (machine.workers_parent(), *machine.workers()):
            process.suspend()
        assert (await chat.send(text="What is Kela?")).status == 202
        (reply,) = (await chat.send(choice="action:human")).messages
        assert reply["text"] == typed[-1]["text"]
        draft = await _ok(chat, "POST", {})
        assert draft["summary"][0]["kind"] == "danger"
        assert (await _ok(chat, "PUT", _form(draft)))["place"] == 1
        case = (await database.run(cases.current, chat.id) or {})["id"]
        claimed = await database.run(cases.claim, case, aino, NOTICES.taken("Aino", TITLE))
        assert claimed.won
        assert (await chat.send(text="hello")).status == 200
        end = ("answered", None, None, NOTICES.closed())
        assert await database.run(cases.close, case, aino, *end)
        assert (await _ask(chat, "POST", {"rating": 3}, "/handover/rating")).status == 204
        assert (await chat.delete()).status == 204
    await database.close()
