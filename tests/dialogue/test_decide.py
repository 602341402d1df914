"""Conversations as scripts: what the client says, what the chat answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.talk import LANGUAGES, Talk

from bot.dialogue.turn import Understood
from bot.knowledge.model import Knowledge
from bot.understanding.lexicon import DANGERS

PLAN = "integration_plan"
EXPERTS = "työllisyysalueen kotoutumispalveluiden asiantuntijat"
OFFICIAL = "Kemin kaupungin kotoutumispalveluiden virassa oleva työntekijä"


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    return Talk(knowledge)


# --- what must be asked first


def test_the_municipality_is_asked_and_then_the_status_and_then_it_is_answered(talk: Talk) -> None:
    assert talk.asks(PLAN, "who").text == talk.say("ask_municipality")
    assert talk.presses("municipality:kemi").text == talk.say("ask_jobseeker")
    reply = talk.presses("status:jobseeker")
    assert reply.answer.status == "answered"
    assert (reply.answer.municipality, reply.answer.client_group) == ("kemi", "jobseeker")
    assert talk.names() == [EXPERTS]


def test_all_thirteen_municipalities_are_offered_and_the_ways_out(talk: Talk) -> None:
    talk.asks(PLAN, "who")
    assert set(talk.offered) == {
        *(f"municipality:{ident}" for ident in talk.knowledge.municipalities),
        "municipality:other",
        "municipality:unknown",
    }


def test_answers_may_be_typed_instead_of_pressed(talk: Talk) -> None:
    talk.asks(PLAN, "who")
    assert talk.says("inform", places=["kemi"], words=0).text == talk.say("ask_jobseeker")
    talk.says("deny", words=1)
    assert talk.names() == [OFFICIAL]


@pytest.mark.parametrize(
    ("intent", "groups", "expected"),
    [
        ("affirm", (), [EXPERTS]),
        ("deny", (), [OFFICIAL]),
        ("follow_up", ("not_jobseeker",), [OFFICIAL]),
        ("follow_up", ("jobseeker",), [EXPERTS]),
        ("dont_know", (), [EXPERTS, OFFICIAL]),
    ],
)
def test_the_status_may_be_told_in_words(
    talk: Talk, intent: str, groups: tuple[str, ...], expected: list[str]
) -> None:
    talk.asks(PLAN, "who", places=["kemi"])
    talk.says(intent, groups=groups, words=3)
    assert talk.names() == expected


def test_what_the_question_tells_is_not_asked(talk: Talk) -> None:
    reply = talk.asks(PLAN, "who", places=["kemi"], groups=("not_jobseeker",))
    assert reply.answer.status == "answered"
    assert talk.names() == [OFFICIAL]


def test_what_was_told_is_not_asked_again_on_another_topic(talk: Talk) -> None:
    talk.asks(PLAN, "who", places=["kemi"], groups=("jobseeker",))
    assert talk.asks("civic_orientation", "who").answer.status == "answered"
    assert talk.names() == ["Meri-Lapin työllisyysalue"]


@pytest.mark.parametrize(
    ("topic", "place", "asks"),
    [
        (PLAN, "kemi", True),
        (PLAN, "raisio", True),
        (PLAN, "jarvenpaa", False),
        ("family_plan", "kemi", False),
        ("general_guidance", "tornio", False),
        ("integration_training", "porvoo", False),
        ("needs_assessment", "porvoo", False),
    ],
)
def test_the_status_is_asked_only_where_it_matters(
    talk: Talk, topic: str, place: str, asks: bool
) -> None:
    reply = talk.asks(topic, "who", places=[place])
    assert (reply.text == talk.say("ask_jobseeker")) is asks


def test_a_general_topic_asks_nothing(talk: Talk) -> None:
    reply = talk.asks("kela")
    assert reply.answer.status == "answered"
    assert talk.names() == ["Kela"]


def test_the_municipality_is_asked_once(talk: Talk) -> None:
    talk.asks(PLAN, "who")
    reply = talk.asks(PLAN, "who")
    assert reply.answer.status == "not_in_sources"
    assert reply.text.startswith(talk.say("municipality_unknown"))


def test_the_status_is_asked_once_and_then_both_are_given(talk: Talk) -> None:
    assert talk.asks(PLAN, "who", places=["kemi"]).text == talk.say("ask_jobseeker")
    reply = talk.asks(PLAN, "who")
    assert talk.names() == [EXPERTS, OFFICIAL]
    assert talk.say("if_jobseeker") in reply.text


def test_i_do_not_know_gives_both(talk: Talk) -> None:
    talk.asks(PLAN, "who", places=["kemi"])
    reply = talk.presses("status:unknown")
    assert talk.names() == [EXPERTS, OFFICIAL]
    assert talk.say("if_jobseeker") in reply.text
    assert talk.say("if_not_jobseeker") in reply.text


def test_what_a_thing_is_is_told_before_the_municipality_is_asked(talk: Talk) -> None:
    reply = talk.asks(PLAN)
    what = talk.knowledge.topics[PLAN].pages["en"].sections["what"]
    assert reply.text == f"{what}\n\n{talk.say('ask_municipality')}"


def test_a_municipality_without_a_document_is_told_so(talk: Talk) -> None:
    reply = talk.asks(PLAN, "who", places=["Oulu"])
    assert reply.text.startswith(talk.say("other_municipality", municipality="Oulu"))
    assert (reply.answer.status, reply.answer.responsible) == ("not_in_sources", ())
    assert talk.offered == ["action:human"]


def test_another_municipality_may_be_pressed(talk: Talk) -> None:
    talk.asks(PLAN, "who")
    text = talk.presses("municipality:other").text
    name = talk.say("another_municipality")
    assert text.startswith(talk.say("other_municipality", municipality=name))


@pytest.mark.parametrize("pressed", [True, False])
def test_who_does_not_know_the_municipality_is_told_where_to_ask(talk: Talk, pressed: bool) -> None:
    talk.asks(PLAN, "who")
    reply = talk.presses("municipality:unknown") if pressed else talk.says("dont_know", words=3)
    assert reply.text.startswith(talk.say("municipality_unknown"))


def test_another_question_instead_of_an_answer_is_answered(talk: Talk) -> None:
    talk.asks(PLAN, "who")
    assert talk.asks("kela").answer.topic == "kela"
    assert talk.state.pending is None


def test_where_the_document_names_nobody_it_is_said(talk: Talk) -> None:
    reply = talk.asks("needs_assessment", "who", places=["porvoo"])
    assert reply.answer.status == "not_in_sources"
    assert talk.say("no_entry", municipality="Porvoo") in reply.text
    assert reply.answer.responsible == ()
    assert "action:human" in talk.offered


def test_what_the_source_does_not_say_is_said(talk: Talk) -> None:
    reply = talk.asks(PLAN, "cost", places=["kemi"], groups=("jobseeker",))
    assert reply.answer.status == "not_in_sources"
    assert reply.text.startswith(talk.say("unknown_cost"))
    assert "action:human" in talk.offered


# --- context


def test_and_in_tornio(talk: Talk) -> None:
    talk.asks(PLAN, "who", places=["kemi"], groups=("not_jobseeker",))
    reply = talk.says("follow_up", places=["tornio"], words=2)
    assert (reply.answer.topic, reply.answer.municipality) == (PLAN, "tornio")
    assert talk.names() == ["Tornion kaupungin maahanmuuttopalveluiden virassa oleva työntekijä"]


def test_of_two_places_the_last_counts(talk: Talk) -> None:
    reply = talk.asks("family_plan", "who", places=["tornio", "kemi"])
    assert reply.answer.municipality == "kemi"


def test_how_long(talk: Talk) -> None:
    talk.asks(PLAN, "who", places=["kemi"], groups=("jobseeker",))
    reply = talk.says("follow_up", aspect="how_long", words=2)
    assert reply.answer.topic == PLAN
    assert "at most 2 years" in reply.text


def test_i_am_not_a_jobseeker(talk: Talk) -> None:
    talk.asks(PLAN, "who", places=["kemi"], groups=("jobseeker",))
    talk.says("follow_up", groups=("not_jobseeker",))
    assert talk.names() == [OFFICIAL]


def test_and_in_oulu(talk: Talk) -> None:
    talk.asks(PLAN, "who", places=["kemi"], groups=("jobseeker",))
    reply = talk.says("inform", places=["Oulu"], words=0)
    assert reply.answer.status == "not_in_sources"
    assert "Oulu" in reply.text


def test_the_topic_after_a_topic_keeps_the_place(talk: Talk) -> None:
    talk.asks(PLAN, "who", places=["ylitornio"], groups=("jobseeker",))
    assert talk.asks("general_guidance", "who").answer.municipality == "ylitornio"


def test_only_a_place_at_the_beginning_is_remembered_and_the_question_asked_for(
    talk: Talk,
) -> None:
    reply = talk.says("inform", places=["kemi"], words=0)
    assert reply.text == talk.say("what_next")
    assert talk.state.failures == 0
    assert talk.asks(PLAN, "who", groups=("jobseeker",)).answer.municipality == "kemi"


def test_a_special_group_is_remembered(talk: Talk) -> None:
    talk.asks("multidisciplinary_assessment", places=["kemi"], groups=("quota_refugee",))
    assert talk.state.groups == ("quota_refugee",)
    talk.says("follow_up", groups=("quota_refugee",))
    assert talk.state.groups == ("quota_refugee",)


# --- more


def test_tell_me_more_goes_on_and_ends(talk: Talk) -> None:
    told = [talk.asks("kela").text]
    while "action:more" in talk.offered and len(told) < 10:
        told.append(talk.presses("action:more").text)
    assert 2 <= len(told) < 10
    parts = [part for text in told for part in text.split("\n\n")[:-1]]
    assert len(parts) == len(set(parts))
    assert talk.says("more").text == talk.say("nothing_more")
    related = talk.knowledge.topics["kela"].related
    assert [value for value in talk.offered if value.startswith("topic:")] == [
        f"topic:{topic}" for topic in related
    ]


def test_yes_after_an_answer_is_more(talk: Talk) -> None:
    first = talk.asks("kela")
    second = talk.says("affirm", words=1)
    assert second.answer.topic == "kela"
    assert second.text != first.text


def test_more_of_nothing_asks_what_is_wanted(talk: Talk) -> None:
    assert talk.says("more").text == talk.say("ask_again")


# --- unsure


def test_close_topics_are_offered_as_buttons(talk: Talk) -> None:
    ranking = (("kela", 0.3), ("work", 0.25), ("off_topic", 0.2), ("health", 0.1), ("debt", 0.001))
    reply = talk.says("kela", ranking=ranking, aspect="how")
    assert reply.text == talk.say("ask_topic")
    assert talk.offered == [
        "topic:kela",
        "topic:work",
        "topic:health",
        "action:none",
        "action:human",
    ]
    reply = talk.presses("topic:work")
    assert (reply.answer.topic, talk.state.aspect) == ("work", "how")


def test_none_of_these_asks_for_other_words(talk: Talk) -> None:
    talk.says("kela", ranking=(("kela", 0.3), ("work", 0.25)))
    assert talk.presses("action:none").text == talk.say("deny_reply")


def test_beside_a_sure_answer_stands_what_else_may_have_been_meant(talk: Talk) -> None:
    reply = talk.says("kela", ranking=(("kela", 0.7), ("work", 0.1), ("debt", 0.001)))
    assert reply.answer.topic == "kela"
    assert "topic:work" in talk.offered
    assert "topic:debt" not in talk.offered


def test_off_topic_is_kindly_declined(talk: Talk) -> None:
    reply = talk.says("off_topic")
    assert (reply.text, reply.answer.status) == (talk.say("off_topic"), "out_of_scope")
    assert "action:human" in talk.offered
    assert talk.state.failures == 0


def lost(talk: Talk) -> str:
    return talk.hears(Understood("follow_up", 0.2, language=talk.state.language, words=3)).text


def test_two_failures_offer_the_human_first(talk: Talk) -> None:
    assert lost(talk) == talk.say("not_understood")
    assert talk.offered[-1] == "action:human"
    assert lost(talk) == talk.say("not_understood_again")
    assert talk.offered[0] == "action:human"


def test_a_success_between_starts_the_count_anew(talk: Talk) -> None:
    lost(talk)
    talk.asks("kela")
    assert lost(talk) == talk.say("not_understood")


@pytest.mark.parametrize("value", ["topic:none", "municipality:oulu", "status:x", "x", ":", "a:b"])
def test_a_choice_that_never_was_offered_is_not_understood(talk: Talk, value: str) -> None:
    assert talk.hears(Understood("choose", choice=value)).answer.status == "fallback"


# --- from every state

STATES: dict[str, Callable[[Talk], object]] = {
    "at the beginning": lambda talk: None,
    "after a greeting": lambda talk: talk.says("greet"),
    "the municipality is asked": lambda talk: talk.asks(PLAN, "who"),
    "the status is asked": lambda talk: talk.asks(PLAN, "who", places=["kemi"]),
    "after an answer": lambda talk: talk.asks(PLAN, "who", places=["kemi"], groups=("jobseeker",)),
    "after a general answer": lambda talk: talk.asks("kela"),
    "in another municipality": lambda talk: talk.asks(PLAN, "who", places=["Oulu"]),
    "a topic is asked": lambda talk: talk.says("kela", ranking=(("kela", 0.3), ("work", 0.2))),
    "deletion is asked": lambda talk: talk.says("delete"),
    "a human was asked for": lambda talk: talk.says("talk_to_human"),
    "not understood": lost,
    "twice not understood": lambda talk: (lost(talk), lost(talk)),
    "after danger": lambda talk: talk.says("danger_fire", danger="fire"),
}
EVERY_STATE = pytest.mark.parametrize("lead", STATES.values(), ids=STATES.keys())
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@EVERY_STATE
@EVERY_LANGUAGE
@pytest.mark.parametrize("kind", DANGERS)
def test_danger_comes_first_from_every_state_and_in_every_language(
    knowledge: Knowledge, lead: Callable[[Talk], object], language: str, kind: str
) -> None:
    talk = Talk(knowledge, language)
    lead(talk)
    reply = talk.says(f"danger_{kind}", danger=kind, aspect="who", places=["kemi"])
    assert reply.answer.status == "crisis"
    assert reply.text.startswith(talk.say(f"crisis_{kind}"))
    assert "112" in reply.text
    assert talk.offered == ["action:human"]


def test_what_a_person_in_danger_asks_about_as_well_is_one_press_away(talk: Talk) -> None:
    ranking = (("legal_aid", 0.6), ("danger_trafficking", 0.3), ("greet", 0.2), ("kela", 0.05))
    reply = talk.says("danger_trafficking", danger="trafficking", ranking=ranking)
    assert reply.text.startswith(talk.say("crisis_trafficking"))
    assert talk.offered == ["action:human", "topic:legal_aid"]
    assert talk.presses("topic:legal_aid").answer.topic == "legal_aid"


def test_the_helplines_are_those_of_the_danger(talk: Talk) -> None:
    assert "080 005 005" in talk.says("danger_violence", danger="violence").text
    assert talk.names() == ["Nollalinja"]
    assert "09 2525 0111" in talk.says("danger_suicide", danger="suicide").text


def test_after_danger_the_question_before_it_goes_on(talk: Talk) -> None:
    talk.asks(PLAN, "who")
    talk.says("danger_fire", danger="fire")
    talk.says("inform", places=["kemi"], words=0)
    assert talk.presses("status:jobseeker").answer.topic == PLAN


@EVERY_STATE
@EVERY_LANGUAGE
@pytest.mark.parametrize("pressed", [True, False])
def test_a_human_is_reachable_from_every_state(
    knowledge: Knowledge, lead: Callable[[Talk], object], language: str, pressed: bool
) -> None:
    talk = Talk(knowledge, language)
    lead(talk)
    choice = Understood("choose", choice="action:human")
    reply = talk.hears(choice) if pressed else talk.says("talk_to_human")
    assert reply.answer.status == "handover"
    if "municipality:tornio" in talk.offered:
        reply = talk.presses("municipality:tornio")
    assert reply.answer.status == "handover"
    assert talk.state.pending is None


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("raisio", ["Raision kaupunki"]),
        ("kemi", ["Setlementti Toivola"]),
        ("tervola", ["Tervolan kunnanviraston palvelupiste", "Tervolan kunnan pakolaisohjaaja"]),
        ("porvoo", []),
        ("Oulu", []),
    ],
)
@EVERY_LANGUAGE
def test_the_way_to_a_human_is_only_what_the_material_gives(
    knowledge: Knowledge, language: str, place: str, names: list[str]
) -> None:
    talk = Talk(knowledge, language)
    reply = talk.says("talk_to_human", places=[place])
    assert talk.names() == names
    assert (talk.say("human_none") in reply.text) is (not names)
    assert (talk.say("human_no_contact") in reply.text) is bool(names)
    assert not any(digit in reply.text for digit in ("0", "3", "5", "6", "9")) or place == "kemi"


def test_a_long_answer_to_where_do_you_live_leads_to_the_human_too(talk: Talk) -> None:
    talk.says("talk_to_human")
    reply = talk.says("inform", places=["raisio"], words=9)
    assert (reply.answer.status, talk.names()) == ("handover", ["Raision kaupunki"])


# --- language


def test_the_language_menu_answers_again_in_the_new_language(talk: Talk) -> None:
    english = talk.asks(PLAN, "who", places=["kemi"], groups=("jobseeker",))
    swedish = talk.hears(Understood("choose", choice="language:sv"))
    assert (swedish.language, swedish.answer.topic) == ("sv", PLAN)
    assert swedish.answer.responsible != english.answer.responsible
    assert swedish.text != english.text
    assert talk.state.chosen


def test_without_a_topic_it_says_that_it_changed(talk: Talk) -> None:
    talk.hears(Understood("choose", choice="language:ar"))
    assert talk.reply is not None
    assert talk.reply.text == talk.say("language_changed")


@pytest.mark.parametrize("then", ["municipality", "status", "human", "delete"])
def test_what_was_asked_is_asked_again_in_the_new_language(talk: Talk, then: str) -> None:
    if then == "human":
        talk.says("talk_to_human")
    elif then == "delete":
        talk.says("delete")
    else:
        talk.asks(PLAN, "who", places=["kemi"] if then == "status" else [])
    before = talk.offered
    reply = talk.hears(Understood("choose", choice="language:ar"))
    keys = {
        "municipality": "ask_municipality",
        "status": "ask_jobseeker",
        "human": "human_ask",
        "delete": "delete_ask",
    }
    assert reply.text == talk.say(keys[then])
    assert talk.offered == before


def test_a_whole_question_in_another_language_is_answered_in_it(talk: Talk) -> None:
    reply = talk.asks("kela", language="sv", words=5)
    assert reply.language == "sv"


@pytest.mark.parametrize(
    ("told", "intent"),
    [
        ({"language": "sv", "language_confidence": 0.7}, "kela"),
        ({"language": "sv", "words": 1}, "kela"),
        ({"language": "sv"}, "greet"),
        ({"language": "ru"}, "kela"),
        ({"language": None}, "kela"),
    ],
)
def test_the_language_is_not_switched_on_a_guess(
    talk: Talk, told: dict[str, object], intent: str
) -> None:
    reply = talk.says(intent, ranking=((intent, 0.95),), **told)
    assert reply.language == "en"
    offered = told == {"language": "sv"}
    assert ("language:sv" in talk.offered) is offered


def test_a_chosen_language_is_kept_and_the_other_offered(knowledge: Knowledge) -> None:
    talk = Talk(knowledge, "en", chosen=True)
    reply = talk.asks("kela", language="fi", words=5)
    assert reply.language == "en"
    assert (reply.options[0].label, reply.options[0].value) == (
        knowledge.messages["fi"]["language_offer"],
        "language:fi",
    )
    assert talk.presses("language:fi").language == "fi"


def test_one_word_that_is_written_the_other_way_is_enough_to_offer_its_language(
    knowledge: Knowledge,
) -> None:
    talk = Talk(knowledge, "fi", chosen=True)
    talk.says("greet", language="ar", words=1)
    assert talk.offered[0] == "language:ar"
    for language in ("sv", "en"):
        talk.says("greet", language=language, words=1)
        assert f"language:{language}" not in talk.offered


def test_a_language_that_the_chat_does_not_speak_is_named(talk: Talk) -> None:
    reply = talk.says("off_topic", language="so", words=5)
    assert reply.text == talk.say("language_not_spoken", language="Somali")
    assert talk.offered == [*(f"language:{code}" for code in LANGUAGES), "action:human"]


def test_changing_the_language_offers_all_by_their_own_names(talk: Talk) -> None:
    reply = talk.says("change_language")
    assert [option.label for option in reply.options] == ["Suomi", "Svenska", "English", "العربية"]


# --- own case, starting over, deleting, small talk


@pytest.mark.parametrize(
    ("topic", "place", "names"),
    [
        ("residence_permit", None, ["Maahanmuuttovirasto (Migri)"]),
        ("kela", "kemi", ["Kela"]),
        ("health", "kemi", ["Lapin hyvinvointialue"]),
        ("health", "raisio", ["Varsinais-Suomen hyvinvointialue"]),
        (PLAN, None, ["Oma kunta"]),
        (PLAN, "jarvenpaa", ["Järvenpään kaupunki"]),
    ],
)
@EVERY_LANGUAGE
def test_ones_own_case_is_referred_and_never_answered(
    knowledge: Knowledge, language: str, topic: str, place: str | None, names: list[str]
) -> None:
    talk = Talk(knowledge, language)
    reply = talk.asks(topic, "own_case", places=[place] if place else [])
    assert reply.answer.status == "refer"
    assert talk.names() == names
    assert "henkilötunnus" in reply.text or "personbeteckning" in reply.text
    assert talk.offered == [f"topic:{topic}", "action:human"]


def test_a_letter_that_may_be_from_anyone_names_nobody(talk: Talk) -> None:
    reply = talk.asks("official_letter", "own_case")
    assert reply.answer.status == "refer"
    assert (reply.text, talk.names()) == (talk.say("own_case_unknown"), [])


def test_start_over_forgets_all_but_the_language(knowledge: Knowledge) -> None:
    talk = Talk(knowledge, "sv", chosen=True)
    talk.asks(PLAN, "who", places=["kemi"], groups=("jobseeker", "refugee"))
    talk.says("start_over")
    assert talk.state == Talk(knowledge, "sv", chosen=True).state
    assert talk.asks(PLAN, "who").text == talk.say("ask_municipality")


def test_starting_over_goes_back_to_the_municipality_whose_chat_it_is(
    knowledge: Knowledge,
) -> None:
    talk = Talk(knowledge, "sv", municipality="kemi", home="kemi")
    talk.asks(PLAN, "who", places=["tornio"], groups=("jobseeker",))
    assert talk.state.municipality == "tornio"
    talk.says("start_over")
    assert talk.state == Talk(knowledge, "sv", municipality="kemi", home="kemi").state
    assert talk.asks(PLAN, "who").text == talk.say("ask_jobseeker")


def test_delete_asks_first_and_may_be_taken_back(talk: Talk) -> None:
    reply = talk.says("delete")
    assert (reply.text, talk.offered) == (talk.say("delete_ask"), ["action:delete", "action:keep"])
    assert talk.presses("action:keep").text == talk.say("delete_kept")
    assert talk.state.pending is None


def test_a_typed_yes_asks_for_the_button_and_a_typed_no_keeps(talk: Talk) -> None:
    talk.says("delete")
    talk.says("affirm", words=1)
    assert "action:delete" in talk.offered
    assert talk.says("deny", words=1).text == talk.say("delete_kept")


@pytest.mark.parametrize(
    ("intent", "key"),
    [
        ("greet", "greeting_again"),
        ("thanks", "thanks"),
        ("goodbye", "goodbye"),
        ("bot_challenge", "bot_challenge"),
        ("capabilities", "capabilities"),
        ("save", "save"),
        ("start_over", "restart"),
        ("change_language", "language_ask"),
        ("affirm", "what_next"),
        ("deny", "deny_reply"),
        ("dont_know", "ask_again"),
    ],
)
@EVERY_LANGUAGE
def test_small_talk_has_its_sentence(
    knowledge: Knowledge, language: str, intent: str, key: str
) -> None:
    talk = Talk(knowledge, language)
    assert talk.says(intent).text == talk.say(key)


def test_thanks_after_an_answer_forget_nothing(talk: Talk) -> None:
    talk.asks(PLAN, "who", places=["kemi"], groups=("jobseeker",))
    talk.says("thanks", words=1)
    reply = talk.says("follow_up", places=["simo"], words=2)
    assert (reply.answer.topic, reply.answer.municipality) == (PLAN, "simo")


@EVERY_STATE
def test_the_same_conversation_has_another_text_in_each_language(
    knowledge: Knowledge, lead: Callable[[Talk], object]
) -> None:
    texts, buttons = set(), set()
    for language in LANGUAGES:
        talk = Talk(knowledge, language)
        lead(talk)
        reply = talk.reply or talk.says("greet")
        texts.add(reply.text)
        buttons.add(tuple(option.label for option in reply.options))
    assert len(texts) == len(LANGUAGES)
    assert len(buttons) == len(LANGUAGES)
