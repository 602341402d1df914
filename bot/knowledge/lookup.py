"""Who handles a service where, and what the documents say of it.

Every answer of the programmes goes through this module, so that no answer mixes areas: an entry or
a fact is found only for the municipality that its document names.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.knowledge.model import Aspect, Entry, Fact, Knowledge, Party, Topic

STATUSES = ("jobseeker", "not_jobseeker")


def entries_for(
    knowledge: Knowledge, service: str, municipality: str, status: str | None
) -> list[Entry]:
    """Who handles `service` in `municipality`.

    Args:
        status: "jobseeker" or "not_jobseeker"; None gives the entries of both.

    Returns:
        the entries, those for jobseekers first; empty where the documents say nothing.
    """
    found = [
        entry
        for entry in knowledge.entries
        if entry.service == service
        and entry.municipality == municipality
        and (status is None or entry.group in ("all", status) or entry.group not in STATUSES)
    ]
    return sorted(found, key=lambda entry: entry.group != "jobseeker")


def depends_on_status(knowledge: Knowledge, service: str, municipality: str) -> bool:
    """Whether jobseekers and others have different responsible parties here."""
    by_status = {
        status: {
            tuple(entry.responsible)
            for entry in entries_for(knowledge, service, municipality, status)
            if entry.group in ("all", status)
        }
        for status in STATUSES
    }
    return by_status["jobseeker"] != by_status["not_jobseeker"]


def depends_on_municipality(knowledge: Knowledge, topic: Topic) -> bool:
    """Whether the answer to a question on this topic differs from place to place."""
    return topic.kind == "service"


def facts_for(
    knowledge: Knowledge,
    service: str,
    municipality: str,
    groups: Iterable[str] = (),
    aspect: Aspect | None = None,
) -> list[Fact]:
    """What the documents say of `service` in `municipality`, for these client groups.

    A fact for jobseekers is left out for a person who is known not to be one, and the other way
    round; facts for a special group come only for a member of it.
    """
    known = set(groups)
    return [
        fact
        for fact in knowledge.facts
        if fact.service == service
        and municipality in fact.municipalities
        and (aspect is None or fact.aspect is aspect)
        and _concerns(fact.group, known)
    ]


def _concerns(group: str, known: set[str]) -> bool:
    if group == "all" or group in known:
        return True
    return group in STATUSES and not known & set(STATUSES)


def parties(knowledge: Knowledge, ids: Iterable[str]) -> list[Party]:
    """The parties of these ids, each once, in their order."""
    return [knowledge.parties[ident] for ident in dict.fromkeys(ids) if ident in knowledge.parties]


def local_party(knowledge: Knowledge, party: str, municipality: str | None) -> str:
    """Turns "your own county" and the like into the party of the municipality, where known."""
    place = knowledge.municipalities.get(municipality or "")
    if place is None:
        return party
    local = {"own_wellbeing_county": place.county, "own_employment_area": place.employment_area}
    return local.get(party, party)
