"""Why a range is so wide, and what would lower the cost, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ketacost.model.drivers import Driver
from ketacost.model.levers import Lever
from ketacost.model.scenario import Scenario
from ketacost.model.ways import ways_of
from ketacost.tables import PriceBook
from ketacost.words.arms import plural_unit
from ketacost.words.language import Words, words
from ketacost.words.scenario import month_name

_MOST = 0.5  # of all that moves the range
_LITTLE = 0.25  # of what moves the total most


def in_range(driver: Driver, scenario: Scenario) -> bool:
    """Whether a range holds what a thing moves: prices always, schedules if the scenario says so;
    a range is of one place."""
    return driver.kind == "price" or (driver.kind != "place" and scenario.schedule_varies)


def why_words(book: PriceBook, scenario: Scenario, found: Sequence[Driver]) -> str:
    """What a range's width comes from, in one sentence.

    Args:
        found: all drivers of an arm, the largest first.
    """
    say = words()
    inside = [driver for driver in found if in_range(driver, scenario)]
    place = _place(found, inside, say)
    if not inside:
        return say.say("why.nothing", place=place)
    what = [_phrase(book, driver, found, say) for driver in inside[:2]]
    if len(inside) == 1:
        return say.say("why.one", what=what[0], place=place)
    if inside[0].moves > _MOST * sum(driver.moves for driver in inside):
        return say.say("why.most", what=what[0], place=place)
    return say.say("why.some", what=what[0], next=what[1], place=place)


def _place(found: Sequence[Driver], inside: Sequence[Driver], say: Words) -> str:
    moves = next((driver.moves for driver in found if driver.kind == "place"), 0)
    if not moves:
        return say.say("why.place-nothing")
    little = bool(inside) and moves <= _LITTLE * inside[0].moves
    return say.say(f"why.place-{'little' if little else 'much'}", cents=moves)


def driver_name(book: PriceBook, driver: Driver, found: Sequence[Driver]) -> str:
    """What moves a total, as the name of a bar: `Price of "Sertraline"`."""
    return _named(book, driver, found, words(), "bar-")


def _phrase(book: PriceBook, driver: Driver, found: Sequence[Driver], say: Words) -> str:
    return _named(book, driver, found, say, "")


def _named(
    book: PriceBook, driver: Driver, found: Sequence[Driver], say: Words, prefix: str
) -> str:
    path = f"why.{prefix}{driver.kind}"
    if driver.kind == "price":
        return say.say(path, service=_service(book, driver.name, found))
    if driver.kind == "sessions":
        return say.say(path, units=plural_unit(driver.name, book))
    return say.say(path)


def _service(book: PriceBook, name: str, found: Sequence[Driver]) -> str:
    """A service in few words, `Ketamine infusion into a vein`; whole where two would be alike."""
    short = [_short(book, driver.name) for driver in found if driver.kind == "price"]
    mine = _short(book, name)
    return mine if short.count(mine) < 2 else book.services[name].label


def _short(book: PriceBook, name: str) -> str:
    return re.sub(r" \([^)]*\)", "", book.services[name].label).partition(",")[0]


def lever_words(book: PriceBook, scenario: Scenario, place: int, lever: Lever) -> str:
    """What a change is and what it saves: `At a hospital: about $300 less.`

    Args:
        place: of the arm in the scenario.
    """
    say = words()
    params: dict[str, object] = {"cents": lever.saves}
    if lever.kind == "help":
        params["name"] = book.help[lever.name].label
    elif lever.kind == "start":
        params["month"] = month_name(int(lever.name))
    elif lever.kind != "savings-count":
        params["way"] = _way(book, scenario, place, lever)
    return say.say(f"why.{lever.kind}", **params)


def _way(book: PriceBook, scenario: Scenario, place: int, lever: Lever) -> str:
    """The way in a word; with its treatment where an arm has several."""
    old, new = scenario.arms[place], lever.scenario.arms[place]
    option = next(b.option for a, b in zip(old, new, strict=True) if a != b)
    phrase = ways_of(book, option)[lever.kind].choices[lever.name].phrase
    if len(new) > 1:
        return f"{book.treatment_of(option).short} {phrase}"
    return phrase[0].upper() + phrase[1:]
