"""Finds the names of municipalities in a message: inflected, Swedish, transliterated, misspelt.

The longest form wins, so Ylitornio is never read as Tornio nor Keminmaa as Kemi, and a name of
a municipality without a document (Kemijärvi, Oulu) is recognised as such and not as a near one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.understanding.normalise import fold, words
from bot.understanding.residence import most_meant_last

OTHER = "other"
_ENDINGS = [
    "n",
    "ssa",
    "sta",
    "lla",
    "lta",
    "lle",
    "ksi",
    "na",
    "a",
    "ta",
    "an",
    "en",
    "in",
    "on",
    "un",
    "yn",
    "han",
    "hen",
    "hin",
    "hon",
    "hun",
    "hyn",
    "seen",
    "staan",
    "ssakin",
    "llakin",
    "laiset",
    "'s",
    "s",
    "st",
    "l",
    "lt",
    "ssaki",
    "llaki",
    "ssako",
    "llako",
    "ssaks",
    "stako",
    "sa",
    "ss",
    "saa",
    "ko",
    "nko",
]
# Who lives there: "-lainen", of which some forms in the names' own case endings.
_ENDINGS += [
    f"lai{case}" for case in ("nen", "sen", "sena", "sta", "sille", "sia", "sten", "silla")
]
_ENDINGS += ["n kunta", "n kunnassa", "n kaupunki", "n kaupungissa", "n kaupungin"]
_ARABIC_PREFIXES = (
    "وبال",
    "بال",
    "وال",
    "ال",
    "لل",
    "وب",
    "ول",
    "وف",
    "في",
    "ب",
    "ل",
    "و",
    "ف",
    "ك",
)
# "Into": with Tornio after it, it looks like Ylitornio.
_ARABIC_TO = "الي"
# Shorter names lie one letter from ordinary words: Masku's "maskun" from "maksun", of a payment.
_MIN_FUZZY = 6
_MIN_PAIR = 9
# Two slips lead from "maksullinen" (not free of charge) to Masku, and from Toivola to Tervola.
_MIN_TWO_SLIPS = 12


@dataclass(frozen=True)
class Found:
    """A municipality in a message.

    Args:
        id: municipality id, or "other" for one without a document.
        text: the folded words that named it.
        name: for "other", the official name; else an empty string.
    """

    id: str
    text: str
    name: str = ""


class MunicipalityFinder:
    """Knows every written form of every municipality.

    Args:
        ours: id -> {"stems": [...], "forms": [...], "not_after": [...]} as in
            knowledge/lexicon/municipalities.yml. After words of `not_after` the bare name is
            not the municipality's: "my husband Simo".
        others: official name -> its other written stems and forms.
        never: folded words that would be forms of `others` but are ordinary words.
    """

    def __init__(
        self,
        ours: Mapping[str, Mapping[str, Iterable[str]]],
        others: Mapping[str, Iterable[str]],
        never: Iterable[str] = (),
    ) -> None:
        self._forms: dict[str, Found] = {}
        self._not_after: dict[str, frozenset[str]] = {}
        self._never = frozenset(never)
        for name, stems in others.items():
            for form in _inflected((name, *stems)) - self._never:
                self._forms.setdefault(form, Found(OTHER, form, name))
        near: set[str] = set()
        for ident, written in ours.items():
            forms = {*_inflected(written.get("stems", ())), *map(fold, written.get("forms", ()))}
            for form in forms - self._never:
                self._forms[form] = Found(ident, form)
            if after := frozenset(map(fold, written.get("not_after", ()))):
                bare = (*written.get("stems", ()), *written.get("forms", ()))
                self._not_after |= dict.fromkeys(map(fold, bare), after)
            long = [s for s in written.get("stems", ()) if len(s) >= _MIN_FUZZY]
            near |= (_inflected(long) | set(map(fold, written.get("forms", ())))) - self._never
        self._longest = max((form.count(" ") + 1 for form in self._forms), default=1)
        self._fuzzy: dict[str, list[str]] = defaultdict(list)
        for form in sorted(near):
            if len(form) >= _MIN_FUZZY and " " not in form:
                self._fuzzy[form[0]].append(form)
        self._near = lru_cache(maxsize=100_000)(self._find_near)

    def find(self, folded: str) -> list[Found]:
        """All municipalities in a folded text, in the order of the text."""
        return [found for _, _, found in self._locate(self._tokens(folded))]

    def meant(self, folded: str) -> list[Found]:
        """The municipalities that a text is about, the one most meant last.

        "I don't live in Tornio" is not about Tornio, and who moved from Kemi to Tornio, or back to
        Tornio from Kemi, lives in Tornio.
        """
        tokens = self._tokens(folded)
        located = self._locate(tokens)
        spans = [(start, end) for start, end, _ in located]
        order = most_meant_last(tokens, spans, [fold(found.name) for _, _, found in located])
        return [located[index][2] for index in order]

    def _tokens(self, folded: str) -> list[str]:
        return [part for token in words(folded) for part in self._parts(token)]

    def _locate(self, tokens: list[str]) -> list[tuple[int, int, Found]]:
        """Each municipality with the positions of its first word and of the word after it."""
        located: list[tuple[int, int, Found]] = []
        position = 0
        while position < len(tokens):
            size, match = self._match_at(tokens, position)
            if match is not None:
                located.append((position, position + size, match))
            position += size
        return located

    def _parts(self, token: str) -> list[str]:
        """A word with a hyphen, taken apart where it is no name as a whole: "Kemi-Tornio"."""
        return [token] if "-" not in token or token in self._forms else token.split("-")

    def _match_at(self, tokens: list[str], position: int) -> tuple[int, Found | None]:
        """How many words the longest name at this position takes, and which it is."""
        for size in range(min(self._longest, len(tokens) - position), 1, -1):
            form = " ".join(tokens[position : position + size])
            if match := self._exact(form):
                return size, Found(match.id, form, match.name)
        # "yli torniosa", "kemin maasa": one name in two words with a slip, not the shorter name.
        pair = tokens[position : position + 2]
        long = len("".join(pair)) >= _MIN_PAIR and pair[0] != _ARABIC_TO
        if len(pair) == 2 and long and (match := self._near("".join(pair), 1)):
            return 2, Found(match.id, " ".join(pair))
        token = tokens[position]
        if unlike := self._not_after.get(token):
            before = tokens[max(0, position - 2) : position]
            if not unlike.isdisjoint((*before[-1:], " ".join(before))):
                return 1, None
        match = self._exact(token) or self._near(token)
        return 1, Found(match.id, token, match.name) if match else None

    def _exact(self, form: str) -> Found | None:
        if match := self._forms.get(form):
            return match
        for prefix in _ARABIC_PREFIXES:
            if form.startswith(prefix) and (match := self._forms.get(form[len(prefix) :])):
                return match
        return None

    def _find_near(self, token: str, slips: int = 2) -> Found | None:
        """A long word with a slip (two in a very long one), if it leads to one municipality."""
        if len(token) < _MIN_FUZZY or token[0] not in self._fuzzy or token in self._never:
            return None
        cutoff = min(slips, 2 if len(token) >= _MIN_TWO_SLIPS else 1)
        near = extract(
            token, self._fuzzy[token[0]], scorer=OSA.distance, score_cutoff=cutoff, limit=20
        )
        hits = {
            self._forms[form].id: self._forms[form]
            for form, distance, _ in near
            if distance == near[0][1]
        }
        return next(iter(hits.values())) if len(hits) == 1 else None


def _inflected(stems: Iterable[str]) -> set[str]:
    """Folded forms of each stem with the endings that Finnish and Swedish add to place names."""
    forms: set[str] = set()
    for stem in map(fold, stems):
        forms.add(stem)
        forms.update(stem + fold(ending) for ending in _ENDINGS)
        forms.add(stem + stem[-1] + "n")
        forms.add(stem + "h" + stem[-1] + "n")
    return forms
