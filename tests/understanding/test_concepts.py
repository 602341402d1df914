"""Words of the same meaning become the same concept, in every language."""

from __future__ import annotations

import pickle

import pytest

from bot.understanding.concepts import Concepts
from bot.understanding.lexicon import Lexicon
from bot.understanding.normalise import fold, words

CONCEPTS = Concepts(
    {
        "work": ["job", "työ", "arbet*", "عمل"],
        "place": ["*paikka", "office"],
        "language": ["*kieli*"],
        "day_care": ["day care", "daghem", "رعاية الأطفال", "small child* place"],
        "money": ["money", "job"],
    }
)


def find(text: str) -> list[str]:
    return CONCEPTS.find(words(fold(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("työ", ["work"]),
        ("ARBETE", ["work"]),
        ("arbet", ["work"]),
        ("job", ["money", "work"]),
        ("jobs", []),
        ("työpaikka", ["place"]),
        ("paikka", []),
        ("suomenkielinen", ["language"]),
        ("day care", ["day_care"]),
        ("care day", []),
        ("day", []),
        ("small children place", ["day_care"]),
        ("small place children", []),
        ("عمل", ["work"]),
        ("العمل", ["work"]),
        ("والعمل", ["work"]),
        ("للعمل", ["work"]),
        ("رعاية الأطفال", ["day_care"]),
        ("", []),
    ],
)
def test_concepts_are_found_by_word_stem_ending_middle_and_phrase(
    text: str, expected: list[str]
) -> None:
    assert find(text) == expected


def test_concepts_come_in_the_order_of_the_text_and_as_often() -> None:
    assert find("office arbete office") == ["place", "work", "place"]


def test_concepts_survive_pickling() -> None:
    again = pickle.loads(pickle.dumps(CONCEPTS))
    assert again.find(["tyo"]) == ["work"]


@pytest.mark.parametrize(
    "synonyms",
    [
        ["kotoutumissuunnitelma", "integrationsplan", "integration plan", "خطة الاندماج"],
        ["päiväkoti", "daghem", "day care", "روضة"],
        ["verokortti", "skattekort", "tax card", "بطاقة ضريبية"],
        ["lääkäri", "läkare", "doctor", "طبيب"],
        ["oleskelulupa", "uppehållstillstånd", "residence permit", "تصريح إقامة"],
    ],
)
def test_the_real_dictionary_joins_the_languages(lexicon: Lexicon, synonyms: list[str]) -> None:
    found = [set(lexicon.concepts.find(words(fold(word)))) for word in synonyms]
    assert set.intersection(*found)
