"""Makes Rasa's training data from folders: a topic exists because its files exist.

`data/nlu/<language>/*.yml` give the intents, so that nobody lists 75 of them in domain.yml again,
and each example question keeps the language of its folder.
"""

from __future__ import annotations

from copy import copy, deepcopy
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.knowledge.source import Loader

# Intents that no example teaches: an option that was pressed, and a message of only a place's name.
BUILT_IN = ("choose", "inform")


def read_examples(path: Path) -> list[tuple[str, str]]:
    """The (intent, example question) pairs of a file of Rasa's NLU format.

    Raises:
        yaml.YAMLError, KeyError: the file is not of that format.
    """
    data = yaml.load(path.read_text("utf-8"), Loader=Loader)
    return [
        (item["intent"], line.strip().removeprefix("-").strip())
        for item in data["nlu"]
        for line in item["examples"].splitlines()
        if line.strip()
    ]


class Example(Message):
    """A message that is copied in one go: Rasa copies all of them again and again, and the usual
    search through their parts would take a tenth of the training."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Example:
        copied = copy(self)
        copied.data = {name: deepcopy(value, memo) for name, value in self.data.items()}
        copied.output_properties = set(self.output_properties)
        copied.features = deepcopy(self.features, memo)
        return copied


class FolderImporter(RasaFileImporter):
    """Rasa's file importer, with intents and languages taken from the folders."""

    @cached_method
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All example questions, each tagged with the language of its folder."""
        # Rasa's reader takes 20 times as long and `merge` copies all that was read so far. The
        # files here are plain: labels and example questions, without annotations.
        examples = []
        for path in sorted(map(Path, self._nlu_files)):
            for intent, text in read_examples(path):
                example = Example.build(text=text, intent=intent)
                example.set("language", path.parent.name)
                examples.append(example)
        return TrainingData(training_examples=examples)

    def get_domain(self) -> Domain:
        """domain.yml with an intent for each label of the examples."""
        names = sorted({*self._intents(), *BUILT_IN})
        return super().get_domain().merge(Domain.from_dict({"intents": names}))

    def _intents(self) -> set[str]:
        return set(self.get_nlu_data().intents)
