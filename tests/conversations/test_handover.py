"""When a handover is possible, what is offered, and what a form must hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from support import real

from bot.conversations import handover
from bot.conversations.handover import MEETINGS, Form, Offer, check_form, municipality_of, offer
from bot.conversations.hours import Service
from bot.conversations.notices import Notices, notice
from bot.errors import BadRequest

MONDAY_NOON = datetime(2026, 11, 23, 10, 0)  # UTC
SUNDAY = datetime(2026, 11, 22, 10, 0)
OFFICE = Service(hours={day: (("09:00", "15:00"),) for day in range(5)})
SERVED = ("kemi", "porvoo")
HERE = Offer("kemi", SERVED, open=True)
AWAY = Offer("kemi", SERVED)


def _part(ident: str, text: str = "Text") -> dict[str, Any]:
    texts = {"en": text, "fi": "Teksti"}
    part = {"id": ident, "kind": "question", "texts": texts, "original": "own words"}
    return part | {"sources": [], "edited": None}


def _form(offered: Offer = HERE, **values: Any) -> Form:
    body = {"parts": [{"id": "1"}], "meeting": "chat", "consent": True} | values
    return check_form(body, [_part("1"), _part("2")], "en", offered)


@pytest.mark.parametrize(
    ("municipality", "served", "expected"),
    [
        ("kemi", ["kemi"], True),
        ("porvoo", ["kemi"], False),
        ("other", ["kemi"], False),
        (None, ["kemi"], True),
        ("unknown", ["kemi"], True),
        (None, [], False),
        ("kemi", [], False),
    ],
)
def test_a_handover_is_possible_where_there_is_a_counsellor(
    municipality: str | None, served: list[str], expected: bool
) -> None:
    assert handover.possible(municipality, served) is expected


@pytest.mark.parametrize("present", [True, False])
def test_hours_decide_whether_it_is_open_whoever_is_on_duty(present: bool) -> None:
    found = offer("kemi", SERVED, OFFICE, present, MONDAY_NOON)
    assert found.open and found.opens_at is None
    assert list(MEETINGS) == found.meetings
    closed = offer("kemi", SERVED, OFFICE, present, SUNDAY)
    assert not closed.open and closed.opens_at == datetime(2026, 11, 23, 7, 0)
    assert closed.due_at == datetime(2026, 11, 23, 13, 0)
    assert "chat" not in closed.meetings and "phone" in closed.meetings


@pytest.mark.parametrize("present", [True, False])
def test_without_hours_it_is_open_while_a_counsellor_is_on_duty(present: bool) -> None:
    found = offer("kemi", SERVED, Service(), present, SUNDAY)
    assert (found.open, found.opens_at, found.due_at) == (present, None, None)


def test_an_unserved_municipality_is_never_open() -> None:
    for municipality in (None, "other", "tornio"):
        assert not offer(municipality, SERVED, OFFICE, True, MONDAY_NOON).open


def test_a_form_needs_consent() -> None:
    for consent in (None, False, "true", 1):
        with pytest.raises(BadRequest, match="`consent`"):
            _form(consent=consent)


def test_a_chat_is_only_possible_while_it_is_open() -> None:
    assert _form().meeting == "chat"
    with pytest.raises(BadRequest, match="no counsellor is there"):
        _form(AWAY)
    assert _form(AWAY, meeting="walk_in").meeting == "walk_in"


@pytest.mark.parametrize("meeting", [None, "letter", 1, ["chat"]])
def test_an_unknown_way_of_meeting_is_refused(meeting: Any) -> None:
    with pytest.raises(BadRequest, match="`meeting`"):
        _form(meeting=meeting)


@pytest.mark.parametrize(
    ("body", "known", "expected"),
    [({}, "kemi", "kemi"), ({"municipality": "porvoo"}, "kemi", "porvoo")],
)
def test_the_form_tells_the_municipality_or_it_is_known(
    body: dict[str, Any], known: str | None, expected: str
) -> None:
    assert municipality_of(body, known, SERVED) == expected


@pytest.mark.parametrize(
    ("body", "known"),
    [({}, None), ({}, "unknown"), ({"municipality": "other"}, None), ({"municipality": 1}, None)],
)
def test_a_municipality_that_nobody_serves_is_refused(
    body: dict[str, Any], known: str | None
) -> None:
    with pytest.raises(BadRequest, match="kemi, porvoo"):
        municipality_of(body, known, SERVED)


def test_parts_that_are_not_listed_are_left_out() -> None:
    assert [part["id"] for part in _form(parts=[{"id": "2"}]).parts] == ["2"]
    assert _form(parts=[]).parts == []


def test_an_edit_is_kept_beside_the_text_and_goes_when_it_is_taken_back() -> None:
    (part,) = _form(parts=[{"id": "1", "text": " my own "}]).parts
    assert (part["edited"], part["texts"]["en"]) == ("my own", "Text")
    body = {"parts": [{"id": "1", "text": "Text"}], "meeting": "walk_in", "consent": True}
    assert check_form(body, [part], "en", HERE).parts[0]["edited"] is None
    again = body | {"parts": [{"id": "1"}]}
    assert check_form(again, [part], "en", HERE).parts[0]["edited"] == "my own"


@pytest.mark.parametrize(
    "parts",
    [None, "1", [1], [{}], [{"id": 1}], [{"id": "9"}], [{"id": "1"}, {"id": "1"}]],
)
def test_parts_that_are_not_in_the_summary_are_refused(parts: Any) -> None:
    with pytest.raises(BadRequest, match="parts"):
        _form(parts=parts)


def test_free_texts_are_masked() -> None:
    form = _form(wishes="call 040 123 4567", parts=[{"id": "1", "text": "I am a@example.fi"}])
    assert form.wishes == "call •••"
    assert form.parts[0]["edited"] == "I am •••"


@pytest.mark.parametrize("text", ["x" * 2001, "a\0b", "\ud800", 1, ["x"]])
def test_free_texts_that_are_too_long_or_no_text_are_refused(text: Any) -> None:
    with pytest.raises(BadRequest):
        _form(wishes=text)
    with pytest.raises(BadRequest):
        _form(parts=[{"id": "1", "text": text}])


BOTH = {"phone": "040 123 4567", "email": "name@example.com"}


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        ("chat", None),
        ("walk_in", None),
        ("phone", {"phone": "040 123 4567"}),
        ("email", {"email": "name@example.com"}),
        ("video", BOTH),
        ("appointment", BOTH),
    ],
)
def test_only_the_contact_that_the_meeting_needs_is_kept(meeting: str, expected: Any) -> None:
    assert _form(meeting=meeting, contact=BOTH).contact == expected


@pytest.mark.parametrize("meeting", [name for name, needs in MEETINGS.items() if needs])
@pytest.mark.parametrize("contact", [None, {}, {"phone": "", "email": None}, {"fax": "1"}])
def test_a_missing_contact_is_asked_for(meeting: str, contact: Any) -> None:
    with pytest.raises(BadRequest, match=r"`contact\."):
        _form(meeting=meeting, contact=contact)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("+358 40 1234567", "+358 40 1234567"),
        (" ٠٤٠ ١٢٣ ٤٥٦٧ ", "040 123 4567"),
        ("040\u00a0123\u200e4567", "040 1234567"),
        ("(09) 123-456", "(09) 123-456"),
    ],
)
def test_a_phone_number_is_kept_in_plain_digits(told: str, kept: str) -> None:
    assert _form(meeting="phone", contact={"phone": told}).contact == {"phone": kept}


@pytest.mark.parametrize(
    "contact",
    [
        {"phone": "call me"},
        {"phone": "1234"},
        {"phone": "1" * 16},
        {"phone": 401234567},
        {"email": "name"},
        {"email": "a@b"},
        {"email": "a b@example.fi"},
        {"email": "a@example.fi\nBcc: b@example.fi"},
        {"email": "a" * 250 + "@example.fi"},
        {"email": ["a@example.fi"]},
    ],
)
def test_a_contact_that_can_not_be_one_is_refused(contact: dict[str, Any]) -> None:
    with pytest.raises(BadRequest, match="is not"):
        _form(meeting="video", contact=contact)


def test_a_contact_is_an_object() -> None:
    with pytest.raises(BadRequest, match="`contact`"):
        _form(meeting="phone", contact="040 123 4567")


def test_an_interpreter_is_one_of_the_known_languages() -> None:
    assert _form(interpreter="so").interpreter == "so"
    assert _form(interpreter=None).interpreter is None
    for code in ("xx", "", 1, ["so"]):
        with pytest.raises(BadRequest, match="`interpreter`"):
            _form(interpreter=code)


def test_under_age_is_said_with_true_or_false() -> None:
    assert _form(minor=True).minor
    with pytest.raises(BadRequest, match="`minor`"):
        _form(minor="yes")


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([], None),
        ([{"answer": {"status": "answered"}}, {"answer": None}], None),
        ([{"answer": {"status": "crisis"}}], "other"),
        ([{"answer": {"status": "crisis"}, "basis": {"understood": {"danger": "fire"}}}], "fire"),
    ],
)
def test_a_danger_that_was_answered_counts(rows: list[dict[str, Any]], kind: str | None) -> None:
    assert handover.danger_in(rows) == kind


def test_the_summary_is_shown_in_the_clients_language_with_its_edits() -> None:
    edited = _part("2") | {"edited": "mine"}
    shown = handover.shown([_part("1"), edited], "fi", "en")
    assert [part["text"] for part in shown] == ["Teksti", "mine"]
    assert handover.shown([_part("1")], "ar", "en")[0]["text"] == "Text"
    assert set(shown[0]) == {"id", "kind", "text", "original", "sources"}


def test_a_notice_is_made_in_the_clients_language() -> None:
    catalogue = {"en": {"hi": "{who} by {kinds}", "a": "A", "b": "B"}, "fi": {"hi": "{who}!"}}
    made = notice(catalogue, "hi", who={"fi": "Me", "en": "We"}, kinds=["a", "b"])
    assert made("en") == {
        "text": "We by A and B",
        "language": "en",
        "basis": {"key": "hi", "values": {"who": {"fi": "Me", "en": "We"}, "kinds": ["a", "b"]}},
    }
    assert made("fi")["text"] == "Me!"


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
def test_every_transition_is_told_in_every_language(language: str) -> None:
    catalogue = real.knowledge().messages
    notices = Notices(catalogue)
    title = {"fi": "neuvoja", "sv": "rådgivare", "en": "counsellor", "ar": "مرشد"}
    made = [
        *(notices.sent(), notices.withdrawn(), notices.taken("Aino", title)),
        *(notices.back(), notices.transferred(), notices.closed()),
    ]
    texts = [one(language)["text"] for one in made]
    assert len(set(texts)) == len(made)
    assert "Aino" in texts[2] and title[language] in texts[2]
    for name in MEETINGS:
        assert catalogue[language][f"handover_meeting_{name}"]
