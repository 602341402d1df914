"""Settings are read once, and a wrong value names its setting."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from support.server import ROOT, run

from bot.errors import SettingError
from bot.settings import Settings

WRONG = [
    ("PORT", "http"),
    ("PORT", "65536"),
    ("PORT", "-1"),
    ("WORKERS", "0"),
    ("WORKERS", "two"),
    ("REPLY_SECONDS", "soon"),
    ("REPLY_SECONDS", "0"),
    ("REPLY_SECONDS", "nan"),
    ("TURN_SECONDS", "-1"),
    ("TURN_SECONDS", "inf"),
    ("KNOWLEDGE_SECONDS", "-1"),
    ("CONVERSATIONS_PER_MINUTE", "0"),
    ("MESSAGES_PER_MINUTE", "-5"),
    ("RETENTION_DAYS", "0"),
    ("RETENTION_DAYS", "a month"),
    ("RETENTION_DAYS", "99999999999"),
    ("TRUST_PROXY", "perhaps"),
    ("LOG_LEVEL", "LOUD"),
    ("DATABASE", "not a url"),
    ("DATABASE", "nosuchdatabase://host/name"),
    ("DATA_DIR", "/" + "a" * 200),
    ("SMTP", "mail.example.fi"),
    ("SMTP", "https://mail.example.fi"),
    ("SMTP", "smtp://"),
    ("SMTP", "smtp://mail.example.fi:99999"),
    ("PUBLIC_URL", "chat.example.fi"),
    ("PUBLIC_URL", "ftp://chat.example.fi"),
    ("NO_SUCH_SETTING", "1"),
]
MAIL = {
    "MONINEUVO_SMTP": "smtp://user:pass%40word@mail.example.fi:587",
    "MONINEUVO_MAIL_FROM": "Monineuvo <monineuvo@example.fi>",
    "MONINEUVO_PUBLIC_URL": "https://chat.example.fi",
}


def test_nothing_set_gives_settings_for_one_machine() -> None:
    settings = Settings.read({})
    assert settings == Settings()
    assert settings.host == "127.0.0.1"
    assert settings.database_url == f"sqlite:///{ROOT}/var/monineuvo.sqlite3"
    assert settings.socket == ROOT / "var" / "worker.sock"


def test_every_kind_of_value_is_read() -> None:
    settings = Settings.read(
        {
            "MONINEUVO_PORT": "9000",
            "MONINEUVO_REPLY_SECONDS": "2.5",
            "MONINEUVO_TRUST_PROXY": "yes",
            "MONINEUVO_DATA_DIR": "/data",
            "MONINEUVO_LOG_LEVEL": "debug",
            "UNRELATED": "ignored",
        }
    )
    assert settings.port == 9000
    assert settings.reply_seconds == 2.5
    assert settings.trust_proxy is True
    assert settings.database_url == "sqlite:////data/monineuvo.sqlite3"
    assert settings.log_level == "DEBUG"


def test_a_given_database_is_used_instead_of_the_file() -> None:
    settings = Settings.read({"MONINEUVO_DATABASE": "sqlite:////elsewhere.sqlite3"})
    assert settings.database_url == "sqlite:////elsewhere.sqlite3"


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_names_its_setting(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^MONINEUVO_{name}:"):
        Settings.read({f"MONINEUVO_{name}": value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_FROM", ""),
        ("MAIL_FROM", "monineuvo"),
        ("MAIL_FROM", "a@example.fi\r\nBcc: b@example.fi"),
        ("PUBLIC_URL", ""),
    ],
)
def test_a_mail_server_needs_a_sender_and_an_address_for_links(name: str, value: str) -> None:
    assert Settings.read(MAIL).smtp == MAIL["MONINEUVO_SMTP"]
    with pytest.raises(SettingError, match=f"^MONINEUVO_{name}:"):
        Settings.read({**MAIL, f"MONINEUVO_{name}": value})


def test_the_password_of_the_mail_server_is_not_shown() -> None:
    secret = {**MAIL, "MONINEUVO_SMTP": "smtp://user:hunter2@mail.example.fi"}
    assert "hunter2" not in repr(Settings.read(secret))
    with pytest.raises(SettingError) as raised:
        Settings.read({**secret, "MONINEUVO_SMTP": "smtp://user:hunter2@host:port"})
    assert "hunter2" not in str(raised.value)


def test_a_command_tells_a_wrong_value_in_one_line_and_ends() -> None:
    ended = run("check", LOG_LEVEL="LOUD")
    assert ended.returncode == 1
    assert re.fullmatch(r"MONINEUVO_LOG_LEVEL: .+\n", ended.stderr)


def test_every_setting_is_described_with_its_default() -> None:
    described = (ROOT / "docs" / "settings.md").read_text("utf-8")
    named = set(re.findall(r"MONINEUVO_[A-Z_]+", described))
    assert named == {f"MONINEUVO_{item.name.upper()}" for item in fields(Settings)}
    for item in fields(Settings):
        default = item.default
        if isinstance(default, Path):
            default = default.relative_to(ROOT) if default != ROOT else ""
        line = next(x for x in described.splitlines() if f"MONINEUVO_{item.name.upper()}`" in x)
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        assert shown.removesuffix(".0") in line, line
