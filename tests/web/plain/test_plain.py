"""The page without scripts: what it keeps, what it refuses, and that nothing is sent twice."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from support import real
from support.chat import Api, Chat
from support.desk import Place, running
from support.page import say
from support.plain import Plain, Seen
from support.server import Server

from bot.knowledge.model import Site
from bot.settings import ROOT
from bot.storage.tables import conversations
from bot.web.limits import PRESSES_PER_MINUTE
from bot.web.plain import actions
from bot.web.plain import page as page_of_plain

TAX_CARD = "Paljonko verokortti maksaa?"
# The example of the Digital and Population Data Services Agency; it is nobody's.
IDENTITY_CODE = "131052-308T"
# Each would run, load or close something if it were taken for more than text.
HOSTILE = (
    "<script>window.ran=1</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></form><form action=https://evil.invalid/>",
    "'><svg/onload=alert(2)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;amp;",
    "</li></ol><base href=https://evil.invalid/>",
    "\u202e<b>x</b>\u202c",
)
LEAVE_TO = "https://www.ilmatieteenlaitos.fi/"


def _count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(conversations)).scalar_one())


async def _stored(api: Api, page: Seen) -> list[dict[str, Any]]:
    """What the server has of a page's conversation."""
    return await Chat(api, *page.key, []).read()


async def _is_gone(api: Api, page: Seen) -> bool:
    ident, token = page.key
    answer = await api.request("GET", f"/api/conversations/{ident}/messages", token=token)
    return answer.status == 404


def _behind(address: str) -> dict[str, str]:
    """The header of a proxy, so that limits count."""
    return {"X-Forwarded-For": address}


def _sent(messages: list[dict[str, Any]]) -> list[str]:
    return [one["text"] for one in messages if one["from"] == "client"]


async def test_who_only_looks_begins_nothing(place: Place) -> None:
    for path in ("/plain", "/plain/kemi", "/plain?lang=ar"):
        page = await Plain(place.http, place.url, path).open()
        assert page.status == 200
    person = Plain(place.http, place.url)
    await person.open()
    await person.press("speak", "sv")
    assert await place.database.run(_count) == 0


async def test_the_page_greets_and_says_what_it_is(plain: Plain) -> None:
    page = await plain.open()
    assert page.said("bot")[0].startswith(say("fi", "greeting"))
    assert page.texts("p", class_="notice") == [say("fi", "ui_notice")]
    assert say("fi", "ui_privacy") in page.texts("p", class_="privacy")[0]
    links = [about["href"] for tag, about, _ in page.read.elements if tag == "a"]
    assert "/privacy?lang=fi" in links


async def test_a_question_is_answered_with_its_sources(plain: Plain, api: Api) -> None:
    await plain.open()
    page = await plain.ask(TAX_CARD)
    assert page.status == 200
    answer = (await _stored(api, page))[-1]
    assert answer["answer"]["topic"] == "tax_card"
    assert page.said("client") == [TAX_CARD]
    assert answer["text"].split("\n")[0] in page.said("bot")[-1]
    assert page.texts("summary") == [say("fi", "ui_sources")]
    assert answer["answer"]["sources"][0]["document"] in page.texts("details")[0]
    assert page.value("text") == ""


async def test_an_option_is_a_button_and_only_the_last_ones_are_there(plain: Plain) -> None:
    first = await plain.open()
    assert ("choice", "topic:health") in first.read.buttons
    await plain.ask("Kuka tekee kotoutumissuunnitelman Torniossa?")
    page = await plain.press("choice", "status:not_jobseeker")
    assert page.said("client")[-1] == say("fi", "option_no")
    assert ("choice", "topic:health") not in page.read.buttons


async def test_the_municipality_of_the_address_is_that_of_the_conversation(
    server: Server, plain: Plain, api: Api
) -> None:
    person = Plain(plain.http, server.url, "/plain/kemi?lang=en")
    await person.open()
    await person.press("choice", "topic:integration_plan")
    assert person.page.read.action.startswith("/plain/kemi?lang=en")
    page = await person.press("choice", "status:jobseeker")
    assert (await _stored(api, page))[-1]["answer"]["municipality"] == "kemi"


async def test_the_same_form_twice_sends_once_and_shows_the_same(plain: Plain, api: Api) -> None:
    before = await plain.open()
    first = await plain.press("do", "send", before, text=TAX_CARD)
    again = await plain.press("do", "send", before, text=TAX_CARD)
    assert again.key == first.key
    assert again.said("bot") == first.said("bot")
    assert _sent(await _stored(api, again)) == [TAX_CARD]


