"""The chat API as a client meets it. Every response is checked against its description too."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing

import aiohttp
import pytest
from support.chat import Api, Chat, new_id, receive
from support.server import Server

QUESTION = "What is Kela?"
# A whole question in each language.
QUESTIONS = {
    "fi": "Mistä saan verokortin ja mihin sitä tarvitaan?",
    "sv": "Hur får jag ett skattekort när jag börjar arbeta?",
    "en": "How do I get a tax card for my new job?",
    "ar": "كيف أحصل على بطاقة الضريبة للعمل الجديد؟",
}


@pytest.fixture
async def chat(api: Api) -> Chat:
    """A conversation in English, which nobody chose."""
    return await api.start({"Accept-Language": "en"})


# --- starting


async def test_a_conversation_begins_with_an_id_a_token_and_a_greeting(api: Api) -> None:
    response = await api.request("POST", "/api/conversations")
    assert response.status == 201
    assert set(response.body) == {"id", "token", "messages"}
    (greeting,) = response.messages
    assert (greeting["seq"], greeting["from"], greeting["language"]) == (1, "bot", "fi")
    assert "Monineuvo" in greeting["text"]
    assert greeting["options"]


async def test_every_conversation_has_its_own_id_and_a_long_token(api: Api) -> None:
    chats = [await api.start() for _ in range(5)]
    assert len({chat.id for chat in chats}) == len({chat.token for chat in chats}) == 5
    assert all(len(chat.token) >= 43 for chat in chats)


async def test_what_the_first_request_leaves_open_may_be_null(api: Api) -> None:
    body = {"language": None, "municipality": None}
    assert (await api.request("POST", "/api/conversations", body)).status == 201


async def test_a_municipality_given_at_the_start_is_not_asked_again(api: Api) -> None:
    chat = await api.start(language="en", municipality="kemi")
    (reply,) = await chat.say("Who makes the integration plan? I am a jobseeker")
    assert reply["answer"]["municipality"] == "kemi"


# --- sending


async def test_a_question_gets_its_reply_at_once(chat: Chat) -> None:
    response = await chat.send(text=QUESTION)
    assert response.status == 200
    (reply,) = response.messages
    assert (reply["seq"], reply["from"], reply["language"]) == (3, "bot", "en")
    assert reply["answer"]["topic"] == "kela"


async def test_the_same_id_again_gives_the_same_replies(chat: Chat) -> None:
    ident = new_id()
    first = await chat.send(ident, text=QUESTION)
    again = await chat.send(ident.upper(), text=QUESTION)
    assert again.status == 200
    assert again.messages == first.messages
    assert len(await chat.read()) == 3


async def test_the_same_id_sent_20_times_at_once_is_stored_and_answered_once(
    chat: Chat, server: Server
) -> None:
    ident = new_id()
    responses = await asyncio.gather(*(chat.send(ident, text=QUESTION) for _ in range(20)))
    assert all(response.status == 200 for response in responses)
    assert all(response.messages == responses[0].messages for response in responses)
    assert [message["from"] for message in await chat.read()] == ["bot", "client", "bot"]
    with closing(sqlite3.connect(server.database)) as database:
        query = "SELECT count(*) FROM messages WHERE conversation_id = ?"
        assert database.execute(query, (chat.id,)).fetchone() == (3,)


async def test_the_same_id_with_another_content_is_a_conflict(chat: Chat) -> None:
    ident = new_id()
    await chat.send(ident, text=QUESTION)
    assert (await chat.send(ident, text=f"{QUESTION}?")).status == 409
    assert (await chat.send(ident, choice="topic:kela")).status == 409
    assert len(await chat.read()) == 3


async def test_messages_sent_at_once_are_answered_in_their_order(chat: Chat) -> None:
    texts = ["What is Kela?", "How do I get a tax card?", "Where is the library?", "thank you"]
    await asyncio.gather(*(chat.send(text=text) for text in texts))
    messages = await chat.read_until(1 + 2 * len(texts))
    assert [message["seq"] for message in messages] == list(range(1, 10))
    asked = [message["text"] for message in messages if message["from"] == "client"]
    assert sorted(asked) == sorted(texts)


async def test_an_option_is_chosen_by_its_value_and_shown_by_its_label(chat: Chat) -> None:
    option = chat.greeting[0]["options"][0]
    (reply,) = await chat.choose(option["value"])
    (_, shown, _) = await chat.read()
    assert (shown["from"], shown["text"]) == ("client", option["label"])
    assert reply["answer"]["topic"] == option["value"].removeprefix("topic:")


@pytest.mark.parametrize(
    ("choice", "label"),
    [
        ("action:human", "Talk to a human"),
        ("action:save", "Save as text"),
        ("topic:kela", "Kela"),
        ("language:sv", "svenska"),
        ("municipality:kemi", "Kemi"),
    ],
)
async def test_a_button_of_the_page_needs_no_offer(chat: Chat, choice: str, label: str) -> None:
    assert await chat.choose(choice)
    shown = (await chat.read())[1]
    assert label.lower() in shown["text"].lower()


async def test_the_deletion_that_the_chat_offers_deletes(chat: Chat) -> None:
    (asked,) = await chat.say("delete this conversation")
    assert "action:delete" in [option["value"] for option in asked["options"]]
    (told,) = (await chat.send(choice="action:delete")).messages
    assert (told["from"], told["text"]) == ("system", "The conversation was deleted.")
    assert (await chat.send(text=QUESTION)).status == 404


async def test_a_text_of_2000_characters_is_answered(chat: Chat) -> None:
    text = ("How do I get a tax card? 🙂 " * 100)[:2000]
    assert await chat.say(text)
    assert (await chat.read())[1]["text"] == text


async def test_the_rest_of_a_long_answer_is_told_when_it_is_asked_for(chat: Chat) -> None:
    (reply,) = await chat.choose("topic:residence_permit")
    assert {"label": "Tell me more", "value": "action:more"} in reply["options"]
    (more,) = await chat.choose("action:more")
    assert more["answer"]["topic"] == "residence_permit"
    assert more["text"] != reply["text"]


# --- reading


async def test_messages_are_read_from_a_number_on(chat: Chat) -> None:
    replies = await chat.say(QUESTION)
    assert [message["seq"] for message in await chat.read()] == [1, 2, 3]
    assert await chat.read(after=0) == await chat.read()
    assert await chat.read(after=2) == replies
    assert await chat.read(after=3) == []
    assert await chat.read(after=999999999) == []


async def test_messages_come_live_to_every_open_socket(chat: Chat) -> None:
    async with chat.events() as one, chat.events(after=1) as other:
        assert await receive(one, 1) == chat.greeting
        replies = await chat.say(QUESTION)
        live = await receive(one, 2)
        assert await receive(other, 2) == live
    assert [message["from"] for message in live] == ["client", "bot"]
    assert live[1:] == replies


async def test_a_socket_that_comes_back_gets_what_it_missed_and_nothing_twice(chat: Chat) -> None:
    async with chat.events() as socket:
        await receive(socket, 1)
    replies = await chat.say(QUESTION)
    async with chat.events(after=2) as socket:
        assert await receive(socket, 1) == replies
        assert [m["seq"] for m in await chat.say("thank you")] == [5]
        assert [m["seq"] for m in await receive(socket, 2)] == [4, 5]


async def test_a_browser_gives_the_token_as_a_subprotocol(api: Api, chat: Chat) -> None:
    url = f"{api.url}{chat.path}/events"
    async with api.session.ws_connect(url, protocols=("monineuvo", chat.token)) as socket:
        assert socket.protocol == "monineuvo"
        assert await receive(socket, 1) == chat.greeting


async def test_a_socket_is_closed_when_the_conversation_is_deleted(chat: Chat) -> None:
    async with chat.events() as socket:
        await receive(socket, 1)
        await chat.delete()
        assert (await socket.receive()).type == aiohttp.WSMsgType.CLOSE


async def test_a_long_conversation_comes_whole_over_a_socket(
    api: Api, chat: Chat, server: Server
) -> None:
    with closing(sqlite3.connect(server.database)) as database, database:
        database.executemany(
            "INSERT INTO messages (conversation_id, seq, sender, language, text, options,"
            " created_at) VALUES (?, ?, 'system', 'en', 'notice', '[]', '2026-01-01 00:00:00')",
            [(chat.id, seq) for seq in range(2, 1203)],
        )
    async with chat.events() as socket:
        told = await receive(socket, 1202)
    assert [message["seq"] for message in told] == list(range(1, 1203))
    read: list[int] = []
    while part := await chat.read(after=read[-1] if read else 0):
        read += [message["seq"] for message in part]
    assert read == list(range(1, 1203))


# --- deleting


async def test_a_deleted_conversation_is_gone(api: Api, chat: Chat) -> None:
    await chat.say(QUESTION)
    response = await chat.delete()
    assert (response.status, response.body) == (204, None)
    for method, path in (
        ("DELETE", ""),
        ("GET", "/messages"),
        ("GET", "/transcript"),
        ("GET", "/events"),
    ):
        response = await api.request(method, chat.path + path, token=chat.token)
        assert response.status == 404
        assert "deleted" in response.body["detail"]
    assert (await chat.send(text=QUESTION)).status == 404


# --- languages


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("sv", "sv"),
        ("ar-IQ,ar;q=0.9,en;q=0.5", "ar"),
        ("so, en;q=0.4", "en"),
        ("en;q=0.4, sv;q=0.8", "sv"),
        ("en; q=0.4, sv; q=0.8", "sv"),
        ("EN-gb", "en"),
        ("fi;q=0, sv", "sv"),
        ("so", "fi"),
        ("*", "fi"),
        ("", "fi"),
        ("en;q=much", "fi"),
        (";;;,,,q=", "fi"),
        ("x" * 4000, "fi"),
    ],
)
async def test_a_conversation_begins_in_the_language_of_the_browser(
    api: Api, header: str, language: str
) -> None:
    chat = await api.start({"Accept-Language": header})
    assert chat.greeting[0]["language"] == language


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
async def test_a_chosen_language_comes_before_that_of_the_browser(api: Api, language: str) -> None:
    chat = await api.start({"Accept-Language": "sv, en"}, language=language)
    (greeting,) = chat.greeting
    assert greeting["language"] == language
    assert greeting["direction"] == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("begun", ["fi", "en"])
@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
async def test_the_chat_follows_a_whole_question_in_another_language(
    api: Api, begun: str, language: str
) -> None:
    chat = await api.start({"Accept-Language": begun})
    (reply,) = await chat.say(QUESTIONS[language])
    assert (reply["language"], reply["answer"]["topic"]) == (language, "tax_card")
    assert (await chat.read())[1]["language"] == language


@pytest.mark.parametrize("text", ["Hello", "Hej!", "thank you", "مرحبا", "Hi", "Tack!"])
async def test_a_greeting_does_not_change_the_language(api: Api, text: str) -> None:
    chat = await api.start({"Accept-Language": "fi"})
    (reply,) = await chat.say(text)
    assert reply["language"] == "fi"


@pytest.mark.parametrize(
    "text", ["Kemi", "Porvoo", "Borgå", "Turku", "Helsingfors", "Åbo", "كيمي", "112", "🙂", "ok"]
)
async def test_a_name_or_a_number_does_not_change_the_language(api: Api, text: str) -> None:
    chat = await api.start({"Accept-Language": "en"})
    await chat.say("Who makes the integration plan?")
    (reply,) = await chat.say(text)
    assert reply["language"] == "en"


async def test_a_chosen_language_is_kept_and_the_other_one_offered(api: Api) -> None:
    chat = await api.start(language="en")
    (reply,) = await chat.say(QUESTIONS["sv"])
    assert reply["language"] == "en"
    assert reply["options"][0]["value"] == "language:sv"
    (reply,) = await chat.choose("language:sv")
    assert reply["language"] == "sv"
    assert reply["answer"]["topic"] == "tax_card"


async def test_a_language_that_the_chat_does_not_speak_is_named(api: Api) -> None:
    chat = await api.start(language="en")
    (reply,) = await chat.say("Здравствуйте, скажите пожалуйста, какая сегодня погода на улице?")
    assert "Russian" in reply["text"]
    offered = {option["value"] for option in reply["options"]}
    assert offered >= {"language:fi", "language:sv", "language:en", "language:ar"}


# --- what is remembered


@pytest.mark.parametrize(
    "change",
    [
        {"topic": "topic_that_was_taken_out", "shown": 2},
        {"municipality": "municipality_that_was_taken_out"},
        {"language": "xx"},
        {"pending": {"kind": "municipality", "topic": "topic_that_was_taken_out"}},
        {"remembered_by_another_version": True},
    ],
)
async def test_what_is_remembered_may_be_gone_from_the_knowledge(
    chat: Chat, server: Server, change: dict[str, object]
) -> None:
    with closing(sqlite3.connect(server.database)) as database, database:
        database.execute(
            "UPDATE conversations SET state = json_patch(state, ?) WHERE id = ?",
            (json.dumps(change), chat.id),
        )
    for text in ("tell me more", "Kemi", "What is Kela?", "Who makes the integration plan?"):
        replies = await chat.say(text)
        assert replies[-1]["text"]


# --- the rest


async def test_health_tells_whether_the_chat_answers_and_with_what(api: Api) -> None:
    response = await api.request("GET", "/api/health")
    assert response.body["status"] == "ok"
    assert response.body["languages"] == ["fi", "sv", "en", "ar"]
    assert response.body["knowledge"] and response.body["model"]


@pytest.mark.parametrize(
    ("language", "direction", "send"),
    [("fi", "ltr", "Lähetä"), ("sv", "ltr", "Skicka"), ("en", "ltr", "Send"), ("ar", "rtl", "")],
)
async def test_the_texts_of_the_page_come_in_each_language(
    api: Api, language: str, direction: str, send: str
) -> None:
    body = (await api.request("GET", f"/api/texts?language={language}")).body
    assert (body["language"], body["direction"]) == (language, direction)
    assert send in body["texts"]["ui_send"]
    assert all(key.startswith("ui_") and text for key, text in body["texts"].items())


async def test_too_many_conversations_from_one_address_have_to_wait(api: Api) -> None:
    headers = {"X-Forwarded-For": "198.51.100.7, 203.0.113.1"}
    for _ in range(3):
        await api.start(headers)
    response = await api.request("POST", "/api/conversations", headers=headers)
    assert response.status == 429
    assert response.headers["Retry-After"] == "60"
    await api.start({"X-Forwarded-For": "203.0.113.2"})
    await api.start()


async def test_too_many_messages_of_one_conversation_have_to_wait(api: Api, chat: Chat) -> None:
    async def send(to: Chat, address: str) -> int:
        body = {"id": new_id(), "text": "thank you"}
        headers = {"X-Forwarded-For": address}
        response = await api.request(
            "POST", f"{to.path}/messages", body, token=to.token, headers=headers
        )
        return response.status

    told = [await send(chat, "203.0.113.3") for _ in range(4)]
    assert told == [200, 200, 200, 429]
    assert await send(await api.start(), "203.0.113.3") == 200
    assert len([m for m in await chat.read() if m["from"] == "client"]) == 3
