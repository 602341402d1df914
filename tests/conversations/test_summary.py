"""The summary for a counsellor: what was asked and answered, in each language, and no more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from support import real
from support.talk import Talk

from bot.conversations.masking import HIDDEN, mask
from bot.conversations.summary import (
    MAX_QUESTIONS,
    Part,
    beginning,
    summarise,
    summary_languages,
)
from bot.dialogue.turn import State, Understood
from bot.knowledge.model import CLIENT_GROUPS, Aspect, Knowledge
from bot.languages.messages import Messages

ARABIC = range(0x0600, 0x0700)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return real.knowledge()


class Chat(Talk):
    """A conversation with the rows that the database would hold of it."""

    def __init__(self, knowledge: Knowledge, language: str = "ar") -> None:
        super().__init__(knowledge, language)
        self.rows: list[dict[str, Any]] = []
        self.next = "..."
        self._row("bot", Messages(language, knowledge.messages)("greeting"))

    def _row(self, sender: str, text: str, **more: Any) -> dict[str, Any]:
        row = {"seq": len(self.rows) + 1, "sender": sender, "text": text, "options": []}
        row |= {"language": self.state.language, "answer": None, "reply_to": None, "basis": None}
        row |= {"choice": None, "answered_at": None, **more}
        self.rows.append(row)
        return row

    def hears(self, understood: Understood) -> Any:
        before = self.state.as_dict()
        asked = self._row("client", self.next, choice=understood.choice)
        reply = super().hears(understood)
        asked["answered_at"] = datetime(2026, 11, 22)
        data = json.loads(json.dumps(reply.as_dict()))
        basis = json.loads(json.dumps({"understood": understood.as_dict(), "state": before}))
        self._row("bot", **data, reply_to=asked["seq"], basis=basis)
        return reply

    def writes(self, text: str, intent: str, **told: Any) -> None:
        """A typed message of these words, masked as it would be stored."""
        self.next = mask(text).text
        if intent in self.knowledge.topics:
            told = {"ranking": ((intent, 0.95),), **told}
        self.says(intent, **told)

    def clicks(self, value: str) -> None:
        """A button; its label is what is stored."""
        assert self.reply is not None
        self.next = next(o.label for o in self.reply.options if o.value == value)
        self.presses(value)

    def waits(self, words: str) -> None:
        """A message that nobody has answered yet."""
        self._row("client", words)

    def parts(self, *languages: str) -> list[Part]:
        """The summary of all that was said."""
        wanted = languages or summary_languages(self.state.language)
        return summarise(self.rows, self.state.as_dict(), self.knowledge, wanted)

    def part(self, kind: str) -> Part:
        """The only part of a kind."""
        (found,) = [part for part in self.parts() if part["kind"] == kind]
        return found


@pytest.fixture
def chat(knowledge: Knowledge) -> Chat:
    return Chat(knowledge)


def kinds(parts: Sequence[Part]) -> list[str]:
    return [part["kind"] for part in parts]


def test_nothing_said_gives_the_language_only(chat: Chat) -> None:
    (part,) = chat.parts()
    assert part == {
        "id": "language",
        "kind": "language",
        "texts": {
            "ar": "لغة المحادثة: العربية.",
            "fi": "Keskustelun kieli: arabia.",
            "sv": "Samtalets språk: arabiska.",
            "en": "Language of the conversation: Arabic.",
        },
        "original": "",
        "sources": [],
        "edited": None,
    }


def test_the_clients_language_comes_first_and_each_language_once() -> None:
    assert summary_languages("ar") == ("ar", "fi", "sv", "en")
    assert summary_languages("sv") == ("sv", "fi", "en")


def test_a_question_has_the_own_words_the_topic_the_answer_and_its_sources(chat: Chat) -> None:
    chat.writes("أريد خطة اندماج", "integration_plan")
    chat.clicks("municipality:kemi")
    if "status:jobseeker" in chat.offered:
        chat.clicks("status:jobseeker")
    part = chat.part("question")
    labels = part["original"].split("\n")
    assert labels[0] == "أريد خطة اندماج"
    assert labels[1] == chat.knowledge.municipalities["kemi"].labels["ar"]
    page = chat.knowledge.topics["integration_plan"].pages
    for language, text in part["texts"].items():
        assert page[language].label in text
        assert any(ord(letter) in ARABIC for letter in text) is (language == "ar")
    assert beginning(page["fi"].sections["what"]) in part["texts"]["fi"]
    documents = {source["document"] for source in part["sources"]}
    assert documents == {chat.knowledge.documents["meri-lappi"].title}
    assert all(set(source) == {"document", "section", "date"} for source in part["sources"])


def test_municipality_group_and_matter_are_what_the_conversation_remembers(chat: Chat) -> None:
    chat.writes("أنا لاجئ وأسكن في كيمي", "work", places=["kemi"], groups=("refugee", "jobseeker"))
    chat.writes("وماذا عن كيلا؟", "kela")
    chat.writes("والعمل؟", "work")
    parts = chat.parts()
    assert kinds(parts)[:4] == ["language", "municipality", "group", "matter"]
    assert parts[1]["texts"]["fi"] == "Kunta: Kemi."
    english = parts[2]["texts"]["en"]
    assert english == "Told about the situation: registered as a jobseeker and refugee."
    topics = chat.knowledge.topics
    labels = [topics[topic].pages["fi"].label for topic in ("work", "kela")]
    assert parts[3]["texts"]["fi"] == f"Aiheet: {labels[0]} ja {labels[1]}."


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (State(municipality="other", municipality_name="Oulu"), "Municipality: Oulu."),
        (State(municipality="other"), "Municipality: another municipality."),
        (State(municipality="unknown"), "Municipality: not known."),
        (State(municipality="porvoo"), "Municipality: Porvoo."),
    ],
)
def test_a_municipality_is_named_as_far_as_it_is_known(
    knowledge: Knowledge, state: State, text: str
) -> None:
    parts = summarise([], state, knowledge, ["en"])
    assert parts[1]["texts"]["en"] == text
    assert kinds(summarise([], State(), knowledge, ["en"])) == ["language"]


def test_every_client_group_and_danger_has_a_name_in_every_language(knowledge: Knowledge) -> None:
    dangers = [key for key in knowledge.messages["en"] if key.startswith("crisis_")]
    for language in ("fi", "sv", "en", "ar"):
        for group in CLIENT_GROUPS:
            assert knowledge.messages[language][f"summary_group_{group}"]
        for key in dangers:
            kind = key.removeprefix("crisis_")
            assert kind == "human" or knowledge.messages[language][f"summary_danger_{kind}"]


def test_a_danger_comes_first_with_the_clients_words_and_is_no_question(chat: Chat) -> None:
    chat.writes("كيف أجد عملا؟", "work")
    chat.writes("زوجي يضربني", "danger_violence", danger="violence")
    chat.writes("هناك حريق", "danger_fire", danger="fire")
    parts = chat.parts()
    assert parts[0]["kind"] == "danger"
    assert parts[0]["texts"]["fi"].startswith("Mahdollinen vaara: väkivalta ja tulipalo.")
    assert parts[0]["original"] == "زوجي يضربني\nهناك حريق"
    assert kinds(parts).count("question") == 1


def test_a_danger_between_question_and_button_does_not_part_them(chat: Chat) -> None:
    chat.writes("أريد خطة اندماج", "integration_plan")
    button = next(o for o in chat.reply.options if o.value == "municipality:kemi")
    chat.writes("زوجي يضربني", "danger_violence", danger="violence")
    chat.next = button.label
    chat.hears(Understood("choose", choice="municipality:kemi"))
    open_or_answered = [p for p in chat.parts() if p["kind"] in ("question", "open")]
    assert [part["original"].split("\n")[1] for part in open_or_answered] == [button.label]


def test_acts_of_conversation_are_left_out(chat: Chat) -> None:
    for intent in ("greet", "thanks", "goodbye", "capabilities", "change_language", "delete"):
        chat.writes("كلمة", intent, words=1)
    chat.writes("أريد التحدث مع شخص", "talk_to_human")
    chat.clicks("municipality:kemi")
    chat.writes("لغة", "change_language")
    chat.clicks("language:sv")
    assert kinds(chat.parts()) == ["language", "municipality"]


def test_tell_me_more_belongs_to_the_question_before(chat: Chat) -> None:
    chat.writes("كيف أحصل على تصريح؟", "residence_permit")
    first = chat.part("question")
    chat.writes("أكثر", "more", words=1)
    chat.writes("نعم", "affirm", words=1)
    assert chat.part("question") == first


def test_a_question_of_what_was_meant_ends_with_the_topic_that_was_pressed(chat: Chat) -> None:
    two = (("work", 0.4), ("kela", 0.35))
    chat.writes("مال", "work", ranking=two)
    assert chat.part("open")["texts"]["en"] == (
        "This stayed open: it did not become clear what the question meant."
    )
    chat.clicks("topic:kela")
    part = chat.part("question")
    assert part["original"] == f"مال\n{chat.knowledge.topics['kela'].pages['ar'].label}"
    assert "open" not in kinds(chat.parts())


def test_none_of_these_leaves_the_question_open(chat: Chat) -> None:
    chat.writes("مال", "work", ranking=(("work", 0.4), ("kela", 0.35)))
    chat.clicks("action:none")
    part = chat.part("open")
    assert part["original"].startswith("مال\n")


def test_what_stayed_open_says_why(chat: Chat) -> None:
    chat.writes("بلا معنى هنا", "nonsense")
    chat.writes("ما هو الطقس", "off_topic")
    chat.writes("كم تكلف الخطة؟", "integration_plan", places=["Oulu"])
    chat.writes("من أين الخطة؟", "interpreting", places=["kemi"], aspect=Aspect.COST)
    chat.waits("هل من أحد؟")
    opened = [part for part in chat.parts() if part["kind"] == "open"]
    reasons = [part["texts"]["en"] for part in opened]
    assert "Monineuvo did not understand" in reasons[0]
    assert "Monineuvo does not know about this matter" in reasons[1]
    assert (
        "the sources do not tell everything. Monineuvo answered: I have no document" in (reasons[2])
    )
    assert "Monineuvo has not answered yet" in reasons[-1]
    assert opened[-1]["original"] == "هل من أحد؟"


def test_a_question_back_without_an_answer_stays_open(chat: Chat) -> None:
    chat.writes("أريد خطة اندماج", "integration_plan")
    part = chat.part("open")
    assert "Monineuvo asked for more and got no answer" in part["texts"]["en"]
    assert "question" not in kinds(chat.parts())


def test_what_was_written_to_a_counsellor_is_no_question(chat: Chat) -> None:
    chat._row("client", "شكرا يا ماريا", answered_at=datetime(2026, 11, 22))
    chat._row("counsellor", "Ole hyvä!")
    assert kinds(chat.parts()) == ["language"]


def test_of_many_questions_the_newest_eight_are_told(chat: Chat) -> None:
    for number in range(MAX_QUESTIONS + 3):
        chat.writes(f"سؤال {number}", "work")
        chat.writes(f"لغز {number}", "nonsense")
    parts = chat.parts()
    expected = list(range(3, MAX_QUESTIONS + 3))
    asked = [part["original"] for part in parts if part["kind"] == "question"]
    opened = [part["original"] for part in parts if part["kind"] == "open"]
    assert asked == [f"سؤال {number}" for number in expected]
    assert opened == [f"لغز {number}" for number in expected]


def test_hidden_data_stays_hidden(chat: Chat) -> None:
    chat.writes("رقمي 131052-308T وهاتفي 040 1234567. كيف أجد عملا؟", "work")
    told = json.dumps(chat.parts(), ensure_ascii=False)
    assert HIDDEN in told
    assert "131052" not in told
    assert "1234567" not in told


def test_an_answer_that_can_not_be_retold_is_shown_as_it_was(chat: Chat) -> None:
    chat.writes("كيف أجد عملا؟", "work")
    before = chat.part("question")["texts"]
    work = chat.knowledge.topics["work"]
    page = work.pages["ar"].copy(update={"sections": {"what": "نص جديد."}})
    changed = work.copy(update={"pages": {**work.pages, "ar": page}})
    topics = {**chat.knowledge.topics, "work": changed}
    knowledge = chat.knowledge.copy(update={"topics": topics})
    parts = summarise(chat.rows, chat.state, knowledge, ["ar", "fi"])
    (after,) = [part["texts"] for part in parts if part["kind"] == "question"]
    assert after["ar"] == before["ar"]
    assert "Monineuvon vastaus on vain alkuperäisellä kielellä" in after["fi"]
    assert beginning(chat.rows[-1]["text"]) in after["fi"]


def test_the_parts_are_the_same_each_time_and_ids_stay_when_more_is_said(chat: Chat) -> None:
    chat.writes("كيف أجد عملا؟", "work")
    chat.writes("بلا معنى هنا", "nonsense")
    before = chat.parts()
    assert chat.parts() == before
    assert len({part["id"] for part in before}) == len(before)
    chat.writes("وكيلا؟", "kela")
    ids = {(part["id"], part["original"]) for part in chat.parts()}
    assert {(part["id"], part["original"]) for part in before} <= ids


def test_only_the_wanted_languages_are_told(chat: Chat) -> None:
    chat.writes("كيف أجد عملا؟", "work")
    for part in chat.parts("ar", "en"):
        assert list(part["texts"]) == ["ar", "en"]


def test_a_language_without_texts_gets_english(chat: Chat) -> None:
    chat.writes("كيف أجد عملا؟", "work")
    state = replace(chat.state, language="so")
    for part in summarise(chat.rows, state, chat.knowledge, ["so", "en"]):
        if part["kind"] != "language":
            assert part["texts"]["so"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two! Three? Four.", "One. Two!"),
        ("One sentence", "One sentence"),
        ("One.\n\nTwo.", "One."),
        ("Call 080 005 005. It is free. Now.", "Call 080 005 005. It is free."),
        ("Wait, e.g. here. Then go. Now.", "Wait, e.g. here. Then go."),
        ("واحد. اثنان؟ ثلاثة.", "واحد. اثنان؟"),
    ],
)
def test_the_beginning_of_an_answer_is_its_first_two_sentences(text: str, first: str) -> None:
    assert beginning(text) == first
