"""The page, its files, and the headers of everything."""

from __future__ import annotations

import json
import re

import pytest
from support.chat import Api, Response
from support.server import ROOT

STATIC = ROOT / "bot" / "web" / "static"
FILES = sorted(str(path.relative_to(STATIC)) for path in STATIC.rglob("*.*"))
# An address of another server, in whatever form a page or a file could load it.
FOREIGN = re.compile(r"""\b(?:https?|wss?):(?:\\?/){2}\w|["'(=]//[\w-]+\.\w|@import""")
# The name of a namespace, which nothing loads.
NAMESPACE = "http://www.w3.org/2000/svg"


def _check_headers(response: Response) -> None:
    headers = response.headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    sources = {source for value in policy.values() for source in value.split()}
    assert sources <= {"'none'", "'self'", "data:", "blob:"}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        *(("GET", f"/static/{name}", 200) for name in FILES),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/nothing", 404),
        ("PUT", "/", 405),
        ("GET", "/api/health", 200),
        ("GET", "/api/openapi.json", 200),
        ("GET", "/api/texts?language=ar", 200),
        ("GET", "/api/texts", 400),
        ("POST", "/api/conversations", 201),
        ("GET", f"/api/conversations/{'0' * 32}/messages", 401),
    ],
)
async def test_every_response_has_the_security_headers(
    api: Api, method: str, path: str, status: int
) -> None:
    response = await api.request(method, path)
    assert response.status == status
    _check_headers(response)


async def test_the_files_of_a_conversation_have_the_security_headers_too(api: Api) -> None:
    chat = await api.start()
    _check_headers(await chat.transcript("text"))
    _check_headers(await chat.transcript("html"))
    async with chat.events() as socket:
        assert socket._response.headers["X-Content-Type-Options"] == "nosniff"
    _check_headers(await chat.delete())


async def test_nothing_of_a_conversation_is_kept_by_a_cache(api: Api) -> None:
    chat = await api.start()
    for path in ("/messages", "/transcript", "/transcript?format=html"):
        response = await api.request("GET", chat.path + path, token=chat.token)
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "direction"), [("fi", "ltr"), ("sv", "ltr"), ("en", "ltr"), ("ar", "rtl")]
)
async def test_the_page_comes_in_each_language(api: Api, language: str, direction: str) -> None:
    by_query = await api.request("GET", f"/?lang={language}")
    by_browser = await api.request("GET", "/", headers={"Accept-Language": language})
    for page in (by_query, by_browser):
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert f'<html lang="{language}" dir="{direction}"' in page.body
    assert _config(by_query)["explicit"] is True
    assert _config(by_browser)["explicit"] is False


async def test_the_page_falls_back_to_the_default_language(api: Api) -> None:
    for path in ("/", "/?lang=xx", "/?lang=%3Cscript%3E", "/?lang=%ff"):
        page = await api.request("GET", path, headers={"Accept-Language": "so"})
        assert '<html lang="fi" dir="ltr"' in page.body


async def test_only_a_municipality_that_is_known_gets_into_the_page(api: Api) -> None:
    page = await api.request("GET", "/?municipality=kemi")
    assert _config(page)["municipality"] == "kemi"
    page = await api.request("GET", "/?municipality=%3C/script%3E%3Cscript%3Ealert(1)")
    assert _config(page)["municipality"] == ""
    assert "alert(1)" not in page.body


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
async def test_no_page_names_another_server(api: Api, language: str) -> None:
    page = (await api.request("GET", f"/?lang={language}")).body
    assert not FOREIGN.findall(page.replace(NAMESPACE, ""))
    chat = await api.start(language=language)
    assert not FOREIGN.findall((await chat.transcript("html")).body)


@pytest.mark.parametrize("name", FILES)
async def test_no_static_file_names_another_server(api: Api, name: str) -> None:
    raw = (await api.request("GET", f"/static/{name}")).body
    text = raw if isinstance(raw, str) else raw.decode("utf-8")
    assert text == (STATIC / name).read_text("utf-8")
    assert not FOREIGN.findall(text.replace(NAMESPACE, ""))


async def test_everything_that_the_page_loads_is_there(api: Api) -> None:
    page = (await api.request("GET", "/")).body
    wanted = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert any("chat.js" in path for path in wanted)
    for path in wanted:
        assert path.startswith("/static/")
        assert (await api.request("GET", path)).status == 200


async def test_the_page_has_no_script_or_style_of_its_own_which_the_policy_forbids(
    api: Api,
) -> None:
    page = (await api.request("GET", "/")).body
    assert "<style" not in page
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", page)
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S):
        assert not content.strip() or 'type="application/json"' in attributes


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/../api.py",
        "/static/%2e%2e/api.py",
        "/static/..%2fapi.py",
        "/static/%2e%2e%2f%2e%2e%2fsettings.py",
        "/static//etc/passwd",
        "/static/.%00",
        "/static/" + "a" * 3000,
        "/static/%ff",
        "/static/chat.js/",
        "/../../bot/web/api.py",
    ],
)
async def test_no_path_leads_out_of_the_static_files(api: Api, path: str) -> None:
    response = await api.request("GET", path)
    assert response.status == 404
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert response.body["detail"]


def _config(page: Response) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="config">(.*?)</script>', page.body)
    assert found
    return dict(json.loads(found[1]))
