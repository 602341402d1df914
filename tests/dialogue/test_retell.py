"""What was said is said again in another language, and only where it is exactly the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from support.recorded import Recorded, Told, all_kinds, wander
from support.talk import LANGUAGES

from bot.dialogue.decide import compose, reply_to
from bot.dialogue.retell import retell
from bot.dialogue.turn import Place, State, Understood
from bot.knowledge.model import Aspect, Knowledge
from bot.languages.messages import Messages

ARABIC = range(0x0600, 0x0700)


def check(told: Told, knowledge: Knowledge) -> None:
    """What holds of every turn, in every language."""
    for language in LANGUAGES:
        again = retell(told.basis, told.reply.text, language, knowledge)
        assert again is not None
        if language == told.reply.language:
            assert again == told.reply.text
        else:
            assert again.strip() == again != told.reply.text
            assert any(ord(letter) in ARABIC for letter in again) is (language == "ar")
            assert again.count("\n\n") == told.reply.text.count("\n\n")


def test_every_kind_of_reply_is_retold_in_every_language(knowledge: Knowledge) -> None:
    talk = Recorded(knowledge)
    all_kinds(talk)
    statuses = {told.reply.answer.status for told in talk.told}
    assert statuses >= {"answered", "refer", "clarify", "not_in_sources", "crisis", "handover"}
    assert statuses >= {"smalltalk", "out_of_scope", "fallback"}
    for told in talk.told:
        check(told, knowledge)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_said_the_original_comes_out_exactly(knowledge: Knowledge, seed: int) -> None:
    talk = Recorded(knowledge, LANGUAGES[seed % 4])
    wander(talk, seed)
    for told in talk.told:
        check(told, knowledge)


def test_a_reply_without_parts_is_what_the_dialogue_would_have_said(knowledge: Knowledge) -> None:
    talk = Recorded(knowledge)
    talk.says("danger_fire", danger="fire")
    talk.says("nonsense")
    for told in talk.told:
        state = replace(State.from_dict(told.basis["state"]), language="fi", chosen=True)
        expected, _ = reply_to(Understood.from_dict(told.basis["understood"]), state, knowledge)
        assert retell(told.basis, told.reply.text, "fi", knowledge) == expected.text


def test_retold_are_the_parts_that_were_read_not_those_that_fit(knowledge: Knowledge) -> None:
    compared = 0
    for topic in knowledge.topics.values():
        talk = Recorded(knowledge, municipality="kemi", status="jobseeker")
        talk.asks(topic.id)
        start = 0
        while "action:more" in talk.offered:
            start = talk.state.shown
            talk.presses("action:more")
        last = talk.told[-1]
        retold = retell(last.basis, last.reply.text, "fi", knowledge)
        state = replace(talk.state, language="fi")
        parts = compose(topic, state, Messages("fi", knowledge.messages), knowledge).parts
        if last.reply.answer.status == "answered":
            compared += 1
            assert retold is not None
            assert retold.startswith("\n\n".join(parts[start:]))
    assert compared > 40


def test_an_answer_has_as_many_parts_in_every_language(knowledge: Knowledge) -> None:
    for topic in knowledge.topics.values():
        for place in knowledge.municipalities:
            for aspect in (None, Aspect.WHO, Aspect.HOW, Aspect.WHERE, Aspect.COST):
                state = State(topic=topic.id, aspect=aspect, municipality=place)
                counts = {
                    len(compose(topic, there, Messages(code, knowledge.messages), knowledge).parts)
                    for code in LANGUAGES
                    if (there := replace(state, language=code))
                }
                assert len(counts) == 1, (topic.id, place, aspect)


def test_a_change_of_language_is_told_as_what_it_was(knowledge: Knowledge) -> None:
    talk = Recorded(knowledge, "fi")
    talk.says("change_language")
    talk.presses("language:ar")
    told = talk.told[-1]
    assert told.reply.text == knowledge.messages["ar"]["language_changed"]
    english = retell(told.basis, told.reply.text, "en", knowledge)
    assert english == "I now answer in this language: Arabic."


def test_nothing_is_retold_once_the_knowledge_has_changed(knowledge: Knowledge) -> None:
    talk = Recorded(knowledge)
    talk.says("thanks", words=1)
    told = talk.told[-1]
    messages = {**knowledge.messages, "ar": {**knowledge.messages["ar"], "thanks": "شكرا"}}
    changed = knowledge.copy(update={"messages": messages})
    assert retell(told.basis, told.reply.text, "fi", knowledge) is not None
    for language in LANGUAGES:
        assert retell(told.basis, told.reply.text, language, changed) is None


@pytest.mark.parametrize("basis", [None, {}, {"state": {}}])
def test_nothing_is_retold_of_what_has_no_basis(
    knowledge: Knowledge, basis: Mapping[str, Any] | None
) -> None:
    assert retell(basis, "Hei!", "fi", knowledge) is None


def test_a_text_of_the_catalogue_is_said_again(knowledge: Knowledge) -> None:
    original = Messages("ar", knowledge.messages)("greeting")
    basis = {"key": "greeting", "values": {}}
    for language in LANGUAGES:
        expected = knowledge.messages[language]["greeting"]
        assert retell(basis, original, language, knowledge) == expected
    assert retell(basis, "مرحبا", "fi", knowledge) is None
    assert retell({"key": "no_such_text", "values": {}}, "مرحبا", "fi", knowledge) is None


def test_values_of_a_text_are_said_in_its_language(knowledge: Knowledge) -> None:
    say = Messages("ar", knowledge.messages)
    kinds = ["masked_hetu", "masked_phone"]
    original = say("masked", kinds=say.join(say(kind) for kind in kinds))
    again = retell({"key": "masked", "values": {"kinds": kinds}}, original, "en", knowledge)
    assert again is not None
    assert "identity code and phone number" in again
    place = {"ar": "كيمي", "sv": "Kemi"}
    original = say("no_entry", municipality="كيمي")
    basis = {"key": "no_entry", "values": {"municipality": place}}
    swedish = retell(basis, original, "sv", knowledge)
    assert swedish == Messages("sv", knowledge.messages)("no_entry", municipality="Kemi")


def test_what_was_understood_is_written_and_read_again() -> None:
    understood = Understood(
        "work",
        0.5,
        ranking=(("work", 0.5), ("kela", 0.25)),
        language="ar",
        places=(Place("kemi"), Place("other", "Oulu")),
        groups=("refugee",),
        aspect="who",
        danger="fire",
        choice="topic:work",
    )
    data = json.loads(json.dumps(understood.as_dict()))
    assert Understood.from_dict({**data, "of_another_version": 1}) == understood
    assert Understood.from_dict({"intent": "greet"}) == Understood("greet")
