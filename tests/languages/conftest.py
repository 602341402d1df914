from __future__ import annotations

from collections import defaultdict

import pytest
from support import real

from bot.dialogue.importer import read_examples
from bot.knowledge.model import Knowledge
from bot.languages.identify import LanguageIdentifier, build
from bot.settings import ROOT


@pytest.fixture(scope="session")
def examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        found[path.parent.name] += [text for _, text in read_examples(path)]
    return found


@pytest.fixture(scope="session")
def identifier(examples: dict[str, list[str]]) -> LanguageIdentifier:
    return LanguageIdentifier(*build(examples))


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return real.knowledge()
