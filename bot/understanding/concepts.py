"""Words of the same meaning, in every language, as one concept.

A multilingual synonym dictionary (knowledge/lexicon/concepts) lets what was learned from a sentence
in one language help all the others, and a word that no example holds be understood by its synonyms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bot.understanding.normalise import fold

_PREFIXES = ("وال", "بال", "كال", "فال", "ال", "لل", "و", "ب", "ل", "ف", "ك")
_SHORTEST = 3
_ITEM = re.compile(r"[^\w*'’-]+")


class Concepts:
    """Finds concepts in the words of a message.

    Args:
        concepts: concept id -> words, phrases, `stem*`, `*ending` and `*inside*`.
    """

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self._concepts = {concept: list(items) for concept, items in concepts.items()}
        self._words: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        self._endings: dict[str, set[str]] = defaultdict(set)
        self._inside: dict[str, set[str]] = defaultdict(set)
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for concept, items in concepts.items():
            for item in items:
                self._add(concept, item)
        self._of_word = lru_cache(maxsize=50_000)(self._find_word)

    def __reduce__(self) -> tuple[type[Concepts], tuple[dict[str, list[str]]]]:
        return Concepts, (self._concepts,)

    def _add(self, concept: str, item: str) -> None:
        parts = tuple(part for part in _ITEM.sub(" ", fold(item)).split() if part.strip("*"))
        if len(parts) > 1:
            self._phrases[parts[0].strip("*")[:_SHORTEST]].append((parts, concept))
        elif parts:
            part = parts[0]
            bare = part.strip("*")
            if part.startswith("*") and part.endswith("*"):
                self._inside[bare].add(concept)
            elif part.startswith("*"):
                self._endings[bare].add(concept)
            elif part.endswith("*"):
                self._stems[bare].add(concept)
            else:
                self._words[bare].add(concept)

    def find(self, tokens: list[str]) -> list[str]:
        """Concepts of the folded words, in order; a word may have several or none."""
        found: list[str] = []
        for position, token in enumerate(tokens):
            for form in _forms(token):
                for parts, concept in self._phrases.get(form[:_SHORTEST], ()):
                    if _phrase_at(parts, form, tokens, position):
                        found.append(concept)
            found.extend(self._of_word(token))
        return found

    def _find_word(self, token: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for form in _forms(token):
            found.update(dict.fromkeys(sorted(self._words.get(form, ()))))
            for length in range(len(form), 1, -1):
                found.update(dict.fromkeys(sorted(self._stems.get(form[:length], ()))))
            for start in range(1, len(form) - 1):
                found.update(dict.fromkeys(sorted(self._endings.get(form[start:], ()))))
        if len(token) > _SHORTEST:
            for part, concepts in self._inside.items():
                if part in token:
                    found.update(dict.fromkeys(sorted(concepts)))
        return tuple(found)


def _forms(token: str) -> list[str]:
    """The word, and in Arabic script without what is written together with it."""
    forms = [token]
    if "\u0600" <= token[:1] <= "\u06ff":
        forms += [
            token[len(p) :] for p in _PREFIXES if token.startswith(p) and len(token) > len(p) + 1
        ]
    return forms


def _phrase_at(parts: tuple[str, ...], form: str, tokens: list[str], position: int) -> bool:
    if position + len(parts) > len(tokens):
        return False
    here = [form, *tokens[position + 1 : position + len(parts)]]
    return all(
        any(
            word == part.strip("*") or (part.endswith("*") and word.startswith(part.strip("*")))
            for word in ([token] if index == 0 else _forms(token))
        )
        for index, (part, token) in enumerate(zip(parts, here, strict=True))
    )
