"""The documents name what there is, and nothing that is not there."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import fields
from fnmatch import fnmatch
from pathlib import Path

import pytest
from aiohttp import web

from bot.cli import parser
from bot.settings import PREFIX, ROOT, Settings
from bot.storage.accounts import ADMIN, COUNSELLOR, EDITOR
from bot.web import api, example, feedback, notices, pages
from bot.web.desk.access import PUBLIC, ROUTES

PAGES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
}
ALL = "\n".join(PAGES.values())
SETTINGS = {PREFIX + item.name.upper() for item in fields(Settings)}
KNOWLEDGE = ROOT / "knowledge"
LETTERS = (COUNSELLOR, EDITOR, ADMIN)
_FENCE = re.compile(r"^( *)```.*?^\1```", re.M | re.S)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_COMMAND = re.compile(r"(?<![\w./-])monineuvo +([a-z][a-z-]*)([^\n#;|&]*)")
_LINK = re.compile(r"\]\(([^)#\s]+)")
# Spaces, an address, a route, a media type.
_NO_PATH = re.compile(r"\s|://|^/|^(application|text|image)/")


def commands() -> dict[str, set[str]]:
    """Each command of `monineuvo` with its long options, and those of the commands within it."""
    return {name: options(sub) - {"--help"} for name, sub in subcommands(parser()).items()}


def subcommands(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a parser."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


def options(of: argparse.ArgumentParser) -> set[str]:
    """The long options of a command and of all within it."""
    own = {o for action in of._actions for o in action.option_strings if o.startswith("--")}
    return own.union(*(options(sub) for sub in subcommands(of).values()))


def routes() -> Iterator[str]:
    """Each route as `METHOD /path`; of a folder of files with the slash at its end."""
    public = (api, pages, example, notices, feedback)
    for route in (one for module in public for one in module.routes()):
        if isinstance(route, web.StaticDef):
            yield f"GET {route.prefix}/"
        else:
            yield f"{route.method} {route.path}"


def targets() -> list[str]:
    """The targets of the Makefile that people call."""
    return re.findall(r"^([a-z][\w-]*):(?!=)", (ROOT / "Makefile").read_text("utf-8"), re.M)


def folders() -> Iterator[str]:
    """The folders of knowledge, and those of its word lists."""
    for folder in (KNOWLEDGE, KNOWLEDGE / "lexicon"):
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                yield str(path.relative_to(ROOT))


def code(text: str) -> Iterator[str]:
    """What stands in backticks: whole blocks, then what stands within a line."""
    yield from (match[0] for match in _FENCE.finditer(text))
    yield from inline(text)


def inline(text: str) -> Iterator[str]:
    """What stands in backticks within a line."""
    yield from (span.strip() for span in _INLINE.findall(_FENCE.sub("", text)))


def paths(text: str) -> Iterator[str]:
    """The file paths in backticks: they have a slash, and are no address and no media type."""
    for span in inline(text):
        if "/" in span and not _NO_PATH.search(span):
            yield span


def is_there(path: str) -> bool:
    """Whether a file or folder is there, `<name>` being any name, or is made by the program."""
    made = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()]
    if any(fnmatch(path.split("/")[0], pattern) for pattern in made):
        return True
    return any(ROOT.glob(re.sub(r"<[^>]*>", "*", path).rstrip("/")))


def is_named(pattern: str) -> bool:
    """Whether any page holds the regular expression."""
    return re.search(pattern, ALL) is not None


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_setting_is_described(name: str) -> None:
    assert is_named(rf"{name}(?![A-Z_])")


@pytest.mark.parametrize("route", routes())
def test_a_route_is_described(route: str) -> None:
    end = "" if route == "GET /static/" else r"(?![\w/{.])"
    assert re.search(re.escape(route) + end, PAGES["docs/api.md"])


@pytest.mark.parametrize(("method", "path"), [line for line in ROUTES if "/desk" in line[1]])
def test_a_route_of_the_desk_is_described_with_who_may_use_it(method: str, path: str) -> None:
    route = re.escape(f"`{method} {path}`")
    if ROUTES[method, path] == PUBLIC:
        assert re.search(route, PAGES["docs/desk-api.md"])
        return
    who = " ".join(name[0].upper() for name in LETTERS if name in ROUTES[method, path])
    assert re.search(rf"^\| {route} \| {who} \|", PAGES["docs/desk-api.md"], re.M)


@pytest.mark.parametrize("command", commands())
def test_a_command_is_described_with_its_options(command: str) -> None:
    assert is_named(rf"monineuvo {command}(?![\w-])")
    for name in subcommands(subcommands(parser())[command]):
        assert is_named(rf"monineuvo {command} {name}(?![\w-])")
    missing = [o for o in commands()[command] if not is_named(rf"(?<![\w-]){o}(?![\w-])")]
    assert not missing


@pytest.mark.parametrize("folder", folders())
def test_a_knowledge_folder_is_described(folder: str) -> None:
    assert is_named(rf"`{folder}[`/]")


@pytest.mark.parametrize("target", targets())
def test_a_make_target_is_described(target: str) -> None:
    assert is_named(rf"make {target}(?![\w-])")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_settings_that_exist(page: str) -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z][A-Z_]*", PAGES[page]))
    assert named <= SETTINGS, named - SETTINGS


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_commands_that_exist(page: str) -> None:
    known = commands()
    for text in code(PAGES[page]):
        for name, rest in _COMMAND.findall(text):
            assert name in known, f"monineuvo {name}"
            wrong = set(re.findall(r"--[a-z][\w-]*", rest)) - known[name]
            assert not wrong, f"monineuvo {name} {wrong}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_make_targets_that_exist(page: str) -> None:
    for text in code(PAGES[page]):
        wrong = set(re.findall(r"(?:^|[`\s])make ([a-z][\w-]*)", text)) - set(targets())
        assert not wrong


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_files_that_exist(page: str) -> None:
    missing = [path for path in paths(PAGES[page]) if not is_there(path)]
    assert not missing


@pytest.mark.parametrize("page", PAGES)
def test_a_page_links_only_to_files_that_exist(page: str) -> None:
    folder = (ROOT / page).parent
    links = [link for link in _LINK.findall(PAGES[page]) if "://" not in link]
    missing = [link for link in links if not (folder / link).exists()]
    assert not missing


def test_a_wrong_name_would_be_found() -> None:
    text = "`knowledge/nothing/<topic>.yml` and `bot/cli.py`, `var/x`, `text/html`, `a b/c`"
    assert [path for path in paths(text) if not is_there(path)] == ["knowledge/nothing/<topic>.yml"]
    assert _COMMAND.findall("monineuvo check --all") == [("check", " --all")]
    assert not Path(ROOT / "docs" / "nothing.md").exists()
