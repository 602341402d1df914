"""A client says whether an answer helped; editors read why it did not, and nobody reads who."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from sqlalchemy import select
from support import real
from support.chat import Api, Chat, Response
from support.desk import Place

from bot.conversations.tally import day_of
from bot.dialogue.decide import reply_to
from bot.dialogue.turn import State, Understood
from bot.storage import conversations as store
from bot.storage.conversations import now
from bot.storage.tables import answer_ratings, counts


async def answered(place: Place, topic: str = "language_courses") -> Chat:
    """A conversation in English in which message 3 is the answer on a topic."""
    ident = await place.conversation("en")
    state = State(language="en", municipality="kemi", status="jobseeker")
    understood = Understood(topic, ranking=((topic, 0.95),), language="en", words=4)
    seq = await place.says(ident, "What courses are there?")
    reply, after = reply_to(understood, state, real.knowledge())
    basis = {"understood": understood.as_dict(), "state": state.as_dict()}
    said = reply.as_dict() | {"basis": basis}
    await place.database.run(store.add_replies, ident, seq, [said], after.as_dict(), "en")
    return Chat(Api(place.http, place.url), ident, ident, [])


async def rate(chat: Chat, body: Any = None, seq: object = 3, **said: Any) -> Response:
    """Rates a message."""
    path = f"{chat.path}/messages/{seq}/rating"
    return await chat.api.request("POST", path, body or said, token=chat.token)


async def kept(place: Place) -> list[tuple[Any, ...]]:
    """What is stored."""
    columns = (answer_ratings.c.seq, answer_ratings.c.rating)
    query = select(*columns, answer_ratings.c.reason, answer_ratings.c.text)
    return [tuple(row) for row in await place.database.run(lambda c: c.execute(query).all())]


async def counted(place: Place) -> dict[str, int]:
    """What is counted."""
    query = select(counts.c.value, counts.c.number).where(
        counts.c.kind == "answer_rating", counts.c.number > 0
    )
    return {row.value: row.number for row in await place.database.run(lambda c: c.execute(query))}


async def test_a_rating_is_kept_with_its_reason_and_the_clients_words(place: Place) -> None:
    chat = await answered(place)
    response = await rate(chat, rating="bad", reason="missing", text=" What does it cost? ")
    assert (response.status, response.body) == (204, None)
    assert await kept(place) == [(3, "bad", "missing", "What does it cost?")]


@pytest.mark.parametrize(
    "body",
    [
        {"rating": "good"},
        {"rating": "bad"},
        {"rating": "good", "reason": None, "text": None},
        {"rating": "bad", "text": "  "},
    ],
)
async def test_reason_and_text_may_be_left_out(place: Place, body: Any) -> None:
    assert (await rate(await answered(place), body)).status == 204
    assert await kept(place) == [(3, body["rating"], None, None)]


async def test_personal_data_in_it_is_hidden_before_it_is_stored(place: Place) -> None:
    chat = await answered(place)
    await rate(chat, rating="bad", text="Call me: 040 123 4567, 131052-308T")
    assert await kept(place) == [(3, "bad", None, "Call me: •••, •••")]


async def test_the_last_rating_counts_and_takes_the_place_of_the_one_before(place: Place) -> None:
    chat = await answered(place)
    for said in (
        {"rating": "good"},
        {"rating": "bad"},
        {"rating": "bad", "reason": "wrong"},
        {"rating": "bad", "reason": "wrong"},
    ):
        assert (await rate(chat, said)).status == 204
    assert await kept(place) == [(3, "bad", "wrong", None)]
    assert await counted(place) == {"wrong": 1}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"rating": "fine"}, "rating"),
        ({"rating": ["good"]}, "rating"),
        ({"reason": "wrong"}, "rating"),
        ({"rating": "bad", "reason": "ugly"}, "reason"),
        ({"rating": "bad", "reason": ["wrong"]}, "reason"),
        ({"rating": "good", "reason": "wrong"}, "reason"),
        ({"rating": "bad", "text": 5}, "text"),
        ({"rating": "bad", "text": "a\0b"}, "text"),
        ({"rating": "bad", "text": "\ud800"}, "text"),
    ],
)
async def test_what_is_no_rating_is_refused_with_what_is_wrong(
    place: Place, body: Any, word: str
) -> None:
    response = await rate(await answered(place), body)
    assert response.status == 400
    assert word in response.body["detail"]
    assert await kept(place) == []


async def test_a_text_of_500_characters_is_taken_and_one_more_is_not(place: Place) -> None:
    chat = await answered(place)
    assert (await rate(chat, rating="bad", text="å" * 501)).status == 413
    assert (await rate(chat, rating="bad", text="å" * 500)).status == 204


@pytest.mark.parametrize("seq", [0, 4, 99, "x", "%D9%A3", "-3", "9" * 30])
async def test_a_message_that_is_not_there_can_not_be_rated(place: Place, seq: object) -> None:
    assert (await rate(await answered(place), rating="good", seq=seq)).status == 404


@pytest.mark.parametrize("seq", [1, 2])
async def test_only_an_answer_of_the_chat_can_be_rated(place: Place, seq: int) -> None:
    response = await rate(await answered(place), rating="good", seq=seq)
    assert response.status == 400


async def test_only_the_token_of_the_conversation_may_rate_in_it(place: Place) -> None:
    mine, other = await answered(place), await answered(place)
    path = f"{mine.path}/messages/3/rating"
    for token in (other.token, None):
        response = await mine.api.request("POST", path, {"rating": "good"}, token=token)
        assert response.status == 401
    assert await kept(place) == []


async def test_a_rating_goes_with_its_conversation(place: Place) -> None:
    chat, other = await answered(place), await answered(place)
    for one in (chat, other):
        await rate(one, rating="bad", text=f"of {one.id}")
    assert (await chat.delete()).status == 204
    assert await kept(place) == [(3, "bad", None, f"of {other.id}")]
    assert (await rate(chat, rating="good")).status == 404


# --- at the desk


async def test_editors_read_the_answer_in_their_language_and_nothing_of_the_client(
    place: Place,
) -> None:
    editor = await place.desk("editor", roles=["editor"], desk_language="fi")
    chat = await answered(place)
    await rate(chat, rating="bad", reason="missing", text="What does it cost?")
    (row,) = (await editor.get("/rated?language=sv")).body["rated"]
    said = {key: row[key] for key in ("reason", "text", "language", "municipality", "topic")}
    assert said == {
        "reason": "missing",
        "text": "What does it cost?",
        "language": "en",
        "municipality": "kemi",
        "topic": "language_courses",
    }
    whole = real.knowledge().topics["language_courses"].pages
    assert row["answer"].startswith(whole["en"].sections["what"])
    assert row["retold"].startswith(whole["sv"].sections["what"])
    assert (
        (await editor.get("/rated"))
        .body["rated"][0]["retold"]
        .startswith(whole["fi"].sections["what"])
    )
    about = await place.database.run(store.about, chat.id)
    assert about is not None
    for secret in (chat.id, about.code, "What courses"):
        assert secret not in str(row)


async def test_answers_that_helped_are_not_listed_and_the_newest_comes_first(place: Place) -> None:
    editor = await place.desk("editor", roles=["editor"])
    for rating, text in (("bad", "first"), ("good", "praise"), ("bad", "second")):
        await rate(await answered(place), rating=rating, text=text)
    rows = (await editor.get("/rated")).body["rated"]
    assert [row["text"] for row in rows] == ["second", "first"]


async def test_a_rating_is_open_until_it_is_done_or_changed(place: Place) -> None:
    editor = await place.desk("editor", roles=["editor"])
    chat = await answered(place)
    await rate(chat, rating="bad")
    (row,) = (await editor.get("/rated")).body["rated"]
    for _ in range(2):
        assert (await editor.post(f"/rated/{row['id']}/done")).status == 204
    assert (await editor.get("/rated")).body["rated"] == []
    await rate(chat, rating="bad")  # pressed again
    assert (await editor.get("/rated")).body["rated"] == []
    await rate(chat, rating="bad", reason="unclear")
    assert len((await editor.get("/rated")).body["rated"]) == 1
    assert [action for _, action, _ in await place.audited()] == ["rating_done"] * 2


@pytest.mark.parametrize(("ident", "status"), [("99", 404), ("x", 400)])
async def test_there_is_no_such_rating(place: Place, ident: str, status: int) -> None:
    editor = await place.desk("editor", roles=["editor"])
    assert (await editor.post(f"/rated/{ident}/done")).status == status


async def test_figures_tell_how_many_by_topic_and_reason_and_hide_small_numbers(
    place: Place,
) -> None:
    for number in range(6):
        await rate(await answered(place), rating="good")
        said = {"rating": "bad", "reason": "unclear"} if number < 5 else {"rating": "bad"}
        await rate(await answered(place, "kela"), said)
    desk = await place.desk(roles=["editor"], municipalities=[])
    found = (await desk.get("/figures")).body["answer_ratings"]
    none = {"wrong": None, "other": None, "missing": None}
    assert found == {
        "all": {"good": 6, "bad": 6, "unclear": 5, **none},
        "by_topic": [
            {"topic": "kela", "good": None, "bad": 6, "unclear": 5, **none},
            {"topic": "language_courses", "good": 6, "bad": None, "unclear": None, **none},
        ],
    }
    today = day_of(now())
    url = f"{place.url}/desk/api/figures.csv?from={today}&to={today}"
    async with place.http.get(url, headers=desk.headers()) as response:
        rows = list(csv.DictReader(io.StringIO(await response.text())))
    told = [row for row in rows if row["view"].startswith("answer_ratings")]
    numbers = {(row["topic"], row["measure"]): row["number"] for row in told}
    assert len(told) == 18
    assert numbers["", "bad"] == "6" and numbers["kela", "unclear"] == "5"
    assert numbers["kela", "good"] == "<5"
