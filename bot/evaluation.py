"""`monineuvo evaluate`: the figures of the trained model, and of other pipelines beside it."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.turn import Understood
from bot.knowledge.load import load_knowledge
from bot.knowledge.model import Knowledge
from bot.settings import Settings
from bot.understanding.evaluate import Held, as_table, measure, read_held_out, unmet
from bot.understanding.meaning import understood

SEED = 0


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Prints the figures; exit status 1 where a goal is missed."""
    knowledge = load_knowledge(settings.root)
    held = read_held_out(settings.root / "tests" / "nlu")
    if options.compare:
        compare(settings, knowledge, held, options.examples)
        return 0
    parse = parser_of(settings.model)
    begun = time.perf_counter()
    tallies = measure(held, parse, knowledge)
    print(f"{len(held)} held-out sentences, {_milliseconds(begun, held):.1f} ms each\n")
    print(as_table(tallies))
    missed = unmet(tallies)
    print("\nEvery goal is met." if not missed else "\n" + "\n".join(missed))
    if options.misses:
        for figure, row in tallies.items():
            if options.only in (None, figure):
                print(f"\n{figure}:", *row["all"].misses, sep="\n  ")
    return 1 if missed else 0


def parser_of(model: Path) -> Callable[[str], Understood]:
    """What parses a message with a trained model."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    from bot.dialogue.agent import silence_rasa

    silence_rasa()
    processor = Agent.load(model_path=str(model)).processor
    assert processor is not None
    loop = asyncio.new_event_loop()

    def parse(text: str) -> Understood:
        data: dict[str, Any] = loop.run_until_complete(
            processor.parse_message(UserMessage(text.lstrip("/")))
        )
        return understood(data)

    return parse


def compare(settings: Settings, knowledge: Knowledge, held: list[Held], examples: int) -> None:
    """Trains each pipeline on the same examples and prints what each reaches.

    Args:
        examples: how many examples of each label and language to train on; neural pipelines take
            hours on all of them.
    """
    pipelines = {
        "ours": settings.root / "config.yml",
        "Bürokratt": settings.root / "bench" / "pipelines" / "burokratt.yml",
        "DIET as shipped": settings.root / "bench" / "pipelines" / "diet.yml",
    }
    fallback = {"ours": 0.0, "Bürokratt": 0.8, "DIET as shipped": 0.3}
    print(f"{examples} examples of each label and language, {len(held)} held-out sentences")
    print(
        f"{'':18}{'train s':>9}{'MB':>7}{'ms':>7}{'first':>8}{'in 4':>8}"
        f"{'sure&right':>12}{'sure&wrong':>12}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subset(settings.root, folder, examples)
        for label, config in pipelines.items():
            begun = time.perf_counter()
            model = _train_nlu(settings.root, folder, config)
            seconds = time.perf_counter() - begun
            figures = _compare_one(parser_of(model), knowledge, held, fallback[label])
            size = model.stat().st_size / 1e6
            print(
                f"{label:18}{seconds:9.0f}{size:7.1f}{figures[0]:7.1f}"
                + "".join(
                    f"{value:{width}.3f}"
                    for value, width in zip(figures[1:], (8, 8, 12, 12), strict=True)
                ),
                flush=True,
            )


def subset(root: Path, folder: Path, examples: int) -> None:
    """Writes as many examples of each label and language, chosen by chance with a fixed seed."""
    from bot.dialogue.importer import read_examples

    chance = random.Random(SEED)
    for language in sorted(path for path in (root / "data" / "nlu").iterdir() if path.is_dir()):
        by_intent: dict[str, list[str]] = defaultdict(list)
        for path in sorted(language.glob("*.yml")):
            for intent, text in read_examples(path):
                by_intent[intent].append(text)
        nlu = [
            {
                "intent": intent,
                "examples": "".join(
                    f"- {text}\n" for text in chance.sample(texts, min(examples, len(texts)))
                ),
            }
            for intent, texts in by_intent.items()
        ]
        target = folder / "data" / "nlu" / language.name / "examples.yml"
        target.parent.mkdir(parents=True)
        target.write_text(
            yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), "utf-8"
        )
    shutil.copy(root / "domain.yml", folder)


def _train_nlu(root: Path, folder: Path, config: Path) -> Path:
    out = folder / config.stem
    subprocess.run(
        [
            sys.executable,
            "-m",
            "rasa",
            "train",
            "nlu",
            "--nlu",
            str(folder / "data"),
            "--domain",
            str(folder / "domain.yml"),
            "--config",
            str(config),
            "--out",
            str(out),
            "--fixed-model-name",
            "model",
        ],
        cwd=root,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"},
    )
    return out / "model.tar.gz"


def _compare_one(
    parse: Callable[[str], Understood], knowledge: Knowledge, held: list[Held], fallback: float
) -> tuple[float, ...]:
    """ms a message; of topic questions: likeliest right, within four, sure and right, wrong."""
    topics = [sentence for sentence in held if sentence.intent in knowledge.topics]
    begun = time.perf_counter()
    first = within = right = wrong = 0
    for sentence in topics:
        ranking = [item for item in parse(sentence.text).ranking if item[0] != "nlu_fallback"]
        names = [name for name, _ in ranking[:4]]
        hit = names[:1] == [sentence.intent]
        sure = bool(ranking) and ranking[0][1] >= fallback and names[0] in knowledge.topics
        first += hit
        within += sentence.intent in names
        right += sure and hit
        wrong += sure and not hit
    count = len(topics)
    return (
        _milliseconds(begun, topics),
        first / count,
        within / count,
        right / count,
        wrong / count,
    )


def _milliseconds(begun: float, sentences: list[Held]) -> float:
    return 1000 * (time.perf_counter() - begun) / max(len(sentences), 1)
