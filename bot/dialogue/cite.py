"""How an answer names parties and sources: in the client's language, official names beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.knowledge import lookup
from bot.knowledge.model import Entry, Fact, Knowledge, Party
from bot.languages.messages import Messages


def party_name(party: Party, language: str) -> str:
    """The party in the client's language with the official name beside it, to say at the door."""
    label = party.labels.get(language) or party.name
    if language == "fi" or party.name.lower() in label.lower():
        return label
    return f"{label} ({party.name})"


def names_of(knowledge: Knowledge, ids: Iterable[str], language: str) -> list[str]:
    """The names of these parties, for a text."""
    return [party_name(party, language) for party in lookup.parties(knowledge, ids)]


def listed(knowledge: Knowledge, entries: Iterable[Entry], key: str) -> list[Party]:
    """All responsible parties or partners (`key`) of the entries, each once."""
    return lookup.parties(knowledge, [party for e in entries for party in getattr(e, key)])


def as_named(parties: Iterable[Party], language: str) -> tuple[dict[str, str], ...]:
    """The parties as the `answer` object has them: official name and label."""
    return tuple(
        {"name": party.name, "label": party.labels.get(language) or party.name} for party in parties
    )


def source_lines(
    knowledge: Knowledge, used: Iterable[Entry | Fact], say: Messages
) -> Iterator[str]:
    """One line for each document, with the section of what is used of it first."""
    seen: set[str] = set()
    for item in used:
        if item.document in seen:
            continue
        seen.add(item.document)
        document = knowledge.documents[item.document]
        yield say(
            "source",
            document=document.labels.get(say.language) or document.title,
            section=document.sections[item.section],
            date=say.date(document.date) if document.date else say("source_undated"),
        )


def sources_of(knowledge: Knowledge, used: Iterable[Entry | Fact]) -> tuple[dict[str, object], ...]:
    """The sources of the `answer` object: document, section, date and lines of each."""
    found: dict[tuple[str, str, str], dict[str, object]] = {}
    for item in used:
        document = knowledge.documents[item.document]
        key = (document.id, item.section, str(item.lines))
        found[key] = {
            "document": document.title,
            "section": document.sections[item.section],
            "date": document.date.isoformat() if document.date else None,
            "url": None,
            "lines": str(item.lines),
        }
    return tuple(found.values())


def reviewed_on(knowledge: Knowledge, documents: Iterable[str]) -> str | None:
    """When the oldest of the documents was read last, as an ISO date."""
    dates = [knowledge.documents[ident].reviewed for ident in documents]
    return min(dates).isoformat() if dates else None
