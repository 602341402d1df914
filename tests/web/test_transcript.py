"""The conversation to save or print."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from support.chat import Api

ARABIC = "من يضع خطة الاندماج في كيمي؟"


class _Checker(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _parsed(page: str) -> _Checker:
    checker = _Checker()
    checker.feed(page)
    assert checker.open == []
    return checker


async def test_the_text_has_every_message_its_speaker_its_time_and_its_sources(api: Api) -> None:
    chat = await api.start(language="en", municipality="kemi")
    await chat.say("Who makes the integration plan? I am a jobseeker")
    response = await chat.transcript("text")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="monineuvo.txt"'
    assert response.body.startswith("Conversation with Monineuvo\n")
    plain = response.body.replace("\u2068", "").replace("\u2069", "")
    for message in await chat.read():
        for line in message["text"].splitlines():
            assert line in plain
        for source in (message["answer"] or {}).get("sources", ()):
            assert source["document"] in plain
    heads = re.findall(r"^\d\d\.\d\d\.\d{4} \d\d:\d\d UTC (\w+):$", plain, re.M)
    assert heads == ["Monineuvo", "You", "Monineuvo"]


async def test_every_line_of_the_text_keeps_its_own_direction(api: Api) -> None:
    chat = await api.start(language="ar")
    await chat.say(ARABIC)
    text = (await chat.transcript("text")).body
    assert f"\u2068{ARABIC}\u2069" in text.splitlines()
    assert text.count("\u2068") == text.count("\u2069")


async def test_the_page_is_whole_and_has_no_script(api: Api) -> None:
    chat = await api.start(language="en", municipality="kemi")
    await chat.say("Who makes the integration plan? I am a jobseeker")
    response = await chat.transcript("html")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="monineuvo.html"'
    page = _parsed(response.body)
    names = [tag for tag, _ in page.tags]
    assert names[0] == "html" and names.count("article") == 3
    assert not {"script", "img", "link", "iframe", "form", "a"} & set(names)
    told = html.unescape(re.sub(r"<[^>]+>", "", response.body))
    for message in await chat.read():
        for line in filter(None, message["text"].splitlines()):
            assert line in told


async def test_the_page_of_an_arabic_conversation_runs_from_right_to_left(api: Api) -> None:
    chat = await api.start(language="ar")
    await chat.say(ARABIC)
    await chat.say("Kela")
    page = _parsed((await chat.transcript("html")).body)
    assert page.tags[0] == ("html", {"lang": "ar", "dir": "rtl"})
    directions = [attrs["dir"] for tag, attrs in page.tags if tag == "article"]
    assert directions == [message["direction"] for message in await chat.read()]
    assert directions[:3] == ["rtl", "rtl", "rtl"] and directions[3] == "ltr"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "</article></body>", '"><img src=x onerror=alert(1)>', "&lt;"],
)
async def test_what_a_client_types_is_text_and_never_markup(api: Api, text: str) -> None:
    chat = await api.start(language="en")
    await chat.say(text)
    response = await chat.transcript("html")
    page = _parsed(response.body)
    names = {tag for tag, _ in page.tags}
    assert not {"script", "img"} & names
    assert html.escape(text, quote=False) in response.body.replace("&#34;", '"')
    assert text in (await chat.transcript("text")).body


async def test_text_is_what_comes_without_a_format(api: Api) -> None:
    chat = await api.start()
    response = await api.request("GET", f"{chat.path}/transcript", token=chat.token)
    assert response.body.splitlines()[0] == (await chat.transcript("text")).body.splitlines()[0]


async def test_an_unknown_format_is_refused(api: Api) -> None:
    chat = await api.start()
    response = await chat.transcript("pdf")
    assert response.status == 400
    assert "`format`" in response.body["detail"]
