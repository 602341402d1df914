"""The knowledge in force in this process, replaced as a whole when the files change.

A faulty save never reaches clients: the last good version stays, and the faults are logged.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import structlog

from bot.errors import KnowledgeError
from bot.knowledge.load import load_knowledge
from bot.knowledge.model import Knowledge
from bot.settings import Settings

log = structlog.get_logger()


class KnowledgeKeeper:
    """Holds one version and looks for a newer one at most every `seconds`.

    Args:
        root: project root.
        seconds: between two looks at the files.

    Raises:
        KnowledgeError: the files are faulty at the start, when there is no last good version.
    """

    def __init__(self, root: Path, seconds: float) -> None:
        self._root = root
        self._seconds = seconds
        self._stamp = self._written()
        self._looked = time.monotonic()
        self._knowledge = load_knowledge(root)
        self._refreshing: threading.Thread | None = None

    def get(self) -> Knowledge:
        """The version in force; starts reading a newer one in the background if there is one."""
        if time.monotonic() - self._looked >= self._seconds:
            self._looked = time.monotonic()
            if self._refreshing is None or not self._refreshing.is_alive():
                self._refreshing = threading.Thread(target=self.refresh, daemon=True)
                self._refreshing.start()
        return self._knowledge

    def settle(self) -> None:
        """Waits for a look that is under way: to be called before a process forks."""
        if self._refreshing is not None:
            self._refreshing.join()

    def refresh(self) -> None:
        """Reads the files again if any of them changed. Never raises for what is in them."""
        stamp = self._written()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._knowledge = load_knowledge(self._root)
            log.info("knowledge.replaced", version=self._knowledge.version)
        except KnowledgeError as error:
            for fault in error.faults:
                log.error("knowledge.fault", fault=str(fault))
            log.error("knowledge.kept", version=self._knowledge.version)

    def _written(self) -> dict[Path, tuple[int, int]]:
        """When each file was written and how long it is; an older file put back is a change too."""
        found = {}
        for path in (self._root / "knowledge").rglob("*.*"):
            with suppress(FileNotFoundError):  # an editor's temporary file may be gone again
                stat = path.stat()
                found[path] = (stat.st_mtime_ns, stat.st_size)
        return found


@cache
def keeper() -> KnowledgeKeeper:
    """The keeper of this process."""
    settings = Settings.read()
    return KnowledgeKeeper(settings.root, settings.knowledge_seconds)


def current_knowledge() -> Knowledge:
    """The knowledge in force in this process."""
    return keeper().get()
