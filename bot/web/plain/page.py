"""Draws the page in its states: conversation, form of a handover, question, end, failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlalchemy import Connection

from bot.conversations.handover import OTHER
from bot.conversations.message import BOT, CLIENT, COUNSELLOR, Message
from bot.conversations.tally import REASONS
from bot.dialogue.opening import opening
from bot.dialogue.turn import State
from bot.errors import NotFound
from bot.storage import conversations as store
from bot.storage.cases import CLOSED, TAKEN, WAITING
from bot.storage.handovers import Seen
from bot.storage.rows import BY_BOT, BY_COUNSELLOR, About
from bot.web import events, handover, keys, pages
from bot.web.handover_view import as_json
from bot.web.plain import drawing, steps, view
from bot.web.plain.steps import Answers, Fault
from bot.web.plain.visit import Visit
from bot.web.requests import NO_CONVERSATION

# So many messages are shown; whoever saves the conversation gets them all.
MOST = 300


@dataclass(frozen=True)
class Told:
    """A conversation as it is stored.

    Args:
        awaited: whether a reply is on its way.
    """

    about: About
    messages: Sequence[Message]
    awaited: bool


@dataclass(frozen=True)
class Rated:
    """An answer of which the client has just said whether it helped.

    Args:
        why: whether to ask what was wrong.
    """

    seq: int
    why: bool


async def conversation(
    visit: Visit,
    problem: str = "",
    status: int = 200,
    thanks: bool = False,
    rated: Rated | None = None,
) -> web.Response:
    """The conversation with the box to write in; before it begins, the greeting.

    Args:
        problem: key of a sentence about what went wrong.
        thanks: for a rating of the counsellor's help that was just given.
        rated: an answer that was just rated.
    """
    if not visit.begun:
        return drawing.drawn(
            visit, "talk", status, **_talk(visit, [_greeting(visit)]), problem=problem
        )
    told = await _told(visit)
    seen = await handover.look(visit.app, visit.key.ident)
    messages = await events.retold(visit.app, told.messages, visit.language)
    said = [one.seq for one in messages if one.sender == COUNSELLOR]
    if said:
        await events.seen(visit.app, visit.key.ident, said[-1])
    state = as_json(seen, visit.app[keys.KNOWLEDGE]())
    return drawing.drawn(
        visit,
        "talk",
        status,
        **_talk(visit, messages, told),
        problem=problem,
        case=state if seen.state in (WAITING, TAKEN) else None,
        hours=view.hours(state, visit.say),
        numbers=view.numbers(messages),
        rates=_rates(seen, messages) and not thanks,
        thanks=thanks,
        rated=rated,
        asks=0 if rated else view.answered_at(messages),
        reasons=REASONS,
    )


async def form(
    visit: Visit, state: steps.State, answers: Answers, name: str, fault: Fault | None, status: int
) -> web.Response:
    """A step of the form of a handover."""
    told = await _told(visit)
    names = steps.names_of(state, answers)
    chosen = [one["label"] for one in state["meetings"] if one["value"] == answers.meeting]
    place = answers.municipality or state["municipality"]
    places = {one["id"]: one["label"] for one in state["municipalities"]}
    named = {one["code"]: one["name"] for one in state["languages"]}
    return drawing.drawn(
        visit,
        "step",
        status,
        hidden=[*drawing.kept(visit), ("step", name), *steps.hidden(answers, name)],
        step=name,
        title=steps.TITLES[name],
        number=f"{names.index(name) + 1} / {len(names)}",
        first=name == names[0],
        problem=fault[0] if fault else "",
        wrong=fault[1] if fault else "",
        state=state,
        other=OTHER,
        answers=answers,
        needs=steps.needs_of(state, answers),
        parts_of=[_part(visit, part, answers) for part in state["summary"]],
        hours=view.hours(state, visit.say),
        meeting=chosen[0] if chosen else "",
        place=places.get(place, place or ""),
        interpreter=named.get(answers.interpreter, ""),
        languages_offered=_offered(visit, state),
        numbers=view.numbers(told.messages),
    )


async def ask(visit: Visit, question: str, action: str, label: str) -> web.Response:
    """A question on a page of its own: yes, or back to the conversation."""
    visit.language = await language_of(visit)
    return drawing.drawn(
        *(visit, "ask"), hidden=drawing.kept(visit), question=question, action=action, label=label
    )


def gone(visit: Visit) -> web.Response:
    """The conversation is deleted."""
    visit.forget()
    return drawing.drawn(visit, "gone", hidden=list(drawing.hidden(visit)))


def bare(visit: Visit, problem: str, status: int) -> web.Response:
    """The program failed: a page that needs no database, to try the same once more."""
    fields = [(name, value) for name, value in visit.fields.items()]
    return drawing.drawn(visit, "failed", status, hidden=fields, problem=problem)


def missing(visit: Visit) -> web.Response:
    """There is no chat for the municipality of the address."""
    direction = visit.app[keys.KNOWLEDGE]().languages[visit.language].direction
    about = {"language": visit.language, "direction": direction, "say": visit.say}
    return pages.page_of(visit.request, "missing.html", 404, ("'none'",), **about)


async def language_of(visit: Visit) -> str:
    """The language of the page: that of the conversation, unless it was just changed."""
    if visit.begun and not visit.turned:
        about = await visit.database.run(store.about, visit.key.ident)
        if about is not None and about.language in visit.app[keys.KNOWLEDGE]().languages:
            return about.language
    return visit.language


async def _told(visit: Visit) -> Told:
    """Reads the conversation, and takes over its language."""
    told = await visit.database.run(_read, visit.key.ident)
    if told is None:
        raise NotFound(NO_CONVERSATION)
    visit.language = await language_of(visit)
    return told


def _read(connection: Connection, ident: str) -> Told | None:
    about = store.about(connection, ident)
    if about is None:
        return None
    messages = store.after(connection, ident, max(0, about.last_seq - MOST), MOST)
    last = next((one for one in reversed(messages) if one.sender in (BOT, CLIENT)), None)
    awaited = (
        about.mode == BY_BOT
        and last is not None
        and last.sender == CLIENT
        and store.waiting(connection, ident, last.seq) is not None
    )
    return Told(about, messages, awaited)


def _greeting(visit: Visit) -> Message:
    """What the chat says first, before anything is kept."""
    state = State(language=visit.language, municipality=visit.municipality)
    said = opening(state, visit.app[keys.KNOWLEDGE]())
    return Message(1, BOT, visit.language, said["text"], store.now(), said["options"])


def _talk(visit: Visit, messages: Sequence[Message], told: Told | None = None) -> dict[str, Any]:
    """What the template needs of the messages."""
    by_counsellor = told is not None and told.about.mode == BY_COUNSELLOR
    mine = [one.seq for one in messages if one.sender == CLIENT]
    read = told.about.counsellor_read if told is not None else 0
    marks: dict[int, str] = {}
    if by_counsellor and mine:
        mark = "read" if mine[-1] <= read else "sent"
        marks[mine[-1]] = visit.say(f"ui_handover_mark_{mark}")
    seq, options = (0, []) if by_counsellor else view.options(messages)
    return {
        "messages": [view.shown(one, visit.say, marks.get(one.seq, "")) for one in messages],
        "last": view.opens_at(messages),
        "options": options,
        "options_of": seq,
        "awaited": told is not None and told.awaited,
        "draft": visit.draft,
        "hidden": list(drawing.hidden(visit)),
    }


def _rates(seen: Seen, messages: Sequence[Message]) -> bool:
    """Whether to ask how the help was: once, until the client goes on."""
    if seen.state != CLOSED or seen.case is None or seen.case["rating"] is not None:
        return False
    return not any(
        one.sender == CLIENT and one.created_at > seen.case["closed_at"] for one in messages
    )


def _part(visit: Visit, part: dict[str, Any], answers: Answers) -> dict[str, Any]:
    """A part of the summary as the form shows it."""
    direction = visit.app[keys.KNOWLEDGE]().languages[visit.language].direction
    text = answers.parts.get(part["id"], part["text"])
    return {
        "id": part["id"],
        "name": steps.part_name(part),
        "text": text,
        "blocks": view.blocks(part["text"], direction),
        "original": part["original"] if part["original"] != part["text"] else "",
        "sources": view.sources(part["sources"]),
        "edited": part["id"] in answers.parts,
        "removed": part["id"] in answers.removed,
    }


def _offered(visit: Visit, state: steps.State) -> list[dict[str, str]]:
    """Languages of an interpreter; who reads Finnish or Swedish here needs another one."""
    native = visit.language in ("fi", "sv")
    return [one for one in state["languages"] if not native or one["code"] != visit.language]
