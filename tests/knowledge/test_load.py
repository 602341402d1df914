"""All files become one version, or every fault of every file at once."""

from __future__ import annotations

from datetime import date

import pytest
from support import tree as paths
from support.tree import Tree

from bot.errors import KnowledgeError
from bot.knowledge.load import examine, load_knowledge, version_of
from bot.knowledge.model import Certainty, Lines


def test_the_small_tree_is_valid(tree: Tree) -> None:
    assert tree.faults() == []


def test_everything_that_is_written_is_loaded(tree: Tree) -> None:
    knowledge = load_knowledge(tree.root)
    assert [language.code for language in knowledge.live] == ["fi", "en"]
    assert list(knowledge.municipalities) == ["kemi", "tornio", "raisio"]
    assert knowledge.parties["kela"].site == "https://www.kela.fi"
    assert knowledge.messages["en"]["greeting"] == "Hello!"
    assert knowledge.documents["north"].date == date(2024, 10, 23)
    assert [(e.municipality, e.group) for e in knowledge.entries] == [
        ("kemi", "jobseeker"),
        ("kemi", "not_jobseeker"),
        ("tornio", "all"),
    ]
    first = knowledge.entries[0]
    assert (first.document, first.service, first.section) == ("north", "integration_plan", "plan")
    assert (first.lines, first.certainty) == (Lines(first=3, last=5), Certainty.STATED)
    assert [fact.id for fact in knowledge.facts] == ["two_years", "child_care"]
    assert knowledge.topics["kela"].pages["fi"].sections["what"] == "Kela maksaa etuuksia."


def test_one_entry_may_be_written_for_several_municipalities(tree: Tree) -> None:
    tree.replace(paths.PLAN, "- municipality: tornio", "- municipalities: [tornio]")
    assert load_knowledge(tree.root).entries[2].municipality == "tornio"


def test_a_version_can_not_be_changed(tree: Tree) -> None:
    knowledge = load_knowledge(tree.root)
    with pytest.raises(TypeError):
        knowledge.version = "other"
    with pytest.raises(TypeError):
        knowledge.entries[0].municipality = "tornio"


def test_the_version_is_of_paths_and_contents(tree: Tree) -> None:
    first = version_of(tree.root / "knowledge")
    tree.replace(paths.ENGLISH, "Hello!", "Hello")
    second = version_of(tree.root / "knowledge")
    tree.replace(paths.ENGLISH, "Hello", "Hello!")
    assert first != second
    assert version_of(tree.root / "knowledge") == first


def test_every_fault_comes_at_once_and_in_order(tree: Tree) -> None:
    tree.replace(paths.PLAN, "responsible: [kemi_services]", "responsible: [nobody]")
    tree.replace(paths.ENGLISH, "Hello!", "Hello TODO")
    tree.write("knowledge/parties/more.yml", "a: [1\n")
    with pytest.raises(KnowledgeError) as raised:
        load_knowledge(tree.root)
    printed = str(raised.value).splitlines()
    assert [line.split(": ")[0] for line in printed] == [
        "knowledge/messages/en.yml:1",
        "knowledge/parties/more.yml:2",
        "knowledge/programmes/north/integration_plan.yml:13",
    ]


def test_a_folder_that_is_missing_is_a_fault(tree: Tree) -> None:
    knowledge, faults = examine(tree.root / "knowledge")
    assert knowledge is None
    assert [str(fault) for fault in faults] == ["knowledge:0: the folder is missing"]


@pytest.mark.parametrize(
    "path", [paths.LANGUAGES, paths.PLACES, paths.PARTIES, paths.ENGLISH, paths.DOCUMENT]
)
@pytest.mark.parametrize("content", ["- a list\n", "a text\n", "112\n"])
def test_a_file_of_another_shape_is_a_fault(tree: Tree, path: str, content: str) -> None:
    tree.write(path, content)
    assert any(fault.startswith(f"{path}:1: must be a map") for fault in tree.faults())


@pytest.mark.parametrize("path", [paths.PLAN, paths.KELA_TOPIC])
@pytest.mark.parametrize("content", ["- a list\n", "a text\n", ""])
def test_a_file_that_says_nothing_is_a_fault(tree: Tree, path: str, content: str) -> None:
    tree.write(path, content)
    assert any(fault.startswith(f"{path}:1: must be a map") for fault in tree.faults())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  - municipality: kemi", "  - kemi\n  - municipality: kemi"),
        ("entries:\n", "entries:\n  - null\n"),
    ],
)
def test_an_entry_of_another_shape_is_a_fault_on_its_line(tree: Tree, old: str, new: str) -> None:
    tree.replace(paths.PLAN, old, new)
    assert tree.faults() == [f"{paths.PLAN}:4: must be a map of keys and values"]


