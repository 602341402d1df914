"""Answers are put together from approved texts, of one area only, as sure as their source."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest
import yaml
from support import real
from support.talk import LANGUAGES, Talk, check
from support.talk import MAX_WORDS as MAX_LENGTH

from bot.dialogue.cite import party_name
from bot.dialogue.compose import MAX_WORDS, Composed
from bot.dialogue.decide import answer_topic, compose, tell_more
from bot.dialogue.turn import Answer, Reply, State
from bot.knowledge import lookup
from bot.knowledge.certainty import keeps_certainty
from bot.knowledge.model import Aspect, Certainty, Knowledge, Party
from bot.languages.messages import Messages
from bot.settings import ROOT
from bot.understanding.lexicon import Lexicon
from bot.understanding.normalise import fold

PLAN = "integration_plan"
AREAS = {
    "porvoo": {"porvoo"},
    "keski-uusimaa": {"jarvenpaa"},
    "raisio": {"raisio", "naantali", "mynamaki", "masku", "rusko"},
    "meri-lappi": {"kemi", "keminmaa", "simo", "tervola", "tornio", "ylitornio"},
}


def foreign_names(knowledge: Knowledge, area: str) -> set[str]:
    """The official names of parties that belong to other areas only."""
    ours: set[str] = set()
    theirs: set[str] = set()
    for other in AREAS:
        path = ROOT / f"knowledge/parties/{other}.yml"
        into = ours if other == area else theirs
        into |= {party["name"] for party in yaml.safe_load(path.read_text("utf-8")).values()}
    for ident, place in knowledge.municipalities.items():
        into = ours if ident in AREAS[area] else theirs
        into |= {knowledge.parties[party].name for party in (place.county, place.employment_area)}
    return theirs - ours


@cache
def answers(language: str, area: str) -> list[tuple[str, Reply]]:
    """Every answer on a service in an area, with all that "tell me more" adds, and its place."""
    knowledge = real.knowledge()
    services = [topic.id for topic in knowledge.topics.values() if topic.kind == "service"]
    aspects = (None, Aspect.WHO, Aspect.HOW, Aspect.COMPULSORY, Aspect.OWN_CASE)
    found = []
    for place, service, status, aspect in product(
        sorted(AREAS[area]), services, (*lookup.STATUSES, "unknown"), aspects
    ):
        state = State(language=language, municipality=place, status=status)
        reply, state = answer_topic(service, aspect, state, knowledge)
        found.append((place, reply))
        told = 1
        while aspect is None and "action:more" in [option.value for option in reply.options]:
            reply, state = tell_more(state, knowledge)
            found.append((place, reply))
            told += 1
            assert told < 30
        check(reply, state, knowledge)
    return found


# --- all answers there are


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_no_answer_names_a_party_or_a_place_of_another_area(
    knowledge: Knowledge, lexicon: Lexicon, area: str, language: str
) -> None:
    foreign = foreign_names(knowledge, area)
    elsewhere = set(knowledge.municipalities) - AREAS[area]
    seen: set[str] = set()
    for place, reply in answers(language, area):
        named = (*reply.answer.responsible, *reply.answer.partners)
        assert not {party["name"] for party in named} & foreign
        assert reply.answer.municipality == place
        seen |= set(reply.text.split("\n\n"))
    assert len(seen) > 50
    for text in seen:
        found = {place.id for place in lexicon.municipalities.find(fold(text))}
        assert not found & elsewhere, text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_hardly_an_answer_is_longer_than_a_hundred_words(area: str, language: str) -> None:
    lengths = [len(reply.text.split()) for _, reply in answers(language, area)]
    assert max(lengths) <= MAX_LENGTH
    assert sum(length > 110 for length in lengths) / len(lengths) < 0.04
    assert sum(lengths) / len(lengths) < 85


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_no_general_answer_names_the_county_of_another_area(
    knowledge: Knowledge, area: str, language: str
) -> None:
    foreign = foreign_names(knowledge, area)
    own = {knowledge.parties[knowledge.municipalities[p].county].name for p in AREAS[area]}
    named: set[str] = set()
    for place in AREAS[area]:
        for topic in (t for t in knowledge.topics.values() if t.kind == "general"):
            state = State(language=language, municipality=place)
            reply, _ = answer_topic(topic.id, None, state, knowledge)
            named |= {party["name"] for party in reply.answer.responsible}
    assert not named & foreign
    assert own <= named


# --- names


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fi", "pakolaisohjaaja, Tervolan kunta"),
        ("sv", "flyktinghandledare, Tervola kommun (Tervolan kunnan pakolaisohjaaja)"),
        ("en", "refugee counsellor, municipality of Tervola (Tervolan kunnan pakolaisohjaaja)"),
        ("ar", "مرشد اللاجئين، بلدية تيرفولا (Tervolan kunnan pakolaisohjaaja)"),
    ],
)
def test_the_official_name_stands_beside_the_label(
    knowledge: Knowledge, language: str, expected: str
) -> None:
    assert party_name(knowledge.parties["tervola_pakolaisohjaaja"], language) == expected
    talk = Talk(knowledge, language)
    assert expected in talk.asks("family_plan", "who", places=["tervola"]).text


def test_a_label_that_holds_the_official_name_is_enough() -> None:
    party = Party(id="kela", name="Kela", labels={"en": "Kela, the insurer", "sv": "FPA"})
    assert party_name(party, "en") == "Kela, the insurer"
    assert party_name(party, "sv") == "FPA (Kela)"
    assert party_name(party, "xx") == "Kela"


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_every_answer_in_another_language_tells_the_finnish_names(
    knowledge: Knowledge, language: str
) -> None:
    for entry in knowledge.entries:
        status = entry.group if entry.group in lookup.STATUSES else "unknown"
        state = State(language=language, municipality=entry.municipality, status=status)
        reply, _ = answer_topic(entry.service, "who", state, knowledge)
        for party in lookup.parties(knowledge, entry.responsible):
            assert party.name.lower() in reply.text.lower()


# --- certainty


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("certainty", Certainty)
def test_who_handles_it_is_said_as_surely_as_the_source_does(
    knowledge: Knowledge, certainty: Certainty, language: str
) -> None:
    text = knowledge.messages[language][f"who_{certainty.value}"]
    assert keeps_certainty(text, certainty, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_entry_is_told_with_the_words_of_its_certainty(
    knowledge: Knowledge, language: str
) -> None:
    for entry in knowledge.entries:
        state = State(
            language=language,
            municipality=entry.municipality,
            status=entry.group if entry.group in lookup.STATUSES else "unknown",
        )
        reply, _ = answer_topic(entry.service, "who", state, knowledge)
        lead = knowledge.messages[language][f"who_{entry.certainty.value}"].split("{")[0]
        assert not entry.responsible or lead in reply.text
        assert reply.answer.certainty == entry.certainty.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_limits_of_the_advice_in_kemi_come_with_its_names(
    knowledge: Knowledge, language: str
) -> None:
    talk = Talk(knowledge, language)
    reply = talk.asks("general_guidance", "who", places=["kemi"])
    (entry,) = lookup.entries_for(knowledge, "general_guidance", "kemi", None)
    assert entry.how is not None
    assert entry.how[language] in reply.text


# --- sources


@pytest.mark.parametrize(
    ("topic", "place", "line"),
    [
        (
            "integration_training",
            "porvoo",
            "Source: Porvoo, elinvoimalautakunta 3 February 2026 § 12: cooperation model for "
            "integration training, Kotoutumiskoulutusten yhteistoimintamalli (3.2.2026).",
        ),
        (
            PLAN,
            "jarvenpaa",
            "Source: Material for Järvenpää's wellbeing board (hyvinvointilautakunta), "
            "23 October 2024, KOTOUTUMISSUUNNITELMA (23.10.2024).",
        ),
        (
            "family_plan",
            "kemi",
            "Source: Integration programme of Meri-Lappi (Meri-Lapin kotoutumisohjelma), "
            "Perheen kotoutumissuunnitelma (no date).",
        ),
    ],
)
def test_an_answer_names_document_section_and_date(
    knowledge: Knowledge, topic: str, place: str, line: str
) -> None:
    reply = Talk(knowledge).asks(topic, "who", places=[place])
    assert line in reply.text.split("\n\n")


def test_the_sources_are_data_too(knowledge: Knowledge) -> None:
    answer = Talk(knowledge).asks("family_plan", "who", places=["kemi"]).answer
    assert answer.sources[0] == {
        "document": "Meri-Lapin kotoutumisohjelma",
        "section": "Perheen kotoutumissuunnitelma",
        "date": None,
        "url": None,
        "lines": "561–569",
    }
    assert answer.reviewed == "2026-11-22"


def test_a_general_answer_names_its_law_or_authority_with_the_date_of_review(
    knowledge: Knowledge,
) -> None:
    reply = Talk(knowledge).asks("kela")
    topic = knowledge.topics["kela"]
    named = "; ".join(source.document for source in topic.sources)
    assert reply.text.endswith(f"Source: {named}. Checked 22.11.2026.")
    assert [source["url"] for source in reply.answer.sources] == [s.url for s in topic.sources]


def test_a_document_without_a_decision_says_so_in_the_end(knowledge: Knowledge) -> None:
    state = State(language="en", municipality="jarvenpaa", status="unknown", topic=PLAN)
    composed = compose(knowledge.topics[PLAN], state, Messages("en", knowledge.messages), knowledge)
    assert "does not tell whether the proposals were approved" in composed.parts[-1]


# --- what was asked comes first


def first_part(talk: Talk, topic: str, aspect: str | None, **told: object) -> str:
    return talk.asks(topic, aspect, **told).text.split("\n\n")[0]


def test_what_was_asked_of_a_service_comes_first(knowledge: Knowledge) -> None:
    talk = Talk(knowledge, municipality="kemi", status="jobseeker")
    page = knowledge.topics[PLAN].pages["en"]
    assert first_part(talk, PLAN, None) == page.sections["what"]
    assert first_part(talk, PLAN, "who").startswith("Who handles this: experts")
    assert "2 years" in first_part(talk, PLAN, "how_long")
    assert "6 months" in first_part(talk, PLAN, "how_often")
    assert first_part(talk, PLAN, "cost") == talk.say("unknown_cost")
    assert first_part(talk, "final_language_test", "compulsory").startswith("The final test")


def test_where_is_told_only_where_the_document_gives_a_place(knowledge: Knowledge) -> None:
    raisio = Talk(knowledge, municipality="raisio", status="not_jobseeker")
    assert "Martinkatu 8" in raisio.asks("programme_guidance", "where").text
    kemi = Talk(knowledge, municipality="kemi", status="jobseeker")
    assert kemi.say("unknown_where") in kemi.asks(PLAN, "where").text


def test_what_was_asked_of_a_general_topic_comes_first(knowledge: Knowledge) -> None:
    talk = Talk(knowledge)
    sections = knowledge.topics["kela"].pages["en"].sections
    assert first_part(talk, "kela", None) == sections["what"]
    assert first_part(talk, "kela", "how") == sections["how"]
    assert first_part(talk, "kela", "who") == sections["who"]
    assert first_part(talk, "kela", "where") == sections["how"]
    assert first_part(talk, "kela", "cost") == talk.say("unknown_cost")


def test_the_finnish_name_of_the_service_is_given_to_say_at_the_door(knowledge: Knowledge) -> None:
    talk = Talk(knowledge, "ar", municipality="kemi", status="jobseeker")
    assert "Kotoutumissuunnitelma" in talk.asks(PLAN, "who").text


# --- cutting


def composed(*sizes: int) -> Composed:
    parts = tuple(" ".join([f"p{n}"] * size) for n, size in enumerate(sizes))
    return Composed(parts, (), Answer("answered"))


@pytest.mark.parametrize(
    ("sizes", "start", "taken", "then"),
    [
        ((10, 10, 10), 0, 3, 3),
        ((70, 5, 1), 0, 2, 2),
        ((70, 6), 0, 1, 1),
        ((200, 1), 0, 1, 1),
        ((200, 1), 1, 1, 2),
        ((10,), 1, 0, 1),
        ((), 0, 0, 0),
    ],
)
def test_as_many_parts_are_told_as_fit_but_at_least_one(
    sizes: tuple[int, ...], start: int, taken: int, then: int
) -> None:
    parts, following = composed(*sizes).cut(start)
    assert (len(parts), following) == (taken, then)
    assert len(parts) == 1 or sum(len(part.split()) for part in parts) <= MAX_WORDS
