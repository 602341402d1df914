"""The project's own knowledge and word lists, read once for all tests."""

from __future__ import annotations

from functools import cache

from bot.knowledge import load
from bot.knowledge.model import Knowledge
from bot.settings import ROOT
from bot.understanding.lexicon import Lexicon, examine_lexicon


@cache
def knowledge() -> Knowledge:
    """The knowledge. A fault in it fails every test that needs it."""
    return load.load_knowledge(ROOT)


@cache
def lexicon() -> Lexicon:
    """The word lists without what is faulty; one test of its own tells the faults."""
    return examine_lexicon(ROOT)[0]
