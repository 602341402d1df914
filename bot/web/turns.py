"""Answers the messages that are committed: in order within a conversation, each once.

A message is in the database before it comes here, so that a crash of a worker, of this process or
of the machine only delays its answer: at the next start every unanswered message is taken up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.conversations import tally
from bot.conversations.message import SYSTEM, Message
from bot.conversations.notices import notice
from bot.dialogue import human
from bot.dialogue.acts import not_understood
from bot.dialogue.turn import State
from bot.errors import WorkerUnavailable
from bot.knowledge.model import Knowledge
from bot.storage import accounts, cases, figures
from bot.storage import conversations as store
from bot.storage.database import Database
from bot.web.live import Hub
from bot.web.workers import TurnFailed, Workers

log = structlog.get_logger()
# A message over which so many workers fail or end gets "not understood".
MAX_FAILURES = 5
MAX_PAUSE = 2.0


class Turns:
    """One task for each conversation that has something to answer."""

    def __init__(
        self, database: Database, workers: Workers, hub: Hub, knowledge: Callable[[], Knowledge]
    ) -> None:
        self._database = database
        self._workers = workers
        self._hub = hub
        self._knowledge = knowledge
        self._queues: dict[str, deque[tuple[int, store.Waiting | None]]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._replies: dict[tuple[str, int], asyncio.Future[list[Message]]] = {}

    async def resume(self) -> None:
        """Takes up every message that was left unanswered."""
        for conversation, seq in await self._database.run(store.all_waiting):
            self.submit(conversation, seq)

    async def stop(self) -> None:
        """Leaves what is not answered for the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def submit(
        self, conversation: str, seq: int, waiting: store.Waiting | None = None
    ) -> asyncio.Future[list[Message]]:
        """Has a message answered.

        Args:
            waiting: what is needed for it, where that is at hand; else it is read.

        Returns:
            the replies when they are stored; none where there was nothing left to answer.
        """
        key = (conversation, seq)
        if key not in self._replies:
            self._replies[key] = asyncio.get_running_loop().create_future()
            self._queues.setdefault(conversation, deque()).append((seq, waiting))
        if conversation not in self._tasks:
            self._tasks[conversation] = asyncio.create_task(self._work(conversation))
        return self._replies[key]

    async def _work(self, conversation: str) -> None:
        queue = self._queues[conversation]
        replies: list[Message] = []
        try:
            while queue:
                seq, waiting = queue.popleft()
                try:
                    replies = await self._answer(conversation, seq, waiting)
                except Exception as error:
                    # The message stays unanswered in the database; the next start takes it up.
                    log.error("turn.failed", conversation=conversation, error=type(error).__name__)
                finally:
                    self._replies.pop((conversation, seq)).set_result(replies)
                    replies = []
        finally:
            del self._tasks[conversation]
            del self._queues[conversation]

    async def _answer(
        self, conversation: str, seq: int, waiting: store.Waiting | None
    ) -> list[Message]:
        if waiting is None:
            waiting = await self._database.run(store.waiting, conversation, seq)
        if waiting is None:
            return []
        if waiting.choice in (human.HUMAN, human.FORM):
            return await self.answer_here(conversation, seq, waiting.choice)
        said = await self._ask_worker(waiting)
        stored, case = await self._database.run(_keep, waiting, said, self._knowledge())
        self._hub.wake(conversation)
        if case is not None:
            self._hub.wake_desk()
        return stored

    async def answer_here(self, conversation: str, seq: int, choice: str) -> list[Message]:
        """Answers the wish for a human in this process, with whatever waits before it.

        So the way to a human does not depend on a worker.

        Returns:
            the replies; none where the message is answered already.
        """
        stored = await self._database.run(_keep_human, conversation, seq, choice, self._knowledge())
        self._hub.wake(conversation)
        return stored

    async def _ask_worker(self, waiting: store.Waiting) -> dict[str, Any]:
        """Asks until a worker answers. A message on which workers fail gets "not understood"."""
        text = None if waiting.choice else waiting.text
        failures, pause = 0, 0.05
        while True:
            try:
                return await self._workers.turn(waiting.state, text, waiting.choice)
            except TurnFailed:
                failures += 1
                if failures >= MAX_FAILURES:
                    return self._fallback(waiting.state)
            except WorkerUnavailable:
                pass
            await asyncio.sleep(pause)
            pause = min(2 * pause, MAX_PAUSE)

    def _fallback(self, state: Mapping[str, Any]) -> dict[str, Any]:
        reply, after = not_understood(State.from_dict(state), self._knowledge())
        key = "not_understood_again" if after.failures >= 2 else "not_understood"
        basis = {"key": key, "values": {}}
        return {"reply": reply.as_dict() | {"basis": basis}, "state": after.as_dict()}


def _keep(
    connection: Connection, waiting: store.Waiting, said: dict[str, Any], knowledge: Knowledge
) -> tuple[list[Message], str | None]:
    """Stores a worker's answer, with the way to a counsellor where it matters and there is one.

    Returns:
        what was stored, nothing where a counsellor has taken the case meanwhile; and the case that
        comes first now, because its client is in danger.
    """
    reply, state, understood = said["reply"], said["state"], said.get("understood") or {}
    if understood:
        reply = {**reply, "basis": {"understood": understood, "state": dict(waiting.state)}}
    if human.concerns(reply, state):
        reply, state = human.with_offer(reply, state, accounts.served(connection), knowledge)
    stored = store.add_replies(
        connection,
        waiting.conversation,
        waiting.seq,
        [*_masking_notice(waiting.masked, state["language"], knowledge), reply],
        state,
        said.get("language"),
    )
    if not stored:
        return [], None
    counted = tally.of_turn(reply["answer"], understood, state, knowledge.topics)
    figures.add(connection, counted, store.now())
    figures.follow(connection, waiting.conversation, waiting.state, state)
    if reply["answer"]["status"] != "crisis":
        return stored, None
    danger = str(understood.get("danger") or "other")
    return stored, cases.in_danger(connection, waiting.conversation, danger)


def _keep_human(
    connection: Connection, conversation: str, seq: int, choice: str, knowledge: Knowledge
) -> list[Message]:
    waiting = store.waiting(connection, conversation, seq)
    if waiting is None:
        return []
    served = accounts.served(connection)
    reply, state = human.answer(choice, waiting.state, served, knowledge)
    stored = store.add_replies(connection, conversation, seq, [reply], state, None)
    counted = tally.of_turn(reply["answer"], {}, state, knowledge.topics)
    figures.add(connection, counted if stored else [], store.now())
    return stored


def _masking_notice(
    kinds: tuple[str, ...], language: str, knowledge: Knowledge
) -> list[dict[str, Any]]:
    if not kinds:
        return []
    keys = [f"masked_{kind}" for kind in kinds]
    return [{"from": SYSTEM, **notice(knowledge.messages, "masked", kinds=keys)(language)}]