@pytest.mark.parametrize("key", ["entries", "facts"])
@pytest.mark.parametrize("value", ["5", "text", "{a: b}"])
def test_entries_and_facts_are_lists(tree: Tree, key: str, value: str) -> None:
    text = (tree.root / paths.PLAN).read_text("utf-8")
    head = text[: text.index("entries:")]
    tree.write(paths.PLAN, f"{head}{key}: {value}\n")
    assert f"{paths.PLAN}:3: `{key}` must be a list" in tree.faults()


def test_an_entry_for_no_municipality_is_a_fault(tree: Tree) -> None:
    tree.replace(paths.PLAN, "- municipality: tornio", "- municipalities: []")
    line = tree.line(paths.PLAN, "municipalities: []")
    assert f"{paths.PLAN}:{line}: `municipality`: field required" in tree.faults()


def test_an_unknown_key_of_a_programme_file_is_a_fault(tree: Tree) -> None:
    tree.replace(paths.PLAN, "facts:\n", "notes: [a]\nfacts:\n")
    line = tree.line(paths.PLAN, "notes")
    assert tree.faults() == [f"{paths.PLAN}:{line}: unknown key `notes`"]


@pytest.mark.parametrize(
    ("path", "old", "new", "problem"),
    [
        (paths.LANGUAGES, "status: draft", "status: soon", "`status`: unexpected value"),
        (paths.LANGUAGES, "direction: ltr, status: draft", "status: draft", "`direction`: field"),
        (paths.PARTIES, "  site: https", "  page: https", "`page`: extra fields"),
        (paths.PLACES, "county: lapland", "region: lapland", "`region`: extra fields"),
        (paths.DOCUMENT, "2024-10-23", "soon", "`date`: invalid date format"),
        (paths.DOCUMENT, "standing: decision", "standing: rumour", "`standing`: unexpected value"),
        (paths.DOCUMENT, "lines: 40", "lines: many", "`lines`: value is not a valid integer"),
        (paths.PLAN, "certainty: mainly", "certainty: sure", "`certainty`: value is not a valid"),
        (paths.PLAN, "arrangement: not_stated", "arrangement: x", "`arrangement`: unexpected"),
        (paths.PLAN, "group: not_jobseeker", "group: others", "`group`: unexpected value"),
        (paths.PLAN, "lines: 3-5", "lines: 5-3", "`lines`: the range of lines runs backwards"),
        (paths.PLAN, "lines: 3-5", "lines: 0", "`lines`: the range of lines runs backwards"),
        (paths.PLAN, "lines: 3-5", "lines: some", "`lines`: invalid literal"),
        (paths.PLAN, "aspect: how_long", "aspect: length", "`aspect`: value is not a valid"),
        (paths.PLAN, "id: two_years", "id: Two years", "`id`: string does not match"),
        (paths.KELA_TOPIC, "kind: general", "kind: other", "`kind`: unexpected value"),
        (paths.KELA_TOPIC, '"2020-01-01"', '"yesterday"', "`reviewed`: invalid date format"),
    ],
)
def test_a_value_that_can_not_be_is_a_fault_on_its_line(
    tree: Tree, path: str, old: str, new: str, problem: str
) -> None:
    tree.replace(path, old, new)
    where = f"{path}:{tree.line(path, new.splitlines()[0])}: "
    assert any(fault.startswith(where + problem) for fault in tree.faults()), tree.faults()


def test_an_id_that_two_files_define_is_a_fault_in_the_second(tree: Tree) -> None:
    tree.write("knowledge/parties/zz.yml", '\nkela:\n  name: K\n  labels: {fi: "K", en: "K"}\n')
    assert tree.faults() == [
        f"knowledge/parties/zz.yml:2: `kela` is defined in {paths.PARTIES} already"
    ]


@pytest.mark.parametrize("value", ["", "true", "[a]", "112"])
def test_a_message_is_a_text(tree: Tree, value: str) -> None:
    tree.replace(paths.ENGLISH, '"Hello!"', value)
    assert tree.faults() == [f"{paths.ENGLISH}:1: `greeting` must be a text (put it in quotes)"]


def test_a_message_yes_stays_yes(tree: Tree) -> None:
    tree.replace(paths.ENGLISH, '"Hello!"', "Yes")
    assert load_knowledge(tree.root).messages["en"]["greeting"] == "Yes"


@pytest.mark.parametrize(
    ("folder", "file"), [("topics/work", "topic.yml"), ("programmes/south", "document.yml")]
)
def test_a_folder_without_its_main_file_is_a_fault(tree: Tree, folder: str, file: str) -> None:
    tree.write(f"knowledge/{folder}/fi.md", "# Työ\n")
    assert tree.faults() == [f"knowledge/{folder}/{file}:0: is missing"]
