"""The page says how old its prices are, and nothing turns red by the calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import time_machine

from driving_app import open_page
from ketacost.app.first_html import make
from ketacost.tables import PriceBook
from ketacost.tables.language import speaking
from ketacost.tables.upkeep.check import check_releases
from ketacost.words.scenario import dated_line, estimate_line

LINK = "v=2&release=2026.1&arms=ketamine.iv:6"


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 12, 31), ""),
        (date(2027, 1, 1), "last year's"),
        (date(2028, 6, 1), "2 years old"),
        (date(2029, 6, 1), "3 years old"),
        (date(2030, 1, 15), "4 years old, too old to plan with"),
    ],
)
def test_prices_are_older_words_as_they_age(book: PriceBook, day: date, says: str) -> None:
    line = dated_line(book, day)
    assert line.startswith(estimate_line(book)) and says in line
    assert bool(says) == (line != estimate_line(book))
    with speaking("es"):
        assert bool(says) == (dated_line(book, day) != estimate_line(book))


def test_page_and_first_html_say_it() -> None:
    with time_machine.travel(datetime(2030, 1, 15, 12), tick=True):
        page = open_page(**dict(pair.split("=") for pair in LINK.split("&")))
        assert "too old to plan with" in "\n".join(str(e.proto) for e in page.get("html"))
        assert b"too old to plan with" in make("compare", LINK, "en").content


@pytest.mark.parametrize("year", [2027, 2030, 2040])
def test_no_sealed_release_turns_red_by_the_calendar(year: int) -> None:
    assert check_releases(today=date(year, 1, 15))[0] == []
