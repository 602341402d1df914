"""Every setting, read once from the environment.

Each has a name that begins with MONINEUVO_, a default that works on one machine, and a line in
docs/settings.md; a test holds the three together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from bot.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "MONINEUVO_"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LONGEST_SOCKET = 107
RANGES: dict[str, tuple[float, float]] = {
    "port": (0, 65535),
    "workers": (1, 1000),
    "reply_seconds": (0.01, 3600),
    "turn_seconds": (0.01, 3600),
    "knowledge_seconds": (0, 86400),
    "conversations_per_minute": (1, 1_000_000),
    "messages_per_minute": (1, 1_000_000),
    "retention_days": (1, 36500),
    "counsellor_seconds": (1, 3600),
    "case_days": (1, 36500),
    "audit_days": (1, 36500),
    "desk_idle_minutes": (1, 720),
}


@dataclass(frozen=True)
class Settings:
    """Typed settings; `Settings.read` takes them from the environment."""

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 2
    database: str = ""
    data_dir: Path = ROOT / "var"
    model: Path = ROOT / "models" / "monineuvo.tar.gz"
    root: Path = ROOT
    default_language: str = "fi"
    reply_seconds: float = 5.0
    turn_seconds: float = 20.0
    knowledge_seconds: float = 2.0
    conversations_per_minute: int = 60
    messages_per_minute: int = 60
    retention_days: int = 30
    counsellor_seconds: int = 60
    case_days: int = 90
    audit_days: int = 365
    desk_idle_minutes: int = 60
    smtp: str = field(default="", repr=False)  # may hold a password
    mail_from: str = ""
    public_url: str = ""
    trust_proxy: bool = False
    log_level: str = "INFO"

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Reads the settings.

        Raises:
            SettingError: names the setting and says what is wrong with its value.
        """
        environment = os.environ if environment is None else environment
        hints = get_type_hints(cls)
        known = {PREFIX + item.name.upper(): item.name for item in fields(cls)}
        for name in environment:
            if name.startswith(PREFIX) and name not in known:
                raise SettingError(f"{name}: there is no such setting; see docs/settings.md")
        values: dict[str, Any] = {}
        for name, key in known.items():
            if name in environment:
                values[key] = _typed(name, environment[name], hints[key])
        if "log_level" in values:
            values["log_level"] = values["log_level"].upper()
        settings = cls(**values)
        settings._check()
        return settings

    def _check(self) -> None:
        for key, (least, most) in RANGES.items():
            if not least <= getattr(self, key) <= most:
                raise SettingError(f"{PREFIX}{key.upper()}: must be from {least} to {most}")
        if self.log_level not in LOG_LEVELS:
            raise SettingError(f"{PREFIX}LOG_LEVEL: must be one of {', '.join(LOG_LEVELS)}")
        self._check_mail()
        # Only here, so that what reads a setting has not the whole database library with it.
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            make_url(self.database_url).get_dialect()
        except ArgumentError as error:
            raise SettingError(f"{PREFIX}DATABASE: is not a URL of a known database") from error
        if len(os.fsencode(self.socket)) > LONGEST_SOCKET:
            raise SettingError(f"{PREFIX}DATA_DIR: the path is too long for a Unix socket in it")

    def _check_mail(self) -> None:
        if self.public_url and not _has_host(self.public_url, "http", "https"):
            raise SettingError(f"{PREFIX}PUBLIC_URL: must be an address such as https://example.fi")
        if not self.smtp:
            return
        if not _has_host(self.smtp, "smtp", "smtps"):
            raise SettingError(f"{PREFIX}SMTP: must be like smtp://user:password@host:587")
        if not re.fullmatch(r"[^\r\n]*\S@[^\s@]+", self.mail_from):
            raise SettingError(f"{PREFIX}MAIL_FROM: must be an e-mail address to send mail from")
        if not self.public_url:
            raise SettingError(f"{PREFIX}PUBLIC_URL: is needed for the links in mails")

    @property
    def database_url(self) -> str:
        """SQLAlchemy's URL of the database; by default SQLite in `data_dir`."""
        return self.database or f"sqlite:///{self.data_dir / 'monineuvo.sqlite3'}"

    @property
    def socket(self) -> Path:
        """Unix socket on which the dialogue workers listen."""
        return self.data_dir / "worker.sock"


def _has_host(url: str, *schemes: str) -> bool:
    """Whether it is a URL of one of these schemes, with a host and a port that can be."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _typed(name: str, value: str, kind: type) -> Any:
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
                value.lower()
            ]
        return kind(value)
    except (ValueError, KeyError) as error:
        raise SettingError(f"{name}: `{value}` is not a {kind.__name__}") from error
