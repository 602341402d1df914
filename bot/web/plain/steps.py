"""The form of a handover without scripts: its steps, what was filled in, what is missing.

The steps are those of static/steps.js, with the contact on a page of its own. What was filled in
on other steps travels in hidden fields.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from multidict import MultiMapping

from bot.conversations import handover as rules
from bot.conversations.handover import AT_ONCE, MAX_TEXT, OTHER
from bot.errors import BadRequest

ALL = ("place", "summary", "meeting", "contact", "help", "consent")
TITLES = {
    "place": "ui_handover_place",
    "summary": "ui_handover_summary",
    "meeting": "ui_handover_meeting",
    "contact": "plain_contact",
    "help": "ui_handover_help",
    "consent": "ui_handover_consent",
}
_PART = "part."
# Of no text: what stands after it was changed by the client.
_EDITED = "0"
# The handover as the API gives it.
State = Mapping[str, Any]
# The key of a sentence, and the field that it is about.
Fault = tuple[str, str]


@dataclass
class Answers:
    """What the client has filled in.

    Args:
        parts: by id of the summary's part, the text that the client put in its place.
        removed: ids of the parts that the counsellor shall not get.
        interpreter: code of a language; "" for none.
    """

    municipality: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    meeting: str = ""
    phone: str = ""
    email: str = ""
    interpreter: str = ""
    minor: bool = False
    wishes: str = ""


def answers_of(fields: MultiMapping[str]) -> Answers:
    """What was filled in, from the shown and the hidden fields of a form."""

    def typed(name: str) -> str:
        return fields.get(name, "").strip()

    return Answers(
        municipality=typed("municipality"),
        parts=dict(_edits(fields)),
        removed=set(fields.getall("removed", [])),
        meeting=typed("meeting"),
        phone=typed("phone"),
        email=typed("email"),
        interpreter=typed("interpreter"),
        minor=typed("minor") == "1",
        wishes=typed("wishes"),
    )


def answers_in(case: Mapping[str, Any]) -> Answers:
    """What was filled in when a request was sent; what the client changed is in its summary."""
    contact = case["contact"] or {}
    return Answers(
        municipality=case["municipality"] or "",
        meeting=case["meeting"] or "",
        phone=contact.get("phone", ""),
        email=contact.get("email", ""),
        interpreter=case["interpreter"] or "",
        minor=bool(case["priority"]) and not case["danger"],
        wishes=case["wishes"] or "",
    )


def hidden(answers: Answers, shown: str) -> Iterator[tuple[str, str]]:
    """The names and values of the fields that are not on the step which is shown."""
    if shown != "place":
        yield "municipality", answers.municipality
    if shown != "summary":
        yield from ((f"{_PART}{ident}.{_EDITED}", text) for ident, text in answers.parts.items())
        yield from (("removed", ident) for ident in sorted(answers.removed))
    if shown != "meeting":
        yield "meeting", answers.meeting
    if shown != "contact":
        yield "phone", answers.phone
        yield "email", answers.email
    if shown != "help":
        yield "interpreter", answers.interpreter
        yield "minor", "1" if answers.minor else ""
        yield "wishes", answers.wishes


def part_name(part: Mapping[str, Any]) -> str:
    """The name of the field with a part's text; it tells whether the client has changed it."""
    return f"{_PART}{part['id']}.{_digest(part['text'])}"


def names_of(state: State, answers: Answers) -> list[str]:
    """The steps that there are for this client."""
    names = list(ALL)
    if state["municipality"] and not answers.municipality:
        names.remove("place")
    if not needs_of(state, answers):
        names.remove("contact")
    return names


def needs_of(state: State, answers: Answers) -> list[str]:
    """Which contacts the chosen way of meeting needs: one of these."""
    found = [one["needs"] for one in state["meetings"] if one["value"] == answers.meeting]
    return list(found[0]) if found else []


def choose_at_hand(state: State, answers: Answers) -> None:
    """Who is in a hurry need not choose what is at hand."""
    if state["open"] and not answers.meeting:
        answers.meeting = AT_ONCE


def fault_in(name: str, state: State, answers: Answers) -> Fault | None:
    """What is missing or wrong on a step."""
    if name == "place" and not answers.municipality:
        return "ui_handover_place_missing", "municipality"
    if name == "place" and answers.municipality == OTHER:
        return "ui_handover_no_place", "municipality"
    if name == "summary" and any(len(text) > MAX_TEXT for text in answers.parts.values()):
        return "ui_too_long", "summary"
    if name == "meeting" and answers.meeting not in [one["value"] for one in state["meetings"]]:
        return "ui_handover_meeting_missing", "meeting"
    if name == "contact":
        return _fault_in_contact(needs_of(state, answers), answers)
    if name == "help" and len(answers.wishes) > MAX_TEXT:
        return "ui_too_long", "wishes"
    return None


def body_of(state: State, answers: Answers) -> dict[str, Any]:
    """What is sent, in the form of the API."""
    parts = []
    for part in state["summary"]:
        ident = part["id"]
        if ident not in answers.removed:
            text = answers.parts.get(ident)
            parts.append({"id": ident, "text": text} if text else {"id": ident})
    body: dict[str, Any] = {"parts": parts, "meeting": answers.meeting, "consent": True}
    told = {"phone": answers.phone, "email": answers.email}
    contact = {need: told[need] for need in needs_of(state, answers) if told[need]}
    for name, value in (
        ("municipality", answers.municipality),
        ("contact", contact),
        ("interpreter", answers.interpreter),
        ("wishes", answers.wishes),
        ("minor", answers.minor),
    ):
        if value:
            body[name] = value
    return body


def _edits(fields: MultiMapping[str]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if name.startswith(_PART):
            ident, _, digest = name.removeprefix(_PART).rpartition(".")
            text = value.strip()
            if text and _digest(text) != digest:
                yield ident, text


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _fault_in_contact(needs: list[str], answers: Answers) -> Fault | None:
    told = {"phone": answers.phone, "email": answers.email}
    check = {"phone": rules.phone_of, "email": rules.email_of}
    if len(needs) > 1 and not any(told[need] for need in needs):
        return "ui_handover_contact_missing", needs[0]
    for need in needs:
        if told[need] or len(needs) == 1:
            try:
                check[need](told[need])
            except BadRequest:
                return f"ui_handover_{need}_wrong", need
    return None
