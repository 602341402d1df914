"""The conversation's own acts: greeting, danger, a human, languages, starting again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import clarify
from bot.dialogue.cite import as_named, party_name
from bot.dialogue.opening import start_options
from bot.dialogue.turn import Answer, Option, Pending, Reply, State, Understood
from bot.knowledge import lookup
from bot.knowledge.model import Knowledge, Topic
from bot.languages.messages import Messages

Act = Callable[[Understood, State, Knowledge], tuple[Reply, State]]
CRISIS_PARTIES = {
    "violence": ("nollalinja",),
    "suicide": ("mieli",),
    "trafficking": ("ihmiskauppa_auttamisjarjestelma",),
}


def simple(
    key: str, state: State, knowledge: Knowledge, status: str = "smalltalk"
) -> tuple[Reply, State]:
    """One message, with topics to begin from where the client has asked nothing yet."""
    say = Messages(state.language, knowledge.messages)
    options = () if state.topic else start_options(state, knowledge)
    return Reply(say(key), Answer(status), state.language, options), state


def crisis(kind: str, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """Danger: the number to call first, then a human. The question before it is kept."""
    say = Messages(state.language, knowledge.messages)
    text = f"{say(f'crisis_{kind}')}\n\n{say('crisis_human')}"
    helpers = lookup.parties(knowledge, CRISIS_PARTIES.get(kind, ()))
    answer = Answer(
        "crisis",
        responsible=as_named(helpers, state.language),
    )
    options = (Option(say("option_human"), "action:human"),)
    return Reply(text, answer, state.language, options), replace(state, failures=0)


def talk_to_human(
    understood: Understood, state: State, knowledge: Knowledge
) -> tuple[Reply, State]:
    """The way to a person that the documents give: the municipality's advice service."""
    say = Messages(state.language, knowledge.messages)
    if state.municipality is None:
        return clarify.ask_municipality(None, None, state, knowledge)
    state = replace(state, pending=None)
    if state.municipality not in knowledge.municipalities:
        return Reply(say("human_none"), Answer("handover"), state.language), state
    entries = lookup.entries_for(knowledge, "general_guidance", state.municipality, None)
    facts = lookup.facts_for(knowledge, "general_guidance", state.municipality)
    entries = [entry for entry in entries if entry.responsible]
    if not entries:
        answer = Answer("handover", municipality=state.municipality)
        return Reply(say("human_none"), answer, state.language), state
    entry = entries[0]
    parties = lookup.parties(knowledge, entry.responsible)
    names = [party_name(party, state.language) for party in parties]
    parts = [say("human"), say(f"who_{entry.certainty.value}", parties=say.join(names))]
    if entry.how:
        parts.append(entry.how[state.language])
    if entry.place:
        parts.append(say("place", place=entry.place[state.language]))
    parts += [fact.text[state.language] for fact in facts if fact.id in ("channels", "appointment")]
    parts.append(say("human_no_contact"))
    answer = Answer(
        "handover",
        topic="general_guidance",
        municipality=state.municipality,
        responsible=as_named(parties, state.language),
        certainty=entry.certainty.value,
    )
    options = (Option(say("option_more"), "topic:general_guidance"),)
    return Reply("\n\n".join(parts), answer, state.language, options), state


