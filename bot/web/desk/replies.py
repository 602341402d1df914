"""Ready replies: approved texts of the knowledge in the client's language, with the desk's beside.

A reply's id is `<topic>:<section>`. Sections are those of the topic's page; a service has besides
them `here`: who handles it in the municipality of the case, with its source.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiohttp import web

from bot.dialogue.decide import compose
from bot.dialogue.turn import State
from bot.errors import BadRequest
from bot.knowledge.model import Knowledge, Topic
from bot.languages.messages import FALLBACK, Messages
from bot.storage import desk
from bot.understanding.normalise import fold
from bot.web import keys
from bot.web.desk.access import user_of
from bot.web.desk.problems import problem
from bot.web.desk.texts import LANGUAGES

HERE = "here"
MOST = 100
MAX_WORDS = 150  # of `here`: a person reads it, and it is sent as one message


def routes() -> list[web.RouteDef]:
    """The route of this module."""
    return [web.get("/desk/api/replies", replies)]


async def replies(request: web.Request) -> web.Response:
    """The replies in a client's language whose topic or text has all the words of `?q=`."""
    knowledge = request.app[keys.KNOWLEDGE]()
    user = user_of(request)
    municipality = request.query.get("municipality")
    if municipality is not None and municipality not in knowledge.municipalities:
        raise BadRequest("`municipality` is not one that the chat has a document for.")
    if municipality is None:
        municipality = await _municipality(request)
    wanted = fold(request.query.get("q", "")[:200]).split()
    language = speaks(knowledge, request.query.get("language", ""))
    found = []
    for topic, section in _all(knowledge, municipality):
        if not wanted and section not in ("what", HERE):
            continue  # the whole knowledge is too much to look through
        reply = _reply(knowledge, topic, section, language, user.desk_language, municipality)
        rank = _rank(reply, wanted)
        if rank is not None:
            found.append((rank, reply))
    found.sort(key=lambda item: item[0])
    return web.json_response([reply for _, reply in found[:MOST]])


def texts_of(knowledge: Knowledge, reply: str, municipality: str | None) -> dict[str, str]:
    """A ready reply in every live language.

    Args:
        reply: its id.
        municipality: of the case.

    Raises:
        BadRequest: there is no such reply for this municipality.
    """
    ident, _, section = reply.partition(":")
    topic = knowledge.topics.get(ident)
    if topic is None or section not in _sections(topic, knowledge, municipality):
        raise problem(BadRequest, "reply_gone")
    return {
        item.code: _text(knowledge, topic, section, item.code, municipality)
        for item in knowledge.live
    }


def speaks(knowledge: Knowledge, language: str) -> str:
    """The language itself where the chat speaks it, else the one it falls back on."""
    return language if language in {item.code for item in knowledge.live} else FALLBACK


async def _municipality(request: web.Request) -> str | None:
    """The one of the counsellor's open cases, else their own; None where it may be several."""
    user = user_of(request)
    mine = await request.app[keys.DATABASE].run(desk.own_municipalities, user)
    places = mine or set(user.municipalities)
    place = places.pop() if len(places) == 1 else None
    return place if place in request.app[keys.KNOWLEDGE]().municipalities else None


def _all(knowledge: Knowledge, municipality: str | None) -> Iterator[tuple[Topic, str]]:
    for topic in knowledge.topics.values():
        for section in _sections(topic, knowledge, municipality):
            yield topic, section


def _sections(topic: Topic, knowledge: Knowledge, municipality: str | None) -> list[str]:
    """The sections that can be sent: those that every live language has."""
    live = [item.code for item in knowledge.live]
    here = [HERE] if topic.kind == "service" and municipality in knowledge.municipalities else []
    return here + [
        section
        for section in topic.pages[live[0]].sections
        if all(topic.pages[code].sections.get(section) for code in live)
    ]


def _text(
    knowledge: Knowledge, topic: Topic, section: str, language: str, municipality: str | None
) -> str:
    if section != HERE:
        return topic.pages[language].sections[section]
    say = Messages(language, knowledge.messages)
    state = State(language=language, chosen=True, municipality=municipality, topic=topic.id)
    composed = compose(topic, state, say, knowledge)
    return "\n\n".join((*composed.cut(limit=MAX_WORDS)[0], *composed.sources))


def _reply(
    knowledge: Knowledge,
    topic: Topic,
    section: str,
    language: str,
    desk_language: str,
    municipality: str | None,
) -> dict[str, Any]:
    own = desk_language if desk_language in LANGUAGES else LANGUAGES[0]
    return {
        "id": f"{topic.id}:{section}",
        "topic": topic.id,
        "section": section,
        "title": topic.pages[own].title,
        "text": _text(knowledge, topic, section, language, municipality),
        "own": _text(knowledge, topic, section, own, municipality),
    }


def _rank(reply: dict[str, Any], wanted: list[str]) -> int | None:
    """0 where the title has every word, 1 where the texts do; None where something is missing."""
    title = fold(reply["title"])
    if all(word in title for word in wanted):
        return 0
    whole = f"{title} {fold(reply['own'])} {fold(reply['text'])}"
    return 1 if all(word in whole for word in wanted) else None
