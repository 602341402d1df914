"""Hides personal data in what a client types, before anything is stored.

Known are: the Finnish personal identity code (with its check character and every century sign,
including those of 2023), phone numbers, e-mail addresses, bank account numbers and the numbers of
passports and permits. Digits of other scripts count as digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HIDDEN = "•••"
# Check characters and century signs: Digital and Population Data Services Agency, "The personal
# identity code"; new century signs by decree 690/2022.
_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_HETU = re.compile(r"(?<![0-9A-Za-z])(\d{2})(\d{2})(\d{2})\s?([-+–A-FU-Y])\s?(\d{3})([0-9A-Y])(?![0-9A-Za-z])", re.I)
_EMAIL = re.compile(r"[^\s@<>()\",;:]+@[^\s@<>()\",;:]+\.[A-Za-z]{2,}")
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?:[ -]?[0-9A-Z]{4}){2,7}(?:[ -]?[0-9A-Z]{1,4})?(?![0-9A-Za-z])", re.I)
_PHONE = re.compile(r"(?<![\w/.,-])(?:\+|00)?\(?\d(?:[ \-()/.]{0,2}\d){5,14}(?![\w/])")
_DOCUMENT = re.compile(r"(?<![0-9A-Za-z])(?:[A-Z]{1,3}[ -]?\d{6,9}|\d{7,9}[A-Z]?)(?![0-9A-Za-z])", re.I)
_DATE = re.compile(r"^\d{1,2}[./ -]\d{1,2}[./ -]\d{2,4}$|^\d{4}-\d{2}-\d{2}$")
# Numbers that people quote and that belong to nobody.
_PUBLIC = frozenset({"112", "116117", "116111", "116006", "080005005", "0925250111"})


@dataclass(frozen=True)
class Masked:
    """A text without personal data, and the kinds that were hidden, each once, in their order."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """Replaces personal data in `text`."""
    kinds: dict[str, None] = {}
    for kind, pattern, accept in _RULES:
        plain = _western_digits(text)
        for first, last in reversed(list(_spans(pattern, plain, accept))):
            text = text[:first] + HIDDEN + text[last:]
            kinds[kind] = None
    order = [kind for kind, _, _ in _RULES if kind in kinds]
    return Masked(text, tuple(order))


def _spans(
    pattern: re.Pattern[str], text: str, accept: Callable[[re.Match[str]], bool]
) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        if accept(match):
            yield match.span()


def _western_digits(text: str) -> str:
    """The text with every decimal digit as 0–9; each character keeps its place."""
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text
    )


def _is_hetu(match: re.Match[str]) -> bool:
    """A day and month that exist. A wrong check character is a slip, and is hidden as well."""
    day, month = int(match[1]), int(match[2])
    return 1 <= day <= 31 and 1 <= month <= 12


def has_valid_check(hetu: str) -> bool:
    """Whether the check character of an identity code is right: the remainder of 31."""
    match = _HETU.fullmatch(hetu)
    if match is None:
        return False
    number = int(match[1] + match[2] + match[3] + match[5])
    return _CHECKS[number % 31] == match[6].upper()


def _is_phone(match: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", match[0])
    if digits in _PUBLIC or _DATE.match(match[0].strip()):
        return False
    starts = match[0].lstrip("(").startswith(("+", "0"))
    return len(digits) >= 9 or (len(digits) >= 7 and starts)


def _is_iban(match: re.Match[str]) -> bool:
    """The remainder of 97 is 1 (ISO 13616), or it begins as a Finnish account does."""
    compact = re.sub(r"[ -]", "", match[0]).upper()
    if not 14 <= len(compact) <= 34:
        return False
    turned = "".join(str(int(c, 36)) for c in compact[4:] + compact[:4])
    return int(turned) % 97 == 1 or compact.startswith("FI")


def _any(match: re.Match[str]) -> bool:
    return True


_RULES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    ("email", _EMAIL, _any),
    ("hetu", _HETU, _is_hetu),
    ("iban", _IBAN, _is_iban),
    ("phone", _PHONE, _is_phone),
    ("document", _DOCUMENT, _any),
)
