"""sources.yaml: where figures come from."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ketacost.tables.hints import shown, slip
from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import URL, Day, Slug, Text


def _published(value: Any) -> Any:
    """A year, a month or a day: 2026, 2026-01 or 2026-01-31."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    try:
        if not isinstance(text, str) or not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text, re.ASCII):
            raise ValueError
        date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) < 10 else text)
    except ValueError:
        raise slip(
            f"found {shown(value)}; expected when it was published: 2026, 2026-01 or 2026-01-31 "
            "(or null where it is not known)",
            id="date-form",
        ) from None
    return text


class Source(Record):
    """Where a figure comes from."""

    title: Text
    """title of the page, file or study"""
    publisher: Text
    """who published it"""
    url: Annotated[str, Field(pattern=URL, max_length=1_500)] | None = None
    """null where there is no public address"""
    published: Annotated[str, BeforeValidator(_published)] | None = None
    """a year, month or day: 2026, 2026-01 or 2026-01-31"""
    read: Day
    """the day you read it"""
    kind: Literal["primary", "survey", "market", "secondary"]
    """primary: who sets the price; survey; market: a seller; secondary: a report"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""

    @model_validator(mode="after")
    def _published_first(self) -> Source:
        if self.published and self.published > self.read.isoformat():
            raise slip(
                f"published {self.published}, but read before that, on {self.read}",
                "published",
                id="date-order",
            )
        return self


class SourcesFile(Record):
    """sources.yaml"""

    sources: dict[Slug, Source] = Field(min_length=1)
    """each source by its id"""
