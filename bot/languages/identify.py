"""Identifies the language of a chat message with langdetect.

langdetect's own profiles come from encyclopaedia text and are weak on chat: no questions, no
second person, no missing accents. Here the profiles of our own languages are joined with the
n-grams of the example questions, as typed and without accents, and each language gets a prior.
Other languages that clients write stay in, with a small prior, so that Russian is not taken for
anything of ours.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langdetect import detector_factory
from langdetect.detector import Detector
from langdetect.lang_detect_exception import LangDetectException
from langdetect.utils.lang_profile import LangProfile
from langdetect.utils.ngram import NGram

from bot.understanding.normalise import clean, fold, is_arabic_script, words

# Languages that clients of Finnish municipalities write and that the chat does not speak (yet).
OTHERS = [
    "so",
    "ru",
    "uk",
    "et",
    "fa",
    "ur",
    "tr",
    "vi",
    "sq",
    "es",
    "fr",
    "de",
    "no",
    "da",
    "pl",
    "ro",
    "th",
    "hi",
    "bn",
    "ne",
    "pt",
    "tl",
    "sw",
    "zh-cn",
    "hu",
]
_OTHER_PRIOR = 0.01
# So close to Swedish that a slip in it would look like one of them.
_NEIGHBOURS = {"no": 0.1, "da": 0.1, "nl": 0.3, "et": 0.5}
_EXAMPLE_SHARE = 1.0
_UNKNOWN_WORD = math.log(1e-4)


@dataclass(frozen=True)
class Identified:
    """A guess: the language code (ours or another), and how sure, 0 to 1."""

    language: str
    confidence: float


class LanguageIdentifier:
    """langdetect with profiles that know chat.

    Args:
        profiles: language -> langdetect profile as a map (`name`, `freq`, `n_words`).
        vocabulary: language -> how often each folded word occurs in its example questions.
    """

    def __init__(
        self,
        profiles: Mapping[str, Mapping[str, Any]],
        vocabulary: Mapping[str, Mapping[str, int]],
    ) -> None:
        self._ours = tuple(vocabulary)
        self._factory = detector_factory.DetectorFactory()
        self._factory.set_seed(0)
        self._factory.load_json_profile(
            [json.dumps(dict(profile)) for profile in profiles.values()]
        )
        self._vocabulary = {
            code: (counts, sum(counts.values()) or 1) for code, counts in vocabulary.items()
        }

    @property
    def profiles(self) -> list[str]:
        """The codes of all languages that can be told apart."""
        return list(self._factory.get_lang_list())

    def identify(self, text: str, names: Iterable[str] = ()) -> Identified | None:
        """The language of `text`.

        Args:
            text: what the client typed.
            names: folded words that say nothing of the language, such as place names.

        Returns:
            None where the text has no words besides names.
        """
        skip = {part for name in names for part in name.split()}
        kept = [word for word in clean(text).split() if fold(word).strip("?!.,:;") not in skip]
        # Finnish terms stand inside Arabic questions, hardly ever the other way round.
        arabic = [word for word in kept if is_arabic_script(word)]
        kept = arabic or kept
        text = " ".join(kept)
        if not any(letter.isalpha() for letter in text):
            return None
        detector: Detector = self._factory.create()
        detector.n_trial = 1
        detector.max_text_length = 300
        detector.set_prior_map(self._priors(text))
        # langdetect drops words in capitals as names; people who shout write questions in them.
        detector.append(text.lower())
        try:
            best = detector.get_probabilities()
        except LangDetectException:
            return None
        return Identified(best[0].lang, best[0].prob) if best else None

    def _priors(self, text: str) -> dict[str, float]:
        """Priors from the words themselves: a word of the examples counts for its language."""
        tokens = words(fold(text))[:40]
        scores = {}
        for code, (counts, total) in self._vocabulary.items():
            logs = [math.log(counts[t] / total) if t in counts else _UNKNOWN_WORD for t in tokens]
            scores[code] = sum(max(value, _UNKNOWN_WORD) for value in logs)
        best = max(scores.values(), default=0.0)
        priors = {code: max(math.exp(score - best), 1e-6) for code, score in scores.items()}
        known = any(t in counts for t in tokens for counts, _ in self._vocabulary.values())
        other = _OTHER_PRIOR if known else 4 * _OTHER_PRIOR
        return priors | {
            code: other * _NEIGHBOURS.get(code, 1.0) for code in self.profiles if code not in priors
        }


def build(
    examples: Mapping[str, Iterable[str]],
) -> tuple[dict[str, Any], dict[str, dict[str, int]]]:
    """Makes what `LanguageIdentifier` needs.

    Args:
        examples: language -> example questions.

    Returns:
        profiles and vocabulary, both plain data.
    """
    profiles: dict[str, Any] = {}
    vocabulary: dict[str, dict[str, int]] = {}
    for code, sentences in examples.items():
        sentences = list(sentences)
        vocabulary[code] = dict(Counter(w for s in sentences for w in words(fold(s))))
        chat = LangProfile(code)
        for sentence in sentences:
            for variant in {clean(sentence).lower(), fold(sentence)}:
                chat.update(f" {variant} ")
        profiles[code] = _joined(_shipped(code), chat)
    for code in OTHERS:
        if code not in profiles and (shipped := _shipped(code)):
            profiles[code] = shipped
    return profiles, vocabulary


def _shipped(code: str) -> dict[str, Any] | None:
    path = Path(detector_factory.PROFILES_DIRECTORY) / code
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def _joined(shipped: dict[str, Any] | None, chat: LangProfile) -> dict[str, Any]:
    """Both profiles in one, the examples weighing `_EXAMPLE_SHARE` of the shipped text."""
    if shipped is None:
        return {"name": chat.name, "freq": dict(chat.freq), "n_words": list(chat.n_words)}
    freq: Counter[str] = Counter(shipped["freq"])
    n_words = list(shipped["n_words"])
    for size in range(NGram.N_GRAM):
        grams = {g: n for g, n in chat.freq.items() if len(g) == size + 1}
        weight = _EXAMPLE_SHARE * n_words[size] / max(chat.n_words[size], 1)
        for gram, count in grams.items():
            freq[gram] += round(count * weight)
        n_words[size] = round(n_words[size] * (1 + _EXAMPLE_SHARE))
    return {"name": chat.name, "freq": dict(freq), "n_words": n_words}
