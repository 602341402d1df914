"""The desk's shell: the same for everybody, without data, in three languages."""

from __future__ import annotations

import json
import re
from typing import Any

import aiohttp
import pytest
from support import real
from support.desk import Place

from bot.settings import ROOT
from bot.web.desk import texts

PAGES = ("/desk", "/desk/figures", "/desk/admin", "/desk/items")


async def _get(place: Place, path: str, **headers: str) -> tuple[aiohttp.ClientResponse, str]:
    async with place.http.get(place.url + path, headers=headers) as response:
        return response, await response.text()


def _config(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="config">(.*?)</script>', page, re.S)
    assert found is not None
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("path", PAGES)
async def test_the_shell_is_there_for_everybody_and_is_not_kept(place: Place, path: str) -> None:
    response, page = await _get(place, path)
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    config = _config(page)
    assert set(config["texts"]) == set(texts.texts(ROOT, "fi"))
    places = [item["id"] for item in config["municipalities"]]
    assert places == list(real.knowledge().municipalities)


async def test_the_shell_is_the_same_whoever_is_signed_in(place: Place) -> None:
    desk = await place.desk()
    await desk.claimed()
    _, mine = await _get(place, "/desk", **desk.headers())
    _, nobodys = await _get(place, "/desk")
    assert mine == nobodys


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "fi"),
        ("", "sv-FI,sv;q=0.9", "sv"),
        ("", "ar,en;q=0.5", "en"),
        ("", "de", "fi"),
        ("?lang=en", "sv", "en"),
        ("?lang=xx", "sv", "sv"),
    ],
)
async def test_the_shell_speaks_the_language_of_the_browser(
    place: Place, query: str, accepted: str, language: str
) -> None:
    _, page = await _get(place, f"/desk{query}", **{"Accept-Language": accepted})
    assert _config(page)["language"] == language
    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize("language", texts.LANGUAGES)
async def test_the_desks_texts_come_in_each_language(place: Place, language: str) -> None:
    answer = await place.nobody().get(f"/texts?language={language}")
    assert answer.status == 200
    assert answer.body == {"language": language, "texts": texts.texts(ROOT, language)}


@pytest.mark.parametrize("language", ["", "ar", "../../etc"])
async def test_there_are_no_texts_in_another_language(place: Place, language: str) -> None:
    assert (await place.nobody().get(f"/texts?language={language}")).status == 400


async def test_every_file_of_the_desk_is_served_and_nothing_beside_it(place: Place) -> None:
    folder = ROOT / "bot" / "web" / "static" / "desk"
    for path in folder.iterdir():
        response, body = await _get(place, f"/static/desk/{path.name}")
        assert response.status == 200
        assert body == path.read_text("utf-8")
    for name in ("nothing.js", "..%2Fchat.js", "%2e%2e"):
        response, _ = await _get(place, f"/static/desk/{name}")
        assert response.status == 404


async def test_answers_of_the_desk_are_not_kept(place: Place) -> None:
    desk = await place.desk()
    answer = await desk.get("/queue")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_text_that_a_language_lacks_is_taken_from_finnish(tmp_path: Any) -> None:
    folder = tmp_path / "knowledge" / "desk"
    folder.mkdir(parents=True)
    (folder / "fi.yml").write_text("one: yksi\ntwo: kaksi\n", "utf-8")
    (folder / "sv.yml").write_text("one: ett\n", "utf-8")
    assert texts.texts(tmp_path, "sv") == {"one": "ett", "two": "kaksi"}
    assert texts.texts(tmp_path, "en") == {"one": "yksi", "two": "kaksi"}
