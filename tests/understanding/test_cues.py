"""Client groups, aspects and danger, by the editors' own words."""

from __future__ import annotations

import pytest

from bot.knowledge.model import Knowledge
from bot.understanding.cues import Cues
from bot.understanding.lexicon import DANGERS, Lexicon
from bot.understanding.normalise import fold

LANGUAGES = ("fi", "sv", "en", "ar")


def test_cues_are_found_in_the_order_of_precedence() -> None:
    cues = Cues({"b": ["two"], "a": ["one", "( two | three )"]}, ["a", "b", "c"])
    assert cues.find("two") == ["a", "b"]
    assert cues.find("three") == ["a"]
    assert cues.find("four") == []


@pytest.mark.parametrize(
    ("language", "text", "group"),
    [
        ("fi", "Olen työnhakija", "jobseeker"),
        ("fi", "En ole työnhakija", "not_jobseeker"),
        ("fi", "Olen kiintiöpakolainen", "quota_refugee"),
        ("fi", "Saan kotihoidon tukea", "home_care_allowance"),
        ("sv", "Jag är arbetssökande", "jobseeker"),
        ("sv", "Jag är inte arbetssökande", "not_jobseeker"),
        ("sv", "Jag är kvotflykting", "quota_refugee"),
        ("en", "I am a jobseeker", "jobseeker"),
        ("en", "I am not a jobseeker", "not_jobseeker"),
        ("en", "I'm not registered as a jobseeker", "not_jobseeker"),
        ("en", "I am a quota refugee", "quota_refugee"),
        ("ar", "أنا باحث عن عمل", "jobseeker"),
        ("ar", "أنا لست باحثا عن عمل", "not_jobseeker"),
    ],
)
def test_a_group_is_told_in_every_language(
    lexicon: Lexicon, language: str, text: str, group: str
) -> None:
    assert group in lexicon.find_groups(fold(text), language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "En ole työnhakija"),
        ("sv", "Jag är inte arbetssökande"),
        ("en", "I am not a jobseeker"),
        ("ar", "أنا لست باحثا عن عمل"),
    ],
)
def test_who_is_not_a_jobseeker_is_not_one_too(lexicon: Lexicon, language: str, text: str) -> None:
    for known in (language, None):
        assert "jobseeker" not in lexicon.find_groups(fold(text), known)


@pytest.mark.parametrize(
    ("language", "text", "aspect"),
    [
        ("fi", "Kuka tekee suunnitelman?", "who"),
        ("fi", "Kuinka kauan se kestää?", "how_long"),
        ("fi", "Kuinka usein se tarkistetaan?", "how_often"),
        ("fi", "Onko se pakollinen?", "compulsory"),
        ("fi", "Paljonko se maksaa?", "cost"),
        ("sv", "Vem gör planen?", "who"),
        ("sv", "Hur länge gäller den?", "how_long"),
        ("sv", "Var är kontoret?", "where"),
        ("sv", "Vad kostar kursen?", "cost"),
        ("en", "Who makes the plan?", "who"),
        ("en", "how long does it take", "how_long"),
        ("en", "Where is the office?", "where"),
        ("en", "Is it compulsory?", "compulsory"),
        ("en", "How do I apply?", "how"),
        ("ar", "من يعد الخطة؟", "who"),
        ("ar", "كم تستغرق؟", "how_long"),
        ("ar", "أين المكتب؟", "where"),
        ("ar", "هل هو إلزامي؟", "compulsory"),
    ],
)
def test_an_aspect_is_found_in_every_language(
    lexicon: Lexicon, language: str, text: str, aspect: str
) -> None:
    assert lexicon.find_aspect(fold(text), language) == aspect


@pytest.mark.parametrize("text", ["Kotoutumissuunnitelma", "verokortti", "Kemi", ""])
def test_a_mere_word_has_no_aspect(lexicon: Lexicon, text: str) -> None:
    assert lexicon.find_aspect(fold(text), "fi") is None


def test_the_word_list_of_another_language_is_not_used(lexicon: Lexicon) -> None:
    assert lexicon.find_aspect("who makes it", "fi") is None
    assert lexicon.find_aspect("who makes it", None) == "who"
    assert lexicon.find_aspect("who makes it", "ru") == "who"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mieheni lyö minua", "violence"),
        ("min man slår mig", "violence"),
        ("my husband hits me", "violence"),
        ("زوجي يضربني", "violence"),
        ("haluan tappaa itseni", "suicide"),
        ("jag vill dö", "suicide"),
        ("i want to kill myself", "suicide"),
        ("أريد أن أقتل نفسي", "suicide"),
        ("talo palaa", "fire"),
        ("det brinner hos oss", "fire"),
        ("my house is on fire", "fire"),
        ("حريق في بيتي", "fire"),
    ],
)
def test_danger_is_found_whatever_the_language(lexicon: Lexicon, text: str, kind: str) -> None:
    assert lexicon.danger.find(fold(text))[:1] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Kuka tekee kotoutumissuunnitelman Kemissä?",
        "Hur får jag en dagvårdsplats?",
        "Where do I get a tax card?",
        "كيف أحصل على رقم شخصي؟",
        "Työpaikkani paloi loppuun",
    ],
)
def test_an_ordinary_question_is_no_danger(lexicon: Lexicon, text: str) -> None:
    assert lexicon.danger.find(fold(text)) == []


@pytest.mark.parametrize("kind", DANGERS)
def test_each_danger_has_its_message_in_every_language(knowledge: Knowledge, kind: str) -> None:
    for language in LANGUAGES:
        assert knowledge.messages[language][f"crisis_{kind}"]
