"""What happens on which day: each way in which a step can say when."""

from __future__ import annotations

from typing import Any

import pytest

from ketacost import load_prices
from ketacost.model.course import DatedService, course, session_days
from ketacost.model.scenario import Choice
from ketacost.tables.schema import Option, Rhythm, Sessions, Step

BASE = load_prices("2026.1").options["ketamine.iv"]


def _option(*steps: dict[str, Any], **sessions: Any) -> Option:
    """An option with weekly sessions, and steps beside them."""
    rhythm = sessions.pop("rhythm", [{"per-week": 1}])
    said = {
        "unit": "session",
        "default": 3,
        "min": 1,
        "max": 30,
        "rhythm": rhythm,
        "sources": ["x"],
    }
    session = {"service": "session", "phase": "acute", "each-session": 1}
    return BASE.model_copy(
        update={
            "sessions": Sessions(**(said | sessions)),
            "course": tuple(Step(**step) for step in (session, *steps)),
        }
    )


def _days(option: Option, service: str, weeks: int | None = None, **choice: Any) -> list[int]:
    found = course(Choice("x", 3, **choice), option, weeks)
    assert [s.day for s in found] == sorted(s.day for s in found)
    return [s.day for s in found if s.service == service]


VISIT = {"service": "visit", "phase": "acute"}
AFTER = {"service": "visit", "phase": "after"}
BOOSTER = {"service": "session", "phase": "maintenance", "every-weeks": 4}


@pytest.mark.parametrize(
    ("step", "days"),
    [
        ({"service": "visit", "phase": "before", "week": 0}, [0]),
        (VISIT | {"week": 2}, [14]),
        (AFTER | {"week": "last"}, [21]),
        (AFTER | {"week": "last", "weeks-after": 2}, [35]),
        (VISIT | {"each-session": 1}, [7, 14, 21]),
        (VISIT | {"each-session": 2}, [7, 21]),
        (VISIT | {"each-session": 1, "from-session": 2}, [14, 21]),
        (VISIT | {"every-weeks": 1}, [7, 14, 21]),  # to the day of the last session
        (VISIT | {"every-weeks": 2}, [7, 21]),
        (VISIT | {"every-weeks": 1, "from-week": 0}, [0, 7, 14, 21]),
        (VISIT | {"every-weeks": 1, "from-week": 4}, []),
        (VISIT | {"every-weeks": 1, "count": 2}, [7, 14]),
        (VISIT | {"every-weeks": 0.5}, [7, 10, 14, 17, 21]),
        (VISIT | {"every-months": 0.5}, [7]),  # the next on day 22
        (BOOSTER | {"service": "visit"}, []),
    ],
)
def test_when_a_step_happens_in_a_course(step: dict[str, Any], days: list[int]) -> None:
    """Sessions on days 7, 14 and 21."""
    assert _days(_option(step), "visit") == days
    assert _days(_option(step), "session") == [7, 14, 21]


@pytest.mark.parametrize(
    ("step", "days"),
    [
        (VISIT | {"every-weeks": 2}, [7, 21]),  # of the course alone
        (VISIT | {"every-weeks": 2, "to-horizon": True}, [7, 21, 35, 49, 63]),
        (VISIT | {"every-weeks": 2, "to-horizon": True, "count": 3}, [7, 21, 35]),
        (BOOSTER | {"service": "visit", "every-weeks": 3}, [42, 63]),
        (BOOSTER | {"service": "visit", "every-weeks": 3, "from-week": 4}, [28, 49]),
        ({"service": "visit", "phase": "maintenance", "every-months": 1}, [51]),
        (AFTER | {"week": "last", "weeks-after": 7}, []),  # day 70 is beyond
        (AFTER | {"week": "last", "weeks-after": 6}, [63]),
    ],
)
def test_when_a_step_happens_in_ten_weeks(step: dict[str, Any], days: list[int]) -> None:
    """The horizon ends before day 70."""
    assert _days(_option(step), "visit", 10) == days


