"""The pages to read, and the feedback on accessibility from the form to its deletion."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update
from support import real
from support.desk import Desk, Place, running

from bot.conversations.tally import day_of
from bot.knowledge.model import Site
from bot.languages.messages import Messages
from bot.mail import Post
from bot.settings import Settings
from bot.storage import mails as mail_store
from bot.storage.conversations import now
from bot.storage.export import erase, export
from bot.storage.retention import expire
from bot.storage.tables import feedback, mails

LANGUAGES = ("fi", "sv", "en", "ar")
CODE = re.compile(r"[0-9B-DF-HJ-NP-TV-XZ]{4}-[0-9B-DF-HJ-NP-TV-XZ]{4}")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
STRANGER = {"X-Forwarded-For": "203.0.113.7"}
MAIL: dict[str, Any] = {
    "smtp": "smtp://127.0.0.1:1",
    "mail_from": "monineuvo@example.fi",
    "public_url": "https://chat.example.fi",
}


@pytest.fixture
async def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """The application without dialogue workers, behind a proxy."""
    async with running(tmp_path, monkeypatch, trust_proxy=True) as place:
        yield place


@dataclass
class Page:
    """What a browser gets."""

    status: int
    headers: Mapping[str, str]
    html: str

    @property
    def text(self) -> str:
        """What is read on it."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    def field(self, name: str) -> str:
        """What stands in a field of the form."""
        if name == "text":
            found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", self.html, re.S)
        else:
            found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.html)
        assert found, name
        return unescape(found[1])


async def get(place: Place, path: str, **headers: str) -> Page:
    """Opens a page."""
    async with place.http.get(place.url + path, headers=headers) as response:
        return Page(response.status, response.headers.copy(), await response.text())


async def send(
    place: Place, query: str = "lang=en", headers: Mapping[str, str] = STRANGER, **fields: str
) -> Page:
    """Sends the form, as a browser does."""
    url, body = f"{place.url}/accessibility?{query}", urlencode(fields)
    async with place.http.post(url, data=body, headers={**FORM, **headers}) as response:
        return Page(response.status, response.headers.copy(), await response.text())


async def stored(place: Place) -> list[dict[str, Any]]:
    """Every feedback that is kept."""
    rows = await place.database.run(lambda c: c.execute(select(feedback)).mappings().all())
    return [dict(row) for row in rows]


async def recipients(place: Place) -> list[str]:
    """To whom a mail waits."""
    query = select(mails.c.recipient)
    return list(await place.database.run(lambda c: c.execute(query).scalars().all()))


# --- the pages


