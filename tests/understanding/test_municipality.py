"""Names of municipalities, in every form in which people write them, and nothing else."""

from __future__ import annotations

import pytest

from bot.understanding.lexicon import Lexicon
from bot.understanding.municipality import OTHER, Found, MunicipalityFinder
from bot.understanding.normalise import fold

FINNISH = {
    "porvoo": "Porvoo Porvoon Porvoossa Porvoosta Porvooseen Porvoolla",
    "jarvenpaa": "Järvenpää Järvenpään Järvenpäässä Järvenpäästä Järvenpäähän jarvenpaassa",
    "raisio": "Raisio Raision Raisiossa Raisiosta Raisioon raisios",
    "naantali": "Naantali Naantalin Naantalissa Naantalista Naantaliin",
    "mynamaki": "Mynämäki Mynämäen Mynämäellä Mynämäeltä Mynämäelle Mynämäkeen mynamaella",
    "masku": "Masku Maskun Maskussa Maskusta Maskuun",
    "rusko": "Rusko Ruskon Ruskolla Ruskolta Ruskolle",
    "kemi": "Kemi Kemin Kemissä Kemistä Kemiin kemis",
    "keminmaa": "Keminmaa Keminmaan Keminmaassa Keminmaasta Keminmaahan",
    "simo": "Simo Simossa Simosta Simoon",
    "tervola": "Tervola Tervolan Tervolassa Tervolasta Tervolaan",
    "tornio": "Tornio Tornion Torniossa Torniosta Tornioon tornios",
    "ylitornio": "Ylitornio Ylitornion Ylitorniolla Ylitorniolta Ylitorniolle",
}
SWEDISH = {
    "porvoo": "Borgå Borgås borga",
    "jarvenpaa": "Träskända traskanda",
    "raisio": "Reso Resos",
    "naantali": "Nådendal nadendal Nådendals",
    "mynamaki": "Virmo",
    "masku": "Masko",
    "tornio": "Torneå tornea Torneås",
    "ylitornio": "Övertorneå overtornea",
}
ARABIC = {
    "porvoo": "بورفو في_بورفو ببورفو",
    "jarvenpaa": "يارفنبا بيارفنبا",
    "raisio": "رايسيو برايسيو لرايسيو ورايسيو",
    "naantali": "نانتالي بنانتالي",
    "mynamaki": "مينامكي",
    "masku": "ماسكو بماسكو",
    "rusko": "روسكو بروسكو",
    "kemi": "كيمي بكيمي لكيمي وكيمي",
    "keminmaa": "كيمينما بكيمينما",
    "simo": "سيمو بسيمو",
    "tervola": "تيرفولا بتيرفولا",
    "tornio": "تورنيو بتورنيو وبتورنيو",
    "ylitornio": "يليتورنيو بيليتورنيو",
}
FORMS = [
    (form.replace("_", " "), place)
    for table in (FINNISH, SWEDISH, ARABIC)
    for place, forms in table.items()
    for form in forms.split()
]


def ids(lexicon: Lexicon, text: str) -> list[str]:
    return [found.id for found in lexicon.municipalities.find(fold(text))]