async def test_a_double_click_on_the_first_page_begins_one_conversation(place: Place) -> None:
    one, two = Plain(place.http, place.url), Plain(place.http, place.url)
    page = await one.open()
    await asyncio.gather(
        one.press("do", "send", page, text="moi"), two.press("do", "send", page, text="moi")
    )
    assert one.page.key == two.page.key
    assert await place.database.run(_count) == 1
    assert two.page.said("client") == ["moi"]


async def test_who_goes_back_and_writes_something_else_sends_that_too(
    plain: Plain, api: Api
) -> None:
    before = await plain.open()
    await plain.press("do", "send", before, text=TAX_CARD)
    page = await plain.press("do", "send", before, text="Mistä saan lääkärin?")
    assert _sent(await _stored(api, page)) == [TAX_CARD, "Mistä saan lääkärin?"]


async def test_the_same_words_from_the_next_page_are_another_message(
    plain: Plain, api: Api
) -> None:
    await plain.open()
    await plain.ask("moi")
    page = await plain.ask("moi")
    assert _sent(await _stored(api, page)) == ["moi", "moi"]


async def test_the_key_is_in_no_address_and_in_no_log(plain: Plain, server: Server) -> None:
    await plain.open()
    page = await plain.ask(TAX_CARD)
    for value in ("leave", "save", "print", "new", "delete"):
        answer = await plain.press("do", value, page)
        told = (answer.url, answer.headers.get("Location", ""), answer.read.action)
        assert not any(part in told_one for part in page.key for told_one in told)
    links = [about.get("href", "") for _, about, _ in page.read.elements]
    assert not any(part in link for part in page.key for link in links)
    assert page.key[1] not in server.logged
    assert page.texts("title") == ["Monineuvo"]


async def test_no_page_is_kept_by_the_browser_runs_a_script_or_tells_where_it_was(
    plain: Plain,
) -> None:
    for page in (await plain.open(), await plain.ask("moi"), await plain.press("do", "delete")):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "Set-Cookie" not in page.headers
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert not [tag for tag, _, _ in page.read.elements if tag in ("script", "style")]
        assert not re.search(r"\son[a-z]+=|\sstyle=", page.html)


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_a_client_types_is_only_text(plain: Plain, text: str) -> None:
    await plain.open()
    page = await plain.press("do", "delete", await plain.ask(text), text=text)
    assert page.value("text") == text
    page = await plain.press("do", "show")
    assert " ".join(text.split()) in page.said("client")[0]
    assert page.value("text") == text
    known = {"html", "head", "meta", "title", "link", "body", "form", "input", "header", "h1", "p"}
    known |= {"div", "button", "main", "a", "ol", "li", "bdi", "label", "textarea", "footer", "br"}
    known |= {"section", "details", "summary", "ul", "fieldset", "legend"}
    assert {tag for tag, _, _ in page.read.elements} <= known
    assert [about["action"] for tag, about, _ in page.read.elements if tag == "form"] == [
        "/plain?lang=fi#last"
    ]


async def test_personal_data_is_hidden_and_the_client_is_told(plain: Plain, api: Api) -> None:
    await plain.open()
    page = await plain.ask(f"Tunnukseni on {IDENTITY_CODE}")
    assert IDENTITY_CODE not in page.html
    assert say("fi", "masked_hetu") in page.said("system")[0]
    assert IDENTITY_CODE not in str(await _stored(api, page))


async def test_a_long_text_comes_back_with_a_sentence(plain: Plain) -> None:
    await plain.open()
    text = "ääkkönen " * 300
    page = await plain.press("do", "send", text=text)
    assert page.status == 413
    assert page.problem == say("fi", "ui_too_long").format(limit=2000)
    assert page.value("text") == text
    assert page.value("begun") == ""


async def test_a_text_of_many_letters_of_six_bytes_comes_back_too(plain: Plain) -> None:
    await plain.open()
    text = "سؤال " * 6000
    page = await plain.press("do", "send", text=text)
    assert (page.status, page.value("text")) == (413, text)


async def test_a_form_without_end_is_refused_with_a_page(plain: Plain) -> None:
    await plain.open()
    page = await plain.press("do", "send", text="a" * 300_000)
    assert page.status == 413
    assert page.problem == say("fi", "ui_too_long").format(limit=2000)


