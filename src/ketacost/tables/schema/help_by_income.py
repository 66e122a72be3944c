"""help-by-income.yaml: help that a person may qualify for by income and place. It is told ("may
qualify, ask") and never taken off a total."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ketacost.tables.hints import slip
from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import (
    Confidence,
    CoverageKind,
    Day,
    Many,
    PercentOfLevel,
    Slug,
    SourceIds,
    State,
    Text,
    Usd,
    Whole,
)


class PovertyLevel(Record):
    """The federal poverty level of one place: US dollars a year."""

    first_person: Usd
    """for one person"""
    each_further: Usd
    """more for each further person of the household"""


class PovertyLevels(Record):
    """The federal poverty levels of one year: of Alaska, of Hawaii, and of the rest."""

    year: Annotated[int, Field(ge=2000, le=2099)]
    """the year whose guidelines they are"""
    us: PovertyLevel
    """the 48 states between Canada and Mexico, and Washington, D.C."""
    ak: PovertyLevel
    """Alaska"""
    hi: PovertyLevel
    """Hawaii"""
    effective: Day
    """the day they took effect"""
    confidence: Confidence
    """how sure the figures are"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class MedicaidLimit(Record):
    """Up to which income a grown-up under 65 may have Medicaid, in some states."""

    states: Many[State] = Field(min_length=1)
    """where it holds, by two letters"""
    up_to: PercentOfLevel | None = None
    """percent of the poverty level"""
    unknown: Text | None = None
    """why no limit is given, in place of it"""
    note: Text | None = None
    """what else a person there should know; shown in the app"""
    confidence: Confidence
    """how sure the limit is"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""

    @model_validator(mode="after")
    def _known_or_not(self) -> MedicaidLimit:
        if (self.up_to is None) == (self.unknown is None):
            raise slip(
                "a limit says up-to (percent of the poverty level), or unknown (why), one of them",
                id="key-missing",
            )
        return self


class IncomeStep(Record):
    """What a kind of help is, up to an income."""

    up_to: PercentOfLevel
    """percent of the poverty level"""
    says: Text | None = None
    """what one may qualify for up to this income"""
    most_usd: Usd | None = None
    """the most that the law lets a person pay a year, US dollars"""
    plan: Slug | None = None
    """the plan of plans.yaml that shows what it would cost"""


class IncomeHelp(Record):
    """One kind of help that a person may qualify for."""

    label: Text
    """as shown to people"""
    by_state: bool = False
    """whether `medicaid-limits` say up to which income"""
    income_from: PercentOfLevel | None = None
    """percent of the poverty level at which it begins"""
    steps: Many[IncomeStep] = ()
    """up to which income, the lowest first; none: whoever gives it decides"""
    level_of: Literal["this-year", "year-before"] = "this-year"
    """whose year's poverty level counts: marketplace plans go by that of the year before"""
    unless_medicaid: bool = False
    """whether it is not for people with an income that is low enough for Medicaid"""
    coverage: Many[Literal["none", CoverageKind]] = ()
    """only with these kinds of plan; left out: with any"""
    services: Many[Slug] = ()
    """only where a course has one of these services; left out: with any"""
    not_in_states: Many[State] = ()
    """states and territories that don't have it"""
    plan: Slug | None = None
    """the plan of plans.yaml that shows what it would cost"""
    days: Whole | None = None
    """days to apply, where there is a limit"""
    text: Text
    """who may qualify, and whom to ask; shown in the app"""
    confidence: Confidence
    """how sure it is"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""

    @model_validator(mode="after")
    def _in_order(self) -> IncomeHelp:
        ends = [step.up_to for step in self.steps]
        if ends != sorted(set(ends)):
            raise slip("the steps rise from the lowest income", "steps", id="figures-order")
        return self


class HelpByIncome(Record):
    """help-by-income.yaml: help that a person may qualify for by income and place."""

    poverty_levels: Many[PovertyLevels] = Field(min_length=1)
    """the federal poverty levels of each year that counts"""
    medicaid_limits: Many[MedicaidLimit] = Field(min_length=1)
    """who may have Medicaid, by state; each state once"""
    help: dict[Slug, IncomeHelp]
    """each kind of help by its id"""

    @model_validator(mode="after")
    def _each_once(self) -> HelpByIncome:
        states = [state for limit in self.medicaid_limits for state in limit.states]
        if twice := sorted({state for state in states if states.count(state) > 1}):
            raise slip(f"{twice[0]} stands twice", "medicaid-limits", id="name-twice")
        years = [levels.year for levels in self.poverty_levels]
        if len(years) > len(set(years)):
            raise slip("a year stands twice", "poverty-levels", id="name-twice")
        return self
