"""How much one address may do in a minute. A request from this machine itself is not counted."""

from __future__ import annotations

import ipaddress
import time
from collections import deque

from aiohttp import web

from bot.errors import TooMany
from bot.settings import Settings

WINDOW = 60.0
MAX_KEYS = 50_000
FEEDBACK_PER_MINUTE = 5


class Limits:
    """Counts in a sliding minute, in memory."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen: dict[str, deque[float]] = {}

    def start(self, request: web.Request) -> None:
        """Counts a new conversation.

        Raises:
            TooMany: the address has started too many in the last minute.
        """
        self._count("start", request, self._settings.conversations_per_minute)

    def message(self, request: web.Request, conversation: str) -> None:
        """Counts a message of a conversation.

        Raises:
            TooMany: the conversation had too many in the last minute.
        """
        self._count(conversation, request, self._settings.messages_per_minute)

    def feedback(self, request: web.Request) -> None:
        """Counts a feedback on accessibility.

        Raises:
            TooMany: the address has sent too many in the last minute.
        """
        self._count("feedback", request, FEEDBACK_PER_MINUTE)

    def _count(self, kind: str, request: web.Request, limit: int) -> None:
        address = self.address_of(request)
        if address is None:
            return
        if len(self._seen) > MAX_KEYS:
            self._seen.clear()
        moments = self._seen.setdefault(f"{kind}|{address}", deque())
        now = time.monotonic()
        while moments and now - moments[0] > WINDOW:
            moments.popleft()
        if len(moments) >= limit:
            raise TooMany("Too many requests in a short time. Please wait a minute and try again.")
        moments.append(now)

    def address_of(self, request: web.Request) -> str | None:
        """The client's address; None for this machine itself."""
        address = request.remote or ""
        if self._settings.trust_proxy:
            forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
            address = forwarded or address
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return address or None
        return None if parsed.is_loopback else str(parsed)


LIMITS = web.AppKey("limits", Limits)
