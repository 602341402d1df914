"""What may not stand in a text for clients: markup, links, addresses, unknown phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

ALLOWED_NUMBERS = ("112", "116117", "080 005 005", "09 2525 0111")
_MARKUP = re.compile(r"<[^>]+>|https?://|\bwww\.|\bTODO\b")
_EMAIL = re.compile(r"\b[\w.+-]+(?:@| ?[(\[]at[)\]] ?)\w[\w.-]*\w")
_PHONE = re.compile(r"(?<![\d/])\+?\d[\d \u00a0\u202f–-]{4,}\d(?![\d/])")
_YEARS = re.compile(r"\d{4}[–-]\d{4}|\d{4}-\d{2}-\d{2}")


def problems_in(text: str) -> Iterator[str]:
    """What is wrong with a text, one sentence each."""
    if found := _MARKUP.search(text):
        yield f"`{found.group()[:40]}` is not allowed in a text"
    if found := _EMAIL.search(text):
        yield f"an e-mail address is not allowed in a text: {found.group()}"
    for found in _PHONE.finditer(text):
        number = found.group()
        if number not in ALLOWED_NUMBERS and not _YEARS.fullmatch(number):
            yield f"`{number}` looks like a phone number that is not approved"
