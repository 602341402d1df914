"""Says what was said again in another language: from what it was made of, never by translation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogue.compose import Composed
from bot.dialogue.decide import compose, reply_to
from bot.dialogue.turn import Reply, State, Understood
from bot.knowledge.model import Knowledge
from bot.languages.messages import Messages

_LANGUAGE = "language:"


def retell(
    basis: Mapping[str, Any] | None, original: str, language: str, knowledge: Knowledge
) -> str | None:
    """A text of the chat in another language.

    Args:
        basis: what it was made from: `{"understood", "state"}` of a turn, where `state` is what was
            remembered before it, or `{"key", "values"}` of a message of the catalogue. A value is a
            text, a list of keys (said one after the other) or texts by language.
        original: the text itself.
        language: code of the wanted language.
        knowledge: the version in force.

    Returns:
        None where the basis does not give exactly the original any more, since the knowledge has
        changed, and of a turn in a language that the chat does not speak.
    """
    if not basis:
        return None
    if "key" in basis:
        return _message(basis, original, language, knowledge)
    if language not in {live.code for live in knowledge.live}:
        return None
    told = turn_again(basis, original, knowledge)
    if told is None or told.language == language:
        return told.text if told else None
    understood, state = _read(basis)
    if (understood.choice or "").startswith(_LANGUAGE):
        understood = replace(understood, choice=f"{_LANGUAGE}{language}")
    state_there = replace(state, language=language, chosen=True)
    reply, after = reply_to(understood, state_there, knowledge)
    say = Messages(language, knowledge.messages)
    if reply.text == say("language_changed"):
        return say("retold_language", language=say.language_name(told.language))
    return _same_parts(told, reply, state.shown, after, knowledge) or reply.text


def turn_again(basis: Mapping[str, Any], original: str, knowledge: Knowledge) -> Reply | None:
    """The reply of a turn in its own language; None where its text is another one by now."""
    if "understood" not in basis:
        return None
    understood, state = _read(basis)
    reply, _ = reply_to(understood, state, knowledge)
    return reply if reply.text == original else None


def _read(basis: Mapping[str, Any]) -> tuple[Understood, State]:
    return Understood.from_dict(basis["understood"]), State.from_dict(basis["state"])


def _message(
    basis: Mapping[str, Any], original: str, language: str, knowledge: Knowledge
) -> str | None:
    key, values = basis["key"], basis.get("values") or {}
    if key not in knowledge.messages.get("en", {}):
        return None
    texts = {code: _filled(key, values, code, knowledge) for code in knowledge.messages}
    return texts.get(language, texts["en"]) if original in texts.values() else None


def _filled(key: str, values: Mapping[str, Any], language: str, knowledge: Knowledge) -> str:
    say = Messages(language, knowledge.messages)
    told = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            value = value.get(language) or value.get("en") or next(iter(value.values()), "")
        elif isinstance(value, list | tuple):
            value = say.join(say(one) for one in value)
        told[name] = str(value)
    return say(key, **told)


def _same_parts(
    told: Reply, reply: Reply, shown: int, after: State, knowledge: Knowledge
) -> str | None:
    """The parts that the client has read. How many fit in a reply differs between languages.

    Returns:
        None where the reply is not an answer that is told in parts.
    """
    topic = knowledge.topics.get(after.topic or "")
    if topic is None or reply.answer.topic != topic.id:
        return None

    def whole(language: str) -> Composed:
        say = Messages(language, knowledge.messages)
        return compose(topic, replace(after, language=language), say, knowledge)

    no_document = topic.kind == "service" and after.municipality not in knowledge.municipalities
    if no_document:
        return None
    there, here = whole(told.language), whole(reply.language)
    if len(there.parts) != len(here.parts):
        return None
    for start in dict.fromkeys((0, shown)):
        for end in range(start + 1, len(there.parts) + 1):
            if _text(there, start, end) == told.text:
                return _text(here, start, end)
    return None


def _text(composed: Composed, start: int, end: int) -> str:
    return "\n\n".join((*composed.parts[start:end], *composed.sources))
