from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from driving import CHROMIUM, FLAGS, serving

expect.set_options(timeout=20_000)  # a machine that is busy with other tests is slow, not wrong


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A running `ketacost app`."""
    with serving() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    assert CHROMIUM, "no Chromium on the path: install Debian's package chromium"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()
