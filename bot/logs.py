"""Logging to stderr that never tells what a client sent."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Formatter(logging.Formatter):
    """Tells where an exception came from and of what kind it is, without its text."""

    def formatException(self, ei: _ExcInfo) -> str:
        """The text may hold a request: aiohttp quotes what it could not parse."""
        kind, _, trace = ei
        return "".join(traceback.format_tb(trace)) + (kind.__name__ if kind else "")


def to_stderr(level: str, pattern: str) -> None:
    """Sends all logs of this process to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(pattern))
    logging.basicConfig(level=level, handlers=[handler])
