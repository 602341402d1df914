"""Mails reach a real SMTP server: each once, none lost while it is down, no client data in them."""

from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import insert, select
from support import real

from bot.conversations.hours import Service
from bot.mail import Post, keep_sending
from bot.settings import ROOT, Settings
from bot.storage import mails as store
from bot.storage.conversations import now
from bot.storage.database import Database
from bot.storage.tables import cases, mails
from bot.web import keys
from bot.web.app import create_app
from bot.web.desk.texts import LANGUAGES, texts

# Far from any real time; what the tests send is due from here on.
MOMENT = datetime(2026, 11, 22, 9)
ONE, OTHER = "one@example.fi", "other@example.fi"
SECRETS = {
    "wishes": "SECRETWISH",
    "contact": {"phone": "0401234567", "email": "client@example.com"},
    "summary": [
        {"id": "7", "kind": "question", "texts": {"fi": "SECRETTEXT"}, "original": "SECRET"}
    ],
    "topic": "mental_health",
    "danger": "violence",
    "interpreter": "so",
    "language": "ar",
}


class MailServer:
    """An SMTP server that can be stopped and started again on its port."""

    def __init__(self) -> None:
        self.port = 0
        self.got: list[tuple[str, EmailMessage]] = []
        self.refused: dict[str, str] = {}
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.refused.get(address, "250 OK")

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.got += [(address, message) for address in envelope.rcpt_tos]
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        return [address for address, _ in self.got]


@pytest.fixture(autouse=True)
def logs_of_this_test() -> None:
    """Rasa, loaded by another test of the same process, turns the logs off."""
    structlog.reset_defaults()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    made = MailServer()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'monineuvo.sqlite3'}")
    await made.create()
    yield made
    await made.close()


@pytest.fixture
def settings(server: MailServer) -> Settings:
    return Settings(
        smtp=f"smtp://127.0.0.1:{server.port}",
        mail_from="Monineuvo <monineuvo@example.fi>",
        public_url="https://monineuvo.example.fi/",
    )


@pytest.fixture
def post(settings: Settings, database: Database) -> Post:
    return Post(settings, database, real.knowledge)


async def _case(
    database: Database, *recipients: str, moment: datetime = MOMENT, **values: Any
) -> None:
    """A case that waits, with a mail for each recipient."""
    row = {
        "id": "c" * 32,
        "conversation_id": "k" * 32,
        "code": "K7M2-9PQX",
        "state": "waiting",
        "municipality": "kemi",
        "priority": 0,
        "meeting": "chat",
        "created_at": moment,
        **SECRETS,
        **values,
    }

    def add(connection: Any) -> None:
        connection.execute(insert(cases).values(row))
        store.announce(connection, row, Service(recipients=recipients or (ONE,)), moment)

    await database.run(add)


async def _error(database: Database) -> str | None:
    return await database.run(lambda c: c.execute(select(mails.c.error)).scalars().first())


def _body(message: EmailMessage) -> str:
    part = message.get_body()
    assert part is not None
    return str(part.get_content())


async def test_a_mail_is_delivered_once_to_each_recipient(
    server: MailServer, database: Database, post: Post
) -> None:
    await _case(database, ONE, OTHER)
    assert await post.send_due(MOMENT) == 2
    assert await post.send_due(MOMENT + timedelta(days=1)) == 0
    assert server.recipients == [ONE, OTHER]
    for address, message in server.got:
        assert message["To"] == address
        assert message["From"] == "Monineuvo <monineuvo@example.fi>"
    assert len({message["Message-ID"] for _, message in server.got}) == 2


async def test_a_mail_says_where_and_by_when_and_leads_to_the_desk(
    server: MailServer, database: Database, post: Post
) -> None:
    await _case(database, due_at=datetime(2026, 11, 23, 13), meeting="phone", priority=1)
    await post.send_due(MOMENT)
    ((_, message),) = server.got
    assert message["Subject"] == "Monineuvo: kiireellinen asia odottaa neuvojaa, Kemi"
    lines = _body(message).splitlines()
    assert "Kunta: Kemi" in lines
    assert "Kiireellisyys: kiireellinen, hoida ensin" in lines
    assert "Vastaa viimeistään: 23.11.2026 klo 15.00" in lines
    assert "Avaa asia työpöydällä: https://monineuvo.example.fi/desk#K7M2-9PQX" in lines


async def test_without_a_known_time_no_time_is_named(
    server: MailServer, database: Database, post: Post
) -> None:
    await _case(database)
    await post.send_due(MOMENT)
    ((_, message),) = server.got
    assert "Vastaa viimeistään" not in _body(message)
    assert "Kiireellisyys: tavallinen" in _body(message)


async def test_porvoo_reads_it_in_finnish_and_swedish(
    server: MailServer, database: Database, post: Post
) -> None:
    await _case(database, municipality="porvoo")
    await post.send_due(MOMENT)
    ((_, message),) = server.got
    assert "Kunta: Porvoo" in _body(message)
    assert "Kommun: Borgå" in _body(message)
    assert message["Subject"].endswith(
        "Porvoo / Monineuvo: ett ärende väntar på en rådgivare, Borgå"
    )


