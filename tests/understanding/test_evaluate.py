"""The figures, counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.turn import Place, Understood
from bot.knowledge.model import Knowledge
from bot.settings import ROOT
from bot.understanding.evaluate import (
    GOALS,
    Held,
    Tally,
    as_table,
    measure,
    read_held_out,
    unmet,
)


def sure(topic: str, **told: object) -> Understood:
    ranking = ((topic, 0.9), ("work", 0.05))
    return Understood(topic, 0.9, ranking, **told)  # type: ignore[arg-type]


DOUBTFUL = Understood("kela", 0.3, (("kela", 0.3), ("work", 0.25), ("health", 0.2)))
OFF = Understood("off_topic", 0.9, (("off_topic", 0.9),))


def shares(
    knowledge: Knowledge, pairs: list[tuple[Held, Understood]], language: str = "all"
) -> dict[str, float]:
    answers = {held.text: meaning for held, meaning in pairs}
    tallies = measure([held for held, _ in pairs], answers.__getitem__, knowledge)
    return {figure: row[language].share for figure, row in tallies.items() if language in row}


def test_a_topic_is_right_at_once_offered_or_wrong(knowledge: Knowledge) -> None:
    found = shares(
        knowledge,
        [
            (Held("fi", "a", "kela"), sure("kela")),
            (Held("fi", "b", "kela"), DOUBTFUL),
            (Held("fi", "c", "kela"), sure("health")),
            (Held("fi", "d", "kela"), OFF),
        ],
    )
    assert found["topic right at once"] == 0.25
    assert found["topic right or offered"] == 0.5
    assert found["topic wrong but sure"] == 0.25


def test_a_button_beside_a_wrong_answer_counts_as_offered(knowledge: Knowledge) -> None:
    found = shares(knowledge, [(Held("fi", "a", "work"), sure("kela"))])
    assert found["topic right or offered"] == 1.0
    assert found["topic wrong but sure"] == 1.0


def test_danger_is_found_in_kind_or_at_all(knowledge: Knowledge) -> None:
    fire = Understood("danger_fire", danger="fire")
    found = shares(
        knowledge,
        [
            (Held("fi", "a", "danger_fire"), fire),
            (Held("fi", "b", "danger_child"), fire),
            (Held("fi", "c", "danger_child"), sure("kela")),
            (Held("fi", "d", "kela"), fire),
        ],
    )
    assert found["danger found"] == pytest.approx(2 / 3)
    assert found["kind of danger"] == pytest.approx(1 / 3)
    assert found["false alarm of danger"] == 1.0
    assert found["topic right or offered"] == 0.0


def test_places_and_groups_are_counted(knowledge: Knowledge) -> None:
    kemi, tornio = Place("kemi"), Place("tornio")
    found = shares(
        knowledge,
        [
            (Held("fi", "a", "integration_plan", "kemi"), sure("integration_plan", places=(kemi,))),
            (Held("fi", "b", "integration_plan", "kemi"), sure("integration_plan")),
            (Held("fi", "c", "integration_plan"), sure("integration_plan", places=(tornio,))),
            (
                Held("fi", "d", "integration_plan", group="jobseeker"),
                sure("integration_plan", groups=("jobseeker",)),
            ),
        ],
    )
    assert found["municipality"] == 0.5
    assert found["client group"] == 1.0


def test_a_status_that_nobody_told_is_a_fault_of_a_service(knowledge: Knowledge) -> None:
    told = {"groups": ("jobseeker",)}
    pairs = [
        (Held("fi", "a", "integration_plan"), sure("integration_plan", **told)),
        (Held("fi", "b", "kela"), sure("kela", **told)),
    ]
    assert shares(knowledge, pairs)["client group"] == 0.0
    assert "client group" not in shares(knowledge, pairs[1:])


def test_off_topic_must_not_be_answered(knowledge: Knowledge) -> None:
    found = shares(
        knowledge,
        [
            (Held("fi", "a", "off_topic"), OFF),
            (Held("fi", "b", "off_topic"), DOUBTFUL),
            (Held("fi", "c", "off_topic"), sure("kela")),
        ],
    )
    assert found["off-topic wrongly answered"] == pytest.approx(1 / 3)


def test_acts_and_follow_ups_have_their_figure(knowledge: Knowledge) -> None:
    found = shares(
        knowledge,
        [
            (Held("fi", "a", "greet"), Understood("greet")),
            (Held("fi", "b", "greet"), Understood("thanks")),
            (Held("fi", "c", "follow_up"), Understood("inform")),
        ],
    )
    assert found["conversation act"] == pytest.approx(2 / 3)


def test_each_language_has_its_own_figures(knowledge: Knowledge) -> None:
    pairs = [
        (Held("fi", "a", "kela"), sure("kela", language="fi")),
        (Held("sv", "b", "kela"), sure("kela", language="fi")),
    ]
    assert shares(knowledge, pairs)["language"] == 0.5
    assert shares(knowledge, pairs, "fi")["language"] == 1.0
    assert shares(knowledge, pairs, "sv")["language"] == 0.0


def test_where_a_hit_is_a_fault_the_hits_are_noted(knowledge: Knowledge) -> None:
    held = [Held("fi", "a", "kela"), Held("fi", "b", "kela")]
    pairs = {"a": Understood("kela", 0.95), "b": Understood("bank", 0.95, (("bank", 0.95),))}
    found = measure(held, pairs.__getitem__, knowledge)
    assert found["topic wrong but sure"]["all"].misses == ["[fi] b | kela -> bank 0.95 bank"]
    assert found["false alarm of danger"]["all"].misses == []


def test_only_misses_are_noted(knowledge: Knowledge) -> None:
    pairs = {"a": sure("kela"), "b": OFF}
    held = [Held("fi", "a", "kela"), Held("fi", "b", "kela")]
    misses = measure(held, pairs.__getitem__, knowledge)["topic right at once"]["all"].misses
    assert len(misses) == 1
    assert misses[0].startswith("[fi] b | kela -> off_topic 0.90")


def test_a_tally_of_nothing_is_whole() -> None:
    assert Tally().share == 1.0


def test_goals_are_missed_on_the_right_side() -> None:
    low, high = Tally(93, 100), Tally(97, 100)
    assert unmet({"topic right at once": {"fi": low}}) == [
        "topic right at once in fi: 0.930, goal >= 0.94"
    ]
    assert unmet({"topic right at once": {"fi": high}}) == []
    assert unmet({"off-topic wrongly answered": {"fi": Tally(4, 100)}}) == [
        "off-topic wrongly answered in fi: 0.040, goal <= 0.03"
    ]
    assert unmet({"off-topic wrongly answered": {"fi": Tally(3, 100)}}) == []
    assert unmet({"aspect": {"fi": Tally(0, 100)}}) == []


def test_the_table_has_a_row_for_each_figure_and_a_column_for_each_language() -> None:
    table = as_table({"municipality": {"fi": Tally(1, 2), "all": Tally(1, 2)}, "aspect": {}})
    lines = table.splitlines()
    assert lines[0].split() == ["goal", "fi", "all"]
    assert lines[1].split() == ["municipality", ">=", "0.99", "0.500", "0.500"]
    assert lines[2].split() == ["aspect"]


def test_the_held_out_sentences_are_of_real_topics(knowledge: Knowledge) -> None:
    held = read_held_out(ROOT / "tests" / "nlu")
    assert {sentence.language for sentence in held} == {"fi", "sv", "en", "ar"}
    named = {sentence.intent for sentence in held}
    assert set(knowledge.topics) <= named
    places = {sentence.municipality for sentence in held} - {None, "other"}
    assert places == set(knowledge.municipalities)


def test_held_out_sentences_are_read_with_what_they_mean(tmp_path: Path) -> None:
    (tmp_path / "fi.yml").write_text(
        "language: fi\nsentences:\n  - {text: Hei, intent: greet}\n"
        '  - {text: "Kuka?", intent: kela, municipality: kemi, aspect: who, phone: true}\n',
        "utf-8",
    )
    assert read_held_out(tmp_path) == [
        Held("fi", "Hei", "greet"),
        Held("fi", "Kuka?", "kela", "kemi", aspect="who", phone=True),
    ]


def test_every_goal_has_a_figure(knowledge: Knowledge) -> None:
    held = [
        Held("fi", "a", "integration_plan", "kemi", "jobseeker"),
        Held("fi", "b", "danger_fire"),
        Held("fi", "c", "off_topic"),
    ]
    figures = measure(held, lambda text: OFF, knowledge)
    assert {name for name, _, _ in GOALS} <= set(figures)
