from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import settings

from ketacost import load_prices
from ketacost.tables import PriceBook

settings.register_profile("by-no-clock", deadline=None)  # a busy machine is no fault
settings.load_profile("by-no-clock")


@pytest.fixture(scope="session")
def book() -> PriceBook:
    return load_prices("2026.1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--clock", metavar="DAY", help="run under the clock of a day: 2030-01-15")


@pytest.fixture(scope="session", autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Today, or the day that `--clock` says."""
    day = request.config.getoption("--clock")
    if not day:
        yield
        return
    import time_machine

    with time_machine.travel(datetime.fromisoformat(f"{day}T12:00"), tick=True):
        yield
