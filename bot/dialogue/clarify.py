"""Between knowing and not knowing: asks back with buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.dialogue.turn import Answer, Option, Pending, Reply, State, Understood
from bot.knowledge.model import Knowledge, Topic
from bot.languages.messages import Messages

# What each costs and gives: docs/understanding.md and `monineuvo evaluate`.
SURE = 0.6
SURE_MARGIN = 0.3
OFFER = 0.015
DOUBTFUL = 0.75
MAX_OFFERED = 4
MAX_BESIDE = 3
BESIDE_DANGER = 0.1


@dataclass(frozen=True)
class Choice:
    """Either one topic of which the chat is sure, or the topics to offer, or neither.

    Beside a sure topic stand the next likely ones: one press corrects a wrong guess.
    """

    topic: str | None = None
    offered: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()


def decide(understood: Understood, knowledge: Knowledge) -> Choice:
    """Sure, between a few, or lost.

    Where the likeliest label is an act of conversation or off-topic, the chat is never sure of a
    topic; if that label itself is doubtful, the likeliest topics are offered.
    """
    topics = [item for item in understood.ranking if item[0] in knowledge.topics]
    if understood.intent in knowledge.topics:
        return choose(topics)
    if understood.confidence >= DOUBTFUL:
        return Choice()
    return Choice(offered=_offered(topics))


def choose(topics: list[tuple[str, float]]) -> Choice:
    """The choice from topics with their confidence, best first."""
    if not topics:
        return Choice()
    best = topics[0][1]
    second = topics[1][1] if len(topics) > 1 else 0.0
    if best >= SURE and best - second >= SURE_MARGIN:
        beside = _offered(topics[1 : 1 + MAX_BESIDE])
        return Choice(topic=topics[0][0], alternatives=beside)
    return Choice(offered=_offered(topics))


def beside_danger(understood: Understood, knowledge: Knowledge) -> tuple[str, ...]:
    """Topics that a message with danger in it asks about as well.

    A victim of trafficking asks for a lawyer, a child alone for its plan: help comes first, and the
    answer is one press away.
    """
    topics = [item for item in understood.ranking if item[0] in knowledge.topics]
    return tuple(topic for topic, value in topics[:MAX_BESIDE] if value >= BESIDE_DANGER)


def _offered(topics: list[tuple[str, float]]) -> tuple[str, ...]:
    return tuple(topic for topic, value in topics[:MAX_OFFERED] if value >= OFFER)


def ask_topic(
    offered: tuple[str, ...], aspect: str | None, state: State, knowledge: Knowledge
) -> tuple[Reply, State]:
    """Asks which of a few close topics is meant."""
    say = Messages(state.language, knowledge.messages)
    options = [
        Option(knowledge.topics[topic].pages[state.language].label, f"topic:{topic}")
        for topic in offered
    ]
    options.append(Option(say("option_none_of_these"), "action:none"))
    options.append(Option(say("option_human"), "action:human"))
    reply = Reply(say("ask_topic"), Answer("clarify"), state.language, tuple(options))
    return reply, replace(state, pending=Pending("topic", None, aspect))


def offer_beside(topics: tuple[str, ...], reply: Reply, knowledge: Knowledge) -> Reply:
    """Adds buttons for what else may have been meant."""
    options = tuple(
        Option(knowledge.topics[topic].pages[reply.language].label, f"topic:{topic}")
        for topic in topics
    )
    return replace(reply, options=(*reply.options, *options))


def ask_municipality(
    topic: Topic | None, aspect: str | None, state: State, knowledge: Knowledge
) -> tuple[Reply, State]:
    """Asks for the municipality, with all that have a document as buttons.

    A question of what something is gets its answer first; only who handles it depends on the place.
    """
    say = Messages(state.language, knowledge.messages)
    options = [
        Option(place.labels[state.language], f"municipality:{ident}")
        for ident, place in knowledge.municipalities.items()
    ]
    options.append(Option(say("option_other_municipality"), "municipality:other"))
    options.append(Option(say("option_dont_know"), "municipality:unknown"))
    parts = [say("human_ask") if topic is None else say("ask_municipality")]
    if topic is not None and aspect in (None, "what"):
        parts.insert(0, topic.pages[state.language].sections["what"])
    ident = topic.id if topic is not None else None
    answer = Answer("clarify" if topic is not None else "handover", topic=ident)
    reply = Reply("\n\n".join(parts), answer, state.language, tuple(options))
    pending = Pending("municipality", ident, aspect)
    return reply, replace(state, pending=pending, asked=(*state.asked, "municipality"))


def ask_status(
    topic: Topic, aspect: str | None, state: State, knowledge: Knowledge
) -> tuple[Reply, State]:
    """Asks whether the client is registered as a jobseeker."""
    say = Messages(state.language, knowledge.messages)
    options = (
        Option(say("option_yes"), "status:jobseeker"),
        Option(say("option_no"), "status:not_jobseeker"),
        Option(say("option_dont_know"), "status:unknown"),
    )
    answer = Answer("clarify", topic=topic.id, municipality=state.municipality)
    reply = Reply(say("ask_jobseeker"), answer, state.language, options)
    pending = Pending("status", topic.id, aspect)
    return reply, replace(state, pending=pending, asked=(*state.asked, "status"))
