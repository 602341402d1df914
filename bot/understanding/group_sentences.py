"""Reads the labelled sentences of `data/groups` that teach the client groups."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import KnowledgeError
from bot.knowledge.faults import Fault
from bot.knowledge.model import CLIENT_GROUPS
from bot.knowledge.source import Source, read_yaml
from bot.understanding.normalise import fold

GROUP_SENTENCES = "data/groups"
NONE = "none"
AND = " + "


@dataclass(frozen=True)
class GroupSentence:
    """A sentence with the client groups that it tells, which may be none."""

    language: str
    text: str
    groups: frozenset[str]


def load_group_sentences(root: Path) -> list[GroupSentence]:
    """Reads every `data/groups/<language>/*.yml`.

    Raises:
        KnowledgeError: a file can't be read or is not of the format.
    """
    sentences, faults = examine_group_sentences(root)
    if faults:
        raise KnowledgeError(faults)
    return sentences


def examine_group_sentences(root: Path) -> tuple[list[GroupSentence], list[Fault]]:
    """The sentences with the faults of their files; what is faulty is left out."""
    sentences: list[GroupSentence] = []
    faults: list[Fault] = []
    places: dict[tuple[str, str], str] = {}
    for path in sorted((root / GROUP_SENTENCES).glob("*/*.yml")):
        source = read_yaml(path, root)
        faults.extend(source.faults)
        if not isinstance(source.data, dict):
            if not source.faults:
                faults.append(source.fault((), "must be a map"))
            continue
        for key, texts in source.data.items():
            groups = _groups(key)
            if groups is None:
                hint = f"`{NONE}`, a client group, or several with `{AND.strip()}` between"
                faults.append(source.fault((key,), f"unknown group `{key}`", hint))
            elif not isinstance(texts, list) or not texts:
                faults.append(source.fault((key,), f"`{key}` must be a list of sentences"))
            else:
                found = _sentences(path.parent.name, key, texts, groups, source, faults, places)
                sentences.extend(found)
    return sentences, faults


def _groups(key: str) -> frozenset[str] | None:
    """The groups that a key names; None where it names something else."""
    names = frozenset() if key == NONE else frozenset(key.split(AND))
    return names if names <= set(CLIENT_GROUPS) else None


def _sentences(
    language: str,
    key: str,
    texts: list[object],
    groups: frozenset[str],
    source: Source,
    faults: list[Fault],
    places: dict[tuple[str, str], str],
) -> list[GroupSentence]:
    """The sentences of one list.

    Args:
        places: where each folded sentence of each language was read; is added to.
    """
    found = []
    for index, text in enumerate(texts):
        where = (key, index)
        if not isinstance(text, str) or not text.strip():
            faults.append(source.fault(where, "a sentence must be a text", "write it in quotes"))
            continue
        first = places.setdefault((language, fold(text)), f"{source.path}:{source.lines[where]}")
        here = f"{source.path}:{source.lines[where]}"
        if first != here:
            faults.append(source.fault(where, f"`{text}` stands in {first} too"))
            continue
        found.append(GroupSentence(language, text, groups))
    return found