class Outline(HTMLParser):
    """The headings of a page, and what it loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)


@pytest.mark.parametrize("path", ["/privacy", "/accessibility"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_page_is_whole_in_each_language_and_loads_nothing_from_elsewhere(
    place: Place, path: str, language: str
) -> None:
    page = await get(place, f"{path}?lang={language}&municipality=kemi")
    assert page.status == 200
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page.html
    assert "{" not in page.text
    outline = Outline(page.html)
    assert outline.headings[0] == "h1" and outline.headings.count("h1") == 1
    assert set(outline.headings) == {"h1", "h2"}
    for tag, attributes in outline.tags:
        assert tag not in ("script", "style", "img", "iframe")
        assert "style" not in attributes and "src" not in attributes
        if tag == "link":
            assert (attributes["href"] or "").startswith("/static/")
    links = [attributes["href"] for tag, attributes in outline.tags if tag == "a"]
    for other in LANGUAGES:
        assert f"{path}?lang={other}&municipality=kemi" in links
    assert f"/chat/kemi?lang={language}" in links
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in page.headers


async def test_a_municipality_that_is_not_known_is_left_out(place: Place) -> None:
    for path in ("/privacy", "/accessibility"):
        page = await get(place, f"{path}?lang=fi&municipality=%22%3E%3Cb%3Eparis")
        assert page.status == 200 and "paris" not in page.html
        assert '<a href="/chat?lang=fi">' in page.html


async def test_the_language_is_the_browsers_where_the_link_names_none(place: Place) -> None:
    page = await get(place, "/privacy?lang=xx", **{"Accept-Language": "sv-FI,fi;q=0.5"})
    assert '<html lang="sv"' in page.html


async def test_the_privacy_page_tells_the_times_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = {"retention_days": 3, "case_days": 45, "audit_days": 200}
    async with running(tmp_path, monkeypatch, **times) as place:
        told = {
            "fi": ("3 päivää", "45 päivää", "200 päivää"),
            "sv": ("3 dagar", "45 dagar", "200 dagar"),
            "en": ("3 days", "45 days", "200 days"),
            "ar": ("3 أيام", "45 يومًا", "200 يوم"),
        }
        for language, words in told.items():
            text = (await get(place, f"/privacy?lang={language}")).text
            assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_privacy_page_names_the_buttons_as_the_chat_does_and_the_ombudsman(
    place: Place, language: str
) -> None:
    text = (await get(place, f"/privacy?lang={language}")).text
    say = Messages(language, real.knowledge().messages)
    for key in ("ui_delete", "ui_leave", "notice_operator"):
        assert say(key) in text
    assert "tietosuoja@om.fi" in text and "029 566 6700" in text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_statement_tells_status_shortcomings_authority_and_date(
    place: Place, language: str
) -> None:
    page = await get(place, f"/accessibility?lang={language}")
    about = real.knowledge().accessibility
    assert about is not None
    for one in about.shortcomings:
        assert one.text[language] in page.text
        assert f"WCAG {one.criterion}" in page.text
    say = Messages(language, real.knowledge().messages)
    assert say.date(about.updated) in page.text
    for known in ("306/2019", "WCAG 2.1", "WCAG 2.2", "Traficom", "saavutettavuus@traficom.fi"):
        assert known in page.text
    partly = {"fi": "osittain", "sv": "delvis", "en": "partly", "ar": "جزئيا"}
    assert f"<strong>{partly[language]}</strong>" in page.html
    assert '<a href="tel:+358295345000" dir="ltr">029 534 5000</a>' in page.html


# --- the form


@pytest.mark.parametrize("language", LANGUAGES)
async def test_feedback_is_kept_and_answered_with_a_receipt_in_the_writers_language(
    place: Place, language: str
) -> None:
    page = await send(place, f"lang={language}&municipality=kemi", text="Nappi ei toimi")
    assert page.status == 200
    (row,) = await stored(place)
    assert (row["text"], row["language"], row["municipality"]) == (
        "Nappi ei toimi",
        language,
        "kemi",
    )
    assert row["due_at"] - row["created_at"] == timedelta(days=14)
    say = Messages(language, real.knowledge().messages)
    for key in ("notice_receipt", "notice_receipt_code", "notice_receipt_keep"):
        assert say(key) in page.text
    assert CODE.search(page.text)[0] == row["code"]  # type: ignore[index]
    due = say.date(date.fromisoformat(day_of(row["due_at"])))
    assert say("notice_receipt_no_answer", date=due) in page.text
    assert page.headers["Cache-Control"] == "no-store"


async def test_who_gives_an_address_is_told_that_an_answer_comes(place: Place) -> None:
    page = await send(place, text="It is too small", email="a@example.fi", where="The menu")
    assert "We answer to your e-mail by" in page.text
    (row,) = await stored(place)
    assert (row["email"], row["place"]) == ("a@example.fi", "The menu")


async def test_personal_data_is_hidden_but_for_the_address_that_was_asked_for(place: Place) -> None:
    page = await send(
        place,
        text="I am 131052-308T and my phone is 040 123 4567",
        where="b@example.fi",
        email="a@example.fi",
    )
    (row,) = await stored(place)
    assert row["text"] == "I am ••• and my phone is •••"
    assert (row["place"], row["email"]) == ("•••", "a@example.fi")
    assert "We hid personal data in your feedback: identity code, phone number" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("fields", "wrong", "key"),
    [
        ({"text": " \n "}, "text", "notice_form_what_missing"),
        ({"text": "å" * 2001}, "text", "notice_form_too_long"),
        ({"text": "x", "where": "y" * 201}, "where", "notice_form_too_long"),
        ({"text": "x", "email": "nobody"}, "email", "ui_handover_email_wrong"),
        ({"text": "x", "email": "a@b.fi, c@d.fi"}, "email", "ui_handover_email_wrong"),
        ({"text": "x", "email": "a@b.fi\nBcc: c@d.fi"}, "email", "ui_handover_email_wrong"),
        ({"text": "x", "email": "a@b.fi?bcc=c%40d.fi"}, "email", "ui_handover_email_wrong"),
        ({"text": "x", "email": "a\u202e@b.fi"}, "email", "ui_handover_email_wrong"),
        ({"text": "x", "email": "y" * 255}, "email", "notice_form_too_long"),
    ],
)
async def test_what_is_wrong_is_told_in_the_language_and_nothing_typed_is_lost(
    place: Place, language: str, fields: dict[str, str], wrong: str, key: str
) -> None:
    page = await send(place, f"lang={language}", **fields)
    assert page.status == 400
    say = Messages(language, real.knowledge().messages)
    limits = {"text": "2000", "where": "200", "email": "254"}
    told = say(key, limit=limits[wrong]) if key.endswith("long") else say(key)
    assert page.text.count(told) == 2  # above the form and at the field
    assert say("notice_form_wrong") in page.text
    assert re.search(rf'id="{wrong}"[^>]*aria-describedby="[^"]*{wrong}-wrong"', page.html)
    assert page.html.count('aria-invalid="true"') == 1
    for name, value in fields.items():
        assert page.field(name) == value.strip()
    assert await stored(place) == []


async def test_a_text_of_2000_signs_is_taken_with_new_lines_as_a_browser_sends_them(
    place: Place,
) -> None:
    text = "\r\n".join(["ع" * 99] * 20)  # 1999 signs for the browser, more as they are sent
    assert (await send(place, text=text)).status == 200
    (row,) = await stored(place)
    assert len(row["text"]) == 1999


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
async def test_what_is_no_text_is_left_out(place: Place, sign: str) -> None:
    body = urlencode({"text": f"a{sign}b"}, errors="surrogatepass")
    url = f"{place.url}/accessibility?lang=en"
    async with place.http.post(url, data=body, headers=FORM) as response:
        assert response.status == 200
    (row,) = await stored(place)
    assert "\0" not in row["text"] and row["text"][0] + row["text"][-1] == "ab"


async def test_a_typed_text_is_never_read_as_html(place: Place) -> None:
    text = "</textarea><script>alert(1)</script>"
    page = await send(place, text=text, where='"><b>', email="<i>")
    assert page.status == 400 and "<script" not in page.html and "<b>" not in page.html
    assert (page.field("text"), page.field("where")) == (text, '"><b>')


async def test_the_same_form_sent_again_is_kept_once_and_another_text_beside_it(
    place: Place,
) -> None:
    ident = (await get(place, "/accessibility?lang=en")).field("id")
    codes = []
    for text in ("One", "One", "Two"):
        page = await send(place, id=ident, text=text)
        codes.append(CODE.search(page.text)[0])  # type: ignore[index]
    assert codes[0] == codes[1] != codes[2]
    assert [row["text"] for row in await stored(place)] == ["One", "Two"]


async def test_too_much_from_one_address_has_to_wait_and_is_not_lost(place: Place) -> None:
    for number in range(5):
        assert (await send(place, text=str(number))).status == 200
    page = await send(place, "lang=ar", text="السادسة")
    assert page.status == 429 and int(page.headers["Retry-After"]) > 0
    assert real.knowledge().messages["ar"]["notice_form_busy"] in page.text
    assert page.field("text") == "السادسة"
    assert (await send(place, headers={"X-Forwarded-For": "203.0.113.8"}, text="x")).status == 200
    assert len(await stored(place)) == 6


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 400),
        ("multipart/form-data; boundary=x", b"--x--", 400),
        ("application/x-www-form-urlencoded; charset=nothing", b"text=x", 400),
        ("application/x-www-form-urlencoded; charset=punycode", b"text=" + b"a" * 60_000, 400),
        ("application/x-www-form-urlencoded", b"text=" + b"x" * 70_000, 413),
        ("application/x-www-form-urlencoded", b"text=\xff", 400),
    ],
)
async def test_what_is_no_form_is_refused(
    place: Place, kind: str, body: bytes, status: int
) -> None:
    url = f"{place.url}/accessibility?lang=en"
    async with place.http.post(url, data=body, headers={"Content-Type": kind}) as response:
        assert response.status == status
    assert await stored(place) == []


# --- mail


@pytest.fixture
async def posting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """The application with a mail server that can't be reached."""
    async with running(tmp_path, monkeypatch, **MAIL) as place:
        yield place


