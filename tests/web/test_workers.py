"""What the server has taken is answered once, whoever dies. On a server of its own."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import aiohttp
import psutil
import pytest
from support.chat import Api, Chat, new_id, receive
from support.server import Server, wait_for_end

QUESTIONS = ("What is Kela?", "How do I get a tax card?", "Where is the library?", "thank you")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Server]:
    """A server that may be killed."""
    made = Server(tmp_path_factory.mktemp("killed"), model, REPLY_SECONDS=1, TURN_SECONDS=5)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def own(machine: Server) -> Server:
    """The server, running."""
    if not machine.runs:
        machine.start()
    machine.wait_until_ready()
    return machine


@pytest.fixture
async def api(own: Server) -> AsyncIterator[Api]:
    """The chat API of that server."""
    async with aiohttp.ClientSession() as session:
        yield Api(session, own.url)


@contextmanager
def suspended(processes: Sequence[psutil.Process]) -> Iterator[None]:
    """Stops processes for a while. Those that were killed meanwhile stay dead."""
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            if process.is_running():
                process.resume()


async def _talk(chat: Chat, texts: Sequence[str]) -> None:
    """A client that sends each message until it is answered, then the next."""
    for text in texts:
        await chat.say(text)


async def _check_each_is_answered_once(
    server: Server, chats: Sequence[Chat], texts: Sequence[str]
) -> None:
    """By what a client reads, and by which message each stored reply belongs to."""
    for chat in chats:
        messages = await chat.read_until(1 + 2 * len(texts))
        asked = [message["text"] for message in messages if message["from"] == "client"]
        assert asked == list(texts)
        assert [message["seq"] for message in messages] == list(range(1, len(messages) + 1))
        with closing(sqlite3.connect(server.database)) as database:
            query = "SELECT {} FROM messages WHERE conversation_id = ? AND sender = ? ORDER BY seq"
            numbers = [
                database.execute(query.format(column), (chat.id, sender)).fetchall()
                for column, sender in (("seq", "client"), ("reply_to", "bot"))
            ]
        assert [*numbers[0]] == [*numbers[1][1:]]
        assert numbers[1][0] == (None,)


async def test_a_message_that_no_worker_answers_in_time_is_answered_later(
    own: Server, api: Api
) -> None:
    chat = await api.start(language="en")
    ident = new_id()
    async with chat.events(after=1) as socket:
        with suspended(own.workers()):
            response = await chat.send(ident, text=QUESTIONS[0])
            assert (response.status, response.messages) == (202, [])
            again = await chat.send(ident, text=QUESTIONS[0])
            assert (again.status, again.messages) == (202, [])
            (asked,) = await receive(socket, 1)
            assert await chat.read(after=1) == [asked]
        (reply,) = await receive(socket, 1)
    assert (reply["from"], reply["answer"]["topic"]) == ("bot", "kela")
    assert await chat.read(after=1) == [asked, reply]
    response = await chat.send(ident, text=QUESTIONS[0])
    assert (response.status, response.messages) == (200, [reply])


async def test_messages_sent_while_nobody_answers_are_answered_in_their_order(
    own: Server, api: Api
) -> None:
    chat = await api.start(language="en")
    with suspended(own.workers()):
        for text in QUESTIONS:
            assert (await chat.send(text=text)).status == 202
    await _check_each_is_answered_once(own, [chat], QUESTIONS)
    topics = [m["answer"]["topic"] for m in (await chat.read())[1:] if m["from"] == "bot"]
    assert topics[:2] == ["kela", "tax_card"]


async def test_a_deleted_conversation_is_not_answered_any_more(own: Server, api: Api) -> None:
    chat = await api.start(language="en")
    with suspended(own.workers()):
        assert (await chat.send(text=QUESTIONS[0])).status == 202
        assert (await chat.delete()).status == 204
    other = await api.start(language="en")
    assert await other.say(QUESTIONS[0])
    with closing(sqlite3.connect(own.database)) as database:
        query = "SELECT count(*) FROM messages WHERE conversation_id = ?"
        assert database.execute(query, (chat.id,)).fetchone() == (0,)


async def test_a_worker_that_hangs_delays_a_message_but_does_not_keep_it(
    own: Server, api: Api
) -> None:
    chats = [await api.start(language="en") for _ in range(6)]
    with suspended(own.workers()[:1]):
        await asyncio.gather(*(_talk(chat, QUESTIONS[:2]) for chat in chats))
    await _check_each_is_answered_once(own, chats, QUESTIONS[:2])


@pytest.mark.parametrize("victims", [1, 2, 1, 2])
async def test_a_worker_killed_in_the_middle_of_a_turn_loses_nothing(
    own: Server, api: Api, victims: int
) -> None:
    chats = [await api.start(language="en") for _ in range(6)]
    workers = own.workers()
    parent = own.workers_parent()
    with suspended(workers):
        responses = await asyncio.gather(*(chat.send(text=QUESTIONS[0]) for chat in chats))
        assert {response.status for response in responses} == {202}
        for worker in workers[:victims]:
            worker.kill()
    await _check_each_is_answered_once(own, chats, QUESTIONS[:1])
    assert own.workers_parent() == parent
    assert not set(workers[:victims]) & set(own.workers())


async def test_clients_that_go_on_while_workers_die_get_each_reply_once(
    own: Server, api: Api
) -> None:
    chats = [await api.start(language="en") for _ in range(6)]
    clients = asyncio.gather(*(_talk(chat, QUESTIONS * 2) for chat in chats))
    choose = random.Random(1)
    while not clients.done():
        choose.choice(own.workers()).kill()
        await asyncio.wait([clients], timeout=0.3)
    await clients
    await _check_each_is_answered_once(own, chats, QUESTIONS * 2)


async def test_the_parent_of_the_workers_is_started_again_and_nothing_is_lost(
    own: Server, api: Api
) -> None:
    chats = [await api.start(language="en") for _ in range(4)]
    workers, parent = own.workers(), own.workers_parent()
    with suspended(workers):
        responses = await asyncio.gather(*(chat.send(text=QUESTIONS[0]) for chat in chats))
        assert {response.status for response in responses} == {202}
        parent.kill()
        # One of them hangs for good: it must not keep the others from being replaced.
        workers[1].resume()
        await asyncio.to_thread(own.workers_parent, other_than=parent)
        await asyncio.to_thread(own.wait_until_ready)
        await asyncio.gather(*(_talk(chat, QUESTIONS[1:]) for chat in chats))
    await _check_each_is_answered_once(own, chats, QUESTIONS)
    assert wait_for_end(workers) == []


@pytest.mark.parametrize("workers", ["answering", "loading"])
async def test_the_web_process_killed_and_started_again_answers_all_that_it_took(
    own: Server, api: Api, workers: str
) -> None:
    talking = [await api.start(language="en") for _ in range(4)]
    silent = [await api.start(language="en") for _ in range(4)]
    await asyncio.gather(*(chat.say(QUESTIONS[0]) for chat in talking))
    started = own.tree()
    with suspended(own.workers()):
        responses = await asyncio.gather(*(chat.send(text=QUESTIONS[0]) for chat in silent))
        assert {response.status for response in responses} == {202}
        clients = asyncio.gather(*(_talk(chat, QUESTIONS[1:]) for chat in talking))
        await talking[0].read_until(4)
        if workers == "loading":
            parent = own.workers_parent()
            parent.kill()
            started.append(await asyncio.to_thread(own.workers_parent, other_than=parent))
        own.kill()
    await asyncio.to_thread(own.start)
    await clients
    await _check_each_is_answered_once(own, talking, QUESTIONS)
    await _check_each_is_answered_once(own, silent, QUESTIONS[:1])
    assert wait_for_end(started) == []


async def test_the_server_ends_when_asked_closes_its_sockets_and_leaves_no_process(
    own: Server, api: Api
) -> None:
    chat = await api.start(language="en")
    started = own.tree()
    assert len(started) == 3
    async with chat.events() as socket:
        await receive(socket, 1)
        ending = asyncio.create_task(asyncio.to_thread(own.terminate))
        message = await socket.receive()
        assert message.type == aiohttp.WSMsgType.CLOSE
        assert socket.close_code in (aiohttp.WSCloseCode.OK, aiohttp.WSCloseCode.GOING_AWAY)
    assert await ending == 0
    assert wait_for_end(started) == []
