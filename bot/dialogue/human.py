"""The way to a counsellor of this chat, where there is one; else the way that documents give.

Pure rules: the web process answers with them where no dialogue worker lives.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from bot.conversations.handover import possible
from bot.dialogue.acts import talk_to_human
from bot.dialogue.turn import Answer, Option, Reply, State, Understood
from bot.knowledge.model import Knowledge
from bot.languages.messages import Messages

HUMAN, FORM = "action:human", "action:handover"
GUIDANCE = "general_guidance"
Said = dict[str, Any]


def wants_human(reply: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a reply is the way to a person, or asks for the municipality to find it."""
    pending = after.get("pending") or {}
    asks_where = pending.get("kind") == "municipality" and pending.get("topic") is None
    return reply["answer"]["status"] == "handover" or asks_where


def concerns(reply: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether it matters for a reply which municipalities have counsellors."""
    return reply["answer"]["status"] == "crisis" or wants_human(reply, after)


def with_offer(
    reply: Said, after: Mapping[str, Any], served: Collection[str], knowledge: Knowledge
) -> tuple[Said, Mapping[str, Any]]:
    """Puts the way to a counsellor into a reply, where there is one.

    A danger keeps its text, and the counsellor comes first among its buttons.

    Args:
        reply: of `Reply.as_dict`.
        after: what the conversation remembers after it, of `State.as_dict`.
        served: ids of the municipalities that have a counsellor.

    Returns:
        the reply and what to remember.
    """
    state = State.from_dict(after)
    if not concerns(reply, after) or not possible(state.municipality, served):
        return reply, after
    say = Messages(state.language, knowledge.messages)
    option = {"label": say("option_handover"), "value": FORM}
    if reply["answer"]["status"] == "crisis":
        return {**reply, "options": [option, *reply["options"]]}, after
    state = replace(state, pending=None)
    return _from_catalogue("handover_offer", state, [option], knowledge), state.as_dict()


def answer(
    choice: str, before: Mapping[str, Any], served: Collection[str], knowledge: Knowledge
) -> tuple[Said, Mapping[str, Any]]:
    """Answers the wish for a human without understanding anything.

    Args:
        choice: `HUMAN`, or `FORM` from a page that does not know the form.
        before: what the conversation remembers.

    Returns:
        the reply and what to remember; see `with_offer`.
    """
    state = replace(State.from_dict(before), pending=None, failures=0)
    if choice == FORM and possible(state.municipality, served):
        say = Messages(state.language, knowledge.messages)
        more = [{"label": say("option_more"), "value": f"topic:{GUIDANCE}"}]
        options = more if GUIDANCE in knowledge.topics else []
        return _from_catalogue("handover_no_form", state, options, knowledge), state.as_dict()
    reply, after = talk_to_human(Understood("talk_to_human"), state, knowledge)
    chosen = Understood("choose", choice=HUMAN)
    basis = {"understood": chosen.as_dict(), "state": dict(before)}
    return with_offer(reply.as_dict() | {"basis": basis}, after.as_dict(), served, knowledge)


def _from_catalogue(
    key: str, state: State, options: list[dict[str, str]], knowledge: Knowledge
) -> Said:
    place = state.municipality if state.municipality in knowledge.municipalities else None
    text = Messages(state.language, knowledge.messages)(key)
    buttons = tuple(Option(**option) for option in options)
    reply = Reply(text, Answer("handover", municipality=place), state.language, buttons)
    return reply.as_dict() | {"basis": {"key": key, "values": {}}}
