"""Gives back the cases of counsellors whose desk is gone, as long as the server runs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog
from aiohttp import web

from bot.conversations.notices import Notices
from bot.storage import handovers, presence
from bot.web import keys
from bot.web.handover import tell_queue

log = structlog.get_logger()
# So often within the time after which a counsellor counts as gone.
LOOKS = 6


async def keep_giving_back(app: web.Application) -> AsyncIterator[None]:
    """A background task of the application."""
    task = asyncio.create_task(_look(app))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def give_back(app: web.Application) -> None:
    """Lets the cases of those who are gone wait again, and tells everybody concerned."""
    before = handovers.gone_since(app[keys.SETTINGS].counsellor_seconds)
    notice = Notices(app[keys.KNOWLEDGE]().messages).back()
    hub = app[keys.HUB]
    for case in await app[keys.DATABASE].run(presence.gone, before, notice):
        conversation = case["conversation_id"]
        log.info("case.back", case=case["id"])
        hub.wake(conversation)
        hub.signal(conversation, {"event": "handover"})
        hub.signal_desk({"event": "case", "conversation": conversation, "case": case["id"]})
        await tell_queue(app, case["municipality"])


async def _look(app: web.Application) -> None:
    pause = app[keys.SETTINGS].counsellor_seconds / LOOKS
    while True:
        await asyncio.sleep(pause)
        try:
            await give_back(app)
        except Exception as error:
            # The next look tries again.
            log.error("case.back_failed", error=type(error).__name__)
