"""The page, its files, and the headers of everything."""

from __future__ import annotations

import json
import re

import pytest
from support.chat import Api, Response
from support.page import say
from support.server import ROOT

from bot.knowledge.model import Site
from bot.web.assets import version

STATIC = ROOT / "bot" / "web" / "static"
FILES = sorted(str(path.relative_to(STATIC)) for path in STATIC.rglob("*.*"))
# An address of another server, in whatever form a page or a file could load it.
FOREIGN = re.compile(r"""\b(?:https?|wss?):(?:\\?/){2}\w|["'(=]//[\w-]+\.\w|@import""")
# The name of a namespace, which nothing loads.
NAMESPACE = "http://www.w3.org/2000/svg"


CHATS = [
    ("GET", "/chat", 200),
    ("HEAD", "/chat", 200),
    ("GET", "/chat/tornio", 200),
    ("GET", "/chat/tornio?frame=1&lang=ar", 200),
    ("GET", "/chat/paris", 404),
]


def _check_headers(response: Response, frames: str = "'none'") -> None:
    headers = response.headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == frames
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
        *(("GET", f"/static/{name}", 200) for name in FILES),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/nothing", 404),
        ("PUT", "/chat", 405),
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


@pytest.mark.parametrize(("method", "path", "status"), CHATS)
async def test_only_pages_of_the_service_itself_may_show_the_chat_in_a_frame(
    api: Api, method: str, path: str, status: int
) -> None:
    response = await api.request(method, path)
    assert response.status == status
    _check_headers(response, "'self'" if status == 200 else "'none'")


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
    by_query = await api.request("GET", f"/chat?lang={language}")
    by_browser = await api.request("GET", "/chat", headers={"Accept-Language": language})
    for page in (by_query, by_browser):
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert f'<html lang="{language}" dir="{direction}"' in page.body
    assert _config(by_query)["explicit"] is True
    assert _config(by_browser)["explicit"] is False


async def test_the_language_of_the_page_around_a_frame_is_nobodys_choice(api: Api) -> None:
    page = await api.request("GET", "/chat/kemi?lang=sv&frame=1")
    assert '<html lang="sv"' in page.body
    assert _config(page)["language"] == "sv"
    assert _config(page)["explicit"] is False


async def test_the_page_falls_back_to_the_default_language(api: Api) -> None:
    for path in ("/chat", "/chat?lang=xx", "/chat?lang=%3Cscript%3E", "/chat?lang=%ff"):
        page = await api.request("GET", path, headers={"Accept-Language": "so"})
        assert '<html lang="fi" dir="ltr"' in page.body


async def test_only_a_municipality_that_is_known_gets_into_the_page(api: Api) -> None:
    assert _config(await api.request("GET", "/chat"))["municipality"] == ""
    for path in ("/chat/kemi", "/chat/Kemi"):
        assert _config(await api.request("GET", path))["municipality"] == "kemi"
    page = await api.request("GET", "/chat/%3C%2Fscript%3E%3Cscript%3Ealert(1)")
    assert page.status == 404
    assert "alert(1)" not in page.body


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
async def test_an_unknown_municipality_has_a_page_with_a_way_to_the_chat(
    api: Api, language: str
) -> None:
    page = await api.request("GET", "/chat/paris", headers={"Accept-Language": language})
    assert page.status == 404
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}"' in page.body
    assert say(language, "plain_no_municipality") in page.body
    assert f'href="/chat?lang={language}"' in page.body


async def test_a_page_knows_whether_it_is_in_a_frame(api: Api) -> None:
    framed = await api.request("GET", "/chat/kemi?frame=1")
    assert _config(framed)["frame"] is True
    assert 'class="no-js frame"' in framed.body
    for path in ("/chat/kemi", "/chat/kemi?frame=0", "/chat/kemi?frame=true"):
        alone = await api.request("GET", path)
        assert _config(alone)["frame"] is False
        assert 'class="no-js"' in alone.body


async def test_the_page_knows_what_the_site_is_called_and_where_leaving_leads(api: Api) -> None:
    site = _config(await api.request("GET", "/chat/kemi?lang=en"))["site"]
    assert site == {"title": "Monineuvo", "logo": None, "leave": Site().leave_to}


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
async def test_no_page_names_another_server(api: Api, language: str) -> None:
    page = (await api.request("GET", f"/chat?lang={language}")).body
    # Where leaving leads is an address in the page too, but nothing loads it.
    assert not FOREIGN.findall(page.replace(NAMESPACE, "").replace(Site().leave_to, ""))
    chat = await api.start(language=language)
    assert not FOREIGN.findall((await chat.transcript("html")).body)


@pytest.mark.parametrize("name", FILES)
async def test_no_static_file_names_another_server(api: Api, name: str) -> None:
    raw = (await api.request("GET", f"/static/{name}")).body
    text = raw if isinstance(raw, str) else raw.decode("utf-8")
    assert not FOREIGN.findall(text.replace(NAMESPACE, ""))


async def test_everything_that_the_page_loads_is_there(api: Api) -> None:
    page = (await api.request("GET", "/chat")).body
    wanted = re.findall(r'<(?:link|script|img)\b[^>]*?(?:src|href)="([^"]+)"', page)
    assert any("all.js" in path for path in wanted)
    for path in wanted:
        assert path.startswith("/static/")
        assert (await api.request("GET", path)).status == 200


async def test_the_page_has_no_script_or_style_of_its_own_which_the_policy_forbids(
    api: Api,
) -> None:
    page = (await api.request("GET", "/chat")).body
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
        "/static/v/00000000/chat.js",
        f"/static/v/{version()}/%2e%2e%2fapi.py",
        f"/static/v/{version()}/nothing.js",
        f"/static/v/{version()}/desk/desk.js",
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
