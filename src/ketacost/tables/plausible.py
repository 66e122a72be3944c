"""Official figures out of all proportion: a decimal point lost on the way through a spreadsheet
leaves a table that reads well and is a hundredfold wrong.

Each figure is held against what such figures have ever been, against its neighbours in the row, and
against the release before. The limits are wide: none of the releases so far comes near them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ketacost.tables.draft import Draft
    from ketacost.tables.reading import Document
    from ketacost.tables.table import Row

_BOUNDS: dict[str, dict[str, tuple[str, str]]] = {  # least and most of each column
    "medicare/gpci.csv": {
        "work": ("0.7", "2"),
        "pe": ("0.6", "2"),
        "mp": ("0.1", "5"),
        "anesthesia_cf": ("12", "45"),
    },
    "medicare/rvu.csv": {"work": ("0", "120"), "mp": ("0", "40")},
    "medicare/opps.csv": {"usd": ("1", "50000")},
    "price-parity.csv": {"index": ("70", "140")},
}
_FOLDS: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    # how many times its figure of the release before a figure can be, or the reverse, and how far
    # from it any figure may lie
    "medicare/gpci.csv": ("region", {"work": ("1.4", "0"), "pe": ("1.4", "0"), "mp": ("2.5", "0")}),
    "medicare/rvu.csv": (
        "code",
        dict.fromkeys(("work", "office_pe", "facility_pe", "mp"), ("5", "0.3")),
    ),
    "medicare/opps.csv": ("code", {"usd": ("5", "50")}),
    "price-parity.csv": ("state", {"index": ("1.15", "0")}),
}
_FACTORS = {
    # least and most, US dollars; 2024 to 2026 they were 32.35 to 33.40, and 20.32 to 20.77
    "conversion-factor": (Decimal(25), Decimal(50)),
    "anesthesia-conversion-factor": (Decimal(14), Decimal(36)),
}
_FACTOR_FOLD = Decimal("1.15")  # Congress has never moved it by more in a year
_WORK_TO_PRACTICE = 40  # work is seldom four times the practice expense, in a hospital twenty


def check_figures(draft: Draft, before: Draft | None) -> None:
    """Add a fault for every official figure that is out of proportion.

    Args:
        before: the release before, if there is one.
    """
    for name, columns in _BOUNDS.items():
        for row in draft.tables[name]:
            for column, (least, most) in columns.items():
                _check_bounds(draft.documents[name], row, column, Decimal(least), Decimal(most))
    for row in draft.tables["medicare/rvu.csv"]:
        _check_work(draft.documents["medicare/rvu.csv"], row)
    for row in draft.tables["medicare/gpci.csv"]:
        _check_nation(draft.documents["medicare/gpci.csv"], row)
    _check_factors(draft, before)
    for name, (key, folds) in _FOLDS.items():
        old = {row[key]: row for row in before.tables[name]} if before else {}
        for row in draft.tables[name]:
            for column, (fold, far) in folds.items() if row[key] in old else ():
                was = old[row[key]].cells.get(column)
                if is_far(row.cells.get(column), was, Decimal(fold), Decimal(far)):
                    _tell(
                        draft.documents[name],
                        row,
                        column,
                        f"found {row[column]:f}; it was {was:f} in the release before",
                    )


def is_far(
    now: Decimal | None, was: Decimal | None, fold: Decimal, far: Decimal = Decimal(0)
) -> bool:
    """Whether a figure is more than `fold` times what it was, or less than that part of it, and
    further from it than `far`. An empty one is not: nothing is paid there."""
    if now is None or was is None or abs(now - was) <= far:
        return False
    return max(now, was) > fold * min(now, was)


def _tell(doc: Document, row: Row, column: str, words: str) -> None:
    message = f"{words}; is a decimal point lost, or a zero too many?"
    doc.fault_at(row.place(column), message, (column,), id="price-far-off")


def _check_bounds(doc: Document, row: Row, column: str, least: Decimal, most: Decimal) -> None:
    value = row.cells.get(column)
    if value is not None and not least <= value <= most:
        words = f"found {value:f}; such a figure lies between {least:,f} and {most:,f}"
        _tell(doc, row, column, words)


def _check_work(doc: Document, row: Row) -> None:
    """Work and practice expense go together; where nothing else is paid there is nothing to say."""
    practice = max((row[c] for c in ("office_pe", "facility_pe") if row[c]), default=None)
    work = row["work"]
    if practice and work is not None and work > 2 and work > _WORK_TO_PRACTICE * practice:
        _tell(doc, row, "work", f"found {work:f} beside a practice expense of {practice:f}")


def _check_nation(doc: Document, row: Row) -> None:
    for column in ("work", "pe", "mp") if row["region"] == "us" else ():
        if row[column] is not None and row[column] != 1:
            words = f"found {row[column]:f}; the nation is what the others are measured by, so 1"
            doc.fault_at(row.place(column), words, (column,), id="price-far-off")


def _check_factors(draft: Draft, before: Draft | None) -> None:
    doc = draft.documents["medicare/medicare.yaml"]
    for key, (least, most) in _FACTORS.items():
        name = key.replace("-", "_")
        now = getattr(draft.medicare, name, None)
        was = getattr(before.medicare, name, None) if before else None
        if now is None:
            continue
        words = ""
        if not least <= now.usd <= most:
            words = f"found {now.usd:f}; it has always been between {least:f} and {most:f}"
        elif was and is_far(now.usd, was.usd, _FACTOR_FOLD):
            words = f"found {now.usd:f}; it was {was.usd:f} in the release before"
        if words:
            message = f"{words}; is a decimal point lost?"
            doc.fault((key, "usd"), message, id="price-far-off")
