"""What the system tells a client about a handover, made when the client's language is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.languages.messages import Messages

Notice = Callable[[str], dict[str, Any]]
# A text as it is, keys of the catalogue (said one after the other), or texts by language.
Value = str | Sequence[str] | Mapping[str, str]


def notice(catalogue: Mapping[str, Mapping[str, str]], key: str, **values: Value) -> Notice:
    """A message of the catalogue that can be made in any language.

    Args:
        catalogue: all languages' messages, as in `Knowledge.messages`.

    Returns:
        a function from a language to `text`, `language` and `basis`, from which the same can be
        told again in another language.
    """

    def made(language: str) -> dict[str, Any]:
        say = Messages(language, catalogue)
        told = {name: _in_words(value, say) for name, value in values.items()}
        basis = {"key": key, "values": dict(values)}
        return {"text": say(key, **told), "language": language, "basis": basis}

    return made


class Notices:
    """The messages of the transitions of a handover.

    Args:
        catalogue: as in `notice`.
    """

    def __init__(self, catalogue: Mapping[str, Mapping[str, str]]) -> None:
        self._catalogue = catalogue

    def sent(self, urgent: bool = False) -> Notice:
        """The request is sent. Minors and those in danger are told the number to call."""
        return notice(self._catalogue, "handover_sent_urgent" if urgent else "handover_sent")

    def withdrawn(self) -> Notice:
        """The client has taken the request back."""
        return notice(self._catalogue, "handover_withdrawn")

    def taken(self, first_name: str, role_title: Mapping[str, str]) -> Notice:
        """A counsellor has the case: who, and that it is a person."""
        return notice(self._catalogue, "handover_taken", name=first_name, role=dict(role_title))

    def back(self) -> Notice:
        """The counsellor is gone or has given the case back; it waits again."""
        return notice(self._catalogue, "handover_back")

    def transferred(self) -> Notice:
        """The case waits for another counsellor."""
        return notice(self._catalogue, "handover_transferred")

    def closed(self) -> Notice:
        """The case is closed and the assistant answers again."""
        return notice(self._catalogue, "handover_closed")


def text_in(texts: Mapping[str, str], language: str) -> str:
    """One of texts by language; English, or else any, where there is none in it."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _in_words(value: Value, say: Messages) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return text_in(value, say.language)
    return say.join(say(key) for key in value)
