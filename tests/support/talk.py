"""A conversation with the rules alone: what was understood goes in, the reply comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.dialogue.decide import reply_to
from bot.dialogue.turn import Place, Reply, State, Understood
from bot.knowledge.model import Knowledge
from bot.languages.messages import Messages

LANGUAGES = ("fi", "sv", "en", "ar")
STATUSES = {
    "answered",
    "refer",
    "clarify",
    "not_in_sources",
    "crisis",
    "handover",
    "smalltalk",
    "out_of_scope",
    "fallback",
}
MAX_WORDS = 130
_ARABIC = re.compile("[\u0600-\u06ff]")


class Talk:
    """One conversation; every reply is checked for what must hold of all of them."""

    def __init__(self, knowledge: Knowledge, language: str = "en", **state: object) -> None:
        self.knowledge = knowledge
        self.state = State(language=language, **state)  # type: ignore[arg-type]
        self.reply: Reply | None = None

    def hears(self, understood: Understood) -> Reply:
        """Any message."""
        self.reply, self.state = reply_to(understood, self.state, self.knowledge)
        check(self.reply, self.state, self.knowledge)
        return self.reply

    def asks(self, topic: str, aspect: str | None = None, **told: object) -> Reply:
        """A question on a topic of which the understanding is sure."""
        return self.says(topic, aspect=aspect, ranking=((topic, 0.95),), **told)

    def says(
        self, intent: str, *, places: Iterable[str] = (), words: int = 4, **told: object
    ) -> Reply:
        """A typed message of this intent, in the language of the conversation."""
        found = tuple(
            Place(p) if p in self.knowledge.municipalities else Place("other", p) for p in places
        )
        told = {"language": self.state.language, "language_confidence": 1.0, **told}
        return self.hears(
            Understood(intent, 0.95, places=found, words=words, **told)  # type: ignore[arg-type]
        )

    def presses(self, value: str) -> Reply:
        """A button, which must be there."""
        assert value in self.offered, f"{value} is not offered: {self.offered}"
        return self.hears(Understood("choose", choice=value))

    @property
    def offered(self) -> list[str]:
        """The values of the buttons of the last reply."""
        assert self.reply is not None
        return [option.value for option in self.reply.options]

    def say(self, key: str, **values: str) -> str:
        """A message of the conversation's language."""
        return Messages(self.state.language, self.knowledge.messages)(key, **values)

    def names(self) -> list[str]:
        """The official names of the responsible parties of the last reply."""
        assert self.reply is not None
        return [party["name"] for party in self.reply.answer.responsible]


def check(reply: Reply, state: State, knowledge: Knowledge) -> None:
    """What holds of every reply."""
    assert reply.language == state.language
    assert reply.text.strip() == reply.text != ""
    assert "{" not in reply.text
    assert len(reply.text.split()) <= MAX_WORDS
    assert bool(_ARABIC.search(reply.text)) is (state.language == "ar")
    assert reply.answer.status in STATUSES
    assert all(option.label and option.value for option in reply.options)
    values = [option.value for option in reply.options]
    assert len(values) == len(set(values))
    for party in (*reply.answer.responsible, *reply.answer.partners):
        assert party["name"]
        assert party["label"]
    for source in reply.answer.sources:
        assert source["document"]
    assert State.from_dict(state.as_dict()) == state
    place = reply.answer.municipality
    assert place is None or place in (*knowledge.municipalities, "unknown", "other")
