"""The NLU pipeline as Rasa graph components: language, cues, topic.

Each is a thin coat around a module of this package, so that `rasa train`, `rasa shell` and
`rasa test` run the same understanding as the chat.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tqdm import tqdm

from bot.knowledge.load import version_of
from bot.knowledge.model import CLIENT_GROUPS
from bot.languages.identify import LanguageIdentifier, build
from bot.settings import Settings
from bot.understanding.group_sentences import GROUP_SENTENCES, GroupSentence, load_group_sentences
from bot.understanding.groups import (
    EVERY,
    GroupModel,
    choose_groups,
    likeliest,
    parts_of,
    train_groups,
)
from bot.understanding.lexicon import LEXICON, Lexicon, load_lexicon
from bot.understanding.meaning import CUES, LANGUAGE, features, find_cues, interpret
from bot.understanding.normalise import fold
from bot.understanding.topics import TopicModel, train

COMMAND = "/"

FEATURES = "features"


class _Component(GraphComponent):
    """What the three components share: a place in the model to write to."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        """A component that is still to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GraphComponent:
        """A component from a trained model."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.read(folder)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Makes Rasa's cache notice changed files which are not among its training data."""
        root = Settings.read().root
        return f"{version_of(root / LEXICON)} {version_of(root / GROUP_SENTENCES)}"

    def read(self, folder: Path) -> None:
        """Reads what training wrote."""
        raise NotImplementedError

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds what this component finds to each message that is not a command."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith(COMMAND):
                self.understand(message, text)
        return messages

    def understand(self, message: Message, text: str) -> None:
        """Adds to one message."""
        raise NotImplementedError


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageIdentification(_Component):
    """Sets `language` and `language_confidence` of a message."""

    identifier: LanguageIdentifier

    def train(self, training_data: TrainingData) -> Resource:
        """Builds language profiles from the example questions."""
        examples: dict[str, list[str]] = defaultdict(list)
        for example in training_data.intent_examples:
            if language := example.get("language"):
                examples[language].append(example.get(TEXT))
        profiles, vocabulary = build(examples)
        with self._storage.write_to(self._resource) as folder:
            (folder / "languages.json").write_text(
                json.dumps({"profiles": profiles, "vocabulary": vocabulary}), "utf-8"
            )
        return self._resource

    def read(self, folder: Path) -> None:
        """Reads the profiles."""
        data = json.loads((folder / "languages.json").read_text("utf-8"))
        self.identifier = LanguageIdentifier(data["profiles"], data["vocabulary"])

    def understand(self, message: Message, text: str) -> None:
        """Identifies the language of the message."""
        found = self.identifier.identify(text)
        value = [found.language, found.confidence] if found else [None, 0.0]
        message.set(LANGUAGE, value, add_to_output=True)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class CueExtraction(_Component):
    """Finds municipalities, the aspect and danger by the editors' word lists.

    Client groups are found by a trained model, to which the word lists contribute.
    """

    lexicon: Lexicon
    groups: GroupModel

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the word lists in the model, so that a faulty save never stops a worker."""
        root = Settings.read().root
        lexicon = load_lexicon(root)
        sentences = [*load_group_sentences(root), *_ordinary(training_data, lexicon)]
        texts = [fold(sentence.text) for sentence in sentences]
        pairs = [features(lexicon, folded) for folded in texts]
        found = [
            lexicon.find_groups(folded, sentence.language)
            for folded, sentence in zip(texts, sentences, strict=True)
        ]
        with tqdm(total=len(CLIENT_GROUPS), desc="Client groups", unit="group") as bar:

            def advance(group: str) -> None:
                bar.set_postfix_str(group)
                bar.update()

            model = train_groups(
                [bare for bare, _ in pairs],
                [meanings for _, meanings in pairs],
                found,
                [sentence.groups for sentence in sentences],
                advance,
            )
        with self._storage.write_to(self._resource) as folder:
            shutil.copytree(root / LEXICON, folder / LEXICON)
            joblib.dump(model.compact(), folder / "groups.joblib", compress=("zlib", 3))
        return self._resource

    def read(self, folder: Path) -> None:
        """Reads the word lists and the groups of the model."""
        self.lexicon = load_lexicon(folder)
        self.groups = GroupModel.expand(joblib.load(folder / "groups.joblib"))

    def weigh_groups(self, folded: str, language: str | None) -> dict[str, float]:
        """How much a folded text tells each client group."""
        bare, meanings = features(self.lexicon, folded)
        found = self.lexicon.find_groups(folded, language)
        return self.groups.weigh(bare, meanings, found)

    def understand(self, message: Message, text: str) -> None:
        """Finds the cues of the message, and what the topic classifier works on."""
        folded = fold(text)
        language = (message.get(LANGUAGE) or [None])[0]
        cues = find_cues(self.lexicon, folded, language)
        bare, meanings = features(self.lexicon, folded)
        whole = self.groups.weigh(bare, meanings, cues["groups"])
        parts = (self.weigh_groups(fold(part), language) for part in parts_of(text))
        cues["groups"] = choose_groups(likeliest(whole, parts))
        message.set(CUES, cues, add_to_output=True)
        message.set(FEATURES, (bare, meanings))
        found = [("municipality", place["id"]) for place in cues["places"]]
        found += [("client_group", group) for group in cues["groups"]]
        entities = [
            {
                "entity": name,
                "value": value,
                "start": 0,
                "end": len(text),
                "extractor": type(self).__name__,
            }
            for name, value in found
        ]
        message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)


def _ordinary(training_data: TrainingData, lexicon: Lexicon) -> list[GroupSentence]:
    """Example questions that tell no client group."""
    return [
        GroupSentence(example.get("language"), example.get(TEXT), frozenset())
        for example in training_data.intent_examples[::EVERY]
        if not lexicon.find_groups(fold(example.get(TEXT)), example.get("language"))
    ]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(_Component):
    """Sets the intent: a topic, a conversation act, a danger or off-topic."""

    model: TopicModel

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on the example questions."""
        lexicon = load_lexicon(Settings.read().root)
        examples = training_data.intent_examples
        pairs = [features(lexicon, fold(example.get(TEXT))) for example in examples]
        labels = [example.get(INTENT) for example in examples]
        with tqdm(total=3, desc="Topics", unit="step") as bar:

            def progress(step: str) -> None:
                bar.set_postfix_str(step)
                bar.update()

            model = train([bare for bare, _ in pairs], [m for _, m in pairs], labels, progress)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(model.compact(), folder / "topics.joblib", compress=("zlib", 3))
        return self._resource

    def read(self, folder: Path) -> None:
        """Reads the model."""
        self.model = TopicModel.expand(joblib.load(folder / "topics.joblib"))

    def understand(self, message: Message, text: str) -> None:
        """Classifies the message."""
        bare, meanings = message.get(FEATURES)
        ranking = self.model.predict(bare, meanings)
        intent, confidence, danger = interpret(ranking, message.get(CUES), bare)
        message.set(CUES, {**message.get(CUES), "danger": danger}, add_to_output=True)
        message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)
        message.set(
            INTENT_RANKING_KEY,
            [{"name": name, "confidence": value} for name, value in ranking[:10]],
            add_to_output=True,
        )
