"""The counsellors' desk in a real browser, against the real server."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from support.deskpage import Client, DeskPage, add_user, tell
from support.server import Server

# A question that the knowledge answers, and one that it does not.
PERMIT = "كيف أجدد تصريح الإقامة؟"
BICYCLE = "هل يمكنني الحصول على دراجة مجانية؟"
SCRIPT = "<img src=x onerror=\"window.ran='img'\"><b>verokortti</b>"
# As behind a proxy that lets none through and says nothing.
NO_WEBSOCKET = "WebSocket = class { static OPEN = 1; readyState = 0; close() {} }"
WIDE = {"width": 1360, "height": 860}

Desk = Callable[..., DeskPage]
Clients = Callable[..., Client]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Server]:
    """A server of its own with two counsellors: with one, other tests would find a counsellor."""
    running = Server(tmp_path_factory.mktemp("office"), model)
    everything = ("--role", "counsellor", "--role", "editor", "--role", "admin")
    try:
        running.start()
        add_user(running, "aino", *everything, "--municipality", "kemi", "--language", "ar")
        add_user(running, "bertil", *everything, "--municipality", "kemi", "--language", "sv")
        yield running
    finally:
        running.stop()


@pytest.fixture
def desk(browser: Browser, office: Server) -> Iterator[Desk]:
    """Opens a desk: desk("aino", "/desk/figures", viewport=…), on duty where there is a switch.

    Whatever a test does, no page may ask anything of another server or have an error.
    """
    opened: list[DeskPage] = []

    def open_desk(name: str = "aino", path: str = "/desk", **options: Any) -> DeskPage:
        page = DeskPage(browser, office.url, path, **{"viewport": WIDE, **options})
        opened.append(page)
        page.page.set_default_timeout(30_000)
        if name:
            page.sign_in(name)
            page.on_duty()
        return page

    yield open_desk
    found = [(page.elsewhere(), page.errors()) for page in opened]
    for page in opened:
        page.context.close()
    assert found == [([], []) for _ in opened]


@pytest.fixture
def client(office: Server) -> Iterator[Clients]:
    """Somebody who asks and then waits for a counsellor: client("ar", PERMIT, meeting=…)."""
    all_of_them: list[Client] = []

    def ask(language: str = "ar", *asked: str, **handover: Any) -> Client:
        one = Client(office.url, language)
        all_of_them.append(one)
        for text in asked or (PERMIT, BICYCLE):
            one.says(text)
        one.hands_over(**handover)
        return one

    yield ask
    for one in all_of_them:
        one.leaves()


def test_a_wrong_password_is_told_and_the_right_one_opens_the_queue(desk: Desk) -> None:
    page = desk("")
    page.sign_in("aino", "something else")
    expect(page.page.get_by_role("alert").first).to_have_text(tell("sign_in_wrong"))
    page.sign_in("aino")
    expect(page.page.get_by_role("heading", name=tell("queue_title"), exact=True)).to_be_visible()


def test_signing_out_leads_back_to_the_sign_in(desk: Desk) -> None:
    page = desk()
    page.page.locator("#menu summary").click()
    page.page.get_by_role("button", name=tell("sign_out")).click()
    expect(page.page.get_by_role("heading", name=tell("sign_in_title"))).to_be_visible()
    page.page.reload()
    expect(page.page.get_by_role("heading", name=tell("sign_in_title"))).to_be_visible()


def test_a_new_case_appears_by_itself_and_is_announced_and_counted(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    expect(page.rows("waiting")).to_have_count(0)
    client()
    (row,) = [page.rows("waiting")]
    expect(row).to_have_count(1)
    for part in ("Oleskelulupa", "Kemi", tell("meeting_chat"), tell("in_my_language")):
        expect(row).to_contain_text(part)
    expect(row.locator("[lang=ar]")).to_have_text("العربية")
    expect(page.page.locator("#live")).to_contain_text("Oleskelulupa")
    expect(page.page).to_have_title(re.compile(r"^\(1\) "))


def test_a_danger_stands_first_and_is_marked(desk: Desk, client: Clients) -> None:
    page = desk()
    client("sv", "Hur får jag ett skattekort?")
    client("sv", "Min man slår mig")
    expect(page.rows("waiting")).to_have_count(2)
    first = page.rows("waiting").first
    expect(first.locator(".badge.danger")).to_have_text(tell("danger_violence"))


def test_the_whole_flow_goes_with_the_keyboard_alone(desk: Desk, client: Clients) -> None:
    page = desk()
    one = client()
    expect(page.rows("waiting")).to_have_count(1)
    keyboard = page.page.keyboard
    keyboard.press("j")
    keyboard.press("Enter")
    expect(page.page.locator("#case-title")).to_be_focused()
    keyboard.press("c")
    expect(page.reply).to_be_focused()
    keyboard.type("Hei, olen Aino. Soitan Migriin nyt.")
    keyboard.press("Enter")
    expect(page.said("counsellor").locator(".mark")).to_have_text(tell("mark_sent"))
    assert one.told() == ["Hei, olen Aino. Soitan Migriin nyt."]
    keyboard.press("Escape")
    keyboard.press("n")
    keyboard.type("Soitettu 10.15.")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(page.page.locator(".notes li")).to_contain_text("Soitettu 10.15.")
    keyboard.press("Escape")
    keyboard.press("x")
    expect(page.page.get_by_role("dialog", name=tell("close_case"))).to_be_visible()
    keyboard.press("Space")
    keyboard.press("Enter")
    expect(page.page.locator(".case-head .state")).to_have_text(tell("state_closed"))
    assert one.state() == "closed"
    assert "Soitettu 10.15." not in str(one.messages())


def test_the_summary_stands_beside_the_clients_own_words_in_their_language(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    client()
    page.open_first()
    asked = page.page.locator(".part-question")
    expect(asked.locator(".told")).to_contain_text("Oleskelulupa")
    expect(asked.locator("q")).to_have_text(PERMIT)
    expect(asked.locator("q")).to_have_attribute("lang", "ar")
    expect(asked.locator("q")).to_have_attribute("dir", "auto")
    expect(page.page.locator(".part-open q")).to_have_text(BICYCLE)


def test_the_bots_messages_are_read_in_both_languages_and_the_clients_in_their_own(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    client()
    page.open_first()
    answer = page.said("bot").nth(1)
    expect(answer.locator(".retold")).to_have_attribute("lang", "fi")
    expect(answer.locator(".retold")).to_contain_text("lupa")
    expect(answer.locator(".original")).to_have_attribute("lang", "ar")
    own = page.said("client").first
    expect(own.locator(".retold")).to_have_count(0)
    expect(own.locator(".text")).to_have_attribute("lang", "ar")


def test_what_a_client_writes_is_never_read_as_html(desk: Desk, client: Clients) -> None:
    page = desk()
    client("fi", SCRIPT, wishes=SCRIPT)
    page.open_first()
    expect(page.said("client").locator(".text")).to_have_text(SCRIPT)
    expect(page.page.locator("#side")).to_contain_text(SCRIPT)
    assert page.page.locator("#desk img").count() == 0
    assert page.page.evaluate("window.ran") is None


def test_a_message_of_the_client_comes_by_itself_and_is_counted_until_it_is_read(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    one, other = client(), client("fi", "Mistä saan verokortin?")
    expect(page.rows("waiting")).to_have_count(2)
    page.claim_first()
    expect(page.rows("mine")).to_have_count(1)
    page.claim_first()
    expect(page.rows("mine")).to_have_count(2)
    expect(page.said("client").locator(".text")).to_contain_text(["verokortin"])
    one.says("شكرا")
    other.says("Kiitos")
    expect(page.said("client").last).to_contain_text("Kiitos")
    count = page.page.locator(".part.mine .row-head .count")
    expect(count).to_have_count(1)
    expect(count).to_contain_text("1")
    page.page.locator(".part.mine li", has=page.page.locator(".count")).locator(".row-open").click()
    expect(page.said("client").last).to_contain_text("شكرا")
    expect(count).to_have_count(0)


def test_a_draft_survives_a_crash_and_goes_when_it_is_sent(desk: Desk, client: Clients) -> None:
    page = desk()
    one = client()
    page.claim_first()
    page.reply.fill("Puoliksi kirjoitettu")
    address = page.page.url
    page.page.close(run_before_unload=False)
    page.open(address.removeprefix(page.url))
    expect(page.reply).to_have_value("Puoliksi kirjoitettu")
    page.reply.press("Enter")
    expect(page.said("counsellor").locator(".mark")).to_have_text(tell("mark_sent"))
    expect(page.reply).to_have_value("")
    kept = "Object.keys(localStorage).filter((key) => key.includes('desk:'))"
    assert page.page.evaluate(kept) == []
    assert one.told() == ["Puoliksi kirjoitettu"]


def test_without_a_connection_a_message_waits_and_is_sent_once_when_it_is_back(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    one = client()
    page.claim_first()
    page.context.set_offline(True)
    page.write("Ensimmäinen")
    page.write("Toinen")
    expect(page.said("counsellor").first).to_contain_text(tell("mark_failed"))
    expect(page.page.locator("#connection")).to_have_text(tell("connection_lost"))
    page.context.set_offline(False)
    expect(page.said("counsellor").locator(".mark")).to_have_text([tell("mark_sent")] * 2)
    expect(page.page.locator("#connection")).to_be_empty()
    assert one.told() == ["Ensimmäinen", "Toinen"]


def test_a_message_that_the_server_got_without_answering_is_not_doubled(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    one = client()
    page.claim_first()
    tried = []

    def lose_the_answer(route: Any) -> None:
        tried.append(route.request.post_data_json["id"])
        route.fetch()
        route.abort()

    page.page.route("**/desk/api/cases/*/messages", lose_the_answer, times=1)
    page.write("Vain kerran")
    expect(page.said("counsellor")).to_have_count(1)
    expect(page.said("counsellor").locator(".mark")).to_have_text(tell("mark_sent"))
    assert len(tried) == 1
    assert one.told() == ["Vain kerran"]


def test_without_a_websocket_cases_and_messages_still_come(desk: Desk, client: Clients) -> None:
    page = desk("")
    page.context.add_init_script(NO_WEBSOCKET)
    page.page.reload()
    page.sign_in("aino")
    page.on_duty()
    one = client()
    expect(page.rows("waiting")).to_have_count(1)
    page.claim_first()
    one.says("شكرا")
    expect(page.said("client").last).to_contain_text("شكرا")
    expect(page.page.locator("#connection")).to_have_text(tell("connection_slow"))


def test_the_client_having_read_is_shown(desk: Desk, client: Clients) -> None:
    page = desk()
    one = client()
    page.claim_first()
    page.write("Näetkö tämän?")
    expect(page.said("counsellor").locator(".mark")).to_have_text(tell("mark_sent"))
    seq = one.messages()[-1]["seq"]
    page.page.evaluate(
        """([id, token, seq]) => {
          const url = `/api/conversations/${id}/events?after=0&signals=1`;
          const socket = new WebSocket(url, ["monineuvo", token]);
          socket.onmessage = ({data}) => {
            if (JSON.parse(data).seq === seq) socket.send(JSON.stringify({event: "read", seq}));
          };
          window.client = socket;
        }""",
        [one.id, one.token, seq],
    )
    expect(page.said("counsellor").locator(".mark")).to_have_text(tell("mark_read"))
    page.page.evaluate("client.send(JSON.stringify({event: 'typing'}))")
    expect(page.page.locator(".typing")).to_have_text(tell("client_types"))


def test_who_claims_too_late_learns_who_was_faster(desk: Desk, client: Clients) -> None:
    late, fast = desk("aino"), desk("bertil")
    client()
    expect(late.rows("waiting")).to_have_count(1)
    # As if both pressed at the same moment: the late one's row has not changed yet.
    late.page.route("**/desk/api/queue", lambda route: route.abort())
    fast.claim_first()
    late.rows("waiting").first.locator(".claim").click()
    expect(late.page.locator("#notice-text")).to_have_text(tell("claim_lost", name="Bertil"))


def test_a_ready_reply_is_read_in_both_languages_before_it_is_sent(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    one = client()
    page.claim_first()
    page.page.get_by_label(tell("replies_search")).fill("verokortti maksuton")
    page.page.locator(".replies .row-open", has_text="maksuton").click()
    box = page.page.get_by_role("dialog", name=tell("reply_preview"))
    expect(box.locator(".text[lang=fi]")).to_have_text("Verokortti on maksuton.")
    foreign = box.locator(".text[lang=ar]").inner_text()
    assert one.told() == []
    box.get_by_role("button", name=tell("send")).click()
    expect(page.said("counsellor").locator(".retold")).to_have_text("Verokortti on maksuton.")
    assert one.told() == [foreign]


def test_asking_for_the_phone_number_sends_it_in_the_clients_language(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    one = client()
    page.claim_first()
    page.page.get_by_role("button", name=tell("ask_phone")).click()
    expect(page.said("counsellor")).to_have_count(1)
    assert one.messages()[-1]["direction"] == "rtl"


def test_a_transferred_case_is_found_by_the_colleague_with_its_note(
    desk: Desk, client: Clients
) -> None:
    page, other = desk("aino"), desk("bertil")
    client()
    page.claim_first()
    page.page.locator("#case-title").click()
    page.page.keyboard.press("t")
    box = page.page.get_by_role("dialog", name=tell("transfer"))
    box.get_by_label(tell("transfer_to")).select_option(label=f"Bertil ({tell('on_duty')}; ruotsi)")
    box.get_by_label(tell("note_optional")).fill("Asiakas haluaa ruotsiksi.")
    box.get_by_role("button", name=tell("transfer")).click()
    expect(page.page.locator("#notice-text")).to_have_text(tell("transferred"))
    other.open_first()
    expect(other.page.locator(".notes")).to_contain_text("Asiakas haluaa ruotsiksi.")


def test_what_the_assistant_lacked_goes_to_the_editors(desk: Desk, client: Clients) -> None:
    page = desk()
    client()
    page.claim_first()
    page.page.get_by_role("button", name=tell("close_case")).click()
    box = page.page.get_by_role("dialog", name=tell("close_case"))
    to = box.get_by_label(tell("outcome_to"))
    expect(to).to_be_hidden()
    box.get_by_label(tell("outcome_referred")).check()
    to.fill("Migri")
    box.get_by_label(tell("lack_silent")).check()
    box.get_by_label(tell("lack_text")).fill("Polkupyöriin ei ole vastausta.")
    box.get_by_role("button", name=tell("close_case")).click()
    expect(page.page.locator("#side")).to_contain_text("Migri")
    page.page.goto(f"{page.url}/desk/items")
    item = page.page.locator(".items li", has_text="Polkupyöriin ei ole vastausta.")
    item.get_by_role("button").click()
    expect(item).to_have_count(0)


def test_an_answer_that_did_not_help_is_read_and_marked_as_done(desk: Desk, office: Server) -> None:
    one = Client(office.url, "en")
    one.says("How do I renew my residence permit?")
    answer = one.messages()[-1]
    said = {"rating": "bad", "reason": "missing", "text": SCRIPT}
    one.call("POST", f"/api/conversations/{one.id}/messages/{answer['seq']}/rating", said)
    page = desk("aino", "/desk/items")
    row = page.page.locator(".items li", has_text=SCRIPT)
    expect(row).to_contain_text(tell("rated_missing"))
    row.locator("summary").click()
    told = one.call("GET", f"/api/conversations/{one.id}/messages?language=fi")["messages"]
    expect(row.locator("details p")).to_have_text(told[-1]["text"])
    assert page.page.evaluate("window.ran") is None
    row.get_by_role("button", name=tell("item_done")).click()
    expect(row).to_have_count(0)
    expect(page.page.get_by_role("heading", name=tell("rated"))).to_be_focused()
    page.page.goto(f"{page.url}/desk/figures")
    ratings = page.page.get_by_role("table", name=tell("figures_rated"))
    expect(ratings.get_by_role("row", name=tell("figures_rated_all"))).to_contain_text("<5")
    one.leaves()


def test_feedback_on_accessibility_is_read_and_marked_as_answered(
    desk: Desk, office: Server
) -> None:
    fields = {"text": SCRIPT, "where": "Valikko", "email": "a@example.fi"}
    body = urllib.parse.urlencode(fields).encode()
    urllib.request.urlopen(f"{office.url}/accessibility?lang=sv", body).close()
    page = desk("aino", "/desk/admin")
    row = page.page.locator(".items li", has_text=SCRIPT)
    expect(row).to_contain_text(tell("feedback_place", place="Valikko"))
    expect(row.get_by_role("link")).to_have_attribute("href", "mailto:a@example.fi")
    assert page.page.evaluate("window.ran") is None
    row.get_by_role("button", name=tell("feedback_answered")).click()
    expect(row).to_have_count(0)
    expect(page.page.get_by_role("heading", name=tell("feedback"))).to_be_focused()


def test_a_closed_case_is_found_by_its_code(desk: Desk, client: Clients) -> None:
    page = desk()
    client()
    page.open_first()
    code = page.page.locator(".case-head .code").inner_text()
    page.page.keyboard.press("/")
    page.page.keyboard.type(code)
    page.page.keyboard.press("Enter")
    expect(page.page.locator(".results .row-open")).to_have_count(1)
    expect(page.page.locator(".results .code")).to_have_text(code)
    page.page.keyboard.press("Escape")
    expect(page.rows("waiting")).to_have_count(1)


def test_a_session_that_has_ended_asks_to_sign_in_and_loses_nothing(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    client()
    page.claim_first()
    page.reply.fill("Vielä tässä")
    page.context.clear_cookies()
    page.page.get_by_role("button", name=tell("ask_phone")).click()
    expect(page.page.get_by_role("heading", name=tell("sign_in_title"))).to_be_visible()
    page.sign_in("aino")
    expect(page.reply).to_have_value("Vielä tässä")
    page.write("Vielä tässä")
    expect(page.said("counsellor").locator(".mark")).to_have_text(tell("mark_sent"))


def test_the_code_of_an_email_opens_its_case(desk: Desk, client: Clients) -> None:
    page = desk()
    client()
    page.open_first()
    code = page.page.locator(".case-head .code").inner_text()
    page.open(f"/desk#{code}")
    expect(page.page.locator(".case-head .code")).to_have_text(code)


def test_the_desk_changes_its_language_without_a_reload_and_keeps_the_draft(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    client()
    page.claim_first()
    page.reply.fill("Luonnos")
    language = page.page.locator("#menu select.language")
    page.page.locator("#menu summary").click()
    language.select_option("sv")
    expect(page.page.get_by_role("button", name=tell("close_case", "sv"))).to_be_visible()
    expect(page.said("bot").first.locator(".retold")).to_have_attribute("lang", "sv")
    expect(page.page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.reply).to_have_value("Luonnos")
    language.select_option("fi")
    expect(page.page.get_by_role("button", name=tell("close_case"))).to_be_visible()


def test_shortcuts_are_listed_do_nothing_in_fields_and_can_be_turned_off(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    client()
    page.claim_first()
    page.page.keyboard.type("?xtg")
    expect(page.reply).to_have_value("?xtg")
    expect(page.page.locator("dialog")).to_have_count(0)
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("?")
    listed = page.page.get_by_role("dialog", name=tell("keys"))
    expect(listed.locator("kbd")).to_contain_text(["j", "k", "Enter", "c", "r", "n"])
    listed.get_by_label(tell("keys_on")).uncheck()
    page.page.keyboard.press("Escape")
    expect(listed).to_have_count(0)
    page.page.keyboard.press("x")
    page.page.keyboard.press("?")
    expect(page.page.locator("dialog")).to_have_count(0)


def test_filters_leave_out_what_does_not_fit_and_say_how_many(desk: Desk, client: Clients) -> None:
    page = desk()
    client("ar")
    client("fi", "Mistä saan verokortin?")
    expect(page.rows("waiting")).to_have_count(2)
    page.page.locator("summary", has_text=tell("filters")).click()
    page.page.locator(".filters select[name=language]").last.select_option("fi")
    expect(page.rows("waiting")).to_have_count(1)
    expect(page.page.locator(".part.waiting")).to_contain_text(tell("filtered", n=1))


def test_a_notification_is_asked_for_only_on_a_press_and_sound_is_off_at_first(desk: Desk) -> None:
    page = desk("")
    page.context.add_init_script(
        "Notification.requestPermission = async () => { window.asked = true; return 'denied'; }"
    )
    page.page.reload()
    page.sign_in("aino")
    page.on_duty()
    assert page.page.evaluate("window.asked") is None
    page.page.locator("#menu summary").click()
    sound = page.page.get_by_role("button", name=tell("sound"))
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    page.page.get_by_role("button", name=tell("notify"), exact=True).click()
    expect(page.page.locator("#notice-text")).to_have_text(tell("notify_refused"))
    assert page.page.evaluate("window.asked") is True


def test_a_phone_shows_one_pane_at_a_time_and_nothing_sticks_out(
    desk: Desk, client: Clients
) -> None:
    page = desk(viewport={"width": 320, "height": 640})
    client()
    panes = [page.page.locator(f"#{name}") for name in ("queue", "case", "side")]
    wide = "document.documentElement.scrollWidth"

    def only(shown: int) -> None:
        for number, pane in enumerate(panes):
            expect(pane).to_be_visible(visible=number == shown)
        assert page.page.evaluate(wide) == 320

    only(0)
    page.claim_first()
    only(1)
    page.page.get_by_role("button", name=tell("pane_side")).click()
    only(2)
    for path in ("figures", "admin", "items"):
        page.page.goto(f"{page.url}/desk/{path}")
        expect(page.page.locator("#page h2, #page li, #page [role=status]").first).to_be_attached()
        assert page.page.evaluate(wide) == 320


@pytest.mark.parametrize("path", ["/desk", "/desk/figures", "/desk/admin", "/desk/items"])
def test_every_control_has_a_name_and_is_large_enough_to_hit(
    desk: Desk, client: Clients, path: str
) -> None:
    page = desk()
    client()
    page.claim_first()
    page.page.goto(page.url + path)
    if path == "/desk":
        page.open_first("mine")
    expect(page.page.locator("#pages a[aria-current=page]")).to_be_visible()
    expect(page.page.locator("#main").get_by_role("heading").first).to_be_attached()
    found = page.page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, textarea, summary, nav a")]
          .filter((one) => one.checkVisibility())
          .filter((one) => {
            const {width, height} = one.getBoundingClientRect();
            const name = one.textContent.trim() || one.getAttribute("aria-label")
              || one.labels?.[0]?.textContent.trim();
            const inLabel = one.closest("label.tick")?.getBoundingClientRect();
            return !name || Math.max(width, inLabel?.width ?? 0) < 24
              || Math.max(height, inLabel?.height ?? 0) < 24;
          })
          .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert found == []


def test_the_administrator_saves_hours_and_reads_what_is_wrong_with_them(desk: Desk) -> None:
    page = desk("aino", "/desk/admin")
    form = page.page.locator("form.service")
    page.page.get_by_label(tell("municipality")).select_option("kemi")
    monday = form.get_by_label(f"{tell('hours_of')}: Maanantai")
    monday.fill("15-9")
    form.get_by_role("button", name=tell("save")).click()
    expect(form.get_by_role("alert")).not_to_be_empty()
    monday.fill("9-12, 13-15.30")
    form.get_by_role("button", name=tell("save")).click()
    expect(form.get_by_role("status")).to_have_text(tell("saved"))
    page.page.reload()
    expect(monday).to_have_value("09:00–12:00, 13:00–15:30")
    expect(page.page.locator(".table")).to_contain_text(tell("audit_service"))
    # Without hours the chat is open whenever somebody is on duty, as the other tests need it.
    monday.fill("")
    form.get_by_role("button", name=tell("save")).click()
    expect(form.get_by_role("status")).to_have_text(tell("saved"))


def test_small_numbers_are_shown_as_under_5_and_the_file_can_be_fetched(
    desk: Desk, client: Clients
) -> None:
    page = desk()
    client()
    page.page.goto(f"{page.url}/desk/figures")
    expect(page.page.locator(".cards .card").first).to_contain_text(re.compile(r"<5|\d+"))
    expect(page.page.locator("svg.plot")).to_have_count(3)
    with page.page.expect_download() as download:
        page.page.get_by_role("link", name=tell("figures_file")).click()
    assert "measure" in Path(download.value.path()).read_text("utf-8")
