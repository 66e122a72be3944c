"""What a pricing file may say: one model a kind of record.

These classes are the only definition of the format. The faults a maintainer sees, the data
dictionary and the JSON Schemas are all made from them, so they can't disagree.

Names in YAML are lower-case words joined by hyphens (`out-of-pocket-max`); in Python the same
with underscores. Unknown names are faults. Money is in US dollars and kept as `Decimal`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

PAYERS = ("self-pay", "commercial", "medicare", "medicaid", "va-tricare")
BOUNDS = ("low", "typical", "high")
COVERAGE_KINDS = ("commercial", "medicare", "medicare-advantage", "medicaid", "va", "tricare")

Payer = Literal["self-pay", "commercial", "medicare", "medicaid", "va-tricare"]
CoverageKind = Literal["commercial", "medicare", "medicare-advantage", "medicaid", "va", "tricare"]
Benefit = Literal[
    "primary-care-visit",
    "specialist-visit",
    "mental-health-visit",
    "outpatient-procedure",
    "inpatient-stay",
    "lab",
    "generic-drug",
    "brand-drug",
    "specialty-drug",
    "not-a-benefit",
]
Phase = Literal["before", "acute", "after", "maintenance"]
Confidence = Literal["high", "medium", "low"]
CoverageStatus = Literal["covered", "prior-authorization", "rarely-covered", "not-covered"]


def _number(value: Any) -> Any:
    """Accept a YAML number only: a quoted or comma-grouped one is a slip, not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(f"expected a number, found {value!r}")
    return Decimal(str(value))


def _whole(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"expected a whole number, found {value!r}")
    return value


def _code(value: Any) -> Any:
    """A billing code such as 96365 may be written without quotes; it stays text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError(f"expected a date such as 2026-01-31, found {value!r}")
    return date.fromisoformat(value)


Usd = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=1_000_000)]
Factor = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=1_000)]
Share = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=1)]
Whole = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=10_000)]
Code = Annotated[str, BeforeValidator(_code), Field(pattern=r"^[A-Z0-9]{5}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1, max_length=1_500)]
Day = Annotated[date, BeforeValidator(_day)]
SourceIds = tuple[Slug, ...]


class Record(BaseModel):
    """A strict, unchangeable mapping: an unknown key is a fault."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )


class Band(Record):
    """Three numbers in order: about the 10th, 50th and 90th percentile."""

    low: Factor = Field(description="the low end (10th percentile)")
    typical: Factor = Field(description="the middle (50th percentile)")
    high: Factor = Field(description="the high end (90th percentile)")

    @model_validator(mode="after")
    def _in_order(self) -> Band:
        if not self.low <= self.typical <= self.high:
            raise ValueError(
                f"low {self.low}, typical {self.typical} and high {self.high} are not in order"
            )
        return self


class CodeBand(Record):
    """A billing code for each bound. One code alone stands for all three."""

    low: Code
    typical: Code
    high: Code

    @model_validator(mode="before")
    @classmethod
    def _one_code(cls, value: Any) -> Any:
        return dict.fromkeys(BOUNDS, value) if isinstance(value, str | int) else value


class Anesthesia(Record):
    """Medicare anesthesia: (base units + time units) x anesthesia conversion factor."""

    base_units: Factor
    time_units: Band


class Dates(Record):
    """When a price took effect, and when someone last held it against its source."""

    effective: Day | None = Field(None, description="the day the price took effect")
    checked: Day | None = Field(None, description="the day it was last checked against its source")
    check_every_months: Whole | None = Field(None, description="when the next check is due")


WAYS = ("typical", "amount", "rvu", "opps", "anesthesia", "of_medicare", "unknown")


