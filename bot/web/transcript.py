"""A conversation to keep: as plain text, or as a page to print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.conversations.message import Message, direction_of
from bot.languages.messages import Messages

TEMPLATES = Path(__file__).parent / "templates"
# First-strong isolates keep a line of another direction readable in a plain text file.
_ISOLATE, _END = "\u2068", "\u2069"


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The page templates; everything put into them is escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def as_text(messages: Sequence[Message], say: Messages, code: str) -> str:
    """The conversation as text, with its code, who said what and when, and the sources."""
    lines = [say("transcript_title"), say("transcript_note"), _saved(say), _code(say, code), ""]
    for message in messages:
        lines.append(f"{_time(message)} {speaker(message, say)}:")
        lines += [f"{_ISOLATE}{line}{_END}" if line else "" for line in message.text.splitlines()]
        lines += [f"  - {_ISOLATE}{item}{_END}" for item in sources(message, say)]
        lines.append("")
    return "\n".join(lines)


def as_html(messages: Sequence[Message], say: Messages, code: str) -> str:
    """The conversation as one HTML page without any script."""
    direction = direction_of("", say.language)
    rows = [
        {
            "speaker": speaker(message, say),
            "time": _time(message),
            "language": message.language,
            "direction": direction_of(message.text, message.language),
            "paragraphs": [part for part in message.text.split("\n\n") if part.strip()],
            "sources": sources(message, say),
        }
        for message in messages
    ]
    return (
        templates()
        .get_template("transcript.html")
        .render(
            title=say("transcript_title"),
            note=say("transcript_note"),
            saved=_saved(say),
            code=_code(say, code),
            language=say.language,
            direction=direction,
            rows=rows,
            sources_label=say("ui_sources"),
        )
    )


def speaker(message: Message, say: Messages) -> str:
    """Who said it, in the reader's language; a counsellor with name and role."""
    if message.author is not None:
        return ", ".join(filter(None, (message.author["name"], message.author["role"])))
    return say(
        {"client": "ui_you", "counsellor": "ui_counsellor", "system": "ui_system"}.get(
            message.sender, "ui_bot"
        )
    )


def sources(message: Message, say: Messages) -> list[str]:
    """The sources of an answer, a line each."""
    lines = []
    for source in (message.answer or {}).get("sources", ()):
        parts = [source["document"], source.get("section")]
        if source.get("lines"):
            parts.append(say("ui_lines", lines=source["lines"]))
        parts.append(source.get("date") or say("source_undated"))
        lines.append(", ".join(part for part in parts if part))
    return lines


def _time(message: Message) -> str:
    return message.created_at.strftime("%d.%m.%Y %H:%M UTC")


def _code(say: Messages, code: str) -> str:
    return say("transcript_code", code=f"{_ISOLATE}{code}{_END}")


def _saved(say: Messages) -> str:
    return say("transcript_saved", date=datetime.now(UTC).strftime("%d.%m.%Y %H:%M UTC"))
