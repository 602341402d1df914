"""Reads what a request of the chat API holds, and refuses what it may not."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import uuid
from typing import Any

from aiohttp import web
from multidict import MultiDict, MultiMapping

from bot.errors import BadRequest, NotFound, TooLarge, Unauthorised
from bot.storage import conversations as store
from bot.web import keys

MAX_TEXT = 2000
_CHOICE = re.compile(r"[a-z_]{1,30}:[a-z0-9_-]{1,60}")
FORM = "application/x-www-form-urlencoded"
NO_CONVERSATION = "There is no such conversation. It may have been deleted. Start a new one."
PROTOCOL = "monineuvo"
MAX_HASHES = 10_000
MAX_WAIT = 30
TOKEN_HASHES: web.AppKey[dict[str, str]] = web.AppKey("token_hashes")


def content(body: dict[str, Any]) -> tuple[str, str, str | None]:
    """The id, text and choice of a message, checked."""
    try:
        client_id = str(uuid.UUID(body.get("id")))
    except (ValueError, TypeError, AttributeError):
        raise BadRequest("`id` must be a UUID that the client makes for each message.") from None
    text, choice = body.get("text"), body.get("choice")
    if (text is None) == (choice is None):
        raise BadRequest("Send either `text` or `choice`.")
    if choice is not None:
        if not isinstance(choice, str) or not _CHOICE.fullmatch(choice):
            raise BadRequest("`choice` must be the value of an option.")
        return client_id, "", choice
    if not isinstance(text, str):
        raise BadRequest("`text` must be a text.")
    if len(text) > MAX_TEXT:
        raise TooLarge(f"The text has {len(text)} characters. Use at most {MAX_TEXT}.")
    if not is_text(text):
        raise BadRequest("The text has characters that are not text (NUL or half of a pair).")
    if not text.strip():
        raise BadRequest("The text is empty. Write your question.")
    return client_id, text, None


def is_text(text: str) -> bool:
    """Whether it can be stored as text: neither NUL nor half of a pair is in it."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


async def authorised(request: web.Request, protocol: bool = False) -> str:
    """The conversation's id, if the token is its own. The token is the only key to it."""
    ident, offered = request.match_info["id"], _offered(request, protocol)
    await check_token(request.app, ident, offered)
    return ident


async def check_token(app: web.Application, ident: str, offered: str) -> None:
    """Refuses a token that is not the conversation's own.

    Args:
        offered: the token's hash.

    Raises:
        NotFound: there is no such conversation.
        Unauthorised: it is another one's.
    """
    known = None
    if len(ident) == 32:
        known = await app[keys.DATABASE].run(store.token_hash_of, ident)
    _compare(known, offered)


async def authorised_to_write(request: web.Request) -> str:
    """The same for a message, which fails by itself where its conversation is gone.

    So the hash of the conversation's token may come from memory, which saves a transaction.
    """
    ident, offered = request.match_info["id"], _offered(request)
    hashes = request.app[TOKEN_HASHES]
    if hashes.get(ident) != offered:
        await authorised(request)
        if len(hashes) >= MAX_HASHES:
            hashes.clear()
        hashes[ident] = offered
    return ident


def _offered(request: web.Request, protocol: bool = False) -> str:
    """The hash of the token that came with the request."""
    token = token_of(request)
    if protocol and not token:
        offered = request.headers.get("Sec-WebSocket-Protocol", "")
        token = next((p.strip() for p in offered.split(",") if p.strip() != PROTOCOL), "")
    if not token:
        raise Unauthorised("Send the conversation's token: `Authorization: Bearer <token>`.")
    return hash_of(token)


def _compare(known: str | None, offered: str) -> None:
    if known is None:
        raise NotFound(NO_CONVERSATION)
    if not secrets.compare_digest(known, offered):
        raise Unauthorised("This token does not belong to this conversation.")


def token_of(request: web.Request) -> str:
    """The token that came with a request; empty where none did."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind.lower() == "bearer" else ""


async def json_of(request: web.Request, empty: bool = False) -> dict[str, Any]:
    """The JSON object of a request's body; an empty one where `empty` allows no body."""
    try:
        raw = await request.read()
    except web.RequestPayloadError:
        raise BadRequest("The body is not packed as its `Content-Encoding` says.") from None
    if empty and not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadRequest("The body is not JSON in UTF-8.") from None
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    return body


async def form_of(request: web.Request, most: int | None = None) -> MultiMapping[str]:
    """The fields of a form, without files, with line ends as everywhere else.

    Args:
        most: bytes; None for as many as any request may have.

    Raises:
        BadRequest: the body is no form.
        HTTPRequestEntityTooLarge: it is too large.
    """
    if request.content_type != FORM:
        raise BadRequest(f"Send the form as `{FORM}`.")
    # aiohttp takes any of Python's codecs, some of which take minutes for what may be sent.
    if (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise BadRequest("The form is not text in UTF-8.")
    try:
        found = await (request.clone(client_max_size=most) if most else request).post()
    except (ValueError, LookupError, web.RequestPayloadError):
        raise BadRequest("The form is not text in UTF-8.") from None
    # A browser counts a line end as one sign, and sends two, of another age.
    return MultiDict(
        (name, value.replace("\r\n", "\n").replace("\r", "\n"))
        for name, value in found.items()
        if isinstance(value, str)
    )


def after_of(request: web.Request) -> int:
    """The number after which messages are wanted."""
    value = request.query.get("after", "0")
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise BadRequest("`after` must be a number from 0.")
    return int(value)


def wait_of(request: web.Request) -> int:
    """How many seconds a request may wait for a message."""
    value = request.query.get("wait", "0")
    if not value.isascii() or not value.isdigit() or len(value) > 4:
        raise BadRequest(f"`wait` must be a number of seconds from 0 to {MAX_WAIT}.")
    return min(int(value), MAX_WAIT)


def as_response(body: Any, status: int = 200) -> web.Response:
    """A response of the API, in letters as they are."""
    return web.json_response(
        body, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False)
    )


def hash_of(text: str) -> str:
    """What is stored instead of a token."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
