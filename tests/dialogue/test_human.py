"""The way to a counsellor: offered where there is one, and only there."""

from __future__ import annotations

from typing import Any

import pytest
from support import real

from bot.dialogue import human
from bot.dialogue.acts import crisis, not_understood
from bot.dialogue.decide import reply_to
from bot.dialogue.retell import retell
from bot.dialogue.turn import State, Understood
from bot.languages.messages import Messages

KNOWLEDGE = real.knowledge()
KEMI = State(language="en", municipality="kemi")
NOWHERE = State(language="en")


def _say(key: str) -> str:
    return Messages("en", KNOWLEDGE.messages)(key)


def _values(reply: dict[str, Any]) -> list[str]:
    return [option["value"] for option in reply["options"]]


def _typed(state: State) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a worker answers to a typed wish for a human."""
    understood = Understood("talk_to_human", 0.9, words=4)
    reply, after = reply_to(understood, state, KNOWLEDGE)
    return reply.as_dict(), after.as_dict()


@pytest.mark.parametrize("state", [KEMI, NOWHERE, State(language="en", municipality="unknown")])
def test_both_ways_of_asking_lead_to_the_same_offer(state: State) -> None:
    offered, after = human.answer(human.HUMAN, state.as_dict(), ["kemi"], KNOWLEDGE)
    assert offered["text"] == _say("handover_offer")
    assert offered["answer"]["status"] == "handover"
    assert _values(offered) == [human.FORM]
    typed, remembered = _typed(state)
    assert human.with_offer(typed, remembered, ["kemi"], KNOWLEDGE)[0] == offered
    assert after["pending"] is None and remembered["municipality"] == after["municipality"]


@pytest.mark.parametrize(("state", "served"), [(KEMI, []), (KEMI, ["porvoo"]), (NOWHERE, [])])
def test_without_a_counsellor_the_documents_are_told(state: State, served: list[str]) -> None:
    reply, _ = human.answer(human.HUMAN, state.as_dict(), served, KNOWLEDGE)
    expected, _ = reply_to(Understood("choose", choice=human.HUMAN), state, KNOWLEDGE)
    assert (reply["text"], reply["answer"]) == (expected.text, expected.answer.as_dict())
    assert human.FORM not in _values(reply)
    assert retell(reply["basis"], reply["text"], "fi", KNOWLEDGE) is not None


def test_in_danger_the_counsellor_comes_first_and_the_text_stays() -> None:
    reply, after = crisis("violence", KEMI, KNOWLEDGE)
    said = reply.as_dict()
    offered, _ = human.with_offer(said, after.as_dict(), ["kemi"], KNOWLEDGE)
    assert offered["text"] == said["text"]
    assert _values(offered) == [human.FORM, human.HUMAN]
    assert human.with_offer(said, after.as_dict(), [], KNOWLEDGE)[0] == said


def test_other_answers_stay_as_they_are() -> None:
    reply, after = not_understood(KEMI, KNOWLEDGE)
    assert not human.concerns(reply.as_dict(), after.as_dict())
    assert human.with_offer(reply.as_dict(), after.as_dict(), ["kemi"], KNOWLEDGE) == (
        reply.as_dict(),
        after.as_dict(),
    )


def test_a_question_about_the_place_of_a_topic_is_no_wish_for_a_human() -> None:
    understood = Understood("integration_plan", 0.95, (("integration_plan", 0.95),), words=4)
    reply, after = reply_to(understood, NOWHERE, KNOWLEDGE)
    assert after.pending is not None and after.pending.kind == "municipality"
    assert not human.concerns(reply.as_dict(), after.as_dict())


def test_a_page_without_the_form_is_told_where_it_is() -> None:
    reply, _ = human.answer(human.FORM, KEMI.as_dict(), ["kemi"], KNOWLEDGE)
    assert reply["text"] == _say("handover_no_form")
    assert _values(reply) == ["topic:general_guidance"]
    same, _ = human.answer(human.FORM, KEMI.as_dict(), [], KNOWLEDGE)
    assert same["text"] == human.answer(human.HUMAN, KEMI.as_dict(), [], KNOWLEDGE)[0]["text"]


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
def test_the_offer_can_be_told_again_in_every_language(language: str) -> None:
    state = State(language=language, municipality="kemi").as_dict()
    reply, _ = human.answer(human.HUMAN, state, ["kemi"], KNOWLEDGE)
    assert (
        retell(reply["basis"], reply["text"], "fi", KNOWLEDGE)
        == (KNOWLEDGE.messages["fi"]["handover_offer"])
    )


def test_two_failures_in_a_row_put_the_human_first() -> None:
    state = KEMI
    for _ in range(2):
        reply, state = not_understood(state, KNOWLEDGE)
    assert reply.options[0].value == human.HUMAN
