"""What the recognisers find becomes one meaning; danger comes first."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.turn import Place, Understood
from bot.understanding.lexicon import Lexicon
from bot.understanding.meaning import (
    DANGER_THRESHOLD,
    features,
    find_cues,
    interpret,
    understood,
    without_places,
)
from bot.understanding.normalise import fold

NO_CUES: dict[str, Any] = {"places": [], "danger": None}


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Kuka auttaa Torniossa?", "kuka auttaa"),
        ("Torniosta Ylitorniolle muutin", "muutin"),
        ("Kemi, Kemi ja Kemijärvi", "ja"),
        ("Kemi", ""),
        ("Olen työnhakija", "olen tyonhakija"),
    ],
)
def test_places_are_taken_out_of_what_the_topic_is_learned_from(
    lexicon: Lexicon, text: str, bare: str
) -> None:
    assert without_places(lexicon, fold(text)) == bare
    assert features(lexicon, fold(text))[0] == bare


def test_a_place_does_not_change_the_features(lexicon: Lexicon) -> None:
    here = features(lexicon, fold("Kuka tekee kotoutumissuunnitelman Kemissä"))
    assert here == features(lexicon, fold("Kuka tekee kotoutumissuunnitelman Ylitorniolla"))
    assert here[1]


def test_cues_are_plain_data(lexicon: Lexicon) -> None:
    text = fold("I am a jobseeker in Oulu and Kemi. Who makes my plan?")
    assert find_cues(lexicon, text, "en") == {
        "places": [{"id": "other", "name": "Oulu"}, {"id": "kemi", "name": ""}],
        "groups": ["jobseeker"],
        "aspect": "who",
        "danger": None,
        "words": 10,
    }


def test_the_likeliest_label_is_the_intent() -> None:
    ranking = [("kela", 0.7), ("work", 0.3)]
    assert interpret(ranking, NO_CUES, "raha") == ("kela", 0.7, None)


def test_a_word_of_danger_is_danger_whatever_the_label() -> None:
    cues = NO_CUES | {"danger": "fire"}
    assert interpret([("kela", 1.0)], cues, "palaa") == ("danger_fire", 0.5, "fire")
    sure = [("danger_violence", 0.8), ("kela", 0.2)]
    assert interpret(sure, cues, "palaa") == ("danger_fire", 0.8, "fire")


def test_small_confidences_in_several_dangers_are_danger_together() -> None:
    small = DANGER_THRESHOLD * 0.6
    ranking = [("kela", 1 - 2 * small), ("danger_child", small), ("danger_violence", small)]
    intent, confidence, kind = interpret(ranking, NO_CUES, "lapsi")
    assert (intent, kind) == ("danger_child", "child")
    assert confidence == pytest.approx(2 * small)


def test_less_than_that_is_none() -> None:
    ranking = [("kela", 0.99), ("danger_child", DANGER_THRESHOLD * 0.9)]
    assert interpret(ranking, NO_CUES, "lapsi")[2] is None


def test_only_a_place_is_information() -> None:
    cues = NO_CUES | {"places": [{"id": "kemi", "name": ""}]}
    assert interpret([("kela", 0.9)], cues, "") == ("inform", 1.0, None)
    assert interpret([("kela", 0.9)], cues, "ja raha")[0] == "kela"
    assert interpret([("kela", 0.9)], NO_CUES, "")[0] == "kela"


def test_a_parse_of_rasa_becomes_the_dialogues_value() -> None:
    parse = {
        "intent": {"name": "kela", "confidence": 0.9},
        "intent_ranking": [
            {"name": "kela", "confidence": 0.9},
            {"name": "work", "confidence": 0.1},
        ],
        "language": ["sv", 0.8],
        "entities": [{"entity": "municipality", "value": "kemi"}],
        "cues": {
            "places": [{"id": "kemi", "name": ""}],
            "groups": ["jobseeker"],
            "aspect": "who",
            "danger": None,
            "words": 4,
        },
    }
    assert understood(parse) == Understood(
        intent="kela",
        confidence=0.9,
        ranking=(("kela", 0.9), ("work", 0.1)),
        language="sv",
        language_confidence=0.8,
        words=4,
        places=(Place("kemi"),),
        groups=("jobseeker",),
        aspect="who",
    )


def test_a_pressed_button_is_a_choice() -> None:
    parse = {
        "intent": {"name": "choose", "confidence": 1.0},
        "entities": [{"entity": "choice", "value": "topic:kela"}],
    }
    meaning = understood(parse)
    assert (meaning.intent, meaning.choice, meaning.language) == ("choose", "topic:kela", None)


@pytest.mark.parametrize("parse", [{}, {"intent": None}, {"intent": {"name": None}}])
def test_a_parse_of_nothing_is_off_topic(parse: dict[str, Any]) -> None:
    assert understood(parse) == Understood("off_topic", confidence=0.0)
