"""How the page's files are served: short, packed, kept, and never old beside new."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from playwright.sync_api import Browser
from support.chat import Api
from support.server import ROOT, Server

from bot.web import assets
from bot.web.joined import in_order

STATIC = ROOT / "bot" / "web" / "static"
MODULES = sorted(path.name for path in STATIC.glob("*.js"))
SOURCES = {path.stem: path.read_text("utf-8") for path in STATIC.glob("*.js")}
STYLES = sorted(path.name for path in STATIC.glob("*.css"))
# An arrow before a regular expression is the one place where rjsmin takes it for a division.
NOT_OF_THE_WIDGET = {"example.css", "notice.css", "plain.css"}
MOST_OF_ALL = 40_000
MOST_OF_LAUNCHER = 5_000
_COMMA = re.compile(r"\s*,\s*")
ARROW_BEFORE_REGEX = re.compile(r"=>\s*/(?![/*])")


@pytest.fixture
async def raw(server: Server) -> Iterator[aiohttp.ClientSession]:
    """A client that unpacks nothing."""
    async with aiohttp.ClientSession(server.url, auto_decompress=False) as session:
        yield session


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files in place of the real one."""
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", [*MODULES, *STYLES])
async def test_a_file_is_packed_for_who_takes_it(raw: aiohttp.ClientSession, name: str) -> None:
    async with raw.get(f"/static/{name}", headers={"Accept-Encoding": "gzip, br"}) as response:
        packed = await response.read()
        assert response.headers["Content-Encoding"] == "gzip"
        first = response.headers["ETag"]
    async with raw.get(f"/static/{name}", headers={"Accept-Encoding": "identity"}) as response:
        plain = await response.read()
        assert "Content-Encoding" not in response.headers
        second = response.headers["ETag"]
    assert gzip.decompress(packed) == plain
    assert first != second
    assert len(packed) < len(plain) < len((STATIC / name).read_bytes())
    assert b"/**" not in plain and not re.search(rb"^\s*//", plain, re.M)


