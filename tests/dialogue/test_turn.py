"""A state survives the way through JSON, also from another version."""

from __future__ import annotations

import json

from bot.dialogue.turn import Answer, Option, Pending, Reply, State


def test_a_state_comes_back_from_json_as_it_was() -> None:
    state = State(
        language="sv",
        chosen=True,
        municipality="other",
        municipality_name="Oulu",
        status="jobseeker",
        groups=("refugee",),
        topic="kela",
        aspect="who",
        shown=3,
        failures=1,
        pending=Pending("status", "kela", "who"),
        asked=("municipality",),
    )
    assert State.from_dict(json.loads(json.dumps(state.as_dict()))) == state


def test_a_state_of_another_version_is_read_as_far_as_it_is_known() -> None:
    assert State.from_dict({"language": "en", "mood": "good"}) == State(language="en")
    assert State.from_dict({}) == State()
    assert State.from_dict({"groups": None, "asked": None, "pending": None}) == State()


def test_a_reply_is_plain_data() -> None:
    answer = Answer("answered", topic="kela", responsible=({"name": "Kela", "label": "FPA"},))
    reply = Reply("Hej", answer, "sv", (Option("Ja", "status:jobseeker"),))
    data = json.loads(json.dumps(reply.as_dict()))
    assert data["text"] == "Hej"
    assert data["options"] == [{"label": "Ja", "value": "status:jobseeker"}]
    assert data["answer"]["responsible"] == [{"name": "Kela", "label": "FPA"}]
    assert data["answer"]["sources"] == []
