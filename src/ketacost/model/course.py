"""From a choice to dated services: what happens, and on which day.

Day 0 is the first day of the evaluation week (week 0); sessions begin in week 1. Nothing here
knows a price.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ketacost.model.scenario import Choice
from ketacost.tables.schema import Option, Rhythm, Step

DAYS_A_WEEK = 7
DAYS_A_MONTH = Fraction(36525, 1200)  # 365.25 / 12
FIRST_SESSION_DAY = DAYS_A_WEEK


@dataclass(frozen=True)
class DatedService:
    """One service on one day: `day` counts from the start, `quantity` is units of the service."""

    day: int
    option: str
    phase: str
    service: str
    quantity: int
    session: bool = False
    """Whether it belongs to a session, or to a booster."""
    listed: str = ""
    """What the course calls the service, where another stands in for it."""
    benefit: str | None = None
    """The benefit that it is filed under, where that is not the service's own."""

    @property
    def week(self) -> int:
        return self.day // DAYS_A_WEEK

    @property
    def in_course(self) -> str:
        """The service as the course names it."""
        return self.listed or self.service


def _interval_days(pace: Rhythm | Step) -> Fraction:
    """Days from one to the next."""
    if isinstance(pace, Rhythm) and pace.per_week is not None:
        return DAYS_A_WEEK / Fraction(pace.per_week)
    if pace.every_weeks is not None:
        return DAYS_A_WEEK * Fraction(pace.every_weeks)
    if pace.every_months is None:
        raise ValueError("a pace without an interval")
    return DAYS_A_MONTH * Fraction(pace.every_months)


def session_days(rhythm: tuple[Rhythm, ...], sessions: int) -> list[int]:
    """Days of the sessions: each stretch of the rhythm in turn, the last one for all the rest."""
    days: list[int] = []
    at = Fraction(FIRST_SESSION_DAY)
    for index, stretch in enumerate(rhythm):
        last = index == len(rhythm) - 1
        many = sessions - len(days)
        if stretch.sessions and not last:
            many = min(many, stretch.sessions)
        interval = _interval_days(stretch)
        days += _days(at, interval, many)
        at += many * interval
    return days


def _days(first: Fraction, interval: Fraction, many: int) -> list[int]:
    """Whole days of so many services at an even pace."""
    each = first.denominator * interval.denominator
    begin, step = first.numerator * interval.denominator, interval.numerator * first.denominator
    return [(begin + i * step) // each for i in range(many)]


def course(
    choice: Choice, option: Option, horizon_weeks: int | None = None
) -> tuple[DatedService, ...]:
    """All services of a course, in time order.

    Args:
        choice: the option, its number of sessions, and where its schedule departs from the usual:
            sessions a week, weeks between boosters, the session after which the course ends.
        option: what the tables say of it.
        horizon_weeks: None for the course alone; else maintenance runs up to this week, and
            whatever lies beyond is cut.
    """
    rhythm = option.sessions.rhythm
    if choice.per_week is not None:
        rhythm = (Rhythm.model_validate({"per-week": choice.per_week}),)
    days = session_days(rhythm, choice.sessions)
    end = None if horizon_weeks is None else horizon_weeks * DAYS_A_WEEK
    if choice.stop_after is not None:  # nothing after the day of that session
        days = days[: choice.stop_after]
        end = min(days[-1] + 1, days[-1] + 1 if end is None else end)
    paces = _booster_paces(option)
    found: list[DatedService] = []
    for step in option.course:
        quantity = step.quantity
        if step.quantity_per_session is not None:
            quantity = math.ceil(len(days) * step.quantity_per_session)
        boosts = step.phase == "maintenance" and _interval_days(step) in paces
        if choice.booster_weeks and boosts:
            # a pace of one's own goes on to the horizon, however few the usual boosters are
            own = {
                "every_weeks": Decimal(choice.booster_weeks),
                "every_months": None,
                "count": None,
            }
            step = step.model_copy(update=own)
        for day in _step_days(step, days, end):
            if end is None or day < end:
                phase = "maintenance" if step.to_horizon and day > days[-1] else step.phase
                session = boosts or step.each_session == 1
                found.append(
                    DatedService(day, choice.option, phase, step.service, quantity, session)
                )
    return tuple(sorted(found, key=lambda s: s.day))  # stable: steps keep their order in a day


def _booster_paces(option: Option) -> set[Fraction]:
    """At which paces the maintenance of an option gives what each of its sessions holds; whatever
    else has such a pace comes with it, as the hospital does with ECT after a stay."""
    sessions = {s.service for s in option.course if s.each_session == 1 and s.from_session <= 1}
    return {
        _interval_days(step)
        for step in option.course
        if step.phase == "maintenance" and step.service in sessions
    }


def _step_days(step: Step, sessions: list[int], end: int | None) -> list[int]:
    last = sessions[-1]
    if step.week is not None:
        base = last if step.week == "last" else step.week * DAYS_A_WEEK
        return [base + step.weeks_after * DAYS_A_WEEK]
    if step.each_session is not None:
        return sessions[step.from_session - 1 : step.to_session : step.each_session]
    interval = _interval_days(step)
    if step.phase == "maintenance":
        if end is None:
            return []
        start = last + interval if step.from_week is None else step.from_week * DAYS_A_WEEK
        until = end
    else:
        start = Fraction((1 if step.from_week is None else step.from_week) * DAYS_A_WEEK)
        until = end if step.to_horizon and end is not None else last + 1
    many = max(0, math.ceil((until - start) / interval))
    if step.count is not None:
        many = min(many, step.count)
    return _days(Fraction(start), interval, many)
