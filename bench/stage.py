"""A real server with counsellor accounts, and a proxy that can cut every connection."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import psutil

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a long password for the bench"
MUNICIPALITY = "kemi"


class Stage:
    """The server in a folder of its own.

    Args:
        folder: for its data and its log.
        port: on 127.0.0.1.
        settings: further settings, without their prefix.
    """

    def __init__(self, folder: Path, port: int, **settings: object) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        own = {"DATA_DIR": folder / "var", "PORT": port} | settings
        self._environment = os.environ | {
            "PYTHONWARNINGS": "ignore",
            "RASA_TELEMETRY_ENABLED": "false",
            **{f"MONINEUVO_{key}": str(value) for key, value in own.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    def add_counsellors(self, count: int) -> list[str]:
        """Makes accounts with the command that administrators use; returns their names."""
        names = [f"counsellor{number}@example.org" for number in range(count)]
        for name in names:
            subprocess.run(
                [
                    *(sys.executable, "-m", "bot.cli", "user", "add", name),
                    *("--first-name", name.partition("@")[0].capitalize()),
                    *("--role", "counsellor", "--municipality", MUNICIPALITY),
                    *("--language", "en", "--password-stdin"),
                ],
                cwd=ROOT,
                env=self._environment,
                input=PASSWORD.encode(),
                check=True,
                stdout=subprocess.DEVNULL,
            )
        return names

    def start(self) -> None:
        """Starts the web process."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "serve"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    async def until_ready(self) -> None:
        """Waits until the assistant answers."""
        async with aiohttp.ClientSession() as session:
            while True:
                with contextlib.suppress(aiohttp.ClientError, OSError):
                    async with session.get(f"{self.url}/api/health") as reply:
                        if (await reply.json())["status"] == "ok":
                            return
                await asyncio.sleep(0.1)

    def kill_web(self) -> None:
        """`kill -9` of the web process, which is then started again."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self.start()

    def kill_worker(self) -> bool:
        """`kill -9` of a dialogue worker; returns whether there was one."""
        assert self._process is not None
        with contextlib.suppress(psutil.NoSuchProcess):
            for parent in psutil.Process(self._process.pid).children():
                for worker in parent.children():
                    worker.kill()
                    return True
        return False

    def stop(self) -> None:
        """Ends the server."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


class Proxy:
    """Passes connections on to a port, and cuts all of them when told to."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.cuts = 0

    async def start(self) -> str:
        """Listens; returns the address."""
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    def cut(self) -> None:
        """Aborts every connection, whatever is on its way."""
        for writer in list(self._open):
            writer.transport.abort()
        self.cuts += 1

    async def stop(self) -> None:
        """Takes no more connections."""
        assert self._server is not None
        self._server.close()
        self.cut()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.close()
            return
        pair = {writer, back}
        self._open |= pair
        with contextlib.suppress(asyncio.CancelledError):  # the proxy ends
            await asyncio.gather(_copy(reader, back), _copy(there, writer))
        self._open -= pair


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


def session() -> aiohttp.ClientSession:
    """One person's own connections and cookies."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=20), cookie_jar=aiohttp.DummyCookieJar()
    )


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def since(begun: float) -> str:
    """Seconds since a moment, for a line of output."""
    return f"{time.monotonic() - begun:6.1f} s"
