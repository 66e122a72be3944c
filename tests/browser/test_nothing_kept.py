"""A visit leaves nothing behind: no request to another host, no cookie, no file; and what somebody
typed into a link becomes no link on our page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from driving import free_port, settle
from ketacost.app.server import settings

pytestmark = pytest.mark.browser

LINK = "v=2&release=2026.1&arms=ketamine.iv:6&plan=employer-ppo"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a server has its home, its temporary files and its working folder."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    import time
    import urllib.request

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "ketacost.cli", "app", "--port", str(port), "--no-browser"],
        env=os.environ | {"HOME": str(home), "TMPDIR": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=home,
        stdout=(home / "out.log").open("w"),
        stderr=subprocess.STDOUT,
    )
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5)
                break
            except OSError:
                time.sleep(0.25)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _files(root: Path) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in root.rglob("*") if p.is_file()}


def test_a_visit_leaves_nothing(browser: Browser, url: str, home: Path) -> None:
    package = Path(__file__).parents[2] / "src"
    before = _files(home) | _files(package)
    context = browser.new_context()
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).netloc))
    for path in ("", "country", "prices", "paid", "how"):
        page.goto(f"{url}/{path}?{LINK}")
        settle(page)
    with page.expect_download() as download:
        page.evaluate(
            "link => { const a = document.createElement('a'); a.href = link; a.download = '';"
            " document.body.append(a); a.click(); }",
            f"{url}/files/ketacost.csv?{LINK}".replace("ketacost.csv", "ketacost-lines.csv"),
        )
    assert download.value.suggested_filename == "ketacost-lines.csv"
    assert {host for host in hosts if host} == {urlsplit(url).netloc}
    assert {cookie["name"] for cookie in context.cookies()} <= {"_streamlit_xsrf"}
    context.close()
    after = _files(home) | _files(package)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= {str(home / "out.log")}
    said = (home / "out.log").read_text()
    assert "employer-ppo" not in said and "ketamine" not in said


def test_no_usage_statistics() -> None:
    assert settings()["browser.gatherUsageStats"] is False


def test_an_address_in_a_link_becomes_no_link(browser: Browser, url: str) -> None:
    page = browser.new_page()
    typed = "https%3A%2F%2Fevil.example%2Fx"
    page.goto(f"{url}/?{LINK}&region={typed}&plan=www.evil.example&zip=me%40evil.example")
    settle(page)
    assert "evil.example" in page.inner_text("body").replace("\u2060", "")
    for link in page.locator("a").all():
        assert "evil.example" not in urlsplit(link.get_attribute("href") or "").netloc
        assert not (link.get_attribute("href") or "").startswith("mailto:")
    page.close()
