"""Two counsellors can't have one case, however close together they press."""

from __future__ import annotations

import asyncio
import secrets

from support.desk import Place

RACES = 500
RIVALS = 3


async def test_each_of_500_races_for_a_case_has_one_winner_whom_the_others_are_told(
    place: Place,
) -> None:
    desks = [await place.desk(f"rival{number}") for number in range(RIVALS)]
    names = {desk.id: f"Rival{number}" for number, desk in enumerate(desks)}
    winners = set()
    for _ in range(RACES):
        case = await place.case()
        runners = desks[:]
        secrets.SystemRandom().shuffle(runners)
        answers = await asyncio.gather(*(desk.post(f"/cases/{case}/claim") for desk in runners))
        won = [desk for desk, answer in zip(runners, answers, strict=True) if answer.status == 200]
        assert len(won) == 1
        lost = [answer for answer in answers if answer.status != 200]
        assert {answer.status for answer in lost} == {409}
        assert all(names[won[0].id] in answer.body["detail"] for answer in lost)
        taken = (await won[0].get(f"/cases/{case}")).body["taken_by"]
        assert taken["id"] == won[0].id
        winners.add(won[0].id)
    assert len(winners) > 1  # it was a race
