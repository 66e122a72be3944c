"""How soon a slow phone can read the answer, and use the page.

    python tests/load/slow_phone.py [--runs 3] [--release 64d13e7] [--only today]

A phone of 375 x 667 with an empty cache, a line of 1.6 Mbit/s with 150 ms of delay, and a processor
four times slower than this machine's, in a real Chromium. Three servers in turn: an empty Streamlit
page, the release that people have, and this checkout. For each it prints medians of

    answer   seconds until the first figure can be read
    live     seconds until the live page's first figure can be read
    KB       received until five seconds after that
    shift    cumulative layout shift
    hosts    requests to any other host

Not a test: nothing is asserted by the clock.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "browser"))
from driving import CHROMIUM, FLAGS, free_port  # noqa: E402

LINK = (
    "?v=2&release=2026.1&arms=ketamine.iv:6,ssri.sertraline:9,cbt.individual:16,ect.outpatient:9"
    "&region=oh&plan=employer-ppo"
)
EMPTY = 'import streamlit as st\nst.title("empty")\n'

# Notes, from the first moment, when a figure of the block, a figure of the live page, or the title
# of the empty page can be seen; and what moved.
WATCH = """
window.kcSeen = {};
window.kcShift = 0;
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) window.kcShift += e.value;
}).observe({ type: "layout-shift", buffered: true });
const look = () => {
  const seen = (selector) => [...document.querySelectorAll(selector)].some((e) => {
    const box = e.getBoundingClientRect();
    return box.height > 0 && e.textContent.trim() && getComputedStyle(e).visibility === "visible";
  });
  const note = (name, selector) => {
    if (!(name in window.kcSeen) && seen(selector)) window.kcSeen[name] = performance.now() / 1000;
  };
  note("answer", "#kc-first [data-figure], FIGURE");
  note("live", "FIGURE");
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@dataclass(frozen=True)
class Seen:
    """One visit."""

    answer: float
    live: float
    kilobytes: float
    shift: float
    hosts: float


@contextmanager
def served(command: list[str], port: int, folder: Path, source: Path | None) -> Iterator[str]:
    """A server of its own; its address."""
    environment = os.environ | ({"PYTHONPATH": str(source)} if source else {})
    server = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://localhost:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
                break
            except OSError:
                assert server.poll() is None, f"{command} stopped"
                time.sleep(0.25)
        yield url
    finally:
        server.terminate()
        server.wait(20)


def visit(browser: Browser, url: str, figure: str) -> Seen:
    """One visit of a phone that was never here."""
    context = browser.new_context(
        viewport={"width": 375, "height": 667},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
    )
    page = context.new_page()
    page.add_init_script(WATCH.replace("FIGURE", figure))
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8,
         "uploadThroughput": 0.75e6 / 8},
    )  # fmt: skip
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    received, hosts = [0.0], set[str]()
    line.on("Network.dataReceived", lambda e: received.append(e["encodedDataLength"]))
    line.on(
        "Network.webSocketFrameReceived",
        lambda e: received.append(len(e["response"]["payloadData"]) * 0.75),
    )
    line.on("Network.requestWillBeSent", lambda e: hosts.add(urlsplit(e["request"]["url"]).netloc))
    page.goto(url, wait_until="commit", timeout=120_000)
    for _ in range(400):
        if page.evaluate("Boolean(window.kcSeen && window.kcSeen.live)"):
            break
        page.wait_for_timeout(250)
    page.wait_for_timeout(5_000)
    seen = page.evaluate("window.kcSeen")
    shift = page.evaluate("window.kcShift")
    context.close()
    others = {h for h in hosts if h and not h.startswith("localhost")}
    return Seen(seen["answer"], seen["live"], sum(received) / 1000, shift, len(others))


def _frame_length(event: dict[str, Any]) -> float:
    """Bytes of a binary frame of a websocket, which CDP tells in base64."""
    return len(event["response"]["payloadData"]) * 0.75


def medians(visits: list[Seen]) -> Seen:
    """The middle of each."""
    return Seen(*(statistics.median(getattr(v, f.name) for v in visits) for f in fields(Seen)))


def main() -> None:
    """Visit each in turn and print the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--release", default="64d13e7", help="the commit of the release")
    parser.add_argument("--only", choices=["empty", "release", "today"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        old, empty = Path(folder) / "release", Path(folder) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        git = ["git", "-C", str(ROOT), "worktree"]
        if asked.only in (None, "release"):
            subprocess.run([*git, "add", "-q", "--detach", str(old), asked.release], check=True)
        try:
            run(asked, playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS), old, empty)
        finally:
            subprocess.run([*git, "remove", "--force", str(old)], check=False, capture_output=True)


def run(asked: argparse.Namespace, browser: Browser, old: Path, empty: Path) -> None:
    """Serve all, visit each in turn, print."""
    ports = {name: free_port() for name in ("empty", "release", "today")}
    streamlit = [sys.executable, "-m", "streamlit", "run", "--server.headless", "true"]
    plain = [*streamlit, "--browser.gatherUsageStats", "false", "--server.port"]
    ours = [sys.executable, "-m", "ketacost.cli", "app", "--no-browser", "--port"]
    card = "#root .kc-cards [data-figure], [data-testid=stMetricValue]"
    servers = {
        "empty": ([*plain, str(ports["empty"]), str(empty)], empty.parent, None, "", "h1"),
        "release": ([*ours, str(ports["release"])], old, old / "src", LINK, card),
        "today": ([*ours, str(ports["today"])], ROOT, ROOT / "src", LINK, card),
    }
    visits: dict[str, list[Seen]] = {n: [] for n in servers if asked.only in (None, n)}
    for turn in range(asked.runs + 1):
        for name in visits:
            command, folder, source, link, figure = servers[name]
            with served(command, ports[name], folder, source) as url:
                urllib.request.urlopen(f"{url}/{link}").read()
                seen = visit(browser, f"{url}/{link}", figure)
            if turn:  # the first visit warms this machine's disk, not the phone
                visits[name].append(seen)
    print(f"{'':10}" + "".join(f"{f.name:>12}" for f in fields(Seen)))
    for name, found in visits.items():
        middle = medians(found)
        print(f"{name:10}" + "".join(f"{getattr(middle, f.name):12.3f}" for f in fields(Seen)))


if __name__ == "__main__":
    main()
