"""Puts an answer together from approved texts: first what was asked, then who, how, limits, next.

Nothing is written here in any language; every sentence comes from the knowledge. An answer is a
list of parts; the first reply takes as many as fit in about 80 words, "tell me more" the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.dialogue.cite import (
    as_named,
    listed,
    names_of,
    party_name,
    reviewed_on,
    source_lines,
    sources_of,
)
from bot.dialogue.turn import Answer, State
from bot.knowledge import lookup
from bot.knowledge.model import Aspect, Entry, Fact, Knowledge, Topic
from bot.languages.messages import Messages

MAX_WORDS = 75  # before "tell me more"; the line with the source comes on top
MAX_ASKED = 2
_AFTER_FIRST = ("who", "how", "where", "how_long", "cost", "compulsory", "may_i", "how_often")
_ORDER = (
    Aspect.WHAT,
    Aspect.HOW,
    Aspect.WHERE,
    Aspect.HOW_LONG,
    Aspect.HOW_OFTEN,
    Aspect.COMPULSORY,
    Aspect.MAY_I,
    Aspect.COST,
    Aspect.WHO,
)


@dataclass(frozen=True)
class Composed:
    """An answer before it is cut: its parts in order, its sources as text, and its data."""

    parts: tuple[str, ...]
    sources: tuple[str, ...]
    answer: Answer

    def cut(self, start: int = 0, limit: int = MAX_WORDS) -> tuple[tuple[str, ...], int]:
        """The parts from `start` that fit in `limit` words, at least one; and where to go on."""
        taken: list[str] = []
        count = 0
        for part in self.parts[start:]:
            size = len(part.split())
            if taken and count + size > limit:
                break
            taken.append(part)
            count += size
        return tuple(taken), start + len(taken)


def general_answer(
    knowledge: Knowledge, topic: Topic, aspect: str | None, state: State, say: Messages
) -> Composed:
    """The answer on a topic of general guidance: the asked section first, then the others."""
    page = topic.pages[state.language]
    sections = page.sections
    wanted = _section(aspect, sections)
    parts = [] if wanted in sections else [say(f"unknown_{wanted}")]
    order = ["what", "who", "next", "how"]
    if wanted in sections and wanted != "what":
        order = [wanted, "who", "next", "what", "how"]
    parts += [sections[key] for key in dict.fromkeys(order) if sections.get(key)]
    parts += _local_lines(knowledge, topic, state, say)
    rest = [key for key in (*_AFTER_FIRST, "more") if key not in order and key in sections]
    parts += [sections[key] for key in rest]
    responsible = [
        lookup.local_party(knowledge, party, state.municipality) for party in topic.authorities
    ]
    found = lookup.parties(knowledge, responsible)
    parts += [say("site", site=p.site.removeprefix("https://")) for p in found[:1] if p.site]
    date = say.date(topic.reviewed)
    named = "; ".join(source.document for source in topic.sources)
    return Composed(
        tuple(parts),
        (say("source_general", document=named, date=date),),
        Answer(
            status="answered" if wanted in sections else "not_in_sources",
            topic=topic.id,
            municipality=_place(state),
            client_group=_group(state),
            responsible=as_named(found, state.language),
            certainty=topic.certainty.value,
            sources=tuple(
                {
                    "document": source.document,
                    "section": source.section,
                    "date": topic.reviewed.isoformat(),
                    "url": source.url,
                    "lines": None,
                }
                for source in topic.sources
            ),
            reviewed=topic.reviewed.isoformat(),
        ),
    )


def service_answer(
    knowledge: Knowledge, topic: Topic, aspect: str | None, state: State, say: Messages
) -> Composed:
    """The answer on a service of the programmes, in one municipality.

    Args:
        state: with `municipality` set to one that has a document; `status` decides between
            jobseekers and others, both are given where it is not known.
    """
    municipality = str(state.municipality)
    status = state.status if state.status in lookup.STATUSES else None
    groups = {*state.groups, *([status] if status else [])}
    entries = lookup.entries_for(knowledge, topic.id, municipality, status)
    facts = lookup.facts_for(knowledge, topic.id, municipality, groups)
    page = topic.pages[state.language]
    wanted = [f for f in facts if f.aspect == aspect]
    others = [f for f in facts if f.aspect != aspect]
    who = _who_parts(knowledge, entries, state, say)
    nothing = [_nothing(topic, municipality, state, say, knowledge)]
    asked = _texts(wanted, state.language)
    known = True
    if aspect == Aspect.WHO:
        known = any(entry.responsible for entry in entries) or bool(wanted)
        parts = who or nothing
    elif aspect in (None, Aspect.WHAT, Aspect.OWN_CASE):
        known = bool(entries or facts)
        parts = [page.sections["what"], *(who or nothing)]
        named = any(entry.responsible for entry in entries)
        if named and aspect != Aspect.WHAT and not _fits(knowledge, topic, entries, state):
            parts = [*who, page.sections["what"]]
    elif aspect == Aspect.WHERE:
        asked = _places(entries, state.language, say) + asked
        known = bool(asked)
        parts = [*asked, *who] if known else [*(who or nothing), say("unknown_where")]
    else:
        by_entry = aspect == Aspect.HOW and any(entry.how for entry in entries)
        known = bool(asked) or by_entry or (aspect == Aspect.MAY_I and bool(entries))
        first = asked if known else [say(f"unknown_{aspect}")]
        parts = [*first[:MAX_ASKED], *(who or ([] if known else nothing)), *first[MAX_ASKED:]]
    if any(entry.responsible for entry in entries):
        parts.append(say("next_service", service=topic.pages["fi"].title))
    parts += _places(entries, state.language, say)
    parts += _arrangements(entries, say)
    parts += asked if aspect == Aspect.WHO else []
    parts += _texts(sorted(others, key=lambda f: _ORDER.index(f.aspect)), state.language)
    parts += [page.sections["more"]] if "more" in page.sections else []
    used: list[Entry | Fact] = [*entries, *(wanted or facts)]
    documents = dict.fromkeys(item.document for item in used) or dict.fromkeys(
        knowledge.municipalities[municipality].documents
    )
    notes = [knowledge.documents[d].note for d in documents]
    parts += [note[state.language] for note in notes if note]
    return Composed(
        tuple(dict.fromkeys(parts)),
        tuple(source_lines(knowledge, used, say)),
        Answer(
            status="answered" if known else "not_in_sources",
            topic=topic.id,
            municipality=municipality,
            client_group=_group(state),
            responsible=as_named(listed(knowledge, entries, "responsible"), state.language),
            partners=as_named(listed(knowledge, entries, "partners"), state.language),
            certainty=(used[0] if used else topic).certainty.value,
            sources=sources_of(knowledge, used),
            reviewed=reviewed_on(knowledge, documents),
        ),
    )


def _section(aspect: str | None, sections: Mapping[str, str]) -> str:
    """The section that answers an aspect. "Where" and "may I" fall back on how to get it."""
    if aspect in (None, Aspect.OWN_CASE):
        return "what"
    if aspect not in sections and aspect in (Aspect.WHERE, Aspect.MAY_I):
        return "how" if "how" in sections else "what"
    return str(aspect)


def _who_parts(
    knowledge: Knowledge, entries: Sequence[Entry], state: State, say: Messages
) -> list[str]:
    """One part for each group of clients: who handles it, and who takes part."""
    parts = []
    several = len({entry.group for entry in entries}) > 1
    for entry in entries:
        lines = []
        if several and entry.group in lookup.STATUSES:
            lines.append(say(f"if_{entry.group}"))
        names = names_of(knowledge, entry.responsible, state.language)
        partners = names_of(knowledge, entry.partners, state.language)
        if names:
            lines.append(say(f"who_{entry.certainty.value}", parties=say.join(names)))
            if partners:
                lines.append(say("partners", parties=say.join(partners)))
        else:
            lines.append(say("who_nobody"))
            if partners:
                lines.append(say("partners_only", parties=say.join(partners)))
        # What the document adds to a name ("mainly", "for unemployed jobseekers") stays with it.
        if entry.how:
            lines.append(entry.how[state.language])
        parts.append(" ".join(lines))
    return parts


def _fits(knowledge: Knowledge, topic: Topic, entries: Sequence[Entry], state: State) -> bool:
    """Whether what a service is and who handles it fit in one reply; else who comes first.

    In every language, so that the order of the parts is the same in all of them: an answer is told
    again in another language part by part.
    """
    for language in knowledge.live:
        say = Messages(language.code, knowledge.messages)
        there = replace(state, language=language.code)
        who = _who_parts(knowledge, entries, there, say)[0]
        what = topic.pages[language.code].sections["what"]
        if len(f"{what} {who}".split()) > MAX_WORDS:
            return False
    return True


def _nothing(
    topic: Topic, municipality: str, state: State, say: Messages, knowledge: Knowledge
) -> str:
    """ "Not in our documents", with the advice service that they do name."""
    label = knowledge.municipalities[municipality].labels[state.language]
    text = say("no_entry", municipality=label)
    advice = lookup.entries_for(knowledge, "general_guidance", municipality, None)
    names = names_of(knowledge, [p for e in advice for p in e.responsible], state.language)
    if names and topic.id != "general_guidance":
        text += " " + say("no_entry_advice", parties=say.join(names))
    return text


def _local_lines(knowledge: Knowledge, topic: Topic, state: State, say: Messages) -> list[str]:
    """Which county or employment area it is, where the client has told the municipality."""
    place = knowledge.municipalities.get(state.municipality or "")
    if place is None:
        return []
    label = place.labels[state.language]
    roles = {
        "own_wellbeing_county": ("your_county", place.county),
        "own_employment_area": ("your_employment_area", place.employment_area),
    }
    lines = []
    for authority in topic.authorities:
        if authority in roles:
            key, party = roles[authority]
            name = party_name(knowledge.parties[party], state.language)
            lines.append(say(key, municipality=label, party=name))
    return lines


def _texts(facts: Iterable[Fact], language: str) -> list[str]:
    return [fact.text[language] for fact in facts]


def _arrangements(entries: Iterable[Entry], say: Messages) -> list[str]:
    """Own service or bought, where the document says so and says the same for everybody."""
    kinds = {entry.arrangement for entry in entries}
    kind = kinds.pop() if len(kinds) == 1 else "not_stated"
    return [] if kind == "not_stated" else [say(f"arrangement_{kind}")]


def _places(entries: Iterable[Entry], language: str, say: Messages) -> list[str]:
    places = dict.fromkeys(e.place[language] for e in entries if e.place)
    return [say("place", place=place) for place in places]


def _place(state: State) -> str | None:
    return None if state.municipality in (None, "unknown", "other") else state.municipality


def _group(state: State) -> str | None:
    if state.status in lookup.STATUSES:
        return state.status
    return state.groups[0] if state.groups else None
