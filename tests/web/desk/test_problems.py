"""Problems are told in the counsellor's own language."""

from __future__ import annotations

import re

import pytest
from support.desk import PASSWORD, Place

from bot.passwords import WEAK
from bot.settings import ROOT
from bot.web.desk.problems import PREFIX
from bot.web.desk.texts import LANGUAGES, texts


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_problem_is_told_in_the_language_of_the_desk(place: Place, language: str) -> None:
    desk = await place.desk(desk_language=language)
    other = await place.desk("bo")
    ident = await other.claimed()
    say = texts(ROOT, language)
    taken = await desk.post(f"/cases/{ident}/claim")
    assert taken.body["detail"] == say["problem_taken"].format(name="Bo")
    gone = await desk.get(f"/cases/{'0' * 32}")
    assert gone.body["detail"] == say["problem_case_gone"]
    weak = {"password": {"old": PASSWORD, "new": "salasana1234"}}
    refused = await desk.request("PUT", "/me", weak)
    assert refused.body["detail"] == say["problem_password_common"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_text_for_every_problem_and_no_other(language: str) -> None:
    raised = {f"password_{weak}" for weak in WEAK}
    for path in (ROOT / "bot" / "web" / "desk").glob("*.py"):
        raised |= set(re.findall(r'\bproblem\(\s*\w+, "(\w+)"', path.read_text("utf-8")))
    told = {key for key in texts(ROOT, language) if key.startswith(PREFIX)}
    assert told == {f"{PREFIX}{key}" for key in raised}
