"""Runs one turn of Rasa without keeping anything: state in, reply and new state out."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from bot.dialogue.runner import InOrderRunner
from bot.dialogue.turn import State
from bot.errors import WorkerUnavailable
from bot.knowledge.current import current_knowledge
from bot.understanding.meaning import LANGUAGE, understood


def silence_rasa() -> None:
    """Turns Rasa's logs off: at every level they hold what clients write."""
    for name in ("rasa", "rasa_sdk"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    structlog.configure(
        logger_factory=structlog.ReturnLoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
    )


log = logging.getLogger(__name__)


def _trust(self: RemoteAction, result: dict[str, Any]) -> bool:
    return True


# Rasa checks the result of an action server against a JSON schema, which it checks anew as well;
# together that takes most of a turn. Here the result comes from `actions` in this same process.
# Not needed once Rasa has in-process actions.
RemoteAction._validate_action_result = _trust
# Rasa searches all its classes for the name of each event, several times a turn. Not needed once
# Rasa keeps what it found.
Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


# What an empty slot means.
_NEW = State().as_dict()


class TurnsInFlight(TrackerStore):
    """Holds the trackers of the turns that run now, and nothing else."""

    def __init__(self, domain: Domain) -> None:
        self._live: dict[str, DialogueStateTracker] = {}
        super().__init__(domain)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of a turn in flight."""
        return self._live.get(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Rasa saves a tracker when its turn is done."""
        self._live[tracker.sender_id] = tracker

    async def keys(self) -> Iterable[str]:
        """The turns in flight."""
        return self._live.keys()

    def drop(self, sender_id: str) -> None:
        """Forgets a turn."""
        self._live.pop(sender_id, None)


class InProcessActions(EndpointConfig):
    """The action server's endpoint, answered in this process instead of over HTTP."""

    def __init__(self, package: str) -> None:
        # Without the domain in each call: no action of ours reads it.
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the action that Rasa asks for. Of an error only the kind is logged."""
        try:
            result = await self._executor.run(kwargs["json"])
        except Exception as error:
            log.error("action failed: %s", type(error).__name__)
            raise
        return result if result is not None else {"events": [], "responses": []}


class TurnAgent:
    """A loaded model that answers one turn at a time, from nothing but what it is given.

    Args:
        model: path of the trained model.
    """

    def __init__(self, model: Path) -> None:
        silence_rasa()
        self._store = TurnsInFlight(Domain.empty())
        self._agent = Agent.load(
            model_path=str(model),
            tracker_store=self._store,
            action_endpoint=InProcessActions("actions"),
        )
        assert self._agent.processor is not None
        # A message gets one action. That Rasa listens after it need not be predicted each time.
        self._agent.processor.max_number_of_predictions = 1
        self._agent.processor.graph_runner = InOrderRunner.of(self._agent.processor.graph_runner)
        self._domain = self._agent.processor.domain
        self._store.domain = self._domain
        self._turns = 0

    async def run(
        self, state: Mapping[str, Any], text: str | None = None, choice: str | None = None
    ) -> dict[str, Any]:
        """Answers one message.

        Args:
            state: `State.as_dict`.
            text: what the client typed; never read as a Rasa command.
            choice: or the value of the option that was chosen.

        Returns:
            `reply` (of `Reply.as_dict`), the new `state` (of `State.as_dict`), the `language` of
            the message, None where it is unclear, and what was `understood` (of
            `Understood.as_dict`).
        """
        self._turns += 1
        sender = f"turn-{self._turns}"
        tracker = DialogueStateTracker(sender, self._domain.slots)
        for event in (SessionStarted(), ActionExecuted("action_listen")):
            tracker.update(event)
        for name, value in state.items():
            if value != _NEW[name]:
                tracker.update(SlotSet(name, value))
        await self._store.save(tracker)
        try:
            await self._agent.handle_message(
                UserMessage(_for_rasa(text, choice), CollectingOutputChannel(), sender)
            )
            tracker = (await self._store.retrieve(sender)) or tracker
        finally:
            self._store.drop(sender)
        said = next((e for e in reversed(tracker.events) if isinstance(e, BotUttered)), None)
        if said is None:
            raise WorkerUnavailable("the action said nothing")
        slots = {k: v for k, v in tracker.current_slot_values().items() if v is not None}
        after = State.from_dict(_NEW | slots)
        heard = tracker.latest_message.parse_data if tracker.latest_message else {}
        return {
            "reply": {"text": said.text, **(said.data.get("custom") or {})},
            "state": after.as_dict(),
            "language": (heard.get(LANGUAGE) or [None])[0],
            "understood": understood(heard).as_dict(),
        }


def _for_rasa(text: str | None, choice: str | None) -> str:
    """A message in Rasa's form; a typed one loses the slash that would make it a command."""
    if choice is not None:
        return f"/choose{json.dumps({'choice': choice})}"
    # Rasa strips every kind of space before it looks for the slash.
    return re.sub(r"^[\s/]+", "", text or "") or "."


async def warm_up(agent: TurnAgent) -> None:
    """Answers the title of every topic, each in one of the languages in turn.

    Patterns are compiled and concepts of words kept at their first use: with this the workers
    begin with what most messages need, and share it.
    """
    knowledge = current_knowledge()
    languages = [language.code for language in knowledge.live]
    for number, topic in enumerate(knowledge.topics.values()):
        language = languages[number % len(languages)]
        page = topic.pages[language]
        await agent.run(State(language=language).as_dict(), text=f"{page.title}. {page.label}")
