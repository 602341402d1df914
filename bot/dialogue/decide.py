"""Decides what to reply: rules only, the same for every language and every channel.

Danger comes before everything. Then an option that was chosen, then what the chat had asked, then
the conversation's own acts (greeting, start again, a human), and last a question on a topic.
"""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue import acts, clarify
from bot.dialogue.compose import Composed, general_answer, service_answer
from bot.dialogue.turn import Option, Pending, Reply, State, Understood
from bot.knowledge import lookup
from bot.knowledge.model import Aspect, Knowledge, Topic
from bot.languages.messages import Messages

UNKNOWN = "unknown"
OTHER = "other"


def reply_to(understood: Understood, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """One turn.

    Args:
        understood: what the message means.
        state: what the conversation remembers.
        knowledge: the version in force.

    Returns:
        the reply and what to remember from now on.
    """
    state = _language(understood, state, knowledge)
    if understood.danger:
        reply, state = acts.crisis(understood.danger, state, knowledge)
        beside = clarify.beside_danger(understood, knowledge)
        return clarify.offer_beside(beside, reply, knowledge), state
    if understood.choice:
        return _chosen(understood.choice, state, knowledge)
    reply, state = _typed(understood, _told(understood, state), knowledge)
    return acts.offer_language(understood, reply, state, knowledge), state


def _language(understood: Understood, state: State, knowledge: Knowledge) -> State:
    """The language of the reply: changed only by a whole question in another of our languages."""
    code = understood.language
    live = {language.code for language in knowledge.live}
    if state.chosen or code is None or code == state.language or code not in live:
        return state
    sure = understood.language_confidence >= 0.9 and understood.words >= 2
    question = understood.intent not in ("greet", "thanks", "goodbye", "affirm", "deny")
    return replace(state, language=code) if sure and question else state


def _told(understood: Understood, state: State) -> State:
    """Remembers the municipality and client groups that the message tells."""
    if understood.places:
        place = understood.places[-1]
        state = replace(state, municipality=place.id, municipality_name=place.name)
    for group in understood.groups:
        if group in lookup.STATUSES:
            state = replace(state, status=group)
        elif group not in state.groups:
            state = replace(state, groups=(*state.groups, group))
    return state


def _typed(understood: Understood, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    if state.pending is not None and (resumed := _resumed(understood, state, knowledge)):
        return resumed
    state = replace(state, pending=None)
    intent = understood.intent
    choice = clarify.decide(understood, knowledge)
    if choice.topic is not None:
        reply, state = answer_topic(choice.topic, understood.aspect, state, knowledge)
        return clarify.offer_beside(choice.alternatives, reply, knowledge), state
    if intent in acts.ACTS:
        return acts.ACTS[intent](understood, replace(state, failures=0), knowledge)
    if intent == "more":
        return tell_more(state, knowledge)
    if intent in ("follow_up", "inform", "affirm", "deny", "dont_know"):
        return _follow_up(understood, state, knowledge)
    if choice.offered:
        return clarify.ask_topic(choice.offered, understood.aspect, state, knowledge)
    if intent == "off_topic":
        return acts.off_topic(state, knowledge)
    return acts.not_understood(state, knowledge)


def _resumed(
    understood: Understood, state: State, knowledge: Knowledge
) -> tuple[Reply, State] | None:
    """The answer to what the chat had asked, if the message is one."""
    pending = state.pending
    assert pending is not None
    told_place = bool(understood.places)
    told_status = any(group in lookup.STATUSES for group in understood.groups)
    bare = understood.intent in ("affirm", "deny", "dont_know", "inform", "follow_up")
    short = bare or understood.words <= 3
    after = replace(state, pending=None)
    if pending.kind == "municipality" and short:
        if understood.intent == "dont_know" and not told_place:
            after = replace(after, municipality=UNKNOWN)
            return _resume(pending, after, knowledge)
        if told_place:
            return _resume(pending, after, knowledge)
    if pending.kind == "status" and short:
        values = {"affirm": "jobseeker", "deny": "not_jobseeker", "dont_know": UNKNOWN}
        if told_status:
            return _resume(pending, after, knowledge)
        if understood.intent in values:
            after = replace(after, status=values[understood.intent])
            return _resume(pending, after, knowledge)
    if pending.kind == "delete" and understood.intent in ("affirm", "deny"):
        key = "delete_ask" if understood.intent == "affirm" else "delete_kept"
        return acts.delete_reply(key, state, knowledge)
    return None


def _resume(pending: Pending, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    if pending.topic is None:
        return acts.talk_to_human(Understood("talk_to_human"), state, knowledge)
    return answer_topic(pending.topic, pending.aspect, state, knowledge)


def _follow_up(understood: Understood, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """A continuation: the topic of the last answer, with a new place, group or aspect."""
    new = bool(understood.places or understood.groups or understood.aspect)
    if state.topic is not None and new:
        return answer_topic(state.topic, understood.aspect or state.aspect, state, knowledge)
    if understood.intent == "affirm" and state.topic is not None:
        return tell_more(state, knowledge)
    if understood.intent in ("affirm", "deny", "dont_know"):
        key = {"affirm": "what_next", "deny": "deny_reply"}.get(understood.intent, "ask_again")
        return acts.simple(key, state, knowledge)
    choice = clarify.decide(understood, knowledge)
    if choice.offered:
        return clarify.ask_topic(choice.offered, understood.aspect, state, knowledge)
    if understood.places or understood.groups:
        return acts.simple("what_next", replace(state, failures=0), knowledge)
    return acts.not_understood(state, knowledge)


def _chosen(choice: str, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """An option that was pressed."""
    kind, _, value = choice.partition(":")
    pending, state = state.pending, replace(state, pending=None, failures=0)
    if kind == "topic" and value in knowledge.topics:
        aspect = pending.aspect if pending and pending.kind == "topic" else None
        return answer_topic(value, aspect, state, knowledge)
    if kind == "municipality" and value in (*knowledge.municipalities, OTHER, UNKNOWN):
        state = replace(state, municipality=value, municipality_name="")
        return _resume(
            pending or Pending("municipality", state.topic, state.aspect), state, knowledge
        )
    if kind == "status" and value in (*lookup.STATUSES, UNKNOWN):
        state = replace(state, status=value)
        return _resume(pending or Pending("status", state.topic, state.aspect), state, knowledge)
    if kind == "language" and value in {language.code for language in knowledge.live}:
        state = replace(state, language=value, chosen=True)
        if pending is not None and pending.kind != "topic":
            return _asked_again(pending, state, knowledge)
        if state.topic is not None:
            return answer_topic(state.topic, state.aspect, state, knowledge)
        return acts.simple("language_changed", state, knowledge)
    if kind == "action" and value == "more":
        return tell_more(state, knowledge)
    if kind == "action" and value == "keep":
        return acts.delete_reply("delete_kept", state, knowledge)
    if kind == "action" and value == "none":
        return acts.simple("deny_reply", replace(state, topic=None), knowledge)
    if kind == "action" and value in acts.CHOICES:
        return acts.ACTS[acts.CHOICES[value]](Understood(acts.CHOICES[value]), state, knowledge)
    return acts.not_understood(state, knowledge)


def _asked_again(pending: Pending, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """What was asked and not yet answered, in the language of the state."""
    if pending.kind == "delete":
        return acts.delete_reply("delete_ask", state, knowledge)
    asked = tuple(kind for kind in state.asked if kind != pending.kind)
    return _resume(pending, replace(state, asked=asked), knowledge)


def answer_topic(
    topic_id: str, aspect: str | None, state: State, knowledge: Knowledge
) -> tuple[Reply, State]:
    """The answer on a topic, or the one question on which it depends."""
    topic = knowledge.topics[topic_id]
    asked = state.asked if state.topic == topic_id else ()
    state = replace(
        state, topic=topic_id, aspect=aspect, shown=0, failures=0, pending=None, asked=asked
    )
    say = Messages(state.language, knowledge.messages)
    if aspect == Aspect.OWN_CASE:
        return acts.own_case(topic, state, knowledge)
    if lookup.depends_on_municipality(knowledge, topic):
        question = _question(topic, aspect, state, knowledge)
        if question is not None:
            return question
    return _told_answer(topic, state, say, knowledge)


def _question(
    topic: Topic, aspect: str | None, state: State, knowledge: Knowledge
) -> tuple[Reply, State] | None:
    """What must be asked before this topic can be answered; each thing once."""
    if state.municipality is None and "municipality" not in state.asked:
        return clarify.ask_municipality(topic, aspect, state, knowledge)
    if state.municipality in (None, OTHER, UNKNOWN):
        return acts.no_document(topic, state, knowledge)
    divided = lookup.depends_on_status(knowledge, topic.id, str(state.municipality))
    if divided and state.status is None and "status" not in state.asked:
        return clarify.ask_status(topic, aspect, state, knowledge)
    return None


def compose(topic: Topic, state: State, say: Messages, knowledge: Knowledge) -> Composed:
    """The whole answer on a topic in the present state."""
    build = service_answer if topic.kind == "service" else general_answer
    return build(knowledge, topic, state.aspect, state, say)


def _told_answer(
    topic: Topic, state: State, say: Messages, knowledge: Knowledge
) -> tuple[Reply, State]:
    composed = compose(topic, state, say, knowledge)
    parts, shown = composed.cut()
    return _as_reply(composed, parts, shown, topic, state, say), replace(state, shown=shown)


def tell_more(state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """The next parts of the last answer."""
    say = Messages(state.language, knowledge.messages)
    if state.topic is None:
        return acts.simple("ask_again", state, knowledge)
    topic = knowledge.topics[state.topic]
    no_document = topic.kind == "service" and state.municipality not in knowledge.municipalities
    if no_document or state.shown == 0:
        return answer_topic(state.topic, state.aspect, state, knowledge)
    composed = compose(topic, state, say, knowledge)
    if state.shown >= len(composed.parts):
        reply, state = acts.simple("nothing_more", state, knowledge)
        return clarify.offer_beside(tuple(topic.related), reply, knowledge), state
    parts, shown = composed.cut(state.shown)
    return _as_reply(composed, parts, shown, topic, state, say), replace(state, shown=shown)


def _as_reply(
    composed: Composed,
    parts: tuple[str, ...],
    shown: int,
    topic: Topic,
    state: State,
    say: Messages,
) -> Reply:
    options = []
    if shown < len(composed.parts):
        options.append(Option(say("option_more"), "action:more"))
    if composed.answer.status == "not_in_sources":
        options.append(Option(say("option_human"), "action:human"))
    return Reply(
        "\n\n".join((*parts, *composed.sources)), composed.answer, state.language, tuple(options)
    )
