"""A client and a counsellor, each in a browser of their own, on one real server."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from support.deskpage import Client, DeskPage, add_user, tell
from support.page import ChatPage, say
from support.server import Server

PERMIT = "كيف أجدد تصريح الإقامة؟"
# Each would set window.ran, open a dialog, load something or leave the page if it were taken for
# more than text.
HOSTILE = (
    "<script>window.ran=1</script>",
    '<img src=x onerror="window.ran=2">',
    "<svg/onload=window.ran=3>",
    '"><script>window.ran=4</script>',
    "'><img src=x onerror=window.ran=5>",
    '<iframe srcdoc="<script>parent.ran=6</script>"></iframe>',
    '<a href="javascript:window.ran=7">x</a>',
    "javascript:window.ran=8",
    "<style>@import 'http://evil.invalid/9.css';</style>",
    "<link rel=stylesheet href=http://evil.invalid/10.css>",
    "<base href=http://evil.invalid/>",
    '<meta http-equiv=refresh content="0;url=http://evil.invalid/">',
    "<form action=http://evil.invalid/><button autofocus onfocus=window.ran=13>x</button></form>",
    "<details open ontoggle=window.ran=14>x</details>",
    "{{7*7}} ${window.ran=15} {% raw %}<%= 1 %>",
    "</script><script>window.ran=16</script>",
    "<!--<img src=--><img src=x onerror=window.ran=17>",
    "<math><mtext><img src=x onerror=window.ran=18></mtext></math>",
    "\u202e<b>window.ran=19</b>\u202c",
    "&lt;script&gt;window.ran=20&lt;/script&gt;",
    "<x onclick=window.ran=21 style=position:fixed;inset:0>x</x>",
    "data:text/html,<script>window.ran=22</script>",
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Server]:
    """A server with one counsellor that logs all it can."""
    running = Server(
        tmp_path_factory.mktemp("town"), model, LOG_LEVEL="DEBUG", COUNSELLOR_SECONDS=3600
    )
    try:
        running.start()
        add_user(
            *(running, "aino", "--role", "counsellor", "--municipality", "kemi", "--language", "fi")
        )
        yield running
    finally:
        running.stop()


@pytest.fixture
def desk(browser: Browser, town: Server) -> Iterator[DeskPage]:
    """The counsellor's desk, on duty; it may have no error and ask nothing of another server."""
    page = DeskPage(browser, town.url, viewport={"width": 1360, "height": 860})
    page.sign_in("aino")
    page.on_duty()
    yield page
    found = page.elsewhere(), page.errors()
    page.context.close()
    assert found == ([], [])


def _to_the_end(form: Locator) -> None:
    consent = say("ar", "ui_handover_consent")
    while (title := form.locator("h2").inner_text()) != consent:
        form.locator("#handover-next").click()
        expect(form.locator("h2")).not_to_have_text(title)
    form.locator("#handover-next").click()


def test_an_arabic_client_and_a_finnish_counsellor_go_the_whole_way(
    browser: Browser, town: Server, desk: DeskPage
) -> None:
    chat = ChatPage(browser, town.url, "/kemi?lang=ar", locale="ar")
    chat.ask(PERMIT)
    chat.page.locator("#human").click()
    form = chat.page.locator("#handover")
    expect(form.locator("q")).to_have_text(PERMIT)
    _to_the_end(form)

    expect(desk.rows("waiting")).to_have_count(1)
    desk.claim_first()
    summary = desk.page.locator("#main")
    expect(summary).to_contain_text("Oleskelulupa")
    expect(summary).to_contain_text(PERMIT)
    expect(chat.page.locator("#case")).to_contain_text("Aino")

    desk.write("Hei, olen Aino. Miten voin auttaa?")
    said = chat.page.locator("#messages > li.counsellor")
    expect(said.locator(".text")).to_have_text("Hei, olen Aino. Miten voin auttaa?")
    expect(said.locator(".who")).to_contain_text("Aino")
    chat.box.fill("شكرا، أحتاج موعدا")
    chat.box.press("Enter")
    expect(desk.said("client").last).to_contain_text("شكرا، أحتاج موعدا")
    expect(chat.client.last.locator(".note")).to_have_text(say("ar", "ui_handover_mark_read"))

    desk.page.get_by_label(tell("replies_search")).fill("verokortti maksuton")
    desk.page.locator(".replies .row-open", has_text="maksuton").click()
    box = desk.page.get_by_role("dialog", name=tell("reply_preview"))
    foreign = box.locator(".text[lang=ar]").inner_text()
    box.get_by_role("button", name=tell("send")).click()
    expect(said.last.locator(".text")).to_have_text(foreign)

    desk.page.get_by_role("button", name=tell("close_case")).click()
    box = desk.page.get_by_role("dialog", name=tell("close_case"))
    box.get_by_label(tell("outcome_answered")).check()
    box.get_by_role("textbox", name=tell("agreed_optional")).fill("Tulet huomenna kello 10.")
    box.get_by_role("button", name=tell("close_case")).click()
    expect(chat.messages.filter(has_text="Tulet huomenna kello 10.")).to_be_visible()
    good = chat.page.get_by_role("button", name=say("ar", "ui_handover_rate_3"), exact=True)
    good.click()
    expect(good).to_have_attribute("aria-pressed", "true")
    answers = chat.bot.count()
    chat.box.fill(PERMIT)  # the assistant is back
    chat.box.press("Enter")
    expect(chat.bot).to_have_count(answers + 1)
    found = chat.elsewhere(), chat.errors()
    chat.context.close()
    assert found == ([], [])


def test_nothing_that_a_client_can_send_runs_in_the_desk(town: Server, desk: DeskPage) -> None:
    client = Client(town.url, "en")
    for text in HOSTILE[:8]:
        client.says(text)
    client.hands_over(wishes=" ".join(HOSTILE)[:1500])
    desk.page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    desk.claim_first()
    for text in HOSTILE:
        client.says(text)
    expect(desk.said("client")).to_have_count(8 + len(HOSTILE))
    shown = desk.said("client").locator(".text").all_inner_texts()
    assert [text.strip() for text in shown[8:]] == [text.strip() for text in HOSTILE]
    assert desk.page.evaluate("window.ran") is None
    assert desk.page.url.startswith(f"{town.url}/desk")
    assert desk.page.locator("#main :is(script, img, iframe, base, link, form form)").count() == 0
    client.leaves()


def test_no_field_that_a_client_fills_in_reaches_the_log(town: Server, desk: DeskPage) -> None:
    canary = {field: f"canary{uuid.uuid4().hex}" for field in ("message", "wish", "edit", "chat")}
    client = Client(town.url, "en")
    client.says(f"How do I renew my residence permit? {canary['message']}")
    draft = client.call("POST", f"/api/conversations/{client.id}/handover", {})
    edited = [{"id": draft["summary"][0]["id"], "text": canary["edit"]}]
    client.call(
        "PUT",
        f"/api/conversations/{client.id}/handover",
        {
            "parts": edited,
            "meeting": "email",
            "contact": {"email": f"{canary['chat']}@example.org"},
            "interpreter": "ar",
            "wishes": canary["wish"],
            "consent": True,
        },
    )
    desk.open_first("requests")
    expect(desk.page.locator("#side")).to_contain_text(canary["chat"])
    expect(desk.page.locator("#side")).to_contain_text(canary["wish"])
    expect(desk.page.locator("#main")).to_contain_text(canary["edit"])
    client.says(f"second {canary['message']}")
    logged = town.logged
    assert "workers.ready" in logged
    assert [field for field, value in canary.items() if value in logged] == []
    client.leaves()
