"""The `monineuvo` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from bot import accounts_cli, logs, records
from bot.errors import MonineuvoError
from bot.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    options = parser().parse_args(arguments)
    try:
        settings = Settings.read()
        logs.events_to_stderr(settings.log_level)
        run: Callable[[Settings, argparse.Namespace], int] = options.run
        return run(settings, options)
    except MonineuvoError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser("monineuvo", description="The guidance chat for immigrants.")
    commands = top.add_subparsers(required=True, metavar="command")

    def command(name: str, help: str, run: Callable[..., int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help)
        sub.set_defaults(run=run, name=name)
        return sub

    command("serve", "Train if needed, then serve the chat.", serve)
    training = command("train", "Train the model if what it is made of has changed.", train)
    training.add_argument("--force", action="store_true", help="train in any case")
    command("check", "Check every knowledge file; print each fault as path:line: problem.", check)
    measuring = command("evaluate", "Measure the understanding on held-out sentences.", evaluate)
    measuring.add_argument("--misses", action="store_true", help="print the sentences it missed")
    measuring.add_argument("--only", metavar="FIGURE", help="with --misses: of one figure")
    measuring.add_argument(
        "--compare", action="store_true", help="train and measure other pipelines too (slow)"
    )
    measuring.add_argument(
        "--examples",
        type=int,
        default=10,
        metavar="N",
        help="with --compare: examples of each label and language (default 10)",
    )
    records.add_commands(command)
    accounts_cli.add_commands(commands)
    return top


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Trains if needed, then serves until it is stopped."""
    from aiohttp import web

    from bot.training import ensure_model
    from bot.web.app import create_app

    ensure_model(settings)
    os.umask(0o077)  # the database and the workers' socket are for this user alone
    settings.data_dir.mkdir(parents=True, exist_ok=True)

    def announce() -> None:
        address = f"http://{settings.host}:{settings.port}/"
        print(f"\nMonineuvo is ready: open {address}\nStop it with Ctrl+C.\n", flush=True)

    web.run_app(
        create_app(settings, announce),
        host=settings.host,
        port=settings.port,
        access_log=None,
        print=None,
        shutdown_timeout=5,
    )
    return 0


def train(settings: Settings, options: argparse.Namespace) -> int:
    """Trains if needed."""
    from bot.training import ensure_model

    done = ensure_model(settings, options.force)
    print(f"{settings.model}: {'trained' if done else 'up to date'}")
    return 0


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Checks the knowledge; exit status 1 where there are faults."""
    from bot.knowledge.report import check_all

    faults, summary = check_all(settings.root)
    for fault in faults:
        print(fault)
    print(summary)
    return 1 if faults else 0


def evaluate(settings: Settings, options: argparse.Namespace) -> int:
    """Prints the figures; exit status 1 where a goal is missed."""
    from bot.evaluation import run

    return run(settings, options)


if __name__ == "__main__":
    sys.exit(main())
