"""help.yaml: programs that take over part of the cost."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from ketacost.tables.hints import slip
from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import (
    Confidence,
    CoverageKind,
    Many,
    Phase,
    Share,
    Slug,
    SourceIds,
    State,
    Text,
    Usd,
)


class Help(Record):
    """One kind of help with the cost, off unless a person chooses it.

    `savings`: a maker's program brings the patient's share of a covered service down to a floor,
    up to a yearly cap. `discount`: a share off the price of a service the patient pays alone.
    """

    label: Text
    """as shown to people"""
    kind: Literal["savings", "discount"]
    """savings: a maker's program; discount: a share off the price"""
    services: Many[Slug] = Field(min_length=1)
    """services it helps with"""
    phases: Many[Phase] = ()
    """only in these phases; left out: in all"""
    coverage: Many[CoverageKind] = ()
    """with `savings`: the kinds of plan it may be used with"""
    floor: Usd | None = None
    """with `savings`: what is left to pay each time"""
    yearly_cap: Usd | None = None
    """with `savings`: the most it pays in a year"""
    yearly_cap_unknown: Text | None = None
    """with `savings`: why no most is given, in place of it; it counts as none, and that is said"""
    not_in_states: Many[State] = ()
    """states whose residents can't use it"""
    share: Share | None = None
    """with `discount`: share taken off the price"""
    terms: Text
    """who may use it, and what to ask"""
    confidence: Confidence
    """how sure the figures are"""
    changed: Text | None = None
    """why it differs from the release before"""
    carried_from: Text | None = None
    """the year or release it was carried from"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""

    @model_validator(mode="after")
    def _of_one_kind(self) -> Help:
        cap = "yearly_cap_unknown" if self.yearly_cap_unknown else "yearly_cap"
        needed = {"savings": ("floor", cap), "discount": ("share",)}[self.kind]
        if self.yearly_cap is not None and self.yearly_cap_unknown:
            raise slip(
                "a yearly cap is given or unknown, not both", "yearly-cap-unknown", id="key-unknown"
            )
        for name in needed:
            if getattr(self, name) is None:
                raise slip(
                    f"help of kind {self.kind} needs {name.replace('_', '-')}", id="key-missing"
                )
        if self.kind == "savings" and not self.coverage:
            raise slip(
                "help of kind savings says with which kinds of plan it may be used",
                id="key-missing",
            )
        return self


class HelpFile(Record):
    """help.yaml"""

    help: dict[Slug, Help]
    """each kind of help by its id"""
