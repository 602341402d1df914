"""A small valid knowledge tree, for tests that break it."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge.load import examine

LANGUAGES = "knowledge/languages.yml"
PLACES = "knowledge/municipalities.yml"
PARTIES = "knowledge/parties/parties.yml"
FINNISH = "knowledge/messages/fi.yml"
ENGLISH = "knowledge/messages/en.yml"
DOCUMENT = "knowledge/programmes/north/document.yml"
PLAN = "knowledge/programmes/north/integration_plan.yml"
PLAN_TOPIC = "knowledge/topics/integration_plan/topic.yml"
PLAN_PAGE = "knowledge/topics/integration_plan/en.md"
KELA_TOPIC = "knowledge/topics/kela/topic.yml"
KELA_PAGE = "knowledge/topics/kela/en.md"
ACCESSIBILITY = "knowledge/accessibility.yml"
STATEMENT = "knowledge/notices/en/accessibility.md"
PRIVACY = "knowledge/notices/en/privacy.md"

FILES = {
    LANGUAGES: """\
fi: {name: Suomi, direction: ltr, status: live}
en: {name: English, direction: ltr, status: live}
sv: {name: Svenska, direction: ltr, status: draft}
""",
    ACCESSIBILITY: """\
updated: "2020-01-01"
shortcomings:
  - criterion: "3.1.2"
    since: "2020-01-01"
    text: {fi: "Nimiä ei ole merkitty.", en: "Names are not marked."}
""",
    **{
        f"knowledge/notices/{code}/accessibility.md": """\
# Accessibility

{operator}, {days}, [site](https://www.example.fi/), [call](tel:112), {updated}.

{shortcomings}

{form}

The end.
"""
        for code in ("fi", "en")
    },
    **{
        f"knowledge/notices/{code}/privacy.md": """\
# Privacy

{operator}: {conversation_days}, {case_days}, {audit_days}, {resume_minutes}, {delete}, {leave}.
"""
        for code in ("fi", "en")
    },
    PLACES: """\
kemi:
  labels: {fi: "Kemi", en: "Kemi"}
  county: lapland
  employment_area: sea_lapland
  documents:
    - north
tornio:
  labels: {fi: "Tornio", en: "Tornio"}
  county: lapland
  employment_area: sea_lapland
  documents: [north]
raisio:
  labels: {fi: "Raisio", en: "Raisio"}
  county: lapland
  employment_area: sea_lapland
  documents: []
""",
    PARTIES: """\
kela:
  name: Kela
  labels: {fi: "Kela", en: "Kela"}
  site: https://www.kela.fi
lapland:
  name: Lapin hyvinvointialue
  labels: {fi: "Lapin hyvinvointialue", en: "county of Lapland"}
sea_lapland:
  name: Meri-Lapin työllisyysalue
  labels: {fi: "Meri-Lapin työllisyysalue", en: "employment area"}
kemi_services:
  name: Kemin kotoutumispalvelut
  labels: {fi: "Kemin kotoutumispalvelut", en: "integration services of Kemi"}
own_municipality:
  name: Oma kunta
  labels: {fi: "oma kuntasi", en: "your own municipality"}
own_wellbeing_county:
  name: Oma hyvinvointialue
  labels: {fi: "oma hyvinvointialueesi", en: "your own county"}
own_employment_area:
  name: Oma työllisyysalue
  labels: {fi: "oma työllisyysalueesi", en: "your own employment area"}
""",
    FINNISH: """\
greeting: "Hei!"
who_stated: "Asiasta vastaa: {parties}."
""",
    ENGLISH: """\
greeting: "Hello!"
who_stated: "Who handles this: {parties}."
""",
    DOCUMENT: """\
title: "Pohjoisen ohjelma"
labels: {fi: "Pohjoisen ohjelma", en: "Programme of the north"}
language: fi
date: "2024-10-23"
standing: decision
note:
  fi: "Ohjelma on vanha."
  en: "The programme is old."
lines: 40
municipalities: [kemi, tornio]
area: {fi: "Pohjoinen", en: "The north"}
sections:
  plan: "Kotoutumissuunnitelma"
reviewed: "2020-01-01"
review_by: "2999-12-31"
""",
    PLAN: """\
service: integration_plan
section: plan
entries:
  - municipality: kemi
    group: jobseeker
    responsible: [sea_lapland]
    partners: [kela]
    arrangement: own
    certainty: stated
    lines: 3-5
  - municipality: kemi
    group: not_jobseeker
    responsible: [kemi_services]
    arrangement: own
    certainty: when_needed
    lines: 6
    place: {fi: "Kauppakatu", en: "Kauppakatu"}
    how:
      fi: "Tarvittaessa."
      en: "When needed."
  - municipality: tornio
    group: all
    responsible: [sea_lapland]
    arrangement: not_stated
    certainty: mainly
    lines: 40
facts:
  - id: two_years
    aspect: how_long
    municipalities: [kemi, tornio]
    group: all
    certainty: stated
    lines: 7-8
    text:
      fi: "Suunnitelma kestää enintään 2 vuotta."
      en: "The plan lasts at most 2 years."
  - id: child_care
    aspect: how
    municipalities: [kemi]
    group: all
    certainty: aims
    lines: 9
    text:
      fi: "Lastenhoito pyritään järjestämään."
      en: "The aim is to arrange child care."
""",
    PLAN_TOPIC: """\
kind: service
authorities: []
own_case: own_municipality
certainty: stated
sources:
  - {document: "Laki", section: "16 §", url: "https://www.finlex.fi"}
related: [kela]
reviewed: "2020-01-01"
review_by: "2999-12-31"
""",
    "knowledge/topics/integration_plan/fi.md": """\
# Kotoutumissuunnitelma
> Suunnitelma

## what
Suunnitelma on sinun.

## next
Kysy suunnitelmaa.
""",
    PLAN_PAGE: """\
# Integration plan
> Integration plan

## what
The plan is yours.

## next
Ask for a plan.
""",
    KELA_TOPIC: """\
kind: general
authorities: [kela]
own_case: kela
certainty: stated
sources:
  - document: "Kela"
    url: "https://www.kela.fi"
reviewed: "2020-01-01"
review_by: "2999-12-31"
""",
    "knowledge/topics/kela/fi.md": """\
# Kela
> Kela

## what
Kela maksaa etuuksia.

## next
Hae etuutta.
""",
    KELA_PAGE: """\
# Kela
> Kela

## what
Kela pays benefits.

## next
Apply for the benefit.
""",
}


class Tree:
    """The files in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for path, text in FILES.items():
            self.write(path, text)

    def write(self, path: str, text: str | bytes) -> None:
        """Writes a file as a whole."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)

    def replace(self, path: str, old: str, new: str) -> None:
        """Replaces the first `old` in a file."""
        text = (self.root / path).read_text("utf-8")
        assert old in text, f"{path} has no {old!r}"
        self.write(path, text.replace(old, new, 1))

    def line(self, path: str, mark: str) -> int:
        """The number of the last line that holds `mark`."""
        lines = (self.root / path).read_text("utf-8").splitlines()
        return max(number for number, line in enumerate(lines, 1) if mark in line)

    def faults(self) -> list[str]:
        """Every fault, as it is printed."""
        return [str(fault) for fault in examine(self.root)[1]]
