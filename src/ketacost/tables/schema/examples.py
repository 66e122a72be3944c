"""examples.yaml: scenarios that show what a change of prices does to people."""

from __future__ import annotations

from typing import Literal

from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import Slug, Text


class Example(Record):
    """One example scenario, used to show what a change of prices does."""

    label: Text
    """as shown to people"""
    arms: Text
    """as in a link: ketamine.iv:6,ssri.sertraline:9"""
    region: Slug = "us"
    """id of a region; us (the nation) if left out"""
    plan: Slug = "none"
    """id of a plan; none if left out"""
    horizon: Literal["course", "6m", "12m"] = "course"
    """the course alone, or 6 or 12 months with maintenance"""


class ExamplesFile(Record):
    """examples.yaml: the fixed set of example scenarios."""

    examples: dict[Slug, Example]
    """each example by its id"""
