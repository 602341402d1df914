"""Where things are, how long they are, and what they may import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from support import real

from bot.dialogue.importer import read_examples
from bot.settings import ROOT
from bot.understanding.evaluate import read_held_out
from bot.understanding.group_sentences import load_group_sentences
from bot.understanding.normalise import fold, words

RULES = ("knowledge", "conversations")
FORBIDDEN = ("aiohttp", "sqlalchemy", "rasa", "rasa_sdk")
MODULES = [path for folder in ("bot", "actions") for path in sorted((ROOT / folder).rglob("*.py"))]
MAX_LINES = 300


def imported(path: Path) -> set[str]:
    """The first part of the name of every module that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("folder", RULES)
def test_rules_import_no_web_no_database_and_no_rasa(folder: str) -> None:
    paths = sorted((ROOT / "bot" / folder).glob("*.py"))
    assert len(paths) > 1
    for path in paths:
        assert imported(path).isdisjoint(FORBIDDEN), path


def test_the_rules_live_without_web_database_and_rasa_also_indirectly() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in (*RULES, "dialogue")
        for path in (ROOT / "bot" / folder).glob("*.py")
        if path.stem not in ("__init__", "agent", "worker", "runner", "importer")
    ]
    code = f"import sys, {', '.join(names)}\nprint(*sorted(set(sys.modules) & {set(FORBIDDEN)}))"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < MAX_LINES
    assert ast.get_docstring(ast.parse(text))


def test_no_example_question_is_a_held_out_sentence() -> None:
    examples: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        for _, text in read_examples(path):
            examples[" ".join(words(fold(text)))].append(f"{path.relative_to(ROOT)}: {text}")
    for one in load_group_sentences(ROOT):
        examples[" ".join(words(fold(one.text)))].append(f"data/groups/{one.language}: {one.text}")
    held = {" ".join(words(fold(one.text))) for one in read_held_out(ROOT / "tests" / "nlu")}
    assert len(held) > 2000
    assert {text: examples[text] for text in held if text in examples} == {}


def test_every_topic_has_examples_in_every_live_language_and_no_file_is_for_nothing() -> None:
    knowledge = real.knowledge()
    apart = {"smalltalk", "danger", "off_topic"}
    for language in knowledge.live:
        folder = ROOT / "data" / "nlu" / language.code
        assert {path.stem for path in folder.glob("*.yml")} == set(knowledge.topics) | apart


def test_an_example_is_under_its_own_topic() -> None:
    topics = set(real.knowledge().topics)
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        if path.stem in topics:
            assert {intent for intent, _ in read_examples(path)} == {path.stem}, path


def test_the_project_names_no_place_outside_itself() -> None:
    marks = ("/work" + "/", "KNOWLEDGE" + ".md", "DESIGN" + ".md", "STYLE" + ".md")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.split(b"\0")
    for name in filter(None, listed):
        path = ROOT / name.decode()
        if path.is_file() and path.suffix in {
            ".py",
            ".yml",
            ".md",
            ".toml",
            ".js",
            ".html",
            ".cfg",
        }:
            text = path.read_text("utf-8")
            assert not [mark for mark in marks if mark in text], path
