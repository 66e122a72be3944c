"""What a price rests on, in words."""

from __future__ import annotations

from ketacost.tables.schema import Basis
from ketacost.words.language import words


def basis_words(basis: Basis | None) -> str | None:
    """`prices of 7 providers, 2026`; None where the tables don't say."""
    if basis is None:
        return None
    return words().say(f"bases.{basis.kind}", count=basis.count, year=basis.year)