class Price(Dates):
    """One payer's price of one service, said in exactly one way.

    Ways: `low`/`typical`/`high`; one `amount`; `rvu` (physician fee schedule code); `opps`
    (hospital outpatient code); `anesthesia`; `of-medicare` (multiples of the Medicare price);
    or `unknown` with the reason.
    """

    low: Usd | None = Field(None, description="US dollars, about the 10th percentile")
    typical: Usd | None = Field(None, description="US dollars, about the 50th percentile")
    high: Usd | None = Field(None, description="US dollars, about the 90th percentile")
    amount: Usd | None = Field(None, description="one fixed amount in US dollars")
    rvu: CodeBand | None = Field(None, description="computed: Medicare physician fee schedule code")
    setting: Literal["office", "facility"] = Field("office", description="with `rvu`: where")
    share: Share = Field(Decimal(1), description="with `rvu`: share of the fee paid (0.75 for ...)")
    opps: CodeBand | None = Field(None, description="a code of medicare/opps.csv")
    anesthesia: Anesthesia | None = None
    of_medicare: Band | None = Field(None, description="multiples of this service's Medicare price")
    unknown: Text | None = Field(None, description="why no figure is given")
    regional: Literal["price-parity"] | None = Field(
        None, description="scale by the state's price level; only where data show that it fits"
    )
    confidence: Confidence | None = None
    band: Text | None = Field(None, description="how low, typical and high were derived")
    note: Text | None = None
    carried_from: Text | None = Field(None, description="the year or release it was carried from")
    sources: SourceIds = ()

    @property
    def way(self) -> str:
        return next(w for w in WAYS if getattr(self, w) is not None)

    @model_validator(mode="after")
    def _one_way(self) -> Price:
        said = [w.replace("_", "-") for w in WAYS if getattr(self, w) is not None]
        if len(said) != 1:
            ways = ", ".join(w.replace("_", "-") for w in WAYS)
            raise ValueError(
                f"a price is said in exactly one way of: {ways}; "
                + (f"found {' and '.join(said)}" if said else "found none")
            )
        if self.typical is not None:
            if self.low is None or self.high is None:
                raise ValueError("low, typical and high go together; one is missing")
            if not self.low <= self.typical <= self.high:
                raise ValueError(
                    f"low {self.low}, typical {self.typical}, high {self.high} are not in order"
                )
        elif self.low is not None or self.high is not None:
            raise ValueError("low and high need typical beside them")
        if self.way in ("typical", "amount", "of_medicare"):
            if not self.sources:
                raise ValueError("this price names no source")
            if self.confidence is None:
                raise ValueError("this price names no confidence (high, medium or low)")
        if self.regional and self.way not in ("typical", "amount"):
            raise ValueError("regional goes with low/typical/high or amount only")
        return self


class Prices(Record):
    """A price, or a stated `unknown`, for each of the five payers."""

    self_pay: Price
    commercial: Price
    medicare: Price
    medicaid: Price
    va_tricare: Price

    def of(self, payer: str) -> Price:
        return getattr(self, payer.replace("-", "_"))


class Service(Record):
    """What can be billed once."""

    label: Text = Field(description="what it is, in plain words of our own")
    per: Literal["session", "visit", "month", "day", "test", "dose"]
    codes: tuple[Code, ...] = Field((), description="billing codes, by number only")
    benefit: Benefit = Field(description="how a plan files it")
    hours: Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=24)] = Field(
        Decimal(0), description="the patient's own time, hours, without the way there"
    )
    note: Text | None = None
    price: Prices


class ServicesFile(Record):
    """services/*.yaml"""

    dates: Dates = Field(description="dates that hold for each price below unless it has its own")
    services: dict[Slug, Service]


class Rhythm(Record):
    """How often sessions come: so many of them (or all the rest) at this pace."""

    sessions: Whole | None = Field(None, description="how many; left out: all that remain")
    per_week: Factor | None = None
    every_weeks: Factor | None = None
    every_months: Factor | None = None

    @model_validator(mode="after")
    def _one_pace(self) -> Rhythm:
        paces = [self.per_week, self.every_weeks, self.every_months]
        if sum(p is not None for p in paces) != 1 or not any(paces):
            raise ValueError("say one pace above zero: per-week, every-weeks or every-months")
        return self


class Sessions(Record):
    """How many sessions a course has, and how they are spaced."""

    unit: Text = Field(description="what is counted, singular: infusion, session, month of tablets")
    default: Whole
    min: Whole
    max: Whole
    rhythm: tuple[Rhythm, ...] = Field(min_length=1)
    note: Text | None = None
    sources: SourceIds = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Sessions:
        if not 1 <= self.min <= self.default <= self.max:
            raise ValueError(
                f"min {self.min}, default {self.default}, max {self.max}: not in order"
            )
        return self


