"""Tells open connections what is new: of a conversation, and of the desk."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

Signal = Mapping[str, Any]
# Signals are worth nothing later: a connection that does not keep up loses the oldest.
MOST_SIGNALS = 100


class Ear(asyncio.Event):
    """One listener: set when there is something new, with the signals that came by."""

    def __init__(self) -> None:
        super().__init__()
        self._signals: deque[Signal] = deque(maxlen=MOST_SIGNALS)

    def hear(self, signal: Signal) -> None:
        """Puts a signal there and wakes the listener."""
        self._signals.append(signal)
        self.set()

    def take(self) -> list[Signal]:
        """The signals since the last time, oldest first."""
        taken = list(self._signals)
        self._signals.clear()
        return taken


class Hub:
    """Wakes whoever listens. What is stored they read from the database.

    Signals are what is not stored, such as that somebody is typing: `{"event": ...}`.
    """

    def __init__(self) -> None:
        self._listeners: dict[str, set[Ear]] = defaultdict(set)
        self._desks: set[Ear] = set()
        # Of a conversation, the user who has its case, as far as a desk has looked it up: so that
        # a message wakes one desk and not all of them.
        self._owners: dict[str, str | None] = {}
        self._changes = 0
        self.closing = False

    @contextmanager
    def listen(self, conversation: str) -> Iterator[Ear]:
        """An event that is set when the conversation changes or a signal for its client comes."""
        ear = Ear()
        self._listeners[conversation].add(ear)
        try:
            yield ear
        finally:
            self._listeners[conversation].discard(ear)
            if not self._listeners[conversation]:
                del self._listeners[conversation]

    def wake(self, conversation: str) -> None:
        """Says that the conversation has changed."""
        for ear in self._listeners.get(conversation, ()):
            ear.set()

    def signal(self, conversation: str, signal: Signal) -> None:
        """Tells the client's connections something that is not stored."""
        for ear in self._listeners.get(conversation, ()):
            ear.hear(signal)

    @contextmanager
    def listen_desk(self) -> Iterator[Ear]:
        """An event that is set when a signal for the desk comes."""
        ear = Ear()
        self._desks.add(ear)
        try:
            yield ear
        finally:
            self._desks.discard(ear)

    def signal_desk(self, signal: Signal) -> None:
        """Tells every open desk something; each passes on what is for its user.

        The chat API sends `{"event": "queue"}` and, with `conversation` and `case`, `"case"` (it
        changed), `"message"` (the client wrote), `"typing"`, and `"delivered"` and `"read"` with
        the `seq` up to which the client has got and seen the messages.
        """
        if signal["event"] == "case":
            self._owners.clear()
            self._changes += 1
        for ear in self._desks:
            ear.hear(signal)

    @property
    def changes(self) -> int:
        """Grows with each transition of a case."""
        return self._changes

    def owner_of(self, conversation: str) -> str | None:
        """The user who has its case; None where nobody has it or no desk has looked it up."""
        return self._owners.get(conversation)

    def note_owner(self, conversation: str, user: str | None, changes: int) -> None:
        """Keeps who has the case, unless a case has changed since `changes` was read."""
        if changes == self._changes:
            self._owners[conversation] = user

    def wake_desk(self) -> None:
        """Tells every open desk that the queue has changed."""
        self.signal_desk({"event": "queue"})

    def close(self) -> None:
        """Wakes everybody to take their leave, when the server stops."""
        self.closing = True
        for ears in (*self._listeners.values(), self._desks):
            for ear in ears:
                ear.set()
