"""The chat API: conversations, messages, transcript, health. docs/api.md tells it to people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from bot.conversations.message import Message
from bot.dialogue.turn import State
from bot.errors import BadRequest, NotFound
from bot.languages.messages import Messages
from bot.storage import conversations as store
from bot.web import events, handover, keys, rating, talk, transcript
from bot.web.languages import language_of, wanted_language
from bot.web.limits import LIMITS
from bot.web.openapi import as_openapi
from bot.web.requests import (
    NO_CONVERSATION,
    as_response,
    authorised,
    authorised_to_write,
    json_of,
    token_of,
)


def routes() -> list[web.RouteDef]:
    """Every route of the chat API."""
    one = "/api/conversations/{id}"
    return [
        web.post("/api/conversations", start),
        web.post(f"{one}/messages", send),
        web.delete(one, remove),
        web.get(f"{one}/transcript", save),
        web.get("/api/openapi.json", openapi),
        web.get("/api/health", health),
        *events.routes(),
        *handover.routes(),
        *rating.routes(),
    ]


async def start(request: web.Request) -> web.Response:
    """Starts a conversation."""
    request.app[LIMITS].start(request)
    body = await json_of(request, empty=True)
    knowledge = request.app[keys.KNOWLEDGE]()
    language, municipality = body.get("language"), body.get("municipality")
    if municipality is not None and municipality not in [*knowledge.municipalities]:
        known = ", ".join(knowledge.municipalities)
        raise BadRequest(f"`municipality` is not one of: {known}. Leave it out if it is another.")
    live = [item.code for item in knowledge.live]
    if language is not None and language not in live:
        raise BadRequest(f"`language` is not one of: {', '.join(live)}.")
    state = State(
        language=language or language_of(request),
        chosen=language is not None,
        municipality=municipality,
        home=municipality,
    )
    key = talk.Key()
    messages = await talk.begin(request.app, key, state)
    body = {"id": key.ident, "token": key.token, "messages": _as_json(messages)}
    return as_response(body, 201)


async def send(request: web.Request) -> web.Response:
    """Takes a client's message: stores it, has it answered, returns the replies."""
    ident = await authorised_to_write(request)
    request.app[LIMITS].message(request, ident)
    key = talk.Key(ident, token_of(request))
    said = await talk.say(request.app, key, await json_of(request))
    return as_response({"messages": _as_json(said.replies)}, 200 if said.done else 202)


async def remove(request: web.Request) -> web.Response:
    """Deletes the conversation."""
    ident = await authorised(request)
    await talk.remove(request.app, ident)
    return web.Response(status=204)


async def save(request: web.Request) -> web.Response:
    """The conversation as a text file or as a page to print, in a language where one is asked."""
    ident = await authorised(request)
    kind, language = request.query.get("format", "text"), wanted_language(request)
    if kind not in ("text", "html"):
        raise BadRequest("`format` is `text` or `html`.")
    return await saved(request.app, ident, kind, language)


async def saved(
    app: web.Application, ident: str, kind: str, language: str | None = None
) -> web.Response:
    """The conversation as a file.

    Args:
        kind: "text" or "html".
        language: in which it is told; None for that of the conversation.
    """
    database = app[keys.DATABASE]
    messages: Sequence[Message] = await database.run(store.after, ident, 0, 100_000)
    about = await database.run(store.about, ident)
    if about is None:
        raise NotFound(NO_CONVERSATION)
    messages = await events.retold(app, messages, language)
    say = Messages(language or about.language, app[keys.KNOWLEDGE]().messages)
    write = transcript.as_text if kind == "text" else transcript.as_html
    extension = "txt" if kind == "text" else "html"
    return web.Response(
        text=write(messages, say, about.code),
        content_type="text/plain" if kind == "text" else "text/html",
        charset="utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="monineuvo.{extension}"',
            "Cache-Control": "no-store",
        },
    )


async def openapi(request: web.Request) -> web.Response:
    """This API in OpenAPI 3.1."""
    return as_response(as_openapi())


async def health(request: web.Request) -> web.Response:
    """Whether the chat answers, and with what."""
    knowledge = request.app[keys.KNOWLEDGE]()
    await request.app[keys.DATABASE].run(store.state_of, "")
    ready = request.app[keys.WORKERS].ready.is_set()
    return as_response(
        {
            "status": "ok" if ready else "starting",
            "languages": [language.code for language in knowledge.live],
            "knowledge": knowledge.version,
            "model": request.app[keys.WORKERS].model,
        }
    )


def _as_json(messages: list[Message]) -> list[dict[str, Any]]:
    return [message.as_json() for message in messages]
