"""A message in the form of the chat API."""

from __future__ import annotations

from datetime import datetime

import pytest
from support import openapi

from bot.conversations.message import BOT, CLIENT, Message, direction_of

MOMENT = datetime(2026, 3, 1, 12, 30, 15)


def test_a_message_has_the_form_that_the_api_describes() -> None:
    answer = {
        "status": "answered",
        "topic": "kela",
        "municipality": None,
        "client_group": None,
        "responsible": [{"name": "Kela", "label": "FPA"}],
        "partners": [],
        "certainty": "stated",
        "sources": [{"document": "Kotoutumisohjelma", "section": None, "date": "2024-05-01"}],
        "reviewed": "2026-01-31",
    }
    option = {"label": "Lisää", "value": "action:more"}
    told = Message(2, BOT, "fi", "Kela.", MOMENT, [option], answer).as_json()
    openapi.validate(told, {"$ref": "#/components/schemas/Message"})
    assert told["options"] == [option]
    assert told["answer"] == answer


def test_a_clients_message_has_no_options_and_no_answer() -> None:
    told = Message(1, CLIENT, "ar", "مرحبا", MOMENT).as_json()
    openapi.validate(told, {"$ref": "#/components/schemas/Message"})
    assert told["options"] == []
    assert told["answer"] is None


def test_the_time_says_that_it_is_utc() -> None:
    told = Message(1, CLIENT, "fi", "Hei", MOMENT).as_json()
    assert told["created_at"] == "2026-03-01T12:30:15+00:00"


@pytest.mark.parametrize(
    ("text", "language", "direction"),
    [
        ("Hei", "fi", "ltr"),
        ("مرحبا", "ar", "rtl"),
        ("مرحبا", "fi", "rtl"),
        ("Hello", "ar", "ltr"),
        ("ما هي Kela وماذا تفعل؟", "ar", "rtl"),
        ("112", "ar", "rtl"),
        ("112", "en", "ltr"),
        ("", "ar", "rtl"),
        ("🙂", "sv", "ltr"),
    ],
)
def test_the_direction_follows_the_letters_and_then_the_language(
    text: str, language: str, direction: str
) -> None:
    assert direction_of(text, language) == direction
