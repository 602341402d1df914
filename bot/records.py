"""The commands on what is stored: expire, export, erase, backup, restore."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bot.settings import Settings
from bot.storage.once import run_once

Command = Callable[..., argparse.ArgumentParser]


def add_commands(command: Command) -> None:
    """Adds the commands to the parser.

    Args:
        command: makes a command of a name, a help text and a function.
    """
    command("expire", "Delete everything that is older than its retention time.", expire)
    for name, help, run in (
        ("export", "Print everything stored under a conversation's code, as JSON.", export),
        ("erase", "Delete everything stored under a conversation's code.", erase),
    ):
        sub = command(name, help, run)
        sub.add_argument("code", metavar="CODE", help="for example K7M2-9PQX")
    saving = command("backup", "Copy the SQLite database to a file while it is in use.", backup)
    saving.add_argument("file", metavar="FILE", type=Path, help="a file that is not there yet")
    restoring = command(
        "restore", "Replace the SQLite database by a copy; stop the service first.", restore
    )
    restoring.add_argument("file", metavar="FILE", type=Path, help="made by the command backup")


def expire(settings: Settings, options: argparse.Namespace) -> int:
    """Deletes what is old and says how many of each kind."""
    from bot.storage import retention
    from bot.storage.conversations import now

    counted = dict(run_once(settings, retention.expire, settings, now()))
    print(f"{counted.pop('conversations')} conversations deleted")
    for kind, number in counted.items():
        if number:
            print(f"{number} {kind.replace('_', ' ')} deleted")
    return 0


def export(settings: Settings, options: argparse.Namespace) -> int:
    """Prints everything stored under a code."""
    from bot.storage.export import export as find

    found = run_once(settings, find, options.code)
    if found is None:
        return _nothing(options.code)
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0


def erase(settings: Settings, options: argparse.Namespace) -> int:
    """Deletes everything stored under a code and says how many of each kind."""
    from bot.storage.export import erase as delete

    counted = run_once(settings, delete, options.code)
    if counted is None:
        return _nothing(options.code)
    unlinked = counted.pop("audit_lines_unlinked")
    for kind, number in counted.items():
        print(f"{number} {kind.replace('_', ' ')} deleted")
    print(f"{unlinked} audit lines no longer name the case")
    return 0


def backup(settings: Settings, options: argparse.Namespace) -> int:
    """Copies the database."""
    from bot.storage.backup import backup as copy

    size = copy(settings.database_url, options.file)
    print(f"{options.file}: {size:,} bytes, checked")
    return 0


def restore(settings: Settings, options: argparse.Namespace) -> int:
    """Puts a copy back, brings it up to date and deletes what is too old by now."""
    from bot.storage.backup import restore as put_back

    os.umask(0o077)
    put_back(settings.database_url, options.file)
    print(f"{options.file}: restored. Erase again what was erased after this copy was made.")
    return expire(settings, options)


def _nothing(code: str) -> int:
    print(f"{code}: nothing is stored under this code.", file=sys.stderr)
    return 1
