"""What the client reads of a counsellor: who they are, and approved texts in every language."""

from __future__ import annotations

from bot.conversations.notices import text_in
from bot.knowledge.model import Knowledge
from bot.languages.messages import Messages
from bot.storage.accounts import User


def author_of(user: User, language: str) -> dict[str, str]:
    """A counsellor as the client sees them: first name, and role in the client's language."""
    return {"name": user.first_name, "role": text_in(user.role_title, language)}


def everywhere(knowledge: Knowledge, key: str, **values: str) -> dict[str, str]:
    """A message of the catalogue in every live language."""
    return {
        item.code: Messages(item.code, knowledge.messages)(key, **values) for item in knowledge.live
    }
