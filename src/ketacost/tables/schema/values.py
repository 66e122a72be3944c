"""The values that records are made of: numbers, texts, dates and names, each refusing what only
looks like it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from ketacost.tables.dates_and_amounts import day_hint
from ketacost.tables.hints import Bare, number_hint, shown, slip
from ketacost.tables.schema.record import Record

Bound = Literal["low", "typical", "high"]
Payer = Literal["self-pay", "commercial", "medicare", "medicaid", "va-tricare"]
CoverageKind = Literal["commercial", "medicare", "medicare-advantage", "medicaid", "va", "tricare"]
Benefit = Literal[
    "primary-care-visit",
    "specialist-visit",
    "mental-health-visit",
    "outpatient-procedure",
    "hospital-procedure",
    "clinic-drug",
    "inpatient-stay",
    "lab",
    "diagnostic-test",
    "generic-drug",
    "brand-drug",
    "specialty-drug",
    "not-a-benefit",
]
Phase = Literal["before", "acute", "after", "maintenance"]
Confidence = Literal["high", "medium", "low"]
Setting = Literal["office", "facility"]
CoverageStatus = Literal["covered", "prior-authorization", "rarely-covered", "not-covered"]

PAYERS: tuple[Payer, ...] = get_args(Payer)
BOUNDS: tuple[Bound, ...] = get_args(Bound)
COVERAGE_KINDS: tuple[CoverageKind, ...] = get_args(CoverageKind)

TERMS_OF: dict[str, Benefit] = {
    "hospital-procedure": "outpatient-procedure",
    "clinic-drug": "outpatient-procedure",
    "diagnostic-test": "lab",
}
"""Benefits that few plans tell apart: whose terms hold where a plan has none for them."""
PHARMACY: tuple[Benefit, ...] = ("generic-drug", "brand-drug", "specialty-drug")

MAX_USD = 100_000  # of one unit of one service; above it is a slip (cents, a zero too many)
MAX_SPREAD = 50  # high / low; the widest band is 13, and cents for dollars would make it 100
MAX_WEEK = 520

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
CODE = r"^[A-Z0-9]{5}$"
RELEASE = r"^(19|20)\d\d\.[1-9]\d?$"
URL = r"^https?://\S+$"
HASH = r"^[0-9a-f]{64}$"
STATE = r"^[A-Z]{2}$"
SHAPES = {  # a pattern in words, for people
    SLUG: "lower-case words joined by hyphens, such as employer-ppo",
    CODE: "a billing code of five capital letters or digits, such as 96365 or G2083",
    RELEASE: "a year and a number, such as 2026.1",
    STATE: "the two capital letters of a state, such as OH",
    HASH: "64 hexadecimal digits, as ketacost prices release writes them",
    URL: "an address that begins with https:// (or null where there is none)",
}


def _number(value: Any) -> Any:
    """Accept a YAML number only: a quoted or comma-grouped one is a slip, not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        hint = number_hint(value) if isinstance(value, str) else ""
        raise slip(f"found {shown(value)}; expected a number{hint}", id="value-type")
    return Decimal(str(value))


def _text(value: Any) -> Any:
    if isinstance(value, Bare):
        raise slip(
            f"found {value} without quotes, which other programs read as {value.meaning}; "
            f'if the word is meant, put it in quotes: "{value}"',
            id="text-unquoted",
        )
    if isinstance(value, int | float | Decimal) or value is None:
        hint = "" if value is None else f'; put it in quotes: "{shown(value)}"'
        raise slip(f"found {shown(value)}; expected text{hint}", id="value-type")
    if isinstance(value, str) and not value.strip():
        raise slip(
            "found empty text; write it, or leave the key out where it is not needed",
            id="value-empty",
        )
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
            f"found {shown(value)}; expected a day of the calendar, year first, such as "
            f"2026-01-31{day_hint(text)}",
            id="date-form",
        ) from None


