"""Conversations with the rules alone that keep of each turn what the database keeps."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from support.talk import Talk

from bot.dialogue.turn import Reply, Understood
from bot.knowledge.model import Aspect, Knowledge

ACTS = (
    "greet",
    "thanks",
    "goodbye",
    "bot_challenge",
    "capabilities",
    "save",
    "delete",
    "change_language",
    "start_over",
    "talk_to_human",
    "more",
    "affirm",
    "deny",
    "dont_know",
)
DANGERS = ("violence", "suicide", "accident", "fire", "trafficking", "child")


@dataclass(frozen=True)
class Told:
    """A turn as it is stored: what was replied, and what it was made from."""

    reply: Reply
    basis: Mapping[str, Any]


class Recorded(Talk):
    """A conversation that keeps of each turn what the database keeps, by way of JSON."""

    def __init__(self, knowledge: Knowledge, language: str = "ar", **state: object) -> None:
        super().__init__(knowledge, language, **state)
        self.told: list[Told] = []

    def hears(self, understood: Understood) -> Reply:
        basis = {"understood": understood.as_dict(), "state": self.state.as_dict()}
        reply = super().hears(understood)
        self.told.append(Told(reply, json.loads(json.dumps(basis))))
        return reply


def all_kinds(talk: Recorded) -> None:
    """Every kind of reply, in one conversation."""
    talk.says("greet", words=1)
    talk.asks("integration_plan")
    talk.presses("municipality:kemi")
    if "status:jobseeker" in talk.offered:
        talk.presses("status:jobseeker")
    talk.says("more", words=1)
    talk.asks("general_guidance", Aspect.WHERE)
    talk.says("follow_up", aspect=Aspect.HOW_LONG)
    talk.asks("residence_permit", Aspect.HOW_LONG)
    talk.says("more", words=1)
    talk.says("more", words=1)
    talk.asks("residence_permit", Aspect.OWN_CASE)
    talk.asks("integration_plan", places=["Oulu"])
    talk.says("follow_up", places=["porvoo"])
    for danger in DANGERS:
        talk.says(f"danger_{danger}", danger=danger)
    talk.says("off_topic")
    talk.says("work", ranking=(("work", 0.4), ("kela", 0.35)))
    talk.presses("topic:kela")
    talk.says("nonsense", words=6)
    talk.says("nonsense", words=6)
    talk.says("nonsense", words=6, language="so", language_confidence=0.99)
    talk.says("delete")
    talk.says("deny", words=1)
    talk.says("thanks", words=1)
    talk.says("talk_to_human")
    talk.says("change_language")
    talk.presses("language:sv")
    talk.asks("integration_plan", places=["kemi"])
    talk.says("start_over")


def wander(talk: Recorded, seed: int, steps: int = 40) -> None:
    """Any messages and buttons, always the same for a seed."""
    chance = random.Random(seed)
    knowledge = talk.knowledge
    topics, aspects = sorted(knowledge.topics), [None, *Aspect]
    places = [[], [], ["Oulu"], [chance.choice(sorted(knowledge.municipalities))]]
    groups = [(), (), ("jobseeker",), ("not_jobseeker", "refugee"), ("family",)]
    for _ in range(steps):
        what = chance.randrange(8)
        told = {"places": chance.choice(places), "groups": chance.choice(groups)}
        if what <= 2:
            talk.asks(chance.choice(topics), chance.choice(aspects), **told)
        elif what == 3 and talk.reply is not None and talk.offered:
            talk.presses(chance.choice([v for v in talk.offered if v != "action:delete"]))
        elif what == 4:
            talk.says(chance.choice(ACTS), words=1, aspect=chance.choice(aspects))
        elif what == 5:
            two = chance.sample(topics, 2)
            talk.says(two[0], ranking=((two[0], 0.4), (two[1], 0.3)), **told)
        elif what == 6:
            talk.says("inform", **told)
        else:
            talk.says(chance.choice(["off_topic", "nonsense"]), words=chance.randrange(1, 8))
