"""The first message of a conversation, and the topics to begin from."""

from __future__ import annotations

from typing import Any

from bot.dialogue.turn import Answer, Option, Reply, State
from bot.knowledge import lookup
from bot.knowledge.model import Knowledge
from bot.knowledge.sites import site_of
from bot.languages.messages import Messages

MAX_TOPICS = 6
MAX_SERVICES = 3
# What a newcomer needs first, offered where the municipality's documents name who has it.
START_SERVICES = (
    "general_guidance",
    "integration_plan",
    "integration_training",
    "civic_orientation",
)
# What newcomers ask most, and what is answered without knowing where they live.
START_TOPICS = ("language_courses", "work", "health", "kela", "residence_permit", "housing")


def opening(state: State, knowledge: Knowledge) -> dict[str, Any]:
    """The first message: that this is an automatic assistant, and what it does.

    Before it stands what the municipality's site says, if anything.

    Returns:
        the reply as plain data, with its `basis`, from which it can be told in another language.
    """
    said = site_of(knowledge, state.municipality).greeting
    key, values = "greeting", {}
    if said:
        key, values = "greeting_site", {"site": said, "standard": ["greeting"]}
    say = Messages(state.language, knowledge.messages)
    text = say("greeting")
    if said:
        text = say(key, site=said[state.language], standard=text)
    options = start_options(state, knowledge)
    reply = Reply(text, Answer("smalltalk"), state.language, options)
    return reply.as_dict() | {"basis": {"key": key, "values": values}}


def start_options(state: State, knowledge: Knowledge) -> tuple[Option, ...]:
    """Buttons to begin from, and the way to a human."""
    say = Messages(state.language, knowledge.messages)
    topics = [knowledge.topics[ident] for ident in _suggestions(state.municipality, knowledge)]
    options = [Option(t.pages[state.language].label, f"topic:{t.id}") for t in topics]
    return (*options, Option(say("option_human"), "action:human"))


def _suggestions(municipality: str | None, knowledge: Knowledge) -> list[str]:
    """What the municipality's site suggests, else the services for which it names somebody."""
    if own := site_of(knowledge, municipality).suggestions:
        return own
    services = [one for one in START_SERVICES if _has_somebody(one, municipality, knowledge)]
    topics = (*services[:MAX_SERVICES], *START_TOPICS)
    return [topic for topic in topics if topic in knowledge.topics][:MAX_TOPICS]


def _has_somebody(service: str, municipality: str | None, knowledge: Knowledge) -> bool:
    """Whether everybody who asks for a service hears who handles it."""
    entries = lookup.entries_for(knowledge, service, municipality or "", None)
    return bool(entries) and all(entry.responsible for entry in entries)
