"""The same questions through our server and through stock Rasa, in one run.

    python -m bench.compare [--turns 960]

Stock is `rasa run` with its REST channel beside `rasa run actions`, with the same model, knowledge
and actions. "Per core" is turns for each second of processor time that all processes of a system
used together: the figure that a noisy machine disturbs least.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import psutil
import yaml

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "monineuvo.tar.gz"
QUESTIONS = (
    "Who makes the integration plan in Tornio?",
    "I am not a jobseeker",
    "and in Kemi?",
    "how long does it last?",
    "mistä saan verokortin",
    "Paljonko päivähoito maksaa?",
    "Vem ordnar integrationsutbildning i Borgå?",
    "Hur får jag ett läkarbesök?",
    "من يضع خطة الاندماج في كيمي",
    "كيف أحصل على بطاقة الضريبة؟",
    "thank you",
    "where do I get advice in Raisio",
    "Kuka tekee palvelutarpeen arvioinnin Simossa?",
    "my landlord does not give back the deposit",
    "what can you do?",
    "tell me more",
)
LONG = 205
ENVIRONMENT = os.environ | {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


class System(ABC):
    """A running system: its processes, and how to ask it."""

    name: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []

    def launch(self, *command: str, **environment: str) -> None:
        """Starts one process of the system."""
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        self.processes.append(
            subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=ENVIRONMENT | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        )

    @abstractmethod
    def start(self) -> None:
        """Starts everything."""

    @abstractmethod
    async def open(self, session: aiohttp.ClientSession) -> dict[str, str]:
        """Begins a conversation."""

    @abstractmethod
    async def ask(
        self, session: aiohttp.ClientSession, conversation: dict[str, str], text: str
    ) -> bool:
        """Asks; returns whether there was an answer."""

    def tree(self) -> Iterator[psutil.Process]:
        """Every process of the system that lives."""
        for process in self.processes:
            top = psutil.Process(process.pid)
            yield top
            yield from top.children(recursive=True)

    def processor_seconds(self) -> float:
        """Processor time that the system's living processes have used."""
        return sum(sum(p.cpu_times()[:2]) for p in self.tree())

    def memory(self) -> list[tuple[str, float]]:
        """Each process with its proportional share of memory (PSS) in MB."""
        return [(" ".join(p.cmdline()[1:5]), p.memory_full_info().pss / 1e6) for p in self.tree()]

    def stop(self) -> None:
        """Ends every process."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


class Ours(System):
    """`monineuvo serve`, everything committed to SQLite."""

    name = "monineuvo serve"
    url = "http://127.0.0.1:8471"

    def start(self) -> None:
        self.launch(
            "bot.cli", "serve", MONINEUVO_PORT="8471", MONINEUVO_DATA_DIR=str(self.folder / "var")
        )

    async def open(self, session: aiohttp.ClientSession) -> dict[str, str]:
        async with session.post(f"{self.url}/api/conversations", json={"language": "en"}) as reply:
            return await reply.json()

    async def ask(
        self, session: aiohttp.ClientSession, conversation: dict[str, str], text: str
    ) -> bool:
        async with session.post(
            f"{self.url}/api/conversations/{conversation['id']}/messages",
            json={"id": str(uuid.uuid4()), "text": text},
            headers={"Authorization": f"Bearer {conversation['token']}"},
        ) as reply:
            return reply.status == 200 and bool((await reply.json())["messages"])


class Stock(System):
    """`rasa run` and `rasa run actions`, trackers in memory."""

    name = "rasa run + rasa run actions"
    url = "http://127.0.0.1:8472"

    def start(self) -> None:
        endpoints = self.folder / "endpoints.yml"
        endpoints.write_text(
            yaml.safe_dump({"action_endpoint": {"url": "http://localhost:8473/webhook"}})
        )
        self.launch("rasa", "run", "actions", "--port", "8473")
        self.launch(
            "rasa",
            "run",
            "--model",
            str(MODEL),
            "--endpoints",
            str(endpoints),
            "--credentials",
            "credentials.yml",
            "--port",
            "8472",
            "-i",
            "127.0.0.1",
        )

    async def open(self, session: aiohttp.ClientSession) -> dict[str, str]:
        return {"id": uuid.uuid4().hex}

    async def ask(
        self, session: aiohttp.ClientSession, conversation: dict[str, str], text: str
    ) -> bool:
        async with session.post(
            f"{self.url}/webhooks/rest/webhook",
            json={"sender": conversation["id"], "message": text},
        ) as reply:
            return reply.status == 200 and bool(await reply.json())


async def first_answer(system: System, session: aiohttp.ClientSession, begun: float) -> float:
    """Seconds from the start of the processes to the first answer."""
    while time.monotonic() - begun < 180:
        try:
            conversation = await system.open(session)
            if await system.ask(session, conversation, QUESTIONS[0]):
                return time.monotonic() - begun
        except (aiohttp.ClientError, OSError):
            pass
        await asyncio.sleep(0.1)
    raise RuntimeError(f"{system.name} does not answer; see {system.folder}")


async def one_by_one(
    system: System, session: aiohttp.ClientSession, turns: int
) -> tuple[list[float], float]:
    """Milliseconds of each turn, in conversations of 16; and turns a second of processor time."""
    times = []
    used = system.processor_seconds()
    conversation = await system.open(session)
    for number in range(turns):
        if number % len(QUESTIONS) == 0:
            conversation = await system.open(session)
        begun = time.perf_counter()
        assert await system.ask(session, conversation, QUESTIONS[number % len(QUESTIONS)])
        times.append(1000 * (time.perf_counter() - begun))
    return times, turns / (system.processor_seconds() - used)


async def side_by_side(
    system: System, session: aiohttp.ClientSession, turns: int, clients: int = 16
) -> float:
    """Turns a second with 16 clients at once."""

    async def client() -> None:
        conversation = await system.open(session)
        for number in range(turns // clients):
            assert await system.ask(session, conversation, QUESTIONS[number % len(QUESTIONS)])

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return turns // clients * clients / (time.perf_counter() - begun)


async def long_conversation(system: System, session: aiohttp.ClientSession) -> tuple[float, float]:
    """Median milliseconds around turn 5 and around turn 200 of one conversation."""
    conversation = await system.open(session)
    times = []
    for _ in range(LONG):
        begun = time.perf_counter()
        await system.ask(session, conversation, "mistä saan verokortin")
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times[1:10]), statistics.median(times[-10:])


async def measure(system: System, turns: int) -> dict[str, float]:
    """Every figure of one system; prints them as they come."""
    print(f"\n{system.name}")
    begun = time.monotonic()
    system.start()
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        figures = {"first answer after start, s": await first_answer(system, session, begun)}
        await one_by_one(system, session, len(QUESTIONS))
        times, per_core = await one_by_one(system, session, turns)
        figures["turns/s per core"] = per_core
        figures["turns/s, one at a time"] = 1000 / statistics.mean(times)
        figures["p50 of a turn, ms"] = statistics.median(times)
        figures["p95 of a turn, ms"] = statistics.quantiles(times, n=20)[-1]
        figures["turns/s, 16 at once"] = await side_by_side(system, session, turns)
        early, late = await long_conversation(system, session)
        figures["turn 5, ms"], figures["turn 200, ms"] = early, late
        figures["turn 200 / turn 5"] = late / early
    for key, value in figures.items():
        print(f"  {key:32}{value:9.2f}")
    for name, size in system.memory():
        print(f"  memory {size:6.0f} MB  {name[:70]}")
    return figures


def main() -> None:
    """Measures both systems and prints the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--turns", type=int, default=960)
    turns = options.parse_args().turns
    results = []
    for kind in (Ours, Stock):
        with tempfile.TemporaryDirectory() as folder:
            system = kind(Path(folder))
            try:
                results.append(asyncio.run(measure(system, turns)))
            finally:
                system.stop()
    ours, stock = results
    print("\nours / stock")
    for key in ours:
        print(f"  {key:32}{ours[key] / stock[key]:9.2f}")


if __name__ == "__main__":
    main()
