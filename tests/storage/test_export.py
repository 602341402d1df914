"""What is stored under a code can be handed out, erased, saved and put back."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from support.server import run

from bot.storage import tables
from bot.storage.codes import normalised
from bot.storage.conversations import now
from bot.storage.database import Database

MINE, OTHER = "K7M2-9PQX", "B2B2-C3C3"
KEPT = {"user_id": None, "detail": None, "case_id": None}


async def _fill(database: Database, code: str) -> None:
    """A conversation of two messages with a closed case, a note, a mail and two audit lines."""
    moment, ident = now(), code.replace("-", "") * 4
    rows: list[tuple[Any, dict[str, Any]]] = [
        (
            tables.conversations,
            {"id": ident, "code": code, "token_hash": "the hash", "state": {"language": "fi"}}
            | {"created_at": moment, "last_at": moment},
        )
    ]
    for seq, text in ((1, "Hei"), (2, f"I am {code}")):
        said = {"sender": "client", "language": "en", "text": text, "options": []}
        key = {"conversation_id": ident, "seq": seq, "created_at": moment}
        rows.append((tables.messages, key | said))
    rated = {"conversation_id": ident, "seq": 2, "rating": "bad", "text": f"Bad {code}"}
    rows.append((tables.answer_ratings, rated | {"created_at": moment}))
    case = {"id": f"case-{code}", "conversation_id": ident, "code": code, "state": "closed"}
    case |= {"language": "en", "summary": [{"text": f"In need: {code}"}], "created_at": moment}
    rows.append((tables.cases, case | {"contact": {"phone": f"+358 {code}"}}))
    rows.append((tables.notes, {"case_id": case["id"], "text": f"Of {code}", "created_at": moment}))
    mail = {"recipient": "desk@example.fi", "language": "fi", "kind": "new", "next_at": moment}
    rows.append((tables.mails, mail | {"case_id": case["id"], "created_at": moment}))
    for action in ("open", "close"):
        line = {"at": moment, "action": action, "case_id": case["id"], "detail": f"to {code}"}
        rows.append((tables.audit, line))
    for table, values in rows:
        await database.run(lambda c, t=table, v=values: c.execute(insert(t).values(v)))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with two conversations and all that can belong to them."""
    made = Database(f"sqlite:///{tmp_path / 'monineuvo.sqlite3'}")
    await made.create()
    await _fill(made, MINE)
    await _fill(made, OTHER)
    yield made
    await made.close()


def _dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def _exported(tmp_path: Path, code: str) -> dict[str, Any]:
    ended = run("export", code, DATA_DIR=tmp_path)
    assert ended.returncode == 0, ended.stderr
    return dict(json.loads(ended.stdout))


async def test_an_export_holds_everything_of_one_code_and_nothing_of_another(
    database: Database, tmp_path: Path
) -> None:
    found = _exported(tmp_path, MINE)
    assert [one["text"] for one in found["messages"]] == ["Hei", f"I am {MINE}"]
    assert found["conversations"][0]["code"] == MINE
    assert found["cases"][0]["contact"] == {"phone": f"+358 {MINE}"}
    assert [one["text"] for one in found["notes"]] == [f"Of {MINE}"]
    assert len(found["mails"]) == 1
    assert [one["text"] for one in found["answer_ratings"]] == [f"Bad {MINE}"]
    assert [one["action"] for one in found["audit"]] == ["open", "close"]
    assert OTHER not in json.dumps(found)


async def test_an_export_gives_no_key_to_the_conversation(
    database: Database, tmp_path: Path
) -> None:
    assert "the hash" not in json.dumps(_exported(tmp_path, MINE))


async def test_a_code_may_be_typed_as_it_was_heard(database: Database, tmp_path: Path) -> None:
    assert normalised(" k7m2 9pqx ") == MINE
    assert _exported(tmp_path, "k7m29pqx")["code"] == MINE


