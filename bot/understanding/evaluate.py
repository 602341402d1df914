"""Measures the understanding on sentences that no training has seen (tests/nlu).

Every figure is of the first message of a conversation, as a client would meet it: what is answered
at once, what is offered as a button, what is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue import clarify
from bot.dialogue.acts import ACTS
from bot.dialogue.turn import Understood
from bot.knowledge import lookup
from bot.knowledge.model import Knowledge

# What the chat must reach on held-out sentences; (name, comparison, limit).
GOALS = (
    ("topic right at once", ">=", 0.94),
    ("topic right or offered", ">=", 0.985),
    ("topic wrong but sure", "<=", 0.02),
    ("municipality", ">=", 0.99),
    ("client group", ">=", 0.99),
    ("danger found", ">=", 1.0),
    ("off-topic wrongly answered", "<=", 0.03),
    ("language", ">=", 0.97),
)
# Of these figures each hit is a fault.
FAULTS = ("topic wrong but sure", "false alarm of danger", "off-topic wrongly answered")
SWITCH_CONFIDENCE = 0.9


@dataclass(frozen=True)
class Held:
    """A held-out sentence with what it means."""

    language: str
    text: str
    intent: str
    municipality: str | None = None
    group: str | None = None
    aspect: str | None = None
    phone: bool = False


@dataclass
class Tally:
    """Hits and misses of one figure, with the texts of the misses."""

    right: int = 0
    total: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, hit: bool, note: str, fault: bool = False) -> None:
        """Counts one sentence; the note is kept where it did not hit, or where a hit is a fault."""
        self.total += 1
        self.right += hit
        if hit == fault:
            self.misses.append(note)

    @property
    def share(self) -> float:
        """Hits of all, 0 to 1; 1 where there was nothing to count."""
        return self.right / self.total if self.total else 1.0


def read_held_out(folder: Path) -> list[Held]:
    """All held-out sentences of `<language>.yml` files."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        for item in data["sentences"]:
            found.append(Held(language=data["language"], **item))
    return found


def measure(
    sentences: Iterable[Held], parse: Callable[[str], Understood], knowledge: Knowledge
) -> dict[str, dict[str, Tally]]:
    """Figure -> language -> tally. The language "all" holds all together."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))

    def count(figure: str, held: Held, hit: bool, note: str = "") -> None:
        text = f"[{held.language}] {held.text} | {held.intent} -> {note}"
        for language in (held.language, "all"):
            tallies[figure][language].add(hit, text, figure in FAULTS)

    for held in sentences:
        meaning = parse(held.text)
        choice = _choice(meaning, knowledge)
        note = f"{meaning.intent} {meaning.confidence:.2f} {choice.topic or choice.offered}"
        if held.intent in knowledge.topics:
            right = choice.topic == held.intent
            offered = right or held.intent in (*choice.offered, *choice.alternatives)
            count("topic right at once", held, right, note)
            count("topic right or offered", held, offered, note)
            count("topic wrong but sure", held, choice.topic is not None and not right, note)
            count("false alarm of danger", held, meaning.danger is not None, note)
            _count_cues(count, held, meaning, knowledge)
            count("language", held, _language_right(held, meaning), str(meaning.language))
        elif held.intent.startswith("danger_"):
            count("danger found", held, meaning.danger is not None, note)
            kind = held.intent.removeprefix("danger_")
            count("kind of danger", held, meaning.danger == kind, note)
        elif held.intent == "off_topic":
            count("off-topic wrongly answered", held, choice.topic is not None, note)
        elif held.intent == "follow_up":
            _count_cues(count, held, meaning, knowledge)
            count("conversation act", held, meaning.intent in ("follow_up", "inform"), note)
        else:
            count("conversation act", held, meaning.intent == held.intent, note)
    return tallies


def _choice(meaning: Understood, knowledge: Knowledge) -> clarify.Choice:
    """What the chat would do with the message: one topic, several offered, or neither."""
    if meaning.danger is not None:
        return clarify.Choice(offered=clarify.beside_danger(meaning, knowledge))
    if meaning.intent in ACTS:
        return clarify.Choice()
    return clarify.decide(meaning, knowledge)


def _count_cues(
    count: Callable[..., None], held: Held, meaning: Understood, knowledge: Knowledge
) -> None:
    found = meaning.places[-1].id if meaning.places else None
    count("municipality", held, found == held.municipality, f"{found} != {held.municipality}")
    # A status that nobody told is a fault where an answer depends on it: in services.
    topic = knowledge.topics.get(held.intent)
    if held.group or (topic is not None and topic.kind == "service"):
        told = [group for group in meaning.groups if group in lookup.STATUSES or held.group]
        right = held.group in meaning.groups if held.group else not told
        count("client group", held, right, f"{meaning.groups} != {held.group}")
    if held.aspect:
        count("aspect", held, meaning.aspect == held.aspect, f"{meaning.aspect} != {held.aspect}")


def _language_right(held: Held, meaning: Understood) -> bool:
    """Right where the language is found, or where the chat is not sure enough to switch."""
    return meaning.language == held.language


def as_table(tallies: Mapping[str, Mapping[str, Tally]]) -> str:
    """The figures as a table in plain text, one row each, one column a language."""
    found = {code for row in tallies.values() for code in row}
    languages = [*sorted(found - {"all"}), "all"]
    goals = {name: f"{sign} {limit:g}" for name, sign, limit in GOALS}
    lines = [f"{'':30}{'goal':>9}" + "".join(f"{code:>8}" for code in languages)]
    for figure, row in tallies.items():
        values: dict[str, Any] = {code: row[code] for code in languages if code in row}
        cells = "".join(
            f"{values[code].share:8.3f}" if code in values else f"{'':8}" for code in languages
        )
        lines.append(f"{figure:30}{goals.get(figure, ''):>9}{cells}")
    return "\n".join(lines)


def unmet(tallies: Mapping[str, Mapping[str, Tally]]) -> list[str]:
    """The goals that a language misses, as sentences."""
    missed = []
    for figure, sign, limit in GOALS:
        for language, tally in tallies.get(figure, {}).items():
            value = tally.share
            if (value < limit - 1e-9) if sign == ">=" else (value > limit + 1e-9):
                missed.append(f"{figure} in {language}: {value:.3f}, goal {sign} {limit:g}")
    return missed
