"""medicare/medicare.yaml: Medicare's factors, and where the tables beside it come from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import Amount, Confidence, Dates, Day, SourceIds, Text


class TableOf(Record):
    """Where a CSV table of this release comes from."""

    confidence: Confidence = "high"
    """how sure the figures are"""
    carried_from: Text | None = None
    """the year or release it was carried from"""
    changed: Text | None = None
    """why it differs from the release before"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class FactorOf(TableOf):
    """One Medicare conversion factor, and where it comes from."""

    usd: Annotated[Amount, Field(ge=1, le=1_000)]
    """US dollars"""
    effective: Day
    """the day it took effect"""


class Medicare(Record):
    """medicare/medicare.yaml: factors, and the sources of the CSV tables beside it."""

    dates: Dates
    """when the factors and tables took effect, were checked, and are due again"""
    conversion_factor: FactorOf
    """US dollars for one relative value unit"""
    anesthesia_conversion_factor: FactorOf
    """US dollars for one anesthesia unit"""
    rvu: TableOf
    """of medicare/rvu.csv"""
    gpci: TableOf
    """of medicare/gpci.csv"""
    opps: TableOf
    """of medicare/opps.csv"""
    wage_index: TableOf | None = None
    """of medicare/wage-index.csv, if the release has it"""
    price_parity: TableOf
    """of price-parity.csv"""
    metro_parity: TableOf | None = None
    """of metro-parity.csv, if the release has it"""
