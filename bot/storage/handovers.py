"""What the client does with a handover: each function is one transaction's work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from bot.conversations import handover as rules
from bot.conversations import tally
from bot.conversations.handover import Offer
from bot.storage import accounts, cases, figures, mails, queue
from bot.storage import conversations as store
from bot.storage.accounts import User
from bot.storage.cases import CLOSED, DRAFTING, TAKEN, WAITING, WITHDRAWN, Case
from bot.storage.notes import remove_notes
from bot.storage.rows import About, Notice, now
from bot.storage.services import service_of
from bot.storage.tables import cases as case_table
from bot.storage.tables import messages


@dataclass(frozen=True)
class Seen:
    """How a conversation's handover is.

    Args:
        case: the open one, or else the last one that was closed.
        place: in the queue; None where the case does not wait in one.
        counsellor: who has the case, or had it when it was closed.
    """

    about: About
    case: Case | None
    offer: Offer
    place: int | None = None
    counsellor: User | None = None

    @property
    def state(self) -> str:
        """Of the case; "none" where there is none."""
        return self.case["state"] if self.case is not None else "none"


def look(
    connection: Connection, ident: str, seconds: float, municipality: str | None = None
) -> Seen | None:
    """How a conversation's handover is; None where the conversation is gone.

    Args:
        seconds: after which a counsellor who was not heard of is not there any more.
        municipality: to see what another one offers.
    """
    about = store.about(connection, ident)
    if about is None:
        return None
    case = cases.current(connection, ident)
    told = case["municipality"] if case is not None else None
    where = municipality or told or about.state.get("municipality")
    offer = offer_of(connection, where, seconds)
    if case is None:
        last = cases.latest(connection, ident)
        case = last if last is not None and last["state"] == CLOSED else None
    if case is None:
        return Seen(about, None, offer)
    place = queue.place(connection, case["id"]) if case["state"] == WAITING else None
    has = case["taken_by"] if case["state"] in (TAKEN, CLOSED) else None
    return Seen(about, case, offer, place, accounts.user_by_id(connection, has) if has else None)


def offer_of(connection: Connection, municipality: str | None, seconds: float) -> Offer:
    """What the counsellors of a municipality offer now."""
    moment = now()
    served = accounts.served(connection)
    here = served.get(municipality or "", [])
    present = any(accounts.is_here(user, moment, seconds) for user in here)
    service = service_of(connection, municipality or "")
    return rules.offer(municipality, served, service, present, moment)


def told(connection: Connection, ident: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a conversation's messages, in order."""
    query = select(messages).where(messages.c.conversation_id == ident).order_by(messages.c.seq)
    return [dict(row) for row in connection.execute(query).mappings()]


def send(
    connection: Connection, case: Case, values: Mapping[str, Any], notice: Notice
) -> Case | None:
    """Sends a request or changes one that waits; tells its municipality. None: it is too late."""
    done = cases.submit(connection, case["id"], values, notice)
    if done is None:
        return None
    sent, first = done
    moment = now()
    if first or sent["municipality"] != case["municipality"]:
        mails.announce(connection, sent, service_of(connection, sent["municipality"]), moment)
    if first:
        _count(connection, sent, tally.HANDOVER, tally.SENT, moment)
    return sent


def rate(connection: Connection, case: Case, rating: int) -> bool:
    """Keeps how the client found a closed case; a second rating replaces the first."""
    if not cases.rate(connection, case["id"], rating):
        return False
    moment = case["closed_at"]  # so that both count for the same day
    if case["rating"] is not None:
        _count(connection, case, tally.RATING, str(case["rating"]), moment, -1)
    _count(connection, case, tally.RATING, str(rating), moment)
    return True


def remove(connection: Connection, ident: str) -> Case | None:
    """Deletes a conversation at its client's wish, and ends its case.

    Returns:
        the case that was open, as it was.
    """
    case = abandon(connection, ident)
    if case is not None and case["state"] == TAKEN:
        _count(connection, case, tally.OUTCOME, "no_reply", now())
    store.remove(connection, ident)
    return case


def abandon(connection: Connection, conversation: str) -> Case | None:
    """Empties all cases of a conversation that its client deletes, and ends the open one.

    What remains is a row without what the client told: that there was a request, and its outcome.

    Returns:
        the case that was open, as it was.
    """
    case = cases.current(connection, conversation)
    moment = now()
    if case is not None and case["state"] == TAKEN:
        cases.move(
            connection, case["id"], TAKEN, state=CLOSED, closed_at=moment, outcome="no_reply"
        )
    elif case is not None:
        cases.move(connection, case["id"], DRAFTING, WAITING, state=WITHDRAWN)
    of_it = case_table.c.conversation_id == conversation
    remove_notes(connection, *connection.execute(select(case_table.c.id).where(of_it)).scalars())
    connection.execute(update(case_table).where(of_it).values(**cases.EMPTY))
    if case is not None:
        cases.let_go(connection, case["id"])
    return case


def gone_since(seconds: float) -> datetime:
    """Before when a desk must have been heard of last, so that its counsellor is gone."""
    return now() - timedelta(seconds=seconds)


def _count(
    connection: Connection, case: Case, kind: str, value: str, moment: datetime, number: int = 1
) -> None:
    where = (case["language"], case["municipality"], case["topic"])
    figures.count(connection, kind, *where, value, moment, number)
