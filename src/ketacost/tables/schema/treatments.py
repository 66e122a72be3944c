"""treatments/*.yaml: the ways to have a treatment, each with its course and coverage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ketacost.tables.hints import shown, slip
from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import (
    MAX_WEEK,
    Amount,
    Confidence,
    Count,
    CoverageStatus,
    EveryMonths,
    EveryWeeks,
    Many,
    PerWeek,
    Phase,
    SessionCount,
    Slug,
    SourceIds,
    Text,
    Week,
    Whole,
)
from ketacost.tables.schema.ways import Ways


class Rhythm(Record):
    """How often sessions come: so many of them (or all the rest) at this pace."""

    sessions: Count | None = None
    """how many; left out: all that remain"""
    per_week: PerWeek | None = None
    """times a week"""
    every_weeks: EveryWeeks | None = None
    """once in so many weeks"""
    every_months: EveryMonths | None = None
    """once in so many months"""

    @model_validator(mode="after")
    def _one_pace(self) -> Rhythm:
        paces = [self.per_week, self.every_weeks, self.every_months]
        if sum(p is not None for p in paces) != 1:
            raise slip(
                "say exactly one pace: per-week, every-weeks or every-months", id="course-timing"
            )
        return self


class Sessions(Record):
    """How many sessions a course has, and how they are spaced."""

    unit: Text
    """what is counted, singular: infusion, session, month of tablets"""
    default: SessionCount
    """sessions at first"""
    min: SessionCount
    """fewest sessions that can be chosen"""
    max: SessionCount
    """most sessions that can be chosen"""
    rhythm: Many[Rhythm] = Field(min_length=1)
    """paces, one after the other"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""

    @model_validator(mode="after")
    def _ordered(self) -> Sessions:
        if self.min > self.default:
            raise slip(f"min {self.min} is above default {self.default}", "min", id="figures-order")
        if self.default > self.max:
            raise slip(
                f"default {self.default} is above max {self.max}", "default", id="figures-order"
            )
        return self


def _week(value: Any) -> Any:
    if value == "last":
        return value
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_WEEK:
        raise slip(
            f"found {shown(value)}; expected a week from 0 to {MAX_WEEK}, or last",
            id="course-timing",
        )
    return value


WeekOrLast = Annotated[Week | Literal["last"], BeforeValidator(_week)]


