"""The rules of a handover: when it is possible, ways of meeting, priorities, checks of the form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.conversations.hours import Service, due, is_open, next_opening
from bot.conversations.masking import mask
from bot.email_address import is_email
from bot.errors import BadRequest

# Each way of meeting, with the contact that it needs: one of these.
MEETINGS: dict[str, tuple[str, ...]] = {
    "chat": (),
    "phone": ("phone",),
    "email": ("email",),
    "video": ("phone", "email"),
    "appointment": ("phone", "email"),
    "walk_in": (),
}
AT_ONCE = "chat"
OTHER, UNKNOWN = "other", "unknown"
# Languages for which interpreters are asked for in Finland, besides those of the chat.
INTERPRETED = (
    *("am", "ar", "az", "bn", "bs", "ckb", "en", "es", "et", "fa", "fi", "fr", "hi", "hu", "ku"),
    *("lt", "lv", "my", "ne", "pl", "prs", "ps", "pt", "ro", "ru", "rw", "si", "so", "sq", "sr"),
    *("sv", "sw", "ta", "th", "ti", "tl", "tr", "uk", "ur", "uz", "vi", "yue", "zh"),
)
MAX_TEXT = 2000
_PHONE = re.compile(r"\+?[0-9 ()/-]{4,30}")


@dataclass(frozen=True)
class Offer:
    """What the counsellors of a municipality can offer at a moment.

    Args:
        municipality: id; None or "unknown" where the client has not told it.
        served: ids of the municipalities that have a counsellor.
        open: whether a counsellor can be there at once.
        opens_at: when it opens next; None where it is open or nobody knows.
        due_at: by when a request is answered; None where nobody knows.
    """

    municipality: str | None
    served: tuple[str, ...]
    open: bool = False
    opens_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def available(self) -> bool:
        """Whether the client can be handed over, if need be after telling the municipality."""
        return possible(self.municipality, self.served)

    @property
    def meetings(self) -> list[str]:
        """The ways of meeting, without "here now" where nobody can be."""
        return [name for name in MEETINGS if self.open or name != AT_ONCE]


def possible(municipality: str | None, served: Iterable[str]) -> bool:
    """Whether a handover is possible in a municipality, or in the one that is still to be told."""
    served = set(served)
    return bool(served) and (municipality in served or municipality in (None, UNKNOWN))


def offer(
    municipality: str | None,
    served: Iterable[str],
    service: Service,
    present: bool,
    moment: datetime,
) -> Offer:
    """What a municipality offers.

    Args:
        service: its hours.
        present: whether a counsellor of it is on duty; counts where it has no hours.
        moment: now, UTC.
    """
    served = tuple(sorted(served))
    if municipality not in served:
        return Offer(municipality, served)
    if not service.has_hours:
        return Offer(municipality, served, open=present)
    now_open = is_open(service, moment)
    opens_at = None if now_open else next_opening(service, moment)
    return Offer(municipality, served, now_open, opens_at, due(service, moment))


@dataclass(frozen=True)
class Form:
    """What the client sends, checked and masked."""

    municipality: str
    meeting: str
    parts: list[dict[str, Any]]
    contact: dict[str, str] | None = None
    interpreter: str | None = None
    wishes: str | None = None
    minor: bool = False


def municipality_of(body: Mapping[str, Any], known: str | None, served: Sequence[str]) -> str:
    """The municipality of a form, or else the one that was told before.

    Raises:
        BadRequest: it is missing, or nobody serves it.
    """
    told = body.get("municipality", known)
    choices = ", ".join(served)
    if told in (None, UNKNOWN):
        raise BadRequest(f"`municipality` is needed: one of {choices}.")
    if not isinstance(told, str) or told not in served:
        raise BadRequest(f"No counsellor serves this `municipality`. Choose one of {choices}.")
    return told


def check_form(
    body: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], language: str, offered: Offer
) -> Form:
    """Reads a form.

    Args:
        parts: of the summary as it is.
        language: in which the client has read them.
        offered: what the form's municipality offers.

    Raises:
        BadRequest: says what is missing or wrong.
    """
    if body.get("consent") is not True:
        raise BadRequest("`consent` must be true: without it nothing is sent to a counsellor.")
    meeting = body.get("meeting")
    if meeting == AT_ONCE and not offered.open:
        raise BadRequest("`meeting` can't be `chat` now: no counsellor is there. Choose another.")
    if not isinstance(meeting, str) or meeting not in offered.meetings:
        raise BadRequest(f"`meeting` is needed: one of {', '.join(offered.meetings)}.")
    minor = body.get("minor", False)
    if not isinstance(minor, bool):
        raise BadRequest("`minor` is true, false or left out.")
    interpreter = body.get("interpreter")
    if interpreter is not None and interpreter not in INTERPRETED:
        raise BadRequest("`interpreter` is none of the codes in `languages` of the handover.")
    wishes = _text(body.get("wishes") or "", "wishes")
    return Form(
        municipality=str(offered.municipality),
        meeting=meeting,
        parts=_kept(body.get("parts"), parts, language),
        contact=_contact(body.get("contact"), meeting),
        interpreter=interpreter,
        wishes=wishes or None,
        minor=minor,
    )


def danger_in(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """The kind of the last danger that the assistant has answered; None where there was none.

    Args:
        rows: of the table `messages`.
    """
    found = None
    for row in rows:
        if (row.get("answer") or {}).get("status") == "crisis":
            understood = (row.get("basis") or {}).get("understood") or {}
            found = understood.get("danger") or found or "other"
    return found


def shown(parts: Iterable[Mapping[str, Any]], language: str, other: str) -> list[dict[str, Any]]:
    """The parts of a summary as the client reads them.

    Args:
        language: of the client now.
        other: the language in which the summary was made.
    """
    keys = ("id", "kind", "original", "sources")
    return [
        {key: part[key] for key in keys} | {"text": _said(part, language, other)} for part in parts
    ]


def _said(part: Mapping[str, Any], language: str, other: str) -> str:
    texts = part["texts"]
    return str(part.get("edited") or texts.get(language) or texts.get(other) or "")


def _kept(wanted: Any, parts: Sequence[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """The parts that the client keeps, in their order, with what was edited."""
    if not isinstance(wanted, list) or not all(isinstance(one, Mapping) for one in wanted):
        raise BadRequest("`parts` is needed: a list of objects with the `id` of a summary's part.")
    known = {part["id"] for part in parts}
    ids = [one.get("id") for one in wanted]
    strange = [one for one in ids if not isinstance(one, str) or one not in known]
    if strange or len(set(ids)) < len(ids):
        raise BadRequest("An `id` in `parts` is not in the `summary`, or is there twice.")
    edits = {one["id"]: one.get("text") for one in wanted}
    return [_edited(part, edits[part["id"]], language) for part in parts if part["id"] in edits]


def _edited(part: Mapping[str, Any], text: Any, language: str) -> dict[str, Any]:
    if text is None:
        return dict(part)
    text = _text(text, "parts")
    same = not text or text == part["texts"].get(language)
    return {**part, "edited": None if same else text}


def _text(value: Any, name: str) -> str:
    """A text that the client typed, without personal data."""
    if not isinstance(value, str):
        raise BadRequest(f"`{name}`: a text is needed here.")
    if len(value) > MAX_TEXT:
        raise BadRequest(f"`{name}` has {len(value)} characters. Use at most {MAX_TEXT}.")
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadRequest(f"`{name}` has characters that are not text (NUL or half of a pair).")
    return mask(value.strip()).text


def _contact(told: Any, meeting: str) -> dict[str, str] | None:
    """Only what this way of meeting needs; never masked, since it is what the client gives."""
    needs = MEETINGS[meeting]
    if not needs:
        return None
    if told is not None and not isinstance(told, Mapping):
        raise BadRequest("`contact` is an object with `phone` or `email`.")
    found = {name: told[name] for name in needs if told and told.get(name) not in (None, "")}
    if not found:
        wanted = " or ".join(f"`contact.{name}`" for name in needs)
        raise BadRequest(f"{wanted} is needed for `{meeting}`.")
    check = {"phone": phone_of, "email": email_of}
    return {name: check[name](value) for name, value in found.items()}


def phone_of(value: Any) -> str:
    """A phone number in Western digits.

    Raises:
        BadRequest: it is none.
    """
    text = value if isinstance(value, str) else ""
    plain = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in text.strip()
        if unicodedata.category(letter) != "Cf"
    )
    plain = re.sub(r"[\s\u00a0]+", " ", plain)
    if not _PHONE.fullmatch(plain) or not 5 <= sum(map(str.isdigit, plain)) <= 15:
        raise BadRequest("`contact.phone` is not a phone number. Write it as 040 123 4567.")
    return plain


def email_of(value: Any) -> str:
    """An e-mail address.

    Raises:
        BadRequest: it is none.
    """
    text = value.strip() if isinstance(value, str) else ""
    if not is_email(text):
        raise BadRequest("`contact.email` is not an e-mail address. Write it as name@example.com.")
    return text
