"""The record of a conversation: everything once, in order, and gone when it is deleted."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update
from support.chat import new_id
from support.server import run

from bot.dialogue.turn import State
from bot.storage import conversations as store
from bot.storage.database import Database
from bot.storage.tables import conversations, messages

ONE, OTHER = "1" * 32, "2" * 32


def _state(**values: Any) -> dict[str, Any]:
    """A state as it comes back from JSON."""
    return dict(json.loads(json.dumps(State(**values).as_dict())))


STATE = _state(language="en")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with one conversation."""
    made = Database(f"sqlite:///{tmp_path / 'monineuvo.sqlite3'}")
    await made.create()
    await made.run(store.create, ONE, "hash", STATE, _said("Hello!"))
    yield made
    await made.close()


def _said(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "language": "en", "options": [], "answer": None, **more}


async def _ask(
    database: Database, text: str, ident: str | None = None, content: str = "", where: str = ONE
) -> store.Added:
    added = await database.run(
        store.add_client_message, where, ident or new_id(), content or text, text, None, ()
    )
    assert added is not None
    return added


async def _answer(
    database: Database, seq: int, *texts: str, state: dict[str, Any] = STATE, where: str = ONE
) -> list[str]:
    replies = [_said(text) for text in texts]
    told = await database.run(store.add_replies, where, seq, replies, state, "en")
    return [message.text for message in told]


async def _texts(database: Database, after: int = 0, where: str = ONE) -> list[str]:
    return [message.text for message in await database.run(store.after, where, after)]


def _count(connection: Connection, table: Any) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


async def test_a_conversation_begins_with_the_greeting_as_number_one(database: Database) -> None:
    (greeting,) = await database.run(store.create, OTHER, "hash", STATE, _said("Hei!"))
    assert (greeting.seq, greeting.sender, greeting.text) == (1, "bot", "Hei!")
    assert await database.run(store.token_hash_of, OTHER) == "hash"
    assert await database.run(store.state_of, OTHER) == STATE


async def test_messages_are_numbered_without_gaps(database: Database) -> None:
    first = await _ask(database, "one")
    await _answer(database, first.seq, "notice", "reply")
    second = await _ask(database, "two")
    await _answer(database, second.seq, "reply")
    told = await database.run(store.after, ONE, 0)
    assert [message.seq for message in told] == [1, 2, 3, 4, 5, 6]
    assert await _texts(database, after=4) == ["two", "reply"]


async def test_the_same_id_again_stores_nothing(database: Database) -> None:
    ident = new_id()
    first = await _ask(database, "one", ident)
    again = await _ask(database, "one", ident)
    assert again == store.Added(first.seq, repeated=True)
    assert await _texts(database) == ["Hello!", "one"]


async def test_the_same_id_with_another_content_is_a_conflict(database: Database) -> None:
    ident = new_id()
    await _ask(database, "one", ident)
    assert (await _ask(database, "two", ident)).conflict
    assert await _texts(database) == ["Hello!", "one"]


async def test_the_same_id_in_another_conversation_is_another_message(database: Database) -> None:
    ident = new_id()
    await database.run(store.create, OTHER, "hash", STATE, _said("Hei!"))
    await _ask(database, "one", ident)
    assert not (await _ask(database, "two", ident, where=OTHER)).repeated


async def test_a_message_to_a_conversation_that_is_gone_is_not_stored(database: Database) -> None:
    added = await database.run(store.add_client_message, OTHER, new_id(), "hash", "one", None, ())
    assert added is None
    assert await database.run(_count, messages) == 1


async def test_a_message_is_answered_once(database: Database) -> None:
    seq = (await _ask(database, "one")).seq
    assert await _answer(database, seq, "first") == ["first"]
    assert await _answer(database, seq, "second") == []
    assert await _texts(database) == ["Hello!", "one", "first"]
    assert await database.run(store.waiting, ONE, seq) is None


async def test_replies_belong_to_their_message(database: Database) -> None:
    first, second = (await _ask(database, "one")).seq, (await _ask(database, "two")).seq
    await _answer(database, first, "to one", "more to one")
    await _answer(database, second, "to two")
    told = [m.text for m in await database.run(store.replies_to, ONE, first)]
    assert told == ["to one", "more to one"]
    assert [m.text for m in await database.run(store.replies_to, ONE, second)] == ["to two"]
    assert await database.run(store.replies_to, ONE, 99) == []


async def test_an_answer_to_a_deleted_conversation_is_dropped(database: Database) -> None:
    seq = (await _ask(database, "one")).seq
    await database.run(store.remove, ONE)
    assert await _answer(database, seq, "late") == []
    assert await database.run(_count, messages) == 0


async def test_an_answer_changes_the_state_and_the_language_of_the_message(
    database: Database,
) -> None:
    seq = (await _ask(database, "Mikä on Kela?")).seq
    state = _state(language="fi", topic="kela")
    await database.run(store.add_replies, ONE, seq, [_said("Kela on")], state, "fi")
    assert await database.run(store.state_of, ONE) == state
    (asked,) = await database.run(store.after, ONE, 1, 1)
    assert asked.language == "fi"


