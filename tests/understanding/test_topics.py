"""The classifier on a tiny set of examples."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understanding.linear import MAX_CONCEPTS, with_pairs
from bot.understanding.topics import TopicModel, train

SENTENCES = {
    "work": ["i look for work", "where is work", "work for me", "find work now", "a job and work"],
    "tax": ["what is a tax card", "tax card please", "how much tax", "pay my tax", "tax and card"],
    "school": [
        "my child and school",
        "school for boys",
        "a school",
        "which school",
        "go to school",
    ],
}
CONCEPTS = {"work": "job", "tax": "money card", "school": "child learn"}
TEXTS = [text for texts in SENTENCES.values() for text in texts]
LABELS = [label for label, texts in SENTENCES.items() for _ in texts]
MEANINGS = [with_pairs(CONCEPTS[label].split()) for label in LABELS]
OTHER_TEXTS = ["work", "tax tax tax card", "school work tax", "something else", "", "üöä"]


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train(TEXTS, MEANINGS, LABELS)


@pytest.mark.parametrize("text", [*TEXTS, *OTHER_TEXTS])
@pytest.mark.parametrize("meaning", ["", "job", "money card card+money unknown"])
def test_the_fast_margins_equal_those_of_the_matrix(
    model: TopicModel, text: str, meaning: str
) -> None:
    np.testing.assert_allclose(
        model.margins_of_one(text, meaning), model.margins([text], [meaning])[0], atol=1e-5
    )


@pytest.mark.parametrize("text", [*TEXTS, *OTHER_TEXTS])
def test_confidences_sum_to_one_and_come_best_first(model: TopicModel, text: str) -> None:
    ranking = model.predict(text, "")
    values = [value for _, value in ranking]
    assert sum(values) == pytest.approx(1.0)
    assert values == sorted(values, reverse=True)
    assert {label for label, _ in ranking} == set(SENTENCES)


def test_what_was_taught_is_known(model: TopicModel) -> None:
    found = [model.predict(t, m)[0][0] for t, m in zip(TEXTS, MEANINGS, strict=True)]
    assert found == LABELS


def test_a_concept_leads_to_the_topic_of_words_never_seen(model: TopicModel) -> None:
    assert model.predict("xyzzy", with_pairs(["learn", "child"]))[0][0] == "school"


def test_a_compact_model_predicts_the_same(model: TopicModel) -> None:
    compact = model.compact()
    assert compact["weights"].dtype == np.float16
    again = TopicModel.expand(compact)
    for text in [*TEXTS, *OTHER_TEXTS]:
        before, after = dict(model.predict(text, "job")), dict(again.predict(text, "job"))
        assert after == pytest.approx(before, abs=0.01)
        assert again.predict(text, "")[0][0] == model.predict(text, "")[0][0]


def test_training_again_gives_the_same_model(model: TopicModel) -> None:
    again = train(TEXTS, MEANINGS, LABELS)
    np.testing.assert_array_equal(again.weights, model.weights)
    assert (again.labels, again.temperature) == (model.labels, model.temperature)


def test_training_tells_its_steps() -> None:
    steps: list[str] = []
    train(TEXTS, MEANINGS, LABELS, steps.append)
    assert steps[0] == "reading the examples"
    assert steps[-1] == "calibrating"


def test_concepts_come_once_each_and_in_pairs_whatever_their_order() -> None:
    assert with_pairs(["b", "a", "b"]) == "a b a+b"
    assert with_pairs(["a", "b"]) == with_pairs(["b", "a"])
    assert with_pairs([]) == ""


def test_a_long_message_has_so_many_concepts_and_no_more() -> None:
    count = MAX_CONCEPTS
    assert len(with_pairs(map(str, range(1000))).split()) == count + count * (count - 1) // 2
