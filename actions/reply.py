"""The one action: reads the slots, lets `bot` decide, returns the reply and the changed slots."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.decide import reply_to
from bot.dialogue.turn import State
from bot.knowledge.current import current_knowledge
from bot.understanding.meaning import understood

_NEW = State().as_dict()
SLOTS = tuple(_NEW)


class ActionReply(Action):
    """Answers one message."""

    def name(self) -> str:
        """The name by which rules call it."""
        return "action_reply"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utters the reply; returns an event for each slot that changed."""
        told = {name: tracker.slots.get(name) for name in SLOTS}
        told = {name: _NEW[name] if value is None else value for name, value in told.items()}
        state = State.from_dict(told)
        reply, after = reply_to(understood(tracker.latest_message), state, current_knowledge())
        said = reply.as_dict()
        dispatcher.utter_message(
            text=said.pop("text"),
            buttons=[
                {"title": option.label, "payload": f'/choose{{"choice": "{option.value}"}}'}
                for option in reply.options
            ],
            json_message=said,
        )
        new = after.as_dict()
        return [SlotSet(name, new[name]) for name in SLOTS if new[name] != told[name]]
