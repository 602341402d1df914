"""A linear model of a message: its features and how they are weighed.

Features are TF-IDF of characters (from 2 on, within words), of words and neighbouring words, and of
the concepts behind the words, alone and in pairs whatever their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

# Weights of characters, words and concepts: the best of a search with cross-validation on the
# examples.
WEIGHTS = (1.3, 1.0, 1.3)
MAX_CONCEPTS = 40


def with_pairs(concepts: Iterable[str]) -> str:
    """Each concept once and each two of them together, as one text of "words"."""
    found = sorted(dict.fromkeys(concepts))[:MAX_CONCEPTS]
    pairs = (f"{a}+{b}" for a, b in combinations(found, 2))
    return " ".join((*found, *pairs))


class Linear:
    """Weighs the features of a message, for each label.

    Args:
        vectorizers: one each for characters, words and concepts.
        labels: label of each row of `weights`.
        weights: labels × features, float32.
        bias: one for each label.
    """

    def __init__(
        self, vectorizers: Sequence[TfidfVectorizer], labels: Sequence[str], weights: Any, bias: Any
    ) -> None:
        self.vectorizers = list(vectorizers)
        self.labels = list(labels)
        self.weights = weights
        self.bias = bias
        self._by_feature = np.ascontiguousarray(weights.T, dtype=np.float32)
        self._analyzers = [vectorizer.build_analyzer() for vectorizer in self.vectorizers]

    def margins_of_one(self, folded: str, concepts: str) -> np.ndarray:
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
        features = transform(self.vectorizers, list(folded), list(concepts))
        return np.asarray(features @ self._by_feature) + self.bias

    def compact(self) -> dict[str, Any]:
        """What a model file holds: weights in half precision, the rest as it is."""
        return {
            "vectorizers": self.vectorizers,
            "labels": self.labels,
            "weights": self.weights.astype(np.float16),
            "bias": self.bias,
        }


def fit_vectorizers(
    folded: Sequence[str], concepts: Sequence[str], longest: int, rarest: int
) -> list[TfidfVectorizer]:
    """What makes features of folded texts and their concepts.

    Args:
        longest: of the sequences of characters.
        rarest: a feature of fewer texts is left out.
    """
    common: dict[str, Any] = {"sublinear_tf": True, "min_df": rarest, "dtype": np.float32}
    vectorizers = [
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, longest), **common),
        TfidfVectorizer(token_pattern=r"\w+", ngram_range=(1, 2), **common),
        TfidfVectorizer(token_pattern=r"\S+", **common),
    ]
    for vectorizer, data in zip(vectorizers, (folded, folded, concepts), strict=True):
        vectorizer.fit(data)
    return vectorizers


def transform(vectorizers: Sequence[TfidfVectorizer], texts: Any, meanings: Any) -> csr_matrix:
    """The features of folded texts and their concepts, texts × features."""
    blocks = [
        vectorizer.transform(data) * weight
        for vectorizer, data, weight in zip(
            vectorizers, (texts, texts, meanings), WEIGHTS, strict=True
        )
    ]
    return hstack(blocks).tocsr()
