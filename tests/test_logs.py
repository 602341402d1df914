"""The log is written to stderr, and never in the way of the work."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import os, structlog, sys
from bot import logs
logs.events_to_stderr("INFO")
log = structlog.get_logger()
log.info("first.event", count=1)
log.debug("too.small")
{then}
log.info("second.event")
print("went on")
"""


def run(then: str) -> subprocess.CompletedProcess[str]:
    program = PROGRAM.format(then=then)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)


def test_events_are_lines_of_keys_and_values() -> None:
    done = run("")
    first, second = done.stderr.splitlines()
    assert first.endswith("level='info' event='first.event' count=1")
    assert second.endswith("level='info' event='second.event'")
    assert done.stdout == "went on\n"


def test_nothing_stops_when_nobody_reads_the_log_any_more() -> None:
    assert run("r, w = os.pipe(); os.close(r); os.dup2(w, 2)").stdout == "went on\n"
