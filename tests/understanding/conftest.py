from __future__ import annotations

import pytest
from support import real

from bot.knowledge.model import Knowledge
from bot.understanding.lexicon import Lexicon


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return real.lexicon()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return real.knowledge()
