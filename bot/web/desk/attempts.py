"""Slows down whoever guesses passwords: each failure doubles the time until the next attempt.

Kept in memory. An address that is refused learns nothing and adds nothing, so nobody can make a
wait longer than the longest one. An address from which the account signed in before is not held up
by the failures of others: so strangers can't keep a colleague out from where they work.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

FREE = 3  # failures of an account that cost nothing: people mistype
FREE_ADDRESS = 10  # an office shares one address
LONGEST = 15 * 60.0
FORGOTTEN = 60 * 60.0  # after so long without a failure
MAX_KEYS = 50_000


@dataclass
class _Failures:
    count: int = 0
    last: float = 0.0


class Attempts:
    """Counts failures of each account, of each address, and of both together.

    Args:
        clock: tells seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, _Failures] = {}
        self._known: dict[tuple[str, str], float] = {}

    def begin(self, name: str, address: str | None) -> int:
        """Counts an attempt as failed until `succeeded` is told, so that many at once count too.

        Args:
            name: with which somebody signs in.
            address: of the network; None where all share one, behind a proxy.

        Returns:
            seconds to wait; 0: the attempt may be made, and is counted.
        """
        now = self._clock()
        places = self._places(name, address)
        wait = max((self._wait(key, free, now) for key, free in places), default=0.0)
        if wait > 0:
            return math.ceil(wait)
        if len(self._failures) + len(places) > MAX_KEYS:
            self._forget(now)
        for key, _ in places:
            failures = self._failures.setdefault(key, _Failures())
            if now - failures.last > FORGOTTEN:
                failures.count = 0
            failures.count += 1
            failures.last = now
        return 0

    def succeeded(self, name: str, address: str | None) -> None:
        """The password was right."""
        self._failures.pop(f"name|{name}", None)
        if address is None:
            return
        self._failures.pop(f"both|{name}|{address}", None)
        place = self._failures.get(f"address|{address}")
        if place is not None:  # only this attempt: one good account must not hide guesses at others
            place.count -= 1
        if len(self._known) >= MAX_KEYS:
            self._known.clear()
        self._known[name, address] = self._clock()

    def _places(self, name: str, address: str | None) -> list[tuple[str, int]]:
        """What the attempt counts for, each with the failures that are free."""
        account = (f"name|{name}", FREE)
        if address is None:
            return [account]
        own = [(f"both|{name}|{address}", FREE), (f"address|{address}", FREE_ADDRESS)]
        return own if (name, address) in self._known else [account, *own]

    def _wait(self, key: str, free: int, now: float) -> float:
        failures = self._failures.get(key)
        if failures is None or failures.count < free or now - failures.last > FORGOTTEN:
            return 0.0
        pause = min(LONGEST, 2.0 ** min(failures.count - free, 20))
        return failures.last + pause - now

    def _forget(self, now: float) -> None:
        """Drops what is old; everything, where nothing is."""
        kept = {k: f for k, f in self._failures.items() if now - f.last <= LONGEST}
        self._failures = kept if len(kept) < MAX_KEYS - 3 else {}
