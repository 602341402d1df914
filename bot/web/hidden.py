"""Tells a client what was hidden in a message to a counsellor, and passes on what was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web
from sqlalchemy import Connection

from bot.conversations.masking import contacts_in
from bot.conversations.message import Message
from bot.conversations.notices import notice
from bot.storage import conversations as store
from bot.storage.counsellor_messages import take_contact
from bot.web import keys

Catalogue = Mapping[str, Mapping[str, str]]
CONTACTS = ("phone", "email")


async def tell(
    app: web.Application, conversation: str, kinds: Sequence[str], text: str
) -> list[Message]:
    """Says what was hidden. A phone number or an address that the counsellor asked for is theirs.

    Args:
        kinds: what was hidden in the message.
        text: the message as the client wrote it; only what was asked for is kept of it.
    """
    catalogue = app[keys.KNOWLEDGE]().messages
    work = (_tell, conversation, kinds, contacts_in(text), catalogue)
    told, case_id = await app[keys.DATABASE].run(*work)
    hub = app[keys.HUB]
    hub.wake(conversation)
    if case_id is not None:
        hub.signal_desk({"event": "case", "conversation": conversation, "case": case_id})
    return told


def _tell(
    connection: Connection,
    conversation: str,
    kinds: Sequence[str],
    given: Mapping[str, str],
    catalogue: Catalogue,
) -> tuple[list[Message], str | None]:
    asking = {
        texts[f"counsellor_ask_{kind}"]: kind
        for texts in catalogue.values()
        for kind in CONTACTS
        if f"counsellor_ask_{kind}" in texts
    }
    kept = take_contact(connection, conversation, asking, given)
    told = []
    for key, which in (
        ("handover_contact", [kind for kind in kinds if kind in kept]),
        ("masked", [kind for kind in kinds if kind not in kept]),
    ):
        if which:
            values = [f"masked_{kind}" for kind in which]
            told.append(store.tell(connection, conversation, notice(catalogue, key, kinds=values)))
    about = store.about(connection, conversation) if kept else None
    return [message for message in told if message], about.case_id if about else None
