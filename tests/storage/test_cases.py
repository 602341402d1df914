"""A case has one owner, its transitions happen once, and the client is told of each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from support.chat import new_id

from bot.conversations.notices import Notices
from bot.dialogue.turn import State
from bot.storage import accounts, cases, handovers, presence, queue
from bot.storage import conversations as store
from bot.storage.cases import Case, Claimed
from bot.storage.counsellor_messages import add_counsellor_message, set_marks, take_contact
from bot.storage.database import Database
from bot.storage.notes import notes_of
from bot.storage.queue import Filters
from bot.storage.tables import cases as table
from bot.storage.tables import conversations, messages

ONE, OTHER = "1" * 32, "2" * 32
SAID = ("sent", "withdrawn", "taken", "back", "transferred", "closed")
TEXTS = {f"handover_{key}": key for key in SAID} | {"handover_taken": "taken by {name}, {role}"}
NOTICES = Notices({"en": TEXTS})
TAKEN_BY_AINO = NOTICES.taken("Aino", {"en": "counsellor"})
PART = {"id": "2", "kind": "question", "texts": {"en": "Asked"}, "original": "own words"}
FORM: dict[str, Any] = {
    "municipality": "kemi",
    "meeting": "chat",
    "summary": [PART],
    "contact": None,
    "wishes": "in the morning",
    "priority": 0,
    "out_of_hours": False,
    "due_at": None,
}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with a conversation and two counsellors."""
    made = Database(f"sqlite:///{tmp_path / 'monineuvo.sqlite3'}")
    await made.create()
    await _conversation(made, ONE)
    yield made
    await made.close()


@pytest.fixture
async def aino(database: Database) -> str:
    """A counsellor of Kemi."""
    return await _counsellor(database, "aino")


@pytest.fixture
async def veera(database: Database) -> str:
    """Another one."""
    return await _counsellor(database, "veera")


async def _conversation(database: Database, ident: str) -> None:
    state = State(language="en").as_dict()
    said = {"text": "Hello!", "language": "en", "options": [], "answer": None}
    await database.run(store.create, ident, "hash", state, said)


async def _counsellor(database: Database, name: str) -> str:
    values = {"name": name, "first_name": name.capitalize(), "role_title": {"en": "counsellor"}}
    values |= {"roles": ["counsellor"], "municipalities": ["kemi"], "languages": ["fi"]}
    values |= {"desk_language": "fi", "password_hash": "none"}
    return str(await database.run(accounts.add_user, values))


async def _draft(database: Database, ident: str = ONE, **values: Any) -> Case:
    first = {"language": "en", "municipality": None, "priority": 0, "danger": None, "topic": None}
    made = await database.run(cases.draft, ident, first | {"summary": [PART]} | values)
    assert made is not None
    return made[0]


async def _sent(database: Database, ident: str = ONE, **values: Any) -> str:
    if ident != ONE:
        await _conversation(database, ident)
    case = await _draft(database, ident)
    assert await database.run(cases.submit, case["id"], FORM | values, NOTICES.sent())
    return str(case["id"])


async def _claim(database: Database, case: str, user: str) -> Claimed:
    return await database.run(cases.claim, case, user, TAKEN_BY_AINO)


async def _case(database: Database, ident: str) -> Case:
    found = await database.run(cases.by_id, ident)
    assert found is not None
    return found


async def _told(database: Database, ident: str = ONE) -> list[str]:
    """What the system has said."""
    said = await database.run(store.after, ident, 0)
    return [message.text for message in said if message.sender == "system"]


async def _about(database: Database, ident: str = ONE) -> store.About:
    about = await database.run(store.about, ident)
    assert about is not None
    return about


async def _ask(database: Database, text: str) -> store.Added:
    added = await database.run(store.add_client_message, ONE, new_id(), text, text, None, ())
    assert added is not None
    return added


async def _write(database: Database, case: str, user: str, ident: str, text: str = "Hi") -> Any:
    author = {"name": "Aino", "role": "counsellor"}
    return await database.run(add_counsellor_message, case, user, ident, text, "en", author)