@pytest.mark.parametrize("text", ["", "  \n "])
async def test_nothing_typed_is_asked_for(plain: Plain, text: str) -> None:
    await plain.open()
    page = await plain.press("do", "send", text=text)
    assert (page.status, page.problem) == (400, say("fi", "ask_again"))


async def test_too_many_conversations_have_to_wait_and_lose_nothing(
    plain: Plain, server: Server
) -> None:
    pages = []
    for _ in range(4):
        person = Plain(
            plain.http, server.url, "/plain?lang=fi", **{"X-Forwarded-For": "192.0.2.61"}
        )
        await person.open()
        pages.append(await person.press("do", "send", text="moi"))
    assert [page.status for page in pages] == [200, 200, 200, 429]
    assert pages[-1].problem == say("fi", "ui_handover_busy")
    assert pages[-1].headers["Retry-After"] == "60"
    assert pages[-1].value("text") == "moi"


async def test_too_many_messages_have_to_wait_and_lose_nothing(
    plain: Plain, server: Server
) -> None:
    person = Plain(plain.http, server.url, "/plain?lang=fi", **_behind("192.0.2.62"))
    await person.open()
    pages = [await person.press("do", "send", text=f"moi {number}") for number in range(4)]
    assert [page.status for page in pages] == [200, 200, 200, 429]
    assert pages[-1].value("text") == "moi 3"
    assert pages[-1].said("client") == ["moi 0", "moi 1", "moi 2"]


async def test_the_conversation_of_somebody_else_is_refused(
    plain: Plain, server: Server, api: Api
) -> None:
    await plain.open()
    theirs = await plain.ask(TAX_CARD)
    mine = Plain(plain.http, server.url, "/plain?lang=fi")
    own = await mine.open()
    for begun in ("", "1"):
        fields = [
            *(("conversation", theirs.key[0]), ("token", own.key[1]), ("begun", begun)),
            *(("message", str(uuid.uuid4())), ("text", "moi"), ("do", "send")),
        ]
        page = await mine.send(fields)
        assert page.status == 401
        assert page.problem == say("fi", "plain_gone")
        assert TAX_CARD not in page.html
        assert page.key[0] != theirs.key[0]
        assert page.value("text") == "moi"
    assert _sent(await _stored(api, theirs)) == [TAX_CARD]


async def test_a_deleted_conversation_is_gone_and_what_was_typed_is_not(
    plain: Plain, api: Api
) -> None:
    await plain.open()
    page = await plain.ask(TAX_CARD)
    question = await plain.press("do", "delete")
    assert question.texts("h2") == [say("fi", "ui_delete_confirm")]
    assert _sent(await _stored(api, page)) == [TAX_CARD]
    gone = await plain.press("do", "delete-now")
    assert say("fi", "ui_deleted") in gone.texts("p")
    answer = await api.request(
        "GET", f"/api/conversations/{page.key[0]}/messages", token=page.key[1]
    )
    assert answer.status == 404

    late = await plain.press("do", "send", page, text="Vielä yksi kysymys")
    assert (late.status, late.problem) == (404, say("fi", "plain_gone"))
    assert late.value("text") == "Vielä yksi kysymys"
    assert late.key[0] != page.key[0]
    again = await plain.press("do", "send")
    assert again.said("client") == ["Vielä yksi kysymys"]


async def test_the_button_in_the_conversation_deletes_it_too(plain: Plain) -> None:
    await plain.open()
    await plain.ask("Poista keskustelu")
    gone = await plain.press("choice", "action:delete")
    assert say("fi", "ui_deleted") in gone.texts("p")


async def test_the_answer_to_delete_may_be_no(plain: Plain) -> None:
    await plain.open()
    await plain.ask(TAX_CARD)
    await plain.press("do", "delete", text="kesken")
    page = await plain.press("do", "show")
    assert page.said("client") == [TAX_CARD]
    assert page.value("text") == "kesken"


async def test_a_new_conversation_leaves_the_old_one_and_goes_to_the_empty_page(
    plain: Plain, api: Api
) -> None:
    await plain.open()
    page = await plain.ask(TAX_CARD)
    new = await plain.press("do", "new")
    assert (new.status, new.headers["Location"]) == (303, "/plain?lang=fi")
    # Nor does who goes "back" and sends the form again see the one before.
    back = await plain.press("do", "show", page)
    assert back.problem == say("fi", "plain_gone")
    assert back.said("client") == []
    answer = await api.request(
        "GET", f"/api/conversations/{page.key[0]}/messages", token=page.key[1]
    )
    assert answer.status == 401


