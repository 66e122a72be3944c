"""other-care.yaml: a plain year of other care, which a plan is chosen for beside a course."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import (
    Benefit,
    Confidence,
    Count,
    Many,
    Slug,
    SourceIds,
    Text,
    Usd,
)


class CareLine(Record):
    """Some care of a year, as an insurer is billed for it."""

    what: Text
    """what it is"""
    benefit: Benefit
    """the benefit that a plan files it under"""
    month: Annotated[int, Field(ge=1, le=12)]
    """month of the plan year it falls in"""
    units: Count = 1
    """visits, or days of a stay"""
    usd: Usd
    """US dollars, all units together: the allowed amount"""


class OtherCare(Record):
    """An amount of other care in a year."""

    label: Text
    """as shown to people"""
    lines: Many[CareLine] = Field(min_length=1)
    """what it is made of"""
    confidence: Confidence
    """how sure the figures are"""
    changed: Text | None = None
    """why it differs from the release before"""
    note: Text
    """how it came about; shown in the app"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class OtherCareFile(Record):
    """other-care.yaml: amounts of other care in a year, from the least to the most."""

    care: dict[Slug, OtherCare] = Field(min_length=1)
    """from the least to the most"""
