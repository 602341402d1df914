"""A city's page with the chat's button on it, in a browser, as a visitor has it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Frame,
    Locator,
    Page,
    Request,
    expect,
)
from support.city import City
from support.page import LET_GO, TELL_OF_VIOLATIONS

# What a frame of the chat hears from the page around it.
LISTEN = """
if (parent !== self) { heard = []; addEventListener("message", (event) => heard.push(event.data)); }
"""
# A chat that keeps to the protocol and does nothing else.
STUB = """<!doctype html>
<meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Chat</title>
<textarea></textarea>
<script>
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") parent.postMessage({ monineuvo: "close" }, "*");
});
parent.postMessage({ monineuvo: "ready" }, "*");
</script>
"""


class Visit:
    """One tab. It notes every request and every error from its first moment.

    Args:
        browser: where the tab is opened, with a profile of its own.
        city: whose pages are visited.
        chat: address of the chat's server.
        stub: whether a stub stands in the frame in place of the chat's own page.
        options: of the browser's context.
    """

    def __init__(
        self, browser: Browser, city: City, chat: str, stub: bool = True, **options: Any
    ) -> None:
        self.city = city
        self.chat = chat
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.context = browser.new_context(**{"locale": "fi-FI", **options})
        self.context.set_default_timeout(30_000)
        self.context.add_init_script(TELL_OF_VIOLATIONS + LISTEN)
        self.context.on("request", self._note_request)
        if stub:
            self.context.route(
                f"{chat}/chat/*",
                lambda route: route.fulfill(body=STUB, content_type="text/html; charset=utf-8"),
            )
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def tag(self, municipality: str = "kemi", query: str = "", **attributes: str) -> str:
        """The script tag that a webmaster writes."""
        more = "".join(f' {name}="{value}"' for name, value in attributes.items())
        source = f"{self.chat}/widget.js{query}"
        more += f' data-municipality="{municipality}"'
        return f'<script type="module" src="{source}"{more}></script>'

    def go(self, path: str = "/", head: str | None = None, **page: Any) -> None:
        """Puts a page at the city and goes there; with the script tag where no head is given."""
        self.page.goto(self.city.put(path, self.tag() if head is None else head, **page))

    @property
    def button(self) -> Locator:
        """The launcher."""
        return self.page.locator("monineuvo-chat .launch")

    @property
    def panel(self) -> Locator:
        """What is around the frame."""
        return self.page.locator("monineuvo-chat dialog")

    @property
    def iframe(self) -> Locator:
        """The frame's element in the city's page."""
        return self.page.locator("monineuvo-chat iframe")

    @property
    def frame(self) -> Frame:
        """The page in the frame."""
        own = [frame for frame in self.page.frames if frame.url.startswith(self.chat)]
        (found,) = [frame for frame in own if frame.url.endswith("frame=1")]
        return found

    def open(self) -> None:
        """Presses the button and waits until the chat is there."""
        self.button.click()
        self.wait()

    def wait(self) -> None:
        """Waits until the chat in the frame has said that it is ready."""
        expect(self.panel).to_be_visible()
        expect(self.panel.locator(".bar")).to_be_hidden()

    def say(self, **message: Any) -> None:
        """Lets the page in the frame say something to the launcher."""
        self.frame.evaluate("message => parent.postMessage(message, '*')", message)

    def heard(self) -> list[dict[str, Any]]:
        """What the page in the frame has heard."""
        return list(self.frame.evaluate("heard"))

    def focused(self) -> list[str]:
        """Where the focus of the city's page is: the element, and the one in the shadow tree."""
        return list(
            self.page.evaluate(
                """() => {
                  const outer = document.activeElement;
                  const inner = outer.shadowRoot && outer.shadowRoot.activeElement;
                  return [outer, inner].filter(Boolean).map((one) => one.id || one.localName);
                }"""
            )
        )

    def flag(self) -> str | None:
        """What the city's page keeps of the chat."""
        found = self.page.evaluate("sessionStorage.getItem('monineuvo-open')")
        return None if found is None else str(found)

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.endswith(LET_GO):
            self.errors.append(message.text)
