"""Checks of settings, providers and billing: each changes a course that there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ketacost.tables import schema as models
from ketacost.tables.spelling import did_you_mean

if TYPE_CHECKING:
    from ketacost.tables.reading import Document, Path_

TABLES = ("billing", "settings", "providers")  # in the order in which they hold


def check_ways(doc: Document, treatment: models.Treatment, known: frozenset[str]) -> None:
    """A fault for each service that a way names and nobody knows, for one that stands in no course
    that the way could change, and for another way that it can't go with and that there is not.

    Args:
        known: ids of all services; empty where they could not be read.
    """
    every = {step.service for o in treatment.options.values() for step in o.course}
    _check(doc, (), treatment, every, known)
    for name, option in treatment.options.items():
        _check(doc, ("options", name), option, {s.service for s in option.course}, known)


def _check(
    doc: Document,
    at: Path_,
    here: models.Option | models.Treatment,
    course: set[str],
    known: frozenset[str],
) -> None:
    kinds = {t: getattr(here, t) for t in TABLES if getattr(here, t)}
    ways = {name for kind in kinds.values() for name in kind.choices}
    reached = set(course)
    for table, kind in kinds.items():
        for name, way in kind.choices.items():
            path = (*at, table, "choices", name)
            for key, service, new in _named(way):
                if new and known and service not in known:
                    near = did_you_mean(service, known)
                    told = f"no service '{service}' in services/*.yaml{near}"
                    doc.fault((*path, *key), told, id="name-unknown")
                if not new and service not in reached:
                    near = did_you_mean(service, reached)
                    told = f"'{service}' is in no course that this could change{near}"
                    doc.fault((*path, *key), told, id="name-unknown")
            for index, other in enumerate(way.not_with):
                if other not in ways:
                    near = did_you_mean(other, ways)
                    told = f"no way '{other}' here{near}"
                    doc.fault((*path, "not-with", index), told, id="name-unknown")
        reached |= {new for way in kind.choices.values() for new in way.replaces.values()}


def _named(way: models.Way) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Where a way names a service, which, and whether it stands in for another."""
    for old, new in way.replaces.items():
        yield ("replaces", old), old, False
        yield ("replaces", old), new, True
    for index, service in enumerate(way.leaves_out):
        yield ("leaves-out", index), service, False
    after = set(way.replaces.values())
    for service in way.benefits:
        if service not in after:
            yield ("benefits", service), service, False
