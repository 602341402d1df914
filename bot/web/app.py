"""Puts the web process together."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable

import structlog
from aiohttp import web

from bot import mail
from bot.knowledge.current import KnowledgeKeeper
from bot.settings import Settings
from bot.storage import retention
from bot.storage.conversations import now
from bot.storage.database import Database
from bot.web import (
    api,
    desk,
    example,
    feedback,
    headers,
    keys,
    notices,
    pages,
    plain,
    presence,
)
from bot.web.limits import LIMITS, Limits
from bot.web.live import Hub
from bot.web.problems import problems
from bot.web.requests import TOKEN_HASHES
from bot.web.turns import Turns
from bot.web.workers import Workers

log = structlog.get_logger()
MAX_BODY = 64 * 1024
EXPIRE_EVERY = 3600
WAITING: web.AppKey[asyncio.Task[None]] = web.AppKey("waiting")


def create_app(settings: Settings, on_ready: Callable[[], None] = lambda: None) -> web.Application:
    """The application; nothing is opened before it starts.

    Args:
        on_ready: called when the workers can answer for the first time.

    Raises:
        KnowledgeError: the knowledge files are faulty.
    """
    app = web.Application(middlewares=[problems, desk.guard], client_max_size=MAX_BODY)
    keeper = KnowledgeKeeper(settings.root, settings.knowledge_seconds)
    app[keys.SETTINGS] = settings
    app[keys.KNOWLEDGE] = keeper.get
    app[keys.DATABASE] = Database(settings.database_url)
    app[keys.HUB] = Hub()
    app[keys.WORKERS] = Workers(settings)
    app[keys.TURNS] = Turns(app[keys.DATABASE], app[keys.WORKERS], app[keys.HUB], keeper.get)
    app[LIMITS] = Limits(settings)
    app[TOKEN_HASHES] = {}
    for module in (api, pages, plain, example, notices, feedback):
        app.add_routes(module.routes())
    desk.add_to(app)
    app.on_response_prepare.append(headers.add_headers)
    app.on_shutdown.append(_close_sockets)
    app.on_startup.append(lambda app: _tell_ready(app, on_ready))
    app.cleanup_ctx.append(_run)
    app.cleanup_ctx.append(mail.keep_sending)
    app.cleanup_ctx.append(presence.keep_giving_back)
    return app


async def _run(app: web.Application) -> AsyncIterator[None]:
    """Everything that lives as long as the server does."""
    await app[keys.DATABASE].create()
    await app[keys.WORKERS].start()
    await app[keys.TURNS].resume()
    expiring = asyncio.create_task(_expire(app))
    yield
    for task in (expiring, app[WAITING]):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    await app[keys.TURNS].stop()
    await app[keys.WORKERS].stop()
    await app[keys.DATABASE].close()


async def _tell_ready(app: web.Application, on_ready: Callable[[], None]) -> None:
    async def wait() -> None:
        await app[keys.WORKERS].ready.wait()
        on_ready()

    app[WAITING] = asyncio.create_task(wait())


async def _close_sockets(app: web.Application) -> None:
    app[keys.HUB].close()


async def _expire(app: web.Application) -> None:
    """Deletes what is older than it may be kept, now and every hour, and logs how many."""
    while True:
        counted = await app[keys.DATABASE].run(retention.expire, app[keys.SETTINGS], now())
        log.info("retention.deleted", **counted)
        await asyncio.sleep(EXPIRE_EVERY + secrets.randbelow(60))
