"""The commands on accounts of staff: `monineuvo user …`. Accounts are made nowhere else."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from collections.abc import Callable
from typing import Any

from bot.errors import AccountError
from bot.settings import Settings
from bot.storage.once import run_once

Work = Callable[..., Any]
_CODE = re.compile(r"[a-z]{2,3}")
TITLES = ("fi", "sv", "en", "ar")
DESK_LANGUAGES = ("fi", "sv", "en")
ROLES = ("counsellor", "editor", "admin")
# What a client reads beside the name, where nothing else is given.
TITLE = {"fi": "neuvoja", "sv": "rådgivare", "en": "counsellor", "ar": "مرشد"}


def add_commands(commands: Any) -> None:
    """Adds `user` with its own commands.

    Args:
        commands: the subparsers of the program.
    """
    help = "Accounts of counsellors, editors and administrators."
    top = commands.add_parser("user", help=help, description=help)
    users = top.add_subparsers(required=True, metavar="command")

    def command(name: str, help: str, run: Work, named: bool = True) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = users.add_parser(name, help=help, description=help)
        sub.set_defaults(run=run, name=f"user {name}")
        if named:
            sub.add_argument("user", metavar="NAME", help="with which they sign in")
        return sub

    adding = command("add", "Make an account. Asks for its password.", add)
    _add_options(adding)
    changing = command("password", "Give an account a new password. Ends its sessions.", password)
    for sub in (adding, changing):
        sub.add_argument(
            "--password-stdin", action="store_true", help="read it from standard input"
        )
    command("list", "List all accounts.", listed, named=False)
    command("close", "Close an account and end its sessions at once.", close)
    command("open", "Open a closed account again.", reopen)


def _add_options(adding: argparse.ArgumentParser) -> None:
    """What is told of a new account."""
    adding.add_argument("--first-name", required=True, help="which clients see")
    adding.add_argument(
        "--role", required=True, action="append", choices=ROLES, help="may be given again"
    )
    for code in TITLES:
        adding.add_argument(f"--title-{code}", metavar="TEXT", help="which clients see")
    adding.add_argument(
        "--municipality", action="append", default=[], metavar="ID", help="may be given again"
    )
    adding.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="CODE",
        help="in which they serve clients; may be given again",
    )
    adding.add_argument("--desk-language", choices=DESK_LANGUAGES, default="fi")


def add(settings: Settings, options: argparse.Namespace) -> int:
    """Makes an account."""
    from bot.passwords import hash_password
    from bot.storage import accounts

    values = _values(settings, options)
    secret = _new_password(options)
    made = run_once(settings, _add, values | {"password_hash": hash_password(secret)})
    if made is None:
        raise AccountError(f"{options.user}: there is an account with this name.")
    print(f"{accounts.folded(options.user)}: account made")
    return 0


def listed(settings: Settings, options: argparse.Namespace) -> int:
    """Prints every account, one a line."""
    from bot.storage import accounts

    for user in run_once(settings, accounts.all_users):
        fields = [user.name, user.first_name, ",".join(user.roles), ",".join(user.municipalities)]
        fields += [",".join(user.languages), "open" if user.active else "closed"]
        print("\t".join(fields))
    return 0


def password(settings: Settings, options: argparse.Namespace) -> int:
    """Gives an account a new password."""
    from bot.passwords import hash_password

    _known(settings, options.user)
    new = hash_password(_new_password(options))
    run_once(settings, _change, options.user, {"password_hash": new}, "password")
    print(f"{options.user}: new password; signed out everywhere")
    return 0


def close(settings: Settings, options: argparse.Namespace) -> int:
    """Closes an account."""
    _known(settings, options.user)
    run_once(settings, _change, options.user, {"active": False, "on_duty": False}, "close_account")
    print(f"{options.user}: closed; signed out everywhere")
    return 0


def reopen(settings: Settings, options: argparse.Namespace) -> int:
    """Opens a closed account again."""
    _known(settings, options.user)
    run_once(settings, _change, options.user, {"active": True}, "open_account")
    print(f"{options.user}: open")
    return 0


def _values(settings: Settings, options: argparse.Namespace) -> dict[str, Any]:
    """The columns of a new account, checked against the knowledge.

    Raises:
        AccountError: says what is wrong.
    """
    from bot.knowledge.load import load_knowledge

    if not options.user.strip() or len(options.user) > 120 or not options.user.isprintable():
        raise AccountError("NAME must have 1 to 120 characters.")
    if not options.first_name.strip() or len(options.first_name) > 60:
        raise AccountError("--first-name must have 1 to 60 characters.")
    knowledge = load_knowledge(settings.root)
    for place in options.municipality:
        if place not in knowledge.municipalities:
            known = ", ".join(knowledge.municipalities)
            raise AccountError(f"--municipality {place}: is not one of {known}.")
    for code in options.language:
        if not _CODE.fullmatch(code):
            raise AccountError(f"--language {code}: write a code such as fi, ar or so.")
    if "counsellor" in options.role and not options.municipality:
        raise AccountError("A counsellor needs at least one --municipality.")
    given = {code: getattr(options, f"title_{code}") for code in TITLES}
    return {
        "name": options.user,
        "first_name": options.first_name.strip(),
        "role_title": {code: given[code] or TITLE[code] for code in TITLES},
        "roles": list(dict.fromkeys(options.role)),
        "municipalities": list(dict.fromkeys(options.municipality)),
        "languages": list(dict.fromkeys(options.language or [options.desk_language])),
        "desk_language": options.desk_language,
    }


def _new_password(options: argparse.Namespace) -> str:
    """Asks twice, without showing it; or reads one line.

    Raises:
        AccountError: it is too weak, or the two differ.
    """
    from bot.passwords import WEAK, weakness

    if options.password_stdin:
        new = sys.stdin.readline().rstrip("\r\n")
    else:
        new = getpass.getpass(f"New password of {options.user}: ")
        if getpass.getpass("Again: ") != new:
            raise AccountError("The two passwords are not the same. Try again.")
    weak = weakness(new, options.user)
    if weak is not None:
        raise AccountError(WEAK[weak])
    return new


def _known(settings: Settings, name: str) -> None:
    from bot.storage import accounts

    if run_once(settings, accounts.user_by_name, name) is None:
        raise AccountError(f"{name}: there is no such account; see `monineuvo user list`.")


def _add(connection: Any, values: dict[str, Any]) -> str | None:
    from bot.storage import accounts, audit

    ident = accounts.add_user(connection, values)
    if ident is not None:
        audit.record(connection, "add_account", detail=ident)
    return ident


def _change(connection: Any, name: str, values: dict[str, Any], action: str) -> None:
    """Changes an account and ends its sessions."""
    from bot.storage import accounts, audit, sessions

    user = accounts.user_by_name(connection, name)
    assert user is not None
    accounts.change_user(connection, user.id, values)
    sessions.end_all(connection, user.id)
    audit.record(connection, action, detail=user.id)
