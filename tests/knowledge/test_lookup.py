"""Who handles what, for whom: never across areas."""

from __future__ import annotations

import pytest
from support.tree import Tree

from bot.knowledge import lookup
from bot.knowledge.load import load_knowledge
from bot.knowledge.model import Aspect, Knowledge

PLAN = "integration_plan"


@pytest.fixture
def small(tree: Tree) -> Knowledge:
    return load_knowledge(tree.root)


def groups(knowledge: Knowledge, municipality: str, status: str | None) -> list[str]:
    return [entry.group for entry in lookup.entries_for(knowledge, PLAN, municipality, status)]


@pytest.mark.parametrize(
    ("municipality", "status", "expected"),
    [
        ("kemi", "jobseeker", ["jobseeker"]),
        ("kemi", "not_jobseeker", ["not_jobseeker"]),
        ("kemi", None, ["jobseeker", "not_jobseeker"]),
        ("tornio", "jobseeker", ["all"]),
        ("tornio", "not_jobseeker", ["all"]),
        ("tornio", None, ["all"]),
        ("raisio", None, []),
    ],
)
def test_entries_are_those_of_the_place_and_the_status(
    small: Knowledge, municipality: str, status: str | None, expected: list[str]
) -> None:
    assert groups(small, municipality, status) == expected


def test_entries_of_jobseekers_come_first_in_whatever_order_they_are_written(
    small: Knowledge,
) -> None:
    turned = small.copy(update={"entries": small.entries[::-1]})
    assert groups(turned, "kemi", None) == ["jobseeker", "not_jobseeker"]


def test_a_place_where_all_have_the_same_party_does_not_depend_on_the_status(
    small: Knowledge,
) -> None:
    assert lookup.depends_on_status(small, PLAN, "kemi")
    assert not lookup.depends_on_status(small, PLAN, "tornio")
    assert not lookup.depends_on_status(small, PLAN, "raisio")


def test_only_services_depend_on_the_municipality(small: Knowledge) -> None:
    assert lookup.depends_on_municipality(small, small.topics[PLAN])
    assert not lookup.depends_on_municipality(small, small.topics["kela"])


def test_facts_are_those_of_the_place(small: Knowledge) -> None:
    def ids(municipality: str) -> list[str]:
        return [fact.id for fact in lookup.facts_for(small, PLAN, municipality)]

    assert ids("kemi") == ["two_years", "child_care"]
    assert ids("tornio") == ["two_years"]
    assert ids("raisio") == []


def test_facts_may_be_asked_for_by_aspect(small: Knowledge) -> None:
    (fact,) = lookup.facts_for(small, PLAN, "kemi", aspect=Aspect.HOW)
    assert fact.id == "child_care"


@pytest.mark.parametrize(
    ("group", "told", "comes"),
    [
        ("all", set(), True),
        ("all", {"jobseeker"}, True),
        ("jobseeker", set(), True),
        ("jobseeker", {"refugee"}, True),
        ("jobseeker", {"jobseeker"}, True),
        ("jobseeker", {"not_jobseeker"}, False),
        ("not_jobseeker", {"jobseeker", "refugee"}, False),
        ("refugee", set(), False),
        ("refugee", {"jobseeker"}, False),
        ("refugee", {"refugee", "jobseeker"}, True),
    ],
)
def test_a_fact_for_a_group_comes_only_for_it(
    small: Knowledge, group: str, told: set[str], comes: bool
) -> None:
    fact = small.facts[0].copy(update={"group": group})
    knowledge = small.copy(update={"facts": [fact]})
    assert bool(lookup.facts_for(knowledge, PLAN, "kemi", told)) is comes


def test_parties_come_once_each_in_their_order(small: Knowledge) -> None:
    found = lookup.parties(small, ["lapland", "kela", "nobody", "lapland"])
    assert [party.id for party in found] == ["lapland", "kela"]


@pytest.mark.parametrize(
    ("party", "municipality", "expected"),
    [
        ("own_wellbeing_county", "kemi", "lapland"),
        ("own_employment_area", "kemi", "sea_lapland"),
        ("own_municipality", "kemi", "own_municipality"),
        ("kela", "kemi", "kela"),
        ("own_wellbeing_county", None, "own_wellbeing_county"),
        ("own_wellbeing_county", "other", "own_wellbeing_county"),
    ],
)
def test_ones_own_county_is_that_of_the_municipality(
    small: Knowledge, party: str, municipality: str | None, expected: str
) -> None:
    assert lookup.local_party(small, party, municipality) == expected
