"""The counsellors' desk: its API under /desk/api and its pages under /desk."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.web.desk import (
    admin,
    cases,
    events,
    feedback,
    figures,
    pages,
    rated,
    replies,
    session,
    writing,
)
from bot.web.desk.access import guard
from bot.web.desk.attempts import Attempts

__all__ = ["add_to", "guard", "routes"]


def routes() -> list[web.RouteDef]:
    """Every route of the desk."""
    modules = (pages, session, cases, writing, replies)
    more = (admin, rated, feedback, figures, events)
    return [route for module in (*modules, *more) for route in module.routes()]


def add_to(app: web.Application) -> None:
    """Adds the desk's routes and what they need to the application."""
    app[session.ATTEMPTS] = Attempts()
    app[session.CHECKS] = asyncio.Semaphore(session.AT_ONCE)
    app.add_routes(routes())
