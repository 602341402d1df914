"""Brings text as people type it on phones to one form for look-ups and for learning."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Arabic letters that people interchange, and marks that they leave out or add.
_ARABIC = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "گ": "ك",
        "ڤ": "ف",
        "پ": "ب",
        "ء": None,
        "ـ": None,
    }
)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0f\ufeff]"
)
_REPEATED = re.compile(r"(\w)\1{2,}")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*", re.UNICODE)


def clean(text: str) -> str:
    """`text` in NFC, one line, without invisible and direction-overriding characters."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` in lower case, without accents, with interchangeable letters made equal.

    Digits of other scripts become 0–9 and a letter typed three times or more becomes two, so
    that "Järvenpäääässä" and "jarvenpaassa" meet.
    """
    text = clean(text).lower().translate(_ARABIC)
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    kept = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in kept
    )
    return _REPEATED.sub(r"\1\1", kept)


def words(text: str) -> list[str]:
    """The words of an already folded text, in order."""
    return _WORD.findall(text)


def is_arabic_script(text: str) -> bool:
    """Whether more than half of the letters are Arabic ones."""
    letters = [c for c in text if c.isalpha()]
    arabic = sum("\u0600" <= c <= "\u06ff" or "\u0750" <= c <= "\u077f" for c in letters)
    return bool(letters) and arabic * 2 > len(letters)
