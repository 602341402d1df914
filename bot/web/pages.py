"""The chat page and its static files."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.errors import BadRequest
from bot.knowledge.model import Knowledge
from bot.languages.messages import Messages
from bot.web import keys
from bot.web.languages import language_of
from bot.web.requests import MAX_TEXT
from bot.web.transcript import templates

STATIC = Path(__file__).parent / "static"


def routes() -> list[web.AbstractRouteDef]:
    """The page, its texts and its files."""
    return [
        web.get("/", chat),
        web.get("/api/texts", texts),
        web.get("/static/{name}", static),
    ]


async def chat(request: web.Request) -> web.Response:
    """The chat page, in the language of `?lang=` or of the browser."""
    knowledge = request.app[keys.KNOWLEDGE]()
    code = language_of(request)
    municipality = request.query.get("municipality", "")
    config: dict[str, Any] = {
        **_texts(knowledge, code),
        "languages": [
            {"code": item.code, "name": item.name, "direction": item.direction}
            for item in knowledge.live
        ],
        "municipality": municipality if municipality in knowledge.municipalities else "",
        "explicit": request.query.get("lang") == code,
        "limit": MAX_TEXT,
    }
    page = templates().get_template("chat.html").render(config=config, version=version(), **config)
    return web.Response(text=page, content_type="text/html", charset="utf-8")


async def texts(request: web.Request) -> web.Response:
    """What the page itself says, in a language."""
    knowledge = request.app[keys.KNOWLEDGE]()
    code = request.query.get("language", "")
    if code not in [item.code for item in knowledge.live]:
        raise BadRequest("`language` is not one of: " + ", ".join(i.code for i in knowledge.live))
    return web.json_response(_texts(knowledge, code))


async def static(request: web.Request) -> web.FileResponse:
    """A file of the page."""
    name = request.match_info["name"]
    if name not in {path.name for path in STATIC.iterdir() if path.is_file()}:
        raise web.HTTPNotFound
    return web.FileResponse(STATIC / name)


def _texts(knowledge: Knowledge, code: str) -> dict[str, Any]:
    say = Messages(code, knowledge.messages)
    direction = knowledge.languages[code].direction
    return {"language": code, "direction": direction, "texts": say.texts("ui_")}


@lru_cache(maxsize=1)
def version() -> str:
    """Changes when a static file does, so that browsers may keep them until then."""
    digest = hashlib.sha256()
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