async def test_leaving_deletes_the_conversation_and_goes_away(plain: Plain, api: Api) -> None:
    await plain.open()
    page = await plain.ask(TAX_CARD)
    left = await plain.press("do", "leave")
    assert (left.status, left.headers["Location"]) == (303, LEAVE_TO)
    assert left.headers["Cache-Control"] == "no-store"
    answer = await api.request(
        "GET", f"/api/conversations/{page.key[0]}/messages", token=page.key[1]
    )
    assert answer.status == 404


async def test_leaving_works_before_the_beginning_and_after_the_end(plain: Plain) -> None:
    before = await plain.open()
    assert (await plain.press("do", "leave")).headers["Location"] == LEAVE_TO
    page = await plain.press("do", "send", before, text="moi")
    await plain.press("do", "leave", page)
    assert (await plain.press("do", "leave", page)).headers["Location"] == LEAVE_TO
    # Wherever the neutral page leads on to, no rule of ours keeps anybody here.
    assert "form-action 'self' https:;" in page.headers["Content-Security-Policy"]


async def test_leaving_waits_for_nothing(place: Place, monkeypatch: Any) -> None:
    person = Plain(place.http, place.url, "/plain?lang=en")
    await person.open()
    page = await person.press("do", "send", text="My question")
    run = place.database.run
    go_on = asyncio.Event()

    async def slow(*work: Any) -> Any:
        await go_on.wait()
        return await run(*work)

    monkeypatch.setattr(actions, "LEAVE_WITHIN", 0.01)
    with monkeypatch.context() as slowed:
        slowed.setattr(place.database, "run", slow)
        left = await person.press("do", "leave")
        assert left.status == 303
        go_on.set()
    while await run(_count):
        await asyncio.sleep(0.01)
    assert (await person.press("do", "show", page)).problem == say("en", "plain_gone")


async def test_a_page_that_is_asked_for_without_end_says_to_wait(plain: Plain) -> None:
    person = Plain(plain.http, plain.url, "/plain?lang=en", **_behind("203.0.113.77"))
    await person.open()
    await person.press("do", "send", text="Hello")
    pressed = [(await person.press("do", "show")).status for _ in range(PRESSES_PER_MINUTE + 1)]
    assert pressed == [200] * PRESSES_PER_MINUTE + [429]
    assert person.page.problem == say("en", "ui_handover_busy")


async def test_a_very_long_conversation_is_shown_from_its_last_part_on(
    place: Place, monkeypatch: Any
) -> None:
    monkeypatch.setattr(page_of_plain, "MOST", 5)
    person = Plain(place.http, place.url, "/plain?lang=en")
    await person.open()
    for number in range(6):
        page = await person.press("do", "send", text=f"Question {number}")
    assert [*page.said("client")][-1] == "Question 5"
    assert len(page.texts("li")) == 5
    saved = await person.press("do", "print")
    assert "Question 0" in saved.html


async def test_a_form_from_another_site_is_not_taken(plain: Plain, api: Api) -> None:
    await plain.open()
    page = await plain.ask(TAX_CARD)
    fields = [*page.read.fields, ("do", "show")]
    for strange in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.invalid"},
        {"Origin": "null"},
    ):
        answer = await plain.send(fields, **strange)
        assert answer.status == 403
        assert answer.problem == say("fi", "plain_gone")
        assert TAX_CARD not in answer.html
        assert answer.key[0] != page.key[0]
    for own in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": plain.url}):
        assert (await plain.send(fields, **own)).said("client") == [TAX_CARD]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe=%ff", "application/x-www-form-urlencoded"),
        (b"do=send&text=moi", "text/plain"),
        (b"do=send&text=a%00b", "application/x-www-form-urlencoded"),
        (b"do=fly", "application/x-www-form-urlencoded"),
        (b"choice=a:b", "application/x-www-form-urlencoded"),
        (b"choice=%3Cb%3E", "application/x-www-form-urlencoded"),
        (b"speak=xx", "application/x-www-form-urlencoded"),
        (b"rate=9", "application/x-www-form-urlencoded"),
        (b"do=send&text=moi", "application/x-www-form-urlencoded; charset=nothing"),
        # A codec of Python that takes minutes for a body of this size.
        (b"text=" + b"a" * 250_000, "application/x-www-form-urlencoded; charset=punycode"),
        (rb"text=\ud800", "application/x-www-form-urlencoded; charset=unicode_escape"),
    ],
)
async def test_a_broken_form_gets_the_page_with_a_sentence(
    plain: Plain, body: bytes, kind: str
) -> None:
    page = await plain.send(body, **{"Content-Type": kind})
    assert page.status == 400
    assert page.problem in (say("fi", "ui_error"), say("fi", "ask_again"))


