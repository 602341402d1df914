"""Keeps the dialogue workers running and sends them turns."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog

from bot.errors import WorkerUnavailable
from bot.settings import PREFIX, Settings
from bot.training import stamp_of

log = structlog.get_logger()


class TurnFailed(WorkerUnavailable):
    """A worker took the turn and could not answer it, or ended over it."""


class Workers:
    """The process group of `bot.dialogue.worker`, and the connection to it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None
        self.ready = asyncio.Event()

    async def start(self) -> None:
        """Starts the workers; they answer once `ready` is set."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(str(self._settings.socket), limit=64),
            timeout=aiohttp.ClientTimeout(total=self._settings.turn_seconds),
        )
        self._task = asyncio.create_task(self._supervise())

    async def stop(self) -> None:
        """Ends the workers and waits for them."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), 5)
            except TimeoutError:
                self._process.kill()
        if self._session is not None:
            await self._session.close()

    async def turn(
        self, state: Mapping[str, Any], text: str | None, choice: str | None
    ) -> dict[str, Any]:
        """Has one turn answered.

        Raises:
            WorkerUnavailable: nobody took the turn; it can be tried again.
            TurnFailed: a worker took it and failed.
        """
        assert self._session is not None
        body = {"state": dict(state), "text": text, "choice": choice}
        try:
            async with self._session.post("http://worker/turn", json=body) as response:
                if response.status != 200:
                    raise TurnFailed(f"a worker answered with status {response.status}")
                return await response.json()
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError, TimeoutError) as error:
            raise TurnFailed(type(error).__name__) from error
        except (aiohttp.ClientError, OSError) as error:
            raise WorkerUnavailable(type(error).__name__) from error

    @property
    def model(self) -> str:
        """The fingerprint of what the model was trained on."""
        return stamp_of(self._settings.model)

    @property
    def pid(self) -> int | None:
        """Process id of the workers' parent."""
        return self._process.pid if self._process is not None else None

    async def _supervise(self) -> None:
        """Starts the parent of the workers, and again whenever it ends."""
        while True:
            begun = time.monotonic()
            await self._launch()
            assert self._process is not None
            status = await self._process.wait()
            self.ready.clear()
            log.error("workers.ended", status=status)
            if time.monotonic() - begun < 10:
                await asyncio.sleep(2)

    async def _launch(self) -> None:
        settings = self._settings
        environment = os.environ | {
            f"{PREFIX}DATA_DIR": str(settings.data_dir),
            f"{PREFIX}MODEL": str(settings.model),
            f"{PREFIX}WORKERS": str(settings.workers),
            f"{PREFIX}ROOT": str(settings.root),
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONWARNINGS": "ignore",
        }
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.dialogue.worker",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            env=environment,
        )
        assert self._process.stdout is not None
        # Read to the end: a full pipe would stop the workers.
        while line := await self._process.stdout.readline():
            if line.strip() == b"ready":
                self.ready.set()
                log.info("workers.ready", count=settings.workers)
