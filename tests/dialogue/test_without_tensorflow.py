"""A worker does not load TensorFlow, and Rasa does not notice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import asyncio, sys
from pathlib import Path
from bot.dialogue.without_tensorflow import stand_in
stand_in()
from bot.dialogue.agent import TurnAgent
from bot.dialogue.turn import State
agent = TurnAgent(Path(sys.argv[1]))
said = asyncio.run(agent.run(State(language="en").as_dict(), "How do I get a tax card?"))
print(said["reply"]["answer"]["topic"])
print(any("tensorflow" in line for line in open("/proc/self/maps")))
"""


def test_a_turn_is_answered_without_a_library_of_tensorflow(model: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, str(model)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["tax_card", "False"]
