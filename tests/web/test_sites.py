"""Who may show the chat of a municipality, and how it looks there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import segno
from support import desk, openapi, real
from support.chat import Api, Response
from support.page import say

from bot.knowledge.model import Logo, Site

HOST = "https://www.example.fi"
LISTED = [HOST, "http://localhost:8000"]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
KEMI = Site(
    municipality="kemi",
    origins=LISTED,
    title={"fi": "Kemin neuvoja", "sv": "Kemis rådgivare", "en": "Kemi adviser", "ar": "مرشد كيمي"},
    colour="#7a1f5c",
    logo=Logo(name="kemi.svg", media_type="image/svg+xml", content=SVG),
    position="start",
    leave_to="https://www.example.fi/weather",
)
RAISIO = Site(municipality="raisio", origins=["https://raisio.example"])
SITES = {"kemi": KEMI, "raisio": RAISIO}
HOSTILE = [
    "null",
    "https://evil.example",
    "http://www.example.fi",
    "https://www.example.fi.evil.example",
    "https://www.example.fi:8443",
    "https://WWW.example.fi",
    "https://www.example.fi/",
    "https://www.example.fi, https://evil.example",
    "https://raisio.example",
    "*",
    "https://[",
    "http://",
    "://",
    "https://a" + "a" * 4000,
    "<script>alert(1)</script>",
]


@pytest.fixture
async def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Api]:
    """A server whose Kemi and Raisio have a site."""
    knowledge = real.knowledge().copy(update={"sites": SITES})
    monkeypatch.setattr(desk, "Keeper", lambda *_: SimpleNamespace(get=lambda: knowledge))
    async with desk.running(tmp_path, monkeypatch) as place:
        yield Api(place.http, place.url)


async def ask(api: Api, path: str, origin: str | None = None, **headers: str) -> Response:
    """A GET as a browser sends it from a page of an origin."""
    return await api.request(
        "GET", path, headers=headers | ({} if origin is None else {"Origin": origin})
    )


def frames(response: Response) -> str:
    """Who may show a page in a frame."""
    return response.headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]


@pytest.mark.parametrize("origin", LISTED)
async def test_a_listed_page_gets_what_its_button_needs(api: Api, origin: str) -> None:
    response = await ask(api, "/api/widget?municipality=kemi&language=ar", origin)
    assert response.status == 200
    assert response.headers["Access-Control-Allow-Origin"] == origin
    assert "Origin" in response.headers["Vary"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in response.headers
    body = response.body
    texts, logo = body.pop("texts"), body.pop("logo")
    assert body == {
        "municipality": "kemi",
        "language": "ar",
        "direction": "rtl",
        "title": "مرشد كيمي",
        "colour": "#7a1f5c",
        "on_colour": "#ffffff",
        "colour_dark": "#7fd3bb",
        "on_colour_dark": "#000000",
        "position": "start",
        "frame": "/chat/kemi?lang=ar&frame=1",
    }
    assert texts["widget_open"] == say("ar", "widget_open")
    assert all(key.startswith("widget_") for key in texts)
    assert (await ask(api, logo)).body == SVG


@pytest.mark.parametrize("origin", HOSTILE)
async def test_another_page_is_refused_and_told_why(api: Api, origin: str) -> None:
    response = await ask(api, "/api/widget?municipality=kemi", origin)
    assert response.status == 403
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert "knowledge/sites/kemi.yml" in response.body["detail"]
    assert len(response.body["detail"]) < 300
    # The reason may be read, so that the launcher can print it; there is nothing of the site in it.
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Kemin neuvoja" not in str(response.body)


async def test_the_refusal_names_the_origin_that_is_to_be_added(api: Api) -> None:
    response = await ask(api, "/api/widget?municipality=kemi", "https://new.example")
    assert "Add https://new.example to `origins`" in response.body["detail"]


@pytest.mark.parametrize("path", ["?municipality=tornio", "", "?municipality="])
async def test_without_a_site_no_other_page_may_show_the_chat(api: Api, path: str) -> None:
    assert (await ask(api, f"/api/widget{path}", HOST)).status == 403
    assert (await ask(api, f"/api/widget{path}", api.url)).status == 200


async def test_a_request_without_an_origin_comes_from_no_other_page(api: Api) -> None:
    response = await ask(api, "/api/widget?municipality=kemi")
    assert response.status == 200
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.body["position"] == "start"


async def test_the_button_of_an_unknown_municipality_is_told_the_known_ones(api: Api) -> None:
    for name in ("paris", "../kemi", "<script>"):
        response = await ask(api, f"/api/widget?municipality={name}", HOST)
        assert response.status == 404
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "kemi" in response.body["detail"] and name not in response.body["detail"]


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("&language=sv", "en", "sv"),
        ("&language=so", "en", "en"),
        ("", "ar-SY", "ar"),
        ("", "so", "fi"),
    ],
)
async def test_the_button_speaks_the_asked_language_or_the_browsers(
    api: Api, query: str, accepted: str, language: str
) -> None:
    path = f"/api/widget?municipality=raisio{query}"
    response = await ask(api, path, **{"Accept-Language": accepted})
    assert response.body["language"] == language
    assert response.body["title"] == say(language, "ui_title")
    assert response.body["logo"] is None


async def test_anybody_may_load_the_launcher_and_nothing_else_of_the_service(api: Api) -> None:
    for origin in (None, HOST, "https://evil.example"):
        response = await ask(api, "/widget.js", origin)
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/javascript")
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "max-age=300" in response.headers["Cache-Control"]
    for path in ("/chat/kemi", "/api/texts?language=fi", "/static/chat.js", "/api/health"):
        response = await ask(api, path, HOST)
        assert "Access-Control-Allow-Origin" not in response.headers
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_no_page_can_have_the_browser_ask_for_more_than_a_plain_get(api: Api) -> None:
    for path in ("/api/widget", "/api/conversations", "/widget.js"):
        headers = {"Origin": HOST, "Access-Control-Request-Method": "POST"}
        response = await api.request("OPTIONS", path, headers=headers)
        assert response.status == 405
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_only_the_listed_pages_may_show_the_chat_in_a_frame(api: Api) -> None:
    assert frames(await ask(api, "/chat/kemi?frame=1")) == f"'self' {' '.join(LISTED)}"
    assert frames(await ask(api, "/chat/raisio")) == "'self' https://raisio.example"
    assert frames(await ask(api, "/chat/tornio")) == "'self'"
    assert frames(await ask(api, "/chat", "https://evil.example")) == "'self'"
    for path in ("/desk", "/api/widget?municipality=kemi", "/widget.js", "/nothing"):
        assert frames(await ask(api, path, HOST)) == "'none'"


async def test_the_page_has_the_title_the_colours_and_the_logo_of_its_site(api: Api) -> None:
    page = (await ask(api, "/chat/kemi?lang=sv")).body
    assert '<title data-text="ui_title">Kemis rådgivare</title>' in page
    version = real.knowledge().version
    assert f'<link rel="stylesheet" href="/site/kemi/theme.css?v={version}">' in page
    assert f'src="/site/kemi/logo?v={version}" alt=""' in page
    assert '"leave": "https://www.example.fi/weather"' in page
    texts = await ask(api, "/api/texts?language=en&municipality=kemi")
    assert texts.body["texts"]["ui_title"] == "Kemi adviser"
    assert "theme.css" not in (await ask(api, "/chat/raisio")).body
    for query in ("", "&municipality=paris"):
        texts = await ask(api, f"/api/texts?language=en{query}")
        assert texts.body["texts"]["ui_title"] == say("en", "ui_title")


async def test_the_theme_sets_the_accent_where_the_site_has_one(api: Api) -> None:
    theme = await ask(api, "/site/kemi/theme.css")
    assert theme.headers["Content-Type"].startswith("text/css")
    assert theme.body == (
        "@media screen and (prefers-color-scheme: light) "
        "{ :root { --accent: #7a1f5c; --on-accent: #ffffff; } }\n"
    )
    assert not (await ask(api, "/site/raisio/theme.css")).body
    assert not (await ask(api, "/site/tornio/theme.css")).body


async def test_a_logo_is_an_image_for_every_page_in_which_nothing_acts(api: Api) -> None:
    response = await ask(api, "/site/kemi/logo")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and policy.endswith("sandbox")
    assert "script-src" not in policy
    assert (await ask(api, "/site/raisio/logo")).status == 404


@pytest.mark.parametrize("name", ["logo", "theme.css"])
async def test_what_a_site_looks_like_is_kept_as_long_as_its_version_is_in_force(
    api: Api, name: str
) -> None:
    version = real.knowledge().version
    kept = await ask(api, f"/site/kemi/{name}?v={version}")
    assert "immutable" in kept.headers["Cache-Control"]
    for query in ("", "?v=000000000000"):
        response = await ask(api, f"/site/kemi/{name}{query}")
        assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/site/{}/logo", "/site/{}/theme.css", "/chat/{}/qr.svg"])
@pytest.mark.parametrize("name", ["paris", "%2e%2e", "kemi%2f..", "%00", "Kemi"])
async def test_an_unknown_municipality_has_nothing(api: Api, path: str, name: str) -> None:
    response = await ask(api, path.format(name))
    assert response.status == 404
    assert response.headers["Content-Type"].startswith("application/problem+json")


async def test_the_widgets_settings_are_as_described(api: Api) -> None:
    assert ("GET", "/api/widget") in openapi.operations()
    schema: dict[str, Any] = {"$ref": "#/components/schemas/Widget"}
    openapi.validate((await ask(api, "/api/widget")).body, schema)


@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("?lang=ar", "https://chat.example.fi/chat/kemi?lang=ar"),
        ("?lang=xx", "https://chat.example.fi/chat/kemi"),
        ("", "https://chat.example.fi/chat/kemi"),
    ],
)
async def test_the_qr_code_leads_to_the_public_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str, link: str
) -> None:
    public = "https://chat.example.fi/"
    async with desk.running(tmp_path, monkeypatch, public_url=public) as place:
        response = await Api(place.http, place.url).request("GET", f"/chat/kemi/qr.svg{query}")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "chat.example.fi" not in str(response.body)
    assert drawn(response.body) == drawn(segno.make_qr(link, error="q").svg_inline(border=4))


async def test_without_a_public_address_the_code_leads_to_where_it_was_asked(api: Api) -> None:
    body = (await ask(api, "/chat/kemi/qr.svg")).body
    assert drawn(body) == drawn(
        segno.make_qr(f"{api.url}/chat/kemi", error="q").svg_inline(border=4)
    )


def drawn(svg: str | bytes) -> str:
    """What is black in a code."""
    text = svg if isinstance(svg, str) else svg.decode()
    found = re.search(r'class="qrline"[^>]* d="([^"]+)"', text)
    assert found, text[:500]
    return found[1]
