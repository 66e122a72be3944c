from __future__ import annotations

import pytest
from hypothesis import settings

from ketacost import load_prices
from ketacost.tables import PriceBook

settings.register_profile("by-no-clock", deadline=None)  # a busy machine is no fault
settings.load_profile("by-no-clock")


@pytest.fixture(scope="session")
def book() -> PriceBook:
    return load_prices("2026.1")
