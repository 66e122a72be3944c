"""services/*.yaml: what can be billed once, and what each payer pays for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from ketacost.tables.schema.prices import Prices
from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import Amount, Benefit, Code, Count, Dates, Many, Slug, Text


class NadacUnits(Record):
    """A drug as the NADAC file calls it, and how many units of it the service takes."""

    drug: Text
    """first word, strength and form, as: sertraline 50 mg tab"""
    units: Count
    """tablets, capsules or doses in one service"""


class Service(Record):
    """What can be billed once."""

    label: Text
    """what it is, in plain words of our own"""
    per: Literal["session", "visit", "month", "day", "test", "dose"]
    """what the price is for, once"""
    codes: Many[Code] = ()
    """billing codes, by number only"""
    benefit: Benefit
    """how a plan files it"""
    hours: Annotated[Amount, Field(ge=0, le=24)] = Decimal(0)
    """the patient's own time, hours, without the way there"""
    at_home: bool = False
    """true: no way to go (a video visit, home use)"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""
    changed: Text | None = None
    """why it differs from the release before"""
    nadac: Many[NadacUnits] = ()
    """the drugs in it, for `import nadac`"""
    parts: Many[Slug] = ()
    """other services that it consists of; together they may not cost more"""
    price: Prices
    """what each payer pays for it"""


class ServicesFile(Record):
    """services/*.yaml"""

    dates: Dates
    """dates that hold for each price below unless it has its own"""
    services: dict[Slug, Service] = Field(min_length=1)
    """each service by its id"""