async def test_an_unknown_municipality_is_not_there(plain: Plain) -> None:
    person = Plain(plain.http, plain.url, "/plain/atlantis?lang=sv")
    for page in (await person.open(), await person.send([("text", "hej")])):
        assert page.status == 404
        assert page.texts("h1") == [say("sv", "plain_no_municipality")]


async def test_the_page_looks_and_leaves_as_the_municipality_wants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(
        municipality="kemi",
        origins=["https://www.example.fi"],
        title={"fi": "Kemin neuvonta"},
        colour="#003366",
        leave_to="https://www.example.org/weather",
    )
    knowledge = real.knowledge().copy(update={"sites": {"kemi": site}})
    monkeypatch.setattr(real, "knowledge", lambda: knowledge)
    async with running(tmp_path, monkeypatch) as place:
        person = Plain(place.http, place.url, "/plain/kemi?lang=fi")
        page = await person.open()
        assert page.texts("h1") == page.texts("title") == ["Kemin neuvonta"]
        paths = [about.get("href", "") for tag, about, _ in page.read.elements if tag == "link"]
        assert any(path.startswith("/site/kemi/theme.css") for path in paths)
        policy = page.headers["Content-Security-Policy"]
        assert "frame-ancestors 'self' https://www.example.fi" in policy
        assert "form-action 'self' https:;" in policy
        left = await person.press("do", "leave")
        assert left.headers["Location"] == "https://www.example.org/weather"


async def test_a_municipality_may_be_written_with_a_capital_letter(plain: Plain) -> None:
    page = await Plain(plain.http, plain.url, "/plain/Kemi?lang=sv").open()
    assert page.read.action == "/plain/kemi?lang=sv#last"


async def test_the_form_of_the_chat_page_begins_a_conversation_without_more(plain: Plain) -> None:
    fields = [("text", TAX_CARD), ("language", "sv")]
    # The chat page tells no address, so a browser without Sec-Fetch-Site says this.
    page = await plain.send(fields, "/plain/kemi", Origin="null")
    assert page.status == 200
    assert page.said("client") == [TAX_CARD]
    assert page.value("begun") == "1"
    assert page.read.action.startswith("/plain/kemi?lang=sv")


async def test_the_language_changes_and_what_was_said_is_told_again(plain: Plain) -> None:
    await plain.open()
    await plain.ask(TAX_CARD)
    page = await plain.press("speak", "ar", text="kesken")
    while page.texts("div", class_="awaited"):
        page = await plain.press("do", "show")
    assert ("lang", "ar") in page.read.elements[0][1].items()
    assert ("dir", "rtl") in page.read.elements[0][1].items()
    assert page.said("client")[0] == TAX_CARD
    assert page.said("bot")[0] == say("ar", "greeting")
    assert page.value("text") == "kesken"
    assert page.texts("button", name="do", value="send") == [say("ar", "ui_send")]


def _rated(server: Server, page: Seen) -> list[tuple[str, str | None, str | None]]:
    """What is stored of the answers' ratings."""
    with sqlite3.connect(server.database) as database:
        query = "SELECT rating, reason, text FROM answer_ratings WHERE conversation_id = ?"
        return list(database.execute(query, page.key[:1]))


async def test_an_answer_is_rated_with_one_press(plain: Plain, server: Server) -> None:
    await plain.open()
    page = await plain.ask(TAX_CARD)
    asked = [value for name, value in page.read.buttons if name == "helped"]
    assert [value.partition(":")[2] for value in asked] == ["good", "bad"]
    assert page.texts("legend") == [say("fi", "ui_rate")]
    page = await plain.press("helped", asked[0], text="kesken")
    assert page.texts("p", id="last") == [say("fi", "ui_rate_thanks")]
    assert page.texts("legend") == []
    assert page.value("text") == "kesken"
    assert _rated(server, page) == [("good", None, None)]


