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
        author: {"name", "role"} of a counsellor, as the client sees it.
        choice: the value of the option that the client chose.
        basis: what a reply was made from, so that it can be said in another language.
        translations: of a ready reply of a counsellor: the same text by language.
    """

    seq: int
    sender: str
    language: str
    text: str
    created_at: datetime
    options: Sequence[Mapping[str, str]] = ()
    answer: Mapping[str, Any] | None = None
    author: Mapping[str, str] | None = None
    choice: str | None = None
    basis: Mapping[str, Any] | None = None
    translations: Mapping[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """The message as the API sends it; only a counsellor's has an `author`."""
        said = {
            "seq": self.seq,
            "from": self.sender,
            "language": self.language,
            "direction": direction_of(self.text, self.language),
            "text": self.text,
            "options": [dict(option) for option in self.options],
            "created_at": self.created_at.replace(tzinfo=UTC).isoformat(),
            "answer": dict(self.answer) if self.answer is not None else None,
        }
        if self.author is not None:
            said["author"] = dict(self.author)
        return said


def direction_of(text: str, language: str) -> str:
    """ "rtl" or "ltr": by the letters, and by the language where there are none."""
    if any(letter.isalpha() for letter in text):
        return "rtl" if is_arabic_script(text) else "ltr"
    return "rtl" if language in RTL_LANGUAGES else "ltr"
