"""Many conversations at once: how long a message and an answer take.

    python -m bench.load [--chats 60] [--alone 40] [--counsellors 20] [--seconds 60]

`chats` clients talk with a counsellor, `alone` with the assistant. Everybody writes every few
seconds, as people do. A message counts from when it is sent until the other side has it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

import psutil

from bench.compare import QUESTIONS
from bench.people import Client, Counsellor
from bench.stage import MUNICIPALITY, PASSWORD, Stage, percentile, session

PORT = 8482
PAUSE = (4.0, 8.0)


async def load(
    stage: Stage, names: list[str], options: argparse.Namespace
) -> dict[str, list[float]]:
    """Runs it; returns seconds by kind."""
    await stage.until_ready()
    url = stage.url
    counsellors = [Counsellor(url, session()) for _ in names]
    for counsellor, name in zip(counsellors, names, strict=True):
        await counsellor.sign_in(name, PASSWORD)
    listening = [asyncio.create_task(counsellor.listen()) for counsellor in counsellors]
    pairs: list[tuple[Client, Counsellor, str]] = []
    for number in range(options.chats):
        client, counsellor = Client(url, session()), counsellors[number % len(counsellors)]
        await client.start(MUNICIPALITY)
        listening.append(asyncio.create_task(client.listen()))
        code = await client.hand_over()
        await counsellor.claim(code)
        pairs.append((client, counsellor, code))
    alone = [Client(url, session()) for _ in range(options.alone)]
    for client in alone:
        await client.start(MUNICIPALITY)
        listening.append(asyncio.create_task(client.listen()))
    end = time.monotonic() + options.seconds
    answers: list[float] = []
    await asyncio.gather(
        *(_chat(number, *pair, end) for number, pair in enumerate(pairs)),
        *(_ask(client, end, answers) for client in alone),
    )
    await asyncio.sleep(2)
    times = {"to the counsellor": [], "to the client": [], "assistant's reply": answers}
    for client, counsellor, code in pairs:
        case = counsellor.cases[code]
        times["to the counsellor"] += _latencies(client.sent_at, counsellor.heard[case])
        times["to the client"] += _latencies(counsellor.sent_at, client.heard[client.id])
    for task in listening:
        task.cancel()
    for person in [*counsellors, *alone, *(client for client, _, _ in pairs)]:
        await person.session.close()
    return times


async def _chat(number: int, client: Client, counsellor: Counsellor, code: str, end: float) -> None:
    async def write(side: str) -> None:
        chance = random.Random(f"{number} {side}")
        count = 0
        await asyncio.sleep(chance.uniform(0, PAUSE[1]))
        while time.monotonic() < end:
            text = f"chat {number} {side} {count}"
            await (client.say(text) if side == "client" else counsellor.say(code, text))
            count += 1
            await asyncio.sleep(chance.uniform(*PAUSE))

    await asyncio.gather(write("client"), write("counsellor"))


async def _ask(client: Client, end: float, answers: list[float]) -> None:
    chance = random.Random(client.id)
    await asyncio.sleep(chance.uniform(0, PAUSE[1]))
    while time.monotonic() < end:
        begun = time.monotonic()
        await client.say(chance.choice(QUESTIONS))
        answers.append(time.monotonic() - begun)
        await asyncio.sleep(chance.uniform(*PAUSE))


def _latencies(sent: dict[str, float], heard: dict[int, list[tuple[str, float]]]) -> list[float]:
    came = {text: moment for times in heard.values() for text, moment in times}
    return [came[text] - moment for text, moment in sent.items() if text in came]


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=60)
    parser.add_argument("--alone", type=int, default=40)
    parser.add_argument("--counsellors", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        stage = Stage(
            Path(name), PORT, MESSAGES_PER_MINUTE=1_000_000, CONVERSATIONS_PER_MINUTE=1_000_000
        )
        names = stage.add_counsellors(options.counsellors)
        stage.start()
        try:
            times = asyncio.run(load(stage, names, options))
        finally:
            stage.stop()
    print(
        f"{options.chats} chats with {options.counsellors} counsellors and {options.alone} "
        f"conversations with the assistant on {psutil.cpu_count()} cores, {options.seconds} s"
    )
    print(f"{'':22}{'messages':>10}{'p50 ms':>10}{'p95 ms':>10}{'max ms':>10}")
    for kind, values in times.items():
        milliseconds = [1000 * value for value in values]
        print(
            f"{kind:22}{len(values):10}{percentile(milliseconds, 0.5):10.1f}"
            f"{percentile(milliseconds, 0.95):10.1f}{max(milliseconds):10.1f}"
        )


if __name__ == "__main__":
    main()
