"""What the chat says in each language."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.knowledge.model import Certainty, Knowledge
from bot.languages.messages import Messages
from bot.settings import ROOT

CATALOGUE = {
    "en": {"hello": "Hello!", "who": "By {parties}.", "ui_a": "A", "ui_b": "B"},
    "sv": {"hello": "Hej!", "ui_a": "Å", "empty": ""},
}
LANGUAGES = ("fi", "sv", "en", "ar")


def test_a_message_is_in_the_language_or_else_in_english() -> None:
    say = Messages("sv", CATALOGUE)
    assert say("hello") == "Hej!"
    assert say("who", parties="Kela") == "By Kela."
    assert Messages("xx", CATALOGUE)("hello") == "Hello!"


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert Messages("en", CATALOGUE)("who", parties="{parties}") == "By {parties}."


def test_a_message_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError):
        Messages("sv", CATALOGUE)("none")


def test_texts_of_a_page_come_together() -> None:
    assert Messages("sv", CATALOGUE).texts("ui_") == {"ui_a": "Å", "ui_b": "B"}


@pytest.mark.parametrize(
    ("language", "items", "joined"),
    [
        ("fi", ["a"], "a"),
        ("fi", ["a", "b"], "a ja b"),
        ("fi", ["a", "b", "c"], "a, b ja c"),
        ("fi-x-selko", ["a", "b"], "a ja b"),
        ("sv", ["a", "b", "c"], "a, b och c"),
        ("en", ["a", "b"], "a and b"),
        ("ar", ["a", "b"], "a وb"),
        ("xx", ["a", "b"], "a and b"),
        ("en", [], ""),
    ],
)
def test_a_list_is_joined_as_a_sentence_has_it(
    language: str, items: list[str], joined: str
) -> None:
    assert Messages(language, {}).join(items) == joined


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_has_western_digits_in_every_language(language: str) -> None:
    assert Messages(language, {}).date(date(2026, 2, 3)) == "3.2.2026"


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("fi", "ru", "venäjä"),
        ("sv", "so", "somaliska"),
        ("en", "zh-cn", "Chinese"),
        ("en", "qqq-zz", "qqq-zz"),
    ],
)
def test_another_language_has_a_name(language: str, code: str, name: str) -> None:
    assert Messages(language, {}).language_name(code) == name


def test_every_message_that_the_program_says_is_written(knowledge: Knowledge) -> None:
    said = set()
    for path in (ROOT / "bot").rglob("*.py"):
        said |= set(re.findall(r"\b(?:say|simple|_say)\(\s*\"(\w+)\"", path.read_text("utf-8")))
    assert len(said) > 30
    assert said <= set(knowledge.messages["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_sentence_for_each_certainty_and_each_unknown(
    knowledge: Knowledge, language: str
) -> None:
    messages = knowledge.messages[language]
    assert {f"who_{certainty.value}" for certainty in Certainty} <= set(messages)
    for aspect in ["who", "where", "how", "how_long", "how_often", "cost", "compulsory", "may_i"]:
        assert messages[f"unknown_{aspect}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_greeting_says_that_this_is_no_person(knowledge: Knowledge, language: str) -> None:
    said = {"fi": "en ole ihminen", "sv": "inte en människa", "en": "not a person", "ar": "لست"}
    for key in ("greeting", "bot_challenge"):
        assert said[language] in knowledge.messages[language][key].lower()
