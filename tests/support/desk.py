"""The web application in the test's own process, without dialogue workers, and its desk."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from support import real

from bot import passwords
from bot.conversations.notices import Notices
from bot.dialogue.turn import State
from bot.settings import Settings
from bot.storage import accounts, audit, cases, sessions
from bot.storage import conversations as store
from bot.storage.database import Database
from bot.web import app as application
from bot.web import keys
from bot.web.desk.access import COOKIE, CSRF
from bot.web.requests import hash_of

PASSWORD = "four words are enough"
NOTICES = Notices(real.knowledge().messages)
TITLE = {"fi": "neuvoja", "sv": "rådgivare", "en": "counsellor", "ar": "مرشد"}


@cache
def password_hash() -> str:
    """The hash of `PASSWORD`, made once: it takes long on purpose."""
    return passwords.hash_password(PASSWORD)


class NoWorkers:
    """In the place of the workers: nothing is answered."""

    model = "none"

    def __init__(self, settings: Settings) -> None:
        self.ready = asyncio.Event()

    async def start(self) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to stop."""


class Keeper:
    """In the place of the keeper of the knowledge: the one that is read once for all tests."""

    def __init__(self, root: Path, seconds: float) -> None:
        self.get = real.knowledge


@asynccontextmanager
async def running(directory: Path, monkeypatch: Any, **settings: Any) -> AsyncIterator[Place]:
    """The application, served on a free port, with a database of its own."""
    monkeypatch.setattr(application, "Workers", NoWorkers)
    monkeypatch.setattr(application, "KnowledgeKeeper", Keeper)
    app = application.create_app(Settings(data_dir=directory, **settings))
    server = TestServer(app)
    await server.start_server()
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield Place(app, str(server.make_url("")).rstrip("/"), session)
    finally:
        await server.close()


@dataclass
class Place:
    """A running application."""

    app: web.Application
    url: str
    http: aiohttp.ClientSession

    @property
    def database(self) -> Database:
        """Its database."""
        return self.app[keys.DATABASE]

    async def add_user(self, name: str = "aino", **values: Any) -> str:
        """A new account; by default a counsellor of Kemi who speaks Finnish. Returns its id."""
        made = await self.database.run(
            accounts.add_user,
            {
                "name": name,
                "first_name": name.capitalize(),
                "role_title": TITLE,
                "roles": ["counsellor"],
                "municipalities": ["kemi"],
                "languages": ["fi", "en"],
                "desk_language": "fi",
                "password_hash": password_hash(),
            }
            | values,
        )
        assert made is not None
        return made

    async def desk(self, name: str = "aino", **values: Any) -> Desk:
        """The desk of a new account that is signed in."""
        ident = await self.add_user(name, **values)
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        await self.database.run(sessions.begin, hash_of(token), csrf, ident)
        return Desk(self, ident, token, csrf)

    def nobody(self) -> Desk:
        """A desk at which nobody is signed in."""
        return Desk(self, "", "", "")

    async def conversation(self, language: str = "en") -> str:
        """A new conversation; returns its id."""
        ident = uuid.uuid4().hex
        said = {"text": "Hello!", "language": language, "options": [], "answer": None}
        state = State(language=language, municipality="kemi").as_dict()
        await self.database.run(store.create, ident, hash_of(ident), state, said)
        return ident

    async def says(self, conversation: str, text: str) -> int:
        """The client writes; returns the number of the message."""
        added = await self.database.run(
            *(store.add_client_message, conversation, str(uuid.uuid4()), "", text, None, ())
        )
        assert added is not None
        return int(added.seq)

    async def case(self, **values: Any) -> str:
        """A case that waits in Kemi; returns its id."""
        drafted = await self.draft(**values)
        sent = {"municipality": "kemi", "meeting": "chat", "out_of_hours": False, "due_at": None}
        sent |= {k: v for k, v in values.items() if k not in ("conversation", "language")}
        assert await self.database.run(cases.submit, drafted, sent, NOTICES.sent())
        return drafted

    async def draft(self, conversation: str | None = None, **values: Any) -> str:
        """A case that the client has not sent yet; returns its id."""
        language = values.get("language", "en")
        conversation = conversation or await self.conversation(language)
        first = {
            "language": language,
            "municipality": "kemi",
            "priority": values.get("priority", 0),
            "danger": values.get("danger"),
            "topic": values.get("topic", "integration_plan"),
            "summary": values.get("summary", []),
        }
        made = await self.database.run(cases.draft, conversation, first)
        assert made is not None
        return str(made[0]["id"])

    async def case_row(self, ident: str) -> dict[str, Any]:
        """A case as it is stored."""
        found = await self.database.run(cases.by_id, ident)
        assert found is not None
        return found

    async def audited(self) -> list[tuple[str | None, str, str | None]]:
        """The audit, the oldest first, as (user id, action, case id)."""
        rows = await self.database.run(audit.page)
        return [(row.user_id, row.action, row.case_id) for row in reversed(rows)]


@dataclass
class Answer:
    """What came back. `body` is parsed where it is JSON."""

    status: int
    headers: Any
    body: Any


@dataclass
class Desk:
    """One desk."""

    place: Place
    id: str
    token: str
    csrf: str
    own: dict[str, str] = field(default_factory=dict)

    def headers(self, method: str = "GET") -> dict[str, str]:
        """What the desk's page sends with a request."""
        sent = {"Cookie": f"{COOKIE}={self.token}"} if self.token else {}
        if method not in ("GET", "HEAD"):
            sent |= {"Origin": self.place.url, CSRF: self.csrf}
        return sent | self.own

    async def request(
        self, method: str, path: str, json: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Sends a request to a path after /desk/api; after `//`, to a path of its own."""
        address = path[1:] if path.startswith("//") else f"/desk/api{path}"
        sent = {k: v for k, v in {**self.headers(method), **(headers or {})}.items() if v}
        async with self.place.http.request(
            method, self.place.url + address, json=json, headers=sent
        ) as response:
            kind = response.content_type
            body = await response.json(content_type=None) if "json" in kind else None
            return Answer(response.status, response.headers.copy(), body)

    async def get(self, path: str) -> Answer:
        """GET."""
        return await self.request("GET", path)

    async def post(self, path: str, json: Any = None) -> Answer:
        """POST."""
        return await self.request("POST", path, json if json is not None else {})

    async def claimed(self, **values: Any) -> str:
        """A case that this desk has claimed; returns its id."""
        ident = await self.place.case(**values)
        answer = await self.post(f"/cases/{ident}/claim")
        assert answer.status == 200, answer.body
        return ident

    def events(self) -> Any:
        """The desk's WebSocket."""
        headers = self.headers() | {"Origin": self.place.url}
        return self.place.http.ws_connect(f"{self.place.url}/desk/api/events", headers=headers)
