"""Which words carry a source's certainty in each language.

A text whose source says "may" or "aims to" must say so too. The lists are stems, matched inside
lower-case text; a language that is not listed is not checked.
"""

from __future__ import annotations

from bot.knowledge.model import Certainty

WORDS: dict[Certainty, dict[str, tuple[str, ...]]] = {
    Certainty.MAINLY: {
        "fi": ("pääosin", "pääsääntöi", "pääasias"),
        "sv": ("huvudsak", "regel", "mest"),
        "en": ("mainly", "as a rule", "mostly"),
        "ar": ("أساس", "رئيسي", "غالب", "عادة"),
    },
    Certainty.MAY: {
        "fi": ("voi", "voidaan", "voivat", "saa "),
        "sv": ("kan",),
        "en": ("can", "may", "could"),
        "ar": ("يمكن", "قد ", "يجوز", "تستطيع", "يستطيع", "بإمكان"),
    },
    Certainty.AIMS: {
        "fi": ("pyri", "tavoit"),
        "sv": ("sträva", "försök", "mål", "avsikt"),
        "en": ("aim", "tries", "try", "goal"),
        "ar": ("تسعى", "يسعى", "نسعى", "هدف", "تحاول", "يحاول", "السعي"),
    },
    Certainty.WHEN_NEEDED: {
        "fi": ("tarvit", "tarpeen", "tarpei", "tarve", "jos "),
        "sv": ("behov", "behöv", "om "),
        "en": ("need", "if "),
        "ar": ("حاجة", "احتياج", "لزم", "إذا", "تحتاج", "يحتاج", "ضرور"),
    },
    Certainty.POSSIBLE: {
        "fi": ("mahdollis", "saattaa", "voi", "ehkä", "esimerkiksi"),
        "sv": ("möjlig", "eventuell", "kan", "kanske", "till exempel"),
        "en": ("possib", "may", "might", "can", "could", "for example"),
        "ar": ("ربما", "قد ", "ممكن", "محتمل", "إمكان", "يمكن", "مثل"),
    },
}


def words_for(certainty: Certainty, language: str) -> tuple[str, ...]:
    """The stems of which a text of this certainty must hold one; empty where any text will do."""
    return WORDS.get(certainty, {}).get(language.split("-")[0], ())


def keeps_certainty(text: str, certainty: Certainty, language: str) -> bool:
    """Whether `text` still says how sure its source is."""
    words = words_for(certainty, language)
    lowered = f"{text.lower()} "
    return not words or any(word in lowered for word in words)
