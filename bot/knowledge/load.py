"""Reads the whole `knowledge/` folder into one immutable version, or says every fault at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import KnowledgeError
from bot.knowledge import check, notices, sites
from bot.knowledge.faults import Fault
from bot.knowledge.logo import read_logo
from bot.knowledge.model import (
    Entry,
    Fact,
    Knowledge,
    Language,
    Municipality,
    Page,
    Party,
    ProgrammeDocument,
    Site,
    Topic,
)
from bot.knowledge.pages import read_page
from bot.knowledge.source import Keys, Source, read_yaml
from bot.knowledge.statement import Accessibility

READ = {".yml", ".md", ".svg", ".png", ".webp"}

Model = TypeVar("Model", bound=BaseModel)


@dataclass
class Draft:
    """What was read so far, with the place of each value for later faults.

    `places` maps (kind, id) to the source and key path of that item.
    """

    root: Path
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    places: dict[tuple[str, str], tuple[Source, Keys]] = field(default_factory=dict)
    page_lines: dict[tuple[str, str], tuple[str, dict[str, int]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    messages: dict[str, dict[str, str]] = field(default_factory=dict)
    message_sources: dict[str, Source] = field(default_factory=dict)

    def read(self, path: Path) -> Source:
        """Reads a file and keeps its faults."""
        source = read_yaml(path, self.root)
        self.faults += source.faults
        return source

    def read_map(self, path: Path) -> tuple[Source, dict[str, Any]]:
        """Reads a file that is a map; of another one it keeps the fault and gives an empty map."""
        source = self.read(path)
        if source.data is not None and not isinstance(source.data, dict):
            self.faults.append(source.fault((), "must be a map of keys and values"))
            source.data = None
        return source, source.data or {}

    def build(self, model: type[Model], data: Any, source: Source, keys: Keys) -> Model | None:
        """Makes a value, or keeps what is wrong with it."""
        if not isinstance(data, dict):
            self.faults.append(source.fault(keys, "must be a map of keys and values"))
            return None
        try:
            return model(**data)
        except ValidationError as error:
            for item in error.errors():
                where = tuple(part for part in item["loc"] if part != "__root__")
                self.faults.append(source.fault((*keys, *where), f"{_name(where)}{item['msg']}"))
        except TypeError as error:
            self.faults.append(source.fault(keys, str(error)))
        return None

    def add(self, kind: str, ident: str, value: Any, source: Source, keys: Keys) -> None:
        """Keeps an item under its id; a second one with the same id is a fault."""
        if value is None:
            return
        if ident in self.items.setdefault(kind, {}):
            first, _ = self.places[(kind, ident)]
            self.faults.append(source.fault(keys, f"`{ident}` is defined in {first.path} already"))
            return
        self.items[kind][ident] = value
        self.places[(kind, ident)] = (source, keys)


def load_knowledge(root: Path) -> Knowledge:
    """Reads and checks all knowledge.

    Args:
        root: project root, the folder that holds `knowledge/`.

    Raises:
        KnowledgeError: with every fault, in the order of files and lines.
    """
    knowledge, faults = examine(root)
    blocking = [fault for fault in faults if fault.blocks]
    if knowledge is None or blocking:
        raise KnowledgeError(blocking)
    return knowledge


def examine(root: Path) -> tuple[Knowledge | None, list[Fault]]:
    """Reads all knowledge and returns it (None if it can't be built) with its faults, sorted."""
    draft = Draft(root)
    folder = root / "knowledge"
    if not folder.is_dir():
        return None, [Fault("knowledge", 0, "the folder is missing")]
    _read_maps(draft, folder)
    _read_messages(draft, folder)
    for path in _main_files(draft, folder / "programmes", "document.yml"):
        _read_programme(draft, path.parent)
    for path in _main_files(draft, folder / "topics", "topic.yml"):
        _read_topic(draft, path)
    for path in sorted((folder / "sites").glob("*.yml")):
        _read_site(draft, path)
    texts, faults = notices.read_notices(root)
    draft.faults += faults
    source, data = draft.read_map(folder / "accessibility.yml")
    knowledge = Knowledge(
        version=version_of(folder),
        languages=draft.items.get("language", {}),
        messages=draft.messages,
        municipalities=draft.items.get("municipality", {}),
        parties=draft.items.get("party", {}),
        documents=draft.items.get("document", {}),
        entries=draft.entries,
        facts=draft.facts,
        topics=draft.items.get("topic", {}),
        sites=draft.items.get("site", {}),
        notices=texts,
        accessibility=None if source.faults else draft.build(Accessibility, data, source, ()),
    )
    draft.faults += [*check.cross_check(knowledge, draft), *sites.check_sites(knowledge, draft)]
    draft.faults += notices.faults_of(knowledge, source)
    return knowledge, sorted(set(draft.faults))


def version_of(folder: Path) -> str:
    """A short fingerprint of every file's path and content below `folder`."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in READ):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _main_files(draft: Draft, folder: Path, name: str) -> list[Path]:
    """The file of this name in each folder of `folder`."""
    found = []
    for path in sorted(one / name for one in folder.glob("*/")):
        if path.exists():
            found.append(path)
        else:
            draft.faults.append(Fault(str(path.relative_to(draft.root)), 0, "is missing"))
    return found


def _read_maps(draft: Draft, folder: Path) -> None:
    """The files that are one map from ids to items."""
    kinds: list[tuple[str, type[BaseModel], str, list[Path]]] = [
        ("language", Language, "code", [folder / "languages.yml"]),
        ("municipality", Municipality, "id", [folder / "municipalities.yml"]),
        ("party", Party, "id", sorted((folder / "parties").glob("*.yml"))),
    ]
    for kind, model, id_key, paths in kinds:
        for path in paths:
            source, items = draft.read_map(path)
            for ident, data in items.items():
                keys: Keys = (ident,)
                data = {**data, id_key: ident} if isinstance(data, dict) else data
                draft.add(kind, ident, draft.build(model, data, source, keys), source, keys)


def _read_messages(draft: Draft, folder: Path) -> None:
    for path in sorted((folder / "messages").glob("*.yml")):
        source, messages = draft.read_map(path)
        for key, text in messages.items():
            if not isinstance(text, str):
                problem = f"`{key}` must be a text"
                draft.faults.append(source.fault((key,), problem, "put it in quotes"))
        draft.messages[path.stem] = {key: str(text) for key, text in messages.items()}
        draft.message_sources[path.stem] = source


def _read_programme(draft: Draft, folder: Path) -> None:
    source = draft.read(folder / "document.yml")
    ident = folder.name
    data = {**source.data, "id": ident} if isinstance(source.data, dict) else source.data
    document = draft.build(ProgrammeDocument, data, source, ())
    draft.add("document", ident, document, source, ())
    for path in sorted(folder.glob("*.yml")):
        if path.name == "document.yml":
            continue
        services = draft.read(path)
        if not isinstance(services.data, dict):
            draft.faults.append(services.fault((), "must be a map with `service` and `section`"))
            continue
        for key in services.data:
            if key not in ("service", "section", "entries", "facts"):
                draft.faults.append(services.fault((key,), f"unknown key `{key}`"))
        common = {
            "document": ident,
            "service": services.data.get("service"),
            "section": services.data.get("section"),
        }
        kinds: tuple[tuple[str, type[Any], list[Any]], ...] = (
            ("entries", Entry, draft.entries),
            ("facts", Fact, draft.facts),
        )
        for kind, model, into in kinds:
            items = services.data.get(kind) or []
            if not isinstance(items, list):
                draft.faults.append(services.fault((kind,), f"`{kind}` must be a list"))
                continue
            for index, item in enumerate(items):
                for data in _per_municipality(kind, item, common):
                    built = draft.build(model, data, services, (kind, index))
                    if built is not None:
                        draft.places[(kind, str(len(into)))] = (services, (kind, index))
                        into.append(built)


def _per_municipality(kind: str, item: Any, common: dict[str, Any]) -> list[Any]:
    """One entry may be written for several municipalities with `municipalities: [...]`."""
    if not isinstance(item, dict):
        return [item]
    several = item.get("municipalities")
    if kind == "entries" and several and isinstance(several, list) and "municipality" not in item:
        rest = {key: value for key, value in item.items() if key != "municipalities"}
        return [{**common, **rest, "municipality": one} for one in several]
    return [{**common, **item}]


def _read_topic(draft: Draft, path: Path) -> None:
    source = draft.read(path)
    ident = path.parent.name
    pages: dict[str, Page] = {}
    for page_path in sorted(path.parent.glob("*.md")):
        page, faults, lines = read_page(page_path, draft.root)
        draft.faults += faults
        if page is not None:
            pages[page_path.stem] = page
            name = str(page_path.relative_to(draft.root))
            draft.page_lines[(ident, page_path.stem)] = (name, lines)
    data = {**source.data, "id": ident, "pages": pages} if isinstance(source.data, dict) else None
    draft.add("topic", ident, draft.build(Topic, data, source, ()), source, ())


def _read_site(draft: Draft, path: Path) -> None:
    source, data = draft.read_map(path)
    # "colour: #0b5d4b" is a comment in YAML and would go unnoticed.
    for key in (key for key, value in data.items() if value is None):
        problem = f"`{key}` is empty"
        draft.faults.append(source.fault((key,), problem, "a value with # stands in quotes"))
    data = {key: value for key, value in data.items() if value is not None}
    if "logo" in data:
        logo = read_logo(path.parent, data.pop("logo"))
        if isinstance(logo, str):
            draft.faults.append(source.fault(("logo",), logo))
        else:
            data["logo"] = logo
    ident = path.stem
    site = draft.build(Site, {**data, "municipality": ident}, source, ())
    draft.add("site", ident, site, source, ())


def _name(where: tuple[Any, ...]) -> str:
    return f"`{'.'.join(str(part) for part in where)}`: " if where else ""
