"""The server of the tests: started once, with its real workers, for the whole run."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from support.chat import Api
from support.chromium import launch
from support.server import Server

from bot.settings import Settings
from bot.training import ensure_model


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    # For a module at a time: its event loop would be in the way of asynchronous tests.
    with sync_playwright() as playwright:
        # Only so that what never comes ends a test: nothing is measured with it.
        expect.set_options(timeout=30_000)
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the trained model. It is trained anew only where `monineuvo train` was not run."""
    trained = Settings().model
    copy = tmp_path_factory.mktemp("model") / trained.name
    for path in trained.parent.glob(f"{trained.name}*"):
        shutil.copy(path, copy.parent)
    ensure_model(Settings(model=copy))
    return copy


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Server]:
    """The server that the tests share. It logs all it can.

    Limits count only those requests that come with an X-Forwarded-For header.
    """
    running = Server(
        tmp_path_factory.mktemp("server"),
        model,
        LOG_LEVEL="DEBUG",
        TRUST_PROXY=1,
        CONVERSATIONS_PER_MINUTE=3,
        MESSAGES_PER_MINUTE=3,
    )
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
async def api(server: Server) -> AsyncIterator[Api]:
    """The chat API of the shared server."""
    async with aiohttp.ClientSession() as session:
        yield Api(session, server.url)
