"""What a request of the page brings: from its address, its headers and its hidden fields."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web
from multidict import MultiDict, MultiMapping

from bot.knowledge.model import Site
from bot.knowledge.sites import site_of
from bot.languages.messages import Messages
from bot.storage import conversations as store
from bot.storage.database import Database
from bot.web import keys
from bot.web.languages import language_of
from bot.web.origins import is_own, origin_of
from bot.web.requests import check_token, form_of, hash_of
from bot.web.talk import Key

# Each letter of Arabic takes six bytes in a form, and a form may hold a whole summary.
MAX_BODY = 256 * 1024
_IDENT = re.compile(r"[0-9a-f]{32}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
OWN_PAGES = ("same-origin", "none")


@dataclass
class Visit:
    """One request.

    Args:
        municipality: of the address; None where it names none.
        fields: of the form.
        key: of the conversation, or of the one that the first message will begin.
        begun: whether that conversation is there.
        chosen: the language that the client chose on the page.
        language: of the page.
        message: the id that the page has given to the client's next message.
        draft: what the client has typed and not sent.
        turned: whether the language was changed by this press; the conversation may still be in
            the one before.
    """

    request: web.Request
    municipality: str | None
    language: str
    chosen: str | None = None
    fields: MultiMapping[str] = field(default_factory=MultiDict)
    key: Key = field(default_factory=Key)
    begun: bool = False
    message: uuid.UUID = field(default_factory=uuid.uuid4)
    draft: str = ""
    turned: bool = False

    @property
    def app(self) -> web.Application:
        """The application."""
        return self.request.app

    @property
    def database(self) -> Database:
        """Its database."""
        return self.app[keys.DATABASE]

    @property
    def say(self) -> Messages:
        """The texts in the language of the page."""
        return Messages(self.language, self.app[keys.KNOWLEDGE]().messages)

    @property
    def site(self) -> Site:
        """What the municipality has set for its chat."""
        return site_of(self.app[keys.KNOWLEDGE](), self.municipality)

    @property
    def address(self) -> str:
        """Of this page, with its language. There is nothing of the conversation in it."""
        path = f"/plain/{self.municipality}" if self.municipality else "/plain"
        return f"{path}?lang={self.language}"

    def id_of(self, content: str) -> str:
        """The id of a message with this content.

        The page's own id counts for the first that is sent from it. Who goes back and writes
        something else from the same page sends another message; the same again is the same.
        """
        return str(uuid.uuid5(self.message, content))

    def forget(self) -> None:
        """Lets go of the conversation: the next message begins another one."""
        self.key, self.begun = Key(), False


def opened(request: web.Request, municipality: str | None) -> Visit:
    """Somebody opens the page; nothing has begun."""
    language = language_of(request)
    chosen = language if request.query.get("lang") == language else None
    return Visit(request, municipality, language, chosen)


async def sent(request: web.Request, municipality: str | None) -> Visit:
    """Somebody presses a button.

    Raises:
        BadRequest: the body is no form.
        HTTPRequestEntityTooLarge: it is too large.
    """
    fields = await form_of(request, MAX_BODY)
    live = [language.code for language in request.app[keys.KNOWLEDGE]().live]
    asked = fields.get("language")
    chosen = asked if asked in live else None
    visit = Visit(request, municipality, chosen or language_of(request), chosen, fields)
    visit.draft = fields.get("text", "")
    _take_state(visit, fields)
    return visit


async def find(visit: Visit) -> None:
    """Finds out whether the conversation is there.

    Raises:
        NotFound: it was there and is gone.
        Unauthorised: it is another one's.
    """
    known = await visit.database.run(store.token_hash_of, visit.key.ident)
    if known is not None or visit.begun:
        await check_token(visit.app, visit.key.ident, hash_of(visit.key.token))
        visit.begun = True


def comes_from_elsewhere(request: web.Request) -> bool:
    """Whether a page of another site has sent this form.

    It could bring its own conversation, to read later what is written into it. Browsers say where
    a form comes from and no page can change that; text browsers, which run no other site's forms
    by themselves, say nothing.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in OWN_PAGES
    return bool(origin_of(request)) and not is_own(request)


def _take_state(visit: Visit, fields: Mapping[str, str]) -> None:
    """Takes over what the page before has handed on, where it has this form."""
    ident, token = fields.get("conversation", ""), fields.get("token", "")
    if _IDENT.fullmatch(ident) and _TOKEN.fullmatch(token):
        visit.key, visit.begun = Key(ident, token), fields.get("begun") == "1"
    with contextlib.suppress(ValueError):  # then it has the one made for this request
        visit.message = uuid.UUID(fields.get("message", ""))