async def test_a_receipt_goes_by_mail_in_the_language_and_without_the_text(posting: Place) -> None:
    for language in LANGUAGES:
        text, email = f"secret of {language}", f"{language}@example.fi"
        await send(posting, f"lang={language}", text=text, email=email)
    rows = await stored(posting)
    waiting = await posting.database.run(mail_store.due, now())
    assert sorted(mail.recipient for mail in waiting) == sorted(row["email"] for row in rows)
    post = Post(Settings(**MAIL), posting.database, real.knowledge)
    for mail in waiting:
        message = post.message(mail)
        body = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
        (row,) = [row for row in rows if row["email"] == mail.recipient]
        say = Messages(row["language"], real.knowledge().messages)
        assert row["code"] in body and say("notice_receipt_keep") in body
        assert "secret" not in message.as_string() + body
        assert message["Content-Language"] == row["language"]


async def test_nobody_fills_another_s_mailbox_with_receipts(posting: Place) -> None:
    for text in ("one", "two"):
        await send(posting, text=text, email="victim@example.fi")
    await send(posting, text="three", email="other@example.fi")
    assert sorted(await recipients(posting)) == ["other@example.fi", "victim@example.fi"]
    assert len(await stored(posting)) == 3


async def test_without_an_address_or_a_mail_server_no_mail_waits(
    place: Place, posting: Place
) -> None:
    await send(place, text="x", email="a@example.fi")
    await send(posting, text="x")
    assert [await recipients(one) for one in (place, posting)] == [[], []]


