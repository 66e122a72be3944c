"""What a link opens: scenario, tables and words about it, alike for page and first HTML."""

from __future__ import annotations

from dataclasses import dataclass

from ketacost.app.books import read_book
from ketacost.app.faulty import is_known, told
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
    """The scenario, if the link may stay as it is: it says it in every part, or names a release
    that can't be used now and may be again."""
    faulty: bool
    """Whether the link's release is there and can't be used, so that today's stands in."""


def opened(pairs: Pairs) -> Opened:
    """Read a link's fields; a release that can't be used is told, and today's taken.

    Raises:
        PricingError, PricingFaults: today's tables can't be used either.
    """
    problems: tuple[str, ...] = ()
    faulty = False
    try:
        reading = read_link(pairs, load=read_book)
    except (PricingError, PricingFaults) as err:
        say = words().say
        reading = read_link(pairs, read_book().id, load=read_book)
        faulty = is_known(dict(pairs).get("release"))
        why, year = told(err, pairs).rstrip("."), reading.book.release.prices_of
        problems = (say("first-html.other-release", why=why, prices_of=year),)
    return Opened(
        reading.scenario,
        read_book(reading.book.id),
        (*problems, *problem_words(reading.problems)),
        tuple(problem_words(reading.notes)),
        reading.scenario if problems or _whole(pairs, reading) else None,
        faulty,
    )


def _whole(pairs: Pairs, reading: Reading) -> bool:
    return bool(pairs) and not (reading.problems or reading.notes)
