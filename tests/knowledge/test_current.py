"""The last good version stays in force until a good one replaces it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from support import tree as paths
from support.tree import Tree

from bot.errors import KnowledgeError
from bot.knowledge import current
from bot.knowledge.current import KnowledgeKeeper, current_knowledge


@pytest.fixture(autouse=True)
def logs_of_this_test() -> None:
    structlog.reset_defaults()


@pytest.fixture
def keeper(tree: Tree) -> KnowledgeKeeper:
    return KnowledgeKeeper(tree.root, seconds=3600)


def greeting(keeper: KnowledgeKeeper) -> str:
    return keeper.get().messages["en"]["greeting"]


def until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_a_save_is_taken_up(tree: Tree, keeper: KnowledgeKeeper) -> None:
    assert greeting(keeper) == "Hello!"
    tree.replace(paths.ENGLISH, "Hello!", "Good day!")
    keeper.refresh()
    assert greeting(keeper) == "Good day!"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (paths.ENGLISH, "Hello!", "Hello TODO"),
        (paths.ENGLISH, 'greeting: "Hello!"', "- greeting"),
        (paths.LANGUAGES, "fi:", "fi: ["),
        (paths.PLAN, "[kemi_services]", "[nobody]"),
    ],
)
def test_a_faulty_save_keeps_the_last_good_version_and_a_mended_one_replaces_it(
    tree: Tree, keeper: KnowledgeKeeper, path: str, old: str, new: str
) -> None:
    good = keeper.get()
    tree.replace(path, old, new)
    keeper.refresh()
    assert keeper.get() is good
    tree.replace(path, new, old)
    tree.replace(paths.FINNISH, "Hei!", "Päivää!")
    keeper.refresh()
    assert keeper.get().messages["fi"]["greeting"] == "Päivää!"


def test_each_fault_of_a_faulty_save_is_logged_with_its_line(
    tree: Tree, keeper: KnowledgeKeeper
) -> None:
    tree.replace(paths.ENGLISH, "Hello!", "Hello TODO")
    with structlog.testing.capture_logs() as logs:
        keeper.refresh()
    fault = f"{paths.ENGLISH}:1: `TODO` is not allowed in a text"
    assert [(log["event"], log.get("fault")) for log in logs] == [
        ("knowledge.fault", fault),
        ("knowledge.kept", None),
    ]


def test_files_that_did_not_change_are_not_read_again(keeper: KnowledgeKeeper) -> None:
    before = keeper.get()
    keeper.refresh()
    assert keeper.get() is before


@pytest.mark.parametrize("age", [-3600, 3600])
def test_a_save_is_seen_whatever_the_time_of_the_file(
    tree: Tree, keeper: KnowledgeKeeper, age: int
) -> None:
    tree.replace(paths.ENGLISH, "Hello!", "Good day!")
    moment = time.time() - age
    os.utime(tree.root / paths.ENGLISH, (moment, moment))
    keeper.refresh()
    assert greeting(keeper) == "Good day!"


def test_a_file_that_goes_is_seen(tree: Tree, keeper: KnowledgeKeeper) -> None:
    for path in (tree.root / "knowledge/topics/kela").iterdir():
        path.unlink()
    (tree.root / "knowledge/topics/kela").rmdir()
    tree.replace(paths.PLAN_TOPIC, "[kela]", "[]")
    keeper.refresh()
    assert "kela" not in keeper.get().topics


def test_the_files_are_looked_at_in_the_background_when_it_is_time(tree: Tree) -> None:
    keeper = KnowledgeKeeper(tree.root, seconds=0)
    tree.replace(paths.ENGLISH, "Hello!", "Good day!")
    assert until(lambda: greeting(keeper) == "Good day!")


def test_they_are_not_looked_at_before_it_is_time(tree: Tree, keeper: KnowledgeKeeper) -> None:
    tree.replace(paths.ENGLISH, "Hello!", "Good day!")
    assert not any(greeting(keeper) == "Good day!" or time.sleep(0.01) for _ in range(10))


def test_faulty_files_at_the_start_are_an_error(tree: Tree) -> None:
    tree.replace(paths.ENGLISH, "Hello!", "TODO")
    with pytest.raises(KnowledgeError, match=f"{paths.ENGLISH}:1: `TODO`"):
        KnowledgeKeeper(tree.root, seconds=1)


def test_a_process_has_one_keeper(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MONINEUVO_ROOT", str(tree.root))
    current.keeper.cache_clear()
    try:
        first = current_knowledge()
        assert first.messages["en"]["greeting"] == "Hello!"
        assert current_knowledge() is first
    finally:
        current.keeper.cache_clear()


def test_a_look_at_the_files_that_is_under_way_is_waited_for_before_a_process_forks(
    tree: Tree,
) -> None:
    keeper = KnowledgeKeeper(tree.root, seconds=0)
    tree.replace(paths.ENGLISH, "Hello!", "Welcome!")
    keeper.get()
    keeper.settle()
    assert threading.active_count() == 1
    assert keeper.get().messages["en"]["greeting"] == "Welcome!"