async def test_erasing_leaves_nothing_of_the_code_and_all_of_another(
    database: Database, tmp_path: Path
) -> None:
    ended = run("erase", MINE, DATA_DIR=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == [
        "1 answer ratings deleted",
        "2 messages deleted",
        "1 conversations deleted",
        "1 notes deleted",
        "1 mails deleted",
        "1 cases deleted",
        "0 feedback deleted",
        "2 audit lines no longer name the case",
    ]
    assert MINE not in _dump(tmp_path / "monineuvo.sqlite3")
    assert len(_exported(tmp_path, OTHER)["messages"]) == 2


async def test_erasing_is_told_in_the_audit_log_without_a_content(
    database: Database, tmp_path: Path
) -> None:
    run("erase", MINE, DATA_DIR=tmp_path)
    lines = await database.run(
        lambda c: c.execute(select(tables.audit).order_by(tables.audit.c.id)).mappings().all()
    )
    mine = [line for line in lines if line["case_id"] != f"case-{OTHER}"]
    assert [line["action"] for line in mine] == ["open", "close", "erase"]
    assert all({key: line[key] for key in KEPT} == KEPT for line in mine)


async def test_what_remains_of_a_deleted_conversation_is_found_by_the_code(
    database: Database, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "monineuvo.sqlite3")) as connection:
        connection.execute("DELETE FROM answer_ratings")
        connection.execute("DELETE FROM messages")
        connection.execute("DELETE FROM conversations")
        connection.commit()
    assert len(_exported(tmp_path, MINE)["cases"]) == 1
    assert run("erase", MINE, DATA_DIR=tmp_path).returncode == 0
    assert MINE not in _dump(tmp_path / "monineuvo.sqlite3")


@pytest.mark.parametrize("command", ["export", "erase"])
async def test_an_unknown_code_is_told(database: Database, tmp_path: Path, command: str) -> None:
    before = _dump(tmp_path / "monineuvo.sqlite3")
    ended = run(command, "X2X2-X2X2", DATA_DIR=tmp_path)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "nothing is stored under this code" in ended.stderr
    assert _dump(tmp_path / "monineuvo.sqlite3") == before


async def test_a_copy_is_made_while_the_database_is_in_use_and_put_back_when_it_is_not(
    database: Database, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    saved = run("backup", str(copy), DATA_DIR=tmp_path)
    assert saved.returncode == 0, saved.stderr
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    run("erase", MINE, DATA_DIR=tmp_path)
    before = _dump(tmp_path / "monineuvo.sqlite3")
    in_use = run("restore", str(copy), DATA_DIR=tmp_path)
    assert in_use.returncode == 1
    assert "The service is running" in in_use.stderr
    assert _dump(tmp_path / "monineuvo.sqlite3") == before
    await database.close()
    put_back = run("restore", str(copy), DATA_DIR=tmp_path)
    assert put_back.returncode == 0, put_back.stderr
    assert len(_exported(tmp_path, MINE)["messages"]) == 2


async def test_a_copy_never_overwrites_a_file(database: Database, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    copy.write_text("something else")
    ended = run("backup", str(copy), DATA_DIR=tmp_path)
    assert ended.returncode == 1 and "is there already" in ended.stderr
    assert copy.read_text() == "something else"


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
async def test_what_is_no_copy_is_not_put_back(
    database: Database, tmp_path: Path, content: bytes
) -> None:
    await database.close()
    before = _dump(tmp_path / "monineuvo.sqlite3")
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(content)
    ended = run("restore", str(copy), DATA_DIR=tmp_path)
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    assert _dump(tmp_path / "monineuvo.sqlite3") == before


async def test_another_database_is_left_to_its_own_tools(tmp_path: Path) -> None:
    for command in ("backup", "restore"):
        ended = run(command, str(tmp_path / "x"), DATABASE="postgresql+psycopg2://host/name")
        assert ended.returncode == 1 and ended.stderr.strip()
        assert "Traceback" not in ended.stderr
