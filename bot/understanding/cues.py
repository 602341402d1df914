"""Finds client groups, aspects and danger by the words that tell them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.understanding.first_letters import LETTERS, first_letters
from bot.understanding.patterns import compile_patterns

_WORD_START = re.compile(r"(?<!\w)\w")
_ANY = ""


class Cues:
    """Names, each with patterns.

    Args:
        patterns: name -> patterns.
        order: names in the order of precedence.
    """

    def __init__(self, patterns: Mapping[str, Iterable[str]], order: Iterable[str]) -> None:
        self._patterns: dict[str, dict[str, list[str]]] = {}
        for name in order:
            by_letters: dict[str, list[str]] = defaultdict(list)
            for pattern in patterns.get(name, ()):
                starts = first_letters(pattern)
                for letters in {_ANY} if starts is None else starts:
                    by_letters[letters].append(pattern)
            if by_letters:
                self._patterns[name] = dict(by_letters)
        # Compiled when first needed: most letters never begin a message's word.
        self._compiled: dict[tuple[str, str], re.Pattern[str]] = {}

    def find(self, folded: str) -> list[str]:
        """Every name of which a pattern is in the folded text, in order of precedence."""
        starts = [match.start() for match in _WORD_START.finditer(folded)]
        return [name for name in self._patterns if self._is_in(name, folded, starts)]

    def _is_in(self, name: str, folded: str, starts: list[int]) -> bool:
        by_letters = self._patterns[name]
        for start in starts:
            for letters in (folded[start : start + LETTERS], folded[start], _ANY):
                if letters in by_letters and self._expression(name, letters).match(folded, start):
                    return True
        return False

    def _expression(self, name: str, letters: str) -> re.Pattern[str]:
        key = (name, letters)
        if key not in self._compiled:
            self._compiled[key] = compile_patterns(self._patterns[name][letters])
        return self._compiled[key]
