"""A fault in a file that an editor wrote: where it is, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault, printed as `path:line: problem (hint)`.

    Args:
        path: file, relative to the project root.
        line: line number from 1; 0 where the whole file is meant.
        problem: what is wrong, in one sentence.
        hint: what to do about it, or an empty string.
        blocks: whether the knowledge can't be used with it. A review that is due does not block:
            the chat must not go silent overnight.
    """

    path: str
    line: int
    problem: str
    hint: str = ""
    blocks: bool = True

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}: {self.problem}{hint}"