@pytest.mark.parametrize(("form", "place"), FORMS)
def test_every_form_of_a_name_is_found(lexicon: Lexicon, form: str, place: str) -> None:
    assert ids(lexicon, form) == [place]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asun Ylitorniolla", ["ylitornio"]),
        ("Asun Keminmaassa", ["keminmaa"]),
        ("Muutin Torniosta Ylitorniolle", ["tornio", "ylitornio"]),
        ("Kemi vai Keminmaa?", ["kemi", "keminmaa"]),
        ("Jag bor i Övertorneå, inte i Torneå", ["ylitornio", "tornio"]),
        ("Kemi-Tornio", ["kemi", "tornio"]),
        ("Yli-Tornio", ["ylitornio"]),
        ("Kemin maa", ["keminmaa"]),
        ("I live in Raisio.", ["raisio"]),
        ("KEMISSÄ!", ["kemi"]),
        ("Raision kaupunki", ["raisio"]),
        ("Simon kunta", ["simo"]),
        ("Simon kunnassa", ["simo"]),
        ("Raisio's office", ["raisio"]),
        ("(Tornio)", ["tornio"]),
    ],
)
def test_the_longest_name_wins(lexicon: Lexicon, text: str, expected: list[str]) -> None:
    assert ids(lexicon, text) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kemijärvi", "Kemijärvi"),
        ("Kemijärvellä", "Kemijärvi"),
        ("Asun Oulussa", "Oulu"),
        ("Helsingissä", "Helsinki"),
        ("Helsingfors", "Helsinki"),
        ("i Åbo", "Turku"),
        ("Turussa", "Turku"),
        ("Rovaniemellä", "Rovaniemi"),
        ("Tampereella", "Tampere"),
        ("Espoossa", "Espoo"),
        ("في هلسنكي", "Helsinki"),
        ("في توركو", "Turku"),
        ("Haaparannalla", "Haaparanta"),
    ],
)
def test_another_municipality_is_known_as_such_and_by_its_name(
    lexicon: Lexicon, text: str, name: str
) -> None:
    (found,) = lexicon.municipalities.find(fold(text))
    assert (found.id, found.name) == (OTHER, name)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Jarvenpa", "jarvenpaa"),
        ("Järvenpäs", "jarvenpaa"),
        ("Rasio", None),
        ("Raissio", "raisio"),
        ("Torniio", "tornio"),
        ("Tronio", "tornio"),
        ("Ylitonio", "ylitornio"),
        ("Ylitorniol", "ylitornio"),
        ("Nantali", "naantali"),
        ("Naantlai", "naantali"),
        ("Mynamki", "mynamaki"),
        ("Keminmma", "keminmaa"),
        ("Tervlla", "tervola"),
        ("Porvo", None),
        ("Porvooo", "porvoo"),
        ("Nådendahl", "naantali"),
        ("Yli Torniosa", "ylitornio"),
        ("Kemin maasa", "keminmaa"),
        ("Keminmaalaisena", "keminmaa"),
        ("Järvenpääläisiä", "jarvenpaa"),
    ],
)
def test_one_slip_in_a_long_name_is_forgiven(
    lexicon: Lexicon, typed: str, place: str | None
) -> None:
    assert ids(lexicon, typed) == ([place] if place else [])


@pytest.mark.parametrize(
    "text",
    [
        "Onko maksun määräaika ohi?",
        "Onko kurssi maksullinen?",
        "Setlementti Toivolalta",
        "maksu",
        "Mitä tarkoittaa resolution?",
        "Lapin hyvinvointialue",
        "Simon is my friend",
        "kemia on vaikeaa",
        "ruskea auto",
        "kemiallinen",
        "Lahden",
        "salon",
        "Sallan koulu",
        "en resa till Finland",
        "resor",
        "tornado",
        "sanoi",
        "",
    ],
)
def test_an_ordinary_word_is_no_municipality(lexicon: Lexicon, text: str) -> None:
    assert ids(lexicon, text) == []


def finder(**others: list[str]) -> MunicipalityFinder:
    return MunicipalityFinder(
        {"tornio": {"stems": ["tornio"], "forms": ["تورنيو"]}, "kemi": {"stems": ["kemi"]}},
        {"Kemijärvi": ["kemijärve"], **others},
        ["tornion"],
    )


def test_a_finding_carries_the_words_that_named_it() -> None:
    assert finder().find("asun torniossa ja kemijarvella") == [
        Found("tornio", "torniossa"),
        Found(OTHER, "kemijarvella", "Kemijärvi"),
    ]


def test_ours_come_before_others_of_the_same_form() -> None:
    assert [found.id for found in finder(Other=["kemi"]).find("kemi")] == ["kemi"]


def test_a_word_that_is_never_a_name_is_none_not_even_with_a_slip() -> None:
    assert finder().find("tornion") == []
    assert [found.id for found in finder().find("torniosa")] == ["tornio"]


def test_prefixes_are_taken_off_arabic_names_only() -> None:
    assert [found.id for found in finder().find("وبتورنيو")] == ["tornio"]
    assert finder().find("xtornio") == []


def test_without_any_names_nothing_is_found() -> None:
    assert MunicipalityFinder({}, {}).find("kemi") == []
