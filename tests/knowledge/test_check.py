"""Whatever `check` promises to find, it finds, and says where."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from support import tree as paths
from support.server import run
from support.tree import Tree

from bot.knowledge.certainty import WORDS, keeps_certainty, words_for
from bot.knowledge.model import Certainty
from bot.knowledge.report import check_all
from bot.settings import ROOT

GROUPS = yaml.safe_load(Path(__file__).with_name("faults.yml").read_text("utf-8"))
CASES = [
    pytest.param(f"knowledge/{path}", old, new, fault, id=f"{group}: {fault}")
    for group, cases in GROUPS.items()
    for path, old, new, fault in cases
]
ALLOWED = ["112", "116117", "080 005 005", "09 2525 0111"]
NUMBERS = [
    "040 123 4567",
    "0401234567",
    "040-1234567",
    "040-123 4567",
    "+358 40 123 4567",
    "+358401234567",
    "(02) 434 3111",
    "02-434 3111",
    "040\u00a0123\u00a04567",
    "٠٤٠ ١٢٣ ٤٥٦٧",
    "116 006",
    "080 005 006",
]
NOT_NUMBERS = ["2024–2027", "2024-2027", "681/2023", "3.2.2026", "2 vuotta", "1128/1996", "10–12"]


@pytest.mark.parametrize(("path", "old", "new", "fault"), CASES)
def test_a_broken_file_gives_its_fault_and_no_other(
    tree: Tree, path: str, old: str, new: str, fault: str
) -> None:
    tree.replace(path, old, new)
    assert tree.faults() == [f"{path}:{fault}"]


@pytest.mark.parametrize("role", ["municipality", "wellbeing_county", "employment_area"])
def test_the_parties_of_ones_own_place_must_be_there(tree: Tree, role: str) -> None:
    tree.replace(paths.PARTIES, f"own_{role}:", f"my_{role}:")
    assert f"knowledge/parties:0: party `own_{role}` is missing" in tree.faults()


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        (paths.KELA_PAGE, "0: is missing, and `en` is a live language"),
        (paths.FINNISH, "0: is missing for a live language"),
        (paths.STATEMENT, "0: is missing, and `en` is a live language"),
        (paths.ACCESSIBILITY, "0: can't be read: No such file or directory"),
    ],
)
def test_a_file_of_a_live_language_must_be_there(tree: Tree, path: str, fault: str) -> None:
    (tree.root / path).unlink()
    assert tree.faults() == [f"{path}:{fault}"]


def test_a_file_that_is_no_notice_is_found(tree: Tree) -> None:
    tree.write("knowledge/notices/en/cookies.md", "# Cookies\n")
    assert tree.faults() == [
        "knowledge/notices/en/cookies.md:0: is no notice (one of: accessibility, privacy)"
    ]


def test_a_draft_language_may_be_incomplete_but_not_wrong(tree: Tree) -> None:
    tree.write("knowledge/messages/sv.yml", 'greeting: "Hej!"\nwho_stated: "Kommunen."\n')
    assert tree.faults() == [
        "knowledge/messages/sv.yml:2: other placeholders than in en.yml (wanted: parties)"
    ]


def test_a_page_in_an_unknown_language_is_found(tree: Tree) -> None:
    shutil.copy(tree.root / paths.KELA_PAGE, tree.root / "knowledge/topics/kela/xx.md")
    assert tree.faults() == [
        "knowledge/topics/kela/xx.md:0: `xx` is not in knowledge/languages.yml"
    ]


def test_a_section_that_only_the_first_language_has_is_found_in_the_others(tree: Tree) -> None:
    tree.replace("knowledge/topics/kela/fi.md", "## next", "## who\nKela.\n\n## next")
    assert tree.faults() == [f"{paths.KELA_PAGE}:1: section `who` is not in both en.md and fi.md"]


def test_two_files_may_not_answer_the_same_cell(tree: Tree) -> None:
    second = paths.PLAN.replace("integration_plan", "more")
    tree.write(second, (tree.root / paths.PLAN).read_text("utf-8").split("facts:")[0])
    hint = "a second entry for this cell; see "
    found = [fault for fault in tree.faults() if hint in fault]
    assert [fault.split(":")[0] for fault in found] == [second] * 3


def test_a_review_that_is_due_today_is_not_late(tree: Tree) -> None:
    today = date.today()
    tree.replace(paths.DOCUMENT, "2999-12-31", today.isoformat())
    assert tree.faults() == []
    tree.replace(paths.DOCUMENT, today.isoformat(), (today - timedelta(days=1)).isoformat())
    assert len(tree.faults()) == 1


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("path", [paths.ENGLISH, paths.PLAN, paths.KELA_PAGE])
def test_a_phone_number_that_is_not_approved_is_found(tree: Tree, path: str, number: str) -> None:
    old = {paths.ENGLISH: "Hello!", paths.PLAN: "When needed.", paths.KELA_PAGE: "Kela pays"}[path]
    tree.replace(path, old, f"{old} Call {number} today.")
    (fault,) = tree.faults()
    assert "looks like a phone number that is not approved" in fault


@pytest.mark.parametrize("text", [*ALLOWED, *NOT_NUMBERS])
def test_an_approved_number_a_year_and_a_law_are_let_pass(tree: Tree, text: str) -> None:
    tree.replace(paths.ENGLISH, "Hello!", f"Hello, {text}. And {text}: yes.")
    assert tree.faults() == []


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
@pytest.mark.parametrize("certainty", [c for c in Certainty if c is not Certainty.STATED])
def test_every_certainty_has_its_words_in_every_language(
    certainty: Certainty, language: str
) -> None:
    assert all(keeps_certainty(f"… {w} …", certainty, language) for w in WORDS[certainty][language])
    assert not keeps_certainty("…", certainty, language)


def test_plain_statements_and_unknown_languages_need_no_word() -> None:
    assert keeps_certainty("The plan is made.", Certainty.STATED, "en")
    assert keeps_certainty("…", Certainty.AIMS, "xx")


def test_a_variant_of_a_language_has_the_words_of_the_language() -> None:
    assert words_for(Certainty.AIMS, "fi-x-selko") == words_for(Certainty.AIMS, "fi")


def test_the_real_knowledge_has_no_fault() -> None:
    faults, summary = check_all(ROOT)
    assert [str(fault) for fault in faults] == []
    assert summary.endswith("4 live languages: 0 faults")


def test_the_command_prints_each_fault_and_fails(tree: Tree) -> None:
    tree.replace(paths.ENGLISH, "Hello!", "TODO")
    ended = run("check", ROOT=tree.root)
    assert ended.returncode == 1
    printed = ended.stdout.splitlines()
    assert f"{paths.ENGLISH}:1: `TODO` is not allowed in a text" in printed
    assert "data/nlu/fi/kela.yml:0: no example questions for topic `kela`" in printed


def test_a_tree_without_languages_is_told_and_does_not_break_the_check(tree: Tree) -> None:
    tree.write(paths.LANGUAGES, "fi: [\n")
    assert any(fault.startswith(f"{paths.LANGUAGES}:2: is not YAML") for fault in tree.faults())
