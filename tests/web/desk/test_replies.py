"""Ready replies: the knowledge's own texts, in the client's language and in the counsellor's."""

from __future__ import annotations

from typing import Any

import pytest
from support import real
from support.desk import Desk, Place

from bot.web.desk.replies import HERE, MOST, texts_of


async def _find(desk: Desk, query: str) -> list[dict[str, Any]]:
    answer = await desk.get(f"/replies?{query}")
    assert answer.status == 200
    return list(answer.body)


async def test_a_reply_stands_in_both_languages(place: Place) -> None:
    desk = await place.desk()
    found = {reply["id"]: reply for reply in await _find(desk, "language=ar&q=velat")}
    pages = real.knowledge().topics["debt"].pages
    assert found["debt:how"] == {
        "id": "debt:how",
        "topic": "debt",
        "section": "how",
        "title": pages["fi"].title,
        "text": pages["ar"].sections["how"],
        "own": pages["fi"].sections["how"],
    }


async def test_every_word_is_looked_for_in_either_language_without_accents(place: Place) -> None:
    desk = await place.desk()
    by_own = await _find(desk, "language=en&q=VELKA+neuvonta")
    assert "debt:who" in [reply["id"] for reply in by_own]
    by_clients = await _find(desk, "language=en&q=payment+default")
    assert "debt:what" in [reply["id"] for reply in by_clients]
    assert await _find(desk, "language=en&q=velka+zzz") == []


async def test_topics_whose_title_has_the_words_come_first(place: Place) -> None:
    desk = await place.desk(desk_language="en")
    found = await _find(desk, "language=fi&q=debts")
    titles = [reply["title"] for reply in found]
    assert titles[0] == real.knowledge().topics["debt"].pages["en"].title


async def test_without_words_there_is_one_reply_on_each_topic(place: Place) -> None:
    desk = await place.desk(municipalities=["kemi", "tornio"])
    found = await _find(desk, "language=en")
    assert {reply["topic"] for reply in found} == set(real.knowledge().topics)
    assert {reply["section"] for reply in found} == {"what"}


async def test_never_more_come_than_one_can_look_through(place: Place) -> None:
    desk = await place.desk()
    assert len(await _find(desk, "language=en&q=a")) <= MOST


async def test_services_are_those_of_the_municipality_of_the_open_case(place: Place) -> None:
    desk = await place.desk(municipalities=["kemi", "raisio"])
    assert HERE not in {r["section"] for r in await _find(desk, "language=en&q=a")}
    await desk.claimed(municipality="raisio")
    found = {r["id"]: r for r in await _find(desk, "language=en")}
    text = texts_of(real.knowledge(), "integration_plan:here", "raisio")["en"]
    assert found["integration_plan:here"]["text"] == text
    other = {r["id"]: r for r in await _find(desk, "language=en&municipality=kemi")}
    assert other["integration_plan:here"]["text"] != text


async def test_an_unknown_municipality_is_refused(place: Place) -> None:
    desk = await place.desk()
    assert (await desk.get("/replies?language=en&municipality=paris")).status == 400


async def test_a_language_that_the_chat_does_not_speak_becomes_english(place: Place) -> None:
    desk = await place.desk()
    assert await _find(desk, "language=so&q=velat") == await _find(desk, "language=en&q=velat")


@pytest.mark.parametrize("municipality", [None, *real.knowledge().municipalities])
def test_every_reply_that_is_offered_can_be_sent_in_every_language(
    municipality: str | None,
) -> None:
    knowledge = real.knowledge()
    live = {item.code for item in knowledge.live}
    for topic in knowledge.topics.values():
        sections = [*topic.pages["fi"].sections]
        if topic.kind == "service" and municipality:
            sections.append(HERE)
        for section in sections:
            texts = texts_of(knowledge, f"{topic.id}:{section}", municipality)
            assert set(texts) == live
            assert all(text.strip() for text in texts.values())
