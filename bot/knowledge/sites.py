"""What a municipality's site may set for the chat, and what counts where it sets nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.email_address import is_email
from bot.knowledge.check import check_texts
from bot.knowledge.contrast import ACCENT, COLOUR, ENOUGH, too_weak
from bot.knowledge.faults import Fault
from bot.knowledge.model import Knowledge, Site
from bot.knowledge.source import Source
from bot.knowledge.texts import problems_in

if TYPE_CHECKING:
    from bot.knowledge.load import Draft

SUGGESTIONS = (2, 6)
LONGEST = {"title": 60, "greeting": 300}
# As a browser writes it: small letters, no path. It gets into a policy, so nothing else may.
_NAME = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ORIGIN = re.compile(rf"https://{_NAME}(?:\.{_NAME})+(?::\d{{1,5}})?")
_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1)(?::\d{1,5})?")


def site_of(knowledge: Knowledge, municipality: str | None) -> Site:
    """The site of a municipality; for one without a file the defaults, which deny all origins."""
    ident = municipality or ""
    return knowledge.sites.get(ident) or Site(municipality=ident)


def accent_of(site: Site) -> dict[str, str]:
    """The accent of a site on a "light" and on a "dark" ground."""
    return {
        "light": (site.colour or ACCENT["light"]).lower(),
        "dark": (site.colour_dark or ACCENT["dark"]).lower(),
    }


def check_sites(knowledge: Knowledge, draft: Draft) -> Iterator[Fault]:
    """Every fault of the sites' files."""
    for ident, site in knowledge.sites.items():
        source, _ = draft.places[("site", ident)]
        if ident not in knowledge.municipalities:
            yield source.fault((), f"there is no municipality `{ident}`", "rename the file")
        yield from _check_origins(site, source)
        yield from _check_colours(site, source)
        yield from _check_words(knowledge, site, source)
        yield from _check_suggestions(knowledge, site, source)
        yield from _check_addresses(site, source)


def _check_origins(site: Site, source: Source) -> Iterator[Fault]:
    for index, origin in enumerate(site.origins):
        if not (_ORIGIN.fullmatch(origin) or _LOCAL.fullmatch(origin)) or not _port(origin):
            hint = "such as https://www.example.fi, without a slash at its end and without *"
            yield source.fault(("origins", index), f"`{origin}` is not an origin", hint)
        elif origin.endswith({"https": ":443", "http:": ":80"}[origin[:5]]):
            yield source.fault(("origins", index), "browsers leave out this port; leave it out too")


def _port(origin: str) -> bool:
    try:
        return urlsplit(origin).port != 0
    except ValueError:
        return False


def _check_colours(site: Site, source: Source) -> Iterator[Fault]:
    for key, scheme in (("colour", "light"), ("colour_dark", "dark")):
        colour = getattr(site, key)
        if colour is None:
            continue
        if not COLOUR.fullmatch(colour):
            yield source.fault((key,), f"`{colour}` is not a colour", 'write it as "#0b5d4b"')
            continue
        if weak := too_weak(colour, scheme):
            ratios = ", ".join(f"{ratio:.2f} on {name}" for name, ratio in weak.items())
            problem = f"`{colour}` is hard to read: {ratios}; {ENOUGH} is needed"
            hint = {"light": "take a darker one", "dark": "take a lighter one"}[scheme]
            yield source.fault((key,), problem, hint)


def _check_words(knowledge: Knowledge, site: Site, source: Source) -> Iterator[Fault]:
    for key, longest in LONGEST.items():
        texts = getattr(site, key) or {}
        if getattr(site, key) is not None:
            yield from check_texts(knowledge, texts, source, (key,))
        for code, text in texts.items():
            if len(text) > longest:
                problem = f"has {len(text)} characters; at most {longest} are allowed"
                yield source.fault((key, code), problem)
    if site.operator is not None and not site.operator:
        yield source.fault(("operator",), "`operator` names nobody")
    for code, text in (site.operator or {}).items():
        if code not in knowledge.languages:
            yield source.fault(("operator", code), f"`{code}` is not in knowledge/languages.yml")
        for problem in problems_in(text):
            yield source.fault(("operator", code), problem)


def _check_suggestions(knowledge: Knowledge, site: Site, source: Source) -> Iterator[Fault]:
    least, most = SUGGESTIONS
    if site.suggestions and not least <= len(site.suggestions) <= most:
        yield source.fault(("suggestions",), f"from {least} to {most} topics are allowed")
    for index, topic in enumerate(site.suggestions):
        if topic not in knowledge.topics:
            yield source.fault(("suggestions", index), f"there is no topic `{topic}`")
        elif topic in site.suggestions[:index]:
            yield source.fault(("suggestions", index), f"`{topic}` is there twice")


def _check_addresses(site: Site, source: Source) -> Iterator[Fault]:
    if site.feedback_email is not None and not is_email(site.feedback_email):
        yield source.fault(("feedback_email",), "is not an e-mail address")
    try:
        leave = urlsplit(site.leave_to)
        fine = leave.scheme == "https" and bool(leave.hostname) and leave.username is None
    except ValueError:
        fine = False
    # Nothing that could be taken for more than an address, wherever it stands.
    if not fine or re.search(r"[\s;,'\"<>\\]", site.leave_to):
        yield source.fault(("leave_to",), "must be an address that begins with https://")
