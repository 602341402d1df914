"""Joins what the recognisers find in a message into its meaning. Rules, no I/O, no Rasa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialogue.turn import Place, Understood
from bot.understanding.lexicon import Lexicon
from bot.understanding.linear import with_pairs
from bot.understanding.normalise import words

LANGUAGE = "language"
CUES = "cues"
DANGER_PREFIX = "danger_"
# Together, so much confidence in dangers of any kind is answered as danger. Tuned for recall: the
# price is a helpline number shown once too often, never once too seldom.
DANGER_THRESHOLD = 0.12


def without_places(lexicon: Lexicon, folded: str) -> str:
    """The folded text with the names of municipalities taken out."""
    text = f" {' '.join(words(folded))} "
    for found in sorted(lexicon.municipalities.find(folded), key=lambda f: -len(f.text)):
        text = text.replace(f" {found.text} ", " ", 1)
    return text.strip()


def features(lexicon: Lexicon, folded: str) -> tuple[str, str]:
    """What the topic is learned from: the folded text without places, and its concepts."""
    bare = without_places(lexicon, folded)
    return bare, with_pairs(lexicon.concepts.find(words(bare)))


def find_cues(lexicon: Lexicon, folded: str, language: str | None) -> dict[str, Any]:
    """What exact words tell of a folded text, as plain data."""
    places = lexicon.municipalities.meant(folded)
    return {
        "places": [{"id": place.id, "name": place.name} for place in places],
        "groups": lexicon.find_groups(folded, language),
        "aspect": lexicon.find_aspect(folded, language),
        "danger": next(iter(lexicon.danger.find(folded)), None),
        "words": len(words(without_places(lexicon, folded))),
    }


def interpret(
    ranking: Sequence[tuple[str, float]], cues: Mapping[str, Any], bare: str
) -> tuple[str, float, str | None]:
    """The intent of a message, its confidence, and the kind of danger or None.

    Args:
        ranking: labels with confidence, best first.
        cues: of `find_cues`.
        bare: the folded text without places.
    """
    dangers = [(name, value) for name, value in ranking if name.startswith(DANGER_PREFIX)]
    likely = sum(value for _, value in dangers)
    if kind := cues.get("danger"):
        return f"{DANGER_PREFIX}{kind}", max(likely, 0.5), kind
    if likely >= DANGER_THRESHOLD:
        name = dangers[0][0]
        return name, likely, name.removeprefix(DANGER_PREFIX)
    if not words(bare) and cues.get("places"):
        return "inform", 1.0, None
    name, confidence = ranking[0]
    return name, confidence, None


def understood(parse: Mapping[str, Any]) -> Understood:
    """Reads Rasa's parse of a message into the dialogue's own value."""
    cues = parse.get(CUES) or {}
    language, sure = parse.get(LANGUAGE) or (None, 0.0)
    choice = next(
        (e.get("value") for e in parse.get("entities", []) if e.get("entity") == "choice"), None
    )
    intent = parse.get("intent") or {}
    return Understood(
        intent=intent.get("name") or "off_topic",
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple(
            (item["name"], float(item["confidence"])) for item in parse.get("intent_ranking", [])
        ),
        language=language,
        language_confidence=float(sure),
        words=int(cues.get("words", 0)),
        places=tuple(Place(**place) for place in cues.get("places", [])),
        groups=tuple(cues.get("groups", [])),
        aspect=cues.get("aspect"),
        danger=cues.get("danger"),
        choice=choice,
    )
