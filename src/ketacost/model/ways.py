"""Where an option is given, by whom and how it is billed, and what that changes in its course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ketacost.model.course import DatedService
from ketacost.model.scenario import Choice
from ketacost.tables import PriceBook
from ketacost.tables.schema import Payer, Way, Ways

KINDS = {"billing": "billing", "setting": "settings", "provider": "providers"}
"""Attribute of a choice: what the tables call the kind. In the order in which they hold: each sees
the services that the one before it left."""


@dataclass(frozen=True)
class TakenWay:
    """One way of a choice: its kind (`setting`), its id, and what the tables say of it."""

    kind: str
    name: str
    way: Way
    instead_of: Way | None = None
    """The way that was asked for, where there is no such way under the plan."""


@lru_cache(maxsize=512)
def ways_of(book: PriceBook, option: str) -> dict[str, Ways]:
    """The kinds of ways that change something in an option's course: the option's own, else its
    treatment's.

    Raises:
        KeyError: no such option.
    """
    here, above = book.options[option], book.treatment_of(option)
    course = {step.service for step in here.course}
    found: dict[str, Ways] = {}
    for kind, table in KINDS.items():
        ways: Ways | None = getattr(here, table) or getattr(above, table)
        if ways is None:
            continue
        if getattr(here, table) or any(_touched(w) & course for w in ways.choices.values()):
            found[kind] = ways
            for way in ways.choices.values():
                course |= set(way.replaces.values())
    return found


def _touched(way: Way) -> set[str]:
    return {*way.replaces, *way.leaves_out, *way.benefits}


def ways_taken(book: PriceBook, choice: Choice, payer: Payer) -> tuple[TakenWay, ...]:
    """The ways of a choice under the plans of a payer: the usual ones where it names none, or one
    that there is not under such plans."""
    return tuple(
        TakenWay(kind, said, ways.choices[said])
        if said in ways.under(payer)
        else TakenWay(
            kind, ways.usual(payer), ways.choices[ways.usual(payer)], ways.choices.get(said)
        )
        for kind, ways in ways_of(book, choice.option).items()
        for said in [getattr(choice, kind)]
    )


def course_services(book: PriceBook, choice: Choice, payer: Payer) -> dict[str, DatedService]:
    """The services that a choice's course can hold in its ways, each as it would be had once."""
    course = (
        DatedService(0, choice.option, s.phase, s.service, 1, s.each_session is not None)
        for s in book.options[choice.option].course
    )
    found: dict[str, DatedService] = {}
    for one in in_ways(course, ways_taken(book, choice, payer)):
        if one.session or one.service not in found:  # boosters have the session's services too
            found[one.service] = one
    return found


def all_services(book: PriceBook, option: str) -> tuple[str, ...]:
    """The services of an option's course, and those that stand in for them in other ways."""
    found = dict.fromkeys(step.service for step in book.options[option].course)
    for ways in ways_of(book, option).values():
        for way in ways.choices.values():
            found |= {new: None for old, new in way.replaces.items() if old in found}
    return tuple(found)


def in_ways(services: Iterable[DatedService], ways: Iterable[TakenWay]) -> Iterator[DatedService]:
    """The services of a course as they are had in these ways: some have another in their stead,
    some are part of another bill."""
    taken = [one.way for one in ways]
    for dated in services:
        service: str | None = dated.service
        benefit = None
        for way in taken:
            if service in way.leaves_out:
                service = None
            if service is None:
                break
            service = way.replaces.get(service, service)
            benefit = way.benefits.get(service, benefit)
        if service is not None:
            same = service == dated.service and benefit is None
            yield (
                dated
                if same
                else replace(dated, service=service, listed=dated.service, benefit=benefit)
            )


def other_ways(book: PriceBook, choice: Choice, payer: Payer) -> Iterator[tuple[TakenWay, Choice]]:
    """Each other way to have a choice, with the choice that says so. Ways that can't go with those
    taken are left out."""
    taken = {one.kind: one.name for one in ways_taken(book, choice, payer)}
    for kind, ways in ways_of(book, choice.option).items():
        for name, way in ways.under(payer).items():
            besides = {**taken, kind: name}
            if name != taken[kind] and not clash(book, choice.option, besides):
                changed: dict[str, Any] = {kind: name}
                yield TakenWay(kind, name, way), replace(choice, **changed)


def can_be_had(book: PriceBook, choice: Choice) -> bool:
    """Whether a release knows an option and the ways in which a choice has it."""
    if choice.option not in book.options:
        return False
    known = ways_of(book, choice.option)
    named = {kind: name for kind in KINDS if (name := getattr(choice, kind))}
    return all(kind in known and name in known[kind].choices for kind, name in named.items())


def clash(book: PriceBook, option: str, names: dict[str, str]) -> tuple[str, str] | None:
    """Two ways that can't go together, by id; None where all can.

    Args:
        names: id of a way by its kind.
    """
    all_ways = ways_of(book, option)
    for kind, name in names.items():
        for other in all_ways[kind].choices[name].not_with:
            if other in names.values():
                return name, other
    return None
