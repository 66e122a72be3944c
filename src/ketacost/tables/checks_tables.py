"""Checks of the CSV tables of a release: their keys, the bounds of their numbers, their regions."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ketacost.tables import schema as models
from ketacost.tables.hints import shown
from ketacost.tables.named import cells_in, near
from ketacost.tables.states import TERRITORIES

if TYPE_CHECKING:
    from ketacost.tables.draft import Draft
    from ketacost.tables.reading import Document
    from ketacost.tables.table import Row

Limits = tuple[str | int, int]
_CELLS: dict[
    str, tuple[str, dict[str, Limits]]
] = {  # the key of each table, and the least and most that its numbers can be
    "medicare/gpci.csv": ("region", {"work": ("0.2", 5), "pe": ("0.2", 5), "mp": ("0.05", 10)}),
    "medicare/rvu.csv": ("code", {"work": (0, 500), "mp": (0, 500)}),
    "medicare/opps.csv": ("code", {"usd": (0, models.MAX_USD)}),
    "price-parity.csv": ("state", {"index": (50, 200)}),
    "metro-parity.csv": ("region", {"index": (50, 200)}),
    "medicare/wage-index.csv": ("region", {"index": ("0.2", 3)}),
}
_OPTIONAL_CELLS: dict[str, dict[str, Limits]] = {
    "medicare/gpci.csv": {"anesthesia_cf": (1, 1_000)},
    "medicare/rvu.csv": {"office_pe": (0, 1_000), "facility_pe": (0, 1_000)},
}
_SHAPES = {"region": models.SLUG, "code": models.CODE, "state": r"^[A-Z]{2}$"}


def check_tables(draft: Draft) -> None:
    for name, (key, numbers) in _CELLS.items():
        first: dict[str, int] = {}
        if name not in draft.documents:
            continue
        doc = draft.documents[name]
        if not draft.tables[name] and not doc.faults:
            doc.fault((), "the table has no rows", id="file-empty")
        for row in draft.tables[name]:
            value = row[key]
            if not re.fullmatch(_SHAPES[key], value):
                shape = models.SHAPES.get(_SHAPES[key], "two capital letters")
                doc.fault_at(
                    row.place(key),
                    f"found {shown(value)}; expected {shape}",
                    (key,),
                    id="cell-value",
                )
            elif value in first:
                doc.fault_at(
                    row.place(key),
                    f"{key} '{value}' stands in line {first[value]} already",
                    (key,),
                    id="name-twice",
                )
            first.setdefault(value, row.line)
            for column, limits in (numbers | _OPTIONAL_CELLS.get(name, {})).items():
                _check_cell(doc, row, column, limits, needed=column in numbers)
    _check_regions(draft)
    _check_indices(draft)


def _check_indices(draft: Draft) -> None:
    """An index by region that a release may have: its regions are known, its table is sourced."""
    for name in ("metro-parity.csv", "medicare/wage-index.csv"):
        key, doc = name.split("/")[-1].removesuffix(".csv"), draft.documents.get(name)
        if doc:
            for row in draft.tables[name]:
                _check_region(doc, row, draft.shared.region_ids)
        said = draft.medicare and getattr(draft.medicare, key.replace("-", "_"))
        if doc and draft.medicare and not said:
            words = (
                f"medicare/medicare.yaml does not say where this table is from; add {key}: to it"
            )
            doc.fault((), words, id="source-missing")
        elif said and not doc:
            words = f"there is no file {name} in this release"
            draft.documents["medicare/medicare.yaml"].fault((key,), words, id="file-missing")


def _check_region(doc: Document, row: Row, known: frozenset[str]) -> None:
    if known and row["region"] not in known:
        words = f"no region {shown(row['region'])} in regions.csv{near(row['region'], known)}"
        doc.fault_at(row.place("region"), words, ("region",), id="region-unknown")


def _check_cell(
    doc: Document, row: Row, column: str, limits: tuple[Any, Any], needed: bool
) -> None:
    value = row.cells.get(column)
    least, most = Decimal(limits[0]), Decimal(limits[1])
    if value is None and needed:
        doc.fault_at(
            row.place(column), "the cell is empty; expected a number", (column,), id="value-empty"
        )
    elif value is not None and not least <= value <= most:
        doc.fault_at(
            row.place(column),
            f"found {value:f}; expected a number from {least:,f} to {most:,f}",
            (column,),
            id="cell-value",
        )


def _check_regions(draft: Draft) -> None:
    gpci, known = draft.documents["medicare/gpci.csv"], draft.shared.region_ids
    if draft.tables["medicare/gpci.csv"] and "us" not in draft.used_regions():
        gpci.fault((), "the region 'us' (the nation) is missing", id="region-unknown")
    for row in draft.tables["medicare/gpci.csv"]:
        _check_region(gpci, row, known)
    _check_states(draft)


def _check_states(draft: Draft) -> None:
    doc, told = draft.documents["price-parity.csv"], set(TERRITORIES)
    states = cells_in(draft, "price-parity.csv", "state")
    for row in draft.tables["medicare/gpci.csv"] if states else ():
        region = draft.shared.regions.get(row["region"])
        if region and region.id != "us" and region.state not in states | told:
            told.add(region.state)
            doc.fault(
                (),
                f"no state {shown(region.state)}, in which '{region.id}' lies",
                id="region-unknown",
            )
