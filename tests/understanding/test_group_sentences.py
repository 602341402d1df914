"""Faults in the labelled sentences are told with their lines; what is right is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.understanding.group_sentences import (
    GroupSentence,
    examine_group_sentences,
    load_group_sentences,
)

GOOD = "student:\n  - i study\nstudent + family:\n  - we all study\nnone:\n  - who are you\n"


def write(root: Path, text: str, name: str = "en/work.yml") -> Path:
    path = root / "data/groups" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return root


def test_sentences_are_read_with_their_language_and_groups(tmp_path: Path) -> None:
    assert load_group_sentences(write(tmp_path, GOOD)) == [
        GroupSentence("en", "i study", frozenset({"student"})),
        GroupSentence("en", "we all study", frozenset({"student", "family"})),
        GroupSentence("en", "who are you", frozenset()),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- i study\n", "en/work.yml:1: must be a map"),
        ("a: [\n", "en/work.yml:2: is not YAML"),
        ("none:\n  - a\npupil:\n  - b\n", "en/work.yml:3: unknown group `pupil`"),
        ("student + none:\n  - b\n", "en/work.yml:1: unknown group `student + none`"),
        ("student: i study\n", "en/work.yml:1: `student` must be a list of sentences"),
        ("student: []\n", "en/work.yml:1: `student` must be a list of sentences"),
        ("student:\n  - a\n  - 7\n", "en/work.yml:3: a sentence must be a text (write it in"),
        ("student:\n  - a\n  - ' '\n", "en/work.yml:3: a sentence must be a text"),
        (
            "student:\n  - I study\nnone:\n  - i STUDY\n",
            "en/work.yml:4: `i STUDY` stands in data/groups/en/work.yml:2 too",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    _, faults = examine_group_sentences(write(tmp_path, text))
    assert [str(one).removeprefix("data/groups/")[: len(fault)] for one in faults] == [fault]


def test_what_is_right_beside_a_fault_is_kept(tmp_path: Path) -> None:
    sentences, faults = examine_group_sentences(write(tmp_path, f"{GOOD}pupil:\n  - b\n"))
    assert len(sentences) == 3
    assert len(faults) == 1


def test_a_sentence_may_stand_in_two_languages(tmp_path: Path) -> None:
    write(tmp_path, "student:\n  - student\n")
    write(tmp_path, "student:\n  - student\n", "sv/work.yml")
    assert len(load_group_sentences(tmp_path)) == 2


def test_loading_faulty_sentences_fails(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="unknown group"):
        load_group_sentences(write(tmp_path, "pupil:\n  - b\n"))
