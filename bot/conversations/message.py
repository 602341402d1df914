"""A message of a conversation, in the form of the chat API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.understanding.normalise import is_arabic_script

CLIENT, BOT, COUNSELLOR, SYSTEM = "client", "bot", "counsellor", "system"
RTL_LANGUAGES = frozenset({"ar", "fa", "ur", "ckb", "he", "ps"})


@dataclass(frozen=True)
class Message:
    """One message; `seq` counts from 1 within its conversation.

    Args:
        sender: "client", "bot", "counsellor" or "system".
        options: buttons, each with `label` and `value`.
        answer: the `answer` object of the API, for the bot's messages.
    """

    seq: int
    sender: str
    language: str
    text: str
    created_at: datetime
    options: Sequence[Mapping[str, str]] = ()
    answer: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The message as the API sends it."""
        return {
            "seq": self.seq,
            "from": self.sender,
            "language": self.language,
            "direction": direction_of(self.text, self.language),
            "text": self.text,
            "options": [dict(option) for option in self.options],
            "created_at": self.created_at.replace(tzinfo=UTC).isoformat(),
            "answer": dict(self.answer) if self.answer is not None else None,
        }


def direction_of(text: str, language: str) -> str:
    """ "rtl" or "ltr": by the letters, and by the language where there are none."""
    if any(letter.isalpha() for letter in text):
        return "rtl" if is_arabic_script(text) else "ltr"
    return "rtl" if language in RTL_LANGUAGES else "ltr"
