"""Tells open connections that a conversation has new messages."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Hub:
    """Wakes whoever listens to a conversation. What is new, they read from the database."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.closing = False

    @contextmanager
    def listen(self, conversation: str) -> Iterator[asyncio.Event]:
        """An event that is set when the conversation changes."""
        event = asyncio.Event()
        self._listeners[conversation].add(event)
        try:
            yield event
        finally:
            self._listeners[conversation].discard(event)
            if not self._listeners[conversation]:
                del self._listeners[conversation]

    def wake(self, conversation: str) -> None:
        """Says that the conversation has changed."""
        for event in self._listeners.get(conversation, ()):
            event.set()

    def close(self) -> None:
        """Wakes everybody to take their leave, when the server stops."""
        self.closing = True
        for events in self._listeners.values():
            for event in events:
                event.set()
