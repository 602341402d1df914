"""What the knowledge files hold, as immutable values.

The classes are the schema: `bot.knowledge.load` builds them from YAML and turns every violation
into a fault with its line. Nothing here reads a file.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field, validator

from bot.knowledge.base import Id, Strict, Texts
from bot.knowledge.statement import Accessibility


class Certainty(StrEnum):
    """How sure the source is of what it says."""

    STATED = "stated"
    MAINLY = "mainly"
    MAY = "may"
    AIMS = "aims"
    WHEN_NEEDED = "when_needed"
    POSSIBLE = "possible"


class Aspect(StrEnum):
    """What a question wants to know of its topic."""

    WHAT = "what"
    WHO = "who"
    WHERE = "where"
    HOW = "how"
    HOW_LONG = "how_long"
    HOW_OFTEN = "how_often"
    COST = "cost"
    COMPULSORY = "compulsory"
    MAY_I = "may_i"
    OWN_CASE = "own_case"


FACT_ASPECTS = tuple(a for a in Aspect if a is not Aspect.OWN_CASE)
PAGE_SECTIONS = (*(a.value for a in FACT_ASPECTS), "next", "more")
CLIENT_GROUPS = (
    "jobseeker",
    "not_jobseeker",
    "refugee",
    "quota_refugee",
    "unaccompanied_minor",
    "trafficking_victim",
    "home_care_allowance",
    "social_assistance",
    "family",
    "student",
    "employee",
    "entrepreneur",
)
Group = Literal[
    "all",
    "jobseeker",
    "not_jobseeker",
    "refugee",
    "quota_refugee",
    "unaccompanied_minor",
    "trafficking_victim",
    "home_care_allowance",
    "social_assistance",
    "family",
    "student",
    "employee",
    "entrepreneur",
]


class Language(Strict):
    """A language of the chat. `live` ones must be complete in every file."""

    code: Id
    name: str
    direction: Literal["ltr", "rtl"]
    status: Literal["live", "draft"]


class Party(Strict):
    """An organisation, unit or official title that can be responsible or take part.

    `name` is the official Finnish name, which the client must say at the door.
    """

    id: Id
    name: str
    labels: Texts
    site: str | None = None


class Municipality(Strict):
    """A municipality for which there is a document.

    Args:
        county: party id of its wellbeing services county.
        employment_area: party id of its employment area.
        documents: ids of the programme documents, the one that counts first.
    """

    id: Id
    labels: Texts
    county: str
    employment_area: str
    documents: list[str]


class ProgrammeDocument(Strict):
    """A source document and what a client must know about its standing."""

    id: Id
    title: str
    labels: Texts
    language: Id
    date: datetime.date | None
    standing: Literal["decision", "material", "undated"]
    note: Texts | None
    lines: int
    municipalities: list[str]
    area: Texts
    sections: dict[str, str]
    reviewed: datetime.date
    review_by: datetime.date


class Lines(Strict):
    """Lines of the source text, from 1, both ends included."""

    first: int
    last: int

    @classmethod
    def parse(cls, value: Any) -> Lines:
        """Reads `12` or `12-15`."""
        first, _, last = str(value).partition("-")
        lines = cls(first=int(first), last=int(last or first))
        if not 1 <= lines.first <= lines.last:
            raise ValueError("the range of lines runs backwards")
        return lines

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


class Sourced(Strict):
    """Something that a programme document says, with the place where it says it."""

    document: str
    service: str
    section: str
    group: Group
    certainty: Certainty
    lines: Lines

    @validator("lines", pre=True)
    def _lines(cls, value: Any) -> Any:
        return Lines.parse(value)


class Entry(Sourced):
    """Who handles a service in one municipality for one group of clients."""

    municipality: str
    responsible: list[str]
    partners: list[str] = Field(default_factory=list)
    arrangement: Literal["own", "purchased", "either", "not_stated"]
    place: Texts | None = None
    how: Texts | None = None


class Fact(Sourced):
    """A statement on a service that holds for some municipalities."""

    id: Id
    aspect: Aspect
    municipalities: list[str]
    text: Texts


class TopicSource(Strict):
    """Where a topic's text can be verified."""

    document: str
    section: str | None = None
    url: str | None = None


class Page(Strict):
    """A topic in one language."""

    title: str
    label: str
    sections: dict[str, str]


class Topic(Strict):
    """Anything a person may ask about."""

    id: Id
    kind: Literal["service", "general"]
    authorities: list[str]
    own_case: str | None
    certainty: Certainty
    sources: list[TopicSource]
    related: list[str] = Field(default_factory=list, max_items=4)
    reviewed: datetime.date
    review_by: datetime.date
    pages: dict[str, Page] = Field(default_factory=dict)


class Logo(Strict):
    """An image of a site, checked."""

    name: str
    media_type: str
    content: bytes


class Site(Strict):
    """How the chat looks and begins for one municipality, and whose pages may show it.

    Args:
        municipality: its id; empty for the chat of no municipality.
        origins: of the pages that may show the chat in a frame.
        colour, colour_dark: accent on a light and on a dark ground; None for the chat's own.
        position: end of the line at which the button stands.
        suggestions: topics that the greeting offers; empty for those that fit the municipality.
        operator: who is responsible for the service, by language, not in all of them.
        feedback_email: for feedback on accessibility.
        leave_to: where "leave quickly" leads: a page that tells nothing of the reader.
    """

    municipality: str = ""
    origins: list[str] = Field(default_factory=list)
    title: Texts | None = None
    greeting: Texts | None = None
    colour: str | None = None
    colour_dark: str | None = None
    logo: Logo | None = None
    position: Literal["end", "start"] = "end"
    suggestions: list[str] = Field(default_factory=list)
    operator: Texts | None = None
    feedback_email: str | None = None
    leave_to: str = "https://www.ilmatieteenlaitos.fi/"


class Knowledge(Strict):
    """One version of all knowledge. It is never changed, only replaced."""

    version: str
    languages: dict[str, Language]
    messages: dict[str, dict[str, str]]
    municipalities: dict[str, Municipality]
    parties: dict[str, Party]
    documents: dict[str, ProgrammeDocument]
    entries: list[Entry]
    facts: list[Fact]
    topics: dict[str, Topic]
    sites: dict[str, Site] = Field(default_factory=dict)
    notices: dict[str, dict[str, str]] = Field(default_factory=dict)  # name -> language -> text
    accessibility: Accessibility | None = None

    @property
    def live(self) -> list[Language]:
        """The languages in which the chat answers."""
        return [language for language in self.languages.values() if language.status == "live"]
