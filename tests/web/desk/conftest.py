"""An application of its own for each test of the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.desk import Place, running


@pytest.fixture
async def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """A running application without dialogue workers."""
    async with running(tmp_path, monkeypatch) as place:
        yield place
