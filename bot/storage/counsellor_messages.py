"""What a counsellor writes to a client, and how far each side has read."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Update, and_, insert, select, update

from bot.conversations.message import COUNSELLOR, Message
from bot.storage.cases import TAKEN, current
from bot.storage.rows import message_of, now, row_of
from bot.storage.tables import cases, conversations, messages


def add_counsellor_message(
    connection: Connection,
    case_id: str,
    user_id: str,
    client_id: str,
    text: str,
    language: str,
    author: Mapping[str, str],
    translations: Mapping[str, str] | None = None,
) -> Message | None:
    """Stores a counsellor's message once.

    Args:
        client_id: the id that the desk gave it; the same again changes nothing.
        language: of the text.
        author: `name` and `role`, as the client sees them.
        translations: of a ready reply: the same text by language.

    Returns:
        the message, also of a repeat; None where the user does not have the case.
    """
    moment = now()
    has = (cases.c.id == case_id, cases.c.taken_by == user_id, cases.c.state == TAKEN)
    # This holds the case for the transaction, so that nobody passes it on meanwhile.
    kept = connection.execute(
        update(cases).where(*has).values(seen_at=moment).returning(cases.c.conversation_id)
    ).first()
    if kept is None:
        return None
    conversation = kept.conversation_id
    same = and_(messages.c.conversation_id == conversation, messages.c.client_id == client_id)
    known = connection.execute(select(messages).where(same)).mappings().first()
    if known is not None:
        return message_of(known) if known["sender"] == COUNSELLOR else None
    counted = connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation)
        .values(last_seq=conversations.c.last_seq + 1, last_at=moment)
        .returning(conversations.c.last_seq)
    ).first()
    if counted is None:
        return None
    said = {"text": text, "language": language, "author": author, "translations": translations}
    values = row_of(conversation, counted.last_seq, COUNSELLOR, said, moment)
    connection.execute(insert(messages).values(values | {"client_id": client_id}))
    return message_of(values)


def take_contact(
    connection: Connection,
    conversation: str,
    asking: Mapping[str, str],
    given: Mapping[str, str],
) -> list[str]:
    """Keeps a phone number or an address that the client writes because the counsellor asked.

    It goes to the case and nowhere else.

    Args:
        asking: the texts with which a counsellor asks, with what they ask for.
        given: what the client has written, as `phone` and `email`.

    Returns:
        what was kept of it.
    """
    case = current(connection, conversation)
    if case is None or case["state"] != TAKEN:
        return []
    said = select(messages.c.text).where(
        messages.c.conversation_id == conversation,
        messages.c.sender == COUNSELLOR,
        messages.c.created_at >= case["taken_at"],
        messages.c.text.in_(list(asking)),
    )
    asked = {asking[text] for text in connection.execute(said).scalars()}
    kept = {kind: value for kind, value in given.items() if kind in asked}
    if kept:
        contact = (case["contact"] or {}) | kept
        connection.execute(update(cases).where(cases.c.id == case["id"]).values(contact=contact))
    return list(kept)


def set_marks(
    connection: Connection,
    conversation: str,
    got: int | None = None,
    read: int | None = None,
    counsellor_read: int | None = None,
) -> bool:
    """Moves marks forward to the numbers of messages that are there; says whether any moved.

    Args:
        got: the last message that the client's page has received.
        read: the last one that the client has seen; so it has been received too.
        counsellor_read: the last one that the counsellor has seen.
    """
    wanted = {
        "client_got": max((seq for seq in (got, read) if seq is not None), default=None),
        "client_read": read,
        "counsellor_read": counsellor_read,
    }
    moved = [
        connection.execute(_forward(conversation, name, seq)).rowcount == 1
        for name, seq in wanted.items()
        if seq is not None
    ]
    return any(moved)


def _forward(conversation: str, name: str, seq: int) -> Update:
    column = conversations.c[name]
    there = (conversations.c.id == conversation, conversations.c.last_seq >= seq)
    return update(conversations).where(*there, column < seq).values({name: seq})
