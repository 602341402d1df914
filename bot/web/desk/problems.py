"""Problems in the counsellor's own language, where the desk has a text for them."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from bot.errors import NotUnderstood
from bot.web.desk.texts import texts

Problem = TypeVar("Problem", bound=NotUnderstood)
PREFIX = "problem_"


def problem(kind: type[Problem], key: str, **values: str) -> Problem:
    """An error with a text of the desk.

    Args:
        kind: the class of the error.
        key: of the text, without its prefix.
        values: for its placeholders.
    """
    error = kind(key)
    error.key, error.values = f"{PREFIX}{key}", values
    return error


def put_into_words(error: Problem, root: Path, language: str) -> Problem:
    """The same error, with its text in a language as its detail where it has one."""
    if error.key:
        error.detail = texts(root, language)[error.key].format_map(error.values)
    return error
