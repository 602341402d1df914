"""Finds client groups, aspects and danger by the words that tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.understanding.patterns import compile_patterns


class Cues:
    """Names, each with patterns in all languages together.

    Args:
        patterns: name -> patterns.
        order: names in the order of precedence.
    """

    def __init__(self, patterns: Mapping[str, Iterable[str]], order: Iterable[str]) -> None:
        self._expressions = [
            (name, compile_patterns(patterns[name])) for name in order if patterns.get(name)
        ]

    def find(self, folded: str) -> list[str]:
        """Every name of which a pattern is in the folded text, in order of precedence."""
        return [name for name, expression in self._expressions if expression.search(folded)]
