from __future__ import annotations

from pathlib import Path

import pytest
from support.tree import Tree

from bot.knowledge.load import load_knowledge
from bot.knowledge.model import Knowledge
from bot.settings import ROOT


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT)
