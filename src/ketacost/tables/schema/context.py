"""context/*.yaml: what a treatment is like, in the same rows for every option."""

from __future__ import annotations

from pydantic import Field, model_validator

from ketacost.tables.hints import slip
from ketacost.tables.schema.record import Record, keys_of
from ketacost.tables.schema.values import Slug, SourceIds, Text


class ContextCell(Record):
    """One row of one option: facts with their sources, or why nothing is known."""

    text: Text | None = None
    """facts in plain words; never advice, never a ranking"""
    sources: SourceIds = ()
    """ids of sources.yaml, with a text"""
    unknown: Text | None = None
    """in place of a text: why it is not known"""
    changed: Text | None = None
    """why it differs from the release before"""

    @model_validator(mode="after")
    def _one_of_them(self) -> ContextCell:
        if (self.text is None) == (self.unknown is None):
            raise slip(
                "a row says either text, with its sources, or unknown: and the reason",
                id="context-cell",
            )
        if self.text is not None and not self.sources:
            raise slip("this text names no source", "text", id="source-missing")
        if self.unknown is not None and self.sources:
            raise slip("what is unknown has no sources", "sources", id="context-cell")
        return self


class ContextRows(Record):
    """The rows, in the order in which they are shown. Every option has every row."""

    what: ContextCell | None = None
    """what it is"""
    how_given: ContextCell | None = None
    """how and where it is given"""
    onset: ContextCell | None = None
    """time to first effect"""
    response: ContextCell | None = None
    """response and remission: each rate with its trial, people and time point"""
    lasting: ContextCell | None = None
    """how long it lasts, and relapse"""
    common_side_effects: ContextCell | None = None
    """side effects that many people have"""
    serious_side_effects: ContextCell | None = None
    """side effects that are rare or grave, and boxed warnings"""
    what_helps: ContextCell | None = None
    """what helps against side effects"""
    not_for: ContextCell | None = None
    """who should not have it, or only with care"""
    interactions: ContextCell | None = None
    """other medicines, alcohol and the like that matter"""
    bipolar: ContextCell | None = None
    """bipolar disorder"""
    pregnancy: ContextCell | None = None
    """pregnancy and breastfeeding"""
    older: ContextCell | None = None
    """older people"""
    young: ContextCell | None = None
    """young people"""
    monitoring: ContextCell | None = None
    """what is measured or watched"""
    driving_work: ContextCell | None = None
    """driving and work"""
    schedule: ContextCell | None = None
    """sessions and time: at first, and to keep it up"""
    approval: ContextCell | None = None
    """FDA status of this use"""

    def said(self) -> dict[str, ContextCell]:
        """The rows that say something, by their names in YAML."""
        cells = {key: getattr(self, key.replace("-", "_")) for key in CONTEXT_ROWS}
        return {key: cell for key, cell in cells.items() if cell is not None}


CONTEXT_ROWS: tuple[str, ...] = tuple(keys_of(ContextRows))
"""The rows' names as written in YAML, in the order in which they are shown."""


class ContextFile(Record):
    """context/*.yaml: clinical context of a treatment; the file has the treatment's name. A
    release has such a file for each treatment, or none at all."""

    all_options: ContextRows = ContextRows()
    """rows that hold for every option of the treatment"""
    options: dict[Slug, ContextRows] = Field(default_factory=dict)
    """rows of one option, by its id; they go before those of all options"""

    def of(self, option: str) -> dict[str, ContextCell]:
        """Every row of an option, in order: its own, else that of all options."""
        own = self.options.get(option, ContextRows()).said()
        rows = self.all_options.said() | own
        return {key: rows[key] for key in CONTEXT_ROWS if key in rows}
