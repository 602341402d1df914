"""Our graph runner gives what Rasa's own gives."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.dialogue.runner import InOrderRunner


class Say(GraphComponent):
    """Joins what it is given."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Say:
        return cls(config)

    def say(self, **heard: str) -> str:
        return f"{self._config['name']}({','.join(heard[key] for key in sorted(heard))})"


def node(name: str, **needs: str) -> SchemaNode:
    return SchemaNode(
        needs=needs,
        uses=Say,
        constructor_name="create",
        fn="say",
        config={"name": name},
        eager=True,
    )


@pytest.fixture
def rasas(tmp_path: Any) -> DaskGraphRunner:
    """A graph whose nodes stand in no useful order."""
    nodes = {
        "end": node("end", a="left", b="right"),
        "right": node("right", a="start", b="word"),
        "left": node("left", a="start"),
        "start": node("start", a="word"),
        "aside": node("aside", a="missing"),
    }
    schema = GraphSchema(nodes)
    return DaskGraphRunner.create(
        schema, LocalModelStorage(tmp_path), ExecutionContext(schema, "id")
    )


def test_components_run_after_those_that_they_need(rasas: DaskGraphRunner) -> None:
    said = InOrderRunner.of(rasas).run({"word": "hi"}, ["end"])
    assert said == {"end": "end(left(start(hi)),right(start(hi),hi))"}
    assert said == rasas.run({"word": "hi"}, ["end"])


def test_a_second_run_begins_anew(rasas: DaskGraphRunner) -> None:
    runner = InOrderRunner.of(rasas)
    runner.run({"word": "hi"}, ["end"])
    assert runner.run({"word": "ho"}, ["left", "start"]) == {
        "left": "left(start(ho))",
        "start": "start(ho)",
    }


def test_an_input_that_is_missing_is_an_error(rasas: DaskGraphRunner) -> None:
    with pytest.raises(KeyError, match="word"):
        InOrderRunner.of(rasas).run({}, ["end"])
