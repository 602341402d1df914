"""The language of a chat message, told by profiles built from the real example questions."""

from __future__ import annotations

import json

import pytest

from bot.languages.identify import LanguageIdentifier, build
from bot.settings import ROOT
from bot.understanding.evaluate import read_held_out

OURS = ("fi", "sv", "en", "ar")


def language(identifier: LanguageIdentifier, text: str, names: tuple[str, ...] = ()) -> str | None:
    found = identifier.identify(text, names)
    return found.language if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kuka tekee kotoutumissuunnitelman?", "fi"),
        ("mista saan verokortin", "fi"),
        ("moi tarviin laakarin", "fi"),
        ("MISSÄ ON KELA?", "fi"),
        ("Vem gör integrationsplanen?", "sv"),
        ("hur far jag ett skattekort", "sv"),
        ("jag behöver en läkare", "sv"),
        ("Who makes the integration plan?", "en"),
        ("i need doctor pls", "en"),
        ("WHERE IS KELA?", "en"),
        ("من يعد خطة الاندماج؟", "ar"),
        ("وين القى دكتور", "ar"),
        ("أين أحصل على verokortti؟", "ar"),
        ("كيف أعمل kotoutumissuunnitelma في Tornio", "ar"),
    ],
)
def test_our_languages_are_known_as_people_type_them(
    identifier: LanguageIdentifier, text: str, expected: str
) -> None:
    assert language(identifier, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Где я могу получить вид на жительство?", "ru"),
        ("Де я можу отримати посвідку на проживання?", "uk"),
        ("Waxaan rabaa inaan helo shaqo iyo guri", "so"),
        ("Kus ma saan elamisluba taotleda?", "et"),
        ("Oturma izni için nereye başvurmalıyım?", "tr"),
        ("¿Dónde puedo solicitar el permiso de residencia?", "es"),
        ("Tôi muốn xin giấy phép cư trú ở đâu?", "vi"),
        ("کجا می‌توانم اجازه اقامت بگیرم؟", "fa"),
    ],
)
def test_a_language_that_the_chat_does_not_speak_is_not_taken_for_one_of_ours(
    identifier: LanguageIdentifier, text: str, expected: str
) -> None:
    assert language(identifier, text) == expected


@pytest.mark.parametrize("text", ["", "   ", "112", "?!", "👍🎉", "12.3.2026"])
def test_what_has_no_words_has_no_language(identifier: LanguageIdentifier, text: str) -> None:
    assert identifier.identify(text) is None


def test_names_say_nothing_of_the_language(identifier: LanguageIdentifier) -> None:
    assert identifier.identify("Kemi?", ["kemi"]) is None
    assert language(identifier, "Torniossa, where is Kela", ("torniossa", "kela")) == "en"


@pytest.mark.parametrize("text", ["Kuka tekee suunnitelman?", "who makes it", "وين القى دكتور"])
def test_the_same_text_always_has_the_same_language(
    identifier: LanguageIdentifier, text: str
) -> None:
    assert len({identifier.identify(text) for _ in range(5)}) == 1


def test_a_long_text_has_a_language_too(identifier: LanguageIdentifier) -> None:
    assert language(identifier, "Kuka tekee kotoutumissuunnitelman? " * 60) == "fi"


def test_confidence_is_a_share(identifier: LanguageIdentifier) -> None:
    found = identifier.identify("Kuka tekee kotoutumissuunnitelman Kemissä?")
    assert found is not None
    assert 0.9 <= found.confidence <= 1.0


@pytest.mark.parametrize("code", OURS)
def test_held_out_sentences_are_known(identifier: LanguageIdentifier, code: str) -> None:
    texts = [held.text for held in read_held_out(ROOT / "tests/nlu") if held.language == code]
    right = [text for text in texts if language(identifier, text) == code]
    assert len(right) / len(texts) >= 0.97


def test_profiles_are_plain_data_for_our_languages_and_others(
    examples: dict[str, list[str]],
) -> None:
    few = {code: texts[:5] for code, texts in examples.items()}
    profiles, vocabulary = build(few)
    assert set(vocabulary) == set(OURS)
    assert {"fi", "sv", "en", "ar", "ru", "so", "et"} <= set(profiles)
    assert json.loads(json.dumps([profiles, vocabulary])) == [profiles, vocabulary]


def test_a_language_without_a_shipped_profile_lives_on_its_examples() -> None:
    profiles, vocabulary = build({"xx": ["qqq www zzz", "zzz qqq"], "en": ["who is it"]})
    identifier = LanguageIdentifier(profiles, vocabulary)
    assert "xx" in identifier.profiles
    assert language(identifier, "zzz qqq www") == "xx"
