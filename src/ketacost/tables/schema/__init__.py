"""What a pricing file may say: one model a kind of record.

These classes are the only definition of the format. The faults a maintainer sees, the data
dictionary and the JSON Schemas are all made from them, so they can't disagree.

Names in YAML are lower-case words joined by hyphens (`out-of-pocket-max`); in Python the same
with underscores. Unknown names are faults. Money is in US dollars and kept as `Decimal`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ketacost.tables.hints import Bare, number_hint, shown, slip
from ketacost.tables.spelling import did_you_mean, nearest

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
Regional = Literal["price-parity"]
Setting = Literal["office", "facility"]
CoverageStatus = Literal["covered", "prior-authorization", "rarely-covered", "not-covered"]


MAX_USD = 100_000  # of one unit of one service; above it is a slip (cents, a zero too many)
MAX_SPREAD = 50  # high / low; the widest band is 13, and cents for dollars would make it 100
MAX_WEEK = 520

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
CODE = r"^[A-Z0-9]{5}$"
RELEASE = r"^(19|20)\d\d\.[1-9]\d?$"
URL = r"^https?://\S+$"
HASH = r"^[0-9a-f]{64}$"
SHAPES = {  # a pattern in words, for people
    SLUG: "lower-case words joined by hyphens, such as employer-ppo",
    CODE: "a billing code of five capital letters or digits, such as 96365 or G2083",
    RELEASE: "a year and a number, such as 2026.1",
    HASH: "64 hexadecimal digits, as ketacost prices release writes them",
    URL: "an address that begins with https:// (or null where there is none)",
}


def _number(value: Any) -> Any:
    """Accept a YAML number only: a quoted or comma-grouped one is a slip, not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        hint = number_hint(value) if isinstance(value, str) else ""
        raise slip(f"found {shown(value)}; expected a number{hint}")
    return Decimal(str(value))


def _text(value: Any) -> Any:
    if isinstance(value, Bare):
        raise slip(
            f"found {value} without quotes, which other programs read as {value.meaning}; "
            f'if the word is meant, put it in quotes: "{value}"'
        )
    if isinstance(value, int | float | Decimal) or value is None:
        hint = "" if value is None else f'; put it in quotes: "{shown(value)}"'
        raise slip(f"found {shown(value)}; expected text{hint}")
    if isinstance(value, str) and not value.strip():
        raise slip("found empty text; write it, or leave the key out where it is not needed")
    return value


def _code(value: Any) -> Any:
    """A billing code such as 96365 may be written without quotes; it stays text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _day(value: Any) -> Any:
    if type(value) is date:
        return value
    text = value if isinstance(value, str) else ""
    try:
        if not re.fullmatch(r"(19[89]|20[0-9])\d-\d\d-\d\d", text, re.ASCII):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise slip(
            f"found {shown(value)}; expected a day of the calendar, year first, such as 2026-01-31"
        ) from None


def _published(value: Any) -> Any:
    """A year, a month or a day: 2026, 2026-01 or 2026-01-31."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    try:
        if not isinstance(text, str) or not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text, re.ASCII):
            raise ValueError
        date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) < 10 else text)
    except ValueError:
        raise slip(
            f"found {shown(value)}; expected when it was published: 2026, 2026-01 or 2026-01-31 "
            "(or null where it is not known)"
        ) from None
    return text


def _unquoted_release(value: Any) -> Any:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        raise slip(
            f'found {shown(value)}; put it in quotes: "{shown(value)}" (2026.10 is not 2026.1)'
        )
    return value


def _week(value: Any) -> Any:
    if value == "last":
        return value
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_WEEK:
        raise slip(f"found {shown(value)}; expected a week from 0 to {MAX_WEEK}, or last")
    return value


def _maximum(value: Any) -> Any:
    if value is None:
        raise slip(
            "found nothing; expected a number of US dollars, or none where there is no limit"
        )
    return None if value == "none" else value


