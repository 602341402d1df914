"""Runs Rasa's graph of components one after another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class InOrderRunner(GraphRunner):
    """A graph runner without dask, whose planning of each run costs more than most components.

    Args:
        schema: the graph.
        nodes: its components, loaded.
    """

    def __init__(self, schema: GraphSchema, nodes: Mapping[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._plan = lru_cache(maxsize=None)(self._make_plan)

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> InOrderRunner:
        """Loads the components of a graph."""
        return cls.of(DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks))

    @classmethod
    def of(cls, runner: DaskGraphRunner) -> InOrderRunner:
        """Takes over the components that Rasa has loaded."""
        return cls(runner._graph_schema, runner._instantiated_nodes)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """Runs what the targets need.

        Args:
            inputs: name -> value that components need and no component makes.
            targets: names of components; without them those that the graph names.

        Returns:
            each target's output.
        """
        wanted = tuple(targets or self._schema.target_names)
        outputs = dict(inputs or {})
        for name, needs in self._plan(wanted):
            outputs[name] = self._nodes[name](*((need, outputs[need]) for need in needs))[1]
        return {name: outputs[name] for name in wanted}

    def _make_plan(self, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """The components that the targets need, each after those whose output it needs."""
        needed = self._schema.minimal_graph_schema(list(targets)).nodes
        needs = {name: tuple(node.needs.values()) for name, node in needed.items()}
        order = TopologicalSorter(needs).static_order()
        return [(name, needs[name]) for name in order if name in needs]
