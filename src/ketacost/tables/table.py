"""CSV tables to rows, strictly: what a spreadsheet did to one on the way is read where it can mean
one thing only (a byte-order mark, empty columns behind the last), and else called by its name."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ketacost.tables.hints import DECIMAL, INTEGER, number_hint, shown
from ketacost.tables.reading import MAX_FAULTS, Document, Place, read_text
from ketacost.tables.spelling import did_you_mean, nearest


@dataclass(frozen=True)
class Row:
    """One row of a CSV table, with its line for faults."""

    line: int
    cells: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.cells[name]

    def place(self, column: str) -> Place:
        """Line, and number of the cell in it."""
        return self.line, list(self.cells).index(column) + 1


def number_cell(text: str) -> Decimal | None:
    """A number of 0 or more, or None for an empty cell. Raises ValueError otherwise."""
    text = text.strip()
    if not text:
        return None
    if not (INTEGER.match(text) or DECIMAL.match(text)):
        raise ValueError(f"found {shown(text)}; expected a number{_hint(text)}")
    value = Decimal(text)
    if not 0 <= value <= 1_000_000:
        raise ValueError(f"found {text}; expected a number from 0 to 1,000,000")
    return value


def _hint(text: str) -> str:
    """As `number_hint`; indices have three decimals, so 1,050 is a thousand or little more than
    one, and nobody but the writer knows."""
    if not re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", text):
        return number_hint(text)
    return f"; write {text.replace(',', '.')} if the comma is the decimal mark, or " + text.replace(
        ",", ""
    )


def digits_hint(text: str, length: int) -> str:
    """How to write a number such as a ZIP code whose zeros at the front a spreadsheet has lost."""
    plain = text.strip().removesuffix(".0").replace(",", "")
    if not re.fullmatch(r"[0-9]+", plain, re.ASCII) or len(plain) > length:
        return ""
    return (
        f"; write {plain.zfill(length)} (spreadsheets take zeros at the front away, unless the "
        "column's format is text)"
    )


def name_cell(text: str) -> str:
    """A name, which can't be left out. Raises ValueError otherwise."""
    if not text.strip():
        raise ValueError("the cell is empty; expected a name")
    return text.strip()


def confidence_cell(text: str) -> str:
    """high, medium or low. Raises ValueError otherwise."""
    known = ("high", "medium", "low")
    if text.strip() not in known:
        near = did_you_mean(text.strip()[:60], known)
        raise ValueError(f"found {shown(text)}; expected high, medium or low{near}")
    return text.strip()


def read_table(
    path: Path,
    name: str,
    columns: Mapping[str, Callable[[str], Any]],
    optional: Iterable[str] = (),
) -> tuple[list[Row], Document]:
    """Read a CSV with exactly these columns (plus `optional` ones); bad cells become faults.

    The document's data is the table as text, rows with bad cells too; None where it can't be read.
    """
    doc = Document(name)
    text = read_text(path, doc)
    rows: list[Row] = []
    if text is None or _other_form(doc, text.split("\n", 1)[0].strip("\r"), columns):
        return rows, doc
    doc.data = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = _without_empty_end(next(reader, []))
        if not _check_header(doc, header, columns, set(optional)):
            doc.data = None
            return rows, doc
        while len(doc.faults) <= MAX_FAULTS:
            line = reader.line_num + 1
            cells = next(reader, None)
            if cells is None:
                break
            row = _row(doc, line, header, cells, columns) if any(map(str.strip, cells)) else None
            if row:
                rows.append(row)
    except csv.Error as err:
        doc.data, rows = None, []
        doc.fault_at(
            (line, 1),
            f"malformed CSV: a quote is not closed, or stands amiss ({err})",
            id="csv-form",
        )
    return rows, doc


_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars (|)"}


def _other_form(doc: Document, first: str, columns: Mapping[str, Any]) -> bool:
    """Whether the first line shows that a spreadsheet wrote another kind of CSV; told if so."""
    if re.fullmatch(r"sep=.", first, re.IGNORECASE):
        words = f"found {shown(first)}, a line that only spreadsheets understand; delete it"
        doc.fault((), words, id="csv-separator")
        return True
    if re.fullmatch('"[^"]*"', first) and _are_ours(first.strip('"').split(","), columns):
        words = "each line stands in quotes as one cell; take the quotes around it off"
        doc.fault((), words, id="csv-form")
        return True
    for sign, what in _SEPARATORS.items():
        if _are_ours(first.split(sign), columns):
            words = (
                f"the cells are parted by {what}, as a spreadsheet does where numbers have a "
                "decimal comma; save it as CSV with commas, and numbers with a decimal point"
            )
            doc.fault((), words, id="csv-separator")
            return True
    return False


def _are_ours(cells: list[str], columns: Mapping[str, Any]) -> bool:
    """Whether most columns of a table stand in its first line."""
    return len({cell.strip(' "') for cell in cells} & set(columns)) > len(columns) / 2


def _without_empty_end(cells: list[str], width: int = 0) -> list[str]:
    """Cells without the empty ones that a spreadsheet puts behind the last column."""
    end = len(cells)
    while end > width and not cells[end - 1].strip():
        end -= 1
    return [cell.strip() for cell in cells[:end]]


def _row(
    doc: Document,
    line: int,
    header: list[str],
    cells: list[str],
    columns: Mapping[str, Callable[[str], Any]],
) -> Row | None:
    """A line of a table as values; its text goes to the document; None, with faults, where a cell
    is bad."""
    cells = _without_empty_end(cells, len(header))
    if len(cells) != len(header):
        words = f"{len(cells)} cells; the header has {len(header)}"
        doc.fault_at((line, 1), words + _cut_number(cells, len(header)), id="row-cells")
        return None
    doc.data.append(dict(zip(header, cells, strict=True)))
    values = {}
    for index, (column, cell) in enumerate(zip(header, cells, strict=True)):
        try:
            values[column] = columns[column](cell)
        except ValueError as err:
            doc.fault_at((line, index + 1), str(err), (column,), id="cell-value")
    return Row(line, values) if len(values) == len(header) else None


def _cut_number(cells: list[str], width: int) -> str:
    """How to write the number whose comma has cut it in two cells, if one looks so."""
    if len(cells) != width + 1:
        return ""
    for whole, rest in itertools.pairwise(cells):
        if re.fullmatch(r"[1-9][0-9]{0,2}", whole) and re.fullmatch(r"[0-9]{3}\.[0-9]+", rest):
            return f"; if {whole},{rest} is one number, write {whole}{rest}"
    return ""


def _check_header(
    doc: Document, header: list[str], columns: Mapping[str, Any], optional: set[str]
) -> bool:
    """Whether the columns are those expected; told if not."""
    told = len(doc.faults)
    expected = f"expected {', '.join(columns)}"
    if not any(header):
        doc.fault((), f"the file is empty; {expected} in the first line", id="file-empty")
        return False
    meant = set()
    for index, column in enumerate(header):
        if column not in columns:
            near = nearest(column[:60], columns)
            meant.add(near)
            hint = f"; did you mean '{near}'?" if near else ""
            doc.fault_at(
                (1, index + 1),
                f"unknown column {shown(column)}{hint}; {expected}",
                id="column-unknown",
            )
        elif column in header[:index]:
            doc.fault_at(
                (1, index + 1), f"column '{column}' stands twice; {expected}", id="name-twice"
            )
    missing = [c for c in columns if c not in header and c not in optional and c not in meant]
    if missing:
        doc.fault((), f"missing column {', '.join(missing)}; {expected}", id="column-unknown")
    return len(doc.faults) == told
