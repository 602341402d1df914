"""What an e-mail address is, wherever one is typed or set."""

from __future__ import annotations

import re

LONGEST = 254
# Without what would mean something else in a header or in the address of a mail.
_NAME, _LABEL = r"[^\s@<>()\",;:?&%/\\]+", r"[^\s@<>()\",;:?&%/\\.=]+"
_ADDRESS = re.compile(rf"{_NAME}@{_LABEL}(?:\.{_LABEL})+")


def is_email(text: str) -> bool:
    """Whether it looks like an address; whether anybody reads there, only a mail shows."""
    return len(text) <= LONGEST and text.isprintable() and _ADDRESS.fullmatch(text) is not None
