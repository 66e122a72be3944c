"""The way there: each line's amount by hand, and the formula that gives it."""

from __future__ import annotations

from decimal import Decimal

from ketacost import load_prices
from ketacost.model.travel import VisitDay, errands

TABLES = load_prices("2026.1").getting_there
assert TABLES
ODD = TABLES.model_copy(update={"minutes_a_mile": Decimal("2.25")})
VISIT = VisitDay(7, "ketamine.iv", 1.5, may_drive=False)
FREE = VisitDay(14, "ketamine.iv", 0.5, may_drive=True)


def test_driving_both_ways() -> None:
    """10 miles there and back at 0.205, 0.725 and 0.725; somebody else at the wheel, or not."""
    there, back = errands([VISIT, FREE], TABLES, 5, None, None)
    assert there.cents == back.cents == (205, 725, 725)
    assert [e.origin((1,))["usd"] for e in (there, back)] == [Decimal("0.725")] * 2
    assert there.origin((0,))["accompanied"] and not back.origin((0,))["accompanied"]
    assert (there.day, there.option, there.service) == (7, "ketamine.iv", "driving")
    assert there.confidence == TABLES.mile.confidence and there.sources == TABLES.mile.sources


def test_a_ride_only_where_the_patient_may_not_drive() -> None:
    found = errands([VISIT, FREE], TABLES, None, 60, None)
    assert [(e.day, e.service, e.cents) for e in found] == [(7, "ride", (6_000,) * 3)]
    found = errands([VISIT, FREE], TABLES, 5, 60, None)
    assert [(e.day, e.service) for e in found] == [(7, "ride"), (14, "driving")]
    assert [e.cents for e in errands([VISIT], TABLES, None, 0, None)] == [(0, 0, 0)]


def test_lost_pay_for_the_visit_and_the_way() -> None:
    """90 minutes at 20 an hour are 30. With 5 miles each way at 2.25 minutes, 112.5: 37.50. With
    a third of a cent: 0.5 hours at 7 and 1 mile each way, 34.5 minutes, 4.025: half a cent up."""
    (alone,) = errands([VISIT], None, None, None, 20)
    assert alone.cents == (3_000,) * 3 and alone.sources == ()
    assert str(alone.origin((1,))["minutes"]) == "90"
    (no_way,) = errands([VISIT], ODD, None, None, 20)
    assert no_way.cents == (3_000,) * 3 and no_way.sources == ()
    (_, lost) = errands([VISIT], ODD, 5, None, 20)
    assert lost.cents == (3_750,) * 3 and lost.sources == ODD.sources
    origin = lost.origin((1,))
    assert (str(origin["minutes"]), origin["hours"], origin["usd"]) == ("112.5", 1.875, 20)
    assert errands([FREE], ODD, 1, None, 7)[1].cents == (403,) * 3


def test_nothing_is_asked() -> None:
    assert errands([VISIT], TABLES, None, None, None) == []
    assert errands([VISIT], TABLES, 0, None, 0) == []
    assert errands([VISIT], None, 5, None, None) == []  # nobody says what a mile costs
