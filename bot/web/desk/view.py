"""Cases and messages as the desk gets them, in the counsellor's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.conversations.message import COUNSELLOR, Message
from bot.dialogue.retell import retell
from bot.knowledge.model import Knowledge
from bot.storage.accounts import User, is_here
from bot.storage.cases import Case
from bot.storage.desk import Opened
from bot.storage.rows import now
from bot.web.desk.texts import LANGUAGES

Json = dict[str, Any]
_AS_IT_IS = (
    "id",
    "code",
    "state",
    "municipality",
    "language",
    "priority",
    "danger",
    "topic",
    "meeting",
    "interpreter",
    "out_of_hours",
    "unread",
)
MAX_MATTER = 120


def when(moment: datetime | None) -> str | None:
    """A time of a table as JSON has it."""
    return moment.replace(tzinfo=UTC).isoformat() if moment is not None else None


def desk_language(wanted: str | None, user: User) -> str:
    """The language asked for, if the desk speaks it; else the user's."""
    return next((one for one in (wanted, user.desk_language) if one in LANGUAGES), LANGUAGES[0])


def case_row(row: Case, user: User, language: str, knowledge: Knowledge) -> Json:
    """A case as a line of the queue."""
    return {
        **{key: row[key] for key in _AS_IT_IS},
        "matter": _matter(row, language, knowledge),
        "requested_at": when(row["requested_at"]),
        "due_at": when(row["due_at"]),
        "taken_by": {"id": row["taken_by"], "first_name": row["first_name"]}
        if row["taken_by"]
        else None,
        "in_my_language": row["language"] in user.languages,
    }


def case(opened: Opened, user: User, language: str, knowledge: Knowledge) -> Json:
    """A case with all that belongs to it."""
    row = opened.row
    return {
        **case_row(row, user, language, knowledge),
        "summary": [_part(part, language) for part in row["summary"] or ()],
        "wishes": row["wishes"],
        "contact": row["contact"],
        "messages": messages(opened.messages, language, knowledge),
        "notes": [{**note, "at": when(note["at"])} for note in opened.notes],
        "client": dict(opened.client),
        "outcome": row["outcome"],
        "outcome_to": row["outcome_to"],
        "agreed": row["agreed"],
        "closed_at": when(row["closed_at"]),
        "rating": row["rating"],
    }


def messages(said: Sequence[Message], language: str, knowledge: Knowledge) -> list[Json]:
    """Messages, each with what it says in the desk's language where that is known."""
    return [message(one, language, knowledge) for one in said]


def message(one: Message, language: str, knowledge: Knowledge) -> Json:
    """A message, with what it says in the desk's language where that is known."""
    return {**one.as_json(), "retold": retold(one, language, knowledge)}


def colleague(user: User, seconds: float) -> Json:
    """A colleague, as the one sees them who wants to pass a case on."""
    return {
        "id": user.id,
        "first_name": user.first_name,
        "on_duty": is_here(user, now(), seconds),
        "languages": user.languages,
        "municipalities": user.municipalities,
    }


def retold(one: Message, language: str, knowledge: Knowledge) -> str | None:
    """Never a translation of what a person wrote: only what the program can say itself."""
    if one.language == language:
        return None
    if one.sender == COUNSELLOR:
        return (one.translations or {}).get(language)
    return retell(one.basis, one.text, language, knowledge)


def _part(part: Mapping[str, Any], language: str) -> Json:
    """A part of the summary. What the client changed is shown as the client wrote it."""
    return {
        "id": part["id"],
        "kind": part["kind"],
        "text": _told(part, language),
        "original": part.get("original") or "",
        "sources": part.get("sources") or [],
        "edited": part.get("edited"),
    }


def _told(part: Mapping[str, Any], language: str) -> str:
    texts = part.get("texts") or {}
    return texts.get(language) or texts.get(LANGUAGES[0]) or next(iter(texts.values()), "")


def _matter(row: Case, language: str, knowledge: Knowledge) -> str:
    """What it is about, in a line: the topic's name, else what the summary says first."""
    topic = knowledge.topics.get(row["topic"] or "")
    if topic is not None and language in topic.pages:
        return topic.pages[language].label
    parts = {part["kind"]: part for part in reversed(row["summary"] or ())}
    for kind in ("matter", "danger", "question", "open"):
        if kind in parts:
            found = parts[kind].get("edited") or _told(parts[kind], language)
            return found if len(found) <= MAX_MATTER else found[: MAX_MATTER - 1] + "…"
    return ""