@pytest.mark.parametrize(
    ("header", "packed"),
    [
        ("gzip", True),
        ("GZIP;q=0.5", True),
        ("br, *", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, br", False),
    ],
)
async def test_nobody_gets_a_packed_file_who_does_not_take_it(
    raw: aiohttp.ClientSession, header: str, packed: bool
) -> None:
    async with raw.get("/static/chat.js", headers={"Accept-Encoding": header}) as response:
        assert ("Content-Encoding" in response.headers) is packed
        assert response.headers["Vary"] == "Accept-Encoding"


async def test_a_file_of_this_version_is_kept_for_good(api: Api) -> None:
    response = await api.request("GET", f"/static/v/{assets.version()}/chat.js")
    assert response.status == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.body == (await api.request("GET", "/static/chat.js")).body


async def test_a_file_without_a_version_is_asked_for_anew_and_not_sent_again(api: Api) -> None:
    first = await api.request("GET", "/static/chat.js")
    assert first.headers["Cache-Control"] == "no-cache"
    for known in (first.headers["ETag"], f'"other", {first.headers["ETag"]}', "*"):
        again = await api.request("GET", "/static/chat.js", headers={"If-None-Match": known})
        assert again.status == 304
        assert again.headers["ETag"] == first.headers["ETag"]
    changed = await api.request("GET", "/static/chat.js", headers={"If-None-Match": '"other"'})
    assert changed.status == 200


async def test_a_file_of_another_version_is_gone_so_that_old_and_new_never_mix(api: Api) -> None:
    assert (await api.request("GET", "/static/v/01234567/chat.js")).status == 404


async def test_the_page_has_one_script_with_all_modules(api: Api) -> None:
    page = (await api.request("GET", "/chat")).body
    (told,) = re.findall(r'<script type="module" src="([^"]+)"></script>', page)
    assert told == f"/static/v/{assets.version()}/all.js"
    response = await api.request("GET", told)
    assert response.body.encode() == assets.all_modules().content
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_page_loads_only_files_of_its_version_and_each_once(
    browser: Browser, server: Server
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.url}/chat")
    page.locator("#messages > li.bot").wait_for()
    files = [url for url in asked if "/static/" in url]
    assert len(files) == len(set(files))
    assert {"all.js", "chat.css", "icons.svg"} <= {url.rsplit("/", 1)[1] for url in files}
    assert {url.rsplit("/", 1)[0] for url in files} == {f"{server.url}/static/v/{assets.version()}"}
    page.close()


@pytest.mark.parametrize("name", STYLES)
def test_a_style_sheet_means_the_same_without_its_comments(browser: Browser, name: str) -> None:
    page = browser.new_page()
    script = """(text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return [...sheet.cssRules].map((rule) => rule.cssText);
    }"""
    source = page.evaluate(script, (STATIC / name).read_text("utf-8"))
    served = page.evaluate(script, assets.asset_of(STATIC / name).content.decode())
    assert len(source) > 3
    # Where a value has to be resolved first, the browser keeps it as it is written.
    assert [_COMMA.sub(",", rule) for rule in served] == [_COMMA.sub(",", rule) for rule in source]
    page.close()


def test_no_module_has_what_the_stripping_would_break() -> None:
    assert ARROW_BEFORE_REGEX.search("a.map((b) => /x  y/u.test(b))")
    broken = [
        name for name in MODULES if ARROW_BEFORE_REGEX.search((STATIC / name).read_text("utf-8"))
    ]
    assert not broken


def test_a_changed_file_is_served_changed_and_makes_another_version(folder: Path) -> None:
    path = folder / "a.js"
    path.write_text("/** Old. */\nexport const a = 1; // one\n", "utf-8")
    before = assets.version()
    assert assets.asset_of(path).content == b"export const a=1;"
    assert assets.asset_of(path) is assets.asset_of(path)
    path.write_text("export const a = 2;\n", "utf-8")
    os.utime(path, ns=(1, 1))
    assert assets.asset_of(path).content == b"export const a=2;"
    assert assets.version() != before


def test_a_comment_alone_makes_no_other_version(folder: Path) -> None:
    path = folder / "a.js"
    path.write_text("export const a = 1;\n", "utf-8")
    before = assets.version()
    path.write_text("/** What it is. */\nexport const a = 1;\n", "utf-8")
    assert assets.version() == before


def test_a_changed_module_changes_what_is_joined(folder: Path) -> None:
    (folder / "chat.js").write_text('import { a } from "./a.js";\na();\n', "utf-8")
    path = folder / "a.js"
    path.write_text("/** Old. */\nexport const a = () => 1;\n", "utf-8")
    before = assets.all_modules()
    assert b"const a=()=>1;" in before.content and b"Old" not in before.content
    assert assets.all_modules() is before
    path.write_text("export const a = () => 22;\n", "utf-8")
    assert b"const a=()=>22;" in assets.all_modules().content


def test_the_widget_is_small_enough_for_a_slow_network() -> None:
    """All scripts and styles of button and chat, each packed as it is served."""
    files = {
        "widget.js": assets.asset_of(STATIC / "widget.js"),
        "all.js": assets.all_modules(),
        "chat.css": assets.asset_of(STATIC / "chat.css"),
    }
    sizes = {name: len(asset.packed or asset.content) for name, asset in files.items()}
    print(sizes, sum(sizes.values()))
    assert sum(sizes.values()) <= MOST_OF_ALL
    assert sizes["widget.js"] <= MOST_OF_LAUNCHER


def test_every_script_and_style_counts_as_part_of_the_widget_or_of_another_page() -> None:
    counted = {f"{name}.js" for name in in_order("chat", SOURCES)} | {"widget.js", "chat.css"}
    assert {*MODULES, *STYLES} == counted | NOT_OF_THE_WIDGET