def _in_order(record: Any) -> None:
    """Refuse low, typical and high that are out of order or further apart than any real band."""
    low, typical, high = record.low, record.typical, record.high
    if low > typical:
        raise slip(f"low {low:f} is above typical {typical:f}", "low")
    if typical > high:
        raise slip(f"typical {typical:f} is above high {high:f}", "typical")
    if low >= 1 and high > MAX_SPREAD * low:
        raise slip(
            f"high {high:f} is more than {MAX_SPREAD} times low {low:f}; is one of them in cents, "
            "or does it have a zero too many?",
            "high",
        )


Amount = Annotated[Decimal, BeforeValidator(_number)]
Usd = Annotated[Amount, Field(ge=0, le=MAX_USD)]
Factor = Annotated[Amount, Field(ge=0, le=1_000)]
Multiple = Annotated[Amount, Field(ge=0, le=100)]
Share = Annotated[Amount, Field(ge=0, le=1, decimal_places=4)]
Whole = Annotated[int, Field(ge=0, le=1_000)]
Count = Annotated[int, Field(ge=1, le=1_000)]
SessionCount = Annotated[int, Field(ge=1, le=366)]
Week = Annotated[int, Field(ge=0, le=MAX_WEEK)]
Months = Annotated[int, Field(ge=1, le=60)]
PerWeek = Annotated[Amount, Field(ge=0.25, le=14)]
EveryWeeks = Annotated[Amount, Field(ge=0.25, le=104)]
EveryMonths = Annotated[Amount, Field(ge=0.25, le=24)]
Code = Annotated[
    str,
    BeforeValidator(_code),
    Field(pattern=CODE),
    WithJsonSchema({"type": ["string", "integer"], "pattern": CODE}),
]
Slug = Annotated[str, Field(pattern=SLUG, max_length=80), BeforeValidator(_text)]
Text = Annotated[str, Field(min_length=1, max_length=1_500), BeforeValidator(_text)]
Day = Annotated[date, BeforeValidator(_day)]
T = TypeVar("T")
Many = Annotated[tuple[T, ...], Field(strict=False)]  # a list, which is kept as a tuple
SourceIds = Many[Slug]


class Record(BaseModel):
    """A strict, unchangeable mapping: an unknown key is a fault, and so is a look-alike (`"off"`
    for false, `1` for true, `"6"` for 6)."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )

    @classmethod
    def about_missing(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        """What is told of a key that must be there, where its meaning would say too little."""
        return None

    @classmethod
    def about_unknown(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        """What is told of a key that is none of this record's, where more is known of it."""
        return None


def keys_of(record: type[BaseModel]) -> list[str]:
    """The keys that a record may have, as written in YAML; its own before those of its base."""
    own = [name for name in inspect.get_annotations(record) if name in record.model_fields]
    names = dict.fromkeys([*own, *record.model_fields])
    return [record.model_fields[name].alias or name for name in names]


class Band(Record):
    """Three numbers in order: about the 10th, 50th and 90th percentile."""

    low: Multiple = Field(description="the low end (10th percentile)")
    typical: Multiple = Field(description="the middle (50th percentile)")
    high: Multiple = Field(description="the high end (90th percentile)")

    @model_validator(mode="after")
    def _ordered(self) -> Band:
        _in_order(self)
        return self


def _or_one_code(schema: dict[str, Any]) -> None:
    whole = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": ["string", "integer"], "pattern": CODE}, whole]


class CodeBand(Record):
    """A billing code for each bound. One code alone stands for all three."""

    model_config = ConfigDict(json_schema_extra=_or_one_code)

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
    check_every_months: Months | None = Field(None, description="when the next check is due")


