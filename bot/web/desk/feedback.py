"""Feedback on accessibility at the desk: what is to be answered, and by when."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from sqlalchemy import Connection, Row

from bot.errors import NotFound
from bot.storage import audit, feedback
from bot.storage.rows import now
from bot.web import keys
from bot.web.desk.access import user_of
from bot.web.desk.view import when


def routes() -> list[web.RouteDef]:
    """The routes of this module."""
    return [
        web.get("/desk/api/feedback", listed),
        web.post("/desk/api/feedback/{id}/answered", answered),
    ]


async def listed(request: web.Request) -> web.Response:
    """What is to be answered, the most urgent first; with `?done=1` what was."""
    is_done = request.query.get("done") == "1"
    rows = await request.app[keys.DATABASE].run(feedback.listed, is_done)
    return web.json_response({"feedback": [_row(row) for row in rows]})


async def answered(request: web.Request) -> web.Response:
    """Marks one as answered; from then on its time of keeping runs."""
    ident, user = request.match_info["id"], user_of(request).id
    if not await request.app[keys.DATABASE].run(_answer, ident, user):
        raise NotFound("There is no such feedback.")
    return web.Response(status=204)


def _answer(connection: Connection, ident: str, user_id: str) -> bool:
    found = feedback.answer(connection, ident)
    if found:
        audit.record(connection, "feedback_answered", user_id)
    return found


def _row(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "code": row.code,
        "language": row.language,
        "municipality": row.municipality,
        "text": row.text,
        "place": row.place,
        "email": row.email,
        "created_at": when(row.created_at),
        "due_at": when(row.due_at),
        "late": row.answered_at is None and row.due_at < now(),
        "answered_at": when(row.answered_at),
    }
