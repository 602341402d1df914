"""Finnish sentences as people type them on phones, about our municipalities and others."""

from __future__ import annotations

import pytest

from bot.understanding.lexicon import Lexicon
from bot.understanding.normalise import fold

OURS = {
    "porvoo": """
        mie asun porvoos
        oon porvoost
        muutin porvooseen eile
        porvoosa asuva
        porvoo nyt
        Porvoonko kunta sen hoitaa
        porvoolaisena kysyisin
        porvoolaiset maahanmuuttajat
        Asun Porvoon keskustassa
        asun porvossa
        porvoolla ei vastata
    """,
    "jarvenpaa": """
        asun järvenpääs
        mä oon järvenpääst
        jarvenpaassa
        järvenpäässäkö on se toimisto
        järvenpäähä muutin
        järvenpään kotoutumisohjelma
        Järven pää
        järvenpäs asun
        järvenpassa kuka auttaa
        järvenpäälle
        jrävenpäässä
        järvenpääläinen oon
        järvenpäälainen
        järvenpaa
    """,
    "raisio": """
        raisios mis on te toimisto
        raisiosa
        Raisioon muutettiin
        oon raisiost
        raisiolaisille
        raisiolaisena haluaisin tietää
        raision kaupungilla
        raisossa
        raisioss
        Raisiosta päivää
        raisioo
    """,
    "naantali": """
        asun naantalis
        naantalissa asun
        naantalisa
        naantaliin tultiin
        naantalist
        nantalissa
        naantalilaiset
        naantalilaisena
        naatalissa
        naantalissakin
        Naantalilla
    """,
    "mynamaki": """
        Mynämäeltä soittelen
        mynämäel
        mynämäelt
        asutaan mynämäes
        mynämäessä
        mynämäkeen
        mynamaella
        mynämäki kunta
        mynämäkin
        mynämäkissä
        mynämäen kunnassa
        mynämäkeläiset
        mynämäeläinen
    """,
    "masku": """
        maskusta päivää
        maskus asun
        maskusa
        maskuun muutto
        maskulaisena
        maskun kunta
        oon maskust
        maskulaiset
        Maskussako
    """,
    "rusko": """
        ruskol
        asun ruskolla
        ruskolta
        ruskolt
        ruskolle muutin
        ruskon kunnassa
        ruskossa
        ruskos
        ruskosa
        ruskolaiset
        ruskolaisena kysyn
    """,
    "kemi": """
        kemis asun
        kemisä
        kemissäki
        kemiss
        mie oon kemistä
        kemist
        kemiin muutin
        kemhin
        kemiläisenä
        kemiläisille
        kemin kaupunki
        kemissä
        kemisää
        kemiin
        kemilainen
    """,
    "keminmaa": """
        keminmaas
        keminmaassa
        keminmaasa
        keminmaahan
        keminmaaha
        keminmaast
        keminmaalta
        kemimaassa
        kemin maassa
        keminmaalaiset
        keminmaalla
        Keminmaan kunta
        kemimaa
    """,
    "simo": """
        asun simos
        simossa
        simosa asutaan
        simost
        simoon
        simhoon
        simon kunta
        simolaiset
        simolaisena
        simo, lappi
        Simossako
        kotikunta on Simo
        mieheni asuu Simossa
        kaverini Simossa
    """,
    "tervola": """
        tervolas
        tervolasa
        tervolassa
        tervolaan muutto
        tervolast
        tervolalaisena
        tervollan kunta
        tervolan kunnassa
        tervolhan
        tervoolassa
    """,
    "tornio": """
        tornios
        torniosa
        torniossa
        tornioon
        torniohon
        tornihoon
        torniost
        oon torniosta
        torniolaisena
        torniolaisille
        tornnio
        torniossako
        tornion kaupunki
        torniolla
    """,
    "ylitornio": """
        ylitornios
        ylitorniol
        ylitorniolla
        ylitorniosa
        yli-torniolla
        yli torniolla
        ylitornioon
        ylitorniolaisena
        ylitorniolt
        ylitornijolla
        ylitonriolla
        ylitornion kunta
        ylitorniolaiset
        ylitorniohon
    """,
}
OTHERS = {
    "Helsinki": "asun helsingis|helsinkiin|hesas|hesassa|stadi|stadissa|oon stadist|helsingist",
    "Tampere": "tampereel|tampereella asun|tampereelt|treella|mansessa|tampereelle|tamperees",
    "Turku": "turus|turusa|turust|turkuun|åbossa|tku",
    "Vantaa": "vantaal|vantaalt|vantaalla|vantaas",
    "Espoo": "espoos|espoost|espooseen|espoosa",
    "Oulu": "oulus|oulusa|ouluun|oulust",
    "Lahti": "lahdes|lahdessa asun|lahdest|lahteen",
    "Jyväskylä": "jyväskyläs|jyväskylässä|jyväskyläst|jklssä|jyväskylään",
    "Kuopio": "kuopios|kuopiost|kuopiosa",
    "Rovaniemi": "rovaniemel|rovaniemelt|rollossa|rovaniemeen",
    "Pori": "poris|porissa asun|porist|poriin",
    "Vaasa": "vaasas|vaasast|vaasaan",
    "Salo": "salos|salossa|salost",
    "Kerava": "keravas|keravalla|keraval",
    "Tuusula": "tuusulas|tuusulast|tuusulaan",
    "Kaarina": "kaarinas|kaarinassa asun|kaarinaan",
    "Kemijärvi": "kemijärvel|kemijärvelt|kemijärvellä",
    "Pello": "pellossa asun|asun pellos",
    "Nousiainen": "nousiaisis|nousiaisissa|nousiaisten kunta",
    "Seinäjoki": "seinäjoel|seinäjoelt|seinäjoella",
    "Loviisa": "loviisas|loviisast",
    "Sipoo": "sipoos|sipoost|sipooseen",
    "Lieto": "liedos|liedossa|lietoon",
    "Hyvinkää": "hyvinkääl|hyvinkäält|hyvinkäällä",
    "Kouvola": "kouvolas|kouvolast",
    "Lappeenranta": "lappeenrannas|lappeenrannast|lprssä",
}
NONE = """
    nimeni on Simo
    my husband Simo
    min man Simo
    صديقي سيمو
    mieheni Simo on töissä
    Simon passi
    mun pojan nimi on Simo
    ystäväni simo auttoi
    mitä maksu on
    maskin kanssa
    maskit
    maksun eräpäivä
    ruskeat silmät
    aamurusko
    lapissa on ruska
    ruskaa katsomaan
    kemia
    kemian opettaja
    kemikaalit
    kemisti
    torni
    raiskaus
    terveydenhuolto
    tervetuloa
    porvari
    porkkana
    masennus
    järvellä
    järvenranta
    pääni on kipeä
    termos
    simpukka
    sima
    simultaanitulkkaus
    kemut
    ruskettunut
    maskara
    naamari
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("text", "place"), [(text, place) for place, texts in OURS.items() for text in lines(texts)]
)
def test_a_spoken_form_is_found(lexicon: Lexicon, text: str, place: str) -> None:
    assert [found.id for found in lexicon.municipalities.find(fold(text))] == [place]


@pytest.mark.parametrize(
    ("text", "name"), [(text, name) for name, texts in OTHERS.items() for text in texts.split("|")]
)
def test_a_spoken_form_of_another_municipality_is_found(
    lexicon: Lexicon, text: str, name: str
) -> None:
    found = lexicon.municipalities.find(fold(text))
    assert [(one.id, one.name) for one in found] == [("other", name)]


@pytest.mark.parametrize("text", lines(NONE))
def test_a_word_that_looks_like_a_name_is_none(lexicon: Lexicon, text: str) -> None:
    assert lexicon.municipalities.find(fold(text)) == []
