"""Of several municipalities in a message, the one that is meant comes last."""

from __future__ import annotations

import pytest

from bot.understanding.lexicon import Lexicon
from bot.understanding.normalise import fold

NEGATED = {
    "I live in Ylitornio, not in Tornio": ["ylitornio"],
    "i dont live in tornio but in kemi": ["kemi"],
    "Not Kemi, I mean Keminmaa": ["keminmaa"],
    "I'm not from Raisio, I live in Naantali": ["naantali"],
    "We no longer live in Porvoo. Now Järvenpää": ["jarvenpaa"],
    "Simo rather than Kemi": ["simo"],
    "i live in masku not rusko": ["masku"],
    "I don’t live in the municipality of Kemi, I live in Simo": ["simo"],
    "I don't live in Tornio": [],
    "En asu Torniossa vaan Kemissä": ["kemi"],
    "Asun Ylitorniolla, en Torniossa": ["ylitornio"],
    "asun ylitorniolla en asu torniossa": ["ylitornio"],
    "Kemissä, ei Torniossa": ["kemi"],
    "ei tornio vaan ylitornio": ["ylitornio"],
    "en oo torniosta vaan kemistä": ["kemi"],
    "Emme asu enää Raisiossa, vaan Naantalissa": ["naantali"],
    "Torniossa en asu, asun Kemissä": ["kemi"],
    "Asun Maskussa enkä Ruskolla": ["masku"],
    "mie asun keminmaassa en kemissä": ["keminmaa"],
    "En asu enää Kemissä": [],
    "Ei Kemissä eikä Torniossa vaan Simossa": ["simo"],
    "Jag bor i Övertorneå, inte i Torneå": ["ylitornio"],
    "jag bor inte i Torneå utan i Kemi": ["kemi"],
    "ja bor int i borgå, ja bor i träskända": ["jarvenpaa"],
    "inte Kemi utan Keminmaa": ["keminmaa"],
    "Jag bor inte längre i Reso utan i Nådendal": ["naantali"],
    "I Torneå bor jag inte, jag bor i Kemi": ["kemi"],
    "Virmo i stället för Masko": ["mynamaki"],
    "Jag bor inte i Torneå": [],
    "أسكن في يليتورنيو وليس في تورنيو": ["ylitornio"],
    "لا أسكن في تورنيو بل في كيمي": ["kemi"],
    "انا ساكن بكيمينما مو بكيمي": ["keminmaa"],
    "مش ساكن في رايسيو ساكن في نانتالي": ["naantali"],
    "ما بسكن ببورفو بسكن بيارفنبا": ["jarvenpaa"],
    "ماكنسكنش ف كيمي كنسكن ف تورنيو": ["tornio"],
    "لست من كيمي انا من سيمو": ["simo"],
    "لا أسكن في تورنيو": [],
}
MOVED = {
    "Muutin Kemistä Tornioon": "tornio",
    "muutin Tornioon Kemistä": "tornio",
    "muutettiin raisioon turusta viime kuussa": "raisio",
    "Asuin ennen Kemissä ja nyt asun Torniossa": "tornio",
    "Asun Torniossa, ennen asuin Kemissä": "tornio",
    "Nyt Porvoossa, aiemmin Järvenpäässä": "porvoo",
    "Asun Simossa, olen kotoisin Kemistä": "simo",
    "Asun Torniossa mutta olen Kemistä": "tornio",
    "olen Kemistä ja käyn töissä Torniossa": "kemi",
    "Asun Kemissä mutta työskentelen Torniossa": "kemi",
    "Torniossa asuin ennen, Kemissä nyt": "kemi",
    "Muutan Naantaliin Harjavallasta": "naantali",
    "Moved from Kemi to Tornio": "tornio",
    "I moved to Tornio from Kemi last week": "tornio",
    "I live in Raisio, I used to live in Masku": "raisio",
    "i lived in porvoo before, now järvenpää": "jarvenpaa",
    "Now in Simo, before that in Kemi": "simo",
    "I live in Kemi but work in Tornio": "kemi",
    "I have lived in Kemi for two years and work in Tornio": "kemi",
    "I am from Simo and study in Kemi": "simo",
    "We left Kemi and live now in Tervola": "tervola",
    "Jag flyttade från Kemi till Torneå": "tornio",
    "Jag flyttade till Torneå från Kemi": "tornio",
    "Jag bor i Borgå, tidigare bodde jag i Träskända": "porvoo",
    "bodde förr i reso, nu i masko": "masku",
    "Jag bor i Nådendal men jobbar i Reso": "naantali",
    "انتقلت من كيمي إلى تورنيو": "tornio",
    "انتقلت الى تورنيو من كيمي": "tornio",
    "كنت ساكن في كيمي وهسه بتورنيو": "tornio",
    "اسكن في بورفو وقبل كنت ساكن في رايسيو": "porvoo",
    "ساكنة بكيمي واشتغل بتورنيو": "kemi",
    "تركت ماسكو وانا الان في روسكو": "rusko",
}
KEPT = {
    "Miksi ei Kemissä ole kurssia?": ["kemi"],
    "En tiedä kuka auttaa Kemissä": ["kemi"],
    "En löydä kurssia Torniosta": ["tornio"],
    "En ole vielä käynyt Kemin toimistossa": ["kemi"],
    "Why not in Kemi?": ["kemi"],
    "I can't find a course in Tornio": ["tornio"],
    "I'm from Kemi": ["kemi"],
    "Muutin Kemistä": ["kemi"],
    "Varför finns det inte i Torneå?": ["tornio"],
    "jag är från Kemi": ["kemi"],
    "ليش مو بكيمي": ["kemi"],
    "انا من كيمي": ["kemi"],
    "Kemi vai Tornio?": ["kemi", "tornio"],
    "Asun Kemissä, onko Torniossa kursseja?": ["kemi", "tornio"],
    "Harjavalta ja Kemi": ["other", "kemi"],
    "hei": [],
}


def meant(lexicon: Lexicon, text: str) -> list[str]:
    return [found.id for found in lexicon.municipalities.meant(fold(text))]


@pytest.mark.parametrize(("text", "places"), NEGATED.items())
def test_a_place_that_is_not_meant_is_left_out(
    lexicon: Lexicon, text: str, places: list[str]
) -> None:
    assert meant(lexicon, text) == places


@pytest.mark.parametrize(("text", "place"), MOVED.items())
def test_where_one_lives_now_comes_last(lexicon: Lexicon, text: str, place: str) -> None:
    assert meant(lexicon, text)[-1] == place


@pytest.mark.parametrize(("text", "places"), KEPT.items())
def test_other_places_stay_in_the_order_of_the_text(
    lexicon: Lexicon, text: str, places: list[str]
) -> None:
    assert meant(lexicon, text) == places
