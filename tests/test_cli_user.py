"""Accounts are made, listed, closed and opened on the command line, and nowhere else."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot import accounts_cli, cli
from bot.passwords import verify

GOOD = "four words are enough"
AINO = ("add", "Aino", "--first-name", "Aino", "--role", "counsellor", "--municipality", "kemi")


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONINEUVO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MONINEUVO_LOG_LEVEL", "ERROR")


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `monineuvo user`; returns its status and what it printed."""

    def run(*arguments: str, password: str | None = None) -> tuple[int, str, str]:
        if password is not None:
            monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
            arguments = (*arguments, "--password-stdin")
        status = cli.main(["user", *arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def _stored(tmp_path: Path) -> dict[str, Any]:
    import sqlite3

    with sqlite3.connect(tmp_path / "monineuvo.sqlite3") as database:
        database.row_factory = sqlite3.Row
        return dict(database.execute("SELECT * FROM users").fetchone())


def test_an_account_is_made_with_what_was_said(user: Any, tmp_path: Path) -> None:
    more = ("--role", "admin", "--municipality", "tornio", "--language", "fi", "--language", "ar")
    titles = ("--title-fi", "kotoutumisneuvoja", "--desk-language", "sv")
    assert user(*AINO, *more, *titles, password=GOOD)[0] == 0
    row = _stored(tmp_path)
    assert row["name"] == "aino"
    assert row["first_name"] == "Aino"
    assert json.loads(row["roles"]) == ["counsellor", "admin"]
    assert json.loads(row["municipalities"]) == ["kemi", "tornio"]
    assert json.loads(row["languages"]) == ["fi", "ar"]
    titled = json.loads(row["role_title"])
    assert titled["fi"] == "kotoutumisneuvoja"
    assert set(titled) == {"fi", "sv", "en", "ar"}
    assert row["desk_language"] == "sv"
    assert row["active"] == 1
    assert GOOD not in str(row)
    assert verify(row["password_hash"], GOOD)


def test_accounts_are_listed_without_their_hashes(user: Any) -> None:
    user(*AINO, password=GOOD)
    user("add", "bo", "--first-name", "Bo", "--role", "editor", password=GOOD)
    user("close", "bo")
    status, out, _ = user("list")
    assert status == 0
    assert out.splitlines() == [
        "aino\tAino\tcounsellor\tkemi\tfi\topen",
        "bo\tBo\teditor\t\tfi\tclosed",
    ]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (AINO, "account with this name"),
        (("add", " ", *AINO[2:]), "NAME"),
        ((*AINO[:1], "eva", "--first-name", " ", *AINO[4:]), "--first-name"),
        ((*AINO[:1], "eva", *AINO[2:], "--municipality", "paris"), "paris"),
        (("add", "eva", "--first-name", "Eva", "--role", "counsellor"), "municipality"),
        ((*AINO[:1], "eva", *AINO[2:], "--language", "Somali"), "Somali"),
        (("password", "nobody"), "no such account"),
        (("close", "nobody"), "no such account"),
        (("open", "nobody"), "no such account"),
    ],
)
def test_what_can_not_be_done_is_told_in_one_line(
    user: Any, arguments: tuple[str, ...], word: str
) -> None:
    user(*AINO, password=GOOD)
    secret = GOOD if arguments[0] in ("add", "password") else None
    status, _, err = user(*arguments, password=secret)
    assert status == 1
    assert word in err.splitlines()[-1]
    assert len(user("list")[1].splitlines()) == 1


@pytest.mark.parametrize("weak", ["", "short", "salasana1234", "aino12345678"])
def test_a_weak_password_makes_no_account(user: Any, weak: str) -> None:
    assert user(*AINO, password=weak)[0] == 1
    assert user("list")[1] == ""


def test_a_new_password_replaces_the_old_one(user: Any, tmp_path: Path) -> None:
    user(*AINO, password=GOOD)
    assert user("password", "AINO", password="another four words")[0] == 0
    row = _stored(tmp_path)
    assert verify(row["password_hash"], "another four words")
    assert not verify(row["password_hash"], GOOD)


def test_a_closed_account_can_be_opened_again(user: Any, tmp_path: Path) -> None:
    user(*AINO, password=GOOD)
    assert user("close", "aino")[0] == 0
    assert _stored(tmp_path)["active"] == 0
    assert user("open", "aino")[0] == 0
    row = _stored(tmp_path)
    assert (row["active"], row["on_duty"]) == (1, 0)


def test_a_password_that_is_asked_for_is_typed_twice(
    user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter([GOOD, "something else!"])
    monkeypatch.setattr(accounts_cli.getpass, "getpass", lambda prompt: next(typed))
    status, _, err = user(*AINO)
    assert status == 1
    assert "not the same" in err
    typed = iter([GOOD, GOOD])
    assert user(*AINO)[0] == 0


def test_no_password_can_be_given_as_an_argument() -> None:
    top = argparse.ArgumentParser()
    accounts_cli.add_commands(top.add_subparsers())
    with pytest.raises(SystemExit):
        top.parse_args(["user", *AINO, "--password", GOOD])
