"""What the tables of conversations hold, as values, and the rows that are put into them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from bot.conversations.message import Message

_OF_MESSAGE = [item.name for item in fields(Message)]
# Who answers a conversation.
BY_BOT, BY_COUNSELLOR = "bot", "counsellor"
# A text to the client, made when its language is known.
Notice = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class About:
    """What is known of a conversation besides its messages.

    Args:
        mode: `BY_BOT` or `BY_COUNSELLOR`.
        case_id: of the handover that is being drafted, waits or is taken.
    """

    id: str
    code: str
    state: Mapping[str, Any]
    mode: str
    case_id: str | None
    last_seq: int
    client_got: int
    client_read: int
    counsellor_read: int

    @property
    def language(self) -> str:
        """In which the client is spoken to."""
        return str(self.state["language"])


@dataclass(frozen=True)
class Waiting:
    """A client's message that has no answer yet, with what is needed to answer it."""

    conversation: str
    seq: int
    text: str
    choice: str | None
    masked: tuple[str, ...]
    state: Mapping[str, Any]


@dataclass(frozen=True)
class Added:
    """What became of a client's message: its number, and whether it had come before.

    Args:
        answered: there is nothing left to answer: a repeat of an answered message, or one that a
            counsellor reads.
        waiting: what is needed to answer it; None for a repeated message and where an earlier one
            is still unanswered, whose answer will change what the conversation remembers.
        case_id: of the handover that the conversation is in.
    """

    seq: int
    repeated: bool = False
    conflict: bool = False
    answered: bool = False
    waiting: Waiting | None = None
    case_id: str | None = None


def now() -> datetime:
    """The time in UTC, without zone, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


def row_of(
    ident: str,
    seq: int,
    sender: str,
    said: Mapping[str, Any],
    moment: datetime,
    reply_to: int | None = None,
) -> dict[str, Any]:
    """A row of a message."""
    return {
        "conversation_id": ident,
        "seq": seq,
        "sender": sender,
        "language": said["language"],
        "text": said["text"],
        "options": list(said.get("options") or ()),
        "answer": said.get("answer"),
        "created_at": moment,
        "reply_to": reply_to,
        "basis": said.get("basis"),
        "author": said.get("author"),
        "translations": said.get("translations"),
    }


def message_of(row: Mapping[Any, Any]) -> Message:
    """The message that is in a row."""
    values: dict[str, Any] = {key: row.get(key) for key in _OF_MESSAGE}
    return Message(**values)
