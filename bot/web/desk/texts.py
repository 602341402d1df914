"""What the desk itself says, from knowledge/desk. What a language lacks is taken from Finnish."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

LANGUAGES = ("fi", "sv", "en")
NAMES = {"fi": "suomi", "sv": "svenska", "en": "English"}


def texts(root: Path, language: str) -> dict[str, str]:
    """Every text of the desk in a language.

    Args:
        root: folder with `knowledge/`.
        language: one of `LANGUAGES`.
    """
    return {**_of(root, LANGUAGES[0]), **_of(root, language)}


def _of(root: Path, language: str) -> dict[str, str]:
    path = root / "knowledge" / "desk" / f"{language}.yml"
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else {}


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> dict[str, str]:
    """The texts of a file; read again when it has changed."""
    data = yaml.safe_load(path.read_text("utf-8")) or {}
    return {str(key): str(text) for key, text in data.items()}
