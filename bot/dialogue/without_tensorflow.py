"""Lets Rasa be imported without TensorFlow, which none of this project's components use.

Rasa imports TensorFlow with every component it ships, used or not: 250 MB of memory and more than
half of the time until a worker's first answer. Here a module stands in for it whose names are empty
classes, enough to define Rasa's own classes on. Not needed once Rasa imports it where it is used.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

ABSENT = ("tensorflow", "tensorflow_addons", "keras", "jax")


class _Empty(type):
    """The type of a class whose every attribute is such a class again."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _Empty(name, (), {"__module__": cls.__module__})
        setattr(cls, name, made)
        return made


class _Module(ModuleType):
    """A module whose every name is an empty class."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _Empty(name, (), {"__module__": self.__name__, "__init__": _accept})
        setattr(self, name, made)
        return made


def _accept(self: Any, *args: Any, **kwargs: Any) -> None:
    """Takes whatever a real one would."""


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name.partition(".")[0] in ABSENT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is in it."""


def stand_in() -> None:
    """From here on this process imports the stand-in. To be called before Rasa is imported."""
    sys.meta_path.insert(0, _Finder())


def main() -> None:
    """Rasa's own command line, without TensorFlow."""
    stand_in()
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
