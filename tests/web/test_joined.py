"""Modules become one script that does the same."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from bot.web import assets
from bot.web.joined import in_order, joined

SOURCES = {
    "main": (
        '/** @param {import("./late.js").Late} late */\n'
        'import * as words from "./words.js";\n'
        'import { Greeter as Polite, two } from "./greet.js";\n'
        "document.title = new Polite(words.hello()).say() + two;\n"
        "words.later().then((word) => { document.title += word; });\n"
    ),
    "greet": (
        'import { hello } from "./words.js";\nconst secret = "!";\n'
        "export class Greeter {\n  constructor(word) { this.word = word; }\n"
        "  say() { return this.word + hello() + secret; }\n}\nexport const two = 2;\n"
    ),
    "words": (
        'const secret = "hi";\nexport function hello() {\n  return secret;\n}\n'
        'export async function later() {\n  return "later";\n}\n'
    ),
}


def test_each_module_comes_after_those_that_it_needs() -> None:
    assert in_order("main", SOURCES) == ["words", "greet", "main"]


def test_joined_they_do_what_they_do_apart(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(f'<script type="module">{joined("main", SOURCES)}</script>')
    page.wait_for_function("document.title === 'hihi!2later'")
    # Nothing of it is seen from outside.
    assert page.evaluate("typeof secret") == "undefined"
    page.close()


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("odd", 'import odd from "./words.js";\n', "`import odd from"),
        ("odd", 'import {\n  hello,\n} from "./words.js";\n', "can't be joined"),
        ("odd", "export default 1;\n", "`export default 1;`"),
        ("odd", "export let count = 1;\n", "`export let count = 1;`"),
        ("odd", 'export { hello } from "./words.js";\n', "can't be joined"),
        ("odd", 'const late = () => import("./words.js");\n', "can't be joined"),
        ("odd", "const here = import.meta.url;\n", "can't be joined"),
        ("odd", 'import { a } from "./nothing.js";\n', "odd.js imports nothing.js, which is not"),
        ("words", 'import { two } from "./greet.js";\n', "words needs greet needs words"),
    ],
)
def test_what_would_not_do_the_same_is_an_error(name: str, text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        joined(name, {**SOURCES, name: text})


def test_all_modules_of_the_chat_can_be_joined() -> None:
    assert not re.search(rb"\bimport\b", assets.all_modules().content)
