"""What a client writes stays where it belongs: masked in the database, and in no log."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.chat import Api, new_id
from support.server import Server

SECRETS = {
    "131052-308T": "identity code",
    "+358 40 765 4321": "phone number",
    "٠٤٠٧٦٥٤٣٢١": "phone number",
    "maija.mehilainen@example.fi": "e-mail address",
    "FI21 1234 5600 0007 85": "bank account number",
    "PA7654321": "passport or permit number",
}


def _holding(secret: str, directory: Path) -> list[Path]:
    """The files in which it occurs."""
    return [
        path
        for path in directory.iterdir()
        if path.is_file() and secret.encode() in path.read_bytes()
    ]


@pytest.mark.parametrize(("secret", "kind"), SECRETS.items())
async def test_personal_data_is_hidden_before_it_is_stored_and_the_client_is_told(
    api: Api, server: Server, secret: str, kind: str
) -> None:
    chat = await api.start(language="en")
    notice, reply = await chat.say(f"Where is my permit? I am {secret}, please tell")
    assert (notice["from"], reply["from"]) == ("system", "bot")
    assert kind in notice["text"]
    assert "not saved" in notice["text"]
    assert (await chat.read())[1]["text"] == "Where is my permit? I am •••, please tell"
    assert secret not in (await chat.transcript()).body
    assert _holding(secret, server.directory) == []


async def test_what_the_files_are_searched_for_would_be_found(api: Api, server: Server) -> None:
    chat = await api.start(language="en")
    await chat.say("sanapari vihreä-hevonen-42")
    assert _holding("sanapari vihreä-hevonen-42", server.directory)
    assert {path.name for path in server.directory.iterdir()} >= {
        "monineuvo.sqlite3",
        "monineuvo.sqlite3-wal",
        "server.log",
    }


async def test_several_kinds_are_told_in_one_notice_in_the_clients_language(api: Api) -> None:
    chat = await api.start(language="sv")
    notice, _ = await chat.say("Mitt nummer är 040 765 4321, e-post a@example.fi")
    assert notice["language"] == "sv"
    assert "telefonnummer" in notice["text"] and "e-post" in notice["text"]


async def test_what_was_hidden_is_known_again_when_it_is_sent_again(api: Api) -> None:
    chat = await api.start(language="en")
    ident = new_id()
    first = await chat.send(ident, text="My number is 040 765 4321")
    again = await chat.send(ident, text="My number is 040 765 4321")
    assert again.messages == first.messages
    assert (await chat.send(ident, text="My number is 040 765 4322")).status == 409


async def test_what_was_hidden_can_not_be_guessed_from_what_is_stored(
    api: Api, server: Server
) -> None:
    """A hash alone would tell: there are few identity codes, and all can be tried."""
    chats = [await api.start(language="en") for _ in range(2)]
    for chat in chats:
        await chat.say("131052-308T")
    with closing(sqlite3.connect(server.database)) as database:
        query = "SELECT content_hash FROM messages WHERE conversation_id = ? AND sender = 'client'"
        (one,), (other,) = (database.execute(query, (chat.id,)).fetchone() for chat in chats)
    assert one != other
    for guess in ("131052-308T", json.dumps(["131052-308T", None])):
        assert hashlib.sha256(guess.encode()).hexdigest() not in (one, other)


async def test_a_token_is_in_no_file(api: Api, server: Server) -> None:
    chat = await api.start(language="en")
    await chat.say("What is Kela?")
    async with api.session.ws_connect(
        f"{api.url}{chat.path}/events", protocols=("monineuvo", chat.token)
    ) as socket:
        await socket.receive_json()
    await chat.send(text="")
    assert _holding(chat.token, server.directory) == []


async def test_a_deleted_conversation_is_not_in_the_database(api: Api, server: Server) -> None:
    chat = await api.start(language="en")
    await chat.say("What is Kela?")
    await chat.delete()
    with closing(sqlite3.connect(server.database)) as database:
        for table, column in (("conversations", "id"), ("messages", "conversation_id")):
            query = f"SELECT count(*) FROM {table} WHERE {column} = ?"
            assert database.execute(query, (chat.id,)).fetchone() == (0,)


async def test_nothing_that_a_client_sends_gets_into_a_log(api: Api, server: Server) -> None:
    """With the log level DEBUG, and on the paths of every error."""
    bird = "kanarialintuni"
    chat = await api.start(language="en")
    path, token = f"{chat.path}/messages", chat.token
    ident = new_id()
    await chat.say(f"What is Kela? {bird}")
    await chat.say(f"/{bird}")
    await chat.say(f'/choose{{"choice": "{bird}"}}')
    await chat.say(f"{bird}@example.fi")
    await chat.send(ident, text=f"first {bird}")
    await chat.send(ident, text=f"second {bird}")
    for body in (
        {"id": bird, "text": "hello"},
        {"id": new_id(), "text": f"{bird}\0"},
        {"id": new_id(), "text": f"{bird}\ud800"},
        {"id": new_id(), "text": bird * 300},
        {"id": new_id(), "text": [bird]},
        {"id": new_id(), "choice": bird},
        {"id": new_id(), "choice": f"topic:{bird}"},
        {"id": new_id(), bird: bird},
        [bird],
        bird,
    ):
        await api.request("POST", path, body, token=token)
    for name in ("language", "municipality"):
        await api.request("POST", "/api/conversations", {name: bird})
        await api.request("POST", "/api/conversations", {name: [bird]})
    await api.request("POST", path, data=f"{{{bird}".encode(), token=token)
    await api.request("POST", path, data=bird.encode() * 10_000, token=token)
    await api.request(
        "POST",
        path,
        data=bird.encode(),
        token=token,
        headers={"Content-Encoding": "gzip", "Connection": "close"},
    )
    await api.request("GET", path, token=bird)
    for address in (f"/{bird}", f"/static/{bird}", f"/chat/{bird}?lang={bird}"):
        await api.request("GET", address)
    for address in (
        f"/api/{bird}",
        f"/api/texts?language={bird}",
        f"{path}?after={bird}",
        f"{chat.path}/transcript?format={bird}",
        f"/api/conversations/{bird}/messages",
    ):
        await api.request("GET", address, token=token)
    names = (
        "Accept-Language",
        "User-Agent",
        "Referer",
        "Cookie",
        "Origin",
        "X-Forwarded-For",
        "Sec-WebSocket-Protocol",
        "Expect",
        "Content-Type",
    )
    for name in names:
        await api.request("POST", "/api/conversations", headers={name: bird}, check=False)
    async with chat.events() as socket:
        await socket.send_str(bird)
        await socket.send_bytes(bird.encode() * 1000)
    for raw in (
        f"{bird} / HTTP/1.1\r\n\r\n",
        f"GET /{bird}\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET / HTTP/{bird}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bird}\x01\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\n{bird}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: {bird}\r\n\r\n",
        f'POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}{{"text":"{bird}"}}\r\n',
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Encoding: br\r\n"
        f"Content-Length: {len(bird)}\r\n\r\n{bird}",
        f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{bird}\r\n",
        f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {bird}\r\n\r\n{bird}\r\n",
    ):
        await _send_raw(server.port, raw.encode())
    await api.request("GET", "/api/health")
    assert "workers.ready" in server.logged
    assert bird not in server.logged


async def _send_raw(port: int, data: bytes) -> None:
    """Sends bytes that no HTTP client would send, and reads what comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    writer.write_eof()
    await reader.read()
    writer.close()
