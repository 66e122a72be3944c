"""appeals.yaml: what a person can do whose plan refuses. Shared by all releases."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from ketacost.tables.hints import slip
from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import CoverageKind, SourceIds, Text

Days = Annotated[int, Field(ge=1, le=1_000)]


class Appeal(Record):
    """The way against a refusal, for the plans that follow one kind of rules."""

    internal_days: Days | None = None
    """days to ask the plan to look again, from the day its notice comes"""
    external_months: Annotated[int, Field(ge=1, le=36)] | None = None
    """months to ask for a review by others, from the plan's last no; left out where not known"""
    rule: Text | None = None
    """where the law says so: 45 CFR 147.136"""
    unknown: Text | None = None
    """in place of days: why they are not known"""
    sources: SourceIds = ()
    """ids of sources.yaml"""

    @model_validator(mode="after")
    def _one_of_them(self) -> Appeal:
        if (self.internal_days is None) == (self.unknown is None):
            raise slip("says either internal-days or unknown: and the reason", id="key-missing")
        if self.internal_days is not None and not self.sources:
            raise slip("these days name no source", "internal-days", id="source-missing")
        return self


class AppealsFile(Record):
    """appeals.yaml: what a person can do whose plan refuses, by the rules that the plan follows."""

    appeals: dict[CoverageKind, Appeal] = Field(min_length=1)
    """by whose coverage rules the plan follows, as in plans.yaml"""
