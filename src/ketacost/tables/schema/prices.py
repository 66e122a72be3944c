"""A price: one of seven records, one a way to say it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from ketacost.tables.hints import slip
from ketacost.tables.schema.record import Record, keys_of
from ketacost.tables.schema.values import (
    BOUNDS,
    Band,
    Bound,
    CodeBand,
    Confidence,
    Count,
    Dates,
    Factor,
    Many,
    Regional,
    Setting,
    Share,
    Sourced,
    SourceIds,
    Text,
    Usd,
    in_order,
)
from ketacost.tables.spelling import nearest


class Anesthesia(Record):
    """Medicare anesthesia: (base units + time units) x anesthesia conversion factor."""

    base_units: Factor
    """anesthesia units before time counts"""
    time_units: Band
    """units of 15 minutes"""


class Basis(Record):
    """What a price's typical figure rests on. The confidence follows from it by one rule
    (`tables/confidence.py`)."""

    kind: Literal["primary", "survey", "providers", "secondary", "derived"]
    """primary: who sets the price; survey: of many; providers: sellers' own prices; secondary:
    reports that agree; derived: worked out from other prices, or put between them"""
    count: Count | None = None
    """with providers and secondary: how many that have nothing to do with each other"""
    year: Annotated[int, Field(ge=1990, le=2100)]
    """the year that the middle one of them is of; a page without a date is of the year it was
    read in"""

    @model_validator(mode="after")
    def _counted(self) -> Basis:
        counted = self.kind in ("providers", "secondary")
        if counted and self.count is None:
            raise slip(f"a basis of {self.kind} says how many: count: 5", id="key-missing")
        if not counted and self.count is not None:
            words = f"count goes with providers or secondary; {self.kind} is not counted"
            raise slip(words, "count", id="key-unknown")
        return self


class PriceRecord(Dates, Sourced):
    """What every price may say, whichever way it is said."""

    band: Text | None = None
    """how low, typical and high were derived"""
    basis: Basis | None = None
    """what the typical figure rests on; the confidence follows from it"""

    @classmethod
    def about_missing(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        """A price that is said in no way or in several; else what this way still needs."""
        if (ways := _not_one_way(said)) is not None:
            return ways
        match key:
            case "sources":
                return slip(
                    "this price names no source; write sources: [an-id-of-sources.yaml]",
                    id="source-missing",
                )
            case "confidence":
                return slip(
                    "this price names no confidence; write confidence: high, medium or low",
                    id="key-missing",
                )
        bounds = [b for b in BOUNDS if b in said]
        missing = " and ".join(b for b in BOUNDS if b not in bounds)
        return slip(
            f"low, typical and high go together; {missing} is missing",
            bounds[0],
            id="price-bounds",
        )

    @classmethod
    def about_unknown(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        """A key that belongs to another way to say a price."""
        if key in _WAY_OF:
            return _not_one_way(said)
        ways = [_words_of(way) for way in _RECORDS if key in keys_of(way)]
        if not ways:
            return None
        return slip(f"{key} goes with {' or '.join(ways)} only", key, id="key-unknown")


class BandPrice(PriceRecord):
    """Low, typical and high in US dollars: about the 10th, 50th and 90th percentile."""

    low: Usd
    """US dollars, about the 10th percentile"""
    typical: Usd
    """US dollars, about the 50th percentile"""
    high: Usd
    """US dollars, about the 90th percentile"""
    regional: Regional | None = None
    """how the price follows the price level of its place; only where data show that it does"""
    from_nadac: Many[Bound] = ()
    """bounds that `prices import nadac` sets: what pharmacies pay for the drug"""
    confidence: Confidence
    """how sure the figures are"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""

    @model_validator(mode="after")
    def _ordered(self) -> BandPrice:
        in_order(self)
        return self