async def test_after_no_what_was_wrong_can_be_said(plain: Plain, server: Server) -> None:
    await plain.open()
    page = await plain.ask(TAX_CARD)
    bad = [value for name, value in page.read.buttons if name == "helped"][1]
    page = await plain.press("helped", bad)
    assert page.texts("legend") == [say("fi", "ui_rate_what")]
    # Already with the first press nothing can be lost any more.
    assert _rated(server, page) == [("bad", None, None)]
    own = await plain.press("helped", f"{bad}:", why=f"Hinta puuttuu. Olen {IDENTITY_CODE}.")
    assert own.texts("p", id="last") == [say("fi", "ui_rate_thanks")]
    assert own.texts("legend") == []
    ((rating, reason, text),) = _rated(server, page)
    assert (rating, reason) == ("bad", None)
    assert text is not None and "Hinta puuttuu." in text and IDENTITY_CODE not in text
    await plain.press("helped", f"{bad}:unclear", page)
    assert _rated(server, page) == [("bad", "unclear", None)]


async def test_only_the_last_answer_is_asked_about_and_nothing_else(plain: Plain) -> None:
    page = await plain.open()
    assert [name for name, _ in page.read.buttons if name == "helped"] == []
    await plain.ask("Hei")
    first = await plain.ask(TAX_CARD)
    second = await plain.ask(TAX_CARD)
    asked = [
        [value.partition(":")[0] for name, value in one.read.buttons if name == "helped"]
        for one in (first, second)
    ]
    assert [len(set(one)) for one in asked] == [1, 1]
    assert asked[0] != asked[1]


@pytest.mark.parametrize("odd", ["2:good", "99999:good", "x:bad", "-1:bad", "", "2:great", "2"])
async def test_what_is_no_rating_of_an_answer_is_refused(plain: Plain, odd: str) -> None:
    await plain.open()
    page = await plain.ask(TAX_CARD)
    fields = [*page.read.fields, ("helped", odd), ("do", "nothing")]
    refused = await plain.send(fields, page.read.action.partition("#")[0])
    assert refused.status in (400, 404)
    assert refused.problem


async def test_the_conversation_is_saved_as_text_and_as_a_page(plain: Plain) -> None:
    await plain.open()
    page = await plain.ask(TAX_CARD)
    async with plain.http.post(
        plain.url + "/plain", data=[*page.read.fields, ("do", "save")]
    ) as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Cache-Control"] == "no-store"
        assert TAX_CARD in await response.text()
    printed = await plain.press("do", "print", page)
    assert TAX_CARD in printed.html
    assert "Content-Disposition" not in printed.headers
    assert "'sha256-" in printed.headers["Content-Security-Policy"]
    assert printed.headers["Cache-Control"] == "no-store"


async def test_an_answer_that_is_not_ready_comes_later(place: Place) -> None:
    person = Plain(place.http, place.url, "/plain?lang=en")
    await person.open()
    page = await person.press("do", "send", text="How much is a tax card?")
    assert page.status == 200
    assert say("en", "plain_waiting") in page.texts("p")
    page = await person.press("do", "show")
    assert say("en", "plain_waiting") in page.texts("p")
    assert page.said("client") == ["How much is a tax card?"]


async def test_the_new_language_is_there_before_the_conversation_knows_it(place: Place) -> None:
    person = Plain(place.http, place.url, "/plain?lang=en")
    await person.open()
    await person.press("do", "send", text="How much is a tax card?")
    page = await person.press("speak", "sv")
    assert page.texts("button", name="do", value="send") == [say("sv", "ui_send")]


async def test_a_fault_of_the_program_loses_nothing(place: Place, monkeypatch: Any) -> None:
    person = Plain(place.http, place.url, "/plain?lang=en")
    await person.open()

    async def fail(*_: Any) -> None:
        raise RuntimeError("secret")

    with monkeypatch.context() as broken:
        broken.setattr(place.database, "run", fail)
        page = await person.press("do", "send", text="My question")
        assert page.status == 500
        assert page.problem == say("en", "ui_error")
        assert "secret" not in page.html
        assert page.value("text") == "My question"
    again = await person.send(page.read.fields, page.read.action.partition("#")[0])
    assert again.said("client") == ["My question"]


def test_every_text_of_the_page_is_said_somewhere() -> None:
    """A sentence that nobody uses any more would be translated for nothing."""
    used = "".join(
        path.read_text("utf-8")
        for path in [
            *(ROOT / "bot/web/templates").rglob("*.html"),
            *(ROOT / "bot/web/plain").glob("*.py"),
        ]
    )
    keys = [key for key in real.knowledge().messages["en"] if key.startswith("plain_")]
    assert keys
    assert [key for key in keys if key not in used] == []
