"""A city's site, a stranger's, and the server whose chat only the city may show."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from support.chromium import launch_partitioned
from support.city import City
from support.server import ROOT, Server
from support.widget import Visit

from bot.training import fingerprint

# A site that has changed all that can be seen.
OWN_LOOK = """\
origins: ["{origin}"]
title: {{fi: "Tornion neuvoja", sv: "Torneås rådgivare", en: "Tornio adviser", ar: "مرشد تورنيو"}}
colour: "#7a1f5c"
colour_dark: "#f2b8d8"
logo: tornio.svg
position: start
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium that gives a frame of another site a storage, as people's browsers do."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=30_000)
        chromium = launch_partitioned(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def city() -> Iterator[City]:
    """A site that may show the chat. For a browser it is another site than the chat's."""
    yield from _site("localhost")


@pytest.fixture(scope="package")
def stranger() -> Iterator[City]:
    """A site that may not."""
    yield from _site("localhost")


@pytest.fixture(scope="package")
def chat(city: City, tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Server]:
    """The server, with the city's origin in its site file and all else as it is."""
    root = tmp_path_factory.mktemp("root")
    for name in ("actions", "bot", "data", "config.yml", "domain.yml", "requirements.lock"):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "knowledge", root / "knowledge")
    sites = root / "knowledge" / "sites"
    (sites / "kemi.yml").write_text(f"origins: [{city.origin}]\n", "utf-8")
    (sites / "tornio.yml").write_text(OWN_LOOK.format(origin=city.origin), "utf-8")
    shutil.copy(ROOT / "bot" / "web" / "static" / "icon.svg", sites / "tornio.svg")
    # Else the server would begin to train.
    assert fingerprint(root) == fingerprint(ROOT)
    running = Server(tmp_path_factory.mktemp("chat"), model, ROOT=root)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def visit(browser: Browser, city: City, chat: Server) -> Iterator[Callable[..., Visit]]:
    """Opens a tab: visit(viewport=…, expected=[…]).

    Whatever a test does, the console may have no error but those that contain what is expected.
    """
    opened: list[tuple[Visit, list[str]]] = []

    def open_tab(expected: list[str] | None = None, **options: Any) -> Visit:
        opened.append((Visit(browser, city, chat.url, **options), expected or []))
        return opened[-1][0]

    yield open_tab
    found = []
    for here, expected in opened:
        found += [error for error in here.errors if not any(one in error for one in expected)]
        here.context.close()
    assert found == []


def _site(host: str) -> Iterator[City]:
    site = City(host)
    site.put("/favicon.ico", html="")
    yield site
    site.stop()
