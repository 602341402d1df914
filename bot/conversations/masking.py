"""Hides personal data in what a client types, before anything is stored.

Known are: the Finnish personal identity code (with its check character and every century sign,
including those of 2023), phone numbers, e-mail addresses, bank account numbers and the numbers of
passports and permits. Digits of other scripts count as digits, every dash as a hyphen and every
kind of space, invisible ones too, as a space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HIDDEN = "•••"
Span = tuple[int, int]
# Check characters and century signs: Digital and Population Data Services Agency, "The personal
# identity code"; new century signs by decree 690/2022.
_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_HETU = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})\s?([-+A-FU-Y])\s?(\d{3})([0-9A-Y])(?!\d)", re.I)
_EMAIL = re.compile(r"(?<![^\s@<>()\",;:])[^\s@<>()\",;:]+ ?@ ?[^\s@<>()\",;:]+\.[^\W\d_]{2,}")
_IBAN = re.compile(r"(?<![0-9A-Z])[A-Z]{2}[ -]?\d{2}(?:[ -]?[0-9A-Z]){11,30}", re.I)
_DIGITS = re.compile(r"(?:[ -]?\d)*")
_PHONE = re.compile(r"(?<!\d)(?:\+ ?|00)?(?:\(\d{1,4}\)|\d)(?:[ ()/.-]{0,3}\d)+")
_DOCUMENT = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Za-z]{1,3}\d{6,9}|[A-Z]{1,3}[ -]\d{6,9}|\d{7,9}[A-Za-z]?)"
    r"(?![0-9A-Za-z])"
)
# Numbers that people quote and that belong to nobody: emergency and help lines, dates, statutes,
# opening hours and amounts.
_LINES = ("112", "116117", "116111", "116006", "080005005", "0925250111")
_DATE = (
    r"\d{1,2}\. ?\d{1,2}\. ?(?:(?:19|20)?\d\d)?|(?:19|20)\d\d-\d\d-\d\d"
    r"|\d{1,2}/\d{1,2}/(?:19|20)?\d\d"
)
_STATUTE = r"\d{1,4}/(?:19|20)\d\d"
_TIME = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
_AMOUNT = r"(?:[1-9]\d{0,2} \d{3}|[1-9] \d{3} \d{3})"
_ITEM = "|".join([*(" ?".join(line) for line in _LINES), _DATE, _STATUTE, f"{_TIME} ?- ?{_TIME}"])
_NOBODYS = re.compile(
    rf"(?<![\d+])(?<!\d[ ./(-])(?:(?:{_ITEM})(?:[ ,/-]{{1,3}}(?:{_ITEM}))*|{_AMOUNT} ?- ?{_AMOUNT})"
    r"(?![ /-]?\d)(?!\.\d)"
)


@dataclass(frozen=True)
class Masked:
    """A text without personal data, and the kinds that were hidden, each once, in their order."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """Replaces personal data in `text`."""
    kinds = []
    for kind, find in _RULES:
        spans = list(find(_plain(text)))
        for first, last in reversed(spans):
            text = text[:first] + HIDDEN + text[last:]
        if spans:
            kinds.append(kind)
    return Masked(text, tuple(kinds))


def contacts_in(text: str) -> dict[str, str]:
    """The first phone number and the first e-mail address in a text, as `phone` and `email`."""
    rest, found = _plain(text), {}
    for kind, find in _RULES:
        spans = list(find(rest))
        if spans and kind in ("phone", "email"):
            found[kind] = text[slice(*spans[0])].strip()
        for first, last in reversed(spans):
            rest = rest[:first] + "\0" * (last - first) + rest[last:]
    return found


def has_valid_check(hetu: str) -> bool:
    """Whether the check character of an identity code is right: the remainder of 31."""
    match = _HETU.fullmatch(hetu)
    if match is None:
        return False
    number = int(match[1] + match[2] + match[3] + match[5])
    return _CHECKS[number % 31] == match[6].upper()


def _plain(text: str) -> str:
    """The text in plain letters, digits, hyphens and spaces; each character keeps its place."""
    return text if text.isascii() else "".join(map(_plain_letter, text))


def _plain_letter(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    category = unicodedata.category(letter)
    if category == "Pd" or letter == "−":
        return "-"
    if category in ("Zs", "Cf"):
        return " "
    simple = unicodedata.normalize("NFKC", letter)
    return simple if len(simple) == 1 else letter


def _emails(text: str) -> Iterator[Span]:
    return (match.span() for match in _EMAIL.finditer(text))


def _hetus(text: str) -> Iterator[Span]:
    """A day and month that exist. A wrong check character is a slip, and is hidden as well."""
    for match in _HETU.finditer(text):
        if 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12:
            yield match.span()


def _ibans(text: str) -> Iterator[Span]:
    """As far as the remainder of 97 is 1 (ISO 13616), or as a Finnish account number is long."""
    for match in _IBAN.finditer(text):
        places = [match.start() + i for i, c in enumerate(match[0]) if c not in " -"]
        compact = "".join(text[place] for place in places).upper()
        for length in range(15, len(compact) + 1):
            account = compact[:length]
            turned = "".join(str(int(c, 36)) for c in account[4:] + account[:4])
            finnish = length == 18 and account.startswith("FI") and account[2:].isdecimal()
            if sum(map(str.isdecimal, account)) >= 10 and (int(turned) % 97 == 1 or finnish):
                rest = _DIGITS.match(text, places[length - 1] + 1)
                yield match.start(), rest.end() if rest else places[length - 1] + 1
                break


def _phones(text: str) -> Iterator[Span]:
    text = _without_nobodys(text)
    place = 0
    while match := _PHONE.search(text, place):
        count = sum(map(str.isdecimal, match[0]))
        starts = match[0].lstrip("(").startswith(("+", "0"))
        before = text[match.start() - 1 : match.start()]
        letter = before.isascii() and before.isalpha()
        if (starts and count >= 7) or (not letter and count >= 9):
            yield match.span()
            place = match.end()
        else:  # what follows the first digits may be one
            first = re.search(r"\d+", match[0])
            place = match.start() + (first.end() if first else 1)


def _documents(text: str) -> Iterator[Span]:
    return (match.span() for match in _DOCUMENT.finditer(_without_nobodys(text)))


def _without_nobodys(text: str) -> str:
    return _NOBODYS.sub(lambda match: "\0" * len(match[0]), text)


_RULES: tuple[tuple[str, Callable[[str], Iterator[Span]]], ...] = (
    ("email", _emails),
    ("hetu", _hetus),
    ("iban", _ibans),
    ("phone", _phones),
    ("document", _documents),
)
