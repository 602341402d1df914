"""Cross-checks between knowledge files: what one file says must hold in the others.

Rules only: everything comes in as values, and faults go out with the place of the value at fault.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.knowledge.base import Texts
from bot.knowledge.certainty import keeps_certainty, words_for
from bot.knowledge.faults import Fault
from bot.knowledge.model import Entry, Knowledge, Sourced
from bot.knowledge.source import Keys, Source
from bot.knowledge.texts import problems_in

if TYPE_CHECKING:
    from bot.knowledge.load import Draft

ROLE_PARTIES = ("own_municipality", "own_wellbeing_county", "own_employment_area")


def cross_check(knowledge: Knowledge, draft: Draft) -> list[Fault]:
    """Every fault that shows only when files are held against each other."""
    return [
        *_check_ids(knowledge, draft),
        *_check_documents(knowledge, draft),
        *_check_entries(knowledge, draft),
        *_check_facts(knowledge, draft),
        *_check_topics(knowledge, draft),
        *_check_messages(knowledge, draft),
    ]


def _check_ids(knowledge: Knowledge, draft: Draft) -> Iterator[Fault]:
    for ident, party in knowledge.parties.items():
        source, keys = draft.places[("party", ident)]
        yield from check_texts(knowledge, party.labels, source, (*keys, "labels"))
        if party.site and not party.site.startswith("https://"):
            yield source.fault((*keys, "site"), "the site must begin with https://")
    for role in ROLE_PARTIES:
        if knowledge.topics and role not in knowledge.parties:
            yield Fault("knowledge/parties", 0, f"party `{role}` is missing")
    for ident, municipality in knowledge.municipalities.items():
        source, keys = draft.places[("municipality", ident)]
        yield from check_texts(knowledge, municipality.labels, source, (*keys, "labels"))
        for key in ("county", "employment_area"):
            yield from _known_party(knowledge, getattr(municipality, key), source, (*keys, key))
        for index, document in enumerate(municipality.documents):
            if document not in knowledge.documents:
                where = (*keys, "documents", index)
                yield source.fault(where, f"there is no document `{document}`")


def _check_documents(knowledge: Knowledge, draft: Draft) -> Iterator[Fault]:
    for ident, document in knowledge.documents.items():
        source, _ = draft.places[("document", ident)]
        for key in ("labels", "area", "note"):
            texts = getattr(document, key)
            if texts is not None:
                yield from check_texts(knowledge, texts, source, (key,))
        for index, municipality in enumerate(document.municipalities):
            if municipality not in knowledge.municipalities:
                yield source.fault(
                    ("municipalities", index), f"unknown municipality `{municipality}`"
                )
        yield from _check_review(document.reviewed, document.review_by, source)


def _check_entries(knowledge: Knowledge, draft: Draft) -> Iterator[Fault]:
    cells: dict[tuple[str, str], dict[str, tuple[Source, Keys]]] = {}
    for index, entry in enumerate(knowledge.entries):
        source, keys = draft.places[("entries", str(index))]
        yield from _check_sourced(knowledge, entry, source, keys)
        yield from _check_scope(knowledge, entry, [entry.municipality], source, keys)
        for key in ("responsible", "partners"):
            for position, party in enumerate(getattr(entry, key)):
                yield from _known_party(knowledge, party, source, (*keys, key, position))
        for key in ("place", "how"):
            texts = getattr(entry, key)
            if texts is not None:
                yield from check_texts(knowledge, texts, source, (*keys, key))
        if not entry.responsible and not entry.partners:
            yield source.fault(keys, "names nobody", "leave the entry out")
        cell = cells.setdefault((entry.service, entry.municipality), {})
        if clash := _clash(entry, cell):
            other, other_keys = cell[clash]
            line = other.fault(other_keys, "").line
            yield source.fault(keys, f"a second entry for this cell; see {other.path}:{line}")
        cell.setdefault(entry.group, (source, keys))


def _clash(entry: Entry, cell: dict[str, tuple[Source, Keys]]) -> str | None:
    if entry.group in cell:
        return entry.group
    if entry.group == "all" and cell:
        return next(iter(cell))
    return "all" if "all" in cell else None


def _check_facts(knowledge: Knowledge, draft: Draft) -> Iterator[Fault]:
    seen: set[tuple[str, str, str]] = set()
    for index, fact in enumerate(knowledge.facts):
        source, keys = draft.places[("facts", str(index))]
        yield from _check_sourced(knowledge, fact, source, keys)
        yield from _check_scope(knowledge, fact, fact.municipalities, source, keys)
        yield from check_texts(knowledge, fact.text, source, (*keys, "text"))
        for language, text in fact.text.items():
            if not keeps_certainty(text, fact.certainty, language):
                words = ", ".join(words_for(fact.certainty, language))
                problem = f"the text does not say that it is `{fact.certainty.value}`"
                yield source.fault((*keys, "text", language), problem, f"one of: {words}")
        name = (fact.document, fact.service, fact.id)
        if name in seen:
            yield source.fault((*keys, "id"), f"a second fact `{fact.id}` in this file")
        seen.add(name)


def _check_sourced(
    knowledge: Knowledge, item: Sourced, source: Source, keys: Keys
) -> Iterator[Fault]:
    document = knowledge.documents.get(item.document)
    topic = knowledge.topics.get(item.service)
    if topic is None or topic.kind != "service":
        yield source.fault(("service",), f"there is no service topic `{item.service}`")
    if document is None:
        return
    if item.section not in document.sections:
        yield source.fault(("section",), f"document.yml has no section `{item.section}`")
    if item.lines.last > document.lines:
        problem = f"line {item.lines.last} lies past the document's end ({document.lines})"
        yield source.fault((*keys, "lines"), problem)


def _check_scope(
    knowledge: Knowledge, item: Sourced, municipalities: list[str], source: Source, keys: Keys
) -> Iterator[Fault]:
    document = knowledge.documents.get(item.document)
    where = "municipality" if isinstance(item, Entry) else "municipalities"
    if not municipalities:
        yield source.fault((*keys, where), "no municipality is named")
    for municipality in municipalities:
        if document is not None and municipality not in document.municipalities:
            yield source.fault((*keys, where), f"`{municipality}` is not in this document's area")


def _check_topics(knowledge: Knowledge, draft: Draft) -> Iterator[Fault]:
    live = [language.code for language in knowledge.live]
    for ident, topic in knowledge.topics.items():
        source, _ = draft.places[("topic", ident)]
        yield from _check_review(topic.reviewed, topic.review_by, source)
        for index, party in enumerate(topic.authorities):
            yield from _known_party(knowledge, party, source, ("authorities", index))
        if topic.own_case is not None:
            yield from _known_party(knowledge, topic.own_case, source, ("own_case",))
        if topic.kind == "general" and not topic.authorities:
            yield source.fault(("authorities",), "a general topic names its authority")
        for index, other in enumerate(topic.related):
            if other not in knowledge.topics or other == ident:
                yield source.fault(("related", index), f"there is no other topic `{other}`")
        if not topic.sources:
            yield source.fault(("sources",), "no source is given")
        for index, item in enumerate(topic.sources):
            if item.url is not None and not item.url.startswith("https://"):
                yield source.fault(("sources", index, "url"), "the link must begin with https://")
        yield from _check_pages(knowledge, draft, ident, live)


def _check_pages(
    knowledge: Knowledge, draft: Draft, ident: str, live: list[str]
) -> Iterator[Fault]:
    topic = knowledge.topics[ident]
    folder = f"knowledge/topics/{ident}"
    for code in live:
        if code not in topic.pages:
            yield Fault(f"{folder}/{code}.md", 0, f"is missing, and `{code}` is a live language")
    for code, page in topic.pages.items():
        name, lines = draft.page_lines[(ident, code)]
        if code not in knowledge.languages:
            yield Fault(name, 0, f"`{code}` is not in knowledge/languages.yml")
        first = next((one for one in live if one in topic.pages), code)
        for missing in sorted(set(topic.pages[first].sections) ^ set(page.sections)):
            problem = f"section `{missing}` is not in both {code}.md and {first}.md"
            yield Fault(name, lines.get(missing, 1), problem)


def _check_messages(knowledge: Knowledge, draft: Draft) -> Iterator[Fault]:
    live = [language.code for language in knowledge.live]
    for code in live:
        if code not in knowledge.messages:
            yield Fault(f"knowledge/messages/{code}.yml", 0, "is missing for a live language")
    reference = knowledge.messages.get("en", {})
    for code, messages in knowledge.messages.items():
        source = draft.message_sources[code]
        for key in reference.keys() - messages.keys():
            yield source.fault((), f"message `{key}` is missing")
        for key in messages.keys() - reference.keys():
            yield source.fault((key,), f"message `{key}` is not in en.yml")
        for key, text in messages.items():
            if fields_of(text) != fields_of(reference.get(key, text)):
                wanted = ", ".join(sorted(fields_of(reference[key]))) or "none"
                yield source.fault((key,), "other placeholders than in en.yml", f"wanted: {wanted}")
            for problem in problems_in(text):
                yield source.fault((key,), problem)


def fields_of(text: str) -> set[str]:
    """The {places} of a text."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {"a broken placeholder"}


def check_texts(knowledge: Knowledge, texts: Texts, source: Source, keys: Keys) -> Iterator[Fault]:
    """Faults of a text by language: all live ones, none unknown, nothing that may not be said."""
    for language in knowledge.live:
        if not texts.get(language.code):
            yield source.fault(keys, f"`{language.code}` is missing, and it is a live language")
    for code, text in texts.items():
        if code not in knowledge.languages:
            yield source.fault((*keys, code), f"`{code}` is not in knowledge/languages.yml")
        for problem in problems_in(text or ""):
            yield source.fault((*keys, code), problem)


def _check_review(reviewed: date, review_by: date, source: Source) -> Iterator[Fault]:
    if review_by < date.today():
        due = source.fault(("review_by",), f"the review was due on {review_by}", "read it again")
        yield replace(due, blocks=False)
    if reviewed > review_by:
        yield source.fault(("reviewed",), "the review date lies after the next review")


def _known_party(knowledge: Knowledge, party: str, source: Source, keys: Keys) -> Iterator[Fault]:
    if party not in knowledge.parties:
        yield source.fault(keys, f"there is no party `{party}`", "add it under knowledge/parties")
