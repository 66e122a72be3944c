"""What a fault proposes to write instead."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("1,00", "; write 1.00 with a decimal point"),
        ("1 000,50", "; write 1000.50 with a decimal point"),
        ("1'000,50", "; write 1000.50 with a decimal point"),
        ("1.000.000", "; write 1000000 without the points"),
        ("1.000.50", ""),
        ("1 000", "; write 1000 without the space"),
        ("1'000.50", "; write 1000.50 without the apostrophe"),
        ("1 00", ""),
        ("475 USD", "; write 475 without 'USD'"),
        ("US$475", "; write 475 without 'US' and the dollar sign"),
        ("US $1,475.00", "; write 1475.00 without 'US' and the comma and the dollar sign"),
        ("(100.00)", "; brackets mean an amount below 0, and no figure here is"),
        ("3.9983E+01", "; write it in full: 39.983"),
    ],
)
def test_a_comma_is_never_turned_into_another_amount(text: str, hint: str) -> None:
    assert number_hint(text) == hint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mar-84", "a spreadsheet has made a date of the figure"),
        ("03. Aug", "a spreadsheet has made a date of the figure"),
        ("3/8/2024", "that is a date"),
        ("########", "where it shows no figure"),
        ("#VALUE!", "where it shows no figure"),
        ("#N/A", "where it shows no figure"),
    ],
)
def test_what_a_spreadsheet_made_of_a_figure_is_named(text: str, words: str) -> None:
    assert words in number_hint(text)


WAYS = {  # how a number with two decimals is written elsewhere: between thousands, and its point
    "German": (".", ","),
    "French": (" ", ","),
    "Swiss": ("'", "."),
    "American": (",", "."),
}


@pytest.mark.parametrize("way", WAYS)
@given(cents=st.integers(0, 99_999_999_999))
def test_what_is_proposed_is_the_number_that_was_meant(way: str, cents: int) -> None:
    """Nothing is proposed, or that very number."""
    thousands, point = WAYS[way]
    whole, _, part = f"{Decimal(cents) / 100:,.2f}".partition(".")
    text = whole.replace(",", thousands) + point + part
    proposed = re.search(r"write ([0-9.]+)", number_hint(text))
    assert proposed is None or Decimal(proposed[1]) == Decimal(cents) / 100, text
    assert proposed or thousands not in text, text
