"""getting-there.yaml: what the way to the clinic costs."""

from __future__ import annotations

from pydantic import Field, model_validator

from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import Confidence, Factor, SourceIds, Text, Usd, Whole, in_order


class Mile(Record):
    """What a mile by car costs."""

    low: Usd
    """US dollars, the low end"""
    typical: Usd
    """US dollars, the middle"""
    high: Usd
    """US dollars, the high end"""
    confidence: Confidence
    """how sure the figures are"""
    band: Text
    """how low, typical and high were derived"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""

    @model_validator(mode="after")
    def _ordered(self) -> Mile:
        in_order(self)
        return self


class UsualMiles(Record):
    """Usual distance to care, miles one way, by how rural a place is."""

    urban: Whole
    """miles one way"""
    rural: Whole
    """miles one way"""
    super_rural: Whole
    """miles one way"""
    confidence: Confidence
    """how sure the figures are"""
    note: Text
    """what else a reader should know; shown in the app"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class GettingThere(Record):
    """getting-there.yaml: what the way to the clinic costs."""

    mile: Mile
    """a mile by car"""
    usual_miles: UsualMiles
    """miles one way, where a person gives none"""
    minutes_a_mile: Factor
    """time on the road"""
    changed: Text | None = None
    """why it differs from the release before"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""
