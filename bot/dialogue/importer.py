"""Makes Rasa's training data from folders: a topic exists because its files exist.

`data/nlu/<language>/*.yml` give the intents, so that nobody lists 75 of them in domain.yml again,
and each example question keeps the language of its folder. Every intent gets the same rule: one
message, one reply.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

REPLY = "action_reply"
# Intents that no example teaches: an option that was pressed, and a message of only a place's name.
BUILT_IN = ("choose", "inform")


class FolderImporter(RasaFileImporter):
    """Rasa's file importer, with intents, rules and languages taken from the folders."""

    @cached_method
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All example questions, each tagged with the language of its folder."""
        examples = []
        for path in sorted(map(Path, self._nlu_files)):
            # `merge` copies everything read so far; with one file a topic that never ends.
            for example in load_data(str(path), language or "en").training_examples:
                example.set("language", path.parent.name)
                examples.append(example)
        return TrainingData(training_examples=examples)

    def get_domain(self) -> Domain:
        """domain.yml with an intent for each label of the examples."""
        names = sorted({*self._intents(), *BUILT_IN})
        return super().get_domain().merge(Domain.from_dict({"intents": names}))

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """The rules of data/rules, and the one rule that every intent shares."""
        written = super().get_stories(exclusion_percentage)
        intents = [{"intent": name} for name in sorted({*self._intents(), *BUILT_IN})]
        rule: dict[str, Any] = {
            "rule": "Every message gets one reply",
            "steps": [{"or": intents}, {"action": REPLY}],
        }
        steps = YAMLStoryReader(self.get_domain()).read_from_parsed_yaml({"rules": [rule]})
        return written.merge(StoryGraph(steps))

    def _intents(self) -> set[str]:
        return set(self.get_nlu_data().intents)
