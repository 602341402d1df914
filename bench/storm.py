"""Live chats in a storm: connections cut and processes killed, nothing lost, nothing twice.

    python -m bench.storm [--cuts 100] [--kills 20] [--chats 6]

Every chat has a client and a counsellor who both write all the time. Meanwhile all connections are
cut again and again, and the web process and the dialogue workers are killed with SIGKILL in turn.
In the end each message that the server acknowledged must stand in the conversation exactly once, in
the order of its writer, and must have reached the other side exactly once.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.people import Client, Counsellor, Person
from bench.stage import MUNICIPALITY, PASSWORD, Proxy, Stage, session, since

PORT = 8481
COUNSELLORS = 3
PAUSE = (0.05, 0.3)
BETWEEN_CUTS = (0.1, 0.5)


async def storm(stage: Stage, names: list[str], options: argparse.Namespace) -> dict[str, int]:
    """Runs it; returns what was counted."""
    await stage.until_ready()
    proxy = Proxy(stage.port)
    url = await proxy.start()
    chance = random.Random(options.seed)
    counsellors = [Counsellor(url, session()) for _ in names]
    for counsellor, name in zip(counsellors, names, strict=True):
        await counsellor.sign_in(name, PASSWORD)
    listening = [asyncio.create_task(counsellor.listen()) for counsellor in counsellors]
    pairs: list[tuple[Client, Counsellor, str]] = []
    for number in range(options.chats):
        client, counsellor = Client(url, session()), counsellors[number % len(counsellors)]
        await client.start(MUNICIPALITY)
        await client.say("How do I get a tax card?")
        listening.append(asyncio.create_task(client.listen()))
        code = await client.hand_over()
        await counsellor.claim(code)
        pairs.append((client, counsellor, code))
    calm = asyncio.Event()
    writing = [
        asyncio.create_task(task)
        for number, (client, counsellor, code) in enumerate(pairs)
        for task in (
            _write(client, number, "client", None, calm, chance),
            _write(counsellor, number, "counsellor", code, calm, chance),
        )
    ]
    await _strike(stage, proxy, options, chance)
    calm.set()
    await asyncio.gather(*writing)
    await stage.until_ready()
    await asyncio.sleep(3)  # what was sent last may still be on its way
    counted = await _count(pairs)
    for person in [*counsellors, *(client for client, _, _ in pairs)]:
        person.closing = True
    for task in listening:
        task.cancel()
    for person in [*counsellors, *(client for client, _, _ in pairs)]:
        await person.session.close()
    await proxy.stop()
    return {"connection cuts": proxy.cuts} | counted


async def _strike(
    stage: Stage, proxy: Proxy, options: argparse.Namespace, chance: random.Random
) -> None:
    begun = time.monotonic()
    kills = [
        *(["web"] * (options.kills // 2)),
        *(["worker"] * (options.kills - options.kills // 2)),
    ]
    chance.shuffle(kills)
    every = max(1, options.cuts // max(1, len(kills)))
    for number in range(options.cuts):
        await asyncio.sleep(chance.uniform(*BETWEEN_CUTS))
        proxy.cut()
        if kills and number % every == every - 1:
            if kills.pop() == "web":
                stage.kill_web()
                print(f"{since(begun)}  web process killed", flush=True)
                await asyncio.sleep(4)  # time to come back, or there is nothing to cut
            else:
                while not stage.kill_worker():
                    await asyncio.sleep(0.5)  # the workers are still loading
                print(f"{since(begun)}  worker killed", flush=True)


async def _write(
    person: Person,
    chat: int,
    side: str,
    code: str | None,
    calm: asyncio.Event,
    chance: random.Random,
) -> None:
    number = 0
    while not calm.is_set():
        text = f"chat {chat} {side} {number}"
        if isinstance(person, Counsellor):
            assert code is not None
            await person.say(code, text)
        elif isinstance(person, Client):
            await person.say(text)
        number += 1
        await asyncio.sleep(chance.uniform(*PAUSE))


async def _count(pairs: list[tuple[Client, Counsellor, str]]) -> dict[str, int]:
    counted: Counter[str] = Counter({"acknowledged": 0, "lost": 0, "doubled": 0, "out of order": 0})
    counted |= {"not delivered": 0, "delivered twice": 0}
    for number, (client, counsellor, code) in enumerate(pairs):
        stored = await _stored(client)
        case = counsellor.cases[code]
        for person, other, where, side in (
            (client, counsellor, case, "client"),
            (counsellor, client, client.id, "counsellor"),
        ):
            mark = f"chat {number} {side} "
            mine = [text for text in person.acknowledged if text.startswith(mark)]
            there = [text for text in stored if text.startswith(mark)]
            times = Counter(there)
            counted["acknowledged"] += len(mine)
            counted["lost"] += sum(text not in times for text in mine)
            counted["doubled"] += sum(count - 1 for count in times.values())
            counted["out of order"] += there != sorted(there, key=lambda t: int(t.split()[-1]))
            heard = Counter(
                text for came in other.heard[where].values() for text, _ in came if mark in text
            )
            counted["not delivered"] += sum(text not in heard for text in mine)
            counted["delivered twice"] += sum(count - 1 for count in heard.values())
    return dict(counted)


async def _stored(client: Client) -> list[str]:
    texts: list[str] = []
    after = 0
    while True:
        said = await client.ask("GET", f"{client.path}/messages?after={after}")
        if not said["messages"]:
            return texts
        texts += [message["text"] for message in said["messages"]]
        after = said["messages"][-1]["seq"]


def main() -> int:
    """Prints what was counted; 1 where anything was lost or came twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--chats", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        stage = Stage(Path(name), PORT, MESSAGES_PER_MINUTE=1_000_000)
        names = stage.add_counsellors(COUNSELLORS)
        stage.start()
        try:
            counted = asyncio.run(storm(stage, names, options))
        finally:
            stage.stop()
    for key, value in ({"kills": options.kills} | counted).items():
        print(f"  {key:20}{value:8}")
    wrong = ("lost", "doubled", "out of order", "not delivered", "delivered twice")
    return 1 if any(counted[key] for key in wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
