"""Learns from example questions which topic or act a message is about.

Features are TF-IDF of characters (2 to 5, within words), of words and neighbouring words, and of
the concepts behind the words, alone and in pairs whatever their order. A linear support vector
machine decides, and its margins become confidences by a softmax whose temperature is fitted on
examples held back. Names of municipalities are taken out first: a place says nothing of the topic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.svm import LinearSVC

HELD_BACK = 0.2
SEED = 0
# Weights of the three kinds of feature and C: the best of a search with cross-validation on the
# examples.
WEIGHTS = (1.3, 1.0, 1.3)
C = 0.3
MAX_CONCEPTS = 40
_TEMPERATURES = np.geomspace(0.05, 1.0, 25)


def with_pairs(concepts: Iterable[str]) -> str:
    """Each concept once and each two of them together, as one text of "words"."""
    found = sorted(dict.fromkeys(concepts))[:MAX_CONCEPTS]
    pairs = (f"{a}+{b}" for a, b in combinations(found, 2))
    return " ".join((*found, *pairs))


class TopicModel:
    """A trained classifier; `train` makes one.

    Args:
        vectorizers: one each for characters, words and concepts.
        labels: label of each row of `weights`.
        weights: labels × features, float32.
        bias: one for each label.
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
        self.vectorizers = list(vectorizers)
        self.labels = list(labels)
        self.weights = weights
        self.bias = bias
        self.temperature = temperature
        self._by_feature = np.ascontiguousarray(weights.T, dtype=np.float32)
        self._analyzers = [vectorizer.build_analyzer() for vectorizer in self.vectorizers]

    def predict(self, folded: str, concepts: str) -> list[tuple[str, float]]:
        """Labels with their confidence (they sum to 1), best first."""
        margins = self._margins_of_one(folded, concepts)
        confidences = _softmax(margins[None, :] / self.temperature)[0]
        order = np.argsort(-confidences)
        return [(self.labels[i], float(confidences[i])) for i in order]

    def _margins_of_one(self, folded: str, concepts: str) -> np.ndarray:
        """Decision values of one text.

        The same as `margins`, without scikit-learn's checks of a whole matrix, which take most of
        the time for one short text.
        """
        total = np.array(self.bias, dtype=np.float32)
        offset = 0
        for vectorizer, analyze, text, weight in zip(
            self.vectorizers, self._analyzers, (folded, folded, concepts), WEIGHTS, strict=True
        ):
            vocabulary = vectorizer.vocabulary_
            counts = Counter(vocabulary[t] for t in analyze(text) if t in vocabulary)
            if counts:
                columns = np.fromiter(counts, dtype=np.intp)
                values = 1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32))
                values *= vectorizer.idf_[columns]
                values *= weight / np.linalg.norm(values)
                total += values.astype(np.float32) @ self._by_feature[offset + columns]
            offset += len(vocabulary)
        return total

    def margins(self, folded: Iterable[str], concepts: Iterable[str]) -> np.ndarray:
        """Decision values, texts × labels."""
        features = _transform(self.vectorizers, list(folded), list(concepts))
        return np.asarray(features @ self._by_feature) + self.bias

    def compact(self) -> dict[str, Any]:
        """What a model file holds: weights in half precision, the rest as it is."""
        return {
            "vectorizers": self.vectorizers,
            "labels": self.labels,
            "weights": self.weights.astype(np.float16),
            "bias": self.bias,
            "temperature": self.temperature,
        }

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
    vectorizers = _vectorizers()
    for vectorizer, data in zip(vectorizers, (folded, folded, concepts), strict=True):
        vectorizer.fit(data)
    features = _transform(vectorizers, folded, concepts)
    progress("calibrating")
    split = StratifiedShuffleSplit(1, test_size=HELD_BACK, random_state=SEED)
    seen, held = next(split.split(targets, targets))
    margins = _machine(features[seen], targets[seen]).decision_function(features[held])
    progress("training on all examples")
    machine = _machine(features, targets)
    known = [str(label) for label in machine.classes_]
    return TopicModel(
        vectorizers,
        known,
        machine.coef_.astype(np.float32),
        machine.intercept_.astype(np.float32),
        _fit_temperature(margins, targets[held], known),
    )


def _vectorizers() -> list[TfidfVectorizer]:
    common: dict[str, Any] = {"sublinear_tf": True, "min_df": 2, "dtype": np.float32}
    return [
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **common),
        TfidfVectorizer(token_pattern=r"\w+", ngram_range=(1, 2), **common),
        TfidfVectorizer(token_pattern=r"\S+", **common),
    ]


def _machine(features: csr_matrix, targets: np.ndarray) -> LinearSVC:
    return LinearSVC(C=C, random_state=SEED).fit(features, targets)


def _transform(vectorizers: Sequence[TfidfVectorizer], texts: Any, meanings: Any) -> csr_matrix:
    blocks = [
        vectorizer.transform(data) * weight
        for vectorizer, data, weight in zip(
            vectorizers, (texts, texts, meanings), WEIGHTS, strict=True
        )
    ]
    return hstack(blocks).tocsr()


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
