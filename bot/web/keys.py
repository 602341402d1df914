"""What the application holds, under typed keys."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.knowledge.model import Knowledge
from bot.settings import Settings
from bot.storage.database import Database
from bot.web.live import Hub
from bot.web.turns import Turns
from bot.web.workers import Workers

SETTINGS = web.AppKey("settings", Settings)
DATABASE = web.AppKey("database", Database)
KNOWLEDGE: web.AppKey[Callable[[], Knowledge]] = web.AppKey("knowledge")
HUB = web.AppKey("hub", Hub)
WORKERS = web.AppKey("workers", Workers)
TURNS = web.AppKey("turns", Turns)