class Step(Record):
    """One line of a course: a service, and when it happens.

    Exactly one of: `week` (a week number, or `last` for the week of the last session),
    `each-session` (with every session, or with every n-th), `every-weeks` or `every-months`
    (again and again through its phase).
    """

    service: Slug
    phase: Phase
    week: Annotated[int | Literal["last"], Field(union_mode="left_to_right")] | None = None
    weeks_after: Whole = Field(0, description="with `week: last`: so many weeks later")
    each_session: Whole | None = Field(None, description="1: with every session; 2: every second")
    from_session: Whole = Field(1, description="with `each-session`: from this one on")
    every_weeks: Factor | None = None
    every_months: Factor | None = None
    count: Whole | None = Field(None, description="with `every-...`: at most so many")
    from_week: Whole | None = Field(None, description="with `every-...`: the first week")
    to_horizon: bool = Field(
        False, description="with `every-...` in the course: go on at this pace to the horizon"
    )
    quantity: Whole = Field(1, description="units at each time")
    quantity_per_session: Factor | None = Field(
        None, description="units in all = sessions x this, rounded up (days of a stay)"
    )
    note: Text | None = None
    sources: SourceIds = ()

    @model_validator(mode="after")
    def _one_timing(self) -> Step:
        said = [
            name
            for name in ("week", "each_session", "every_weeks", "every_months")
            if getattr(self, name) is not None
        ]
        if len(said) != 1:
            raise ValueError(
                "a step says exactly one of: week, each-session, every-weeks, every-months"
            )
        if any(getattr(self, name) == 0 for name in said if name != "week"):
            raise ValueError(f"{said[0].replace('_', '-')} must be above zero")
        return self


class Coverage(Record):
    """Whether this kind of plan pays for an option, and why we say so."""

    status: CoverageStatus
    why: Text
    criteria: Text | None = Field(None, description="what a plan asks for before it approves")
    still_covered: tuple[Slug, ...] = Field(
        (), description="services a plan pays for although it does not cover the option"
    )
    never_covered: tuple[Slug, ...] = Field(
        (), description="services a plan does not pay for although it covers the option"
    )
    confidence: Confidence = "medium"
    sources: SourceIds = Field(min_length=1)


class Coverages(Record):
    """Coverage under each kind of plan."""

    commercial: Coverage
    medicare: Coverage
    medicare_advantage: Coverage
    medicaid: Coverage
    va: Coverage
    tricare: Coverage

    def of(self, kind: str) -> Coverage:
        return getattr(self, kind.replace("-", "_"))


class Approval(Record):
    """FDA status of this use, in plain words."""

    status: Literal["approved", "approved-rems", "off-label", "compounded", "not-a-drug"]
    why: Text
    sources: SourceIds = Field(min_length=1)


class Fact(Record):
    """A sentence of clinical context, with its source."""

    text: Text
    sources: SourceIds = Field(min_length=1)


class Option(Record):
    """One way to have a treatment. A course is data: a new option needs no Python."""

    label: Text
    approval: Approval
    sessions: Sessions
    course: tuple[Step, ...] = Field(min_length=1)
    coverage: Coverages
    driver: Text | None = Field(None, description="why someone else must take the patient home")
    context: tuple[Fact, ...] = ()
    note: Text | None = None


class Treatment(Record):
    """treatments/*.yaml: the file's name is the treatment's id."""

    label: Text
    short: Text = Field(description="the shortest name people know, for charts: 'CBT'")
    order: Whole = Field(description="place on the page; never by price")
    default: Slug = Field(description="the option shown first")
    context: tuple[Fact, ...] = Field(min_length=1)
    renamed: dict[Slug, Slug] = Field({}, description="old option name: new option name")
    options: dict[Slug, Option]


class Accumulator(Record):
    """A yearly running total: what the patient has paid toward a deductible and a maximum."""

    deductible: Usd
    out_of_pocket_max: Annotated[
        Usd | None, BeforeValidator(lambda v: None if v == "none" else v)
    ] = Field(None, description="US dollars a plan year; `none` where the plan has no limit")
    out_of_pocket_with: Slug | None = Field(
        None, description="counts toward the maximum of this other accumulator"
    )
    confidence: Confidence | None = None
    carried_from: Text | None = Field(None, description="the year or release it was carried from")
    note: Text | None = None
    sources: SourceIds = ()

    @model_validator(mode="after")
    def _says_maximum(self) -> Accumulator:
        said = {"out_of_pocket_max", "out_of_pocket_with"} & self.model_fields_set
        if len(said) != 1:
            raise ValueError("say out-of-pocket-max (a number or none) or out-of-pocket-with")
        return self


class FirstVisits(Record):
    """Other terms for the first visits of a plan year."""

    visits: Whole
    copayment: Usd = Decimal(0)
    coinsurance: Share = Decimal(0)
    after_deductible: bool = False


