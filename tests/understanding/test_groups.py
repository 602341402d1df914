"""The finder of client groups on a tiny set of sentences, and its own sentences."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from bot.knowledge.model import CLIENT_GROUPS
from bot.settings import ROOT
from bot.understanding.group_sentences import GroupSentence, load_group_sentences
from bot.understanding.groups import (
    STATUS_TOLD,
    TOLD,
    GroupModel,
    choose_groups,
    likeliest,
    parts_of,
    train_groups,
)

SENTENCES = {
    "i am out of work": {"jobseeker"},
    "out of work now": {"jobseeker"},
    "we are out of work": {"jobseeker"},
    "i study and am out of work": {"jobseeker", "student"},
    "i study here": {"student"},
    "i study at school": {"student"},
    "we study here": {"student"},
    "who makes the plan": set(),
    "where is the course": set(),
    "how long is the plan": set(),
    "we are here": set(),
    "the course and the school": set(),
}
TEXTS = list(SENTENCES)
TOLD_GROUPS = list(SENTENCES.values())
NO_PATTERNS: list[set[str]] = [set() for _ in TEXTS]
MEANINGS = ["job" if "jobseeker" in groups else "" for groups in TOLD_GROUPS]


@pytest.fixture(scope="module")
def model() -> GroupModel:
    return train_groups(TEXTS, MEANINGS, NO_PATTERNS, TOLD_GROUPS)


def test_a_message_is_parted_where_something_else_begins() -> None:
    text = "I work as a nurse and would like to move, where do I ask? Thanks"
    assert parts_of(text) == ["I work as a nurse", "would like to move", "do I ask"]
    assert parts_of("who makes the plan") == []


def test_a_part_tells_what_the_whole_drowns_but_loses_to_a_clear_whole() -> None:
    told = likeliest({"student": -0.9, "employee": 0.4}, [{"student": 0.3, "employee": -1.0}])
    assert told == {"student": pytest.approx(0.2), "employee": 0.4}


@pytest.fixture(scope="module")
def sentences() -> list[GroupSentence]:
    return load_group_sentences(ROOT)


def test_what_was_taught_is_known(model: GroupModel) -> None:
    for text, meaning, groups in zip(TEXTS, MEANINGS, TOLD_GROUPS, strict=True):
        assert set(choose_groups(model.weigh(text, meaning))) == groups


def test_a_text_may_tell_several_groups_or_none(model: GroupModel) -> None:
    both = choose_groups(model.weigh("now i study here and am out of work", "job"))
    assert both == ["jobseeker", "student"]
    assert choose_groups(model.weigh("where is the plan", "")) == []


def test_only_groups_that_a_sentence_tells_are_learned(model: GroupModel) -> None:
    assert model.labels == ["jobseeker", "student"]


def test_a_compact_model_weighs_the_same(model: GroupModel) -> None:
    compact = model.compact()
    assert compact["weights"].dtype == np.float16
    again = GroupModel.expand(compact)
    for text in TEXTS:
        assert again.weigh(text, "job") == pytest.approx(model.weigh(text, "job"), abs=0.01)


def test_training_again_gives_the_same_model(model: GroupModel) -> None:
    again = train_groups(TEXTS, MEANINGS, NO_PATTERNS, TOLD_GROUPS)
    np.testing.assert_array_equal(again.weights, model.weights)


def test_training_tells_each_group() -> None:
    steps: list[str] = []
    train_groups(TEXTS, MEANINGS, NO_PATTERNS, TOLD_GROUPS, steps.append)
    assert steps == ["jobseeker", "student"]


def test_a_group_counts_from_its_border_on() -> None:
    margins = {"refugee": 1.0, "family": TOLD + 0.1, "student": TOLD - 0.1}
    assert choose_groups(margins) == ["refugee", "family"]


def test_a_pattern_helps_and_other_words_overrule_it() -> None:
    texts = [*(f"i seek work {i}" for i in range(6)), *(f"must i seek work {i}" for i in range(6))]
    told = [{"jobseeker"}] * 6 + [set()] * 6
    found = [{"jobseeker"}] * 12 + [set()] * 2
    model = train_groups(
        [*texts, "where is it", "who is it"], ["job"] * 14, found, [*told, set(), set()]
    )
    assert choose_groups(model.weigh("i seek work", "job", ["jobseeker"])) == ["jobseeker"]
    assert choose_groups(model.weigh("must i seek work", "job", ["jobseeker"])) == []
    with_it, without = (model.weigh("we seek", "job", f)["jobseeker"] for f in (["jobseeker"], []))
    assert with_it > without


def test_of_two_statuses_the_likelier_is_taken() -> None:
    assert choose_groups({"jobseeker": 0.5, "not_jobseeker": 0.6}) == ["not_jobseeker"]
    assert choose_groups({"jobseeker": 0.6, "not_jobseeker": 0.5}) == ["jobseeker"]


def test_a_status_needs_more_than_another_group() -> None:
    between = (TOLD + STATUS_TOLD) / 2
    margins = {"jobseeker": between, "not_jobseeker": between, "employee": between}
    assert choose_groups(margins) == ["employee"]


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
def test_each_group_has_sentences_and_some_tell_none(
    sentences: list[GroupSentence], language: str
) -> None:
    counts: dict[str, int] = defaultdict(int)
    for sentence in sentences:
        if sentence.language == language:
            for group in sentence.groups or {"none"}:
                counts[group] += 1
    assert set(counts) == {*CLIENT_GROUPS, "none"}
    assert min(counts.values()) >= 50
