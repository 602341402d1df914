"""Example questions are read from the folders; so are their intents and languages."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest

from bot.dialogue.importer import BUILT_IN, Example, FolderImporter, read_examples

KELA = (
    "version: '3.1'\nnlu:\n  - intent: kela\n    examples: |\n      - what is kela\n      - kela\n"
)
GREET = "version: '3.1'\nnlu:\n  - intent: greet\n    examples: |\n      - hej - hej\n\n"


@pytest.fixture
def importer(tmp_path: Path) -> FolderImporter:
    for name, text in {"en/kela.yml": KELA, "sv/smalltalk.yml": GREET}.items():
        path = tmp_path / "data/nlu" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    (tmp_path / "domain.yml").write_text("version: '3.1'\nactions: [action_reply]\n", "utf-8")
    (tmp_path / "config.yml").write_text("recipe: default.v1\nlanguage: fi\n", "utf-8")
    return FolderImporter(
        config_file=str(tmp_path / "config.yml"),
        domain_path=str(tmp_path / "domain.yml"),
        training_data_paths=[str(tmp_path / "data")],
    )


def test_a_file_gives_its_questions(tmp_path: Path) -> None:
    path = tmp_path / "kela.yml"
    path.write_text(KELA + "  - intent: work\n    examples: |\n      - a job\n", "utf-8")
    assert read_examples(path) == [("kela", "what is kela"), ("kela", "kela"), ("work", "a job")]


def test_each_example_has_the_language_of_its_folder(importer: FolderImporter) -> None:
    examples = importer.get_nlu_data().training_examples
    assert [(e.get("text"), e.get("intent"), e.get("language")) for e in examples] == [
        ("what is kela", "kela", "en"),
        ("kela", "kela", "en"),
        ("hej - hej", "greet", "sv"),
    ]


def test_the_intents_are_those_of_the_examples(importer: FolderImporter) -> None:
    domain = importer.get_domain()
    assert {"kela", "greet", *BUILT_IN} <= set(domain.intents)
    assert "action_reply" in domain.action_names_or_texts


def test_a_copied_example_is_the_same_and_its_own() -> None:
    example = Example.build(text="How do I get a tax card?", intent="tax_card")
    copied = deepcopy(example)
    assert copied == example
    copied.set("language", "en")
    copied.set("cues", [], add_to_output=True)
    assert example.get("language") is None
    assert "cues" not in example.output_properties
    assert copied != example
