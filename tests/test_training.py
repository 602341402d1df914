"""The model is trained when what it is made of has changed, and only then."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot import training
from bot.errors import MonineuvoError
from bot.settings import ROOT, Settings
from bot.training import INPUTS, ensure_model, fingerprint, stamp_of, train


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for name in ("config.yml", "data/nlu/en/kela.yml", "bot/understanding/topics.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a", "utf-8")
    model = tmp_path / "models" / "monineuvo.tar.gz"
    model.parent.mkdir()
    return Settings(root=tmp_path, model=model)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("config.yml", True),
        ("data/nlu/en/kela.yml", True),
        ("data/nlu/sv/new.yml", True),
        ("data/groups/sv/new.yml", True),
        ("knowledge/lexicon/concepts/new.yml", True),
        ("bot/understanding/topics.py", True),
        ("knowledge/messages/en.yml", False),
        ("bot/web/app.py", False),
        ("README.md", False),
    ],
)
def test_the_fingerprint_is_of_what_the_model_is_made_of(
    settings: Settings, name: str, changes: bool
) -> None:
    before = fingerprint(settings.root)
    path = settings.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("b", "utf-8")
    assert (fingerprint(settings.root) != before) is changes


def test_a_file_of_another_name_is_another_fingerprint(settings: Settings) -> None:
    before = fingerprint(settings.root)
    path = settings.root / "data/nlu/en/kela.yml"
    path.rename(path.with_name("kelas.yml"))
    assert fingerprint(settings.root) != before


@pytest.mark.parametrize("pattern", INPUTS)
def test_every_input_is_there(pattern: str) -> None:
    assert list(ROOT.glob(pattern))


def test_a_model_is_trained_once_and_again_when_its_inputs_change(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[Path] = []

    def fake(settings: Settings) -> None:
        settings.model.write_bytes(b"model")
        trained.append(settings.model)

    monkeypatch.setattr(training, "train", fake)
    assert stamp_of(settings.model) == ""
    assert [ensure_model(settings), ensure_model(settings)] == [True, False]
    assert stamp_of(settings.model) == fingerprint(settings.root)
    (settings.root / "config.yml").write_text("b", "utf-8")
    assert ensure_model(settings)
    assert ensure_model(settings, force=True)
    settings.model.unlink()
    assert ensure_model(settings)
    assert len(trained) == 4


def test_what_rasa_said_last_is_told_when_it_can_not_train(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = settings.root / "program"
    program.write_text('#!/bin/sh\necho "no such importer"\nexit 1\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(MonineuvoError, match="no such importer"):
        train(settings)
