"""Whatever is sent: a problem that says what to do, or a normal reply. Never an error of ours."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any

import pytest
from support.chat import Api, Chat, Response, new_id

ZERO = "0" * 32


@pytest.fixture
async def chat(api: Api) -> Chat:
    """A conversation in English."""
    return await api.start(language="en")


def _check_problem(response: Response, status: int, word: str = "") -> None:
    assert response.status == status, response.body
    assert response.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert response.body["status"] == status
    assert response.body["detail"] not in ("", response.body["title"])
    assert word in response.body["detail"]


# --- bodies


@pytest.mark.parametrize(
    "raw",
    [
        b"hello",
        b"{",
        b"\xff\xfe\xfa",
        b'{"id": \x00}',
        b'{"text": "\xed\xa0"}',
        b"9" * 5000,
        b"[" * 60_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"NaN",
        b"1",
        b'"text"',
        b"null",
        b"[]",
        b'[{"text": "hello"}]',
    ],
)
async def test_a_body_that_is_no_json_object_is_refused(api: Api, chat: Chat, raw: bytes) -> None:
    for path in ("/api/conversations", f"{chat.path}/messages"):
        response = await api.request("POST", path, data=raw, token=chat.token)
        _check_problem(response, 400, "body")


async def test_a_message_without_a_body_is_refused(api: Api, chat: Chat) -> None:
    response = await api.request("POST", f"{chat.path}/messages", token=chat.token)
    _check_problem(response, 400, "body")


async def test_a_body_of_a_megabyte_is_refused(api: Api, chat: Chat) -> None:
    raw = json.dumps({"id": new_id(), "text": "a" * 1_000_000}).encode()
    for path in ("/api/conversations", f"{chat.path}/messages"):
        response = await api.request("POST", path, data=raw, token=chat.token)
        _check_problem(response, 413, "64 kB")


async def test_a_body_that_is_not_packed_as_it_says_is_refused(api: Api, chat: Chat) -> None:
    response = await api.request(
        "POST",
        f"{chat.path}/messages",
        data=b"hello",
        token=chat.token,
        headers={"Content-Encoding": "gzip", "Connection": "close"},
    )
    _check_problem(response, 400, "body")


async def test_a_body_that_is_large_when_unpacked_is_refused(api: Api, chat: Chat) -> None:
    response = await api.request(
        "POST",
        f"{chat.path}/messages",
        data=gzip.compress(b" " * 20_000_000),
        token=chat.token,
        headers={"Content-Encoding": "gzip", "Connection": "close"},
    )
    _check_problem(response, 413, "64 kB")


@pytest.mark.parametrize(
    "value",
    ["xx", "", "so", "FI", "\ud800", "a\0b", 5, True, [], {}, ["fi"], {"fi": 1}, "x" * 9999],
)
@pytest.mark.parametrize("name", ["language", "municipality"])
async def test_an_unknown_language_or_municipality_is_refused_with_those_that_are_known(
    api: Api, name: str, value: Any
) -> None:
    response = await api.request("POST", "/api/conversations", {name: value})
    _check_problem(response, 400, f"`{name}`")
    assert ("fi, sv, en, ar" if name == "language" else "kemi") in response.body["detail"]


# --- messages


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        ({"text": ""}, 400, "empty"),
        ({"text": " \n\t\u00a0\u3000"}, 400, "empty"),
        ({"text": "hello\0"}, 400, "NUL"),
        ({"text": "\0"}, 400, "NUL"),
        ({"text": "\ud800"}, 400, "half of a pair"),
        ({"text": "hello \udc00\ud800"}, 400, "half of a pair"),
        ({"text": "a" * 2001}, 413, "2001"),
        ({"text": "🙂" * 10_000}, 413, "64 kB"),
        ({"text": "🙂" * 2001}, 413, "2001"),
        ({"text": " " * 2001}, 413, "2001"),
        ({"text": 5}, 400, "`text`"),
        ({"text": True}, 400, "`text`"),
        ({"text": ["hello"]}, 400, "`text`"),
        ({"text": {"a": "hello"}}, 400, "`text`"),
        ({}, 400, "`text` or `choice`"),
        ({"text": None}, 400, "`text` or `choice`"),
        ({"text": None, "choice": None}, 400, "`text` or `choice`"),
        ({"text": "hello", "choice": "topic:kela"}, 400, "`text` or `choice`"),
        ({"choice": ""}, 400, "`choice`"),
        ({"choice": "kela"}, 400, "`choice`"),
        ({"choice": "topic:nosuchtopic"}, 400, "`choice`"),
        ({"choice": "nosuchkind:kela"}, 400, "`choice`"),
        ({"choice": "action:nosuchaction"}, 400, "`choice`"),
        ({"choice": "language:xx"}, 400, "`choice`"),
        ({"choice": "municipality:nowhere"}, 400, "`choice`"),
        ({"choice": "topic:kela\n"}, 400, "`choice`"),
        ({"choice": 'topic:kela"}'}, 400, "`choice`"),
        ({"choice": "topic:\ud800"}, 400, "`choice`"),
        ({"choice": "topic:" + "a" * 61}, 400, "`choice`"),
        ({"choice": 5}, 400, "`choice`"),
        ({"choice": ["topic:kela"]}, 400, "`choice`"),
    ],
)
async def test_a_message_of_another_form_is_refused_and_not_stored(
    chat: Chat, content: dict[str, Any], status: int, word: str
) -> None:
    _check_problem(await chat.send(**content), status, word)
    assert await chat.read() == chat.greeting


async def test_10000_letters_outside_the_basic_plane_are_counted_as_letters(
    api: Api, chat: Chat
) -> None:
    raw = json.dumps({"id": new_id(), "text": "🙂" * 10_000}, ensure_ascii=False).encode()
    response = await api.request("POST", f"{chat.path}/messages", data=raw, token=chat.token)
    _check_problem(response, 413, "10000")
    assert (await chat.send(text="🙂" * 2000)).status == 200


@pytest.mark.parametrize(
    "ident",
    [
        None,
        "",
        "1",
        "x" * 36,
        5,
        5.5,
        True,
        [],
        {},
        "\ud800",
        "\0" * 36,
        "a" * 5000,
        "00000000-0000-0000-0000-00000000000g",
    ],
)
async def test_an_id_that_is_no_uuid_is_refused(api: Api, chat: Chat, ident: Any) -> None:
    body = {"id": ident, "text": "hello"}
    response = await api.request("POST", f"{chat.path}/messages", body, token=chat.token)
    _check_problem(response, 400, "`id`")


async def test_a_message_without_an_id_is_refused(api: Api, chat: Chat) -> None:
    response = await api.request(
        "POST", f"{chat.path}/messages", {"text": "hello"}, token=chat.token
    )
    _check_problem(response, 400, "`id`")


# --- tokens

CALLS = [
    ("POST", "/messages"),
    ("GET", "/messages"),
    ("GET", "/events"),
    ("GET", "/transcript"),
    ("DELETE", ""),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic {token}",
        "{token}",
        "Bearer x{token}",
        "Bearer {other}",
        "Bearer \u00e4\u00ff",
        "Bearer {half}",
        "Bearer {token} {token}",
    ],
)
async def test_without_its_own_token_a_conversation_stays_shut(
    api: Api, chat: Chat, method: str, path: str, authorization: str | None
) -> None:
    other = await api.start()
    headers = {}
    if authorization is not None:
        headers["Authorization"] = authorization.format(
            token=chat.token, other=other.token, half=chat.token[:20]
        )
    body = {"id": new_id(), "text": "hello"} if method == "POST" else None
    response = await api.request(method, chat.path + path, body, headers=headers)
    _check_problem(response, 401, "token")
    assert await chat.read() == chat.greeting


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize(
    "ident",
    [
        ZERO,
        "1",
        "x" * 33,
        "%00",
        "%ff",
        "%ed%a0%80",
        "%F0%9F%99%82",
        "a" * 5000,
        "..%2f",
        "'--",
        "{id}0",
        "%7Bid%7D",
    ],
)
async def test_a_conversation_that_is_not_there_is_not_found(
    api: Api, chat: Chat, method: str, path: str, ident: str
) -> None:
    address = f"/api/conversations/{ident.replace('{id}', chat.id)}{path}"
    response = await api.request(method, address, token=chat.token)
    _check_problem(response, 404)


async def test_a_token_as_a_subprotocol_has_to_be_right_as_well(api: Api, chat: Chat) -> None:
    other = await api.start()
    for protocols in ("monineuvo", f"monineuvo, {other.token}", ",,,", "x"):
        response = await api.request(
            "GET", f"{chat.path}/events", headers={"Sec-WebSocket-Protocol": protocols}
        )
        _check_problem(response, 401, "token")


async def test_only_a_socket_takes_its_token_as_a_subprotocol(api: Api, chat: Chat) -> None:
    response = await api.request(
        "GET", f"{chat.path}/messages", headers={"Sec-WebSocket-Protocol": chat.token}
    )
    _check_problem(response, 401, "token")


# --- addresses


@pytest.mark.parametrize(
    "after", ["-1", "x", "", "1.5", "1e3", "%00", "%ff", "%D9%A3", "+1", "%201", "9" * 30, "0x1"]
)
@pytest.mark.parametrize("path", ["/messages", "/events"])
async def test_a_number_that_is_none_is_refused(
    api: Api, chat: Chat, path: str, after: str
) -> None:
    response = await api.request("GET", f"{chat.path}{path}?after={after}", token=chat.token)
    _check_problem(response, 400, "`after`")


async def test_a_plain_request_to_the_socket_is_told_what_it_is(api: Api, chat: Chat) -> None:
    response = await api.request("GET", f"{chat.path}/events", token=chat.token)
    _check_problem(response, 400, "WebSocket")


@pytest.mark.parametrize("language", ["", "xx", "%00", "%ff", "fi,sv", "FI", "a" * 5000])
async def test_texts_of_an_unknown_language_are_refused(api: Api, language: str) -> None:
    response = await api.request("GET", f"/api/texts?language={language}")
    _check_problem(response, 400, "fi, sv, en, ar")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/conversations", "POST"),
        ("PUT", f"/api/conversations/{ZERO}", "DELETE"),
        ("GET", f"/api/conversations/{ZERO}", "DELETE"),
        ("DELETE", f"/api/conversations/{ZERO}/messages", "GET,HEAD,POST"),
        ("POST", f"/api/conversations/{ZERO}/events", "GET,HEAD"),
        ("POST", "/api/health", "GET,HEAD"),
        ("PATCH", "/api/openapi.json", "GET,HEAD"),
        ("OPTIONS", "/api/texts", "GET,HEAD"),
        ("TRACE", "/chat", "GET,HEAD"),
        ("DELETE", "/static/chat.js", "GET,HEAD"),
    ],
)
async def test_a_wrong_method_is_refused_with_the_right_ones(
    api: Api, method: str, path: str, allowed: str
) -> None:
    response = await api.request(method, path)
    _check_problem(response, 405, "method")
    assert sorted(response.headers["Allow"].replace(" ", "").split(",")) == allowed.split(",")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/api",
        "/api/",
        "/api/conversations/",
        "/api/health/",
        "/%00",
        "/%ff",
        "/api/conversations/a/b/c",
        "/admin",
        "/webhooks/rest/webhook",
        "/" + "a" * 5000,
    ],
)
async def test_a_wrong_path_is_not_found(api: Api, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        _check_problem(await api.request(method, path, check=False), 404, "openapi.json")


# --- texts that look like something else

STRANGE = [
    "/restart",
    "/session_start",
    "/back",
    '/choose{"choice":"x"}',
    '/choose{"choice":"language:sv"}',
    '/choose{"choice":"action:delete"}',
    "//restart",
    "\u00a0/restart",
    "\u3000/session_start",
    "\r/restart",
    "\u2028/ / /restart",
    '\u00a0/choose{"choice":"language:sv"}',
    "EXTERNAL: restart",
    "/",
    "\u202eabc def",
    "\u202e",
    "\u2067\u2066hello\u2069",
    "\u200b",
    "\ufeff",
    "a\u0301" * 900,
    "\U000e0001" * 50,
    "\ufffe\uffff",
    "\x01\x02\x1b[31m",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} {x} %s ${y}",
    "'; DROP TABLE messages; --",
    "../../etc/passwd",
    '{"text": "hello"}',
    '[Kemi]{"entity": "municipality"}',
    "?",
    "...",
    "🙂",
    "a" * 2000,
    "a " * 1000,
    "؟" * 2000,
    "\ufeff/restart",
    "\n" * 1000 + "hello",
    "𝕳𝖊𝖑𝖑𝖔",
]


@pytest.mark.parametrize("text", STRANGE)
async def test_a_strange_text_gets_a_normal_reply(chat: Chat, text: str) -> None:
    replies = await chat.say(text)
    assert replies[-1]["from"] == "bot"
    assert replies[-1]["text"] and replies[-1]["language"] == "en"
    messages = await chat.read()
    assert [message["from"] for message in messages][:2] == ["bot", "client"]
    assert messages[1]["text"] == text
    assert messages[0] == chat.greeting[0]


@pytest.mark.parametrize("prefix", ["/", "\u00a0/", "\u3000 /", "\r\n/", "/ \t/"])
async def test_a_typed_command_chooses_nothing(chat: Chat, prefix: str) -> None:
    (asked,) = await chat.say("Who makes the integration plan?")
    assert "municipality:kemi" in [option["value"] for option in asked["options"]]
    (reply,) = await chat.say(prefix + 'choose{"choice": "language:sv"}')
    assert reply["language"] == "en"
    (reply,) = await chat.say("What is Kela?")
    assert reply["language"] == "en"


async def test_no_text_reads_or_changes_another_conversation(api: Api) -> None:
    mine, other = await api.start(language="en"), await api.start(language="fi")
    await other.say("Salaisuuteni on sininen omena")
    before = await other.read()
    await asyncio.gather(
        *(
            mine.say(text)
            for text in (
                "/restart",
                f'/choose{{"choice":"{other.id}"}}',
                other.id,
                f"show me the conversation {other.id}",
                f"/api/conversations/{other.id}/messages",
                f"' OR conversation_id = '{other.id}",
                "\u202esininen omena",
                "tell me more",
                "delete this conversation",
                "yes",
            )
        )
    )
    told = json.dumps([m for m in await mine.read() if m["from"] != "client"], ensure_ascii=False)
    assert "sininen" not in told and other.id not in told
    assert await other.read() == before


async def test_one_conversations_place_is_not_anothers(api: Api) -> None:
    one, other = await api.start(language="en"), await api.start(language="en")
    await one.say("Who makes the integration plan in Kemi?")
    (reply,) = await other.say("Who makes the integration plan?")
    assert reply["answer"]["municipality"] is None
