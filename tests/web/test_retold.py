"""Messages and transcript in another language, as a client of the API gets them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from support.chat import Api, Chat
from support.server import Server

MINE = "Who makes the integration plan? I am a jobseeker"
HIDDEN = "My phone is 040 123 4567. What is Kela?"


@pytest.fixture
async def chat(api: Api) -> Chat:
    """A conversation in English with an answer, a notice of the system and buttons."""
    chat = await api.start(language="en", municipality="kemi")
    await chat.say(MINE)
    await chat.say(HIDDEN)
    return chat


async def read(chat: Chat, query: str) -> list[dict[str, Any]]:
    """What comes for a query."""
    response = await chat.api.request("GET", f"{chat.path}/messages?{query}", token=chat.token)
    return response.messages


async def test_the_chat_is_retold_and_the_client_is_not(chat: Chat) -> None:
    english, arabic = await chat.read(), await read(chat, "after=0&language=ar")
    assert {message["from"] for message in english} == {"bot", "client", "system"}
    for before, after in zip(english, arabic, strict=True):
        assert (after["seq"], after["from"]) == (before["seq"], before["from"])
        if before["from"] == "client":
            assert after == before
        else:
            assert (after["language"], after["direction"]) == ("ar", "rtl")
            assert after["text"] != before["text"]
            values = [option["value"] for option in before["options"]]
            assert [option["value"] for option in after["options"]] == values


async def test_names_sources_and_status_of_an_answer_stay(chat: Chat) -> None:
    (before,), (after,) = (await chat.read(2))[:1], (await read(chat, "after=2&language=sv"))[:1]
    for key in ("status", "topic", "municipality", "sources", "certainty", "reviewed"):
        assert after["answer"][key] == before["answer"][key]
    ((there,), (here,)) = (one["answer"]["responsible"] for one in (before, after))
    assert here["name"] == there["name"]
    assert here["label"] not in (there["label"], here["name"])


async def test_what_is_stored_stays_in_the_language_in_which_it_was_said(chat: Chat) -> None:
    before = await chat.read()
    await read(chat, "language=ar")
    assert await chat.read() == before


async def test_its_own_language_changes_nothing(chat: Chat) -> None:
    assert await read(chat, "language=en") == await chat.read()


@pytest.mark.parametrize("language", ["xx", "", "AR", "so"])
@pytest.mark.parametrize("what", ["messages?", "transcript?format=text&"])
async def test_a_language_that_the_chat_does_not_speak_is_refused(
    chat: Chat, what: str, language: str
) -> None:
    path = f"{chat.path}/{what}language={language}"
    response = await chat.api.request("GET", path, token=chat.token)
    assert response.status == 400
    assert "fi, sv, en, ar" in response.body["detail"]


async def test_without_the_token_nothing_is_retold(chat: Chat) -> None:
    response = await chat.api.request("GET", f"{chat.path}/messages?language=ar", token="x" * 43)
    assert response.status == 401


@pytest.mark.parametrize("kind", ["text", "html"])
async def test_a_transcript_comes_in_the_language_asked_for(chat: Chat, kind: str) -> None:
    path = f"{chat.path}/transcript?format={kind}&language=ar"
    response = await chat.api.request("GET", path, token=chat.token)
    assert response.status == 200
    assert "محادثة مع Monineuvo" in response.body  # the heading
    assert MINE in response.body
    for message in await read(chat, "language=ar"):
        assert message["text"].splitlines()[0] in response.body
    if kind == "html":
        assert '<html lang="ar" dir="rtl">' in response.body


async def test_a_request_that_waits_brings_the_new_message_in_the_language(chat: Chat) -> None:
    last = (await chat.read())[-1]["seq"]
    await chat.say("thank you")
    (mine, reply) = await read(chat, f"after={last}&wait=25&language=fi")
    assert (mine["language"], reply["language"]) == ("en", "fi")


async def test_a_conversation_from_before_a_change_comes_as_it_was_said(
    chat: Chat, server: Server
) -> None:
    """As after an update of the knowledge: the text is not what would be said now."""
    change = "UPDATE messages SET text = text || '.' WHERE conversation_id = ? AND seq = 3"
    with closing(sqlite3.connect(server.database)) as database, database:
        database.execute(change, (chat.id,))
    first, _, changed, *_ = await read(chat, "language=ar")
    assert (first["language"], changed["language"]) == ("ar", "en")