def test_what_goes_on_to_the_horizon_is_maintenance_after_the_last_session() -> None:
    step = VISIT | {"every-weeks": 2, "to-horizon": True}
    found = course(Choice("x", 3), _option(step), 10)
    phases = {s.day: s.phase for s in found if s.service == "visit"}
    assert phases == {7: "acute", 21: "acute", **dict.fromkeys((35, 49, 63), "maintenance")}


def test_boosters_every_so_many_weeks() -> None:
    assert _days(_option(BOOSTER), "session", 20) == [7, 14, 21, 49, 77, 105, 133]
    assert _days(_option(BOOSTER), "session", 20, booster_weeks=6) == [7, 14, 21, 63, 105]
    months = {"service": "session", "phase": "maintenance", "every-months": 1}
    assert _days(_option(months), "session", 20, booster_weeks=6) == [7, 14, 21, 63, 105]


def test_a_pace_of_ones_own_is_not_cut_at_the_usual_number_of_boosters() -> None:
    few = BOOSTER | {"count": 2}
    assert _days(_option(few), "session", 20) == [7, 14, 21, 49, 77]
    assert _days(_option(few), "session", 20, booster_weeks=6) == [7, 14, 21, 63, 105]
    assert _days(_option(few), "session", 20, booster_weeks=4) == [7, 14, 21, 49, 77, 105, 133]


def test_boosters_bring_what_has_their_pace_and_leave_the_rest() -> None:
    same = {"service": "hospital", "phase": "maintenance", "every-weeks": 4}
    other = {"service": "visit", "phase": "maintenance", "every-weeks": 5}
    late = {"service": "visit", "phase": "acute", "each-session": 1, "from-session": 2}
    option = _option(BOOSTER, same, other, late)
    assert _days(option, "hospital", 20, booster_weeks=6) == [63, 105]
    assert _days(option, "visit", 20, booster_weeks=6) == [14, 21, 56, 91, 126]


def test_a_course_that_stops_has_nothing_after_that_session() -> None:
    option = _option(BOOSTER, AFTER | {"week": "last"}, AFTER | {"week": "last", "weeks-after": 1})
    for weeks in (None, 1, 2, 3, 52):
        found = [(s.service, s.day) for s in course(Choice("x", 3, stop_after=2), option, weeks)]
        whole = [("session", 7), ("session", 14), ("visit", 14)]
        assert found == [one for one in whole if weeks is None or one[1] < weeks * 7]


def test_units_by_session_are_rounded_up() -> None:
    """Three sessions of 2.5 days are 7.5, so 8; of two, when it stops early, 5."""
    step = {"service": "day", "phase": "acute", "week": 1, "quantity-per-session": 2.5}
    for stop, many in ((None, 8), (2, 5), (1, 3)):
        found = course(Choice("x", 3, stop_after=stop), _option(step))
        assert [s.quantity for s in found if s.service == "day"] == [many]
    step = {"service": "day", "phase": "acute", "week": 1, "quantity": 4}
    assert course(Choice("x", 3), _option(step))[1] == DatedService(7, "x", "acute", "day", 4)


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        ([{"per-week": 2}], [7, 10, 14, 17, 21]),
        ([{"per-week": 3}], [7, 9, 11, 14, 16]),
        ([{"every-weeks": 2}], [7, 21, 35, 49, 63]),
        ([{"every-months": 1}], [7, 37, 67, 98, 128]),  # 30.4375 days
        ([{"per-week": 2, "sessions": 3}, {"every-weeks": 2}], [7, 10, 14, 17, 31]),
        ([{"per-week": 2, "sessions": 9}, {"every-weeks": 2}], [7, 10, 14, 17, 21]),
    ],
)
def test_days_of_five_sessions(rhythm: list[dict[str, Any]], days: list[int]) -> None:
    assert session_days(tuple(Rhythm(**r) for r in rhythm), 5) == days


def test_two_years_of_months() -> None:
    """23 x 30.4375 = 700.06 days after day 7."""
    assert session_days((Rhythm(**{"every-months": 1}),), 24)[-1] == 707


def test_the_week_of_a_day() -> None:
    weeks = [DatedService(day, "x", "acute", "session", 1).week for day in (0, 6, 7, 13, 14)]
    assert weeks == [0, 0, 1, 1, 2]
