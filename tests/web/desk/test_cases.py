"""The cases at the desk: who sees which, who has which, and that all of it is in the audit."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from support import real
from support.desk import NOTICES, Desk, Place

from bot.dialogue.opening import opening
from bot.dialogue.turn import State
from bot.languages.messages import Messages
from bot.storage import accounts, cases, items, queue
from bot.storage import conversations as store
from bot.storage.conversations import now

SUMMARY = [
    {
        "id": "matter",
        "kind": "matter",
        "texts": {"en": "Topics: debts.", "fi": "Aiheet: velat.", "sv": "Ämnen: skulder."},
        "original": "",
        "sources": [],
        "edited": None,
    },
    {
        "id": "2",
        "kind": "question",
        "texts": {"en": "Asked of bills.", "fi": "Kysyi laskuista.", "sv": "Frågade om räkningar."},
        "original": "<b>I can't pay</b>",
        "sources": [{"document": "Ulosottokaari", "section": None, "date": "2026-11-22"}],
        "edited": "I can't pay two bills",
    },
]


async def _text_of(place: Place, case: str) -> list[tuple[str, str]]:
    row = await place.case_row(case)
    said = await place.database.run(store.after, row["conversation_id"], 0)
    return [(message.sender, message.text) for message in said]


async def _duty(desk: Desk) -> Desk:
    assert (await desk.request("PUT", "/me", {"on_duty": True})).status == 200
    return desk


# --- the queue


async def test_the_queue_has_what_waits_requests_and_ones_own(place: Place) -> None:
    desk = await place.desk()
    mine = await desk.claimed(language="ar")
    waiting = await place.case()
    request = await place.case(meeting="phone", contact={"phone": "040 1234567"})
    await place.case(municipality="raisio")
    body = (await desk.get("/queue")).body
    assert [row["id"] for row in body["mine"]] == [mine]
    assert [row["id"] for row in body["waiting"]] == [waiting]
    assert [row["id"] for row in body["requests"]] == [request]


async def test_a_row_tells_what_is_needed_to_choose(place: Place) -> None:
    desk = await place.desk()
    due = now() + timedelta(hours=5)
    ident = await place.case(topic="debt", interpreter="so", due_at=due, out_of_hours=True)
    (row,) = (await desk.get("/queue")).body["requests"]
    stored = await place.case_row(ident)
    assert row == {
        "id": ident,
        "code": stored["code"],
        "state": "waiting",
        "municipality": "kemi",
        "language": "en",
        "priority": 0,
        "danger": None,
        "topic": "debt",
        "meeting": "chat",
        "interpreter": "so",
        "out_of_hours": True,
        "unread": 0,
        "matter": real.knowledge().topics["debt"].pages["fi"].label,
        "requested_at": stored["requested_at"].isoformat() + "+00:00",
        "due_at": due.isoformat() + "+00:00",
        "taken_by": None,
        "in_my_language": True,
    }


async def test_danger_comes_first_and_what_the_client_wrote_is_counted(place: Place) -> None:
    desk = await place.desk(languages=["fi"])
    first = await place.case()
    urgent = await place.case(priority=1, danger="violence")
    await place.says((await place.case_row(first))["conversation_id"], "Is somebody there?")
    rows = (await desk.get("/queue")).body["waiting"]
    assert [row["id"] for row in rows] == [urgent, first]
    assert [row["danger"] for row in rows] == ["violence", None]
    assert [row["unread"] for row in rows] == [0, 1]
    assert [row["in_my_language"] for row in rows] == [False, False]


async def test_colleagues_are_here_only_while_their_desk_is_heard_of(place: Place) -> None:
    desk = await place.desk()
    here = await _duty(await place.desk("bo", municipalities=["tornio"], languages=["sv"]))
    gone = await _duty(await place.desk("eva"))
    old = {"seen_at": now() - timedelta(seconds=61)}
    await place.database.run(accounts.change_user, gone.id, old)
    await place.desk("editor", roles=["editor"])
    colleagues = (await desk.get("/queue")).body["colleagues"]
    assert colleagues == [
        {
            "id": here.id,
            "first_name": "Bo",
            "on_duty": True,
            "languages": ["sv"],
            "municipalities": ["tornio"],
        },
        {
            "id": gone.id,
            "first_name": "Eva",
            "on_duty": False,
            "languages": ["fi", "en"],
            "municipalities": ["kemi"],
        },
    ]


# --- one case


async def test_a_case_tells_all_that_the_client_sent(place: Place) -> None:
    desk = await place.desk()
    contact = {"phone": "040 1234567"}
    ident = await place.case(
        summary=SUMMARY, meeting="phone", contact=contact, wishes="In the morning", topic=None
    )
    body = (await desk.get(f"/cases/{ident}")).body
    assert body["matter"] == "Aiheet: velat."
    assert body["contact"] == contact
    assert body["wishes"] == "In the morning"
    assert body["client"] == {"got": 0, "read": 0}
    assert body["notes"] == []
    assert body["outcome"] is None
    assert body["summary"][1] == {
        "id": "2",
        "kind": "question",
        "text": "Kysyi laskuista.",
        "original": "<b>I can't pay</b>",
        "sources": [{"document": "Ulosottokaari", "section": None, "date": "2026-11-22"}],
        "edited": "I can't pay two bills",
    }
    swedish = (await desk.get(f"/cases/{ident}?language=sv")).body
    assert swedish["summary"][0]["text"] == "Ämnen: skulder."


async def test_what_the_assistant_said_is_told_again_in_the_desks_language(place: Place) -> None:
    desk = await place.desk()
    conversation = await place.conversation("ar")
    state = State(language="ar", municipality="kemi")
    seq = await place.says(conversation, "مرحبا <script>")
    said = opening(state, real.knowledge())
    await place.database.run(store.add_replies, conversation, seq, [said], state.as_dict(), "ar")
    ident = await place.case(conversation=conversation, language="ar")
    messages = (await desk.get(f"/cases/{ident}")).body["messages"]
    told = [message for message in messages if message["seq"] == seq + 1]
    assert told[0]["text"] == said["text"]
    assert told[0]["retold"] == Messages("fi", real.knowledge().messages)("greeting")
    own = [message for message in messages if message["seq"] == seq]
    assert own[0]["text"] == "مرحبا <script>"
    assert own[0]["retold"] is None  # a person's words are never translated


async def test_a_draft_and_a_withdrawn_case_are_nobodys_to_see(place: Place) -> None:
    desk = await _duty(await place.desk())
    drafted = await place.draft(priority=1)
    withdrawn = await place.case(priority=1)
    conversation = (await place.case_row(withdrawn))["conversation_id"]
    await place.database.run(cases.withdraw, conversation, NOTICES.withdrawn())
    for ident in (drafted, withdrawn):
        assert (await desk.get(f"/cases/{ident}")).status == 404
        assert (await desk.post(f"/cases/{ident}/claim")).status == 404
    assert (await desk.get("/cases")).body["cases"] == []


WRITES: list[tuple[str, dict[str, Any]]] = [
    ("claim", {}),
    ("release", {}),
    ("messages", {"id": "11111111-1111-4111-8111-111111111111", "text": "Hello"}),
    ("read", {"seq": 1}),
    ("typing", {}),
    ("notes", {"text": "A note"}),
    ("ask-contact", {"kind": "phone"}),
    ("transfer", {"to": "municipality:kemi"}),
    ("close", {"outcome": "answered"}),
]


@pytest.mark.parametrize(("action", "body"), WRITES)
async def test_a_case_of_another_municipality_is_as_if_it_were_not_there(
    place: Place, action: str, body: dict[str, Any]
) -> None:
    desk = await _duty(await place.desk())
    theirs = await (await place.desk("bo", municipalities=["tornio"])).claimed(
        municipality="tornio"
    )
    for ident in (theirs, "0" * 32):
        assert (await desk.get(f"/cases/{ident}")).status == 404
        assert (await desk.get(f"/cases/{ident}/messages")).status == 404
        answer = await desk.post(f"/cases/{ident}/{action}", body)
        assert answer.status == 404
        assert answer.body["detail"].startswith("Tällaista asiaa ei ole")


@pytest.mark.parametrize(("action", "body"), [w for w in WRITES if w[0] not in ("claim", "notes")])
async def test_only_who_has_a_case_acts_in_it(
    place: Place, action: str, body: dict[str, Any]
) -> None:
    desk, other = await place.desk(), await place.desk("bo")
    ident = await other.claimed()
    before = await _text_of(place, ident)
    answer = await desk.post(f"/cases/{ident}/{action}", body)
    assert answer.status == 409
    assert answer.body["detail"] == "Asia ei ole sinulla. Ota se ensin."
    assert await _text_of(place, ident) == before
    assert (await place.case_row(ident))["taken_by"] == other.id


async def test_danger_is_seen_by_every_counsellor_on_duty_until_it_is_closed(place: Place) -> None:
    away = await place.desk("bo", municipalities=["tornio"])
    here = await _duty(await place.desk("eva", municipalities=["tornio"]))
    ident = await place.case(priority=1)
    assert (await away.get(f"/cases/{ident}")).status == 404
    assert (await here.get(f"/cases/{ident}")).status == 200
    own = await place.desk()
    await own.post(f"/cases/{ident}/claim")
    assert (await here.get(f"/cases/{ident}")).status == 200
    await own.post(f"/cases/{ident}/close", {"outcome": "answered"})
    assert (await here.get(f"/cases/{ident}")).status == 404


async def test_what_the_client_says_after_the_end_is_not_the_counsellors(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    conversation = (await place.case_row(ident))["conversation_id"]
    await place.says(conversation, "Thank you")
    await desk.post(f"/cases/{ident}/close", {"outcome": "answered"})
    await place.says(conversation, "Something for the assistant alone")
    texts = [m["text"] for m in (await desk.get(f"/cases/{ident}")).body["messages"]]
    assert "Thank you" in texts
    assert Messages("en", real.knowledge().messages)("handover_closed") in texts
    assert "Something for the assistant alone" not in texts
    later = (await desk.get(f"/cases/{ident}/messages?after=0")).body["messages"]
    assert [message["text"] for message in later] == texts


async def test_a_waiting_reader_gets_the_next_message_at_once(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    last = (await desk.get(f"/cases/{ident}")).body["messages"][-1]["seq"]
    asked = asyncio.create_task(desk.get(f"/cases/{ident}/messages?after={last}&wait=30"))
    sent = {"id": "11111111-1111-4111-8111-111111111111", "text": "Hello"}
    while not asked.done():
        assert (await desk.post(f"/cases/{ident}/messages", sent)).status == 200
        await asyncio.wait({asked}, timeout=0.2)
    assert [message["text"] for message in asked.result().body["messages"]] == ["Hello"]


# --- claiming, giving back, passing on


async def test_a_claim_tells_the_client_who_answers(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed(language="ar")
    say = Messages("ar", real.knowledge().messages)
    told = say("handover_taken", name="Aino", role="مرشد")
    assert ("system", told) in await _text_of(place, ident)
    again = await desk.post(f"/cases/{ident}/claim")
    assert again.status == 200
    assert again.body["taken_by"] == {"id": desk.id, "first_name": "Aino"}
    assert [text for _, text in await _text_of(place, ident)].count(told) == 1


async def test_of_two_claims_at_once_one_wins_and_the_other_learns_who(place: Place) -> None:
    desks = [await place.desk(name) for name in ("aino", "bo", "eva", "olli")]
    for _ in range(5):
        ident = await place.case()
        answers = await asyncio.gather(*(desk.post(f"/cases/{ident}/claim") for desk in desks))
        assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
        winner = next(answer for answer in answers if answer.status == 200)
        name = winner.body["taken_by"]["first_name"]
        for answer in answers:
            if answer.status == 409:
                assert answer.body["detail"] == f"{name} otti asian."


async def test_a_case_given_back_waits_again_with_the_note(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    assert (await desk.post(f"/cases/{ident}/release", {"note": "Speaks Somali"})).status == 204
    body = (await desk.get(f"/cases/{ident}")).body
    assert body["state"] == "waiting"
    assert body["taken_by"] is None
    assert [(note["text"], note["by"]) for note in body["notes"]] == [("Speaks Somali", "Aino")]
    back = Messages("en", real.knowledge().messages)("handover_back")
    assert ("system", back) in await _text_of(place, ident)


async def test_a_colleague_elsewhere_sees_a_case_that_was_passed_to_them(place: Place) -> None:
    desk, other = await place.desk(), await place.desk("bo", municipalities=["tornio"])
    ident = await desk.claimed()
    body = {"to": other.id, "note": "For you"}
    assert (await desk.post(f"/cases/{ident}/transfer", body)).status == 204
    assert [row["id"] for row in (await other.get("/queue")).body["waiting"]] == [ident]
    assert (await other.post(f"/cases/{ident}/claim")).status == 200


async def test_a_case_passed_to_another_municipality_is_seen_there_only(place: Place) -> None:
    desk, other = await place.desk(), await place.desk("bo", municipalities=["tornio"])
    ident = await desk.claimed()
    body = {"to": "municipality:tornio"}
    assert (await desk.post(f"/cases/{ident}/transfer", body)).status == 204
    assert (await desk.get(f"/cases/{ident}")).status == 404
    assert (await other.get(f"/cases/{ident}")).body["municipality"] == "tornio"


async def test_a_case_is_not_passed_to_where_nobody_would_find_it(place: Place) -> None:
    desk = await place.desk()
    closed = await place.add_user("closed")
    await place.database.run(accounts.close_user, closed)
    editor = await place.add_user("editor", roles=["editor"])
    ident = await desk.claimed()
    for to in ("municipality:raisio", "municipality:", "nobody", closed, editor, desk.id, "", 5):
        answer = await desk.post(f"/cases/{ident}/transfer", {"to": to})
        assert answer.status == 400, to
    assert (await place.case_row(ident))["taken_by"] == desk.id


# --- the end


async def test_a_closed_case_tells_the_client_what_was_agreed(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    end = {"outcome": "referred", "to": "Kela", "agreed": "You call Kela on Monday."}
    assert (await desk.post(f"/cases/{ident}/close", end)).status == 204
    say = Messages("en", real.knowledge().messages)
    assert (await _text_of(place, ident))[-2:] == [
        ("counsellor", say("counsellor_agreed", agreed="You call Kela on Monday.")),
        ("system", say("handover_closed")),
    ]
    body = (await desk.get(f"/cases/{ident}")).body
    assert {key: body[key] for key in ("state", "outcome", "outcome_to", "agreed")} == {
        "state": "closed",
        "outcome": "referred",
        "outcome_to": "Kela",
        "agreed": "You call Kela on Monday.",
    }


@pytest.mark.parametrize(
    "end",
    [
        {},
        {"outcome": "solved"},
        {"outcome": "referred"},
        {"outcome": "referred", "to": " "},
        {"outcome": "answered", "to": "x" * 201},
        {"outcome": "answered", "agreed": 5},
        {"outcome": "answered", "agreed": "\0"},
        {"outcome": "answered", "lack": "wrong"},
        {"outcome": "answered", "lack": {"kind": "other", "text": "x"}},
        {"outcome": "answered", "lack": {"kind": "wrong", "text": ""}},
        {"outcome": "answered", "lack": {"kind": "wrong", "text": "x", "topic": "nothing"}},
    ],
)
async def test_a_case_is_not_closed_without_what_is_needed(
    place: Place, end: dict[str, Any]
) -> None:
    desk = await place.desk()
    ident = await desk.claimed()
    answer = await desk.post(f"/cases/{ident}/close", end)
    assert answer.status in (400, 413)
    assert (await place.case_row(ident))["state"] == "taken"


async def test_what_was_lacking_goes_to_the_editors_without_the_case(place: Place) -> None:
    desk = await place.desk()
    ident = await desk.claimed(language="sv")
    lack = {"kind": "wrong", "text": "The price has changed.", "topic": "driving_licence"}
    await desk.post(f"/cases/{ident}/close", {"outcome": "answered", "lack": lack})
    (item,) = await place.database.run(items.listed)
    assert (item.kind, item.text, item.topic) == ("wrong", lack["text"], lack["topic"])
    assert (item.language, item.municipality, item.user_id) == ("sv", "kemi", desk.id)


# --- the history


async def test_the_history_finds_cases_of_ones_own_municipalities(place: Place) -> None:
    desk = await place.desk()
    other = await place.desk("bo", municipalities=["tornio"])
    found = await place.case(summary=SUMMARY)
    await place.case()
    theirs = await place.case(municipality="tornio", summary=SUMMARY)

    async def ids(query: str, who: Desk = desk) -> list[str]:
        answer = await who.get(f"/cases?{query}")
        assert answer.status == 200
        return [row["id"] for row in answer.body["cases"]]

    assert await ids("q=two+bills") == [found]
    assert await ids("q=two+bills&municipality=tornio") == []
    assert await ids("q=two+bills", other) == [theirs]
    assert await ids("q=nothing+of+this") == []
    assert len(await ids("")) == 2
    assert len(await ids("state=waiting")) == 2
    assert await ids("state=closed") == []
    today = now().date()
    assert len(await ids(f"from={today - timedelta(days=1)}&to={today + timedelta(days=1)}")) == 2
    assert await ids(f"to={today - timedelta(days=2)}") == []
    assert await ids(f"from={today + timedelta(days=2)}") == []


@pytest.mark.parametrize(
    "query", ["state=lost", "from=yesterday", "to=2026-13-01", "from=0001-01-01"]
)
async def test_a_search_that_can_not_be_understood_is_refused(place: Place, query: str) -> None:
    desk = await place.desk()
    assert (await desk.get(f"/cases?{query}")).status == 400


# --- the audit


async def test_everything_that_is_done_with_a_case_is_in_the_audit(place: Place) -> None:
    desk, other = await place.desk(), await place.desk("bo")
    ident = await place.case()
    await desk.get(f"/cases/{ident}")
    await desk.get(f"/cases/{ident}")
    await desk.post(f"/cases/{ident}/claim")
    await desk.post(f"/cases/{ident}/notes", {"text": "secret note"})
    await desk.post(f"/cases/{ident}/transfer", {"to": other.id})
    await other.post(f"/cases/{ident}/claim")
    await other.post(f"/cases/{ident}/release")
    await desk.post(f"/cases/{ident}/claim")
    await desk.post(f"/cases/{ident}/close", {"outcome": "answered"})
    await desk.get("/cases?q=secret+words&state=closed")
    assert await place.audited() == [
        (desk.id, "open", ident),
        (desk.id, "claim", ident),
        (desk.id, "note", ident),
        (desk.id, "transfer", ident),
        (other.id, "claim", ident),
        (other.id, "open", ident),
        (other.id, "release", ident),
        (desk.id, "claim", ident),
        (desk.id, "close", ident),
        (desk.id, "search", None),
    ]
    admin = await place.desk("admin", roles=["admin"])
    told = str((await admin.get("/audit")).body)
    assert "q state" in told
    assert "secret" not in told


async def test_reading_the_messages_of_a_case_is_opening_it(place: Place) -> None:
    desk = await place.desk()
    ident = await place.case()
    await desk.get(f"/cases/{ident}/messages")
    assert await place.audited() == [(desk.id, "open", ident)]


async def test_what_was_refused_leaves_no_trace_in_case_or_audit(place: Place) -> None:
    desk, other = await place.desk(), await place.desk("bo")
    ident = await other.claimed()
    before = await place.audited()
    for action, body in WRITES:
        if action not in ("claim", "notes"):
            await desk.post(f"/cases/{ident}/{action}", body)
    await desk.post(f"/cases/{ident}/claim")
    opened = [line for line in await place.audited() if line not in before]
    assert opened == []
    row = await place.database.run(queue.row_of, ident)
    assert row is not None
    assert row["taken_by"] == other.id
