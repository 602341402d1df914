"""The one action, run with a tracker of Rasa's SDK."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import SLOTS, ActionReply
from bot.dialogue.turn import State
from bot.settings import ROOT

Events = list[dict[str, Any]]


def tracker(parse: dict[str, Any], slots: dict[str, Any] | None = None) -> Tracker:
    return Tracker("turn-1", slots or {}, parse, [], False, None, {}, "action_listen")


def run(
    parse: dict[str, Any], slots: dict[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The one message of the dispatcher, and the slots that were set."""
    dispatcher = CollectingDispatcher()
    events = ActionReply().run(dispatcher, tracker(parse, slots), {})
    (message,) = dispatcher.messages
    assert all(event["event"] == "slot" for event in events)
    return message, {event["name"]: event["value"] for event in events}


def question(topic: str, **cues: Any) -> dict[str, Any]:
    found = {"places": [], "groups": [], "aspect": "who", "danger": None, "words": 4, **cues}
    return {
        "intent": {"name": topic, "confidence": 0.9},
        "intent_ranking": [{"name": topic, "confidence": 0.9}],
        "language": ["en", 1.0],
        "entities": [],
        "cues": found,
    }


def choice(value: str) -> dict[str, Any]:
    return {
        "intent": {"name": "choose", "confidence": 1.0},
        "entities": [{"entity": "choice", "value": value}],
    }


def test_it_has_the_name_by_which_the_rules_call_it() -> None:
    assert ActionReply().name() == "action_reply"
    rules = (ROOT / "data/rules/reply.yml").read_text("utf-8")
    assert "action: action_reply" in rules


def test_its_slots_are_those_of_the_state_and_of_the_domain() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    assert set(SLOTS) == {item.name for item in fields(State)} == set(domain["slots"])


def test_it_answers_and_remembers() -> None:
    message, slots = run(
        question("family_plan", places=[{"id": "kemi", "name": ""}]), {"language": "en"}
    )
    assert message["text"].startswith("When needed, this is handled by: official")
    assert message["custom"]["answer"]["municipality"] == "kemi"
    assert message["custom"]["language"] == "en"
    assert slots["municipality"] == "kemi"
    assert slots["topic"] == "family_plan"


def test_its_buttons_are_choices_that_it_understands() -> None:
    message, slots = run(question("integration_plan"), {"language": "en"})
    button = next(b for b in message["buttons"] if b["title"] == "Kemi")
    assert button["payload"].startswith("/choose")
    assert message["custom"]["options"][0]["value"].startswith("municipality:")
    value = json.loads(button["payload"].removeprefix("/choose"))["choice"]
    message, slots = run(choice(value), {"language": "en", **slots})
    assert message["text"].startswith("Are you registered as a jobseeker?")
    assert (slots["municipality"], slots["pending"]["kind"]) == ("kemi", "status")


def test_the_slots_of_one_turn_are_the_memory_of_the_next() -> None:
    slots: dict[str, Any] = {"language": "en"}
    for parse in (
        question("integration_plan"),
        choice("municipality:kemi"),
        choice("status:not_jobseeker"),
    ):
        message, changed = run(parse, slots)
        slots |= json.loads(json.dumps(changed))
    (party,) = message["custom"]["answer"]["responsible"]
    assert party["name"] == "Kemin kaupungin kotoutumispalveluiden virassa oleva työntekijä"
    assert slots["pending"] is None


def test_only_slots_that_changed_are_set() -> None:
    state = State(language="en", municipality="kemi", topic="kela").as_dict()
    _, slots = run({"intent": {"name": "thanks", "confidence": 0.9}}, state)
    assert slots == {}


@pytest.mark.parametrize("slots", [{}, dict.fromkeys(SLOTS)], ids=["no slots", "empty slots"])
def test_a_new_conversation_begins_with_nothing(slots: dict[str, Any]) -> None:
    message, changed = run({"intent": {"name": "greet", "confidence": 0.9}}, slots)
    assert message["custom"]["language"] == "fi"
    assert "language" not in changed  # an empty slot means Finnish


def test_danger_is_answered_as_danger() -> None:
    message, _ = run(question("danger_fire", danger="fire"), {"language": "en"})
    assert message["custom"]["answer"]["status"] == "crisis"
