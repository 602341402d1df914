"""The chat in a browser without JavaScript, as a person uses it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect
from support.counsellor import Counsellor, staffed
from support.page import say
from support.plainpage import PlainPage
from support.server import Server

from bot.web.plain.text import blocks

Visit = Callable[..., PlainPage]

TAX_CARD = {"fi": "Paljonko verokortti maksaa?", "ar": "كيف أحصل على بطاقة الضريبة؟"}
VIOLENCE = {"fi": "Mieheni lyö minua", "ar": "زوجي يضربني"}
LEAVE_TO = "https://www.ilmatieteenlaitos.fi/"
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Server]:
    """A server with one counsellor, in Kemi."""
    with staffed(tmp_path_factory.mktemp("town"), model) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, town: Server) -> Iterator[Visit]:
    """Opens the page: visit("ar", viewport=…). It may ask nothing of another server."""
    opened: list[PlainPage] = []

    def open_page(language: str, path: str = "/plain/kemi", **options: Any) -> PlainPage:
        path = f"{path}?lang={language}"
        opened.append(PlainPage(browser, town.url, path, language, **options))
        return opened[-1]

    yield open_page
    found = [person.elsewhere() for person in opened]
    for person in opened:
        person.context.close()
    assert found == [[] for _ in opened]


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_asking_choosing_changing_the_language_saving_and_deleting(
    visit: Visit, language: str
) -> None:
    person = visit(language, viewport=NARROW)
    assert person.faults() == []
    answer = person.ask(TAX_CARD[language])
    expect(person.by("client").last).to_be_in_viewport()
    expect(answer.locator("details.sources")).not_to_have_attribute("open", "")
    answer.locator("summary").click()
    expect(answer.locator("details.sources li").first).to_be_visible()
    assert person.faults() == []

    person.page.get_by_role("button", name=person.say("option_more"), exact=True).click()
    person.answer(2)
    other = "ar" if language == "fi" else "fi"
    person.page.locator(f"button[name=speak][value={other}]").click()
    person.language = other
    person.answer(3)
    expect(person.page.locator("html")).to_have_attribute("dir", "rtl" if other == "ar" else "ltr")
    expect(person.by("bot").first).to_contain_text(say(other, "greeting"))
    expect(person.by("bot").nth(1)).to_have_attribute("lang", other)
    assert person.faults() == []

    with person.page.expect_download() as saved:
        person.press("ui_save")
    assert TAX_CARD[language] in Path(saved.value.path()).read_text("utf-8")
    with person.context.expect_page() as printed:
        person.press("ui_print")
    expect(printed.value.get_by_text(TAX_CARD[language])).to_be_visible()
    # The style of its own is allowed by its digest.
    article = printed.value.locator("article").first
    expect(article).to_have_css("border-inline-start-style", "solid")

    person.press("ui_delete")
    assert person.faults() == []
    person.press("ui_delete")
    expect(person.page.get_by_text(person.say("ui_deleted"))).to_be_visible()
    assert person.faults() == []
    person.press("ui_new")
    expect(person.by("client")).to_have_count(0)
    assert person.page.url == f"{person.url}/plain/kemi?lang={other}"


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_the_whole_way_to_a_counsellor_and_back(
    visit: Visit, browser: Browser, town: Server, language: str
) -> None:
    counsellor = Counsellor(browser, town.url, "Aino")
    person = visit(language, viewport=NARROW)
    person.ask(VIOLENCE[language])
    call = person.page.get_by_role("link", name="112", exact=True)
    expect(call).to_have_attribute("href", "tel:112")
    person.press("ui_human")
    edit = person.page.locator("li.part").first
    edit.locator("details:not(.sources) > summary").click()
    edit.get_by_label(person.say("ui_handover_edit_label")).fill("Lyhyesti: apua")
    while True:
        expect(call).to_be_in_viewport()
        assert person.faults() == []
        if (phone := person.page.get_by_label(person.say("ui_handover_phone"))).count():
            phone.fill("040 123 4567")
            phone.press("Enter")  # the same as "next"
            continue
        if (meeting := person.page.locator("[name=meeting][value=phone][type=radio]")).count():
            meeting.check()
        if person.button("ui_handover_send").count():
            break
        person.press("ui_handover_next")
    expect(person.page.locator(".recap")).to_contain_text("040 123 4567")
    person.button("ui_handover_send").last.click()
    state = person.page.locator("section.case")
    expect(state).to_be_visible()
    assert person.faults() == []

    case = counsellor.case(person.page.locator("bdi.code").inner_text())
    assert "Lyhyesti: apua" in json.dumps(counsellor.look_at(case), ensure_ascii=False)
    counsellor.claim(case)
    counsellor.say(case, "Hei, olen Aino.")
    person.press("plain_refresh")
    expect(person.by("counsellor")).to_contain_text("Aino")
    expect(person.by("counsellor").locator(".text")).to_have_text("Hei, olen Aino.")
    expect(state).to_contain_text("Aino")
    assert person.faults() == []
    person.page.get_by_label(person.say("ui_message"), exact=True).fill("Kiitos")
    person.press("ui_send")
    expect(person.by("client").last).to_contain_text("Kiitos")
    counsellor.close(case, "Soitan sinulle huomenna.")
    person.press("plain_refresh")
    assert person.faults() == []
    person.button("ui_handover_rate_3").click()
    expect(person.page.get_by_text(person.say("ui_handover_thanks"))).to_be_visible()
    person.ask(TAX_CARD[language])  # the assistant is back
    counsellor.context.close()


def test_a_reload_after_sending_sends_nothing_twice(visit: Visit) -> None:
    person = visit("fi")
    person.ask(TAX_CARD["fi"])
    person.page.reload()
    expect(person.by("client")).to_have_count(1)
    expect(person.by("client")).to_contain_text(TAX_CARD["fi"])


def test_leaving_quickly_goes_to_the_neutral_page(visit: Visit) -> None:
    person = visit("fi")
    person.ask(TAX_CARD["fi"])
    seen: list[str] = []

    def neutral(route: Route) -> None:
        seen.append(route.request.url)
        route.fulfill(body="<p>Sää</p>", content_type="text/html; charset=utf-8")

    person.context.route(f"{LEAVE_TO}**", neutral)
    person.press("ui_leave")
    person.page.wait_for_url(LEAVE_TO)
    expect(person.page.get_by_text("Sää")).to_be_visible()
    person.requests = [url for url in person.requests if not url.startswith(LEAVE_TO)]


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_the_chat_page_without_scripts_has_a_box_that_sends(visit: Visit, language: str) -> None:
    person = visit(language, "/chat/kemi", viewport=NARROW)
    link = person.page.get_by_role("link", name=person.say("ui_no_javascript"))
    expect(link).to_have_attribute("href", f"/plain/kemi?lang={language}")
    person.page.locator("#text").fill(TAX_CARD[language])
    person.press("ui_send")
    person.answer(1)
    expect(person.by("client")).to_contain_text(TAX_CARD[language])
    expect(person.page.locator("html")).to_have_attribute("lang", language)
    assert "/plain/kemi" in person.page.url


def test_what_is_typed_before_the_scripts_are_there_stays(browser: Browser, town: Server) -> None:
    context = browser.new_context(locale="fi-FI")
    held: list[Route] = []
    context.route("**/all.js", lambda route: held.append(route))
    page = context.new_page()
    page.goto(f"{town.url}/chat/kemi", wait_until="commit")
    page.locator("#text").fill(TAX_CARD["fi"])
    for route in held:
        route.continue_()
    expect(page.locator("#messages > li.bot")).to_have_count(1)
    expect(page.locator("#text")).to_have_value(TAX_CARD["fi"])
    context.close()


def test_a_page_prints_the_conversation_alone(visit: Visit) -> None:
    person = visit("fi")
    person.ask(TAX_CARD["fi"])
    person.page.emulate_media(media="print")
    expect(person.by("client")).to_be_visible()
    for shown in ("#text", ".escape", ".tongues", "footer"):
        expect(person.page.locator(shown)).to_be_hidden()


@pytest.mark.parametrize(
    "text",
    [
        "اتصل بالرقم 080 005 005 أو 112.",
        "خدمة (kotoutumissuunnitelma) في Kemi – Tornio\nسطر ثان",
        "قبلها\n\n- واحد 1\n- اثنان Kela’n palvelu\nبعد القائمة",
        "Åland 2026–2027 § 5: a@b.fi",
        "لا شيء\r\n\r\n\r\nفقرة",
    ],
)
@pytest.mark.parametrize("direction", ["rtl", "ltr"])
def test_texts_have_the_same_parts_as_on_the_page_with_scripts(
    browser: Browser, town: Server, text: str, direction: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{town.url}/chat")
    drawn = page.evaluate(
        """async ([text, direction]) => {
          const { blocks } = await import("/static/text.js");
          const parts = (line) => line.map((node) => [node.textContent,
            node.nodeName !== "BDI" ? "" : node.lang ? "name" : "number"]).filter(([one]) => one);
          return blocks(text, direction).map((element) => {
            const lines = element.nodeName === "UL" ? [...element.children] : [element];
            return [element.nodeName === "UL", lines.flatMap((one) => {
              const found = [[]];
              for (const node of one.childNodes) {
                if (node.nodeName === "BR") found.push([]);
                else found[found.length - 1].push(node);
              }
              return found.map(parts);
            })];
          });
        }""",
        [text, direction],
    )
    context.close()
    own = [
        [block.listed, [[[run.text, run.kind] for run in line] for line in block.lines]]
        for block in blocks(text, direction)
    ]
    assert own == drawn
