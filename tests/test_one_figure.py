"""One figure is rounded in one way, on every surface that shows it for reading."""

from __future__ import annotations

import html
import re

import pytest

from ketacost.model.ranges import ranges_of
from ketacost.output.sheet import sheet_html
from ketacost.output.terminal import comparison_text
from ketacost.output.totals import totals_rows
from ketacost.words.card import cards_words
from ketacost.words.figures import about
from ketacost.words.sentence import sentence
from test_export import BASE, CASES


def _dollars(text: str) -> set[str]:
    return set(re.findall(r"\$[\d,]+(?![\d.]*\d)", text))


@pytest.mark.parametrize("name", CASES)
def test_card_sheet_terminal_table_and_sentence_show_the_same(name: str) -> None:
    comparison = CASES[name]
    sheet = html.unescape(sheet_html(comparison, BASE))
    terminal, copied = comparison_text(comparison), sentence(comparison, BASE)
    rows = totals_rows(comparison)
    cards, ranges = cards_words(comparison), ranges_of(comparison)
    for arm, card, found, row in zip(comparison.arms, cards, ranges, rows, strict=True):
        cents = arm.ledger.totals()["patient_pays"]["typical"]
        ends = {about(found.low), about(found.high)}
        assert card.figure == about(cents)
        for text in (sheet, terminal, copied, " ".join(map(str, row.values()))):
            assert card.figure in _dollars(text), text
            assert len(ends) == 1 or ends <= _dollars(text), text
