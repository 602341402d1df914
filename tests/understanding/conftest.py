from __future__ import annotations

import pytest

from bot.knowledge.load import load_knowledge
from bot.knowledge.model import Knowledge
from bot.settings import ROOT
from bot.understanding.lexicon import Lexicon, examine_lexicon


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return examine_lexicon(ROOT)[0]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT)
