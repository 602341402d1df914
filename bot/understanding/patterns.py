"""The small pattern language of the word lists: what editors write, made into one expression.

    word        this word
    stem*       a word that begins with the stem; `*` alone is any word
    ( a | b )   one of several
    ( a )?      may be missing
    ...         up to four other words may stand between

Patterns are matched on folded text, word by word, so that no accent or capital matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.understanding.normalise import fold

_TOKEN = re.compile(r"\.\.\.|\)\?|[()|]|[^\s()|]+")
_SPACE = r"[^\w]+"
_GAP = r"(?:[^\w]+\w+){0,4}?[^\w]+"
_GAP_AT_WORD = r"(?:\w+[^\w]+){0,4}?"


def tokens_of(pattern: str) -> list[str]:
    """The words and signs of a pattern."""
    return _TOKEN.findall(pattern)


@lru_cache(maxsize=20_000)
def compile_pattern(pattern: str) -> str:
    """Turns one pattern into the source of a regular expression on folded text.

    Raises:
        ValueError: if brackets do not match.
    """
    out: list[str] = []
    starts: list[tuple[int, str]] = []
    pending = ""
    tokens = tokens_of(pattern)
    for token, following in zip(tokens, [*tokens[1:], ")"], strict=True):
        if token == "...":
            pending = _GAP if pending else _GAP_AT_WORD
        elif token == "(":
            starts.append((len(out), pending))
            out.append(pending + "(?:")
            pending = ""
        elif token == "|":
            out.append("|")
            pending = ""
        elif token in (")", ")?"):
            if not starts:
                raise ValueError(f"brackets do not match in `{pattern}`")
            start, before = starts.pop()
            if token == ")":
                out.append(")")
                pending = _SPACE
            elif before == _SPACE or (before and following in ("|", ")", ")?")):
                # What may be missing takes the space before it along,
                out[start] = f"(?:{before}(?:"
                out.append("))?")
                pending = before
            else:
                # or at the beginning the space after it.
                out[start] = before + "(?:(?:"
                out.append(f"){_SPACE})?")
                pending = ""
        else:
            out.append(pending + _word(token))
            pending = _SPACE
    if starts:
        raise ValueError(f"brackets do not match in `{pattern}`")
    return "".join(out)


def compile_patterns(patterns: Iterable[str]) -> re.Pattern[str]:
    """One expression that finds any of the patterns as whole words."""
    return re.compile(r"(?<!\w)(?:" + "|".join(map(compile_pattern, patterns)) + r")(?!\w)")


@lru_cache(maxsize=20_000)
def _word(token: str) -> str:
    if re.search(r"\\d|\[", token):  # digits, as in `1\d` or `[3-9]`
        try:
            return re.compile(token).pattern
        except re.error as error:
            raise ValueError(f"`{token}` is not a pattern: {error}") from error
    stem = fold(token.rstrip("*"))
    escaped = re.escape(stem).replace(r"\-", "[- ]?").replace("'", "['’]?").replace("’", "['’]?")
    return escaped + (r"\w*" if token.endswith("*") else "")
