"""Codes such as K7M2-9PQX, with which a person names a conversation or a feedback to another."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select

from bot.storage.tables import conversations, feedback

# Nothing that could be taken for something else, and no vowel, so that no word comes of it.
_LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"


def free_code(connection: Connection) -> str:
    """A code that nothing has."""
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
        code = f"{letters[:4]}-{letters[4:]}"
        taken = (
            select(table.c.code).where(table.c.code == code) for table in (conversations, feedback)
        )
        if not any(connection.execute(query).first() for query in taken):
            return code


def normalised(code: str) -> str:
    """A code in the form in which it is stored: `k7m2 9pqx` becomes `K7M2-9PQX`."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return f"{signs[:4]}-{signs[4:]}"