class PriceRecord(Dates):
    """What every price may say, whichever way it is said."""

    band: Text | None = Field(None, description="how low, typical and high were derived")
    note: Text | None = None
    changed: Text | None = Field(None, description="why it differs from the release before")
    carried_from: Text | None = Field(None, description="the year or release it was carried from")
    confidence: Confidence | None = None
    sources: SourceIds = ()

    @classmethod
    def about_missing(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        bounds = [b for b in BOUNDS if b in said]
        if (ways := _not_one_way(said)) is not None:
            return ways
        match key:
            case "sources":
                return slip("this price names no source; write sources: [an-id-of-sources.yaml]")
            case "confidence":
                return slip("this price names no confidence; write confidence: high, medium or low")
        missing = " and ".join(b for b in BOUNDS if b not in bounds)
        return slip(f"low, typical and high go together; {missing} is missing", bounds[0])

    @classmethod
    def about_unknown(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        if key in _WAY_OF:
            return _not_one_way(said)
        ways = [_words_of(way) for way in _RECORDS if key in keys_of(way)]
        return slip(f"{key} goes with {' or '.join(ways)} only", key) if ways else None


class BandPrice(PriceRecord):
    """Low, typical and high in US dollars: about the 10th, 50th and 90th percentile."""

    low: Usd = Field(description="US dollars, about the 10th percentile")
    typical: Usd = Field(description="US dollars, about the 50th percentile")
    high: Usd = Field(description="US dollars, about the 90th percentile")
    regional: Regional | None = Field(
        None, description="scale by the state's price level; only where data show that it fits"
    )
    from_nadac: Many[Literal["low", "typical", "high"]] = Field(
        (), description="bounds that `prices import nadac` sets: what pharmacies pay for the drug"
    )
    confidence: Confidence
    sources: SourceIds = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> BandPrice:
        _in_order(self)
        return self


class AmountPrice(PriceRecord):
    """One fixed amount in US dollars."""

    amount: Usd = Field(description="US dollars")
    regional: Regional | None = Field(
        None, description="scale by the state's price level; only where data show that it fits"
    )
    confidence: Confidence
    sources: SourceIds = Field(min_length=1)


class FeeSchedulePrice(PriceRecord):
    """Computed: Medicare's physician fee schedule amount of a code."""

    rvu: CodeBand = Field(description="a code of medicare/rvu.csv")
    setting: Setting = Field("office", description="where: an office, or a facility")
    share: Share = Field(Decimal(1), description="share of the fee paid (0.75 for ...)")


class HospitalPrice(PriceRecord):
    """Medicare's national hospital outpatient rate of a code."""

    opps: CodeBand = Field(description="a code of medicare/opps.csv")


class AnesthesiaPrice(PriceRecord):
    """Computed: Medicare's anesthesia units x its anesthesia conversion factor."""

    anesthesia: Anesthesia


class MultiplePrice(PriceRecord):
    """A multiple of the service's Medicare price."""

    of_medicare: Band = Field(description="multiples of this service's Medicare price")
    confidence: Confidence
    sources: SourceIds = Field(min_length=1)


class UnknownPrice(PriceRecord):
    """No figure, and the reason."""

    unknown: Text = Field(description="why no figure is given")


_WAY_OF: dict[str, type[PriceRecord]] = {  # the keys that say which way a price is said
    **dict.fromkeys(BOUNDS, BandPrice),
    "amount": AmountPrice,
    "rvu": FeeSchedulePrice,
    "opps": HospitalPrice,
    "anesthesia": AnesthesiaPrice,
    "of-medicare": MultiplePrice,
    "unknown": UnknownPrice,
}


_RECORDS = tuple(dict.fromkeys(_WAY_OF.values()))


def _words_of(way: type[PriceRecord]) -> str:
    return "/".join(key for key, record in _WAY_OF.items() if record is way)


def _not_one_way(said: Mapping[str, Any]) -> PydanticCustomError | None:
    """What is told of a price that is said in no way, or in several."""
    ways: dict[type[PriceRecord], str] = {}
    for key, record in _WAY_OF.items():
        if key in said:
            ways.setdefault(record, key)
    if not ways:
        return slip(
            f"no price; say one of: {_WAYS}. Where none is known, write unknown: and the reason"
        )
    if len(ways) == 1:
        return None
    keys = list(ways.values())
    return slip(
        f"the price is said in more than one way ({' and '.join(keys)}); keep one of: {_WAYS}",
        keys[-1],
    )


_WAYS = ", ".join(map(_words_of, _RECORDS))


def _way(value: Any) -> str:
    """Which of the price records is meant: by the key that says so, or the nearest to it."""
    if isinstance(value, PriceRecord):
        return type(value).__name__
    keys = [str(key) for key in value] if isinstance(value, dict) else []
    said = next((key for key in _WAY_OF if key in keys), None)
    unknown = [key[:60] for key in keys if key not in keys_of(PriceRecord)]
    near = next(filter(None, (nearest(key, _WAY_OF) for key in unknown)), "typical")
    return _WAY_OF[said or near].__name__


Price = Annotated[
    Annotated[BandPrice, Tag("BandPrice")]
    | Annotated[AmountPrice, Tag("AmountPrice")]
    | Annotated[FeeSchedulePrice, Tag("FeeSchedulePrice")]
    | Annotated[HospitalPrice, Tag("HospitalPrice")]
    | Annotated[AnesthesiaPrice, Tag("AnesthesiaPrice")]
    | Annotated[MultiplePrice, Tag("MultiplePrice")]
    | Annotated[UnknownPrice, Tag("UnknownPrice")],
    Discriminator(_way),
]
"""One payer's price of one service, said in exactly one way."""


class Prices(Record):
    """A price, or a stated `unknown`, for each of the five payers."""

    self_pay: Price
    commercial: Price
    medicare: Price
    medicaid: Price
    va_tricare: Price

    def of(self, payer: str) -> Price:
        return getattr(self, payer.replace("-", "_"))

    @classmethod
    def about_missing(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        reason = "a price or the reason why there is none (unknown: ...), for each payer"
        return slip(f"'{key}' is missing, {reason}")


class NadacUnits(Record):
    """A drug as the NADAC file calls it, and how many units of it the service takes."""

    drug: Text = Field(description="first word, strength and form, as: sertraline 50 mg tab")
    units: Count


class Service(Record):
    """What can be billed once."""

    label: Text = Field(description="what it is, in plain words of our own")
    per: Literal["session", "visit", "month", "day", "test", "dose"]
    codes: Many[Code] = Field((), description="billing codes, by number only")
    benefit: Benefit = Field(description="how a plan files it")
    hours: Annotated[Amount, Field(ge=0, le=24)] = Field(
        Decimal(0), description="the patient's own time, hours, without the way there"
    )
    at_home: bool = Field(False, description="true: no way to go (a video visit, home use)")
    note: Text | None = None
    nadac: Many[NadacUnits] = Field((), description="the drugs in it, for `import nadac`")
    price: Prices


class ServicesFile(Record):
    """services/*.yaml"""

    dates: Dates = Field(description="dates that hold for each price below unless it has its own")
    services: dict[Slug, Service] = Field(min_length=1)


class Rhythm(Record):
    """How often sessions come: so many of them (or all the rest) at this pace."""

    sessions: Count | None = Field(None, description="how many; left out: all that remain")
    per_week: PerWeek | None = None
    every_weeks: EveryWeeks | None = None
    every_months: EveryMonths | None = None

    @model_validator(mode="after")
    def _one_pace(self) -> Rhythm:
        paces = [self.per_week, self.every_weeks, self.every_months]
        if sum(p is not None for p in paces) != 1:
            raise slip("say exactly one pace: per-week, every-weeks or every-months")
        return self


class Sessions(Record):
    """How many sessions a course has, and how they are spaced."""

    unit: Text = Field(description="what is counted, singular: infusion, session, month of tablets")
    default: SessionCount
    min: SessionCount
    max: SessionCount
    rhythm: Many[Rhythm] = Field(min_length=1)
    note: Text | None = None
    sources: SourceIds = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> Sessions:
        if self.min > self.default:
            raise slip(f"min {self.min} is above default {self.default}", "min")
        if self.default > self.max:
            raise slip(f"default {self.default} is above max {self.max}", "default")
        return self


class Step(Record):
    """One line of a course: a service, and when it happens.

    Exactly one of: `week` (a week number, or `last` for the week of the last session),
    `each-session` (with every session, or with every n-th), `every-weeks` or `every-months`
    (again and again through its phase).
    """

    service: Slug
    phase: Phase
    week: (
        Annotated[
            Annotated[int, Field(ge=0, le=MAX_WEEK)] | Literal["last"], BeforeValidator(_week)
        ]
        | None
    ) = None
    weeks_after: Week = Field(0, description="with `week: last`: so many weeks later")
    each_session: Count | None = Field(None, description="1: with every session; 2: every second")
    from_session: Count = Field(1, description="with `each-session`: from this one on")
    every_weeks: EveryWeeks | None = None
    every_months: EveryMonths | None = None
    count: Count | None = Field(None, description="with `every-...`: at most so many")
    from_week: Week | None = Field(None, description="with `every-...`: the first week")
    to_horizon: bool = Field(
        False, description="with `every-...` in the course: go on at this pace to the horizon"
    )
    quantity: Count = Field(1, description="units at each time")
    quantity_per_session: Annotated[Amount, Field(gt=0, le=100)] | None = Field(
        None, description="units in all = sessions x this, rounded up (days of a stay)"
    )
    note: Text | None = None
    sources: SourceIds = ()

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
            )
        return self

    @property
    def surely_happens(self) -> bool:
        """Whether every course has this step, however short it is cut."""
        if self.each_session is not None:
            return self.from_session == 1
        return self.week is not None and self.week != "last" and self.week + self.weeks_after < 26


class Coverage(Record):
    """Whether this kind of plan pays for an option, and why we say so."""

    status: CoverageStatus
    why: Text
    criteria: Text | None = Field(None, description="what a plan asks for before it approves")
    still_covered: Many[Slug] = Field(
        (), description="services a plan pays for although it does not cover the option"
    )
    never_covered: Many[Slug] = Field(
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

    @classmethod
    def about_missing(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        return slip(f"'{key}' is missing; coverage is said for each kind of plan")


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
    course: Many[Step] = Field(min_length=1)
    coverage: Coverages
    driver: Text | None = Field(None, description="why someone else must take the patient home")
    context: Many[Fact] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _something_happens(self) -> Option:
        if not any(step.surely_happens for step in self.course):
            raise slip(
                "a course needs a step that every person has: one with week (0 to 25), or with "
                "each-session from the first session on",
                "course",
            )
        return self


class Treatment(Record):
    """treatments/*.yaml: the file's name is the treatment's id."""

    label: Text
    short: Text = Field(description="the shortest name people know, for charts: 'CBT'")
    order: Whole = Field(description="place on the page; never by price")
    default: Slug = Field(description="the option shown first")
    context: Many[Fact] = Field(min_length=1)
    renamed: dict[Slug, Slug] = Field({}, description="old option name: new option name")
    options: dict[Slug, Option] = Field(min_length=1)


class Family(Record):
    """What a family owes together under one accumulator. `embedded`: each person has a deductible
    of their own, and the family's is met by all of them; `aggregate`: only the family's deductible
    counts. A person's own maximum holds in both."""

    kind: Literal["embedded", "aggregate"]
    deductible: Usd
    out_of_pocket_max: Annotated[Usd | None, BeforeValidator(_maximum)] = Field(
        None,
        description="US dollars a plan year for the family; `none` where there is no limit",
        json_schema_extra={"anyOf": [{"type": "number", "minimum": 0}, {"const": "none"}]},
    )


class Accumulator(Record):
    """A yearly running total: what the patient has paid toward a deductible and a maximum."""

    name: Text | None = Field(None, description="what people call it: 'Part B'")
    deductible: Usd
    out_of_pocket_max: Annotated[Usd | None, BeforeValidator(_maximum)] = Field(
        None,
        description="US dollars a plan year; `none` where the plan has no limit",
        json_schema_extra={"anyOf": [{"type": "number", "minimum": 0}, {"const": "none"}]},
    )
    out_of_pocket_with: Slug | None = Field(
        None, description="counts toward the maximum of this other accumulator"
    )
    family: Family | None = Field(
        None, description="what the family owes together, where the plan covers one"
    )
    confidence: Confidence | None = None
    changed: Text | None = Field(None, description="why it differs from the release before")
    carried_from: Text | None = Field(None, description="the year or release it was carried from")
    note: Text | None = None
    sources: SourceIds = ()

    @model_validator(mode="after")
    def _says_maximum(self) -> Accumulator:
        said = {"out_of_pocket_max", "out_of_pocket_with"} & self.model_fields_set
        if len(said) != 1:
            found = "both" if said else "neither"
            raise slip(
                "say either out-of-pocket-max (a number of US dollars, or none where there is no "
                "limit) or out-of-pocket-with (the accumulator whose maximum it shares); "
                f"found {found}"
            )
        return self


class FirstVisits(Record):
    """Other terms for the first visits of a plan year."""

    visits: Count
    copayment: Usd = Decimal(0)
    coinsurance: Share = Decimal(0)
    after_deductible: bool = False


class DayTier(Record):
    """A copayment for each day of a stay from one day of the benefit period on."""

    from_day: Count = Field(description="first day that it is due for: 61")
    copayment: Usd = Field(description="US dollars a day")


class Terms(Record):
    """What the patient pays for a covered service of one benefit category."""

    accumulator: Slug = "medical"
    after_deductible: bool = Field(False, description="true: the deductible is paid first")
    copayment: Usd = Decimal(0)
    copayment_first: bool = Field(
        False, description="with after-deductible: the copayment comes before the deductible"
    )
    coinsurance: Share = Decimal(0)
    coinsurance_min: Usd | None = Field(
        None, description="least coinsurance on one service (never more than it costs)"
    )
    coinsurance_max: Usd | None = Field(None, description="most coinsurance on one service")
    outside_out_of_pocket_max: bool = Field(
        False, description="true: what is paid does not count toward the maximum nor stop at it"
    )
    per: Literal["service", "day", "stay"] = "service"
    max_days: Whole | None = Field(None, description="with `per: day`: days that are charged")
    day_tiers: Many[DayTier] = Field(
        (), description="further copayments a day from a day of the benefit period on"
    )
    benefit_period_days: Count | None = Field(
        None,
        description="a stay within so many days of the last one goes on with its benefit period: "
        "no new deductible or copayment, and its days are counted on (Medicare: 60)",
    )
    first: FirstVisits | None = None
    visit_limit: Count | None = Field(
        None, description="so many visits a plan year are covered; later ones are not"
    )
    counted_as: Slug | None = Field(
        None,
        description="benefits with the same name here share their first visits and their limit",
    )
    confidence: Confidence | None = None
    changed: Text | None = Field(None, description="why it differs from the release before")
    carried_from: Text | None = Field(None, description="the year or release it was carried from")
    note: Text | None = None
    sources: SourceIds = ()


class Hra(Record):
    """A health reimbursement arrangement: the employer's money, which pays the patient's share of
    covered care first, until the year's amount is used."""

    amount: Usd = Field(description="US dollars a plan year")
    pays: Literal["any-share", "deductible"] = Field(
        "any-share", description="deductible: only what goes to a deductible"
    )


class OutsideNetwork(Record):
    """What a plan pays back for care outside its network. What the provider charges above the
    allowed amount is the patient's, and counts toward nothing."""

    deductible: Usd = Decimal(0)
    share: Share = Field(description="share of the allowed amount that the plan pays back")
    allowed: Share = Field(Decimal(1), description="allowed amount as a share of the charge")
    out_of_pocket_max: Annotated[Usd | None, BeforeValidator(_maximum)] = Field(
        None,
        description="US dollars a plan year; beyond it all of the allowed amount is paid back; "
        "`none` where there is no limit",
        json_schema_extra={"anyOf": [{"type": "number", "minimum": 0}, {"const": "none"}]},
    )


class Plan(Record):
    """An insurance design, in the words of a Summary of Benefits and Coverage."""

    label: Text
    phrase: Text | None = Field(None, description="as in 'with an employer plan'")
    payer: Payer
    coverage: CoverageKind | None = Field(None, description="none: nothing is covered")
    year_starts_month: Annotated[int, Field(ge=1, le=12)] = 1
    accumulators: dict[Slug, Accumulator] = {}
    cost_sharing: dict[Benefit, Terms] = {}
    otherwise: Terms | None = None
    one_copayment_a_day: bool = Field(
        False, description="one copayment a day for all visits, at the highest rate; drugs apart"
    )
    in_stay: Many[Benefit] = Field(
        (), description="benefits that belong to a stay: nothing is paid for them on its days"
    )
    carry_over_months: Annotated[int, Field(ge=0, le=11)] = Field(
        0,
        description="what goes to a deductible in the last so many months of a plan year counts "
        "toward the next year's too (3: fourth-quarter carry-over)",
    )
    hra: Hra | None = None
    out_of_network: OutsideNetwork | None = Field(
        None, description="left out: nothing is paid back outside the network"
    )
    note: Text | None = None
    sources: SourceIds = ()

    @model_validator(mode="after")
    def _complete(self) -> Plan:
        if self.payer == "self-pay":
            for key in ("coverage", "accumulators", "cost_sharing", "otherwise"):
                if getattr(self, key):
                    key = key.replace("_", "-")
                    raise slip(f"a self-pay plan pays nothing, so it has no {key}", key)
            return self
        names = ", ".join(self.accumulators)
        if "medical" not in self.accumulators:
            raise slip(f"accumulators must hold medical; found {names or 'none'}")
        if self.otherwise is None:
            raise slip("otherwise is missing: the terms for all other covered services")
        at = [(("cost-sharing", key), terms) for key, terms in self.cost_sharing.items()]
        for path, terms in [*at, (("otherwise",), self.otherwise)]:
            if terms.accumulator not in self.accumulators:
                near = did_you_mean(terms.accumulator, self.accumulators)
                raise slip(
                    f"this plan has no accumulator '{terms.accumulator}'{near}; it has: {names}",
                    *path,
                    *(("accumulator",) if "accumulator" in terms.model_fields_set else ()),
                )
        for name, accumulator in self.accumulators.items():
            other = accumulator.out_of_pocket_with
            path = ("accumulators", name, "out-of-pocket-with")
            if other and (other == name or other not in self.accumulators):
                raise slip(
                    f"'{other}' is no other accumulator of this plan; it has: {names}", *path
                )
            if other and self.accumulators[other].out_of_pocket_with:
                raise slip(f"'{other}' has no maximum of its own; name one that has", *path)
        return self

    def terms(self, benefit: str) -> Terms:
        return self.cost_sharing.get(benefit, self.otherwise)


class PlansFile(Record):
    """plans.yaml"""

    default: Slug
    renamed: dict[Slug, Slug] = {}
    plans: dict[Slug, Plan] = Field(min_length=1)


class Source(Record):
    """Where a figure comes from."""

    title: Text
    publisher: Text
    url: Annotated[str, Field(pattern=URL, max_length=1_500)] | None = Field(
        None, description="null where there is no public address"
    )
    published: Annotated[str, BeforeValidator(_published)] | None = Field(
        None, description="a year, month or day: 2026, 2026-01 or 2026-01-31"
    )
    read: Day
    kind: Literal["primary", "survey", "market", "secondary"]
    note: Text | None = None

    @model_validator(mode="after")
    def _published_first(self) -> Source:
        if self.published and self.published > self.read.isoformat():
            raise slip(
                f"published {self.published}, but read before that, on {self.read}", "published"
            )
        return self


class SourcesFile(Record):
    """sources.yaml"""

    sources: dict[Slug, Source] = Field(min_length=1)


class FactorOf(Record):
    """One Medicare conversion factor."""

    usd: Annotated[Amount, Field(ge=1, le=1_000)]
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

    release: Annotated[str, Field(pattern=RELEASE), BeforeValidator(_unquoted_release)]
    prices_of: Text = Field(description="as shown to people: 'January 2026'")
    year: Annotated[int, Field(ge=1990, le=2100)]
    summary: Text


class ReleaseEntry(Record):
    """One release in releases.yaml."""

    status: Literal["draft", "released", "withdrawn"]
    hash: Annotated[str, Field(pattern=HASH)] | None = Field(
        None, description="SHA-256 of the folder's files, locked when it was released"
    )
    released: Day | None = None
    summary: Text | None = Field(None, description="what changed against the release before")
    reason: Text | None = Field(None, description="why it was withdrawn")

    @model_validator(mode="after")
    def _complete(self) -> ReleaseEntry:
        if self.status != "draft" and self.hash is None:
            raise slip(f"a {self.status} release has a hash; found none", "status")
        if self.status == "withdrawn" and self.reason is None:
            raise slip("a withdrawn release says its reason; found none", "status")
        return self


class ReleasesFile(Record):
    """releases.yaml: every release, oldest first; written by `ketacost prices`."""

    releases: dict[str, ReleaseEntry]


class Example(Record):
    """One example scenario, used to show what a change of prices does."""

    label: Text
    arms: Text = Field(description="as in a link: ketamine.iv:6,ssri.sertraline:9")
    region: Slug = "us"
    plan: Slug = "none"
    horizon: Literal["course", "6m", "12m"] = "course"


class ExamplesFile(Record):
    """examples.yaml: the fixed set of example scenarios."""

    examples: dict[Slug, Example]


class Help(Record):
    """One kind of help with the cost, off unless a person chooses it.

    `savings`: a maker's program brings the patient's share of a covered service down to a floor,
    up to a yearly cap. `discount`: a share off the price of a service the patient pays alone.
    """

    label: Text
    kind: Literal["savings", "discount"]
    services: Many[Slug] = Field(min_length=1, description="services it helps with")
    phases: Many[Phase] = Field((), description="only in these phases; left out: in all")
    coverage: Many[CoverageKind] = Field(
        (), description="with `savings`: the kinds of plan it may be used with"
    )
    floor: Usd | None = Field(None, description="with `savings`: what is left to pay each time")
    yearly_cap: Usd | None = Field(None, description="with `savings`: the most it pays in a year")
    share: Share | None = Field(None, description="with `discount`: share taken off the price")
    terms: Text = Field(description="who may use it, and what to ask")
    confidence: Confidence
    changed: Text | None = Field(None, description="why it differs from the release before")
    carried_from: Text | None = Field(None, description="the year or release it was carried from")
    sources: SourceIds = Field(min_length=1)

    @model_validator(mode="after")
    def _of_one_kind(self) -> Help:
        needed = {"savings": ("floor", "yearly_cap"), "discount": ("share",)}[self.kind]
        for name in needed:
            if getattr(self, name) is None:
                raise ValueError(f"help of kind {self.kind} needs {name.replace('_', '-')}")
        if self.kind == "savings" and not self.coverage:
            raise ValueError("help of kind savings says with which kinds of plan it may be used")
        return self


class HelpFile(Record):
    """help.yaml"""

    help: dict[Slug, Help]


class Mile(Record):
    """What a mile by car costs, US dollars: low, typical, high."""

    low: Usd
    typical: Usd
    high: Usd
    confidence: Confidence
    band: Text
    sources: SourceIds = Field(min_length=1)


class UsualMiles(Record):
    """Usual distance to care, miles one way, by how rural a place is."""

    urban: Whole
    rural: Whole
    super_rural: Whole
    confidence: Confidence
    note: Text
    sources: SourceIds = Field(min_length=1)


class GettingThere(Record):
    """getting-there.yaml: what the way to the clinic costs."""

    mile: Mile
    usual_miles: UsualMiles
    minutes_a_mile: Factor = Field(description="time on the road")
    note: Text | None = None
    sources: SourceIds = Field(min_length=1)


class Rule(Record):
    """A rule of law that pages and sheets quote."""

    text: Text
    usd: Usd | None = None
    days: Whole | None = None
    sources: SourceIds = Field(min_length=1)


class RulesFile(Record):
    """rules.yaml: rules of law, by name."""

    rules: dict[Slug, Rule]
