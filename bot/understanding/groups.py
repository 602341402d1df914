"""Learns from labelled sentences which client groups a message tells.

Patterns find what is said in so many words; this finds what no pattern foresaw. A linear support
vector machine for each group decides on the features of `bot.understanding.linear`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.svm import LinearSVC

from bot.knowledge.lookup import STATUSES
from bot.knowledge.model import CLIENT_GROUPS
from bot.understanding.linear import Linear, fit_vectorizers, transform

SEED = 0
# The best of a search with cross-validation on the sentences; shorter and more common features
# than the topics' halve the model and cost nothing.
C = 1.0
LONGEST, RAREST = 4, 3
# A group counts as told from this margin on. Below 0, since a sentence that tells a group in
# unusual words lies near the border. A status needs more, since a wrong one changes the answer.
TOLD = -0.3
STATUS_TOLD = -0.1


class GroupModel(Linear):
    """A trained finder of client groups; `train_groups` makes one."""

    def weigh(self, folded: str, concepts: str) -> dict[str, float]:
        """How much the text tells each client group.

        Args:
            folded: the folded text without places.
            concepts: its concepts and their pairs.
        """
        margins = self.margins_of_one(folded, concepts)
        return {group: float(margin) for group, margin in zip(self.labels, margins, strict=True)}

    @classmethod
    def expand(cls, compact: dict[str, Any]) -> GroupModel:
        """The model from what `compact` gave."""
        return cls(**{**compact, "weights": compact["weights"].astype(np.float32)})


def train_groups(
    folded: Sequence[str],
    concepts: Sequence[str],
    told: Sequence[Collection[str]],
    progress: Callable[[str], None] = lambda group: None,
) -> GroupModel:
    """Trains on folded texts, their concept texts and the groups that each tells.

    Args:
        progress: is told each group.
    """
    vectorizers = fit_vectorizers(folded, concepts, LONGEST, RAREST)
    features = transform(vectorizers, folded, concepts)
    labels = [group for group in CLIENT_GROUPS if any(group in groups for groups in told)]
    weights, bias = [], []
    for group in labels:
        machine = LinearSVC(C=C, random_state=SEED)
        machine.fit(features, np.array([group in groups for groups in told]))
        weights.append(machine.coef_[0])
        bias.append(machine.intercept_[0])
        progress(group)
    return GroupModel(
        vectorizers,
        labels,
        np.array(weights, dtype=np.float32),
        np.array(bias, dtype=np.float32),
    )


def join_groups(told: Collection[str], margins: Mapping[str, float]) -> list[str]:
    """The client groups of a message, the most exact first.

    What was learned adds the groups that the patterns overlooked. Nobody has two statuses: that of
    a pattern counts, or the likelier of the learned ones.

    Args:
        told: groups that patterns found.
        margins: of `GroupModel.weigh`.
    """
    statuses = {group: margins[group] for group in STATUSES if group in margins}
    likely = max(statuses, key=statuses.__getitem__, default=None)
    found = {*told, *(group for group, margin in margins.items() if margin > TOLD)}
    found -= {*STATUSES}.difference(told)
    if found.isdisjoint(STATUSES) and likely is not None and statuses[likely] > STATUS_TOLD:
        found.add(likely)
    return [group for group in CLIENT_GROUPS if group in found]
