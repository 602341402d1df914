"""A client of the page without scripts: reads its form and presses its buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import aiohttp

Pairs = list[tuple[str, str]]
CHECKED = ("radio", "checkbox")


class _Reader(HTMLParser):
    """The form of a page, its buttons, and the elements with their texts."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: Pairs = []
        self.buttons: Pairs = []
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        element: tuple[str, dict[str, str], list[str]] = (tag, about, [])
        self.elements.append(element)
        if tag not in ("input", "br", "meta", "link"):
            self._open.append(element)
        name, value = about.get("name", ""), about.get("value", "")
        if tag == "form":
            self.action = about["action"]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in about:
            self.fields.append((self._select, value))
        elif tag == "button" and name:
            self.buttons.append((name, value))
        elif tag == "input" and (
            about.get("type") not in ("radio", "checkbox") or "checked" in about
        ):
            self.fields.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        element = self._open.pop()
        assert element[0] == tag, f"<{element[0]}> is closed by </{tag}>"
        if tag == "textarea":
            self.fields.append((element[1]["name"], "".join(element[2]).removeprefix("\n")))

    def handle_data(self, data: str) -> None:
        for _, _, text in self._open:
            text.append(data)


@dataclass
class Seen:
    """A page that came."""

    status: int
    headers: Any
    html: str
    url: str
    read: _Reader = field(init=False)

    def __post_init__(self) -> None:
        self.read = _Reader()
        self.read.feed(self.html)
        assert not self.read._open

    def texts(self, tag: str, **about: str) -> list[str]:
        """The texts of the elements of a name, with these attributes; `class_` for one class."""
        wanted = about.pop("class_", "")
        return [
            " ".join("".join(text).split())
            for name, has, text in self.read.elements
            if name == tag
            and about.items() <= has.items()
            and (not wanted or wanted in has.get("class", "").split())
        ]

    def said(self, who: str) -> list[str]:
        """What one of the sides said."""
        return [text.split(" ", 1)[1] for text in self.texts("li", class_=who)]

    @property
    def problem(self) -> str:
        """The sentence about what went wrong."""
        return next(iter(self.texts("p", class_="problem")), "")

    def value(self, name: str) -> str:
        """What stands in a field."""
        return dict(self.read.fields)[name]

    @property
    def key(self) -> tuple[str, str]:
        """The id and the token of the conversation."""
        return self.value("conversation"), self.value("token")


class Plain:
    """Somebody in front of the page.

    Args:
        url: the server's address.
        path: of the page, with its query.
        headers: of every request.
    """

    def __init__(
        self, http: aiohttp.ClientSession, url: str, path: str = "/plain", **headers: str
    ) -> None:
        self.http = http
        self.url = url
        self.path = path
        self.headers = headers
        self.page: Seen

    async def open(self) -> Seen:
        """Opens the page."""
        async with self.http.get(self.url + self.path, headers=self.headers) as response:
            self.page = await _seen(response)
        return self.page

    async def press(self, name: str, value: str, page: Seen | None = None, **typed: str) -> Seen:
        """Presses a button that is there, after filling in fields.

        Args:
            page: an earlier page, as after "back".
        """
        page = page or self.page
        assert (name, value) in page.read.buttons, (name, value, page.read.buttons)
        fields = [(key, text) for key, text in page.read.fields if key not in typed]
        fields += [*typed.items(), (name, value)]
        return await self.send(fields, page.read.action.partition("#")[0])

    async def send(self, fields: Pairs | bytes, path: str = "", **headers: str) -> Seen:
        """Sends a form as it is."""
        data = urlencode(fields).encode() if isinstance(fields, list) else fields
        sent = {"Content-Type": "application/x-www-form-urlencoded", **self.headers, **headers}
        address = self.url + (path or self.path)
        async with self.http.post(
            address, data=data, headers=sent, allow_redirects=False
        ) as response:
            self.page = await _seen(response)
        return self.page

    async def ask(self, text: str) -> Seen:
        """Types a text and sends it; waits until the answer is there."""
        page = await self.press("do", "send", text=text)
        while page.texts("div", class_="awaited"):
            page = await self.press("do", "show")
        return page


async def _seen(response: aiohttp.ClientResponse) -> Seen:
    return Seen(response.status, response.headers, await response.text(), str(response.url))
