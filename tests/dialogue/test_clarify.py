"""Sure of one topic, between a few, or lost."""

from __future__ import annotations

import pytest

from bot.dialogue.clarify import (
    DOUBTFUL,
    MAX_BESIDE,
    MAX_OFFERED,
    OFFER,
    SURE,
    SURE_MARGIN,
    Choice,
    choose,
    decide,
)
from bot.dialogue.turn import Understood
from bot.knowledge.model import Knowledge

LITTLE = OFFER / 2
MUCH = OFFER * 2


def test_one_topic_far_ahead_is_sure() -> None:
    assert choose([("kela", SURE), ("work", SURE - SURE_MARGIN)]).topic == "kela"
    assert choose([("kela", SURE)]) == Choice("kela")


def test_two_close_topics_are_offered() -> None:
    close = [("kela", SURE), ("work", SURE - SURE_MARGIN * 0.9)]
    assert choose(close) == Choice(offered=("kela", "work"))


def test_a_weak_topic_is_offered() -> None:
    assert choose([("kela", SURE * 0.99)]) == Choice(offered=("kela",))


def test_hardly_likely_topics_are_not_offered() -> None:
    assert choose([("kela", MUCH), ("work", OFFER), ("debt", LITTLE)]).offered == ("kela", "work")
    assert choose([("kela", LITTLE)]) == Choice()
    assert choose([]) == Choice()


def test_only_so_many_are_offered() -> None:
    many = [(f"topic{n}", 0.1) for n in range(10)]
    assert choose(many).offered == tuple(f"topic{n}" for n in range(MAX_OFFERED))


def test_beside_a_sure_topic_stand_the_next_likely_ones() -> None:
    ranked = [("kela", 0.7), *((f"topic{n}", MUCH) for n in range(5))]
    assert choose(ranked).alternatives == tuple(f"topic{n}" for n in range(MAX_BESIDE))
    assert choose([("kela", 0.9), ("work", LITTLE)]).alternatives == ()


def ranked(intent: str, confidence: float, *topics: tuple[str, float]) -> Understood:
    return Understood(intent, confidence, ((intent, confidence), *topics))


def test_only_topics_count(knowledge: Knowledge) -> None:
    meaning = ranked("kela", 0.6, ("off_topic", 0.3), ("work", 0.1))
    assert decide(meaning, knowledge) == Choice("kela", alternatives=("work",))


@pytest.mark.parametrize("intent", ["off_topic", "greet", "follow_up"])
def test_what_is_no_topic_is_never_answered_as_one(knowledge: Knowledge, intent: str) -> None:
    sure = ranked(intent, DOUBTFUL, ("kela", 1 - DOUBTFUL))
    assert decide(sure, knowledge) == Choice()
    doubtful = ranked(intent, DOUBTFUL * 0.9, ("kela", 0.3), ("work", LITTLE))
    assert decide(doubtful, knowledge) == Choice(offered=("kela",))


def test_a_label_that_the_knowledge_does_not_know_is_no_topic(knowledge: Knowledge) -> None:
    assert decide(ranked("removed_topic", 0.9), knowledge) == Choice()
