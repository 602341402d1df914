"""Everything that `monineuvo check` checks: knowledge, word lists, and the topics' examples."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge.faults import Fault
from bot.knowledge.load import examine
from bot.knowledge.model import Knowledge
from bot.understanding.group_sentences import examine_group_sentences
from bot.understanding.lexicon import examine_lexicon


def check_all(root: Path) -> tuple[list[Fault], str]:
    """All faults, sorted, and a line that counts what was checked."""
    knowledge, faults = examine(root)
    _, of_words = examine_lexicon(root)
    _, of_sentences = examine_group_sentences(root)
    examples = _examples(root, knowledge) if knowledge else []
    faults = sorted({*faults, *of_words, *of_sentences, *examples})
    if knowledge is None:
        return faults, f"{len(faults)} faults"
    counts = (
        f"{len(knowledge.topics)} topics, {len(knowledge.entries)} entries, "
        f"{len(knowledge.facts)} facts, {len(knowledge.parties)} parties, "
        f"{len(knowledge.live)} live languages"
    )
    return faults, f"{counts}: {len(faults)} faults"


def _examples(root: Path, knowledge: Knowledge) -> list[Fault]:
    """A topic needs example questions in each live language, and examples need their topic."""
    faults = []
    for language in knowledge.live:
        folder = root / "data" / "nlu" / language.code
        for topic in knowledge.topics:
            if not (folder / f"{topic}.yml").exists():
                path = f"data/nlu/{language.code}/{topic}.yml"
                faults.append(Fault(path, 0, f"no example questions for topic `{topic}`"))
    return faults
