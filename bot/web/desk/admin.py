"""What administrators and editors do at the desk: services, audit, items."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from sqlalchemy import Connection, Row

from bot.conversations import hours
from bot.conversations.hours import Service
from bot.errors import BadRequest, NotFound
from bot.storage import accounts, audit, items, services
from bot.storage.conversations import now
from bot.web import keys
from bot.web.desk.access import user_of
from bot.web.desk.view import when
from bot.web.requests import json_of

PAGE = 100


def routes() -> list[web.RouteDef]:
    """The routes of this module."""
    return [
        web.get("/desk/api/services", all_services),
        web.put("/desk/api/services/{municipality}", save_service),
        web.get("/desk/api/audit", audited),
        web.get("/desk/api/items", listed),
        web.post("/desk/api/items/{id}/done", done),
    ]


async def all_services(request: web.Request) -> web.Response:
    """The service of every municipality with a document, and who serves there."""
    known, served = await request.app[keys.DATABASE].run(_services)
    places = request.app[keys.KNOWLEDGE]().municipalities
    rows = [
        {
            "municipality": place,
            **known.get(place, Service()).as_dict(),
            "counsellors": [user.first_name for user in served.get(place, ())],
        }
        for place in places
    ]
    return web.json_response({"services": rows})


async def save_service(request: web.Request) -> web.Response:
    """Puts a municipality's service in place of what it had."""
    municipality = request.match_info["municipality"]
    if municipality not in request.app[keys.KNOWLEDGE]().municipalities:
        raise NotFound("There is no document for this municipality, so nobody is sent to it.")
    data = await json_of(request)
    # What the list tells besides: the page may send back what it got.
    data.pop("counsellors", None)
    data.pop("municipality", None)
    wrong = hours.problems(data)
    if wrong:
        raise BadRequest(" ".join(wrong))
    saved = await request.app[keys.DATABASE].run(_save, municipality, data, user_of(request).id)
    request.app[keys.HUB].wake_desk()
    return web.json_response({"municipality": municipality, **saved.as_dict()})


async def audited(request: web.Request) -> web.Response:
    """The audit, the newest first; `?before=` the last id for the next page."""
    query = request.query
    before = number(query.get("before"))
    rows = await request.app[keys.DATABASE].run(
        audit.page, before, PAGE, query.get("user"), query.get("action"), query.get("case")
    )
    return web.json_response({"audit": [_audit_row(row) for row in rows]})


async def listed(request: web.Request) -> web.Response:
    """What is open for the editors; with `?done=1` what is done."""
    is_done = request.query.get("done") == "1"
    rows = await request.app[keys.DATABASE].run(items.listed, is_done)
    return web.json_response({"items": [_item(row) for row in rows]})


async def done(request: web.Request) -> web.Response:
    """Marks an item as done."""
    ident = number(request.match_info["id"])
    found = ident is not None and await request.app[keys.DATABASE].run(
        _finish, ident, user_of(request).id
    )
    if not found:
        raise NotFound("There is no such item.")
    return web.Response(status=204)


def _services(
    connection: Connection,
) -> tuple[dict[str, Service], dict[str, list[accounts.User]]]:
    return services.all_services(connection), accounts.served(connection)


def _save(connection: Connection, municipality: str, data: dict[str, Any], user_id: str) -> Service:
    audit.record(connection, "service", user_id, detail=municipality)
    return services.save_service(connection, municipality, data, now())


def _finish(connection: Connection, ident: int, user_id: str) -> bool:
    found = items.finish(connection, ident)
    if found:
        audit.record(connection, "item_done", user_id, detail=str(ident))
    return found


def number(value: str | None) -> int | None:
    """A number of a request; None where there is none.

    Raises:
        BadRequest: it is something else.
    """
    if value is None:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 15:
        raise BadRequest(f"`{value[:20]}` is not a number.")
    return int(value)


def _audit_row(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": when(row.at),
        "user": {"id": row.user_id, "name": row.name, "first_name": row.first_name}
        if row.user_id
        else None,
        "action": row.action,
        "case": {"id": row.case_id, "code": row.code} if row.case_id else None,
        "detail": row.detail,
    }


def _item(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "text": row.text,
        "language": row.language,
        "municipality": row.municipality,
        "topic": row.topic,
        "created_at": when(row.created_at),
        "done_at": when(row.done_at),
    }
