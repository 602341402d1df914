"""The dialogue workers: one parent loads the model, its children answer turns on a unix socket.

A child that dies is replaced at once from the parent's memory, without loading anything again.
A worker keeps nothing between turns, so nothing is lost with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import logs
from bot.dialogue import without_tensorflow
from bot.knowledge.current import keeper
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.dialogue.agent import TurnAgent

log = logging.getLogger(__name__)
MAX_LINE = 1024 * 1024
CHILD_ENDED = {signal.SIGCHLD}


def main() -> None:
    """Loads the model and serves until the parent process ends or SIGTERM comes."""
    server = os.getppid()
    settings = Settings.read()
    logs.to_stderr(settings.log_level, "%(levelname)s %(name)s %(message)s")
    without_tensorflow.stand_in()
    from bot.dialogue.agent import TurnAgent, warm_up

    agent = TurnAgent(settings.model)
    asyncio.run(warm_up(agent))
    keeper().settle()  # a lock that another thread holds would stay held in the children
    if os.getppid() != server:
        return  # the socket may belong to the next server's workers by now
    listener = _listen(settings.socket)
    gc.collect()
    gc.freeze()  # the children share these pages as long as nobody counts their references
    signal.pthread_sigmask(signal.SIG_BLOCK, CHILD_ENDED)  # it is waited for below
    children = {_fork(agent, listener) for _ in range(settings.workers)}
    print("ready", flush=True)

    def stop(*_: Any) -> None:
        for child in children:
            os.kill(child, signal.SIGTERM)
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while os.getppid() == server:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child == 0:
            signal.sigtimedwait(CHILD_ENDED, 0.2)
            continue
        children.discard(child)
        log.warning("worker %s ended with status %s", child, status)
        children.add(_fork(agent, listener))
    stop()


async def answer_turns(
    agent: TurnAgent, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answers lines `{"state", "text" | "choice"}` with lines `{"reply", "state", "language"}`.

    A turn that can't be answered gets `{}`. Ends when the other side closes.
    """
    writer.write(b"hello\n")
    while line := await reader.readline():
        try:
            data = json.loads(line)
            said = await agent.run(data["state"], data.get("text"), data.get("choice"))
        except Exception as error:
            # Without the exception's text: it may hold what a client wrote.
            log.error("turn failed: %s", type(error).__name__)
            said = {}
        writer.write(json.dumps(said).encode() + b"\n")
        await writer.drain()


def _listen(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(128)
    return listener


def _fork(agent: TurnAgent, listener: socket.socket) -> int:
    """Starts one child; returns its process id in the parent."""
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    signal.pthread_sigmask(signal.SIG_UNBLOCK, CHILD_ENDED)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # stdout ends when the parent does
    try:
        asyncio.run(_serve(agent, listener, parent))
    finally:
        os._exit(0)


async def _serve(agent: TurnAgent, listener: socket.socket, parent: int) -> None:
    """Serves one connection at a time, so that a connection is a worker."""
    watching = asyncio.create_task(_end_with(parent))
    listener.setblocking(False)
    loop = asyncio.get_running_loop()
    while not watching.done():
        accepted, _ = await loop.sock_accept(listener)
        reader, writer = await asyncio.open_unix_connection(sock=accepted, limit=MAX_LINE)
        with contextlib.suppress(OSError):
            await answer_turns(agent, reader, writer)
        writer.close()


async def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        await asyncio.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    main()
