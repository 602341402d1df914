"""Sends the mails that tell of a case or of feedback. They name no client and quote no message.

A mail stays in the database until the mail server has taken it, so a server that is down loses
none. Should this process end just between the two, the mail is sent again under the same id.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog
from aiohttp import web

from bot.conversations.hours import ZONE
from bot.knowledge.model import Knowledge
from bot.languages.messages import Messages
from bot.settings import Settings
from bot.storage import mails as store
from bot.storage.database import Database
from bot.storage.mails import FEEDBACK, RECEIPT, Mail
from bot.storage.rows import now
from bot.web import keys
from bot.web.desk.texts import texts

log = structlog.get_logger()
LOOK_EVERY = 5.0  # seconds
TIMEOUT = 20.0  # seconds for each step with the mail server
FAILURES = (aiosmtplib.SMTPException, OSError, TimeoutError)


class Post:
    """Sends what is due, for as long as the server runs.

    Args:
        settings: those of mail; without a mail server nothing is sent.
        knowledge: gives the version in force, for the names of municipalities.
    """

    def __init__(
        self, settings: Settings, database: Database, knowledge: Callable[[], Knowledge]
    ) -> None:
        self._settings = settings
        self._database = database
        self._knowledge = knowledge

    async def run(self) -> None:
        """Sends what is due, looks again a little later, and never ends by itself."""
        while True:
            try:
                await self.send_due(now())
            except Exception as error:
                # Whatever it is, the mails are in the database and the next look comes.
                log.error("mail.failed", error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def send_due(self, moment: datetime) -> int:
        """Sends what is due at `moment`; returns how many mails the mail server took."""
        count = 0
        while waiting := await self._database.run(store.due, moment):
            count += await self._send_all(waiting, moment)
        return count

    async def _send_all(self, waiting: Iterable[Mail], moment: datetime) -> int:
        """Sends them over one connection. Each ends as sent or as to be tried again."""
        server = self._server()
        count, broken = 0, ""
        for mail in waiting:
            try:
                if not server.is_connected and not broken:
                    await server.connect()
            except FAILURES as error:
                broken = _kind_of(error)
            if broken or (failure := await self._send(server, mail)):
                await self._failed(mail, broken or failure, moment)
            else:
                await self._database.run(store.sent, mail.id, moment)
                count += 1
        with contextlib.suppress(*FAILURES):
            await server.quit()
        return count

    async def _send(self, server: aiosmtplib.SMTP, mail: Mail) -> str:
        """Sends one mail; returns the kind of failure, "" where there was none."""
        try:
            await server.send_message(self.message(mail))
        except Exception as error:  # one mail that can't be made must not hold up the others
            return _kind_of(error)
        return ""

    async def _failed(self, mail: Mail, error: str, moment: datetime) -> None:
        if await self._database.run(store.failed, mail.id, error, moment):
            log.error("mail.given_up", case=mail.case_id, error=error)
        else:
            log.warning("mail.later", case=mail.case_id, error=error)

    def _server(self) -> aiosmtplib.SMTP:
        url = urlsplit(self._settings.smtp)
        encrypted = url.scheme == "smtps"
        return aiosmtplib.SMTP(
            hostname=url.hostname,
            port=url.port or (465 if encrypted else 25),
            username=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            use_tls=encrypted,
            # A password is never sent in clear. Without one, a relay on the same machine may have
            # a certificate that nobody has signed.
            start_tls=True if url.username and not encrypted else None,
            validate_certs=encrypted or bool(url.username),
            timeout=TIMEOUT,
        )

    def message(self, mail: Mail) -> Message:
        """The mail as it is sent: the same in each of its languages, one after the other."""
        subjects, bodies = [], []
        write = {RECEIPT: self._receipt, FEEDBACK: self._feedback}.get(mail.kind, self._case)
        for language in mail.languages:
            subject, body = write(mail, language)
            subjects.append(subject)
            bodies.append(body)
        name, address = parseaddr(self._settings.mail_from)
        # Not EmailMessage: Python 3.11 loses spaces where it folds a long subject with umlauts.
        message = Message()
        message.set_payload("\n\n* * *\n\n".join(bodies) + "\n", _charset())
        message["From"] = formataddr((name, address))
        message["To"] = mail.recipient
        message["Subject"] = Header(" / ".join(subjects), "utf-8").encode()
        message["Date"] = format_datetime(datetime.now(UTC))
        domain = address.rpartition("@")[2]
        message["Message-ID"] = f"<{mail.case_id}.{mail.id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = ", ".join(mail.languages)
        return message

    def _receipt(self, mail: Mail, language: str) -> tuple[str, str]:
        """To who gave feedback: in their own language, without a word of it."""
        say = Messages(language, self._knowledge().messages)
        lines = [
            say("notice_mail_about"),
            "",
            f"{say('notice_receipt_code')} {mail.code}",
            *((say("notice_receipt_answer", date=_day(mail.due_at)),) if mail.due_at else ()),
            say("notice_receipt_keep"),
            "",
            say("notice_mail_no_reply"),
        ]
        return say("notice_mail_subject", code=mail.code), "\n".join(lines)

    def _feedback(self, mail: Mail, language: str) -> tuple[str, str]:
        """To who answers feedback: that there is some, where, and by when to answer."""
        say = texts(self._settings.root, language)
        place = [say["mail_municipality"].format(municipality=self._place(mail, language))]
        link = f"{self._settings.public_url.rstrip('/')}/desk/admin"
        lines = [
            say["mail_feedback"],
            "",
            *(place if mail.municipality else ()),
            *_due_line(mail, say),
            "",
            say["mail_feedback_open"].format(link=link),
            "",
            say["mail_private"],
        ]
        return f"{say['mail_subject_feedback']} ({mail.code})", "\n".join(lines)

    def _place(self, mail: Mail, language: str) -> str | None:
        place = self._knowledge().municipalities.get(mail.municipality or "")
        return place.labels.get(language) or place.labels["fi"] if place else mail.municipality

    def _case(self, mail: Mail, language: str) -> tuple[str, str]:
        say, name = texts(self._settings.root, language), self._place(mail, language)
        urgent = "urgent" if mail.priority else "ordinary"
        link = f"{self._settings.public_url.rstrip('/')}/desk#{mail.code}"
        lines = [
            say[f"mail_{mail.kind}"],
            "",
            say["mail_municipality"].format(municipality=name),
            say[f"mail_{urgent}"],
            *_due_line(mail, say),
            "",
            say["mail_open"].format(link=link),
            "",
            say["mail_private"],
        ]
        return say[f"mail_subject_{urgent}"].format(municipality=name), "\n".join(lines)


def _due_line(mail: Mail, say: dict[str, str]) -> list[str]:
    if mail.due_at is None:
        return []
    local = mail.due_at.replace(tzinfo=UTC).astimezone(ZONE)
    date = _day(mail.due_at)
    return [say["mail_due"].format(date=date, hour=f"{local:%H}", minute=f"{local:%M}")]


def _day(moment: datetime) -> str:
    """A day in Finland, as people write it."""
    local = moment.replace(tzinfo=UTC).astimezone(ZONE)
    return f"{local.day}.{local.month}.{local.year}"


def _charset() -> Charset:
    """UTF-8, so that the letters of ASCII stay readable as they are."""
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return charset


def _kind_of(error: BaseException) -> str:
    """The kind of a failure, with the server's code; never its words, which may hold addresses."""
    code = getattr(error, "code", None)
    return f"{type(error).__name__} {code}" if isinstance(code, int) else type(error).__name__


async def keep_sending(app: web.Application) -> AsyncIterator[None]:
    """Sends for as long as the application runs; nothing where there is no mail server."""
    post = Post(app[keys.SETTINGS], app[keys.DATABASE], app[keys.KNOWLEDGE])
    sending = asyncio.create_task(post.run()) if app[keys.SETTINGS].smtp else None
    yield
    if sending is not None:
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending
