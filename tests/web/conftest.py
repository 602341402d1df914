"""The chat page in a browser, for the tests of what clients see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from support.page import Visit, visits
from support.server import Server


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Opens the chat of the shared server; see `visits`."""
    with visits(browser, server.url) as open_page:
        yield open_page
