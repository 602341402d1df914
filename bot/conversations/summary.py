"""The summary of a conversation that a client passes on to a counsellor.

It is put together from what the conversation remembers, the client's own words as they are stored
(masked), and the assistant's answers retold in each language. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.conversations.message import BOT, CLIENT
from bot.dialogue.retell import retell
from bot.dialogue.turn import State
from bot.knowledge.lookup import STATUSES
from bot.knowledge.model import Knowledge, Topic
from bot.languages.messages import Messages

Part = dict[str, Any]
DESK_LANGUAGES = ("fi", "sv", "en")
MAX_QUESTIONS = 8
MAX_SENTENCES = 2
ANSWERED = ("answered", "refer")
OPEN = ("fallback", "not_in_sources", "out_of_scope")
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+(?=[^\W\d_a-zåäö])")


@dataclass
class Question:
    """What a client asked, in one message or in several where the chat asked back.

    Args:
        seq: of the first message.
        words: of the client's messages and pressed buttons, in order.
        reply: the row of the last reply; None while there is none.
    """

    seq: int
    words: list[str] = field(default_factory=list)
    reply: Mapping[str, Any] | None = None

    @property
    def answer(self) -> Mapping[str, Any]:
        """The `answer` object of the reply."""
        return (self.reply or {}).get("answer") or {}

    @property
    def status(self) -> str:
        """The status of the reply; "waiting" where there is none."""
        return self.answer.get("status") or "waiting"

    @property
    def topic(self) -> str | None:
        """Id of the topic of the reply."""
        return self.answer.get("topic")


def summary_languages(language: str) -> tuple[str, ...]:
    """The languages of a summary: the client's first, then those of the desk."""
    return tuple(dict.fromkeys((language, *DESK_LANGUAGES)))


def summarise(
    messages: Sequence[Mapping[str, Any]],
    state: State | Mapping[str, Any],
    knowledge: Knowledge,
    languages: Sequence[str],
) -> list[Part]:
    """The parts of a summary.

    Args:
        messages: rows of the table `messages` in order. Read are seq, sender, text, language,
            options, answer, reply_to, basis, choice and answered_at.
        state: what the conversation remembers.
        knowledge: the version in force.
        languages: codes of the wanted languages, the client's first (`summary_languages`).

    Returns:
        dicts `{"id", "kind", "texts": {language: text}, "original", "sources", "edited": None}`: a
        danger first, then language, municipality, group, matter, the questions that were answered
        and those that stayed open, of each the newest eight. A question's id is the number of its
        first message, every other part's is its kind; so ids stay when more is said.
    """
    state = state if isinstance(state, State) else State.from_dict(state)
    says = {code: Messages(code, knowledge.messages) for code in languages}
    told = questions(messages)
    dangers = [one for one in told if one.status == "crisis"]
    answered = [one for one in told if one.status in ANSWERED]
    opened = [one for one in told if one.status not in ("crisis", *ANSWERED)]
    parts = [
        _danger(dangers, says),
        _language(state, says),
        _municipality(state, knowledge, says),
        _group(state, says),
        _matter(told, knowledge, says),
        *(_question("question", one, knowledge, says) for one in answered[-MAX_QUESTIONS:]),
        *(_question("open", one, knowledge, says) for one in opened[-MAX_QUESTIONS:]),
    ]
    return [part for part in parts if part is not None]


def questions(messages: Sequence[Mapping[str, Any]]) -> list[Question]:
    """What the client asked, in order, without greetings, thanks and changes of language."""
    replies = {
        row["reply_to"]: row for row in messages if row["sender"] == BOT and row.get("reply_to")
    }
    found: list[Question] = []
    for row in messages:
        reply = replies.get(row["seq"])
        if row["sender"] != CLIENT or _is_act(row, reply):
            continue
        # A danger in between leaves the question before it as it was.
        last = next((one for one in reversed(found) if one.status != "crisis"), None)
        if last is not None and _continues(row, reply, last):
            last.words += [] if _is_more(row, reply) else [row["text"]]
            # "None of these" is no answer: what was asked stays open.
            last.reply = reply if _status(reply) != "smalltalk" else last.reply
        elif _status(reply) != "smalltalk" and not _is_more(row, reply):
            found.append(Question(row["seq"], [row["text"]], reply))
    return found


def _status(reply: Mapping[str, Any] | None) -> str:
    return ((reply or {}).get("answer") or {}).get("status") or "waiting"


def _is_act(row: Mapping[str, Any], reply: Mapping[str, Any] | None) -> bool:
    """Whether a message is no question: a language, the wish for a human, a word in between."""
    choice = row.get("choice") or ""
    if choice == "action:none":
        return False
    if choice.startswith(("language:", "action:")) and choice != "action:more":
        return True
    status = _status(reply)
    if reply is None:
        # While a counsellor has the case, messages count as answered without a reply.
        return bool(choice) or row.get("answered_at") is not None
    if status in ("smalltalk", "handover") or (choice and status == "fallback"):
        return True
    return status == "clarify" and not reply["answer"].get("topic") and not _asks_topic(reply)


def _is_more(row: Mapping[str, Any], reply: Mapping[str, Any] | None) -> bool:
    """Whether it only goes on with the last answer: "tell me more", "yes"."""
    heard = _heard(reply)
    new = heard.get("places") or heard.get("groups") or heard.get("aspect")
    more = heard.get("intent") in ("more", "affirm") and not new
    return more or row.get("choice") == "action:more"


