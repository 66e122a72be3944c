"""What a fault proposes to write instead."""

from __future__ import annotations

import pytest

from ketacost.tables.hints import number_hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("475,20", "; write 475.20 with a decimal point"),
        ("0,200", "; write 0.200 with a decimal point"),
        ("1.000,50", "; write 1000.50 with a decimal point"),
        ("1,000", "; write 1000 without the comma"),
        ("$1,000.50", "; write 1000.50 without the comma and the dollar sign"),
        ("1,000,000", "; write 1000000 without the comma"),
        ("1,000,50", ""),
        ("1,00.5", ""),
    ],
)
def test_a_comma_is_never_turned_into_another_amount(text: str, hint: str) -> None:
    assert number_hint(text) == hint
