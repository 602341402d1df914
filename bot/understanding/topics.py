"""Learns from example questions which topic or act a message is about.

A linear support vector machine decides, and its margins become confidences by a softmax whose
temperature is fitted on examples held back. Names of municipalities are taken out first: a place
says nothing of the topic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.svm import LinearSVC

from bot.understanding.linear import Linear, fit_vectorizers, transform

HELD_BACK = 0.2
WORTH_A_PROCESS = 10_000
SEED = 0
# The best of a search with cross-validation on the examples.
C = 0.3
LONGEST, RAREST = 5, 2
_TEMPERATURES = np.geomspace(0.05, 1.0, 25)


class TopicModel(Linear):
    """A trained classifier; `train` makes one.

    Args:
        vectorizers, labels, weights, bias: see `Linear`.
        temperature: of the softmax over the margins.
    """

    def __init__(
        self,
        vectorizers: Sequence[TfidfVectorizer],
        labels: Sequence[str],
        weights: Any,
        bias: Any,
        temperature: float,
    ) -> None:
        super().__init__(vectorizers, labels, weights, bias)
        self.temperature = temperature

    def predict(self, folded: str, concepts: str) -> list[tuple[str, float]]:
        """Labels with their confidence (they sum to 1), best first."""
        margins = self.margins_of_one(folded, concepts)
        confidences = _softmax(margins[None, :] / self.temperature)[0]
        order = np.argsort(-confidences)
        return [(self.labels[i], float(confidences[i])) for i in order]

    def compact(self) -> dict[str, Any]:
        """What a model file holds: weights in half precision, the rest as it is."""
        return {**super().compact(), "temperature": self.temperature}

    @classmethod
    def expand(cls, compact: dict[str, Any]) -> TopicModel:
        """The model from what `compact` gave."""
        return cls(**{**compact, "weights": compact["weights"].astype(np.float32)})


def train(
    folded: Sequence[str],
    concepts: Sequence[str],
    labels: Sequence[str],
    progress: Callable[[str], None] = lambda message: None,
) -> TopicModel:
    """Trains on folded texts, their concept texts and their labels.

    Args:
        progress: is told each step.
    """
    targets = np.array(labels)
    progress("reading the examples")
    vectorizers = fit_vectorizers(folded, concepts, LONGEST, RAREST)
    features = transform(vectorizers, folded, concepts)
    progress("training")
    split = StratifiedShuffleSplit(1, test_size=HELD_BACK, random_state=SEED)
    seen, held = next(split.split(targets, targets))
    # Side by side where that takes longer than starting a process.
    jobs = 2 if len(targets) > WORTH_A_PROCESS else 1
    trial, machine = Parallel(n_jobs=jobs)(
        delayed(_machine)(features[rows], targets[rows]) for rows in (seen, slice(None))
    )
    progress("calibrating")
    margins = trial.decision_function(features[held])
    known = [str(label) for label in machine.classes_]
    return TopicModel(
        vectorizers,
        known,
        machine.coef_.astype(np.float32),
        machine.intercept_.astype(np.float32),
        _fit_temperature(margins, targets[held], known),
    )


def _machine(features: csr_matrix, targets: np.ndarray) -> LinearSVC:
    return LinearSVC(C=C, random_state=SEED).fit(features, targets)


def _softmax(margins: np.ndarray) -> np.ndarray:
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _fit_temperature(margins: np.ndarray, targets: np.ndarray, labels: Sequence[str]) -> float:
    """The temperature of least log loss on held-back examples."""
    position = {label: index for index, label in enumerate(labels)}
    truth = np.array([position[str(target)] for target in targets])
    rows = np.arange(len(truth))

    def loss(temperature: float) -> float:
        chosen = _softmax(margins / temperature)[rows, truth]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    return float(min(_TEMPERATURES, key=loss))
