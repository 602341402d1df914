from __future__ import annotations

import pytest

from bot.knowledge.load import load_knowledge
from bot.knowledge.model import Knowledge
from bot.settings import ROOT


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT)
