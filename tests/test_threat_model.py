"""The threat model names tests, and each of them is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.settings import ROOT

TEXT = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
_NAMED = re.compile(r"`(tests/[\w/]+\.py)`|\*([^*|\n]+)\*")


def named() -> Iterator[tuple[str, str]]:
    """Each test that a row of a table names, as (file, sentence)."""
    for line in TEXT.splitlines():
        path = ""
        for file, sentence in _NAMED.findall(line if line.startswith("|") else ""):
            path = file or path
            if sentence:
                yield path, sentence


@pytest.mark.parametrize(("path", "sentence"), named())
def test_a_test_that_stops_a_threat_is_there(path: str, sentence: str) -> None:
    name = "test_" + sentence.replace(" ", "_")
    assert re.search(rf"def {name}\(", (ROOT / path).read_text("utf-8"))


def test_every_kind_of_threat_is_thought_of() -> None:
    for kind in ("S: ", "T: ", "R: ", "I: ", "D: ", "E: "):
        assert f"\n## {kind}" in TEXT
    assert len(list(named())) > 30