async def test_nothing_of_the_client_is_in_a_mail(
    server: MailServer, database: Database, post: Post
) -> None:
    await _case(database, municipality="porvoo", due_at=MOMENT)
    await post.send_due(MOMENT)
    ((_, message),) = server.got
    told = f"{message.items()} {_body(message)}"
    for secret in ("SECRET", "0401234567", "client@", "mental", "violence", "k" * 32):
        assert secret not in told


async def test_while_the_server_is_down_nothing_is_lost_and_after_it_all_is_sent_once(
    server: MailServer, database: Database, post: Post
) -> None:
    await _case(database, ONE, OTHER)
    await server.stop()
    moment = MOMENT
    for _ in range(6):
        assert await post.send_due(moment) == 0
        moment += timedelta(hours=1)
    assert server.got == []
    await server.start()
    assert await post.send_due(moment) == 2
    assert await post.send_due(moment + timedelta(hours=1)) == 0
    assert server.recipients == [ONE, OTHER]


async def test_a_refused_recipient_holds_up_nobody_and_is_tried_again(
    server: MailServer, database: Database, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    server.refused[ONE] = "450 one@example.fi is greylisted"
    await _case(database, ONE, OTHER)
    assert await post.send_due(MOMENT) == 1
    assert server.recipients == [OTHER]
    error = await _error(database)
    assert error is not None
    for told in (error, logged := capsys.readouterr().out):
        assert "@" not in told and "greylisted" not in told
    assert "mail.later" in logged
    server.refused.clear()
    assert await post.send_due(MOMENT + timedelta(minutes=1)) == 1
    assert server.recipients == [OTHER, ONE]


async def test_a_mail_that_can_not_be_made_holds_up_nobody(
    server: MailServer, database: Database, post: Post
) -> None:
    await _case(database, ONE, OTHER)
    await database.run(
        lambda c: c.execute(mails.update().where(mails.c.recipient == ONE).values(kind="none"))
    )
    assert await post.send_due(MOMENT) == 1
    assert server.recipients == [OTHER]
    assert await _error(database) == "KeyError"


async def test_a_password_is_not_sent_to_a_server_without_encryption(
    server: MailServer, database: Database, settings: Settings
) -> None:
    asked: list[LoginPassword] = []

    def allow(server: Any, session: Any, envelope: Any, kind: str, data: Any) -> AuthResult:
        asked.append(data)
        return AuthResult(success=True)

    await server.stop()
    loop = asyncio.get_running_loop()
    open_server = await loop.create_server(
        lambda: SMTP(server, authenticator=allow, auth_require_tls=False), "127.0.0.1", 0
    )
    port = open_server.sockets[0].getsockname()[1]
    secret = Settings(
        smtp=f"smtp://user:secret%40word@127.0.0.1:{port}",
        mail_from=settings.mail_from,
        public_url=settings.public_url,
    )
    await _case(database)
    assert await Post(secret, database, real.knowledge).send_due(MOMENT) == 0
    open_server.close()
    assert asked == []
    assert server.got == []
    assert "secret" not in repr(secret)


async def test_the_application_sends_as_long_as_it_runs(
    server: MailServer, database: Database, settings: Settings
) -> None:
    app = web.Application()
    app[keys.SETTINGS], app[keys.DATABASE] = settings, database
    app[keys.KNOWLEDGE] = real.knowledge
    await _case(database, moment=now())
    running = keep_sending(app)
    await anext(running)
    async with asyncio.timeout(20):
        while not server.got:
            await asyncio.sleep(0.01)
    assert await anext(running, "ended") == "ended"
    assert server.recipients == [ONE]


def test_the_server_runs_it(settings: Settings, tmp_path: Path) -> None:
    app = create_app(replace(settings, data_dir=tmp_path))
    assert keep_sending in app.cleanup_ctx


async def test_without_a_mail_server_nothing_is_sent_and_nothing_is_lost(
    database: Database,
) -> None:
    app = web.Application()
    app[keys.SETTINGS], app[keys.DATABASE] = Settings(), database
    app[keys.KNOWLEDGE] = real.knowledge
    await _case(database)
    running = keep_sending(app)
    await anext(running)
    assert await anext(running, "ended") == "ended"
    assert len(await database.run(store.due, MOMENT)) == 1


def test_every_language_of_the_desk_has_the_texts_of_a_mail() -> None:
    keys_of = {
        language: {key for key in texts(ROOT, language) if key.startswith("mail_")}
        for language in LANGUAGES
    }
    assert keys_of["fi"] == keys_of["sv"] == keys_of["en"]
    for language in ("sv", "en"):
        for key in keys_of["fi"]:
            assert texts(ROOT, language)[key] != texts(ROOT, "fi")[key]