class AmountPrice(PriceRecord):
    """One fixed amount in US dollars."""

    amount: Usd
    """US dollars"""
    regional: Regional | None = None
    """how the price follows the price level of its place; only where data show that it does"""
    confidence: Confidence
    """how sure the figure is"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class FeeSchedulePrice(PriceRecord):
    """Computed: Medicare's physician fee schedule amount of a code."""

    rvu: CodeBand
    """a code of medicare/rvu.csv"""
    setting: Setting = "office"
    """where: an office, or a facility"""
    share: Share = Decimal(1)
    """share of the fee that is paid: 0.75 for 75 percent"""


class HospitalPrice(PriceRecord):
    """Medicare's national hospital outpatient rate of a code."""

    opps: CodeBand
    """a code of medicare/opps.csv"""


class AnesthesiaPrice(PriceRecord):
    """Computed: Medicare's anesthesia units x its anesthesia conversion factor."""

    anesthesia: Anesthesia
    """the units"""


class MultiplePrice(PriceRecord):
    """A multiple of the service's Medicare price."""

    of_medicare: Band
    """multiples of this service's Medicare price"""
    confidence: Confidence
    """how sure the figures are"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class UnknownPrice(PriceRecord):
    """No figure, and the reason."""

    unknown: Text
    """why no figure is given"""


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


_WAYS = ", ".join(map(_words_of, _RECORDS))


def _not_one_way(said: Mapping[str, Any]) -> PydanticCustomError | None:
    """What is told of a price that is said in no way, or in several."""
    ways: dict[type[PriceRecord], str] = {}
    for key, record in _WAY_OF.items():
        if key in said:
            ways.setdefault(record, key)
    if not ways:
        return slip(
            f"no price; say one of: {_WAYS}. Where none is known, write unknown: and the reason",
            id="price-missing",
        )
    if len(ways) == 1:
        return None
    keys = list(ways.values())
    return slip(
        f"the price is said in more than one way ({' and '.join(keys)}); keep one of: {_WAYS}",
        keys[-1],
        id="price-two-ways",
    )


def _way(value: Any) -> str:
    """Which of the price records is meant: by the key that says so, or the nearest to it."""
    if isinstance(value, PriceRecord):
        return type(value).__name__
    keys = [str(key) for key in value] if isinstance(value, dict) else []
    said = next((key for key in _WAY_OF if key in keys), None)
    unknown = [key[:60] for key in keys if key not in keys_of(PriceRecord)]
    near = next(filter(None, (nearest(key, _WAY_OF) for key in unknown)), "typical")
    return _WAY_OF[said or near].__name__


Price = TypeAliasType(
    "Price",
    Annotated[
        Annotated[BandPrice, Tag("BandPrice")]
        | Annotated[AmountPrice, Tag("AmountPrice")]
        | Annotated[FeeSchedulePrice, Tag("FeeSchedulePrice")]
        | Annotated[HospitalPrice, Tag("HospitalPrice")]
        | Annotated[AnesthesiaPrice, Tag("AnesthesiaPrice")]
        | Annotated[MultiplePrice, Tag("MultiplePrice")]
        | Annotated[UnknownPrice, Tag("UnknownPrice")],
        Discriminator(_way),
    ],
)
"""One payer's price of one service, said in exactly one way."""


class Prices(Record):
    """A price, or a stated `unknown`, for each of the five payers."""

    self_pay: Price
    """paid by a person without insurance"""
    commercial: Price
    """allowed by employer and marketplace plans"""
    medicare: Price
    """allowed by Medicare"""
    medicaid: Price
    """allowed by Medicaid"""
    va_tricare: Price
    """allowed by VA community care and TRICARE"""

    def of(self, payer: str) -> Price:
        """The price of a payer: `self-pay`.

        Raises:
            AttributeError: there is no such payer.
        """
        found: Price = getattr(self, payer.replace("-", "_"))
        return found

    @classmethod
    def about_missing(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        """Each payer has a price, or a reason why there is none."""
        reason = "a price or the reason why there is none (unknown: ...), for each payer"
        return slip(f"'{key}' is missing, {reason}", id="key-missing")
