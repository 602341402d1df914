"""The word lists of `knowledge/lexicon`, read into what finds their words in a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import KnowledgeError
from bot.knowledge.faults import Fault
from bot.knowledge.model import CLIENT_GROUPS, Aspect
from bot.knowledge.source import Keys, Source, read_yaml
from bot.understanding.concepts import Concepts
from bot.understanding.cues import Cues
from bot.understanding.municipality import MunicipalityFinder
from bot.understanding.patterns import compile_pattern

DANGERS = ("suicide", "violence", "trafficking", "child", "fire", "accident")
LEXICON = "knowledge/lexicon"
_NOT_A_NAME = "_not_a_name"
# In a question that has several cues, the more exact one wins: "how long" over "how". The cues of
# "what" are of questions that look like another aspect and are not: "how much money do I get".
_ASPECTS = tuple(
    aspect.value
    for aspect in (
        Aspect.OWN_CASE,
        Aspect.WHAT,
        Aspect.HOW_OFTEN,
        Aspect.HOW_LONG,
        Aspect.COST,
        Aspect.WHERE,
        Aspect.COMPULSORY,
        Aspect.MAY_I,
        Aspect.WHO,
        Aspect.HOW,
    )
)


@dataclass(frozen=True)
class Lexicon:
    """Everything that is found by exact words."""

    municipalities: MunicipalityFinder
    groups: Mapping[str, Cues]
    aspects: Mapping[str, Cues]
    danger: Cues
    concepts: Concepts

    def find_groups(self, folded: str, language: str | None) -> list[str]:
        """Client groups that the text tells, the most exact first."""
        found = _find(self.groups, folded, language)
        # "I am not a jobseeker" has the word for jobseekers in it too.
        return [name for name in found if name != "jobseeker" or "not_jobseeker" not in found]

    def find_aspect(self, folded: str, language: str | None) -> str | None:
        """What the text wants to know; None where no word says so."""
        found = _find(self.aspects, folded, language)
        return found[0] if found else None


def _find(cues: Mapping[str, Cues], folded: str, language: str | None) -> list[str]:
    """Names in the word list of the text's language; in all lists where that is not known.

    The lists are kept apart, since folded words of one language are other words of the next:
    Swedish "läst" is English "last".
    """
    if language in cues:
        return cues[str(language)].find(folded)
    return list(dict.fromkeys(name for one in cues.values() for name in one.find(folded)))


def load_lexicon(root: Path) -> Lexicon:
    """Reads `knowledge/lexicon`.

    Raises:
        KnowledgeError: a file can't be read or a pattern is broken.
    """
    lexicon, faults = examine_lexicon(root)
    if faults:
        raise KnowledgeError(faults)
    return lexicon


def examine_lexicon(root: Path) -> tuple[Lexicon, list[Fault]]:
    """The lexicon with its faults; what is faulty is left out."""
    folder = root / LEXICON
    faults: list[Fault] = []

    def read(path: Path) -> Source:
        source = read_yaml(path, root)
        faults.extend(source.faults)
        if not isinstance(source.data, dict):
            faults.append(source.fault((), "must be a map"))
            source.data = {}
        return source

    source = read(folder / "municipalities.yml")
    ours = {
        ident: {
            key: _texts(forms, source, (ident, key), faults)
            for key, forms in _map(written, source, (ident,), faults).items()
        }
        for ident, written in source.data.items()
    }
    source = read(folder / "other_municipalities.yml")
    others = {name: _texts(f, source, (name,), faults) for name, f in source.data.items()}
    never = others.pop(_NOT_A_NAME, [])
    groups: dict[str, Cues] = {}
    aspects: dict[str, Cues] = {}
    danger: dict[str, list[str]] = {}
    names = ("municipalities", "other_municipalities")
    for path in sorted(p for p in folder.glob("*.yml") if p.stem not in names):
        cues = _collect(read(path), faults)
        groups[path.stem] = Cues(cues["groups"], CLIENT_GROUPS)
        aspects[path.stem] = Cues(cues["aspects"], _ASPECTS)
        for kind, patterns in cues["danger"].items():
            danger.setdefault(kind, []).extend(patterns)
    concepts: dict[str, list[str]] = {}
    for path in sorted((folder / "concepts").glob("*.yml")):
        source = read(path)
        for concept, by_language in source.data.items():
            for language, words in _map(by_language, source, (concept,), faults).items():
                items = _texts(words, source, (concept, language), faults)
                concepts.setdefault(concept, []).extend(items)
    return (
        Lexicon(
            MunicipalityFinder(ours, others, never),
            groups,
            aspects,
            Cues(danger, DANGERS),
            Concepts(concepts),
        ),
        faults,
    )


def _collect(source: Source, faults: list[Fault]) -> dict[str, dict[str, list[str]]]:
    """The patterns of one language's file: section -> name -> patterns."""
    known = {"groups": CLIENT_GROUPS, "aspects": _ASPECTS, "danger": DANGERS}
    cues: dict[str, dict[str, list[str]]] = {section: {} for section in known}
    for section, names in source.data.items():
        if section not in known:
            faults.append(source.fault((section,), f"unknown section `{section}`"))
            continue
        for name, patterns in _map(names, source, (section,), faults).items():
            if name not in known[section]:
                faults.append(source.fault((section, name), f"unknown name `{name}`"))
                continue
            for index, pattern in enumerate(_texts(patterns, source, (section, name), faults)):
                try:
                    compile_pattern(pattern)
                except ValueError as error:
                    faults.append(source.fault((section, name, index), str(error)))
                else:
                    cues[section].setdefault(name, []).append(pattern)
    return cues


def _map(value: Any, source: Source, keys: Keys, faults: list[Fault]) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    faults.append(source.fault(keys, f"`{keys[-1]}` must be a map"))
    return {}


def _texts(value: Any, source: Source, keys: Keys, faults: list[Fault]) -> list[str]:
    if isinstance(value, list) and all(
        isinstance(item, str | int) and item != "" for item in value
    ):
        return [str(item) for item in value]
    faults.append(source.fault(keys, f"`{keys[-1]}` must be a list of texts"))
    return []
