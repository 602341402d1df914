"""Whole messages in another language: text, buttons and names, and nothing that a person wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from support.recorded import Recorded, Told, all_kinds, wander
from support.talk import LANGUAGES

from bot.conversations.message import BOT, CLIENT, COUNSELLOR, SYSTEM, Message
from bot.dialogue.retell import retell
from bot.dialogue.retold import in_language
from bot.knowledge.model import Knowledge

WHEN = datetime(2026, 11, 22)


def stored(told: Told, **changed: Any) -> Message:
    """A turn as a message of the database."""
    said = told.reply.as_dict()
    message = Message(3, BOT, said["language"], said["text"], WHEN, said["options"], said["answer"])
    return replace(message, basis=told.basis, **changed)


def everything(knowledge: Knowledge) -> Iterator[Message]:
    """Messages of every kind, in every language."""
    for number, language in enumerate(LANGUAGES):
        talk = Recorded(knowledge, language)
        all_kinds(talk)
        wander(talk, number)
        yield from map(stored, talk.told)


def without_words(message: Message) -> dict[str, Any]:
    """What must be the same in every language."""
    answer = dict(message.answer or {})
    for key in ("responsible", "partners"):
        answer[key] = [party["name"] for party in answer[key]]
    values = [option["value"] for option in message.options]
    return {"seq": message.seq, "at": message.created_at, "answer": answer, "values": values}


def test_a_message_of_the_chat_is_whole_in_every_language(knowledge: Knowledge) -> None:
    counted = 0
    for message in everything(knowledge):
        for language in LANGUAGES:
            (told,) = in_language([message], language, knowledge)
            assert told.language == language
            assert told.text == retell(message.basis, message.text, language, knowledge)
            assert without_words(told) == without_words(message)
            counted += len(told.options)
    assert counted > 1000


def test_there_and_back_again_it_is_what_it_was(knowledge: Knowledge) -> None:
    for message in everything(knowledge):
        for language in LANGUAGES:
            (there,) = in_language([message], language, knowledge)
            labels = [option["label"] for option in message.options]
            back = replace(there, text=message.text, basis=message.basis)
            (again,) = in_language([back], message.language, knowledge)
            assert [option["label"] for option in again.options] == labels
            assert again.answer == message.answer


def test_buttons_and_parties_are_called_as_the_chat_calls_them(knowledge: Knowledge) -> None:
    talk = Recorded(knowledge, "en", municipality="kemi", status="jobseeker")
    talk.asks("integration_plan")
    (arabic,) = in_language([stored(talk.told[-1])], "ar", knowledge)
    assert arabic.as_json()["direction"] == "rtl"
    labels = {option["value"]: option["label"] for option in arabic.options}
    assert labels["action:more"] == knowledge.messages["ar"]["option_more"]
    assert arabic.answer is not None
    (party,) = arabic.answer["responsible"]
    assert party["name"] == "työllisyysalueen kotoutumispalveluiden asiantuntijat"
    known = [item for item in knowledge.parties.values() if item.name == party["name"]]
    assert party["label"] == known[0].labels["ar"]


def test_the_offer_of_a_language_keeps_its_own_name(knowledge: Knowledge) -> None:
    talk = Recorded(knowledge, "fi")
    talk.says("change_language")
    message = stored(talk.told[-1])
    (arabic,) = in_language([message], "ar", knowledge)
    assert arabic.text != message.text
    assert arabic.options == list(message.options)


@pytest.mark.parametrize("sender", [CLIENT, COUNSELLOR])
def test_what_a_person_wrote_stays_as_it_is(knowledge: Knowledge, sender: str) -> None:
    basis = {"key": "thanks", "values": {}}
    text = knowledge.messages["en"]["thanks"]
    translations = {"ar": "شكرا"}
    message = Message(2, sender, "en", text, WHEN, basis=basis, translations=translations)
    assert in_language([message], "ar", knowledge) == [message]
    (notice,) = in_language([replace(message, sender=SYSTEM)], "ar", knowledge)
    assert notice.text == knowledge.messages["ar"]["thanks"]


def test_a_message_is_retold_whole_or_not_at_all(knowledge: Knowledge) -> None:
    talk = Recorded(knowledge, "en", municipality="kemi", status="jobseeker")
    talk.asks("integration_plan")
    message = stored(talk.told[-1])
    assert message.answer is not None
    other = {"name": "A party that is not known", "label": "A party"}
    (option,) = message.options
    for changed in (
        replace(message, text=message.text + "."),
        replace(message, options=[{**option, "label": "Renamed since"}]),
        replace(message, answer={**message.answer, "partners": [other]}),
        replace(message, basis=None),
        replace(message, language="so"),
    ):
        assert in_language([changed], "ar", knowledge) == [changed]


def test_no_two_labels_of_buttons_are_the_same_in_a_language(knowledge: Knowledge) -> None:
    for language in LANGUAGES:
        texts = knowledge.messages[language]
        labels = [text for key, text in texts.items() if key.startswith("option_")]
        assert len(labels) == len(set(labels))
