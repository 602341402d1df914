"""Learns from example questions which topic or act a message is about.

Features are TF-IDF of characters (2 to 5, within words), of words and word pairs, and of the
concepts behind the words; a linear support vector machine decides, and its margins become
confidences by a softmax whose temperature is fitted on held-back folds. Names of municipalities
are taken out first: a place says nothing of the topic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

FOLDS = 3
SEED = 0
_TEMPERATURES = np.geomspace(0.05, 1.0, 25)


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

    def predict(self, folded: str, concepts: str) -> list[tuple[str, float]]:
        """Labels with their confidence (they sum to 1), best first."""
        margins = self.margins([folded], [concepts])[0]
        confidences = _softmax(margins[None, :] / self.temperature)[0]
        order = np.argsort(-confidences)
        return [(self.labels[i], float(confidences[i])) for i in order]

    def compact(self) -> dict[str, Any]:
        """What a model file holds: weights in half precision, the rest as it is."""
        return {**vars(self), "weights": self.weights.astype(np.float16)}

    @classmethod
    def expand(cls, compact: dict[str, Any]) -> TopicModel:
        """The model from what `compact` gave; weights by feature, for fast look-up."""
        return cls(**{**compact, "weights": compact["weights"].astype(np.float32)})

    def margins(self, folded: Iterable[str], concepts: Iterable[str]) -> np.ndarray:
        """Decision values, texts × labels."""
        features = _transform(self.vectorizers, list(folded), list(concepts))
        return np.asarray(features @ self.weights.T) + self.bias


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
    texts, meanings = np.array(folded, dtype=object), np.array(concepts, dtype=object)
    margins = np.zeros((len(targets), len(set(labels))))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for number, (seen, held) in enumerate(folds.split(texts, targets), 1):
        progress(f"calibrating {number}/{FOLDS}")
        model = _fit(texts[seen], meanings[seen], targets[seen])
        margins[held] = model.margins(texts[held], meanings[held])
    progress("training on all examples")
    model = _fit(texts, meanings, targets)
    model.temperature = _fit_temperature(margins, targets, model.labels)
    return model


def _fit(texts: Any, meanings: Any, targets: Any) -> TopicModel:
    vectorizers = [
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        ),
        TfidfVectorizer(
            token_pattern=r"\w+", ngram_range=(1, 2), sublinear_tf=True, min_df=2, dtype=np.float32
        ),
        TfidfVectorizer(
            token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True, min_df=1, dtype=np.float32
        ),
    ]
    features = hstack(
        [
            vectorizers[0].fit_transform(texts),
            vectorizers[1].fit_transform(texts),
            vectorizers[2].fit_transform(meanings),
        ]
    ).tocsr()
    machine = LinearSVC(C=0.5, random_state=SEED).fit(features, targets)
    return TopicModel(
        vectorizers,
        [str(label) for label in machine.classes_],
        machine.coef_.astype(np.float32),
        machine.intercept_.astype(np.float32),
        1.0,
    )


def _transform(vectorizers: Sequence[TfidfVectorizer], texts: Any, meanings: Any) -> csr_matrix:
    characters, word, concept = vectorizers
    return hstack(
        [characters.transform(texts), word.transform(texts), concept.transform(meanings)]
    ).tocsr()


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