async def test_every_conversation_has_a_code_of_its_own_that_is_no_word(database: Database) -> None:
    codes = {(await _about(database)).code}
    for number in range(20):
        ident = f"{number:032}"
        await _conversation(database, ident)
        codes.add((await _about(database, ident)).code)
    assert len(codes) == 21
    for code in codes:
        first, hyphen, second = code.partition("-")
        assert (len(first), hyphen, len(second)) == (4, "-", 4)
        assert not set("AEIOUY01") & set(code)


async def test_a_draft_is_made_once_and_renewed(database: Database) -> None:
    case = await _draft(database)
    assert (case["state"], case["code"]) == ("drafting", (await _about(database)).code)
    again = await _draft(database, topic="kela")
    assert (again["id"], again["topic"]) == (case["id"], "kela")
    assert (await _about(database)).case_id == case["id"]
    assert await _told(database) == []


async def test_a_draft_of_a_conversation_that_is_gone_is_not_made(database: Database) -> None:
    assert await database.run(cases.draft, OTHER, {}) is None


async def test_a_request_is_sent_once_and_may_be_changed_while_it_waits(
    database: Database,
) -> None:
    case = await _sent(database)
    requested = (await _case(database, case))["requested_at"]
    again = FORM | {"wishes": "in the evening"}
    done = await database.run(cases.submit, case, again, NOTICES.sent())
    assert done is not None and done[1] is False
    found = await _case(database, case)
    assert (found["state"], found["wishes"]) == ("waiting", "in the evening")
    assert found["requested_at"] == requested
    assert await _told(database) == ["sent"]


async def test_a_draft_that_waits_is_not_emptied_by_a_new_draft(database: Database) -> None:
    case = await _sent(database)
    again = await _draft(database, summary=[])
    assert (again["id"], again["summary"]) == (case, [PART])


async def test_taking_back_leaves_nothing_that_the_client_told(database: Database) -> None:
    case = await _sent(database, contact={"phone": "040 123"}, meeting="phone")
    assert await database.run(cases.withdraw, ONE, NOTICES.withdrawn())
    found = await _case(database, case)
    assert (found["state"], found["summary"]) == ("withdrawn", [])
    assert (found["contact"], found["wishes"]) == (None, None)
    assert (await _about(database)).case_id is None
    assert await _told(database) == ["sent", "withdrawn"]
    assert not await database.run(cases.withdraw, ONE, NOTICES.withdrawn())


async def test_a_draft_is_dropped_without_a_word(database: Database) -> None:
    await _draft(database)
    assert await database.run(cases.withdraw, ONE, NOTICES.withdrawn())
    assert await _told(database) == []


async def test_of_two_counsellors_one_gets_the_case_and_the_other_learns_who(
    database: Database, aino: str, veera: str
) -> None:
    for number in range(10):
        ident = f"{number:032}"
        case = await _sent(database, ident)
        both = await asyncio.gather(*(_claim(database, case, user) for user in (aino, veera)))
        assert [claimed.won for claimed in both].count(True) == 1
        winner = "Aino" if both[0].won else "Veera"
        assert {claimed.by for claimed in both} == {winner}
        assert (await _told(database, ident)) == ["sent", "taken by Aino, counsellor"]


async def test_claiming_again_changes_nothing(database: Database, aino: str) -> None:
    case = await _sent(database)
    assert await _claim(database, case, aino) == Claimed(True, "Aino", fresh=True)
    assert await _claim(database, case, aino) == Claimed(True, "Aino")
    assert len(await _told(database)) == 2


async def test_what_does_not_wait_can_not_be_claimed(database: Database, aino: str) -> None:
    draft = await _draft(database)
    assert await _claim(database, draft["id"], aino) == Claimed(False, None)
    assert await _claim(database, "none", aino) == Claimed(False, None)
    assert (await _about(database)).mode == "bot"


