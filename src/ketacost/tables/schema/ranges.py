"""ranges.yaml: what a range of totals rests on besides the bands of prices. Shared by releases."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from ketacost.tables.hints import slip
from ketacost.tables.schema.record import Record
from ketacost.tables.schema.release import ReleaseName
from ketacost.tables.schema.values import Amount, Many, SessionCount, SourceIds, Text

POINTS = 5
Weeks = Annotated[int, Field(ge=0, le=104)]
Correlation = Annotated[Amount, Field(ge=0, lt=1)]


class Spread(Record):
    """How people differ in what they have of an option, each as five numbers: the 10th, 30th, 50th,
    70th and 90th percentile."""

    booster_weeks: Many[Weeks] = ()
    """weeks between boosters; 0: no boosters"""
    sessions: Many[SessionCount] = ()
    """sessions of the course"""
    why: Text
    """where these numbers come from; shown in the app"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""

    @model_validator(mode="after")
    def _five_points(self) -> Spread:
        for key, points in (("booster-weeks", self.booster_weeks), ("sessions", self.sessions)):
            if points and len(points) != POINTS:
                raise slip(
                    f"found {len(points)} numbers; expected {POINTS}: the 10th, 30th, 50th, 70th "
                    "and 90th percentile",
                    key,
                    id="value-range",
                )
        if not (self.booster_weeks or self.sessions):
            raise slip("says neither booster-weeks nor sessions", id="key-missing")
        return self


class Ranges(Record):
    """What the ranges of some releases rest on. Once a release uses an entry it never changes, or
    links would show other ranges; new values are a new entry."""

    rank_correlation: Correlation
    """rank correlation of the prices of one provider"""
    why: Text
    """how it was measured"""
    schedules: dict[str, Spread] = Field(default_factory=dict)
    """option: how people differ in what they have of it"""
    sources: SourceIds = Field(min_length=1)
    """ids of sources.yaml"""

    def used_sources(self) -> set[str]:
        """Ids of the sources of all that it says."""
        return set(self.sources).union(*(one.sources for one in self.schedules.values()))


class RangesFile(Record):
    """ranges.yaml: what ranges rest on, by the first release for which it holds."""

    from_release: dict[ReleaseName, Ranges] = Field(min_length=1)
    """each entry holds from its release on, until the next one"""
