"""What 1, 2, 3 ... sessions cost, and what happens on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ketacost.model.codes import Code
from ketacost.model.ledger import Ledger
from ketacost.model.prices import LEVELS
from ketacost.model.scenario import Arm, Scenario
from ketacost.model.settle import settled
from ketacost.tables import PriceBook

MOST_SESSIONS = 24
_TYPICAL = LEVELS.index("typical")


@dataclass(frozen=True)
class Curve:
    """An arm's cost to the patient by the number of sessions of its first option."""

    arm: Arm
    sessions: tuple[int, ...]
    paid: tuple[int, ...]
    """Cents at typical prices, one for each number of sessions."""
    marks: tuple[tuple[int, Code], ...]
    """Turning points: the number of sessions, and `deductible-met`, `maximum-reached`,
    `new-plan-year` or `nothing-more`."""

    def at(self, sessions: int) -> int:
        """Cents for so many sessions.

        Raises:
            ValueError: the curve does not hold that many.
        """
        return self.paid[self.sessions.index(sessions)]


def curve(book: PriceBook, scenario: Scenario, arm: Arm, most: int = MOST_SESSIONS) -> Curve:
    """The curve of an arm, from the least number of sessions that it can have to at most `most`."""
    first = arm[0]
    limits = book.options[first.option].sessions
    numbers = tuple(range(limits.min, min(limits.max, max(most, first.sessions)) + 1))
    paid: list[int] = []
    marks: list[tuple[int, Code]] = []
    told: set[str] = set()
    for many in numbers:
        changed = (replace(first, sessions=many, stop_after=None), *arm[1:])
        ledger = settled(book, scenario, changed)
        paid.append(ledger.totals()["patient_pays"]["typical"])
        for code in _codes(ledger):
            if code.id not in told:
                told.add(code.id)
                marks.append((many, code))
    marks += _nothing_more(numbers, paid)
    return Curve(arm, numbers, tuple(paid), tuple(marks))


def _codes(ledger: Ledger) -> list[Code]:
    return [mark.code for mark in ledger.marks((_TYPICAL,))]


def _nothing_more(numbers: tuple[int, ...], paid: list[int]) -> list[tuple[int, Code]]:
    """From which number on a further session costs nothing, up to the last; none where the last
    one costs something."""
    same = len(paid) - 1
    while same > 0 and paid[same - 1] == paid[-1]:
        same -= 1
    return [(numbers[same], Code.of("nothing-more"))] if same < len(paid) - 1 else []


@dataclass(frozen=True)
class Crossing:
    """From `sessions` on, one arm costs less than the other, where before it did not."""

    sessions: int
    cheaper: int
    """Place of the arm that costs less from here on."""
    dearer: int


def crossings(curves: list[Curve]) -> list[Crossing]:
    """Where two curves change places, in order of the number of sessions."""
    found: list[Crossing] = []
    for a, one in enumerate(curves):
        for b, other in enumerate(curves[:a]):
            both = [n for n in one.sessions if n in other.sessions]
            sign = [(one.at(n) > other.at(n)) - (one.at(n) < other.at(n)) for n in both]
            last = 0
            for n, now in zip(both, sign, strict=True):
                if now and last and now != last:
                    cheaper, dearer = (b, a) if now > 0 else (a, b)
                    found.append(Crossing(n, cheaper, dearer))
                last = now or last
    return sorted(found, key=lambda c: c.sessions)