async def test_while_a_counsellor_has_the_case_nothing_waits_for_the_assistant(
    database: Database, aino: str
) -> None:
    case = await _sent(database)
    before = await _ask(database, "before")
    await _claim(database, case, aino)
    during = await _ask(database, "during")
    assert during.answered and during.waiting is None and during.case_id == case
    assert await database.run(store.all_waiting) == []
    late = {"text": "late", "language": "en", "options": [], "answer": None}
    state = State(language="fi").as_dict()
    assert await database.run(store.add_replies, ONE, before.seq, [late], state, "fi") == []
    assert (await _about(database)).language == "en"


async def test_a_case_in_a_counsellors_hands_can_not_be_changed_or_taken_back(
    database: Database, aino: str
) -> None:
    case = await _sent(database)
    await _claim(database, case, aino)
    assert await database.run(cases.submit, case, FORM, NOTICES.sent()) is None
    assert not await database.run(cases.withdraw, ONE, NOTICES.withdrawn())


async def test_a_case_that_is_given_back_waits_in_its_old_place_with_the_note(
    database: Database, aino: str, veera: str
) -> None:
    case = await _sent(database)
    await _sent(database, OTHER)
    await _claim(database, case, aino)
    assert not await database.run(cases.release, case, veera, NOTICES.back())
    assert await database.run(cases.release, case, aino, NOTICES.back(), "called, no answer")
    assert await database.run(queue.place, case) == 1
    about = await _about(database)
    assert (about.mode, about.case_id) == ("bot", case)
    (note,) = await database.run(notes_of, case)
    assert (note["text"], note["by"]) == ("called, no answer", "Aino")
    assert (await _ask(database, "again")).waiting is not None
    assert (await _told(database))[-1] == "back"


async def test_a_case_is_passed_to_a_colleague_or_to_another_municipality(
    database: Database, aino: str, veera: str
) -> None:
    case = await _sent(database)
    await _claim(database, case, aino)
    assert await database.run(cases.transfer, case, aino, veera, None, NOTICES.transferred())
    found = await _case(database, case)
    assert (found["state"], found["transferred_to"]) == ("waiting", veera)
    await _claim(database, case, veera)
    to = "municipality:tornio"
    assert await database.run(cases.transfer, case, veera, to, "yours", NOTICES.transferred())
    found = await _case(database, case)
    assert (found["municipality"], found["transferred_to"]) == ("tornio", None)
    assert (await _told(database)).count("transferred") == 2


async def test_closing_gives_the_conversation_back_to_the_assistant(
    database: Database, aino: str, veera: str
) -> None:
    case = await _sent(database)
    await _claim(database, case, aino)
    end = ("referred", "Kela", "will call", NOTICES.closed())
    assert await database.run(cases.close, case, veera, *end) is None
    closed = await database.run(cases.close, case, aino, *end)
    assert closed is not None
    assert (closed["state"], closed["outcome"], closed["outcome_to"]) == (
        "closed",
        "referred",
        "Kela",
    )
    about = await _about(database)
    assert (about.mode, about.case_id) == ("bot", None)
    assert await database.run(cases.close, case, aino, *end) is None
    assert (await _told(database)).count("closed") == 1
    latest = await database.run(cases.latest, ONE)
    assert latest is not None and latest["id"] == case
    assert (await _draft(database))["id"] != case


async def test_a_rating_is_kept_only_of_a_closed_case(database: Database, aino: str) -> None:
    case = await _sent(database)
    assert not await database.run(cases.rate, case, 3)
    await _claim(database, case, aino)
    await database.run(cases.close, case, aino, "answered", None, None, NOTICES.closed())
    assert await database.run(cases.rate, case, 3)
    assert (await _case(database, case))["rating"] == 3


async def test_cases_of_a_counsellor_who_is_gone_wait_again(
    database: Database, aino: str, veera: str
) -> None:
    lost, kept = await _sent(database), await _sent(database, OTHER)
    await _claim(database, lost, aino)
    await _claim(database, kept, veera)
    later = store.now() + timedelta(seconds=60)
    await database.run(presence.alive, veera, later)
    given = await database.run(presence.gone, later, NOTICES.back())
    assert [case["id"] for case in given] == [lost]
    assert (await _case(database, lost))["state"] == "waiting"
    assert (await _case(database, kept))["state"] == "taken"
    assert (await _told(database))[-1] == "back"
    assert await database.run(presence.gone, later, NOTICES.back()) == []


