"""The button, the frame and the chat in it together: nothing stands in for anything."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, FrameLocator, expect
from support.counsellor import Counsellor, add_counsellor
from support.page import say
from support.server import Server
from support.widget import Visit

Visits = Callable[..., Visit]

QUESTION = "Paljonko verokortti maksaa?"
IN_ARABIC = "كيف أحصل على بطاقة الضريبة؟"
NO_STORAGE = """
for (const name of ["sessionStorage", "localStorage"])
  Object.defineProperty(self, name, { get() { throw new DOMException("", "SecurityError"); } });
"""


def inside(here: Visit) -> FrameLocator:
    """The page in the frame."""
    return here.page.frame_locator("monineuvo-chat iframe")


def ask(here: Visit, text: str) -> None:
    """Sends a message in the frame and waits for the answer."""
    said = inside(here).locator("#messages > li.bot")
    before = said.count()
    inside(here).locator("#text").fill(text)
    inside(here).locator("#text").press("Enter")
    expect(said).to_have_count(before + 1)


def session(here: Visit) -> dict[str, object]:
    """What the chat keeps in its own storage."""
    return dict(here.frame.evaluate("JSON.parse(sessionStorage.getItem('monineuvo'))"))


def start(here: Visit) -> None:
    """Opens the chat and waits for its greeting."""
    here.go()
    here.open()
    expect(inside(here).locator("#messages > li.bot")).to_have_count(1)


def test_a_conversation_goes_on_on_the_next_page_of_the_site(visit: Visits) -> None:
    here = visit(stub=False)
    here.city.put("/next", here.tag())
    start(here)
    ask(here, QUESTION)
    before = session(here)
    messages = inside(here).locator("#messages > li").count()
    here.page.locator("#next a").click()
    here.wait()
    expect(inside(here).locator("#messages > li")).to_have_count(messages)
    after = session(here)
    assert (after["id"], after["token"]) == (before["id"], before["token"])
    # The city's own storage has nothing of it.
    assert here.page.evaluate("({ ...sessionStorage, ...localStorage })") == {"monineuvo-open": "1"}


def test_a_counsellor_s_message_is_counted_on_the_next_page_while_the_chat_is_closed(
    visit: Visits, browser: Browser, chat: Server
) -> None:
    add_counsellor(chat, "Aino", "kemi")
    aino = Counsellor(browser, chat.url, "Aino")
    here = visit(stub=False)
    here.city.put("/next", here.tag())
    start(here)
    ask(here, QUESTION)
    inside(here).locator("#human").click()
    form = inside(here).locator("#handover")
    # What is asked is answered already; the last one sends it.
    for step in ("summary", "meeting", "help", "consent"):
        expect(form.locator("h2")).to_have_text(say("fi", f"ui_handover_{step}"))
        form.locator("#handover-next").click()
    expect(inside(here).locator("#case")).to_be_visible()
    (waiting,) = aino.queue()["waiting"]
    here.button.click()
    here.page.locator("#next a").click()
    aino.claim(waiting["id"])
    aino.say(waiting["id"], "Hei, olen Aino.")
    expect(here.button.locator(".badge")).to_be_visible()
    here.open()
    expect(inside(here).locator("li.counsellor .text").last).to_have_text("Hei, olen Aino.")
    expect(here.button.locator(".badge")).to_be_hidden()


def test_the_language_chosen_in_the_chat_stays_on_the_next_page(visit: Visits) -> None:
    here = visit(stub=False)
    here.city.put("/next", here.tag())
    start(here)
    inside(here).locator("#language").select_option("ar")
    expect(here.button).to_have_text(say("ar", "widget_close"))
    expect(inside(here).locator("html")).to_have_attribute("lang", "ar")
    expect(inside(here).locator("#messages > li.bot[lang=ar]").first).to_be_visible()
    messages = inside(here).locator("#messages > li").count()
    here.page.locator("#next a").click()
    here.wait()
    expect(here.button).to_have_text(say("ar", "widget_close"))
    expect(inside(here).locator("html")).to_have_attribute("lang", "ar")
    expect(inside(here).locator("#messages > li")).to_have_count(messages)


def test_the_chat_s_own_ways_of_closing_close_it(visit: Visits) -> None:
    here = visit(stub=False, viewport={"width": 320, "height": 568})
    start(here)
    inside(here).get_by_role("button", name=say("fi", "widget_close")).or_(
        inside(here).locator("#close")
    ).first.click()
    expect(here.panel).to_be_hidden()
    assert here.focused() == ["monineuvo-chat", "button"]
    here.page.keyboard.press("Enter")
    expect(here.panel).to_be_visible()
    inside(here).locator("#text").press("Escape")
    expect(here.panel).to_be_hidden()
    assert here.focused() == ["monineuvo-chat", "button"]


def test_a_chat_that_may_keep_nothing_answers_too(visit: Visits) -> None:
    here = visit(stub=False)
    here.context.add_init_script(NO_STORAGE)
    start(here)
    ask(here, QUESTION)
    here.button.click()
    expect(here.panel).to_be_hidden()
    here.button.click()
    expect(inside(here).locator("#messages > li.client")).to_have_count(1)


def test_the_chat_begins_in_the_page_s_language_and_follows_the_client_s(visit: Visits) -> None:
    here = visit(stub=False, locale="en-GB")
    start(here)
    expect(inside(here).locator("#messages > li.bot")).to_have_attribute("lang", "fi")
    ask(here, IN_ARABIC)
    expect(inside(here).locator("#messages > li.bot").last).to_have_attribute("lang", "ar")
    expect(here.button).to_have_text(say("ar", "widget_close"))
