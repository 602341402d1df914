"""Takes the pictures of the chat that the documents show, and writes the page with all of them.

    PYTHONPATH=tests python -m bench.pictures

Each state is pictured in four ways: Finnish and Arabic, light and dark, on a desktop and on a phone
of 320 pixels. The states are those that the tests go through.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from support.chromium import launch
from support.counsellor import Counsellor, add_counsellor
from support.looks import View
from support.page import say
from support.plainpage import PlainPage
from support.server import Server
from support.states import TAX_CARD, Town, asking, failing, framed, handing_over, view

from bot.settings import ROOT, Settings

PORT = 8483
COLOURS = 96
DOCS = ROOT / "docs"
FOLDER = DOCS / "images" / "widget"
PAGE = DOCS / "widget-pictures.md"
DESKTOP = {"width": 800, "height": 620}
PHONE = {"width": 320, "height": 568}
# What each picture is called: its language, colours and window.
WAYS = {
    "fi-light-desktop": ("fi", "light", DESKTOP),
    "fi-dark-phone": ("fi", "dark", PHONE),
    "ar-light-phone": ("ar", "light", PHONE),
    "ar-dark-desktop": ("ar", "dark", DESKTOP),
}
# Which states are pictured: the file's name, and what the page says of it.
STATES = {
    "the city with the button": ("closed", "The button on a municipality's page"),
    "the city with an answer in the panel": ("open", "The chat opened on that page"),
    "the first screen": ("first", "The first screen"),
    "a question with options": ("options", "A question back, with buttons"),
    "an answer with its sources": ("sources", "An answer with its sources"),
    "the reasons of a rating": ("rating", "Rating an answer"),
    "danger": ("danger", "In danger: numbers first, then a person"),
    "the form: the summary": ("summary", "Asking for a counsellor: the summary to check"),
    "a counsellor is writing": ("counsellor", "A counsellor has taken over"),
    "without a connection": ("offline", "Without a connection: nothing is lost"),
    "the offer to go on": ("resume", "Going on after the page was closed"),
    "the way out": ("leave", '"Leave quickly", reached by the keyboard'),
    "without scripts": ("plain", "The page without JavaScript"),
}
# How a way is told to who can't see the picture.
TOLD = {
    "fi-light-desktop": "in Finnish on a desktop",
    "fi-dark-phone": "in Finnish on a phone, in the dark",
    "ar-light-phone": "in Arabic on a phone",
    "ar-dark-desktop": "in Arabic on a desktop, in the dark",
}
INTRODUCTION = """\
# Pictures of the chat
What clients see, for whoever decides about the chat, translates it or looks after it: in Finnish
and Arabic, light and dark, on a desktop and on a phone of 320 pixels. `make pictures` takes them
all anew.
"""
# What the other documents show: file, language, colours, window, size of a pixel.
SHOWN = (
    ("chat-fi-desktop", "fi", "light", {"width": 900, "height": 860}, 1),
    ("chat-ar-mobile", "ar", "light", {"width": 320, "height": 640}, 2),
    ("chat-fi-mobile-dark", "fi", "dark", {"width": 390, "height": 860}, 1.5),
)


def leaving(town: Town, language: str) -> Iterator[View]:
    """The way out has the focus."""
    chat = town.chat(language)
    chat.ask(TAX_CARD[language])
    chat.page.locator("#language").focus()
    while not chat.page.locator("#leave:focus").count():
        chat.page.keyboard.press("Tab")
    yield view("the way out", chat.page)
    chat.context.close()


def plain(town: Town, language: str) -> Iterator[View]:
    """An answer where no script runs."""
    path = f"/plain/kemi?lang={language}"
    person = PlainPage(town.browser, town.url, path, language, **town.options)
    person.ask(TAX_CARD[language])
    yield view("without scripts", person.page)
    person.context.close()


WALKS: tuple[Callable[[Town, str], Iterator[View]], ...] = (
    *(framed, asking, failing, handing_over),
    *(leaving, plain),
)


def take(page: Page, path: Path) -> None:
    """Saves what is seen now, with few colours, so that the file is small."""
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    page.mouse.move(0, 0)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.png"
        page.screenshot(path=whole, caret="hide")
        image = Image.open(whole).convert("RGB")
        few = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


def picture(town: Town) -> None:
    """All states in all ways."""
    for way, (language, scheme, window) in WAYS.items():
        options = {**town.options, "viewport": window, "color_scheme": scheme}
        for walk in WALKS:
            for state in walk(replace(town, options=options), language):
                if state.name in STATES:
                    take(state.page, FOLDER / f"{STATES[state.name][0]}-{way}.png")


def picture_for_documents(town: Town) -> None:
    """A conversation of a few turns."""
    for name, language, scheme, window, scale in SHOWN:
        options = {"viewport": window, "color_scheme": scheme, "device_scale_factor": scale}
        chat = town.chat(language, **options)
        chat.choose(chat.options.first.inner_text())
        if chat.options.filter(has_text=say(language, "option_yes")).count():
            chat.choose(say(language, "option_yes"))
        take(chat.page, DOCS / "images" / f"{name}.png")
        chat.context.close()


def page() -> str:
    """The page with a table of the pictures of each state."""
    parts = [INTRODUCTION]
    for name, title in STATES.values():
        desktop, phone, phone_ar, desktop_ar = (
            f"![{title}: {told}](images/widget/{name}-{way}.png)" for way, told in TOLD.items()
        )
        rows = (("Finnish", "Arabic"), ("---", "---"), (desktop, desktop_ar), (phone, phone_ar))
        parts.append(f"## {title}\n" + "".join(f"| {one} | {two} |\n" for one, two in rows))
    return "\n".join(parts)


def main() -> None:
    """Starts a server of its own and takes all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = {"PORT": PORT, "COUNSELLOR_SECONDS": 3600}
        running = Server(Path(folder), Settings().model, **settings)
        url = f"http://127.0.0.1:{PORT}"
        running.url = url
        try:
            running.start()
            add_counsellor(running, "Aino", "kemi")
            browser = launch(playwright)
            town = Town(browser, url, Counsellor(browser, url, "Aino"))
            picture(town)
            picture_for_documents(town)
            browser.close()
        finally:
            running.stop()
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