class Terms(Record):
    """What the patient pays for a covered service of one benefit category."""

    accumulator: Slug = "medical"
    after_deductible: bool = Field(False, description="true: the deductible is paid first")
    copayment: Usd = Decimal(0)
    copayment_first: bool = Field(
        False, description="with after-deductible: the copayment comes before the deductible"
    )
    coinsurance: Share = Decimal(0)
    coinsurance_max: Usd | None = Field(None, description="most coinsurance on one service")
    per: Literal["service", "day", "stay"] = "service"
    max_days: Whole | None = Field(None, description="with `per: day`: days that are charged")
    first: FirstVisits | None = None
    confidence: Confidence | None = None
    carried_from: Text | None = Field(None, description="the year or release it was carried from")
    note: Text | None = None
    sources: SourceIds = ()


class Plan(Record):
    """An insurance design, in the words of a Summary of Benefits and Coverage."""

    label: Text
    phrase: Text | None = Field(None, description="as in 'with an employer plan'")
    payer: Payer
    coverage: CoverageKind | None = Field(None, description="none: nothing is covered")
    year_starts_month: Annotated[int, BeforeValidator(_whole), Field(ge=1, le=12)] = 1
    accumulators: dict[Slug, Accumulator] = {}
    cost_sharing: dict[Benefit, Terms] = {}
    otherwise: Terms | None = None
    one_copayment_a_day: bool = Field(
        False, description="one copayment a day for all visits, at the highest rate; drugs apart"
    )
    hsa: bool = Field(False, description="goes with a health savings account")
    note: Text | None = None
    sources: SourceIds = ()

    @model_validator(mode="after")
    def _complete(self) -> Plan:
        if self.payer == "self-pay":
            if self.accumulators or self.cost_sharing or self.otherwise:
                raise ValueError("a self-pay plan has no accumulators and no cost sharing")
            return self
        if "medical" not in self.accumulators:
            raise ValueError("accumulators must hold medical")
        if self.otherwise is None:
            raise ValueError("otherwise is missing: the terms for all other services")
        for name, terms in [*self.cost_sharing.items(), ("otherwise", self.otherwise)]:
            if terms.accumulator not in self.accumulators:
                raise ValueError(f"{name}: there is no accumulator {terms.accumulator!r}")
        for name, acc in self.accumulators.items():
            with_ = acc.out_of_pocket_with
            if with_ and (with_ == name or with_ not in self.accumulators):
                raise ValueError(f"{name}: out-of-pocket-with names no other accumulator")
            if with_ and self.accumulators[with_].out_of_pocket_with:
                raise ValueError(f"{name}: out-of-pocket-with must name one that has a maximum")
        return self

    def terms(self, benefit: str) -> Terms:
        return self.cost_sharing.get(benefit, self.otherwise)


class PlansFile(Record):
    """plans.yaml"""

    default: Slug
    renamed: dict[Slug, Slug] = {}
    plans: dict[Slug, Plan]


class Source(Record):
    """Where a figure comes from."""

    title: Text
    publisher: Text
    url: Text | None = Field(None, description="null where there is no public address")
    published: Annotated[str, Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")] | None = None
    read: Day
    kind: Literal["primary", "survey", "market", "secondary"]
    note: Text | None = None


class SourcesFile(Record):
    """sources.yaml"""

    sources: dict[Slug, Source]


class FactorOf(Record):
    """One Medicare conversion factor."""

    usd: Factor
    effective: Day
    confidence: Confidence = "high"
    carried_from: Text | None = Field(None, description="the year or release it was carried from")
    note: Text | None = None
    sources: SourceIds = Field(min_length=1)


class TableOf(Record):
    """Where a CSV table of this release comes from."""

    confidence: Confidence = "high"
    carried_from: Text | None = Field(None, description="the year or release it was carried from")
    note: Text | None = None
    sources: SourceIds = Field(min_length=1)


class Medicare(Record):
    """medicare/medicare.yaml: factors, and the sources of the CSV tables beside it."""

    dates: Dates
    conversion_factor: FactorOf
    anesthesia_conversion_factor: FactorOf
    rvu: TableOf
    gpci: TableOf
    opps: TableOf
    price_parity: TableOf


class Release(Record):
    """release.yaml: what this folder is."""

    release: Annotated[str, Field(pattern=r"^\d{4}\.\d+$")]
    prices_of: Text = Field(description="as shown to people: 'January 2026'")
    year: Whole
    summary: Text
