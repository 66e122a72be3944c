"""release.yaml: what a release is; releases.yaml: all of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ketacost.tables.hints import shown, slip
from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import HASH, RELEASE, Day, Text


def _unquoted_release(value: Any) -> Any:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        raise slip(
            f'found {shown(value)}; put it in quotes: "{shown(value)}" (2026.10 is not 2026.1)',
            id="value-type",
        )
    return value


ReleaseName = Annotated[str, Field(pattern=RELEASE), BeforeValidator(_unquoted_release)]


class Release(Record):
    """release.yaml: what this folder is."""

    release: ReleaseName
    """the folder's name, in quotes"""
    prices_of: Text
    """as shown to people: 'January 2026'"""
    year: Annotated[int, Field(ge=1990, le=2100)]
    """whose rules and limits hold"""
    summary: Text
    """what this release holds and rests on; shown in the app"""


class ReleaseEntry(Record):
    """One release in releases.yaml."""

    status: Literal["draft", "released", "withdrawn"]
    """draft: may change; released: never; withdrawn: taken back"""
    hash: Annotated[str, Field(pattern=HASH)] | None = None
    """SHA-256 of the folder's files and the shared entries it uses, locked when it was released"""
    released: Day | None = None
    """the day of the release"""
    summary: Text | None = None
    """what changed against the release before"""
    reason: Text | None = None
    """why it was withdrawn"""

    @model_validator(mode="after")
    def _complete(self) -> ReleaseEntry:
        if self.status != "draft" and self.hash is None:
            raise slip(
                f"a {self.status} release has a hash; found none", "status", id="key-missing"
            )
        if self.status == "withdrawn" and self.reason is None:
            raise slip(
                "a withdrawn release says its reason; found none", "status", id="key-missing"
            )
        return self


class ReleasesFile(Record):
    """releases.yaml: every release, oldest first; written by `ketacost prices`."""

    releases: dict[ReleaseName, ReleaseEntry]
    """each release by its name, in quotes"""