def in_order(record: Any) -> None:
    """Refuse low, typical and high that are out of order or further apart than any real band."""
    low, typical, high = record.low, record.typical, record.high
    if low > typical:
        raise slip(f"low {low:f} is above typical {typical:f}", "low", id="figures-order")
    if typical > high:
        raise slip(f"typical {typical:f} is above high {high:f}", "typical", id="figures-order")
    if low >= 1 and high > MAX_SPREAD * low:
        raise slip(
            f"high {high:f} is more than {MAX_SPREAD} times low {low:f}; is one of them in cents, "
            "or does it have a zero too many?",
            "high",
            id="value-range",
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
State = Annotated[str, Field(pattern=STATE)]
PercentOfLevel = Annotated[int, Field(ge=0, le=1_000)]
Slug = Annotated[str, Field(pattern=SLUG, max_length=80), BeforeValidator(_text)]
Text = Annotated[str, Field(min_length=1, max_length=1_500), BeforeValidator(_text)]
Day = Annotated[date, BeforeValidator(_day)]
T = TypeVar("T")
Many = Annotated[tuple[T, ...], Field(strict=False)]  # a list, which is kept as a tuple
SourceIds = Many[Slug]


class Band(Record):
    """Three numbers in order: about the 10th, 50th and 90th percentile."""

    low: Multiple
    """the low end (10th percentile)"""
    typical: Multiple
    """the middle (50th percentile)"""
    high: Multiple
    """the high end (90th percentile)"""

    @model_validator(mode="after")
    def _ordered(self) -> Band:
        in_order(self)
        return self


def _or_one_code(schema: dict[str, Any]) -> None:
    whole = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": ["string", "integer"], "pattern": CODE}, whole]


class CodeBand(Record):
    """A billing code for each bound. One code alone stands for all three."""

    model_config = ConfigDict(json_schema_extra=_or_one_code)

    low: Code
    """code of the low end"""
    typical: Code
    """code of the middle"""
    high: Code
    """code of the high end"""

    @model_validator(mode="before")
    @classmethod
    def _one_code(cls, value: Any) -> Any:
        return dict.fromkeys(BOUNDS, value) if isinstance(value, str | int) else value


def _or_the_index(schema: dict[str, Any]) -> None:
    whole = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"const": "price-parity", "type": "string"}, whole]


class Regional(Record):
    """How a price follows the price level of its place: price x (level / 100) to the power `slope`.
    The word `price-parity` alone means slope 1, not measured."""

    model_config = ConfigDict(json_schema_extra=_or_the_index)

    index: Literal["price-parity"]
    """the price level of the metro area (metro-parity.csv), else of the state (price-parity.csv)"""
    slope: Annotated[Amount, Field(gt=0, le=5)] = Decimal(1)
    """percent by which the price rises for each percent of the price level"""
    slope_se: Annotated[Amount, Field(gt=0, le=5)] | None = None
    """standard error of the slope; low and high prices widen by it"""
    measured_in: Text | None = None
    """what the slope was measured in, as: 15 clinics"""

    @model_validator(mode="before")
    @classmethod
    def _the_index_alone(cls, value: Any) -> Any:
        return {"index": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _measured(self) -> Regional:
        if {"slope", "slope_se", "measured_in"} & self.model_fields_set and not (
            self.slope_se and self.measured_in
        ):
            raise slip(
                "a slope says its standard error (slope-se) and what it was measured in "
                "(measured-in); price-parity alone means slope 1",
                id="key-missing",
            )
        return self


class Dates(Record):
    """When a price took effect, and when someone last held it against its source."""

    effective: Day | None = None
    """the day the price took effect"""
    checked: Day | None = None
    """the day it was last checked against its source"""
    check_every_months: Months | None = None
    """when the next check is due"""


class Sourced(Record):
    """What a record of figures may say of them."""

    confidence: Confidence | None = None
    """how sure the figures are"""
    changed: Text | None = None
    """why it differs from the release before"""
    carried_from: Text | None = None
    """the year or release it was carried from"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""
    sources: SourceIds = ()
    """ids of sources.yaml"""
