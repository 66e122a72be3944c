"""Before and after: a scenario that was kept, held against the one it was changed into."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from ketacost.model.estimate import ArmEstimate, Comparison, compare
from ketacost.model.ledger import Line
from ketacost.model.way_to_approval import put_before
from ketacost.tables import PriceBook, load_prices


@dataclass(frozen=True)
class Part:
    """What the patient pays for one service before and after, typical cents; None: not had."""

    service: str
    line: Line
    """A line of it, and the tables that it stands in: its name."""
    book: PriceBook
    kept: int | None
    now: int | None

    @property
    def difference(self) -> int:
        """How much more (below 0: less) is paid now, cents."""
        return (self.now or 0) - (self.kept or 0)


@dataclass(frozen=True)
class Pair:
    """An arm before and after; None on the side that does not have it."""

    kept: ArmEstimate | None
    now: ArmEstimate | None
    books: tuple[PriceBook, PriceBook]

    @property
    def cents(self) -> tuple[int | None, int | None]:
        """What the patient pays in all before and after, typical."""
        return _total(self.kept), _total(self.now)

    @property
    def difference(self) -> int | None:
        """How much more (below 0: less) is paid now, cents; None where one side lacks the arm."""
        kept, now = self.cents
        return None if kept is None or now is None else now - kept

    def parts(self) -> list[Part]:
        """Every service of the two, in the order of the courses; their differences sum to that of
        the totals."""
        found: dict[str, Part] = {}
        paid = _by_service(self.kept), _by_service(self.now)
        for arm, book in zip((self.kept, self.now), self.books, strict=True):
            for line in arm.ledger.lines if arm else ():
                name = line.service
                both = paid[0].get(name), paid[1].get(name)
                found.setdefault(name, Part(name, line, book, *both))
        return list(found.values())


def kept_comparison(comparison: Comparison) -> Comparison | None:
    """What a comparison is held against, with the prices of its own release; None if nothing is.

    Raises:
        PricingError: its release is not known.
    """
    kept = comparison.scenario.kept
    return compare(load_prices(kept.release), kept) if kept else None


def pairs(kept: Comparison, now: Comparison) -> list[Pair]:
    """The arms of now in their order, each with the one it was before; then what is left of before.

    It was the arm of the same options; else, of those left, one that is the same but for what a
    plan asks for before it; else one of the same treatments (another way to have ketamine). Several
    of the same go in turn.
    """
    was: dict[int, int] = {}
    for alike in (_options, _but_for_the_way, _treatments):
        _match(kept, now, alike, was)
    books = kept.book, now.book
    found = [
        Pair(kept.arms[was[place]] if place in was else None, arm, books)
        for place, arm in enumerate(now.arms)
    ]
    gone = [arm for place, arm in enumerate(kept.arms) if place not in was.values()]
    return found + [Pair(arm, None, books) for arm in gone]


def _match(
    kept: Comparison,
    now: Comparison,
    alike: Callable[[PriceBook, ArmEstimate], Hashable],
    was: dict[int, int],
) -> None:
    """Give each arm that has no partner yet the first free one that is alike."""
    for place, arm in enumerate(now.arms):
        if place in was:
            continue
        for before, other in enumerate(kept.arms):
            free = before not in was.values()
            if free and alike(now.book, arm) == alike(kept.book, other):
                was[place] = before
                break


def _options(_: PriceBook, arm: ArmEstimate) -> Hashable:
    return arm.options


def _but_for_the_way(book: PriceBook, arm: ArmEstimate) -> Hashable:
    return arm.options[put_before(book, arm.arm) :]


def _treatments(book: PriceBook, arm: ArmEstimate) -> Hashable:
    return tuple(book.treatment_id(option) for option in arm.options)


def _total(arm: ArmEstimate | None) -> int | None:
    return arm.ledger.totals()["patient_pays"]["typical"] if arm else None


def _by_service(arm: ArmEstimate | None) -> dict[str, int]:
    if arm is None:
        return {}
    found = arm.ledger.by(lambda line: line.service)
    return {name: totals["patient_pays"]["typical"] for name, totals in found.items()}
