"""Keeps the dialogue workers running and sends them turns."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from typing import Any

import structlog

from bot.errors import WorkerUnavailable
from bot.settings import PREFIX, Settings
from bot.training import stamp_of

log = structlog.get_logger()


# A worker says that it took a connection; one that hangs does not.
HELLO_SECONDS = 1.0
MAX_LINE = 1024 * 1024


class TurnFailed(WorkerUnavailable):
    """A worker took the turn and could not answer it, or ended over it."""


class Line:
    """The connection to one worker: a turn as a line of JSON there, its answer as a line back."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, path: str) -> Line:
        """Connects to whichever worker is free.

        Raises:
            WorkerUnavailable: none takes the connection.
        """
        writer = None
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                reader, writer = await asyncio.open_unix_connection(path, limit=MAX_LINE)
                if not await reader.readline():
                    raise ConnectionError
        except (OSError, TimeoutError) as error:
            if writer is not None:
                writer.close()
            raise WorkerUnavailable("no worker takes a turn") from error
        return cls(reader, writer)

    @property
    def ended(self) -> bool:
        """Whether the worker is gone."""
        return self._reader.at_eof()

    async def ask(self, turn: Mapping[str, Any]) -> dict[str, Any]:
        """Sends a turn and waits for its answer.

        Raises:
            TurnFailed: there is none.
        """
        try:
            self._writer.write(json.dumps(turn).encode() + b"\n")
            said = await self._reader.readline()
        except OSError as error:
            raise TurnFailed(type(error).__name__) from error
        if not said.endswith(b"\n"):
            raise TurnFailed("a worker ended over a turn")
        answer: dict[str, Any] = json.loads(said)
        if not answer:
            raise TurnFailed("a worker could not answer a turn")
        return answer

    def close(self) -> None:
        """Lets the worker go."""
        self._writer.close()


class Workers:
    """The process group of `bot.dialogue.worker`, and the lines to it, one for each worker."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._free = asyncio.Semaphore(settings.workers)
        self._idle: list[Line] = []
        self.ready = asyncio.Event()

    async def start(self) -> None:
        """Starts the workers; they answer once `ready` is set."""
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
        for line in self._idle:
            line.close()

    async def turn(
        self, state: Mapping[str, Any], text: str | None, choice: str | None
    ) -> dict[str, Any]:
        """Has one turn answered.

        Raises:
            WorkerUnavailable: nobody took the turn; it can be tried again.
            TurnFailed: a worker took it and failed.
        """
        body = {"state": dict(state), "text": text, "choice": choice}
        async with self._free:
            line = await self._line()
            try:
                async with asyncio.timeout(self._settings.turn_seconds):
                    said = await line.ask(body)
            except TimeoutError as error:
                line.close()
                raise TurnFailed("a worker took too long") from error
            except BaseException:
                line.close()  # an answer that comes later would be taken for that of the next turn
                raise
            self._idle.append(line)
            return said

    async def _line(self) -> Line:
        while self._idle:
            line = self._idle.pop()
            if not line.ended:
                return line
            line.close()
        return await Line.open(str(self._settings.socket))

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