def own_case(topic: Topic, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """A question on one's own case: the authority that has it, never the case itself."""
    say = Messages(state.language, knowledge.messages)
    ids = [topic.own_case] if topic.own_case else []
    place = state.municipality
    if topic.kind == "service" and place in knowledge.municipalities:
        status = state.status if state.status in lookup.STATUSES else None
        entries = lookup.entries_for(knowledge, topic.id, place, status)
        ids = [party for entry in entries for party in entry.responsible] or ids
    ids = [lookup.local_party(knowledge, party, place) for party in ids]
    found = lookup.parties(knowledge, ids)
    names = [party_name(party, state.language) for party in found]
    text = say("own_case", party=say.join(names)) if names else say("own_case_unknown")
    answer = Answer(
        "refer",
        topic=topic.id,
        municipality=place if place in knowledge.municipalities else None,
        responsible=as_named(found, state.language),
        certainty=topic.certainty.value,
        reviewed=topic.reviewed.isoformat(),
    )
    options = (
        Option(topic.pages[state.language].label, f"topic:{topic.id}"),
        Option(say("option_human"), "action:human"),
    )
    return Reply(text, answer, state.language, options), state


def no_document(topic: Topic, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """A service in a municipality without a document, or in one that is not told."""
    say = Messages(state.language, knowledge.messages)
    if state.municipality == "other":
        name = state.municipality_name or say("another_municipality")
        text = say("other_municipality", municipality=name)
    else:
        text = say("municipality_unknown")
    what = topic.pages[state.language].sections["what"]
    answer = Answer("not_in_sources", topic=topic.id, reviewed=topic.reviewed.isoformat())
    options = (Option(say("option_human"), "action:human"),)
    return Reply(f"{text}\n\n{what}", answer, state.language, options), state


def off_topic(state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """What the chat can't help with, said kindly."""
    say = Messages(state.language, knowledge.messages)
    options = start_options(state, knowledge)
    return Reply(say("off_topic"), Answer("out_of_scope"), state.language, options), state


def not_understood(state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """Said once with topics to choose from; the second time a human comes first."""
    say = Messages(state.language, knowledge.messages)
    state = replace(state, failures=state.failures + 1, pending=None)
    options = start_options(state, knowledge)
    key = "not_understood"
    if state.failures >= 2:
        key = "not_understood_again"
        options = (options[-1], *options[:-1])
    return Reply(say(key), Answer("fallback"), state.language, options), state


def delete_reply(key: str, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """Asks whether to delete the conversation, or says that it was kept."""
    say = Messages(state.language, knowledge.messages)
    if key == "delete_kept":
        return simple(key, replace(state, pending=None), knowledge)
    options = (
        Option(say("option_delete"), "action:delete"),
        Option(say("option_keep"), "action:keep"),
    )
    reply = Reply(say("delete_ask"), Answer("smalltalk"), state.language, options)
    return reply, replace(state, pending=Pending("delete"))


def change_language(
    understood: Understood, state: State, knowledge: Knowledge
) -> tuple[Reply, State]:
    """Offers every language of the chat by its own name."""
    say = Messages(state.language, knowledge.messages)
    options = tuple(Option(item.name, f"language:{item.code}") for item in knowledge.live)
    return Reply(say("language_ask"), Answer("clarify"), state.language, options), state


def start_over(understood: Understood, state: State, knowledge: Knowledge) -> tuple[Reply, State]:
    """Forgets everything but the language and whose chat this is."""
    fresh = State(
        language=state.language, chosen=state.chosen, municipality=state.home, home=state.home
    )
    return simple("restart", fresh, knowledge)


def offer_language(
    understood: Understood, reply: Reply, state: State, knowledge: Knowledge
) -> Reply:
    """Adds a button for the language of the message, where the reply is in another one.

    One word may be a name or a slip; one that is written the other way is neither.
    A message in a language that the chat does not speak, and that it did not understand either, is
    answered with the languages that it does speak.
    """
    code = understood.language
    live = {language.code: language for language in knowledge.live}
    if code is None or code == state.language or understood.language_confidence < 0.8:
        return reply
    known = knowledge.languages
    turned = code in live and known[code].direction != known[state.language].direction
    if understood.words < (1 if turned else 2):
        return reply
    if code in live:
        label = Messages(code, knowledge.messages)("language_offer")
        return replace(reply, options=(Option(label, f"language:{code}"), *reply.options))
    lost = reply.answer.status in ("fallback", "out_of_scope", "clarify")
    if lost and understood.language_confidence >= 0.9 and understood.words >= 3:
        say = Messages(state.language, knowledge.messages)
        text = say("language_not_spoken", language=say.language_name(code))
        options = [Option(item.name, f"language:{item.code}") for item in knowledge.live]
        options.append(Option(say("option_human"), "action:human"))
        return Reply(text, Answer("fallback"), state.language, tuple(options))
    return reply


def _say(key: str) -> Act:
    return lambda understood, state, knowledge: simple(key, state, knowledge)


ACTS: dict[str, Act] = {
    "greet": _say("greeting_again"),
    "thanks": _say("thanks"),
    "goodbye": _say("goodbye"),
    "bot_challenge": _say("bot_challenge"),
    "capabilities": _say("capabilities"),
    "save": _say("save"),
    "delete": lambda understood, state, knowledge: delete_reply("delete_ask", state, knowledge),
    "change_language": change_language,
    "start_over": start_over,
    "talk_to_human": talk_to_human,
}
CHOICES = {
    "human": "talk_to_human",
    "restart": "start_over",
    "save": "save",
    "language": "change_language",
}
