"""However it is typed, the same word becomes the same text."""

from __future__ import annotations

import pytest

from bot.understanding.normalise import clean, fold, is_arabic_script, words


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  two \n lines\t", "two lines"),
        ("a\u200bb\ufeffc", "abc"),
        ("\u202eevil\u202c", "evil"),
        ("\u200fمرحبا\u061c", "مرحبا"),
        ("Järvenpää", "Järvenpää"),
        ("Ja\u0308rvenpa\u0308a\u0308", "Järvenpää"),
        ("ﬁnland", "finland"),
        ("Ｋｅｍｉ", "Kemi"),
        ("", ""),
    ],
)
def test_a_cleaned_text_is_one_line_of_what_can_be_seen(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Järvenpää", "jarvenpaa"),
        ("JÄRVENPÄÄ", "jarvenpaa"),
        ("Järvenpäääässä", "jarvenpaassa"),
        ("Torneå", "tornea"),
        ("Övertorneå", "overtornea"),
        ("helpppppp", "helpp"),
        ("١١٢", "112"),
        ("۱۱۲", "112"),
        ("İstanbul", "istanbul"),
        ("أين", "اين"),
        ("إقامة", "اقامه"),
        ("مُسَاعَدَة", "مساعده"),
        ("مســـاعدة", "مساعده"),
        ("على", "علي"),
        ("کار", "كار"),
        ("سؤال", "سوال"),
        ("", ""),
    ],
)
def test_a_folded_text_has_no_case_no_accents_and_one_form_of_each_letter(
    typed: str, folded: str
) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    "typed", ["Järvenpäääässä", "إقامة", "Missä on Kela?", "ﬁnland", "١١٢", "aaa bbb ççç"]
)
def test_folding_twice_changes_nothing(typed: str) -> None:
    assert fold(fold(typed)) == fold(typed)


def test_folded_text_keeps_words_apart() -> None:
    assert fold("Missä\u00a0on\nKela?") == "missa on kela?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how long, please?", ["how", "long", "please"]),
        ("i'm a stay-at-home mom", ["i'm", "a", "stay-at-home", "mom"]),
        ("don’t know", ["don’t", "know"]),
        ("kela_fi 112!", ["kela", "fi", "112"]),
        ("اين اسكن؟", ["اين", "اسكن"]),
        ("?!…", []),
        ("", []),
    ],
)
def test_words_are_letters_and_digits_with_what_joins_them(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "arabic"),
    [
        ("أين أسكن في Kemi؟", True),
        ("Kemi", False),
        ("kotoutumissuunnitelma في", False),
        ("112", False),
        ("", False),
    ],
)
def test_a_text_is_arabic_where_most_letters_are(text: str, arabic: bool) -> None:
    assert is_arabic_script(text) is arabic
