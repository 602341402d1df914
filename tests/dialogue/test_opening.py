"""The first message, and what its buttons lead to."""

from __future__ import annotations

from typing import Any

import pytest
from support import real

from bot.dialogue.decide import reply_to
from bot.dialogue.opening import (
    MAX_SERVICES,
    MAX_TOPICS,
    START_SERVICES,
    START_TOPICS,
    opening,
    start_options,
)
from bot.dialogue.retell import retell
from bot.dialogue.turn import State, Understood
from bot.knowledge import lookup
from bot.knowledge.model import Knowledge, Site

LANGUAGES = ["fi", "sv", "en", "ar"]
GREETING = {code: f"Tervetuloa {code}!" for code in LANGUAGES}
PLACES = ["", *real.knowledge().municipalities]


def topics(options: Any) -> list[str]:
    """The topics that buttons offer, without the one to a human."""
    assert options[-1].value == "action:human"
    return [option.value.removeprefix("topic:") for option in options[:-1]]


def offered(municipality: str | None, knowledge: Knowledge | None = None) -> list[str]:
    """What a conversation of a municipality offers at its start."""
    state = State(language="fi", municipality=municipality)
    return topics(start_options(state, knowledge or real.knowledge()))


def with_site(**values: Any) -> Knowledge:
    """The real knowledge with a site of Kemi."""
    site = Site(municipality="kemi", **values)
    return real.knowledge().copy(update={"sites": {"kemi": site}})


@pytest.mark.parametrize("municipality", [None, "other", "unknown"])
def test_without_a_municipality_what_everybody_asks_is_offered(municipality: str | None) -> None:
    assert offered(municipality) == [*START_TOPICS]
    assert {real.knowledge().topics[topic].kind for topic in START_TOPICS} == {"general"}


@pytest.mark.parametrize("municipality", [*real.knowledge().municipalities])
def test_services_that_the_municipality_has_somebody_for_come_first(municipality: str) -> None:
    knowledge = real.knowledge()
    found = offered(municipality)
    services = [topic for topic in found if knowledge.topics[topic].kind == "service"]
    assert found == [*services, *START_TOPICS][:MAX_TOPICS]
    entries = {
        one: lookup.entries_for(knowledge, one, municipality, None) for one in START_SERVICES
    }
    named = [one for one in START_SERVICES if entries[one]]
    named = [one for one in named if all(entry.responsible for entry in entries[one])]
    assert services == named[:MAX_SERVICES]
    assert services


def test_a_site_suggests_its_own_topics_in_its_own_order() -> None:
    knowledge = with_site(suggestions=["school", "integration_plan"])
    assert offered("kemi", knowledge) == ["school", "integration_plan"]
    assert offered("tornio", knowledge) == offered("tornio")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sites_greeting_stands_before_the_standard_one_which_is_always_there(
    language: str,
) -> None:
    knowledge = with_site(greeting=GREETING)
    state = State(language=language, municipality="kemi")
    standard = knowledge.messages[language]["greeting"]
    said = opening(state, knowledge)
    assert said["text"] == f"Tervetuloa {language}!\n\n{standard}"
    assert opening(State(language=language), knowledge)["text"] == standard


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("site", [{}, {"greeting": GREETING}])
def test_the_first_message_can_be_told_in_every_language(
    site: dict[str, Any], language: str
) -> None:
    knowledge = with_site(**site)
    first = opening(State(language="ar", municipality="kemi"), knowledge)
    there = opening(State(language=language, municipality="kemi"), knowledge)
    assert retell(first["basis"], first["text"], language, knowledge) == there["text"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("municipality", PLACES)
def test_every_button_of_the_start_leads_to_an_answer_at_once(
    municipality: str, language: str
) -> None:
    """Or to the one question on which the answer depends, and then to the answer."""
    knowledge = real.knowledge()
    state = State(language=language, chosen=True, municipality=municipality or None)
    for topic in topics(start_options(state, knowledge)):
        pressed = Understood(intent=None, choice=f"topic:{topic}")
        reply, after = reply_to(pressed, state, knowledge)
        replies = [reply]
        if reply.answer.status == "clarify":
            assert [option.value for option in reply.options][:2] == [
                "status:jobseeker",
                "status:not_jobseeker",
            ]
            replies = [
                reply_to(Understood(intent=None, choice=choice), after, knowledge)[0]
                for choice in ("status:jobseeker", "status:not_jobseeker")
            ]
        for one in replies:
            assert (one.answer.status, one.answer.topic) == ("answered", topic)
            assert one.language == language
            if topic in START_TOPICS:
                continue
            # Who handles it is named in the first answer, not only after "tell me more".
            named = [party["label"] for party in one.answer.responsible]
            assert any(name in one.text for name in named), (topic, one.text)
