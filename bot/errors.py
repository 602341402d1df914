"""The errors of Monineuvo.

MonineuvoError
├── SettingError          a setting is missing or wrong; names it
├── KnowledgeError        knowledge files hold faults; carries all of them
├── DatabaseError         the database is not one that this program can use
├── AccountError          a command on an account of staff can't be done
├── NotUnderstood         a request that the chat API can't accept
│   ├── BadRequest        400: what was sent is not of the API's form
│   ├── Unauthorised      401: no token, or a wrong one
│   │   └── SignInNeeded  401: nobody is signed in at the desk
│   ├── Forbidden         403: the desk does not let this person do it
│   ├── NotFound          404: no such conversation or page
│   ├── Conflict          409: the id was used for another message
│   │   └── NotNow        409: the case is not in the state for it
│   └── TooLarge          413: longer than the API takes
├── TooMany               429: more than one address may start
└── WorkerUnavailable     no dialogue worker answered
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


class DatabaseError(MonineuvoError):
    """The database, or a file that should become it, can't be used; says what to do."""


class AccountError(MonineuvoError):
    """A command on an account can't be done; says why."""


class NotUnderstood(MonineuvoError):
    """A request that can't be accepted. `detail` says what to do about it."""

    status = 400
    title = "The request can't be accepted"
    # Of the desk's text that says the same in the counsellor's language, with its values.
    key = ""
    values: Mapping[str, str] = MappingProxyType({})

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class BadRequest(NotUnderstood):
    """What was sent is not of the API's form."""


class Unauthorised(NotUnderstood):
    """The token is missing or does not belong to this conversation."""

    status = 401
    title = "The conversation's token is needed"


class SignInNeeded(Unauthorised):
    """Nobody is signed in at the desk, or no longer."""

    title = "Sign in"


class Forbidden(NotUnderstood):
    """Who is signed in may not do this."""

    status = 403
    title = "Not allowed"


class NotFound(NotUnderstood):
    """There is no such conversation."""

    status = 404
    title = "Not found"


class Conflict(NotUnderstood):
    """The same id came with another text."""

    status = 409
    title = "The id has been used"


class NotNow(Conflict):
    """Something else happened to the case before."""

    title = "Not possible now"


class TooLarge(NotUnderstood):
    """The message or the request is larger than allowed."""

    status = 413
    title = "Too large"


class TooMany(NotUnderstood):
    """Too many conversations or messages from one place in a short time.

    Args:
        retry_after: seconds after which it may be tried again.
    """

    status = 429
    title = "Too many requests"

    def __init__(self, detail: str, retry_after: int = 60) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class WorkerUnavailable(MonineuvoError):
    """No dialogue worker took the turn; it stays in the queue."""
