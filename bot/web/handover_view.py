"""A handover in the form of the chat API, in the client's language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.conversations import handover as rules
from bot.conversations.handover import INTERPRETED, MEETINGS, OTHER, UNKNOWN
from bot.conversations.hours import ZONE
from bot.conversations.notices import text_in
from bot.knowledge.model import Knowledge
from bot.languages.messages import Messages
from bot.storage.cases import CLOSED, DRAFTING, TAKEN, WAITING
from bot.storage.handovers import Seen

# Languages whose names stand under another code in the list of names.
_NAMED = {"prs": "fa_AF"}
# Languages that write a time of day with a full stop.
_FULL_STOP = ("fi", "sv")


def as_json(seen: Seen, knowledge: Knowledge) -> dict[str, Any]:
    """The handover as the API sends it."""
    say = Messages(seen.about.language, knowledge.messages)
    offer, case = seen.offer, seen.case
    open_case = case if case is not None and case["state"] != CLOSED else None
    # Of a request that waits, its own time; of one that is still to be sent, what would be.
    sent = open_case is not None and open_case["requested_at"] is not None
    due_at = open_case["due_at"] if open_case and sent else offer.due_at
    return {
        "state": seen.state,
        "available": offer.available,
        "open": offer.open,
        "opens_at": _iso(offer.opens_at),
        "due_at": _iso(due_at),
        "municipality": None if offer.municipality == UNKNOWN else offer.municipality,
        "municipalities": _municipalities(seen, say, knowledge),
        "meetings": [
            {"value": name, "label": say(f"handover_meeting_{name}"), "needs": list(MEETINGS[name])}
            for name in offer.meetings
        ],
        "languages": _languages(say, knowledge),
        "summary": rules.shown(open_case["summary"], say.language, open_case["language"])
        if open_case
        else [],
        "place": seen.place,
        "counsellor": _counsellor(seen, say),
        "code": seen.about.code,
        "rating": case["rating"] if case is not None else None,
        "notice": _notice(seen, say),
    }


def _municipalities(seen: Seen, say: Messages, knowledge: Knowledge) -> list[dict[str, str]]:
    """Those that have a counsellor, and "another one"."""
    found = []
    for ident in seen.offer.served:
        known = knowledge.municipalities.get(ident)
        label = text_in(known.labels, say.language) if known else ident.capitalize()
        found.append({"id": ident, "label": label})
    found.sort(key=lambda one: one["label"])
    other = {"id": OTHER, "label": say("option_other_municipality")}
    return [*found, other] if found else []


def _languages(say: Messages, knowledge: Knowledge) -> list[dict[str, str]]:
    """For which an interpreter may be asked: the client's own first, then by their names."""
    names = {code: say.language_name(_NAMED.get(code, code)) for code in INTERPRETED}
    order = sorted(names, key=lambda code: (code != say.language, names[code].casefold()))
    return [{"code": code, "name": names[code]} for code in order]


def _counsellor(seen: Seen, say: Messages) -> dict[str, str] | None:
    if seen.counsellor is None:
        return None
    role = text_in(seen.counsellor.role_title, say.language)
    return {"name": seen.counsellor.first_name, "role": role}


def _notice(seen: Seen, say: Messages) -> str:
    """What happens next, in one sentence."""
    if seen.state == DRAFTING:
        return say("handover_next_draft")
    if seen.state == WAITING:
        return _of_waiting(seen, say)
    if seen.state == TAKEN and seen.counsellor is not None:
        return say("handover_next_taken", name=seen.counsellor.first_name)
    if seen.state == CLOSED:
        return say("handover_next_closed")
    return _of_offer(seen, say)


def _of_waiting(seen: Seen, say: Messages) -> str:
    assert seen.case is not None
    if seen.place is not None and seen.place > 1:
        return say("handover_next_place", place=str(seen.place))
    if seen.place is not None:
        return say("handover_next_first")
    if seen.case["due_at"] is not None:
        return say("handover_next_due", date=say.date(_local(seen.case["due_at"])))
    return say("handover_next_request")


def _of_offer(seen: Seen, say: Messages) -> str:
    offer = seen.offer
    if not offer.available:
        return say("handover_next_unavailable")
    if offer.municipality not in offer.served:
        return say("handover_next_municipality")
    if offer.open:
        return say("handover_next_open")
    if offer.opens_at is None:
        return say("handover_next_not_here")
    opens = _local(offer.opens_at)
    point = "." if say.language in _FULL_STOP else ":"
    time = f"{opens.hour}{point}{opens.minute:02}"
    return say("handover_next_opens", date=say.date(opens), time=time)


def _local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZONE)


def _iso(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=UTC).isoformat() if moment is not None else None
