"""The errors of Monineuvo.

MonineuvoError
├── SettingError          a setting is missing or wrong; names it
├── KnowledgeError        knowledge files hold faults; carries all of them
├── NotUnderstood         a request that the chat API can't accept
│   ├── BadRequest        400: what was sent is not of the API's form
│   ├── Unauthorised      401: no token, or a wrong one
│   ├── NotFound          404: no such conversation or page
│   ├── Conflict          409: the id was used for another message
│   └── TooLarge          413: longer than the API takes
├── TooMany               429: more than one address may start
└── WorkerUnavailable     no dialogue worker answered
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.faults import Fault


class MonineuvoError(Exception):
    """Root of every error that this program raises on purpose."""


class SettingError(MonineuvoError):
    """A setting is missing or has a value that can't be used."""


class KnowledgeError(MonineuvoError):
    """The knowledge files hold faults.

    Args:
        faults: every fault found, in the order of files and lines.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


class NotUnderstood(MonineuvoError):
    """A request that can't be accepted. `detail` says what to do about it."""

    status = 400
    title = "The request can't be accepted"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class BadRequest(NotUnderstood):
    """What was sent is not of the API's form."""


class Unauthorised(NotUnderstood):
    """The token is missing or does not belong to this conversation."""

    status = 401
    title = "The conversation's token is needed"


class NotFound(NotUnderstood):
    """There is no such conversation."""

    status = 404
    title = "Not found"


class Conflict(NotUnderstood):
    """The same id came with another text."""

    status = 409
    title = "The id has been used"


class TooLarge(NotUnderstood):
    """The message or the request is larger than allowed."""

    status = 413
    title = "Too large"


class TooMany(NotUnderstood):
    """Too many conversations or messages from one place in a short time."""

    status = 429
    title = "Too many requests"


class WorkerUnavailable(MonineuvoError):
    """No dialogue worker took the turn; it stays in the queue."""
