"""With which letters a match of a pattern can begin.

A word list has hundreds of patterns; at each word of a message only those are tried that can begin
there, which is 20 times as fast as one expression of all.
"""

from __future__ import annotations

from bot.understanding.normalise import fold
from bot.understanding.patterns import tokens_of

LETTERS = 2


def first_letters(pattern: str) -> set[str] | None:
    """The one or two letters with which a match begins; None where it may be any."""
    found, _ = _sequence(tokens_of(pattern), 0)
    return found


def _sequence(tokens: list[str], position: int) -> tuple[set[str] | None, int]:
    """First letters of the alternatives from `position` to the closing bracket or the end."""
    found: set[str] | None = set()
    open_ended = True  # nothing of this alternative is certain to stand there yet
    while position < len(tokens):
        token = tokens[position]
        if token in (")", ")?"):
            break
        if token == "|":
            found, open_ended = (None if open_ended else found), True
        elif token == "(":
            inner, position = _sequence(tokens, position + 1)
            if open_ended:
                found = None if found is None or inner is None else found | inner
                open_ended = position < len(tokens) and tokens[position] == ")?"
        elif open_ended:
            start = None if token == "..." else _letters(token)
            found = None if found is None or start is None else found | {start}
            open_ended = False
        position += 1
    return (None if open_ended else found), position


def _letters(word: str) -> str | None:
    """The first letters of a word; one where the second is no letter; None for a free one."""
    stem = fold(word.rstrip("*"))
    if not stem or not all(letter.isalnum() or letter in "-'’" for letter in stem):
        return None
    both = stem[:LETTERS]
    if len(both) == LETTERS and both.isalnum():
        return both
    return both[0] if both[0].isalnum() else None