class Step(Record):
    """One line of a course: a service, and when it happens.

    Exactly one of: `week` (a week number, or `last` for the week of the last session),
    `each-session` (with every session, or with every n-th), `every-weeks` or `every-months`
    (again and again through its phase).
    """

    service: Slug
    """id of a service"""
    phase: Phase
    """part of the course"""
    week: WeekOrLast | None = None
    """week of the course, from 0; or last"""
    weeks_after: Week = 0
    """with `week: last`: so many weeks later"""
    each_session: Count | None = None
    """1: with every session; 2: every second"""
    from_session: Count = 1
    """with `each-session`: from this one on"""
    to_session: Count | None = None
    """with `each-session`: up to this one"""
    every_weeks: EveryWeeks | None = None
    """once in so many weeks"""
    every_months: EveryMonths | None = None
    """once in so many months"""
    count: Count | None = None
    """with `every-...`: at most so many"""
    from_week: Week | None = None
    """with `every-...`: the first week"""
    to_horizon: bool = False
    """with `every-...` in the course: go on at this pace to the horizon"""
    quantity: Count = 1
    """units at each time"""
    quantity_per_session: Annotated[Amount, Field(gt=0, le=100)] | None = None
    """units in all = sessions x this, rounded up (days of a stay)"""
    changed: Text | None = None
    """why it differs from the release before"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""
    sources: SourceIds = ()
    """ids of sources.yaml"""

    @model_validator(mode="after")
    def _one_timing(self) -> Step:
        ways = ("week", "each_session", "every_weeks", "every_months")
        said = [w.replace("_", "-") for w in ways if getattr(self, w) is not None]
        if len(said) != 1:
            found = " and ".join(said) or "none"
            raise slip(
                "a step says exactly one of week, each-session, every-weeks, every-months; "
                f"found {found}",
                *said[1:2],
                id="course-timing",
            )
        return self

    @property
    def surely_happens(self) -> bool:
        """Whether every course has this step, however short it is cut."""
        if self.each_session is not None:
            return self.from_session == 1
        return isinstance(self.week, int) and self.week + self.weeks_after < 26


class FirstTreatment(Record):
    """A treatment that a plan asks to have been tried before it approves another."""

    option: Text
    """id of an option, behind its treatment and a dot: ssri.sertraline"""
    sessions: SessionCount
    """sessions of it"""
    stop_after: SessionCount | None = None
    """the session after which it ends; left out: it is had whole"""
    why: Text
    """the reason, and what of it is assumed; shown in the app"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class Coverage(Record):
    """Whether this kind of plan pays for an option, and why we say so."""

    status: CoverageStatus
    """prior-authorization: after approval; rarely-covered: not, as a rule"""
    why: Text
    """the reason, shown in the app"""
    criteria: Text | None = None
    """what a plan asks for before it approves"""
    first: Many[FirstTreatment] = Field(default=(), max_length=2)
    """what a plan asks to have been tried, one after the other; can be put before the option"""
    still_covered: Many[Slug] = ()
    """services a plan pays for although it does not cover the option"""
    never_covered: Many[Slug] = ()
    """services a plan does not pay for although it covers the option"""
    confidence: Confidence = "medium"
    """how sure the status is"""
    changed: Text | None = None
    """why it differs from the release before"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class Coverages(Record):
    """Coverage under each kind of plan."""

    commercial: Coverage
    """employer and marketplace plans"""
    medicare: Coverage
    """Original Medicare"""
    medicare_advantage: Coverage
    """Medicare Advantage plans"""
    medicaid: Coverage
    """Medicaid"""
    va: Coverage
    """VA health care"""
    tricare: Coverage
    """TRICARE"""

    def of(self, kind: str) -> Coverage:
        """The coverage under a kind of plan: `medicare-advantage`.

        Raises:
            AttributeError: there is no such kind.
        """
        found: Coverage = getattr(self, kind.replace("-", "_"))
        return found

    @classmethod
    def about_missing(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        """No kind of plan is left to be guessed."""
        return slip(f"'{key}' is missing; coverage is said for each kind of plan", id="key-missing")


class Approval(Record):
    """FDA status of this use, in plain words."""

    status: Literal["approved", "approved-rems", "off-label", "compounded", "not-a-drug"]
    """approved-rems: approved, with safety rules; off-label: for another use"""
    why: Text
    """the reason, shown in the app"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class Fact(Record):
    """A sentence of clinical context, with its source."""

    text: Text
    """shown in the app"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class WithWays(Record):
    """Where something is given, by whom and how it is billed, where prices depend on it."""

    settings: Ways | None = None
    """where it is given: a clinic, a hospital"""
    providers: Ways | None = None
    """who gives it: a psychiatrist, a nurse practitioner"""
    billing: Ways | None = None
    """how it is billed: on one bill, the drug apart, through a pharmacy"""


class Option(WithWays):
    """One way to have a treatment. A course is data: a new option needs no Python."""

    label: Text
    """as shown to people"""
    approval: Approval
    """FDA status of this use"""
    sessions: Sessions
    """how many, and how spaced"""
    course: Many[Step] = Field(min_length=1)
    """what happens when, line by line"""
    coverage: Coverages
    """whether each kind of plan pays"""
    driver: Text | None = None
    """why someone else must take the patient home"""
    context: Many[Fact] = ()
    """facts shown beside the prices"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""
    changed: Text | None = None
    """why it differs from the release before"""

    @model_validator(mode="after")
    def _something_happens(self) -> Option:
        if not any(step.surely_happens for step in self.course):
            raise slip(
                "a course needs a step that every person has: one with week (0 to 25), or with "
                "each-session from the first session on",
                "course",
                id="course-unsure",
            )
        return self


class Treatment(WithWays):
    """treatments/*.yaml: the file's name is the treatment's id. Its settings, providers and billing
    hold for each option that does not have its own."""

    label: Text
    """as shown to people"""
    short: Text
    """the shortest name people know, for charts: 'CBT'"""
    order: Whole
    """place on the page; never by price"""
    default: Slug
    """the option shown first"""
    context: Many[Fact] = Field(min_length=1)
    """facts shown beside the prices"""
    renamed: dict[Slug, Slug] = Field(default_factory=dict)
    """old option name: new option name, so that old links keep working"""
    changed: Text | None = None
    """why it differs from the release before"""
    options: dict[Slug, Option] = Field(min_length=1)
    """each way to have it, by its id; links show it behind the treatment's: ketamine.iv"""
