"""Learns from labelled sentences which client groups a message tells.

A linear support vector machine for each group decides on the features of `bot.understanding.linear`
and on the groups of which a pattern is in the message. So a pattern counts for much, and the words
around it can still overrule it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.knowledge.lookup import STATUSES
from bot.knowledge.model import CLIENT_GROUPS
from bot.understanding.linear import Linear, fit_vectorizers, transform

SEED = 0
# The best of a search with cross-validation on the sentences; shorter and more common features
# than the topics' halve the model and cost nothing.
C = 0.5
LONGEST, RAREST = 4, 3
# A group counts as told from this margin on. Below 0, since a sentence that tells a group in
# unusual words lies near the border. A status needs more, since a wrong one changes the answer.
TOLD = -0.2
STATUS_TOLD = 0.0
# A part of a message tells by itself what a long question beside it would drown, so the likeliest
# part counts too, a little less than the whole, in which "not" and "if" are seen.
PART_LOSS = 0.1
_BORDERS = re.compile(
    r"[.?!,;،؟؛\n]+|\b(?:"
    "ja|mutta|vaikka|niin|kun|kuka|missä|miten|och|men|fast|så|när|var|hur|vem|kan|"
    "and|but|so|though|although|where|how|who|what|can|بس|لكن|ولكن|هل|وين|شلون|كيف"
    r")\b",
    re.I,
)
# Of the topics' examples one in so many is learned from too, where no pattern finds a group: most
# ordinary questions tell none.
EVERY = 9


def parts_of(text: str) -> list[str]:
    """The parts of a message that could tell something by themselves; none where it is one."""
    parts = [part.strip() for part in _BORDERS.split(text)]
    parts = [part for part in parts if len(part.split()) > 1]
    return parts if len(parts) > 1 else []


def likeliest(whole: Mapping[str, float], parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """How much a message tells each group: as a whole, or in the part that tells it most."""
    told = dict(whole)
    for part in parts:
        for group, margin in part.items():
            told[group] = max(told[group], margin - PART_LOSS)
    return told


class GroupModel(Linear):
    """A trained finder of client groups; `train_groups` makes one.

    Args:
        patterns: how much a pattern of each of `CLIENT_GROUPS` adds, labels × groups.
    """

    def __init__(
        self,
        vectorizers: Sequence[TfidfVectorizer],
        labels: Sequence[str],
        weights: Any,
        bias: Any,
        patterns: Any,
    ) -> None:
        super().__init__(vectorizers, labels, weights, bias)
        self.patterns = patterns

    def weigh(self, folded: str, concepts: str, found: Iterable[str] = ()) -> dict[str, float]:
        """How much the text tells each client group.

        Args:
            folded: the folded text without places.
            concepts: its concepts, as in `linear`.
            found: the groups of which a pattern is in the text.
        """
        margins = self.margins_of_one(folded, concepts)
        for group in found:
            margins = margins + self.patterns[:, CLIENT_GROUPS.index(group)]
        return {group: float(margin) for group, margin in zip(self.labels, margins, strict=True)}

    def compact(self) -> dict[str, Any]:
        """What a model file holds."""
        return super().compact() | {"patterns": self.patterns}

    @classmethod
    def expand(cls, compact: dict[str, Any]) -> GroupModel:
        """The model from what `compact` gave."""
        return cls(**{**compact, "weights": compact["weights"].astype(np.float32)})


def train_groups(
    folded: Sequence[str],
    concepts: Sequence[str],
    found: Sequence[Collection[str]],
    told: Sequence[Collection[str]],
    progress: Callable[[str], None] = lambda group: None,
) -> GroupModel:
    """Trains on folded texts, their concepts, and the groups that each tells.

    Args:
        found: the groups of which a pattern is in each text. They stand beside the other features
            with their full weight, since within them they would count less in a longer text.
        progress: is told each group.
    """
    vectorizers = fit_vectorizers(folded, concepts, LONGEST, RAREST)
    hits = [[group in groups for group in CLIENT_GROUPS] for groups in found]
    texts = transform(vectorizers, folded, concepts)
    features = hstack([texts, csr_matrix(np.array(hits, dtype=np.float32))]).tocsr()
    labels = [group for group in CLIENT_GROUPS if any(group in groups for groups in told)]
    weights, bias = [], []
    for group in labels:
        machine = LinearSVC(C=C, random_state=SEED)
        machine.fit(features, np.array([group in groups for groups in told]))
        weights.append(machine.coef_[0])
        bias.append(machine.intercept_[0])
        progress(group)
    rows = np.array(weights, dtype=np.float32)
    width = texts.shape[1]
    return GroupModel(
        vectorizers, labels, rows[:, :width], np.array(bias, dtype=np.float32), rows[:, width:]
    )


def choose_groups(margins: Mapping[str, float]) -> list[str]:
    """The client groups of a message, the most exact first.

    Nobody has two statuses: the likelier one counts.

    Args:
        margins: of `GroupModel.weigh`.
    """
    found = {group for group, margin in margins.items() if margin > TOLD} - {*STATUSES}
    statuses = {group: margins[group] for group in STATUSES if group in margins}
    likely = max(statuses, key=statuses.__getitem__, default=None)
    if likely is not None and statuses[likely] > STATUS_TOLD:
        found.add(likely)
    return [group for group in CLIENT_GROUPS if group in found]
