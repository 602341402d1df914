"""Logging to stderr that never tells what a client sent."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

import structlog

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


def events_to_stderr(level: str) -> None:
    """Sends all logs of this process to stderr, those of structlog as `key=value`."""
    to_stderr(level, "%(message)s")
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        # By way of `logging`, where a line that can't be written fails no request.
        logger_factory=structlog.stdlib.LoggerFactory(),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
    )
