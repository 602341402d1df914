"""Messages of a conversation in another language, with their buttons and the names in them.

Only what the program said itself, and only where it can be said again exactly: what a person wrote
is never translated. Nothing that is stored changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.conversations.message import BOT, SYSTEM, Message
from bot.dialogue.retell import retell
from bot.knowledge.model import Knowledge

_OPTION = "option_"


def in_language(said: Iterable[Message], language: str, knowledge: Knowledge) -> list[Message]:
    """The messages with those of the chat retold in a language; the others as they are.

    Args:
        language: code of a live language.
        knowledge: the version in force.
    """
    return [_retold(message, language, knowledge) for message in said]


def _retold(message: Message, language: str, knowledge: Knowledge) -> Message:
    """The message in the language; the message itself where any part of it can't be said there."""
    before = message.language
    if message.sender not in (BOT, SYSTEM) or before == language:
        return message
    if before not in knowledge.messages:
        return message
    text = retell(message.basis, message.text, language, knowledge)
    options = [_option(one, before, language, knowledge) for one in message.options]
    answer = _answer(message.answer, before, language, knowledge)
    if text is None or None in options or (answer is None) != (message.answer is None):
        return message
    labelled = [one for one in options if one is not None]
    return replace(message, language=language, text=text, options=labelled, answer=answer)


def _option(
    option: Mapping[str, str], before: str, after: str, knowledge: Knowledge
) -> Mapping[str, str] | None:
    """The button with its label in another language; None where nothing is called like it."""
    label = _label(option["value"], option["label"], before, after, knowledge)
    return {**option, "label": label} if label is not None else None


def _label(value: str, label: str, before: str, after: str, knowledge: Knowledge) -> str | None:
    kind, _, ident = value.partition(":")
    if kind == "language":
        return label  # it is in the language that it offers
    names = _names(kind, ident, knowledge)
    if names.get(before) == label:
        return names.get(after)
    there, here = knowledge.messages[before], knowledge.messages[after]
    called = (key for key, text in there.items() if key.startswith(_OPTION) and text == label)
    return next((here[key] for key in called if key in here), None)


def _names(kind: str, ident: str, knowledge: Knowledge) -> Mapping[str, str]:
    """What a topic or municipality is called, by language."""
    if kind == "topic" and ident in knowledge.topics:
        return {code: page.label for code, page in knowledge.topics[ident].pages.items()}
    if kind == "municipality" and ident in knowledge.municipalities:
        return knowledge.municipalities[ident].labels
    return {}


def _answer(
    answer: Mapping[str, Any] | None, before: str, after: str, knowledge: Knowledge
) -> dict[str, Any] | None:
    """The answer's data with the labels of its parties in another language.

    Returns:
        None where a party is not called like that any more, and where there is no answer.
    """
    if answer is None:
        return None
    told = dict(answer)
    for key in ("responsible", "partners"):
        named = [_party(party, before, after, knowledge) for party in answer.get(key) or ()]
        if None in named:
            return None
        told[key] = named
    return told


def _party(
    party: Mapping[str, str], before: str, after: str, knowledge: Knowledge
) -> Mapping[str, str] | None:
    for known in _of_name(party["name"], knowledge):
        if (known.get(before) or party["name"]) == party["label"]:
            return {**party, "label": known.get(after) or party["name"]}
    return None


def _of_name(name: str, knowledge: Knowledge) -> Sequence[Mapping[str, str]]:
    return [party.labels for party in knowledge.parties.values() if party.name == name]
