"""The handover without scripts: the form, the request that waits, the counsellor, the rating."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.desk import Place, running
from support.page import say
from support.plain import Plain, Seen

QUESTION = "How do I renew my residence permit?"


@pytest.fixture
async def person(place: Place) -> Plain:
    """A client in Kemi, where Aino is a counsellor, who has asked something."""
    await place.add_user()
    found = Plain(place.http, place.url, "/plain/kemi?lang=en")
    await found.open()
    await found.press("do", "send", text=QUESTION)
    return found


def _step(page: Seen) -> str:
    assert page.status in (200, 400, 429), page.problem
    return page.value("step")


async def _to(person: Plain, step: str, **typed: str) -> Seen:
    """Goes on from step to step, filling in what is asked for."""
    page = await person.press("do", "human")
    while _step(page) != step:
        names = {name for name, _ in page.read.fields} | {
            about.get("name", "") for tag, about, _ in page.read.elements if tag == "input"
        }
        shown = {name: text for name, text in typed.items() if name in names}
        page = await person.press("do", "next", **shown)
        assert page.problem == ""
    return page


async def test_the_form_goes_step_by_step_to_a_request_that_waits(
    place: Place, person: Plain
) -> None:
    page = await person.press("do", "human")
    steps = [_step(page)]
    for typed in ({}, {"meeting": "video"}, {"phone": "٠٤٠ ١٢٣ ٤٥٦٧"}, {"interpreter": "ar"}):
        page = await person.press("do", "next", **typed)
        steps.append(_step(page))
    assert steps == ["summary", "meeting", "contact", "help", "consent"]
    assert page.texts("li")[:3] == [
        say("en", "handover_meeting_video"),
        "٠٤٠ ١٢٣ ٤٥٦٧",
        f"{say('en', 'ui_handover_interpreter_language')}: Arabic",
    ]
    page = await person.press("do", "submit")
    assert page.texts("section", class_="waiting")
    assert say("en", "handover_sent") in page.said("system")[-1]


async def test_what_was_filled_in_comes_to_the_counsellor_and_nothing_else(
    place: Place, person: Plain
) -> None:
    page = await person.press("do", "human")
    part = next(name for name, _ in page.read.fields if name.startswith("part.language."))
    boxes = [about["value"] for _, about, _ in page.read.elements if about.get("name") == "removed"]
    await person.press("do", "next", **{part: "I read English, not Finnish", "removed": boxes[-1]})
    await person.press("do", "next", meeting="phone")
    await person.press("do", "next", phone="040 123 4567", email="not@asked.example")
    await person.press("do", "next", minor="1", wishes="In the\r\nmorning")
    page = await person.press("do", "submit")
    (code,) = page.texts("bdi", class_="code")
    desk = await place.desk("eino")
    queue = (await desk.get("/queue")).body
    (ident,) = [row["id"] for row in queue["requests"] if row["code"] == code]
    row = await place.case_row(ident)
    assert row["contact"] == {"phone": "040 123 4567"}
    assert (row["meeting"], row["priority"], row["wishes"]) == ("phone", 1, "In the\nmorning")
    assert row["interpreter"] is None
    told = {part["id"]: part["edited"] for part in row["summary"]}
    assert told["language"] == "I read English, not Finnish"
    assert boxes[-1] not in told
    assert [edited for edited in told.values() if edited] == ["I read English, not Finnish"]
    assert say("en", "handover_sent_urgent") in page.said("system")[-1]


@pytest.mark.parametrize(
    ("meeting", "typed", "sentence"),
    [
        ("phone", {"phone": ""}, "ui_handover_phone_wrong"),
        ("phone", {"phone": "12"}, "ui_handover_phone_wrong"),
        ("email", {"email": "nobody"}, "ui_handover_email_wrong"),
        ("video", {}, "ui_handover_contact_missing"),
        ("video", {"email": "nobody"}, "ui_handover_email_wrong"),
    ],
)
async def test_a_contact_that_is_missing_or_wrong_is_asked_for_again(
    person: Plain, meeting: str, typed: dict[str, str], sentence: str
) -> None:
    await _to(person, "contact", meeting=meeting)
    page = await person.press("do", "next", **typed)
    assert (page.status, _step(page), page.problem) == (400, "contact", say("en", sentence))
    for name, value in typed.items():
        assert page.value(name) == value


async def test_a_way_of_meeting_has_to_be_chosen(person: Plain) -> None:
    await _to(person, "meeting")
    page = await person.press("do", "next")
    assert (page.status, page.problem) == (400, say("en", "ui_handover_meeting_missing"))


async def test_back_and_another_language_keep_what_was_filled_in(person: Plain) -> None:
    page = await person.press("do", "human", text="half a question")
    part = next(name for name, _ in page.read.fields if name.startswith("part.language."))
    await person.press("do", "next", **{part: "I read English"})
    await person.press("do", "next", meeting="email")
    await person.press("do", "next", email="a@example.org")
    page = await person.press("speak", "ar", wishes="mornings")
    assert _step(page) == "help"
    assert page.texts("h2") == [say("ar", "ui_handover_help")]
    assert page.value("wishes") == "mornings"
    page = await person.press("do", "back")
    assert page.value("email") == "a@example.org"
    await person.press("do", "back")
    page = await person.press("do", "back")
    parts = {name.split(".")[1]: text for name, text in page.read.fields if name[:5] == "part."}
    assert parts["language"] == "I read English"
    page = await person.press("do", "not-now")
    assert page.value("text") == "half a question"


async def test_the_summary_in_another_language_is_no_edit(place: Place, person: Plain) -> None:
    await person.press("do", "human")
    await person.press("speak", "sv")
    while _step(person.page) != "consent":
        await person.press("do", "next", meeting="walk_in")
    await person.press("do", "submit")
    desk = await place.desk("eino")
    (row,) = (await desk.get("/queue")).body["requests"]
    case = await place.case_row(row["id"])
    assert [part["edited"] for part in case["summary"]] == [None for _ in case["summary"]]


async def test_not_now_sends_nothing(place: Place, person: Plain) -> None:
    await _to(person, "consent", meeting="walk_in")
    page = await person.press("do", "not-now")
    assert page.said("client") == [QUESTION]
    desk = await place.desk("eino")
    assert (await desk.get("/queue")).body["requests"] == []


async def test_a_request_sent_twice_is_one_and_can_be_changed_and_taken_back(
    place: Place, person: Plain
) -> None:
    before = await _to(person, "consent", meeting="email", email="a@example.org", wishes="soon")
    await person.press("do", "submit", before)
    page = await person.press("do", "submit", before)
    assert page.texts("section", class_="waiting")
    desk = await place.desk("eino")
    assert len((await desk.get("/queue")).body["requests"]) == 1

    page = await person.press("do", "change")
    while _step(page) != "contact":
        page = await person.press("do", "next")
    assert page.value("email") == "a@example.org"
    page = await person.press("do", "next", email="b@example.org")
    assert page.value("wishes") == "soon"
    await person.press("do", "next")
    await person.press("do", "submit")
    (row,) = (await desk.get("/queue")).body["requests"]
    assert (await place.case_row(row["id"]))["contact"] == {"email": "b@example.org"}

    question = await person.press("do", "withdraw")
    assert question.texts("h2") == [say("en", "ui_handover_withdraw_confirm")]
    page = await person.press("do", "withdraw-now")
    assert say("en", "handover_withdrawn") in page.said("system")[-1]
    assert (await desk.get("/queue")).body["requests"] == []


async def test_a_request_that_a_counsellor_has_cant_be_changed_any_more(
    place: Place, person: Plain
) -> None:
    before = await _to(person, "consent", meeting="walk_in")
    waiting = await person.press("do", "submit", before)
    desk = await place.desk("eino")
    (row,) = (await desk.get("/queue")).body["requests"]
    await desk.post(f"/cases/{row['id']}/claim")
    for button, page in (("submit", before), ("change", waiting)):
        late = await person.press("do", button, page)
        assert late.problem == say("en", "ui_handover_too_late")
        assert say("en", "handover_taken").split("{")[0].strip() in late.said("system")[-1]
    question = await person.press("do", "withdraw", waiting)
    late = await person.press("do", "withdraw-now", question)
    assert (late.status, late.problem) == (409, say("en", "ui_handover_too_late"))


async def test_client_and_counsellor_write_to_each_other_until_the_rating(
    place: Place, person: Plain
) -> None:
    await _to(person, "consent", meeting="walk_in")
    await person.press("do", "submit")
    desk = await place.desk("eino")
    (row,) = (await desk.get("/queue")).body["requests"]
    one = f"/cases/{row['id']}"
    await desk.post(f"{one}/claim")
    sent = {"id": "6b0e7a52-8f0a-4a51-9a2f-3d9f5d9d2f10", "text": "Hello, I am Eino."}
    assert (await desk.post(f"{one}/messages", sent)).status in (200, 201)

    page = await person.press("do", "show")
    assert page.texts("p", class_="notice") == [say("en", "ui_handover_person")]
    assert ("do", "human") not in page.read.buttons
    assert "Hello, I am Eino." in page.texts("li", class_="counsellor")[0]
    assert page.texts("li", class_="counsellor")[0].startswith("Eino · counsellor")
    page = await person.press("do", "send", text="Thank you!")
    assert not page.texts("div", class_="awaited")
    assert page.texts("li", class_="client")[-1].endswith(say("en", "ui_handover_mark_sent"))
    told = (await desk.get(f"{one}/messages")).body["messages"]
    assert told[-1]["text"] == "Thank you!"

    await desk.post(f"{one}/close", {"outcome": "answered", "agreed": "Come tomorrow."})
    page = await person.press("do", "show")
    assert page.texts("legend") == [say("en", "ui_handover_rate")]
    page = await person.press("rate", "3")
    assert page.texts("p", id="last") == [say("en", "ui_handover_thanks")]
    assert (await place.case_row(row["id"]))["rating"] == 3
    assert not (await person.press("do", "show")).texts("legend")


async def test_leaving_quickly_leaves_a_request_that_was_sent(place: Place, person: Plain) -> None:
    await _to(person, "consent", meeting="walk_in")
    page = await person.press("do", "submit")
    left = await person.press("do", "leave", page)
    assert left.status == 303
    desk = await place.desk("eino")
    assert len((await desk.get("/queue")).body["requests"]) == 1
    # The counsellor has it, and nobody opens it here any more.
    back = await person.press("do", "show", page)
    assert back.problem == say("en", "plain_gone")
    assert back.said("client") == []


async def test_delete_and_new_say_what_becomes_of_a_request(place: Place, person: Plain) -> None:
    await _to(person, "consent", meeting="walk_in")
    await person.press("do", "submit")
    page = await person.press("do", "new")
    assert page.texts("h2") == [say("en", "ui_handover_new")]
    await person.press("do", "show")
    page = await person.press("do", "delete")
    assert page.texts("h2") == [say("en", "ui_handover_delete")]
    await person.press("do", "delete-now")
    desk = await place.desk("eino")
    assert (await desk.get("/queue")).body["requests"] == []


async def test_who_has_told_no_municipality_is_asked_for_it(place: Place) -> None:
    await place.add_user()
    person = Plain(place.http, place.url, "/plain?lang=en")
    await person.open()
    page = await person.press("do", "human")
    assert _step(page) == "place"
    page = await person.press("do", "next")
    assert page.problem == say("en", "ui_handover_place_missing")
    page = await person.press("do", "next", municipality="kemi")
    assert _step(page) == "summary"
    page = await person.press("do", "back")
    page = await person.press("do", "next", municipality="other")
    assert page.problem == say("en", "ui_handover_no_place")
    assert "step" not in dict(page.read.fields)


async def test_without_counsellors_the_chat_says_where_to_ask(place: Place) -> None:
    person = Plain(place.http, place.url, "/plain/kemi?lang=en")
    await person.open()
    page = await person.press("do", "human")
    assert page.said("client") == [say("en", "option_human")]
    assert say("en", "human") in page.said("bot")[-1]


async def test_too_many_presses_in_the_form_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"trust_proxy": True, "messages_per_minute": 2, "reply_seconds": 0.05}
    async with running(tmp_path, monkeypatch, **settings) as place:
        await place.add_user()
        address = {"X-Forwarded-For": "192.0.2.63"}
        person = Plain(place.http, place.url, "/plain/kemi?lang=en", **address)
        await person.open()
        before = await _to(person, "consent", meeting="email", email="a@example.org")
        await person.press("do", "submit", before)
        page = await person.press("do", "submit", before)
        assert (page.status, page.problem) == (429, say("en", "ui_handover_busy"))
        assert page.headers["Retry-After"] == "60"
        assert (_step(page), page.value("email")) == ("consent", "a@example.org")
