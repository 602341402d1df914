"""What the accessibility statement says of the service besides its text."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from pydantic import Field, constr

from bot.knowledge.base import Strict, Texts

if TYPE_CHECKING:
    Criterion = str
else:
    Criterion = constr(regex=r"^[1-4]\.\d\.\d{1,2}$")


class Shortcoming(Strict):
    """Something that does not work for everybody, for the accessibility statement.

    Args:
        criterion: of WCAG, for example "1.4.3".
        since: since when it is known.
    """

    criterion: Criterion
    since: datetime.date
    text: Texts


class Accessibility(Strict):
    """What the accessibility statement says of the service besides its text."""

    updated: datetime.date
    shortcomings: list[Shortcoming] = Field(default_factory=list)
