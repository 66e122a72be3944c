"""settings, providers and billing of an option: where it is given, by whom, and how it is billed,
where the price depends on it."""

from __future__ import annotations

from typing import get_args

from pydantic import Field, model_validator

from ketacost.tables.hints import slip
from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import Benefit, Many, Payer, Slug, SourceIds, Text
from ketacost.tables.spelling import did_you_mean


class Way(Record):
    """One setting, one kind of provider, or one way to bill, and what it changes in the course."""

    label: Text
    """as shown to people: a hospital's outpatient department"""
    phrase: Text
    """as in a sentence: at a hospital"""
    replaces: dict[Slug, Slug] = Field(default_factory=dict)
    """service of the course: the service that stands in for it"""
    leaves_out: Many[Slug] = ()
    """services of the course that are part of another bill"""
    benefits: dict[Slug, Benefit] = Field(default_factory=dict)
    """service: the benefit that a plan files it under here, where it is not the service's own"""
    payers: Many[Payer] = ()
    """who pays so: left out, everybody does; under other plans the usual way holds"""
    not_with: Many[Slug] = ()
    """ids of other ways of the option that it can't go with"""
    rare: bool = False
    """true: hardly anybody finds it, so that it is never proposed"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""
    sources: SourceIds = ()
    """ids of sources.yaml"""


class Ways(Record):
    """The ways of one kind to have an option. The default is how most people have it."""

    default: Slug
    """the way that is meant if nobody says another"""
    default_for: dict[Payer, Slug] = Field(default_factory=dict)
    """another default under the plans of a payer"""
    why: Text
    """why that is the default, and what is not known"""
    choices: dict[Slug, Way] = Field(min_length=1)
    """each way by its id"""
    sources: SourceIds = ()
    """ids of sources.yaml"""

    def usual(self, payer: Payer) -> str:
        """The way that is meant under the plans of a payer if nobody says another."""
        return self.default_for.get(payer, self.default)

    def under(self, payer: Payer) -> dict[str, Way]:
        """The ways that there are under the plans of a payer, by id."""
        return {n: way for n, way in self.choices.items() if not way.payers or payer in way.payers}

    @model_validator(mode="after")
    def _default_is_a_way(self) -> Ways:
        said = [("default", self.default)]
        said += [(f"default-for.{payer}", name) for payer, name in self.default_for.items()]
        for key, name in said:
            if name not in self.choices:
                near = did_you_mean(name, self.choices)
                raise slip(f"no way '{name}' in choices{near}", *key.split("."), id="name-unknown")
        for payer in get_args(Payer):
            if self.usual(payer) not in self.under(payer):
                raise slip(
                    f"'{self.usual(payer)}' is meant under {payer}, but its payers leave that out",
                    "default",
                    id="name-unknown",
                )
        return self
