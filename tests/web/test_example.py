"""The example city: honest, in every language, and with the chat as a webmaster would put it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from support import real
from support.chat import Api
from support.page import TELL_OF_VIOLATIONS, say
from support.server import Server

from bot.web.example import PAGES, _texts

LANGUAGES = ["fi", "sv", "en", "ar"]
PATHS = ["/", *(f"/example/{name}" for name in PAGES)]
NARROW = {"width": 320, "height": 568}
LINE = (
    '<script type="module" src="{}/widget.js" data-municipality="kemi" data-language="{}"></script>'
)


@pytest.fixture
def errors() -> list[str]:
    """What the page's console tells of errors."""
    return []


@pytest.fixture
def page(browser: Browser, errors: list[str]) -> Iterator[Page]:
    """A tab as narrow as an old phone."""
    context = browser.new_context(viewport=NARROW)
    context.add_init_script(TELL_OF_VIOLATIONS)
    page = context.new_page()
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
async def test_each_page_is_there_and_says_that_it_is_no_real_city(
    api: Api, path: str, language: str
) -> None:
    response = await api.request("GET", f"{path}?lang={language}")
    assert response.status == 200
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in response.body
    assert html.escape(_texts()[language]["warning"]) in response.body
    assert LINE.replace("{}/", "/").format(language) in response.body
    assert "<style" not in response.body
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", response.body)


def test_every_language_has_the_same_texts() -> None:
    def keys(value: object) -> object:
        return {key: keys(one) for key, one in value.items()} if isinstance(value, dict) else None

    assert [*_texts()] == LANGUAGES
    assert len({str(keys(_texts()[language])) for language in LANGUAGES}) == 1
    assert {*PAGES} < {*_texts()["fi"]}


async def test_the_start_shows_the_line_to_paste_and_the_link(api: Api) -> None:
    page = html.unescape((await api.request("GET", "/?lang=ar")).body)
    assert LINE.format(api.url, "ar") in page
    assert f'href="{api.url}/chat/kemi?lang=ar"' in page
    assert 'src="/chat/kemi/qr.svg?lang=ar"' in page


@pytest.mark.parametrize("name", ["nothing", "..%2f", "%3Cscript%3E"])
async def test_there_is_no_other_page(api: Api, name: str) -> None:
    assert (await api.request("GET", f"/example/{name}")).status == 404


@pytest.mark.parametrize("host", ["evil.example/<script>", "a b", "a" * 300, 'a"b', "[::1"])
async def test_a_host_that_is_none_gets_into_no_page_and_no_code(api: Api, host: str) -> None:
    for path in ("/", "/chat/kemi/qr.svg"):
        response = await api.request("GET", path, headers={"Host": host})
        assert response.status == 400


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_a_person_moves_between_the_pages_and_the_languages(
    page: Page, errors: list[str], server: Server, language: str
) -> None:
    texts = _texts()[language]
    page.goto(f"{server.url}/?lang={language}")
    for name in PAGES[1:]:
        page.get_by_role("link", name=texts[name]["menu"], exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(texts[name]["title"])
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        assert page.url == f"{server.url}/example/{name}?lang={language}"
    page.get_by_role("link", name="Svenska", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(_texts()["sv"]["contact"]["title"])
    assert errors == []


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_the_start_fits_a_narrow_phone_and_its_code_can_be_seen(
    page: Page, errors: list[str], server: Server, language: str
) -> None:
    page.goto(f"{server.url}/?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    code = page.get_by_role("img", name=_texts()[language]["qr"])
    expect(code).to_be_visible()
    assert code.evaluate("image => image.naturalWidth") > 100
    assert errors == []


def test_the_menu_of_an_arabic_page_begins_at_the_right(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/?lang=ar")
    first, second = (page.locator("nav li").nth(index).bounding_box() for index in (0, 1))
    assert first and second
    assert first["x"] + first["width"] > NARROW["width"] - 40
    assert second["y"] > first["y"] or second["x"] < first["x"]


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_the_chat_opens_on_the_example_and_goes_on_on_its_next_page(
    browser: Browser, server: Server, language: str
) -> None:
    texts = _texts()[language]
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.goto(f"{server.url}/?lang={language}")
    page.get_by_role("button", name=say(language, "widget_open")).click()
    chat = page.frame_locator("monineuvo-chat iframe")
    expect(chat.locator("#messages > li.bot")).to_contain_text(say(language, "greeting"))
    chat.get_by_role("button", name=label("integration_plan", language)).click()
    expect(chat.locator("#messages > li.bot")).to_have_count(2)
    page.get_by_role("link", name=texts["moving"]["menu"], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(texts["moving"]["title"])
    expect(chat.locator("#messages > li.bot")).to_have_count(2)
    expect(chat.locator("#messages > li.client")).to_have_count(1)
    page.close()


def label(topic: str, language: str) -> str:
    """What a topic's button says."""
    return real.knowledge().topics[topic].pages[language].label