def _heard(reply: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What was understood of the message that a reply answers."""
    return ((reply or {}).get("basis") or {}).get("understood") or {}


def _continues(row: Mapping[str, Any], reply: Mapping[str, Any] | None, last: Question) -> bool:
    """Whether a message answers what the chat had asked back."""
    choice = row.get("choice") or ""
    if last.status != "clarify":
        return False
    if last.topic is None:
        return choice == "action:none" or choice.startswith("topic:")
    return ((reply or {}).get("answer") or {}).get("topic") == last.topic


def _asks_topic(reply: Mapping[str, Any]) -> bool:
    return any(option["value"] == "action:none" for option in reply.get("options") or ())


def _part(ident: str, kind: str, texts: Mapping[str, str], **more: Any) -> Part:
    part = {"id": ident, "kind": kind, "texts": dict(texts), "original": "", "sources": []}
    return {**part, **more, "edited": None}


def _danger(found: Sequence[Question], says: Mapping[str, Messages]) -> Part | None:
    if not found:
        return None
    kinds = dict.fromkeys(kind for one in found if (kind := _heard(one.reply).get("danger")))
    texts = {}
    for code, say in says.items():
        named = [say(f"summary_danger_{kind}") for kind in kinds]
        texts[code] = say("summary_danger", kinds=say.join(named or [say("summary_danger_other")]))
    words = [word for one in found for word in one.words]
    return _part("danger", "danger", texts, original="\n".join(words))


def _language(state: State, says: Mapping[str, Messages]) -> Part:
    named = {code: say.language_name(state.language) for code, say in says.items()}
    texts = {code: say("summary_language", language=named[code]) for code, say in says.items()}
    return _part("language", "language", texts)


def _municipality(state: State, knowledge: Knowledge, says: Mapping[str, Messages]) -> Part | None:
    if state.municipality is None:
        return None
    place = knowledge.municipalities.get(state.municipality)
    texts = {}
    for code, say in says.items():
        name = state.municipality_name
        if place is not None:
            name = place.labels.get(code) or place.labels["fi"]
        elif state.municipality != "other" or not name:
            name = say(f"summary_municipality_{state.municipality}")
        texts[code] = say("summary_municipality", municipality=name)
    return _part("municipality", "municipality", texts)


def _group(state: State, says: Mapping[str, Messages]) -> Part | None:
    groups = [*([state.status] if state.status in STATUSES else []), *state.groups]
    if not groups:
        return None
    texts = {}
    for code, say in says.items():
        named = say.join(say(f"summary_group_{group}") for group in groups)
        texts[code] = say("summary_group", groups=named)
    return _part("group", "group", texts)


def _matter(
    told: Iterable[Question], knowledge: Knowledge, says: Mapping[str, Messages]
) -> Part | None:
    ids = dict.fromkeys(one.topic for one in told if one.topic in knowledge.topics)
    topics = [knowledge.topics[ident] for ident in ids if ident is not None]
    if not topics:
        return None
    texts = {
        code: say("summary_matter", topics=say.join(_label(topic, code) for topic in topics))
        for code, say in says.items()
    }
    return _part("matter", "matter", texts)


def _question(
    kind: str, asked: Question, knowledge: Knowledge, says: Mapping[str, Messages]
) -> Part:
    texts = {code: _told(asked, knowledge, say) for code, say in says.items()}
    keys = ("document", "section", "date")
    sources: list[dict[str, Any]] = []
    for source in asked.answer.get("sources") or ():
        short = {key: source.get(key) for key in keys}
        if short not in sources:
            sources.append(short)
    original = "\n".join(asked.words)
    return _part(str(asked.seq), kind, texts, original=original, sources=sources)


def _told(asked: Question, knowledge: Knowledge, say: Messages) -> str:
    """What became of a question, in one language."""
    topic = knowledge.topics.get(asked.topic or "")
    lines = [say("summary_topic", topic=_label(topic, say.language))] if topic else []
    if asked.status in (*ANSWERED, "not_in_sources"):
        key = "summary_open_not_in_sources" if asked.status == "not_in_sources" else None
        lines += [say(key)] if key else []
        lines.append(_answer(asked, knowledge, say))
    elif asked.status == "clarify" and topic is None:
        lines.append(say("summary_open_topic"))
    else:
        lines.append(say(f"summary_open_{asked.status}"))
    return " ".join(lines)


def _answer(asked: Question, knowledge: Knowledge, say: Messages) -> str:
    reply = asked.reply
    assert reply is not None
    own = reply["language"] == say.language
    told = reply["text"]
    if not own:
        told = retell(reply.get("basis"), reply["text"], say.language, knowledge)
    if told is None:
        return say("summary_answer_original", answer=beginning(reply["text"]))
    return say("summary_answer", answer=beginning(told))


def beginning(text: str) -> str:
    """The first sentences of an answer's first part."""
    return " ".join(_SENTENCE_END.split(text.partition("\n\n")[0])[:MAX_SENTENCES])


def _label(topic: Topic, language: str) -> str:
    pages = topic.pages
    return (pages.get(language) or pages.get("en") or next(iter(pages.values()))).label
