"""Answers that did not help, for the editors: what was answered, and why it did not."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web
from sqlalchemy import Connection

from bot.errors import NotFound
from bot.knowledge.model import Knowledge
from bot.storage import answer_ratings, audit
from bot.storage.answer_ratings import Rated
from bot.web import keys
from bot.web.desk.access import user_of
from bot.web.desk.admin import number
from bot.web.desk.view import desk_language, retold, when


def routes() -> list[web.RouteDef]:
    """The routes of this module."""
    return [
        web.get("/desk/api/rated", listed),
        web.post("/desk/api/rated/{id}/done", done),
    ]


async def listed(request: web.Request) -> web.Response:
    """The answers that were rated as not helpful and are still open."""
    language = desk_language(request.query.get("language"), user_of(request))
    knowledge = request.app[keys.KNOWLEDGE]()
    rows = await request.app[keys.DATABASE].run(answer_ratings.listed)
    # In a thread: each answer is made again in another language.
    told = await asyncio.to_thread(lambda: [_row(row, language, knowledge) for row in rows])
    return web.json_response({"rated": told})


async def done(request: web.Request) -> web.Response:
    """Marks one as done."""
    ident = number(request.match_info["id"])
    found = ident is not None and await request.app[keys.DATABASE].run(
        _finish, ident, user_of(request).id
    )
    if not found:
        raise NotFound("There is no such rating. Its conversation may have been deleted.")
    return web.Response(status=204)


def _finish(connection: Connection, ident: int, user_id: str) -> bool:
    found = answer_ratings.finish(connection, ident)
    if found:
        audit.record(connection, "rating_done", user_id, detail=str(ident))
    return found


def _row(row: Rated, language: str, knowledge: Knowledge) -> dict[str, Any]:
    """Nothing in it leads to the conversation."""
    answer = row.message.answer or {}
    return {
        "id": row.id,
        "reason": row.reason,
        "text": row.text,
        "language": row.message.language,
        "municipality": answer.get("municipality"),
        "topic": answer.get("topic"),
        "status": answer.get("status"),
        "answer": row.message.text,
        "retold": retold(row.message, language, knowledge),
        "created_at": when(row.created_at),
    }