async def test_the_site_of_a_municipality_says_who_is_responsible_and_whom_to_write_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(
        municipality="kemi",
        operator={"fi": "Kemin *kaupunki*", "en": "City of Kemi"},
        feedback_email="palaute@kemi.example",
        colour="#0b3d91",
    )
    known = real.knowledge().copy(update={"sites": {"kemi": site}})
    monkeypatch.setattr(real, "knowledge", lambda: known)
    async with running(tmp_path, monkeypatch, **MAIL) as place:
        for path in ("/privacy", "/accessibility"):
            named = {"fi": "Kemin *kaupunki*", "sv": "City of Kemi", "ar": "City of Kemi"}
            for language, operator in named.items():
                page = await get(place, f"{path}?lang={language}&municipality=kemi")
                assert f": {operator}." in page.text
                assert "/site/kemi/theme.css" in page.html
            assert "City of Kemi" not in (await get(place, f"{path}?lang=en")).text
        page = await get(place, "/accessibility?lang=en&municipality=kemi")
        assert (
            '<a href="mailto:palaute@kemi.example" dir="ltr">palaute@kemi.example</a>' in page.html
        )
        await send(place, "lang=ar&municipality=kemi", text="a secret", email="me@example.fi")
        waiting = await place.database.run(mail_store.due, now())
        (mail,) = [one for one in waiting if one.recipient == "palaute@kemi.example"]
        message = Post(Settings(**MAIL), place.database, lambda: known).message(mail)
        body = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
        assert mail.code in message["Subject"] and "https://chat.example.fi/desk/admin" in body
        assert "Kemi" in body
        assert "secret" not in body and "me@example.fi" not in body


