"""A real server with its real dialogue workers, as a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
# Only so that a broken server ends a test run: nothing is measured with these.
START_SECONDS = 300
WORKERS = 2
END_SECONDS = 300


class Server:
    """`monineuvo serve` on a free port with a data directory of its own.

    Args:
        directory: where it keeps its data and what it logs.
        model: the trained model.
        settings: further settings, without their prefix.
    """

    def __init__(self, directory: Path, model: Path, **settings: object) -> None:
        self.directory = directory
        self.log = directory / "server.log"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        own = {"DATA_DIR": directory, "MODEL": model, "PORT": self.port, "WORKERS": WORKERS}
        self._environment = environment(**own | settings)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.directory / "monineuvo.sqlite3"

    @property
    def pid(self) -> int:
        """Process id of the web process."""
        assert self._process is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether the web process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def logged(self) -> str:
        """What the server has written to stdout and stderr, workers included."""
        return self.log.read_text("utf-8", "replace")

    def start(self) -> None:
        """Starts the server and waits until its workers answer."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "serve"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Waits until the health is "ok"."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self._process is not None
            status = self._process.poll()
            assert status is None, f"the server ended with {status}:\n{self.logged[-3000:]}"
            try:
                with urllib.request.urlopen(f"{self.url}/api/health", timeout=10) as response:
                    if b'"ok"' in response.read():
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.logged[-3000:]}")

    def workers_parent(self, other_than: psutil.Process | None = None) -> psutil.Process:
        """The process that loads the model, as soon as it is there."""
        (parent,) = _wait_for_children(self.pid, 1, other_than)
        return parent

    def workers(self) -> list[psutil.Process]:
        """The processes that answer turns, as soon as all are there."""
        return _wait_for_children(self.workers_parent().pid, WORKERS)

    def tree(self) -> list[psutil.Process]:
        """Every process that the web process has started."""
        return psutil.Process(self.pid).children(recursive=True)

    def terminate(self) -> int:
        """Asks the server to end, as Ctrl+C does; returns its exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(END_SECONDS)

    def kill(self) -> None:
        """Ends the web process with SIGKILL, and nothing else."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(END_SECONDS)

    def stop(self) -> None:
        """Ends everything that still lives."""
        if not self.runs:
            return
        processes = self.tree()
        for process in processes:
            process.resume()
        try:
            self.terminate()
        except subprocess.TimeoutExpired:
            self.kill()
        for process in wait_for_end(processes):
            process.kill()


def environment(**settings: object) -> dict[str, str]:
    """The environment of a command: this process' own without its MONINEUVO_ settings."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("MONINEUVO_")}
    return own | {
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONWARNINGS": "ignore",
        **{f"MONINEUVO_{key}": str(value) for key, value in settings.items()},
    }


def run(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """Runs a `monineuvo` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=False,
    )


def wait_for_end(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Waits until the processes have ended; returns those that have not."""
    deadline = time.monotonic() + END_SECONDS
    while (living := [p for p in processes if _lives(p)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return living


def _wait_for_children(
    pid: int, count: int, other_than: psutil.Process | None = None
) -> list[psutil.Process]:
    """Waits until a process has so many children that live."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = [p for p in psutil.Process(pid).children() if _lives(p) and p != other_than]
        if len(found) == count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"process {pid} does not have {count} children")


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
