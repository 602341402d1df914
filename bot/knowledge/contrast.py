"""How well two colours can be told apart: the contrast ratio of WCAG 2.2.

Source: Web Content Accessibility Guidelines 2.2, definitions of "contrast ratio" and "relative
luminance", https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. Text needs 4.5 (success criterion
1.4.3, level AA). A test keeps the grounds below equal to those of the chat's style sheet.
"""

from __future__ import annotations

import re

ENOUGH = 4.5
WHITE, BLACK = "#ffffff", "#000000"
COLOUR = re.compile(r"#[0-9a-f]{6}", re.I)
# What the accent stands on as text: a white page of a site, and the grounds of the chat.
GROUNDS = {
    "light": {"white": WHITE, "--paper": "#f4f6f4", "--surface": "#ffffff", "--mine": "#dcebe5"},
    "dark": {"--paper": "#14191b", "--surface": "#1e2528", "--mine": "#21443a"},
}
# The chat's own accent, where a site has none.
ACCENT = {"light": "#0b5d4b", "dark": "#7fd3bb"}


def contrast(one: str, other: str) -> float:
    """The ratio of two colours such as "#0b5d4b", from 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """White or black, whichever is read better on a colour. One of them always has 4.5."""
    return max(WHITE, BLACK, key=lambda text: contrast(text, colour))


def too_weak(colour: str, scheme: str) -> dict[str, float]:
    """The grounds of "light" or "dark" on which a colour is hard to read, with its ratio."""
    ratios = {name: contrast(colour, ground) for name, ground in GROUNDS[scheme].items()}
    return {name: ratio for name, ratio in ratios.items() if ratio < ENOUGH}


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
