"""What a counsellor writes: stored once, in the client's language, never changed on the way."""

from __future__ import annotations

from typing import Any

import pytest
from support import real
from support.chat import new_id
from support.desk import TITLE, Desk, Place

from bot.conversations.masking import mask
from bot.languages.messages import Messages
from bot.storage import conversations as store


async def _stored(place: Place, case: str) -> list[Any]:
    row = await place.case_row(case)
    said = await place.database.run(store.after, row["conversation_id"], 0)
    return [message for message in said if message.sender == "counsellor"]


async def _reply(desk: Desk, ident: str, reply: str) -> Any:
    return await desk.post(f"/cases/{ident}/messages", {"id": new_id(), "reply": reply})


@pytest.mark.parametrize("text", ["Hei!", "<img src=x onerror=alert(1)>", "مرحبا", "a\n\nb"])
async def test_the_counsellors_own_text_is_sent_as_it_is(place: Place, text: str) -> None:
    desk = await place.desk()
    ident = await desk.claimed(language="ar")
    answer = await desk.post(f"/cases/{ident}/messages", {"id": new_id(), "text": text})
    assert answer.status == 200
    assert answer.body["text"] == text
    assert answer.body["author"] == {"name": "Aino", "role": TITLE["ar"]}
    assert answer.body["retold"] is None
    (message,) = await _stored(place, ident)
    assert message.text == text
    assert message.language == "ar"


async def test_the_same_id_again_changes_nothing(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    body = {"id": new_id(), "text": "Hello"}
    answers = [await desk.post(f"/cases/{ident}/messages", body) for _ in range(3)]
    assert [answer.status for answer in answers] == [200] * 3
    assert len({answer.body["seq"] for answer in answers}) == 1
    assert len(await _stored(place, ident)) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": "Hello"}, 400),
        ({"id": "1", "text": "Hello"}, 400),
        ({"id": new_id()}, 400),
        ({"id": new_id(), "text": "Hello", "reply": "debt:what"}, 400),
        ({"id": new_id(), "text": "  "}, 400),
        ({"id": new_id(), "text": ["Hello"]}, 400),
        ({"id": new_id(), "text": "x" * 2001}, 413),
        ({"id": new_id(), "text": "\ud800"}, 400),
        ({"id": new_id(), "reply": "debt"}, 400),
        ({"id": new_id(), "reply": "debt:nothing"}, 400),
        ({"id": new_id(), "reply": "nothing:what"}, 400),
        ({"id": new_id(), "reply": "debt:here"}, 400),
    ],
)
async def test_what_is_no_message_is_refused(place: Place, body: Any, status: int) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    assert (await desk.post(f"/cases/{ident}/messages", body)).status == status
    assert await _stored(place, ident) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
async def test_a_ready_reply_is_sent_in_the_clients_language(place: Place, language: str) -> None:
    desk = await place.desk(desk_language="sv")
    ident = await desk.claimed(language=language)
    answer = await _reply(desk, ident, "debt:how")
    pages = real.knowledge().topics["debt"].pages
    assert answer.body["text"] == pages[language].sections["how"]
    assert answer.body["language"] == language
    own = pages["sv"].sections["how"]
    assert answer.body["retold"] == (None if language == "sv" else own)
    (message,) = await _stored(place, ident)
    assert message.translations == {code: pages[code].sections["how"] for code in pages}


async def test_a_client_of_another_language_gets_english(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed(language="so")
    answer = await _reply(desk, ident, "debt:how")
    assert answer.body["language"] == "en"
    assert answer.body["text"] == real.knowledge().topics["debt"].pages["en"].sections["how"]


async def test_a_reply_on_a_service_is_that_of_the_cases_municipality(place: Place) -> None:
    desk = await place.desk(municipalities=["kemi", "raisio"])
    texts = []
    for municipality in ("kemi", "raisio"):
        ident = await desk.claimed(municipality=municipality, language="ar")
        answer = await _reply(desk, ident, "integration_plan:here")
        assert answer.status == 200
        texts.append(answer.body["text"])
    assert "Meri-Lapin kotoutumisohjelma" in texts[0]
    assert "Meri-Lapin" not in texts[1]
    assert texts[0] != texts[1]


@pytest.mark.parametrize("kind", ["phone", "email"])
@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
async def test_a_contact_is_asked_for_with_an_approved_text(
    place: Place, kind: str, language: str
) -> None:
    desk = await place.desk()
    ident = await desk.claimed(language=language)
    answer = await desk.post(f"/cases/{ident}/ask-contact", {"kind": kind})
    assert answer.status == 200
    asked = Messages(language, real.knowledge().messages)(f"counsellor_ask_{kind}")
    assert answer.body["text"] == asked
    assert mask(asked).kinds == ()
    (message,) = await _stored(place, ident)
    assert set(message.translations) == {"fi", "sv", "en", "ar"}


async def test_a_number_that_was_asked_for_reaches_the_counsellor_alone(place: Place) -> None:
    desk = await place.desk()
    conversation = await place.conversation()
    ident = await desk.claimed(conversation=conversation)
    await desk.post(f"/cases/{ident}/ask-contact", {"kind": "phone"})
    async with place.http.post(
        f"{place.url}/api/conversations/{conversation}/messages",
        json={"id": new_id(), "text": "040 123 4567"},
        headers={"Authorization": f"Bearer {conversation}"},
    ) as answer:
        assert answer.status == 200
    body = (await desk.get(f"/cases/{ident}")).body
    assert body["contact"] == {"phone": "040 123 4567"}
    assert "4567" not in str(body["messages"])


@pytest.mark.parametrize("body", [{}, {"kind": "address"}, {"kind": "phone", "id": 5}])
async def test_nothing_else_is_asked_for(place: Place, body: Any) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    assert (await desk.post(f"/cases/{ident}/ask-contact", body)).status == 400


async def test_what_was_read_is_not_unread_any_more(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    conversation = (await place.case_row(ident))["conversation_id"]
    first = await place.says(conversation, "One")
    await place.says(conversation, "Two")
    assert [row["unread"] for row in (await desk.get("/queue")).body["mine"]] == [2]
    assert (await desk.post(f"/cases/{ident}/read", {"seq": first})).status == 204
    assert [row["unread"] for row in (await desk.get("/queue")).body["mine"]] == [1]


@pytest.mark.parametrize("seq", [None, "1", True, -1, 10**9])
async def test_what_is_no_number_of_a_message_is_refused(place: Place, seq: Any) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    assert (await desk.post(f"/cases/{ident}/read", {"seq": seq})).status == 400


@pytest.mark.parametrize("text", [None, "", " ", 5, "x" * 2001])
async def test_an_empty_or_endless_note_is_refused(place: Place, text: Any) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    assert (await desk.post(f"/cases/{ident}/notes", {"text": text})).status in (400, 413)
    assert (await desk.get(f"/cases/{ident}")).body["notes"] == []


async def test_a_note_never_reaches_the_client(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    await desk.post(f"/cases/{ident}/notes", {"text": "Only for us"})
    conversation = (await place.case_row(ident))["conversation_id"]
    said = await place.database.run(store.after, conversation, 0)
    assert "Only for us" not in str([message.as_json() for message in said])
