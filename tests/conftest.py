from __future__ import annotations

import pytest

from ketacost import load_prices
from ketacost.tables import PriceBook


@pytest.fixture(scope="session")
def book() -> PriceBook:
    return load_prices("2026.1")
