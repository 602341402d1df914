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
# More than anybody presses who reads what comes.
PRESSES_PER_MINUTE = 60


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

    def press(self, request: web.Request, page: str) -> None:
        """Counts a form that was sent from a page without scripts.

        Args:
            page: which one, or the conversation on it.

        Raises:
            TooMany: the address has sent too many in the last minute.
        """
        self._count(f"press|{page}", request, PRESSES_PER_MINUTE)

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
        key = f"{kind}|{address}"
        # The one that was counted last stands last, so that the longest unheard of goes first.
        moments = self._seen[key] = self._seen.pop(key, deque())
        if len(self._seen) > MAX_KEYS:
            del self._seen[next(iter(self._seen))]
        now = time.monotonic()
        while moments and now - moments[0] > WINDOW:
            moments.popleft()
        if len(moments) >= limit:
            raise TooMany("Too many requests in a short time. Please wait a minute and try again.")
        moments.append(now)

    def address_of(self, request: web.Request) -> str | None:
        """The client's address; None for this machine itself.

        Of IPv6 it is the network, since who has one address there has 2^64.
        """
        address = request.remote or ""
        if self._settings.trust_proxy:
            forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
            address = forwarded or address
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return address or None
        if isinstance(parsed, ipaddress.IPv6Address):
            parsed = parsed.ipv4_mapped or parsed
        if parsed.is_loopback:
            return None
        if isinstance(parsed, ipaddress.IPv6Address):
            parsed = ipaddress.ip_network((parsed, 64), strict=False).network_address
        return str(parsed)


LIMITS = web.AppKey("limits", Limits)
