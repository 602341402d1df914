"""Which of the municipalities that a message names is the one that it is about.

"I live in Ylitornio, not in Tornio" is about Ylitornio, and who moved to Tornio from Kemi lives in
Tornio. The words just before a name (in Finnish its ending too) tell how it is meant. They are of
folded text: Finnish, Swedish, English and Arabic as people write them on phones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# How a name is meant, the least first: a place left, a place of work, an origin, any other.
_LEFT, _WORK, _ORIGIN, _PLAIN = range(4)
# Said not to be meant, surely; and only where the message names another place: "why not in Kemi?".
_NEVER, _NOT = -2, -1

_FI_STILL = "(?: (?:enaa|ennaa|ena|nyt|nykyaan|itse|siella|edes|koskaan|ikina|mina|ma|kotoisin))*"
_EN_TOWN = "(?: the)?(?: (?:city|town|municipality) of)?"
_SV_STILL = "(?: (?:langre|mer|mera|heller|alls|kvar|nu|da))*"
_AR_IN = "(?: (?:في|ف|ب|من|مدينه|بمدينه|بلديه|ببلديه))*"
_AR_NOT = "(?:و|ف)?(?:لا|ما|مو|مش|لم|لست|لسنا|ماني|مانيش|مب|موب|ليس|ليست|ماشي)"
_AR_LIVE = (
    "(?:عم )?(?:[اينبت]?سكن|ساكن|ساكنه|ساكنين|[اينبت]?عيش|بعيش|عايش|عايشه|عايشين|مقيم|مقيمه|اقيم)"
)
_BEFORE = [
    (
        rf"(?:en|emme|enka|emmeka|ei|eika|et) (?:\w+ )?(?:asu|asuta|asunu|asunut){_FI_STILL}"
        rf"|(?:don't|dont|do not|doesn't|doesnt|not|no longer|never)(?: (?:actually|really|even))?"
        rf" (?:live|living|lived|reside|stay|staying|resident)(?: (?:here|anymore))? (?:in|at|of)"
        rf"{_EN_TOWN}|(?:am|i'm|im) (?:not|no longer) (?:from|in){_EN_TOWN}"
        rf"|(?:bor|bo|bodde|bott)(?: (?:jag|ja|vi))? (?:inte|int|ej|aldrig){_SV_STILL} i"
        rf"|(?:inte|int|ej|aldrig)(?: langre)? (?:bor|bo|bott|bodde){_SV_STILL} i"
        rf"|{_AR_NOT} {_AR_LIVE}{_AR_IN}|(?:ما|م)\w*(?:سكن|عيش)\w*ش{_AR_IN}",
        _NEVER,
    ),
    (
        rf"(?:en|emme|ei|eika|enka|emmeka|eivat)(?: (?:ole|oo))?{_FI_STILL}|(?:en|ei) vaan"
        rf"|not(?: (?:actually|really|the|even))?(?: (?:in|from|at|of|to|near))?{_EN_TOWN}"
        rf"|(?:isn't|isnt|nor|rather than|instead of)(?: (?:in|from))?"
        rf"|(?:inte|int|ej|icke){_SV_STILL}(?: (?:i|fran|pa|till))?|i ?stallet for(?: i)?"
        rf"|{_AR_NOT}{_AR_IN}|(?:بدل|بدلا|عوض){_AR_IN}",
        _NOT,
    ),
    (
        r"(?:olen|oon|olemme|ollaan|oomma)(?: (?:myos|siis))?|(?:am|i'm|im|are|we're) from"
        r"|(?:kommer|ar|e) fran|(?:انا|اني|احنا|نحن) من",
        _ORIGIN,
    ),
    (
        r"(?:asuin|asuttiin|asuimme|asusin|olin|oltiin|olimme|ennen|aiemmin|aikaisemmin|entinen"
        r"|entisessa|viime vuonna)(?: \w+){0,2}|kotoisin"
        r"|(?:from|out of|left|leaving|formerly|previously)(?: (?:in|at))?"
        r"|used to (?:live|be|stay) (?:in|at)|(?<!have )(?<!'ve )(?:lived|was living) (?:in|at)"
        r"|(?:was|were|before|before that) (?:in|at)"
        r"|fran|lamnade|(?:bodde|tidigare|forut|forr|forra aret|var)(?: \w+)? i"
        r"|من|(?:كنت|كنا|كان|سكنت|سكنا|عشت|عشنا|سابقا|قبل|قبلها)(?: \w+){0,2}|تركت|تركنا|غادرت",
        _LEFT,
    ),
    (
        r"(?:tyoskentelen|toissa|duunissa|tyopaikka(?:ni)?|opiskelen|kayn koulua)(?: \w+)?"
        r"|(?:work|working|employed|study|studying|job is)(?: \w+)? (?:in|at)"
        r"|(?:jobbar|arbetar|studerar|pluggar|jobb)(?: \w+)? i"
        r"|(?:اعمل|اشتغل|بشتغل|نشتغل|شغلي|عملي|ادرس|بدرس|خدام|كنخدم)(?: \w+)?",
        _WORK,
    ),
]
_AFTER = [
    (r"(?:en|emme)(?: (?:enaa|kylla|nyt|mina))* (?:asu|asuta)|bor (?:jag|ja|vi) (?:inte|int)", -2),
    (r"(?:asuin|asuimme|olin|olimme|asuttiin) (?:ennen|aiemmin|aikaisemmin|viime)", _LEFT),
]
_BEFORE_RE = [(re.compile(rf"(?:^| )[وف]?(?:{text})$"), how) for text, how in _BEFORE]
_AFTER_RE = [(re.compile(rf"(?:{text})(?: |$)"), how) for text, how in _AFTER]
_OUT_OF = re.compile(r"(?:sta|lta|st|lt)$")


def most_meant_last(
    tokens: Sequence[str], spans: Sequence[tuple[int, int]], names: Sequence[str]
) -> list[int]:
    """Indices of the places that are meant, in the order of the text but the most meant last.

    Args:
        tokens: the folded words of the message.
        spans: for each place, the position of its first word and of the word after it.
        names: for each place, its folded official name where that could look inflected.
    """
    meant: list[int] = []
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(tokens)]
    for index, (start, end) in enumerate(spans):
        before = " ".join(tokens[ends[index] : start]).replace("’", "'")
        after = " ".join(tokens[end : starts[index + 1]])
        place = " ".join(tokens[start:end])
        meant.append(_how(before, after, _OUT_OF.search(place) is not None, place == names[index]))
    chosen = [index for index, how in enumerate(meant) if how >= 0]
    if not chosen:
        chosen = [index for index, how in enumerate(meant) if how == _NOT]
    return sorted(chosen, key=lambda index: meant[index])


def _how(before: str, after: str, out_of: bool, bare: bool) -> int:
    if before in ("", "i"):
        for expression, how in _AFTER_RE:
            if expression.match(after):
                return how
    for expression, how in _BEFORE_RE:
        if expression.search(before):
            # "Olen Kemistä" tells an origin, "olen Kemissä" a place.
            return _PLAIN if how == _ORIGIN and before.startswith("o") and not out_of else how
    return _LEFT if out_of and not bare else _PLAIN