async def test_a_counsellors_message_is_stored_once_and_only_by_the_one_who_has_the_case(
    database: Database, aino: str, veera: str
) -> None:
    case, ident = await _sent(database), new_id()
    assert await _write(database, case, aino, ident) is None
    await _claim(database, case, aino)
    assert await _write(database, case, veera, ident) is None
    first = await _write(database, case, aino, ident)
    again = await _write(database, case, aino, ident)
    assert first.seq == again.seq and again.author == {"name": "Aino", "role": "counsellor"}
    said = await database.run(store.after, ONE, 0)
    assert [message.seq for message in said] == list(range(1, len(said) + 1))
    assert [message.text for message in said if message.sender == "counsellor"] == ["Hi"]


async def test_messages_of_both_sides_at_once_get_numbers_without_gaps(
    database: Database, aino: str
) -> None:
    case = await _sent(database)
    await _claim(database, case, aino)
    both = [_write(database, case, aino, new_id(), str(number)) for number in range(10)]
    await asyncio.gather(*both, *(_ask(database, f"c{number}") for number in range(10)))
    said = await database.run(store.after, ONE, 0)
    assert [message.seq for message in said] == list(range(1, 24))


async def test_marks_only_move_forward_and_only_to_messages_that_are_there(
    database: Database,
) -> None:
    await _ask(database, "one")
    assert await database.run(set_marks, ONE, None, 2)
    assert not await database.run(set_marks, ONE, 1, 1)
    assert not await database.run(set_marks, ONE, 99, None, 99)
    assert await database.run(set_marks, ONE, None, None, 1)
    about = await _about(database)
    assert (about.client_got, about.client_read, about.counsellor_read) == (2, 2, 1)


async def test_a_contact_is_taken_only_when_the_counsellor_has_asked_for_it(
    database: Database, aino: str
) -> None:
    case, given = await _sent(database), {"phone": "040 123 4567", "email": "a@example.fi"}
    asking = {"May I call?": "phone", "May I write?": "email"}
    await _claim(database, case, aino)
    assert await database.run(take_contact, ONE, asking, given) == []
    await _write(database, case, aino, new_id(), "May I call?")
    assert await database.run(take_contact, ONE, asking, given) == ["phone"]
    assert (await _case(database, case))["contact"] == {"phone": "040 123 4567"}


async def test_danger_comes_first_then_who_asked_first(
    database: Database, aino: str, veera: str
) -> None:
    first, second = await _sent(database), await _sent(database, OTHER)
    third = await _sent(database, "3" * 32)
    places = [await database.run(queue.place, case) for case in (first, second, third)]
    assert places == [1, 2, 3]
    assert await database.run(cases.in_danger, "3" * 32, "violence") == third
    found = await database.run(queue.queue, ["kemi"], aino, False)
    assert [row["id"] for row in found.waiting] == [third, first, second]
    assert await database.run(queue.place, second) == 3
    assert (await _case(database, third))["danger"] == "violence"


async def test_a_counsellor_sees_what_is_theirs_to_see(
    database: Database, aino: str, veera: str
) -> None:
    own = await _sent(database)
    far = await _sent(database, OTHER, municipality="porvoo")
    later = await _sent(database, "3" * 32, meeting="phone", out_of_hours=True)

    async def seen(user: str, on_duty: bool) -> list[list[str]]:
        found = await database.run(queue.queue, ["kemi"], user, on_duty)
        return [[row["id"] for row in rows] for rows in (found.waiting, found.requests, found.mine)]

    assert await seen(aino, True) == [[own], [later], []]
    await database.run(cases.in_danger, OTHER, None)
    assert await seen(aino, True) == [[far, own], [later], []]
    assert await seen(aino, False) == [[own], [later], []]
    await _claim(database, own, aino)
    await _ask(database, "one")
    await _ask(database, "two")
    assert await seen(aino, False) == [[], [later], [own]]
    (row,) = (await database.run(queue.queue, ["kemi"], aino, False)).mine
    assert (row["first_name"], row["unread"]) == ("Aino", 2)
    await database.run(cases.transfer, own, aino, veera, None, NOTICES.transferred())
    found = await database.run(queue.queue, ["porvoo"], veera, False)
    assert [row["id"] for row in found.waiting] == [far, own]