# --- at the desk, and until it is deleted


@pytest.fixture
async def admin(place: Place) -> Desk:
    """The desk of an administrator."""
    return await place.desk("admin", roles=["admin"], municipalities=[])


async def test_administrators_see_what_is_to_be_answered_and_by_when(
    place: Place, admin: Desk
) -> None:
    for text in ("late", "new"):
        await send(place, "lang=sv&municipality=kemi", text=text, email="a@example.fi", where="Här")
    past = now() - timedelta(days=1)
    late = update(feedback).where(feedback.c.text == "late").values(due_at=past)
    await place.database.run(lambda c: c.execute(late))
    rows = (await admin.get("/feedback")).body["feedback"]
    assert [(row["text"], row["late"]) for row in rows] == [("late", True), ("new", False)]
    assert CODE.fullmatch(rows[0]["code"])
    known = ("language", "municipality", "place", "email", "answered_at")
    assert [rows[0][key] for key in known] == ["sv", "kemi", "Här", "a@example.fi", None]
    for _ in range(2):
        assert (await admin.post(f"/feedback/{rows[0]['id']}/answered")).status == 204
    assert [row["text"] for row in (await admin.get("/feedback")).body["feedback"]] == ["new"]
    (done,) = (await admin.get("/feedback?done=1")).body["feedback"]
    assert (done["text"], done["late"]) == ("late", False)
    assert [action for _, action, _ in await place.audited()] == ["feedback_answered"] * 2


async def test_there_is_no_such_feedback(admin: Desk) -> None:
    assert (await admin.post("/feedback/nothing/answered")).status == 404


async def test_feedback_goes_with_its_mails_some_time_after_it_was_answered(
    posting: Place,
) -> None:
    for text in ("old", "lately", "open", "forgotten"):
        await send(posting, text=text, email=f"{text}@example.fi")
    changes: dict[str, dict[str, Any]] = {
        "old": {"answered_at": now() - timedelta(days=91)},
        "lately": {"answered_at": now() - timedelta(days=89)},
        "forgotten": {"due_at": now() - timedelta(days=366)},
    }
    for text, values in changes.items():
        change = update(feedback).where(feedback.c.text == text).values(values)
        await posting.database.run(lambda c, change=change: c.execute(change))
    counted = await posting.database.run(expire, Settings(case_days=90), now())
    assert counted["feedback"] == 2
    assert {row["text"] for row in await stored(posting)} == {"lately", "open"}
    left = await posting.database.run(
        lambda c: c.execute(select(mails.c.recipient)).scalars().all()
    )
    assert set(left) == {"lately@example.fi", "open@example.fi"}


async def test_feedback_is_handed_out_and_erased_by_its_code(posting: Place) -> None:
    for text in ("mine", "others"):
        await send(posting, text=text, email=f"{text}@example.fi")
    mine, _ = await stored(posting)
    found = await posting.database.run(export, mine["code"].lower())
    assert found is not None
    assert [row["text"] for row in found["feedback"]] == ["mine"]
    assert [row["recipient"] for row in found["mails"]] == ["mine@example.fi"]
    counted = await posting.database.run(erase, mine["code"])
    assert counted is not None and counted["feedback"] == counted["mails"] == 1
    assert [row["text"] for row in await stored(posting)] == ["others"]
    left = await posting.database.run(
        lambda c: c.execute(select(mails.c.recipient)).scalars().all()
    )
    assert left == ["others@example.fi"]
