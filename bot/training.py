"""Trains the model when what it is made of has changed, and only then."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.errors import MonineuvoError
from bot.settings import Settings

INPUTS = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "data/**/*.yml",
    "knowledge/lexicon/**/*.yml",
    "bot/understanding/*.py",
    "bot/languages/identify.py",
    "bot/dialogue/importer.py",
)
# What Rasa logs when a step begins, and what to call it.
STEPS = (
    ("Started validating", "Reading example questions"),
    ("train_LanguageIdentification", "Learning the languages"),
    ("LanguageIdentification", "Learning the languages"),
    ("CueExtraction", "Learning the client groups"),
    ("TopicClassifier", "Learning the topics"),
    ("RulePolicy", "Learning the rules"),
    ("Your Rasa model is trained", "Packing the model"),
)


def fingerprint(root: Path) -> str:
    """Of every file that the model depends on."""
    digest = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(root.glob(pattern)):
            digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def stamp_of(model: Path) -> str:
    """The fingerprint with which a model was trained; empty where there is none."""
    stamp = model.with_name(model.name + ".inputs")
    return stamp.read_text("ascii").strip() if model.exists() and stamp.exists() else ""


def ensure_model(settings: Settings, force: bool = False) -> bool:
    """Trains if needed; returns whether it did.

    Raises:
        MonineuvoError: Rasa could not train; carries its last words.
    """
    wanted = fingerprint(settings.root)
    if not force and stamp_of(settings.model) == wanted:
        return False
    train(settings)
    settings.model.with_name(settings.model.name + ".inputs").write_text(wanted + "\n", "ascii")
    return True


def train(settings: Settings) -> None:
    """Runs `rasa train` in a process of its own and shows how far it is."""
    name = settings.model.name.removesuffix(".tar.gz")
    command = [
        sys.executable,
        "-m",
        "bot.dialogue.without_tensorflow",
        "train",
        "--force",
        "--skip-validation",
        "--out",
        str(settings.model.parent),
        "--fixed-model-name",
        name,
    ]
    environment = os.environ | {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "COLUMNS": "200",
        "OPENBLAS_NUM_THREADS": "2",
    }
    last: list[str] = []
    with Progress(
        SpinnerColumn(),
        TextColumn("Training: {task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    ) as progress:
        task = progress.add_task(STEPS[0][1], total=len(STEPS))
        process = subprocess.Popen(
            command,
            cwd=settings.root,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            errors="replace",
        )
        assert process.stdout is not None
        for line in process.stdout:
            last = [*last[-30:], line.rstrip()]
            for number, (mark, label) in enumerate(STEPS, 1):
                if mark in line:
                    progress.update(task, completed=number, description=label)
        status = process.wait()
        progress.update(task, completed=len(STEPS), description="done")
    if status != 0 or not settings.model.exists():
        raise MonineuvoError("Rasa could not train the model:\n" + "\n".join(last))
