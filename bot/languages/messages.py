"""What the chat says, in a language: messages, joined lists and dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.units import format_unit

FALLBACK = "en"


class Messages:
    """The messages of one language; a missing one is taken from English.

    Args:
        language: its code.
        catalogue: all languages' messages, as in `Knowledge.messages`.
    """

    def __init__(self, language: str, catalogue: Mapping[str, Mapping[str, str]]) -> None:
        self.language = language
        self._own = catalogue.get(language, {})
        self._fallback = catalogue.get(FALLBACK, {})

    def __call__(self, key: str, **values: str) -> str:
        """The message `key` with its placeholders filled.

        Raises:
            KeyError: there is no such message in English either.
        """
        text = self._own.get(key) or self._fallback[key]
        return text.format_map(values) if values else text

    def texts(self, prefix: str) -> dict[str, str]:
        """All messages whose key begins with `prefix`, for a page."""
        merged = {**self._fallback, **self._own}
        return {key: text for key, text in merged.items() if key.startswith(prefix)}

    def join(self, items: Iterable[str]) -> str:
        """A list as a sentence has it: "a, b and c"."""
        return format_list(list(items), style="standard", locale=_locale(self.language))

    def date(self, value: date) -> str:
        """A date as people write it, with Western digits."""
        return format_date(value, "d.M.yyyy", locale="fi")

    def days(self, number: int) -> str:
        """A number of days with the word for it in the right form: "30 days"."""
        if self.language == "sv":  # babel says "dygn", as of hours that are counted
            return f"{number} {'dag' if number == 1 else 'dagar'}"
        return format_unit(number, "day", locale=_locale(self.language))

    def language_name(self, code: str) -> str:
        """The name of another language in this one; its code where it has none."""
        return _locale(self.language).languages.get(code.split("-")[0], code)


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code.split("-")[0])
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)
