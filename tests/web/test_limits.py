"""What one address may do in a minute."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.errors import TooMany
from bot.settings import Settings
from bot.web import limits
from bot.web.limits import Limits

SETTINGS = Settings(trust_proxy=True, conversations_per_minute=1)


def of(address: str) -> web.Request:
    """A request from an address, as a proxy passes it on."""
    return make_mocked_request("POST", "/", headers={"X-Forwarded-For": address})


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("10.0.0.1, 192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("127.0.0.1", None),
        ("::1", None),
        ("nobody", "nobody"),
    ],
)
def test_who_is_counted_together(address: str, counted: str | None) -> None:
    assert Limits(SETTINGS).address_of(of(address)) == counted


def test_an_address_of_the_same_network_gets_no_more() -> None:
    counting = Limits(SETTINGS)
    counting.start(of("2001:db8:1:2::1"))
    with pytest.raises(TooMany):
        counting.start(of("2001:db8:1:2::2"))
    counting.start(of("2001:db8:1:3::1"))


def test_many_addresses_do_not_wipe_out_who_was_just_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MAX_KEYS", 2)
    counting = Limits(SETTINGS)
    counting.start(of("192.0.2.1"))
    for other in ("192.0.2.2", "192.0.2.3", "192.0.2.4"):
        with pytest.raises(TooMany):
            counting.start(of("192.0.2.1"))
        counting.start(of(other))
