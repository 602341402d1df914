"""How soon one can write and send on a slow network: 400 kbit/s, 400 ms, nothing in the cache.

    python -m bench.slow_network [--kbits 400] [--delay 400] [--visits 5] [--path /chat/kemi]

Chromium itself slows its network. "Box there": the message box can be typed in, which it can before
any script. "Can send": Enter sends as the chat does it. "Greeting": the first message is shown. All
from the start of the navigation.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.stage import Stage

PORT = 18098
CHROMIUM = "/usr/bin/chromium"
POINTS = ("box there", "can send", "greeting")
# The class goes when the scripts have set up the page.
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
SELECTORS = ("#text", "html:not(.no-js)", "#messages > li.bot")


def visit(browser: Browser, url: str, kbits: int, delay: int) -> tuple[list[float], int]:
    """One first visit: the seconds until each of the points, and the bytes that came."""
    context = browser.new_context(locale="fi-FI", viewport={"width": 360, "height": 640})
    page = context.new_page()
    line = context.new_cdp_session(page)
    came: list[int] = []
    line.on("Network.dataReceived", lambda event: came.append(event["encodedDataLength"]))
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    speed = kbits * 1000 // 8
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": delay,
            "downloadThroughput": speed,
            "uploadThroughput": speed,
        },
    )
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    seconds = [_until(page, selector, began) for selector in SELECTORS]
    # In the page from the start, but nobody can type in what is not drawn yet.
    seconds[0] = page.evaluate(PAINTED) / 1000
    context.close()
    return seconds, sum(came)


def _until(page: Page, selector: str, began: float) -> float:
    page.wait_for_selector(selector, state="visible")
    return time.perf_counter() - began


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kbits", type=int, default=400)
    parser.add_argument("--delay", type=int, default=400)
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--path", default="/chat/kemi")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        stage = Stage(Path(name), PORT, CONVERSATIONS_PER_MINUTE=1_000_000)
        stage.start()
        try:
            asyncio.run(stage.until_ready())
            # Playwright's own loop must not meet the one above, which has ended by now.
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
                )
                visits = [
                    visit(browser, stage.url + options.path, options.kbits, options.delay)
                    for _ in range(options.visits)
                ]
                browser.close()
        finally:
            stage.stop()
    print(f"{options.path} at {options.kbits} kbit/s and {options.delay} ms, {len(visits)} visits")
    print(f"{visits[0][1]} bytes came")
    print(f"{'':12}{'median s':>10}{'max s':>10}")
    for point, values in zip(
        POINTS, zip(*[seconds for seconds, _ in visits], strict=True), strict=True
    ):
        print(f"{point:12}{statistics.median(values):10.2f}{max(values):10.2f}")


if __name__ == "__main__":
    main()
