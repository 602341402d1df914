"""Every state of the chat that a client can come to, one after the other, in any language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Route, expect
from support.counsellor import Counsellor
from support.looks import View
from support.page import ChatPage, say

STILL = {"viewport": {"width": 1000, "height": 800}, "reduced_motion": "reduce"}
PLAN = {
    "fi": "Kuka tekee kotoutumissuunnitelman Torniossa?",
    "sv": "Vem gör integrationsplanen i Torneå?",
    "en": "Who makes the integration plan in Tornio?",
    "ar": "من يعد خطة الاندماج في تورنيو؟",
}
TAX_CARD = {
    "fi": "Paljonko verokortti maksaa?",
    "sv": "Vad kostar ett skattekort?",
    "en": "What does a tax card cost?",
    "ar": "كم تكلف بطاقة الضريبة؟",
}
VIOLENCE = {
    "fi": "Mieheni lyö minua",
    "sv": "Min man slår mig",
    "en": "My husband hits me",
    "ar": "زوجي يضربني",
}
PHONE_NUMBER = "040 123 4567"
LIMIT = 2000


@dataclass(frozen=True)
class Town:
    """Where it happens: a server, a browser, and in Kemi a counsellor on duty.

    `options` are those of each browser context.
    """

    browser: Browser
    url: str
    aino: Counsellor
    options: Mapping[str, Any] = field(default_factory=lambda: dict(STILL))

    def chat(self, language: str, query: str = "/kemi", **options: Any) -> ChatPage:
        """Opens the chat."""
        given = {**self.options, **options}
        return ChatPage(self.browser, self.url, f"{query}?lang={language}", **given)

    def tab(self, path: str, **options: Any) -> Page:
        """Opens any page of the server."""
        context = self.browser.new_context(**{"locale": "fi-FI", **self.options, **options})
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(self.url + path)
        return page


def view(name: str, page: Page) -> View:
    """The page itself."""
    return View(name, page, page)


def asking(town: Town, language: str) -> Iterator[View]:
    """From the first screen to answers with their sources and ratings, and to danger."""
    chat = town.chat(language)
    page = chat.page
    yield view("the first screen", page)
    page.locator("#menu > summary").click()
    yield view("the menu", page)
    page.keyboard.press("Escape")
    chat.ask(PLAN[language])
    yield view("a question with options", page)
    answer = chat.choose(say(language, "option_no"))
    yield view("an answer", page)
    answer.locator("summary").click()
    yield view("an answer with its sources", page)
    answer.get_by_role("button", name=say(language, "ui_rate_bad"), exact=True).click()
    reason = answer.get_by_role("button", name=say(language, "ui_rate_missing"), exact=True)
    expect(reason).to_be_visible()
    yield view("the reasons of a rating", page)
    reason.click()
    expect(answer).to_contain_text(say(language, "ui_rate_thanks"))
    yield view("the thanks for a rating", page)
    enlarge(page, "larger")
    yield view("the largest text", page)
    enlarge(page, "smaller")
    chat.ask(VIOLENCE[language])
    yield view("danger", page)
    chat.context.close()


def failing(town: Town, language: str) -> Iterator[View]:
    """What does not go well, and the ways out: waiting, failing, offline, deleting, going on."""
    chat = town.chat(language)
    page = chat.page
    held: list[Route] = []
    page.route("**/messages", lambda route: held.append(route), times=1)
    write(chat, TAX_CARD[language])
    expect(page.locator("#waiting")).to_have_text(say(language, "ui_waiting"))
    yield view("is writing", page)
    held[0].continue_()
    chat.reply(1)
    page.route("**/messages", lambda route: route.fulfill(status=400, json={}))
    write(chat, TAX_CARD[language])
    expect(chat.client.locator(".note.failed")).to_be_visible()
    yield view("a message that failed", page)
    page.unroute("**/messages")
    chat.client.locator(".note.failed button").click()
    chat.reply(2)
    chat.context.set_offline(True)
    write(chat, TAX_CARD[language])
    expect(chat.client.locator(".note.queued")).to_be_visible()
    expect(page.locator("#problem")).to_have_text(say(language, "ui_offline"))
    yield view("without a connection", page)
    chat.context.set_offline(False)
    chat.reply(3)
    chat.box.fill("x" * (LIMIT + 1))
    expect(page.locator("#too-long")).not_to_be_empty()
    yield view("too long", page)
    chat.box.fill("")
    chat.press_delete(language)
    yield view("the question before deleting", page)
    page.locator("#cancel").click()
    other = chat.context.new_page()
    other.goto(page.url)
    expect(other.locator("#resume")).to_be_visible()
    yield view("the offer to go on", other)
    other.close()
    chat.press_delete(language)
    page.locator("#confirmed").click()
    expect(page.locator("#ended")).to_be_visible()
    yield view("deleted", page)
    chat.context.close()


def handing_over(town: Town, language: str) -> Iterator[View]:
    """In danger to a counsellor: every step with its faults, waiting, talking, the end."""
    chat = town.chat(language, "")
    page, form = chat.page, chat.page.locator("#handover")
    chat.ask(VIOLENCE[language])
    page.locator("#human").click()
    expect(form.locator("h2")).to_have_text(say(language, "ui_handover_place"))
    yield view("the form: the municipality", page)
    for name in filling_in(chat, form, language):
        yield view(f"the form: {name}", page)
    press_next(form)
    bar = page.locator("#case")
    expect(bar.locator(".waiting")).to_be_visible()
    yield view("waiting for a counsellor", page)
    case = town.aino.case(bar.locator(".code").inner_text())
    town.aino.claim(case)
    expect(bar.locator(".taken")).to_be_visible()
    town.aino.say(case, "Hei, olen Aino. Miten voin auttaa?")
    expect(page.locator("li.counsellor")).to_be_visible()
    write(chat, TAX_CARD[language])
    expect(chat.client.last.locator(".note.sent")).to_be_visible()
    town.aino.type(case)
    expect(page.locator("#waiting")).not_to_be_empty()
    yield view("a counsellor is writing", page)
    town.aino.close(case, "Soitan huomenna.")
    expect(page.locator(".face")).to_have_count(3)
    yield view("the rating of the help", page)
    chat.context.close()


def filling_in(chat: ChatPage, form: Locator, language: str) -> Iterator[str]:
    """The steps of the form after the first one is shown."""
    press_next(form)
    expect(form.get_by_role("alert")).not_to_be_empty()
    yield "no municipality"
    form.locator("#handover-municipality, [value=kemi]").first.evaluate(CHOOSE, "kemi")
    press_next(form)
    expect(form.locator(".part").first).to_be_visible()
    yield "the summary"
    parts = form.locator(".part")
    parts.first.get_by_role("button", name=say(language, "ui_handover_remove")).click()
    parts.last.get_by_role("button", name=say(language, "ui_handover_edit")).click()
    yield "the summary while it is changed"
    press_next(form)
    form.locator("#handover-meeting-phone").check()
    yield "the meeting"
    press_next(form)
    expect(form.get_by_role("alert")).not_to_be_empty()
    yield "no phone number"
    form.get_by_label(say(language, "ui_handover_phone")).fill(PHONE_NUMBER)
    press_next(form)
    form.locator("#handover-interpreter-yes").check()
    yield "help"
    form.locator("select").select_option("so")
    form.locator("#handover-minor-on").check()
    form.get_by_label(say(language, "ui_handover_wishes")).fill("Soita aamulla.")
    press_next(form)
    expect(form.locator(".recap")).to_be_visible()
    yield "consent"


CHOOSE = """(element, value) => {
  if (element.matches("select")) element.value = value;
  else element.checked = true;
  element.dispatchEvent(new Event("input", { bubbles: true }));
  element.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def framed(town: Town, language: str) -> Iterator[View]:
    """On a page of the example city: button, panel, and a message that came meanwhile."""
    page = town.tab(f"/?lang={language}")
    button = page.locator("monineuvo-chat .launch")
    expect(button).to_be_visible()
    yield view("the city with the button", page)
    button.click()
    inner = page.frame_locator("monineuvo-chat iframe")
    expect(inner.locator("#messages > li.bot")).to_have_count(1)
    yield view("the city with the panel", page)
    (frame,) = [one for one in page.frames if one.url.endswith("frame=1")]
    yield View("the panel: the first screen", page, frame)
    inner.locator("#text").fill(TAX_CARD[language])
    inner.locator("#text").press("Enter")
    expect(inner.locator("#messages > li.bot")).to_have_count(2)
    yield View("the panel: an answer", page, frame)
    inner.locator("#menu > summary").click()
    yield View("the panel: the menu", page, frame)
    inner.locator("#delete").click()
    expect(inner.locator("#cancel")).to_be_visible()
    yield View("the panel: the question before deleting", page, frame)
    inner.locator("#cancel").click()
    yield view("the city with an answer in the panel", page)
    inner.locator("#close").click()
    expect(page.locator("monineuvo-chat dialog")).to_be_hidden()
    from_elsewhere(page, frame.evaluate("JSON.parse(sessionStorage.getItem('monineuvo'))"))
    expect(page.locator("monineuvo-chat .badge")).to_have_text("1")
    yield view("the city with a new message", page)
    page.context.close()


def standing(town: Town, language: str) -> Iterator[View]:
    """The pages beside the chat: the city's other ones, and what is said where there is none."""
    page = town.tab(f"/?lang={language}")
    for name in ("moving", "contact"):
        page.goto(f"{town.url}/example/{name}?lang={language}")
        expect(page.locator("monineuvo-chat .launch")).to_be_visible()
        yield view(f"the city: {name}", page)
    page.goto(f"{town.url}/chat/nowhere?lang={language}")
    yield view("no such municipality", page)
    page.context.close()


WALKS = (asking, failing, handing_over, framed, standing)


def write(chat: ChatPage, text: str) -> None:
    """Types and sends, and waits for nothing."""
    chat.box.fill(text)
    chat.box.press("Enter")


def enlarge(page: Page, name: str) -> None:
    """Makes the text as large, or as small, as it can be."""
    page.locator("#menu > summary").click()
    button = page.locator(f"#{name}")
    while button.get_attribute("aria-disabled") != "true":
        button.click()
    page.keyboard.press("Escape")


def press_next(form: Locator) -> None:
    """Goes on, or sends."""
    form.locator("#handover-next").click()


def from_elsewhere(page: Page, session: dict[str, Any]) -> None:
    """The same client writes from another device, and the assistant answers."""
    origin = page.evaluate("location.origin")
    response = page.request.post(
        f"{origin}/api/conversations/{session['id']}/messages",
        headers={"Authorization": f"Bearer {session['token']}"},
        data={"id": "6b0e7a52-8f0a-4a51-9a2f-3d9f5d9d2f10", "text": TAX_CARD["fi"]},
    )
    assert response.ok
