"""The desk's one page: a shell without data, the same for whoever opens it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.errors import BadRequest
from bot.web import keys
from bot.web.assets import STATIC, version
from bot.web.desk.texts import LANGUAGES, NAMES, texts
from bot.web.languages import accepted
from bot.web.transcript import templates


def routes() -> list[web.RouteDef]:
    """The pages and their files."""
    pages = ("/desk", "/desk/figures", "/desk/admin", "/desk/items")
    return [
        *(web.get(path, shell) for path in pages),
        web.get("/desk/api/texts", say),
        web.get("/static/desk/{name}", static),
    ]


async def shell(request: web.Request) -> web.Response:
    """The shell, in the language of `?lang=` or of the browser."""
    config = _config(request, _language(request))
    page = templates().get_template("desk.html").render(config=config, version=version())
    headers = {
        "Cache-Control": "no-store",
        # The policy of the other pages would hide from our own API where a form comes from.
        "Referrer-Policy": "same-origin",
    }
    return web.Response(text=page, content_type="text/html", charset="utf-8", headers=headers)


async def say(request: web.Request) -> web.Response:
    """What the desk says, in a language."""
    language = request.query.get("language", "")
    if language not in LANGUAGES:
        raise BadRequest(f"`language` is one of: {', '.join(LANGUAGES)}.")
    root = request.app[keys.SETTINGS].root
    return web.json_response({"language": language, "texts": texts(root, language)})


async def static(request: web.Request) -> web.FileResponse:
    """A file of the desk."""
    name = request.match_info["name"]
    folder = STATIC / "desk"
    if name not in {path.name for path in folder.iterdir() if path.is_file()}:
        raise web.HTTPNotFound
    return web.FileResponse(folder / name)


def _config(request: web.Request, language: str) -> dict[str, Any]:
    knowledge = request.app[keys.KNOWLEDGE]()
    return {
        "language": language,
        "languages": [{"code": code, "name": NAMES[code]} for code in LANGUAGES],
        "names": {item.code: item.name for item in knowledge.languages.values()},
        "municipalities": [
            {"id": item.id, "labels": item.labels} for item in knowledge.municipalities.values()
        ],
        "topics": [
            {"id": item.id, "labels": {code: item.pages[code].label for code in item.pages}}
            for item in knowledge.topics.values()
        ],
        "texts": texts(request.app[keys.SETTINGS].root, language),
    }


def _language(request: web.Request) -> str:
    wanted = [request.query.get("lang", ""), *accepted(request.headers.get("Accept-Language", ""))]
    return next((code for code in wanted if code in LANGUAGES), LANGUAGES[0])