async def test_the_history_is_searched_within_what_one_may_see(database: Database) -> None:
    case = await _sent(database)
    await _sent(database, OTHER, municipality="porvoo", wishes="oma sävel")
    await _conversation(database, "3" * 32)
    await _draft(database, "3" * 32)

    async def found(municipalities: list[str], **values: Any) -> list[str]:
        rows = await database.run(queue.history, Filters(municipalities, **values))
        return [row["id"] for row in rows]

    assert await found(["kemi"]) == [case]
    assert await found(["kemi"], text="sävel") == []
    assert len(await found(["kemi", "porvoo"])) == 2
    assert len(await found(["kemi", "porvoo"], text="SÄVEL")) == 1
    assert await found(["kemi"], text="Own Words") == [case]
    code = (await _about(database)).code
    assert await found(["kemi"], text=code.lower()) == [case]
    assert await found(["kemi"], state="closed") == []
    assert await found(["kemi"], since=store.now()) == []
    assert await found(["kemi", "porvoo"], municipality="kemi", until=store.now()) == [case]


async def test_what_remains_of_a_deleted_conversation_tells_nothing_of_the_client(
    database: Database, aino: str
) -> None:
    case = await _sent(database, contact={"phone": "040 123"}, meeting="phone")
    await _claim(database, case, aino)
    await database.run(cases.add_note, case, aino, "lives alone")
    before = await database.run(handovers.abandon, ONE)
    assert before is not None and before["state"] == "taken"
    found = await _case(database, case)
    assert (found["state"], found["outcome"]) == ("closed", "no_reply")
    assert [found[key] for key in ("summary", "contact", "wishes")] == [[], None, None]
    assert await database.run(notes_of, case) == []


async def test_a_request_of_a_deleted_conversation_does_not_wait_any_more(
    database: Database, aino: str
) -> None:
    case = await _sent(database)
    await database.run(handovers.abandon, ONE)
    await database.run(store.remove, ONE)
    assert (await _case(database, case))["state"] == "withdrawn"
    assert await _claim(database, case, aino) == Claimed(False, None)
    assert (await database.run(queue.queue, ["kemi"], aino, True)).waiting == []


async def test_system_messages_can_be_told_again_in_another_language(
    database: Database, aino: str
) -> None:
    case = await _sent(database)
    await _claim(database, case, aino)

    def bases(connection: Connection) -> list[Any]:
        query = select(messages.c.basis).where(messages.c.sender == "system")
        return list(connection.execute(query.order_by(messages.c.seq)).scalars())

    values = {"name": "Aino", "role": {"en": "counsellor"}}
    assert await database.run(bases) == [
        {"key": "handover_sent", "values": {}},
        {"key": "handover_taken", "values": values},
    ]


async def test_a_transition_that_fails_leaves_everything_as_it_was(
    database: Database, aino: str
) -> None:
    case = await _sent(database)

    def broken(language: str) -> dict[str, Any]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.run(cases.claim, case, aino, broken)
    assert (await _case(database, case))["state"] == "waiting"
    assert (await _about(database)).mode == "bot"


async def test_a_case_without_its_conversation_can_still_be_read(database: Database) -> None:
    case = await _sent(database)

    def lose(connection: Connection) -> None:
        connection.execute(update(conversations).values(case_id=None))
        connection.execute(update(table).values(state="closed"))
        store.remove(connection, ONE)

    await database.run(lose)
    row = await database.run(queue.row_of, case)
    assert row is not None and row["unread"] == 0
