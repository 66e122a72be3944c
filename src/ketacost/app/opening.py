"""What a link opens: scenario, tables and words about it, alike for page and first HTML."""

from __future__ import annotations

from dataclasses import dataclass

from ketacost.app.books import read_book
from ketacost.model.link import Pairs, Reading, read_link
from ketacost.model.scenario import Scenario
from ketacost.tables import PriceBook, PricingError, PricingFaults
from ketacost.words.language import words
from ketacost.words.scenario import problems as problem_words


@dataclass(frozen=True)
class Opened:
    """What was read, and what is told about it."""

    scenario: Scenario
    book: PriceBook
    problems: tuple[str, ...]
    """What could not be taken of the link, in words."""
    notes: tuple[str, ...]
    """What was taken by a guess, in words."""
    said: Scenario | None
    """The scenario, if the link says it in every part, so that it may stay as it is."""


def opened(pairs: Pairs) -> Opened:
    """Read a link's fields; a release that can't be used is told, and today's taken.

    Raises:
        PricingError, PricingFaults: today's tables can't be used either.
    """
    problems: tuple[str, ...] = ()
    try:
        reading = read_link(pairs)
    except (PricingError, PricingFaults) as err:
        say = words().say
        reading = read_link(pairs, read_book().id)
        why = str(err) if isinstance(err, PricingError) else say("first-html.faults")
        year = reading.book.release.prices_of
        problems = (say("first-html.other-release", why=why, prices_of=year),)
    return Opened(
        reading.scenario,
        read_book(reading.book.id),
        (*problems, *problem_words(reading.problems)),
        tuple(problem_words(reading.notes)),
        reading.scenario if _whole(pairs, reading) and not problems else None,
    )


def _whole(pairs: Pairs, reading: Reading) -> bool:
    return bool(pairs) and not (reading.problems or reading.notes)
