"""The values of a turn: what was understood, what is remembered, what is replied.

They pass between the web process and the workers as JSON, and inside a worker as Rasa's slots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Place:
    """A municipality that a message names; `name` only for one without a document."""

    id: str
    name: str = ""


@dataclass(frozen=True)
class Understood:
    """What a message means.

    Args:
        intent: the label of the highest confidence.
        confidence: of that label, 0 to 1.
        ranking: (label, confidence) of the next ones, best first, the first included.
        language: code of the language that it is written in, ours or not; None when unclear.
        language_confidence: 0 to 1.
        words: how many words it has besides names of places.
        places: the municipalities it names.
        groups: the client groups it names.
        aspect: what it wants to know; None where no word says so.
        danger: kind of danger, such as "violence", or None.
        choice: the value of the option that was chosen, or None for a typed message.
    """

    intent: str
    confidence: float = 1.0
    ranking: tuple[tuple[str, float], ...] = ()
    language: str | None = None
    language_confidence: float = 0.0
    words: int = 0
    places: tuple[Place, ...] = ()
    groups: tuple[str, ...] = ()
    aspect: str | None = None
    danger: str | None = None
    choice: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON. Not by `asdict`, which copies every value on every turn."""
        return {**vars(self), "places": [dict(vars(place)) for place in self.places]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Understood:
        """Reads what `as_dict` wrote; unknown keys of another version are left out."""
        known = {item.name for item in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        values["ranking"] = tuple((name, value) for name, value in values.get("ranking") or ())
        values["places"] = tuple(Place(**place) for place in values.get("places") or ())
        values["groups"] = tuple(values.get("groups") or ())
        return cls(**values)


@dataclass(frozen=True)
class Pending:
    """What the chat has asked and waits for: "municipality", "status", "topic" or "delete"."""

    kind: str
    topic: str | None = None
    aspect: str | None = None


@dataclass(frozen=True)
class State:
    """What a conversation remembers between turns.

    Args:
        language: code of the language in which the chat answers.
        chosen: whether the client chose it in the menu; then it is not changed by guesses.
        municipality: id, "other", or "unknown" when the client does not know.
        municipality_name: of "other".
        home: id of the municipality whose chat this is, if any.
        status: "jobseeker", "not_jobseeker" or "unknown"; None as long as it is not told.
        groups: other client groups that the client told.
        topic, aspect: of the last answer.
        shown: how many parts of the last answer have been told.
        failures: messages in a row that were not understood.
        pending: what was asked.
        asked: the kinds of question asked on the present topic.
    """

    language: str = "fi"
    chosen: bool = False
    municipality: str | None = None
    municipality_name: str = ""
    home: str | None = None
    status: str | None = None
    groups: tuple[str, ...] = ()
    topic: str | None = None
    aspect: str | None = None
    shown: int = 0
    failures: int = 0
    pending: Pending | None = None
    asked: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        pending = dict(vars(self.pending)) if self.pending else None
        return {**vars(self), "pending": pending}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> State:
        """Reads what `as_dict` wrote; unknown keys of another version are left out."""
        known = {item.name for item in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        for key in ("groups", "asked"):
            values[key] = tuple(values.get(key) or ())
        if values.get("pending"):
            values["pending"] = Pending(**values["pending"])
        return cls(**values)


@dataclass(frozen=True)
class Option:
    """A button: what it shows and what it sends."""

    label: str
    value: str


@dataclass(frozen=True)
class Answer:
    """The machine-readable side of a reply: the `answer` object of the chat API."""

    status: str
    topic: str | None = None
    municipality: str | None = None
    client_group: str | None = None
    responsible: tuple[Mapping[str, str], ...] = ()
    partners: tuple[Mapping[str, str], ...] = ()
    certainty: str | None = None
    sources: tuple[Mapping[str, Any], ...] = ()
    reviewed: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in vars(self).items()
        }


@dataclass(frozen=True)
class Reply:
    """What the chat says: readable text, buttons, and the answer as data."""

    text: str
    answer: Answer
    language: str
    options: tuple[Option, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON, in the form of the chat API's message."""
        return {
            "text": self.text,
            "language": self.language,
            "options": [dict(vars(option)) for option in self.options],
            "answer": self.answer.as_dict(),
        }
