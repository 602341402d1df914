"""A handover from the client's first click to the rating, without any dialogue worker."""

from __future__ import annotations

from typing import Any

from support.chat import new_id
from support.desk import Place


class Client:
    """A client of the chat API."""

    def __init__(self, place: Place, started: dict[str, Any]) -> None:
        self.place = place
        self.path = f"/api/conversations/{started['id']}"
        self.token = started["token"]

    async def ask(self, method: str, path: str, json: Any = None) -> tuple[int, Any]:
        """Sends a request; returns status and JSON."""
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.place.http.request(
            method, self.place.url + self.path + path, json=json, headers=headers
        ) as response:
            body = await response.json(content_type=None) if response.status != 204 else None
            return response.status, body


async def _client(place: Place) -> Client:
    body = {"language": "ar", "municipality": "kemi"}
    async with place.http.post(f"{place.url}/api/conversations", json=body) as response:
        assert response.status == 201
        return Client(place, await response.json())


async def test_from_the_first_click_to_the_rating(place: Place) -> None:
    desk = await place.desk()
    assert (await desk.request("PUT", "/me", {"on_duty": True})).status == 200
    client = await _client(place)
    status, handover = await client.ask("POST", "/handover", {})
    assert status == 201
    assert handover["open"] is True
    assert (await desk.get("/queue")).body["waiting"] == []  # nothing before consent
    form = {
        "parts": [{"id": part["id"]} for part in handover["summary"]],
        "meeting": "chat",
        "wishes": "أريد مترجما",
        "consent": True,
    }
    status, handover = await client.ask("PUT", "/handover", form)
    assert (status, handover["state"], handover["place"]) == (200, "waiting", 1)

    (row,) = (await desk.get("/queue")).body["waiting"]
    assert row["code"] == handover["code"]
    case = (await desk.post(f"/cases/{row['id']}/claim")).body
    assert case["wishes"] == "أريد مترجما"
    greeting = case["messages"][0]
    assert greeting["language"] == "ar"
    assert greeting["retold"].startswith("Hei! Olen Monineuvo")
    status, handover = await client.ask("GET", "/handover")
    assert (handover["state"], handover["counsellor"]["name"]) == ("taken", "Aino")
    assert (await client.ask("DELETE", "/handover"))[0] == 409

    said = {"id": new_id(), "text": "مرحبا"}
    assert await client.ask("POST", "/messages", said) == (200, {"messages": []})
    sent = await desk.post(f"/cases/{row['id']}/messages", {"id": new_id(), "reply": "debt:who"})
    _, got = await client.ask("GET", "/messages?after=0")
    last = got["messages"][-1]
    assert (last["from"], last["text"]) == ("counsellor", sent.body["text"])
    assert last["author"] == {"name": "Aino", "role": "مرشد"}
    assert "retold" not in last
    assert "translations" not in last
    case = (await desk.get(f"/cases/{row['id']}")).body
    assert case["client"]["got"] == last["seq"]
    assert case["messages"][-1]["retold"] is not None

    end = {"outcome": "answered", "agreed": "اتصل غدا"}
    assert (await desk.post(f"/cases/{row['id']}/close", end)).status == 204
    _, handover = await client.ask("GET", "/handover")
    assert handover["state"] == "closed"
    assert (await client.ask("POST", "/handover/rating", {"rating": 3}))[0] == 204
    assert (await desk.get(f"/cases/{row['id']}")).body["rating"] == 3


async def test_a_client_who_deletes_leaves_nothing_to_read(place: Place) -> None:
    desk = await place.desk()
    assert (await desk.request("PUT", "/me", {"on_duty": True})).status == 200
    client = await _client(place)
    await client.ask("POST", "/handover", {})
    form = {"parts": [], "meeting": "chat", "wishes": "سر", "consent": True}
    await client.ask("PUT", "/handover", form)
    (row,) = (await desk.get("/queue")).body["waiting"]
    await desk.post(f"/cases/{row['id']}/claim")
    assert (await client.ask("DELETE", ""))[0] == 204
    case = (await desk.get(f"/cases/{row['id']}")).body
    assert case["state"] == "closed"
    assert (case["messages"], case["wishes"], case["summary"]) == ([], None, [])
    assert (await desk.get("/queue")).body["mine"] == []


async def test_a_minor_goes_to_the_front_and_is_told_the_number_to_call(place: Place) -> None:
    desk = await place.desk()
    assert (await desk.request("PUT", "/me", {"on_duty": True})).status == 200
    first, minor = await _client(place), await _client(place)
    for client, more in ((first, {}), (minor, {"minor": True})):
        _, draft = await client.ask("POST", "/handover", {})
        parts = [{"id": part["id"]} for part in draft["summary"]]
        form = {"parts": parts, "meeting": "chat", "consent": True, **more}
        assert (await client.ask("PUT", "/handover", form))[0] == 200
    assert (await minor.ask("GET", "/handover"))[1]["place"] == 1
    assert (await first.ask("GET", "/handover"))[1]["place"] == 2
    _, told = await minor.ask("GET", "/messages")
    assert "112" in told["messages"][-1]["text"]
    _, told = await first.ask("GET", "/messages")
    assert "112" not in told["messages"][-1]["text"]
