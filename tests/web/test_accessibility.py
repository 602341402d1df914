"""Every state of the chat for everybody: axe, small windows, enlarged, spaced, forced colours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Route, expect
from support.counsellor import Counsellor, staffed
from support.keys import Keys
from support.looks import PHONE, View, faults
from support.page import ChatPage, say
from support.states import PHONE_NUMBER, TAX_CARD, VIOLENCE, WALKS, Town, write

from bot.knowledge.model import Site

Found = dict[str, list[str]]
LEAVE_TO = Site().leave_to
LANGUAGES = ("fi", "sv", "en", "ar")
WHERE = pytest.mark.parametrize(
    ("walk", "language"),
    [(walk.__name__, language) for walk in WALKS for language in LANGUAGES],
)

# A page with one fault of each kind.
FAULTY = """<!doctype html><html lang="fi"><title>Faulty</title><main><h1>Faulty</h1>
<p style="color: #999; background: #fff">Too little contrast</p>
<p style="inline-size: 60rem">Too wide</p>
<p style="inline-size: 5rem; overflow: hidden; white-space: nowrap">Longer than its room</p>
<button style="inline-size: 3rem; block-size: 1rem; border: 0">Mahdotontasanottavaksi</button>
<button style="font-size: 0; padding: 0; border: 0; inline-size: 9px; block-size: 9px">x</button>
<div style="position: fixed; inset: 0; background: #fff8"></div></main>"""
# Every element that comes into a live region, with the language in which it is spoken, and every
# text that a region changes to.
LISTEN = """() => {
  const regions = document.querySelectorAll("[role=log], [role=status], [role=alert], [aria-live]");
  heard = [];
  const tell = (region, node) => {
    const at = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    const silent = at.closest("[aria-live=off], [aria-hidden=true]");
    if (silent || !node.textContent.trim()) return;
    heard.push([region.id, at.closest("[lang]").lang, node.textContent.trim()]);
  };
  const observer = new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const region = (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)
        .closest("[role=log], [role=status], [role=alert], [aria-live]");
      for (const node of addedNodes) tell(region, node);
    }
  });
  for (const region of regions) observer.observe(region, { childList: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def town(browser: Browser, tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Town]:
    """A server with one counsellor, in Kemi."""
    with staffed(tmp_path_factory.mktemp("town"), model) as running:
        aino = Counsellor(browser, running.url, "Aino")
        yield Town(browser, running.url, aino)
        aino.context.close()


@pytest.fixture(scope="module")
def found(town: Town) -> Callable[[str, str], Found]:
    """What is wrong on a way through the chat. Each is gone once, whatever is asked of it."""
    gone: dict[tuple[str, str], Found] = {}

    def look(walk: str, language: str) -> Found:
        if (walk, language) not in gone:
            told: Found = defaultdict(list)
            (way,) = [one for one in WALKS if one.__name__ == walk]
            for view in way(town, language):
                for check, wrong in faults(view).items():
                    told[check] += wrong
            gone[walk, language] = told
        return gone[walk, language]

    return look


@WHERE
def test_axe_finds_nothing_in_any_state(
    found: Callable[[str, str], Found], walk: str, language: str
) -> None:
    assert found(walk, language)["light"] == []


@WHERE
def test_in_the_dark_everything_can_be_read_as_well(
    found: Callable[[str, str], Found], walk: str, language: str
) -> None:
    assert found(walk, language)["dark"] == []


@WHERE
def test_at_320_pixels_nothing_is_cut_or_covered_or_too_small_to_hit(
    found: Callable[[str, str], Found], walk: str, language: str
) -> None:
    assert found(walk, language)["narrow"] == []


@WHERE
def test_at_400_per_cent_nothing_is_cut_or_covered(
    found: Callable[[str, str], Found], walk: str, language: str
) -> None:
    assert found(walk, language)["enlarged"] == []


@WHERE
def test_with_the_widest_spacing_of_text_nothing_is_cut_or_covered(
    found: Callable[[str, str], Found], walk: str, language: str
) -> None:
    assert found(walk, language)["spaced"] == []


@WHERE
def test_in_forced_colours_every_control_has_an_edge(
    found: Callable[[str, str], Found], walk: str, language: str
) -> None:
    assert found(walk, language)["forced colours"] == []


def test_the_keyboard_alone_asks_rates_changes_the_language_asks_for_a_person_and_leaves(
    town: Town,
) -> None:
    person = Keys(town, "fi", forced_colors="active")
    person.context.route(f"{LEAVE_TO}**", neutral)
    while not person.button.evaluate("one => one.matches(':focus')"):
        person.press("Tab")
    person.press("Enter")
    expect(person.page.frame_locator("monineuvo-chat iframe").locator("#text")).to_be_focused()
    chat = person.frame
    bot = chat.locator("#messages > li.bot")
    expect(bot).to_have_count(1)
    person.page.keyboard.type("Kuka tekee kotoutumissuunnitelman?")
    person.press("Enter")
    expect(chat.locator("#messages .options button")).to_have_count(3)
    person.find("#messages .options button >> nth=2", "Shift+Tab")
    person.press("Enter")
    expect(bot).to_have_count(3)
    expect(chat.locator("#text")).to_be_focused()

    rating = f"#messages > li.bot >> nth=2 >> {pressed('ui_rate_bad')}"
    # It comes a moment after the answer.
    expect(chat.locator(rating)).to_be_visible()
    person.find(rating, "Shift+Tab")
    person.press("Enter")
    person.find(pressed("ui_rate_unclear"))
    person.press("Enter")
    expect(bot.last).to_contain_text(say("fi", "ui_rate_thanks"))
    assert chat.evaluate("document.activeElement !== document.body")

    language = person.find("#language", "Shift+Tab")
    person.press("End")
    expect(chat.locator("html")).to_have_attribute("lang", "ar")
    expect(bot.last).to_have_attribute("lang", "ar")
    expect(language).to_be_focused()
    hand_over(person, chat)

    person.press("Escape")
    expect(person.page.locator("monineuvo-chat dialog")).to_be_hidden()
    expect(person.button).to_be_focused()
    person.press("Enter")
    expect(chat.locator("#text")).to_be_focused()
    person.find("#leave", "Shift+Tab")
    person.press("Enter")
    expect(person.page).to_have_title("Weather")
    person.context.close()


def pressed(key: str) -> str:
    """Where a button with this text is."""
    return f"button:has(span:text-is('{say('fi', key)}'))"


def hand_over(person: Keys, chat: Frame) -> None:
    """Fills in the form and sends it; the focus is at each step's title, then at the bar."""
    title = chat.locator("#handover h2")
    person.find("#human")
    person.press("Enter")
    for step in ("summary", "meeting"):
        expect(title).to_have_text(say("ar", f"ui_handover_{step}"))
        expect(title).to_be_focused()
        if step == "summary":
            person.find("#handover-next")
            person.press("Enter")
    person.find("#handover [type=radio] >> nth=0")
    while not chat.locator("#handover-meeting-phone").is_checked():
        person.press("ArrowDown")
    person.find("#handover-next")
    person.press("Enter")
    phone = chat.locator("#handover-phone")
    expect(phone).to_be_focused()
    expect(phone).to_have_accessible_description(say("ar", "ui_handover_phone_wrong"))
    person.page.keyboard.type(PHONE_NUMBER)
    person.press("Enter")
    for step in ("help", "consent"):
        expect(title).to_have_text(say("ar", f"ui_handover_{step}"))
        expect(title).to_be_focused()
        person.find("#handover-next")
        person.press("Enter")
    expect(chat.locator("#case summary")).to_be_focused()


def neutral(route: Route) -> None:
    """The page to which one leaves."""
    route.fulfill(body="<title>Weather</title><p>Rain", content_type="text/html")


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_an_answer_is_announced_once_and_in_its_own_language(town: Town, language: str) -> None:
    # On a Finnish page in which no language was chosen.
    chat = ChatPage(town.browser, town.url, "/kemi")
    log = chat.page.locator("#log")
    expect(log).to_have_attribute("aria-live", "polite")
    chat.page.evaluate(LISTEN)
    answer = chat.ask(TAX_CARD[language])
    said = answer.locator(".text").inner_text().split()
    spoken = [
        [region, tongue]
        for region, tongue, text in chat.page.evaluate("heard")
        if " ".join(said[:3]) in " ".join(text.split())
    ]
    assert spoken == [["log", language]]
    chat.context.close()


@pytest.mark.parametrize(("motion", "moving"), [("no-preference", 1), ("reduce", 0)])
def test_whoever_wants_nothing_to_move_has_nothing_moving(
    town: Town, motion: str, moving: int
) -> None:
    chat = town.chat("fi", reduced_motion=motion)
    held: list[Route] = []
    chat.page.route("**/messages", lambda route: held.append(route))
    write(chat, TAX_CARD["fi"])
    expect(chat.page.locator("#waiting")).to_have_text(say("fi", "ui_waiting"))
    # What only comes a moment later does not move.
    count = """() => document.getAnimations()
      .filter((one) => one.animationName !== "later").length"""
    assert chat.page.evaluate(count) == moving
    assert chat.style(chat.page.locator("#conversation"), "scroll-behavior") == "auto"
    chat.context.close()


# The lines on which the parts of a text stand.
LINES = """([element, text]) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.replaceAll("\\u00a0", " ").indexOf(text);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + text.length);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  }
}"""


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_a_number_to_call_in_danger_is_never_in_two_lines(town: Town, language: str) -> None:
    chat = town.chat(language, viewport=PHONE)
    answer = chat.ask(VIOLENCE[language]).locator(".text")
    for width in range(320, 400, 10):
        chat.page.set_viewport_size({"width": width, "height": 568})
        assert chat.page.evaluate(LINES, [answer.element_handle(), "080 005 005"]) == 1
    chat.context.close()


def test_what_was_wrong_with_an_answer_is_asked_where_it_is_seen(town: Town) -> None:
    chat = town.chat("fi", viewport=PHONE)
    answer = chat.ask(TAX_CARD["fi"])
    answer.get_by_role("button", name=say("fi", "ui_rate_bad"), exact=True).click()
    reason = answer.get_by_role("button", name=say("fi", "ui_rate_wrong"), exact=True)
    expect(reason).to_be_in_viewport()
    chat.context.close()


def test_a_fault_would_be_found_by_each_of_the_checks(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(FAULTY)
    wrong = faults(View("faulty", page, page))
    assert {check for check, told in wrong.items() if told} == {*wrong}
    assert any("color-contrast" in one for one in wrong["light"])
    assert any("color-contrast" in one for one in wrong["dark"])
    narrow = " ".join(wrong["narrow"])
    for what in ("sideways", "outside", "cut at its side", "spilt over", "too small", "covered"):
        assert what in narrow
    page.context.close()
