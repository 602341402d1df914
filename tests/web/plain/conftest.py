"""What the tests of the page without scripts share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from support.desk import Place, running
from support.plain import Plain
from support.server import Server


@pytest.fixture
async def place(tmp_path: Path, monkeypatch: Any) -> AsyncIterator[Place]:
    """The application without workers: nothing is answered but by people."""
    async with running(tmp_path, monkeypatch, reply_seconds=0.05) as found:
        yield found


@pytest.fixture
async def plain(server: Server) -> AsyncIterator[Plain]:
    """Somebody in front of the page, in Finnish and without a municipality."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Plain(session, server.url, "/plain?lang=fi")
