"""Debian's Chromium, as the tests start it."""

from __future__ import annotations

import psutil
from playwright.sync_api import Browser, Playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PARTITIONING = "ThirdPartyStoragePartitioning"
DISABLED = "--disable-features="


def launch(playwright: Playwright) -> Browser:
    """Starts it as Playwright does: a frame of another site gets no storage at all."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])


def launch_partitioned(playwright: Playwright) -> Browser:
    """Starts it as people have it: a frame of another site gets a storage for that site alone."""
    probe = launch(playwright)
    started = [one.cmdline() for one in psutil.Process().children(recursive=True)]
    probe.close()
    # Playwright's own list; the processes that Chromium starts have it in another order.
    (given,) = {
        argument
        for line in started
        if "--remote-debugging-pipe" in line
        for argument in line
        if argument.startswith(DISABLED) and PARTITIONING in argument
    }
    features = given.removeprefix(DISABLED).split(",")
    features.remove(PARTITIONING)
    return playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[*ARGUMENTS, DISABLED + ",".join(features)],
        ignore_default_args=[given],
    )
