"""rules.yaml: rules of law that pages and sheets quote."""

from __future__ import annotations

from pydantic import Field

from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import Slug, SourceIds, Text, Usd, Whole


class Rule(Record):
    """A rule of law that pages and sheets quote."""

    text: Text
    """shown in the app"""
    usd: Usd | None = None
    """US dollars, where the rule names some"""
    days: Whole | None = None
    """days, where the rule names some"""
    changed: Text | None = None
    """why it differs from the release before"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""


class RulesFile(Record):
    """rules.yaml: rules of law, by name."""

    rules: dict[Slug, Rule]
    """each rule by its id"""
