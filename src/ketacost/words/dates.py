"""Days as people here write them."""

from __future__ import annotations

from datetime import date

from ketacost.words.language import words


def day_words(day: date | None) -> str:
    """`11/25/2026`; in Spanish `25 nov. 2026`, as readers of Spanish may put the day first."""
    if day is None:
        return ""
    say = words().say
    month = say(f"short-dates.months.m{day.month}")
    return say("short-dates.day", day=day.day, month=month, year=day.year)