async def test_what_waits_is_found_again_oldest_first(database: Database) -> None:
    await database.run(store.create, OTHER, "hash", STATE, _said("Hei!"))
    first = await _ask(database, "one")
    elsewhere = await _ask(database, "elsewhere", where=OTHER)
    second = await _ask(database, "two")
    answered = await _ask(database, "three")
    await _answer(database, answered.seq, "done")
    assert await database.run(store.all_waiting) == [
        (ONE, first.seq),
        (OTHER, elsewhere.seq),
        (ONE, second.seq),
    ]


async def test_what_waits_comes_with_all_that_an_answer_needs(database: Database) -> None:
    added = await database.run(
        store.add_client_message, ONE, new_id(), "hash", "•••", "topic:kela", ("phone", "email")
    )
    waiting = await database.run(store.waiting, ONE, added.seq)
    assert waiting == store.Waiting(ONE, added.seq, "•••", "topic:kela", ("phone", "email"), STATE)


async def test_an_option_is_known_by_the_label_it_was_offered_with(database: Database) -> None:
    seq = (await _ask(database, "one")).seq
    reply = _said("Choose", options=[{"label": "Yes", "value": "status:jobseeker"}])
    await database.run(store.add_replies, ONE, seq, [reply], STATE, "en")
    assert await database.run(store.offered, ONE, "status:jobseeker") == "Yes"
    assert await database.run(store.offered, ONE, "status:unknown") is None
    assert await database.run(store.offered, OTHER, "status:jobseeker") is None


async def test_deleting_takes_every_message_and_leaves_other_conversations(
    database: Database,
) -> None:
    await database.run(store.create, OTHER, "hash", STATE, _said("Hei!"))
    await _ask(database, "one")
    assert await database.run(store.remove, ONE) == 2
    assert await database.run(store.token_hash_of, ONE) is None
    assert await database.run(store.state_of, ONE) is None
    assert await _texts(database) == []
    assert await _texts(database, where=OTHER) == ["Hei!"]


async def test_what_is_deleted_is_in_no_file_any_more(database: Database, tmp_path: Path) -> None:
    secret = "something that only I know"
    await _ask(database, secret)
    await database.run(store.remove, ONE)
    await database.close()
    for path in tmp_path.iterdir():
        assert secret.encode() not in path.read_bytes()


async def test_conversations_older_than_the_retention_are_deleted(database: Database) -> None:
    await database.run(store.create, OTHER, "hash", STATE, _said("Hei!"))
    await _ask(database, "one")
    limit = store.now() - timedelta(days=30)
    await database.run(_age, ONE, timedelta(days=30, seconds=5))
    await database.run(_age, OTHER, timedelta(days=29, hours=23))
    assert await database.run(store.expire, limit) == 1
    assert await database.run(store.token_hash_of, ONE) is None
    assert await _texts(database, where=OTHER) == ["Hei!"]
    assert await database.run(_count, messages) == 1
    assert await database.run(store.expire, limit) == 0


async def test_a_new_message_keeps_an_old_conversation(database: Database) -> None:
    await database.run(_age, ONE, timedelta(days=40))
    await _ask(database, "I am back")
    assert await database.run(store.expire, store.now() - timedelta(days=30)) == 0


async def test_the_expire_command_deletes_and_says_how_many(
    database: Database, tmp_path: Path
) -> None:
    for ident in (OTHER, "3" * 32):
        await database.run(store.create, ident, "hash", STATE, _said("Hei!"))
        await database.run(_age, ident, timedelta(days=3))
    ended = run("expire", DATA_DIR=tmp_path, RETENTION_DAYS=2)
    assert (ended.returncode, ended.stdout) == (0, "2 conversations deleted\n")
    assert await database.run(_count, conversations) == 1
    assert await database.run(_count, messages) == 1
    again = run("expire", DATA_DIR=tmp_path, RETENTION_DAYS=2)
    assert again.stdout == "0 conversations deleted\n"


async def test_a_long_conversation_is_read_in_parts(database: Database) -> None:
    for number in range(4):
        await _ask(database, str(number))
    part = await database.run(store.after, ONE, 1, 2)
    assert [message.text for message in part] == ["0", "1"]
    assert await _texts(database, after=part[-1].seq) == ["2", "3"]


async def test_texts_of_every_script_come_back_as_they_were(database: Database) -> None:
    texts = ["مرحبا 🙂", "\u202eabc", "a\u0301\u200d", "𝕳", "line\r\nline\ttab", "'; DROP TABLE"]
    for text in texts:
        await _ask(database, text)
    assert await _texts(database, after=1) == texts


def _age(connection: Connection, ident: str, age: timedelta) -> None:
    connection.execute(
        update(conversations).where(conversations.c.id == ident).values(last_at=store.now() - age)
    )
