from __future__ import annotations

from pathlib import Path

import pytest
from support import real
from support.tree import Tree

from bot.knowledge.model import Knowledge


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return real.knowledge()
