"""Passwords: kept as Argon2id, checked as slowly for nobody, and not such as everybody has."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from bot import passwords
from bot.passwords import MAX_LENGTH, WEAK, hash_password, is_outdated, verify, weakness

GOOD = "four words are enough"


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own() -> None:
    one, other = hash_password(GOOD), hash_password(GOOD)
    assert one.startswith("$argon2id$")
    assert GOOD not in one
    assert one != other
    assert verify(one, GOOD)
    assert verify(other, GOOD)


@pytest.mark.parametrize("wrong", ["", "four words are enougH", GOOD + " ", "x" * (MAX_LENGTH + 1)])
def test_a_wrong_password_is_refused(wrong: str) -> None:
    assert not verify(hash_password(GOOD), wrong)


def test_what_is_no_hash_lets_nobody_in() -> None:
    assert not verify("", GOOD)
    assert not verify("plain", "plain")


def test_letters_are_the_same_however_they_are_put_together() -> None:
    assert verify(
        hash_password("hyvää päivää kaikille"),
        "hyva\u0308a\u0308 pa\u0308iva\u0308a\u0308 kaikille",
    )


def test_the_work_is_the_same_for_a_name_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            checked.append(str(hash).rpartition("$")[0].rpartition("$")[0])
            return super().verify(hash, password)  # type: ignore[return-value]

    known = hash_password(GOOD)
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    assert not verify(known, "something else")
    assert not verify(None, "something else")
    assert not verify(None, "nobody has this password")
    assert len(checked) == 3
    assert len(set(checked)) == 1  # with the same parameters


def test_a_hash_with_other_parameters_is_made_anew() -> None:
    assert not is_outdated(hash_password(GOOD))
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD))


@pytest.mark.parametrize(
    ("weak", "reason"),
    [
        ("", "short"),
        ("eleven char", "short"),
        ("x" * (MAX_LENGTH + 1), "long"),
        ("aino.virtanen", "name"),
        ("Aino Virtanen 2026", "name"),
        ("ainovirtanenainovirtanen", "name"),
        ("salasana1234", "common"),
        ("Salasana-2026!", "common"),
        ("passwordpassword", "common"),
        ("QwertyUiopÅ1", "common"),
        ("123456789012", "common"),
        ("098765432109", "common"),
        ("abcdefghijklm", "common"),
        ("aaaaaaaaaaaaaaa", "common"),
        ("abababababab", "common"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(weak: str, reason: str) -> None:
    assert weakness(weak, "aino.virtanen") == reason
    assert WEAK[reason]


@pytest.mark.parametrize(
    "good", [GOOD, "correct horse", "kissa istuu ikkunalla", "aino has 3 cats!"]
)
def test_a_long_password_of_ones_own_is_taken(good: str) -> None:
    assert weakness(good, "aino") is None
