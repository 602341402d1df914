"""What the documents say and do not say, held against what is written in knowledge/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.knowledge import lookup
from bot.knowledge.model import Certainty, Entry, Fact, Knowledge

TABLE: dict[str, dict[str, list[list[str]]]] = yaml.safe_load(
    Path(__file__).with_name("responsible.yml").read_text("utf-8")
)
RAISIO = ("raisio", "naantali", "mynamaki", "masku", "rusko")
MERI_LAPPI = ("kemi", "keminmaa", "simo", "tervola", "tornio", "ylitornio")
ALL = ("porvoo", "jarvenpaa", *RAISIO, *MERI_LAPPI)
LANGUAGES = ("fi", "sv", "en", "ar")
COUNTIES = {
    **dict.fromkeys(RAISIO, ("Varsinais-Suomen hyvinvointialue", "Turun työllisyysalue")),
    **dict.fromkeys(MERI_LAPPI, ("Lapin hyvinvointialue", "Meri-Lapin työllisyysalue")),
    "jarvenpaa": ("Keski-Uudenmaan hyvinvointialue", "Keski-Uudenmaan työllisyysalue"),
    "porvoo": ("Itä-Uudenmaan hyvinvointialue", "Porvoon työllisyysalue"),
}


def entries(
    knowledge: Knowledge, service: str | None = None, places: tuple[str, ...] = ALL
) -> list[Entry]:
    return [
        entry
        for entry in knowledge.entries
        if entry.municipality in places and service in (None, entry.service)
    ]


def facts(
    knowledge: Knowledge, service: str | None = None, places: tuple[str, ...] = ALL
) -> list[Fact]:
    return [
        fact
        for fact in knowledge.facts
        if set(places) & set(fact.municipalities) and service in (None, fact.service)
    ]


def texts_of(item: Entry | Fact) -> Iterator[dict[str, str]]:
    for key in ("how", "place", "text"):
        if text := getattr(item, key, None):
            yield text


def names(knowledge: Knowledge, ids: list[str]) -> list[str]:
    return [party.name for party in lookup.parties(knowledge, ids)]


def all_texts(knowledge: Knowledge) -> Iterator[str]:
    """Every text that a client can see."""
    for item in [*knowledge.entries, *knowledge.facts]:
        for texts in texts_of(item):
            yield from texts.values()
    for topic in knowledge.topics.values():
        for page in topic.pages.values():
            yield from (page.title, page.label, *page.sections.values())
        yield from (source.document for source in topic.sources)
    for party in knowledge.parties.values():
        yield from (party.name, *party.labels.values())
    for document in knowledge.documents.values():
        yield from (document.title, *document.labels.values(), *(document.note or {}).values())
    for messages in knowledge.messages.values():
        yield from messages.values()


@pytest.mark.parametrize("municipality", ALL)
@pytest.mark.parametrize("service", TABLE)
def test_the_responsible_party_is_the_one_of_the_document(
    knowledge: Knowledge, service: str, municipality: str
) -> None:
    found = [
        names(
            knowledge,
            [
                party
                for entry in lookup.entries_for(knowledge, service, municipality, status)
                for party in entry.responsible
            ],
        )
        for status in lookup.STATUSES
    ]
    assert found == TABLE[service].get(municipality, [[], []])


@pytest.mark.parametrize("service", TABLE)
def test_only_the_municipalities_of_the_table_have_an_entry(
    knowledge: Knowledge, service: str
) -> None:
    assert {entry.municipality for entry in entries(knowledge, service)} == set(TABLE[service])


def test_there_are_the_thirteen_municipalities(knowledge: Knowledge) -> None:
    assert set(knowledge.municipalities) == set(ALL)


@pytest.mark.parametrize("municipality", ALL)
def test_each_municipality_has_its_county_and_employment_area(
    knowledge: Knowledge, municipality: str
) -> None:
    place = knowledge.municipalities[municipality]
    assert tuple(names(knowledge, [place.county, place.employment_area])) == COUNTIES[municipality]


@pytest.mark.parametrize("places", [("jarvenpaa",), MERI_LAPPI], ids=["jarvenpaa", "meri-lappi"])
@pytest.mark.parametrize("service", ["final_language_test", "integration_training"])
def test_the_final_test_must_be_arranged_in_jarvenpaa_and_meri_lappi(
    knowledge: Knowledge, service: str, places: tuple[str, ...]
) -> None:
    (fact,) = [f for f in facts(knowledge, service, places) if f.aspect == "compulsory"]
    assert set(fact.municipalities) == set(places)
    assert "on järjestettävä" in fact.text["fi"]
    assert "must be arranged" in fact.text["en"]
    assert "ska" in fact.text["sv"]
    assert "يجب" in fact.text["ar"]


@pytest.mark.parametrize("service", ["final_language_test", "integration_training"])
def test_the_training_of_raisio_does_not_require_a_final_test(
    knowledge: Knowledge, service: str
) -> None:
    (fact,) = [f for f in facts(knowledge, service, RAISIO) if f.aspect == "compulsory"]
    assert set(fact.municipalities) == set(RAISIO)
    assert "ei edellytä" in fact.text["fi"]
    assert "does not require" in fact.text["en"]
    assert "förutsätter inte" in fact.text["sv"]
    assert "لا يشترط" in fact.text["ar"]


def test_nothing_is_said_of_a_final_test_in_porvoo(knowledge: Knowledge) -> None:
    assert facts(knowledge, "final_language_test", ("porvoo",)) == []
    assert [f for f in facts(knowledge, None, ("porvoo",)) if f.aspect == "compulsory"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_request_goes_through_virtu_only_in_tornio(knowledge: Knowledge, language: str) -> None:
    found = {
        (item.service, place)
        for item in [*knowledge.entries, *knowledge.facts]
        for place in ([item.municipality] if isinstance(item, Entry) else item.municipalities)
        if any("Virtu" in texts[language] for texts in texts_of(item))
    }
    assert found == {("family_plan", "tornio"), ("multidisciplinary_plan", "tornio")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_family_plan_of_tervola_has_no_request(knowledge: Knowledge, language: str) -> None:
    def asks(place: str) -> bool:
        items = [
            *entries(knowledge, "family_plan", (place,)),
            *facts(knowledge, "family_plan", (place,)),
        ]
        assert items
        said = any("työparipyyntö" in t[language] for item in items for t in texts_of(item))
        named = any("lapin_hva_palveluohjaus" in getattr(item, "partners", []) for item in items)
        assert said == named
        return said

    assert [place for place in MERI_LAPPI if not asks(place)] == ["tervola"]


def test_kivalo_opisto_is_not_named_for_tornio_or_ylitornio(knowledge: Knowledge) -> None:
    found = {
        entry.municipality
        for entry in knowledge.entries
        if "Kivalo" in str(names(knowledge, entry.partners)) + str(list(texts_of(entry)))
    }
    assert found == {"kemi", "keminmaa", "simo", "tervola"}
    assert not any("Kivalo" in str(fact.text) for fact in knowledge.facts)


@pytest.mark.parametrize(
    ("municipality", "provider"),
    [
        *((place, "Raisio-opisto") for place in RAISIO),
        ("tornio", "Tornion Kansalaisopisto"),
        ("ylitornio", "Meän Opisto"),
        ("kemi", "Pohjantähtiopisto"),
    ],
)
def test_those_outside_working_life_have_the_provider_of_their_own_area(
    knowledge: Knowledge, municipality: str, provider: str
) -> None:
    (entry,) = lookup.entries_for(knowledge, "integration_training", municipality, "not_jobseeker")
    assert provider in names(knowledge, entry.partners)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_of_ylitornio_outside_working_life_names_no_maker(
    knowledge: Knowledge, language: str
) -> None:
    (entry,) = lookup.entries_for(knowledge, "integration_plan", "ylitornio", "not_jobseeker")
    assert entry.responsible == []
    assert entry.how is not None
    said = {"fi": "ei nimeä", "sv": "nämns inte", "en": "does not name", "ar": "لا يذكر"}
    assert said[language] in entry.how[language]


@pytest.mark.parametrize("municipality", RAISIO)
def test_jobseekers_of_the_raisio_area_belong_mainly_to_turku(
    knowledge: Knowledge, municipality: str
) -> None:
    found = [e for e in entries(knowledge, None, (municipality,)) if e.group == "jobseeker"]
    assert len({entry.service for entry in found}) >= 7
    for entry in found:
        assert names(knowledge, entry.responsible) == ["Turun työllisyysalue"]
        assert entry.certainty is Certainty.MAINLY


def test_only_the_joint_assessment_of_meri_lappi_names_social_assistance(
    knowledge: Knowledge,
) -> None:
    found = {
        fact.document
        for fact in facts(knowledge, "multidisciplinary_assessment")
        if "toimeentulotu" in fact.text["fi"] or fact.group == "social_assistance"
    }
    assert found == {"meri-lappi"}


def test_porvoo_knows_only_who_gives_integration_training(knowledge: Knowledge) -> None:
    (entry,) = entries(knowledge, None, ("porvoo",))
    assert (entry.service, entry.arrangement) == ("integration_training", "own")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_jarvenpaa_is_called_approved(knowledge: Knowledge, language: str) -> None:
    approved = {"fi": "hyväksy", "en": "approv", "sv": "godkän", "ar": "عتم"}[language]
    open_words = {
        "fi": ("ei kerro", "ehdot", "ei ole päätöstä"),
        "en": ("does not tell", "propos", "no decision"),
        "sv": ("framgår inte", "säger inte", "berättar inte", "förslag", "inget beslut"),
        "ar": ("لا تبين", "لا تذكر", "اقتراح", "مقترح", "دون قرار", "لا يوجد قرار"),
    }[language]
    document = knowledge.documents["jarvenpaa-2024"]
    assert document.standing == "material"
    assert document.note is not None
    texts = [document.note[language], document.labels[language]]
    texts += [
        t[language]
        for item in [*entries(knowledge, None, ("jarvenpaa",)), *facts(knowledge, None, ALL)]
        if item.document == "jarvenpaa-2024"
        for t in texts_of(item)
    ]
    said = [text for text in texts if approved in text.lower()]
    assert said
    assert [text for text in said if not any(word in text for word in open_words)] == []


def test_the_proposal_at_the_end_of_porvoos_item_is_no_decision(knowledge: Knowledge) -> None:
    (fact,) = [f for f in knowledge.facts if f.document == "porvoo-2026" and f.id == "proposal"]
    assert "ehdotetaan" in fact.text["fi"]
    assert "ei ole sen päätöstä" in fact.text["fi"]


def test_an_official_makes_the_assessment_even_where_lappia_may_be_bought_from(
    knowledge: Knowledge,
) -> None:
    said = [f for f in facts(knowledge, "needs_assessment") if "Lappia" in f.text["fi"]]
    assert [fact.id for fact in said] == ["lappia_contract"]
    assert "viranhaltija" in said[0].text["fi"]
    for entry in entries(knowledge, "needs_assessment"):
        assert "Lappia" not in str(names(knowledge, entry.responsible + entry.partners))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_advice_of_kemi_has_its_limits(knowledge: Knowledge, language: str) -> None:
    (entry,) = entries(knowledge, "general_guidance", ("kemi",))
    assert entry.how is not None
    words = {
        "fi": ("muissa kuin viranomaisten", "vain, jos"),
        "sv": ("andra ärenden än", "bara om"),
        "en": ("do not belong to the authorities", "only if"),
        "ar": ("ليست من اختصاص السلطات", "فقط إذا"),
    }
    for word in (*words[language], "Pointti", "2024–2027"):
        assert word in entry.how[language]


def test_both_spellings_of_mikseri_are_told(knowledge: Knowledge) -> None:
    label = knowledge.parties["mikseri"].labels["fi"]
    assert "Monikulttuurisuuskeskus Mikseri" in label
    assert "Monikulttuurikeskus Mikseri" in label


def test_contact_persons_of_the_municipalities_are_no_customer_service(
    knowledge: Knowledge,
) -> None:
    contacts = {
        "raisio": "raisio_immigration_coordinator",
        "naantali": "naantali_employment_manager",
        "rusko": "rusko_administration_finance_director",
        "mynamaki": "mynamaki_wellbeing_manager",
        "masku": "masku_wellbeing_director",
    }
    found = {
        (entry.service, entry.municipality, party)
        for entry in knowledge.entries
        for party in (*entry.responsible, *entry.partners)
        if party in contacts.values()
    }
    assert found == {("cooperation_bodies", place, party) for place, party in contacts.items()}
    assert not any(set(entry.responsible) & set(contacts.values()) for entry in knowledge.entries)


def test_the_three_years_have_their_exception_for_victims_of_trafficking(
    knowledge: Knowledge,
) -> None:
    found = [
        fact
        for fact in facts(knowledge, "needs_assessment", MERI_LAPPI)
        if fact.group == "trafficking_victim" and "rajasta voidaan poiketa" in fact.text["fi"]
    ]
    assert len(found) == 1


@pytest.mark.parametrize("places", [("jarvenpaa",), MERI_LAPPI], ids=["jarvenpaa", "meri-lappi"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_lasts_two_years_at_most(
    knowledge: Knowledge, places: tuple[str, ...], language: str
) -> None:
    said = [
        fact.text[language]
        for fact in facts(knowledge, "integration_plan", places)
        if fact.id == "max_two_years"
    ]
    assert len(said) == 1
    assert "2" in said[0]


def test_a_plan_is_checked_at_least_every_six_months(knowledge: Knowledge) -> None:
    (fact,) = [
        f
        for f in facts(knowledge, "integration_plan", MERI_LAPPI)
        if f.aspect == "how_often" and "6" in f.text["fi"]
    ]
    assert all("6" in text for text in fact.text.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_guided_within_a_month_is_not_begun_within_a_month(
    knowledge: Knowledge, language: str
) -> None:
    said = {
        "fi": "ei koulutuksen alkua",
        "sv": "inte utbildningens start",
        "en": "not the start of training",
        "ar": "ليست لبداية التدريب",
    }
    (fact,) = [f for f in facts(knowledge, "integration_plan") if f.id == "guided_in_a_month"]
    assert said[language] in fact.text[language]


@pytest.mark.parametrize("service", ["integration_plan", "multidisciplinary_plan"])
def test_missing_the_services_only_may_affect_benefits(knowledge: Knowledge, service: str) -> None:
    (fact,) = [f for f in facts(knowledge, service) if f.id == "effect_on_benefits"]
    assert fact.certainty is Certainty.MAY


def test_the_only_street_address_is_that_of_raisio(knowledge: Knowledge) -> None:
    found = {
        match
        for text in all_texts(knowledge)
        for match in re.findall(r"\b\w+(?:katu|tie|kuja|polku|gatan|vägen|street) \d+", text)
    }
    assert found == {"Martinkatu 8"}


def test_no_text_holds_an_email_address(knowledge: Knowledge) -> None:
    assert [
        text for text in all_texts(knowledge) if re.search(r"@\w", text) or "(at)" in text
    ] == []


def test_no_text_holds_a_phone_number_that_is_not_approved(knowledge: Knowledge) -> None:
    found = set()
    for text in all_texts(knowledge):
        for number in ("112", "116117", "080 005 005", "09 2525 0111"):
            text = text.replace(number, "")
        found |= {m.strip() for m in re.findall(r"\d[\d\s-]{3,}\d", text)}
    # the years of the documents are the only long numbers left
    assert {n for n in found if not re.fullmatch(r"(19|20)\d\d", n)} == set()


def test_every_source_says_where_it_is_written(knowledge: Knowledge) -> None:
    for item in [*knowledge.entries, *knowledge.facts]:
        document = knowledge.documents[item.document]
        assert 1 <= item.lines.first <= item.lines.last <= document.lines
        assert document.sections[item.section]


def test_a_general_topic_names_its_authority(knowledge: Knowledge) -> None:
    authorities = {
        "residence_permit": "Maahanmuuttovirasto (Migri)",
        "citizenship": "Maahanmuuttovirasto (Migri)",
        "asylum": "Maahanmuuttovirasto (Migri)",
        "kela": "Kela",
        "tax_card": "Verohallinto",
        "address": "Digi- ja väestötietovirasto",
        "health": "Oma hyvinvointialue",
        "social_assistance": "Kela",
        "degree_recognition": "Opetushallitus",
    }
    for topic, name in authorities.items():
        assert name in names(knowledge, knowledge.topics[topic].authorities), topic
