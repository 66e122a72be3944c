"""A text file from a spreadsheet, whatever its encoding and separator, as lines of cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ketacost.tables.dates_and_amounts import clean
from ketacost.tables.reading import Document, read_bytes
from ketacost.tables.told import told

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_FORMATS = (  # how files begin that are no text
    (b"PK\x03\x04", told("this is a workbook (such as .xlsx); save the sheet as CSV")),
    (b"\xd0\xcf\x11\xe0", told("this is an Excel workbook (.xls); save the sheet as CSV")),
    (b"%PDF", told("this is a PDF; its lines are needed in a spreadsheet, saved as CSV")),
)


@dataclass(frozen=True)
class Line:
    """One line of a file: its number, and its cells without spaces around them."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> list[str]:
        """The cells that hold something."""
        return [cell for cell in self.cells if cell]


def read_any_text(path: Path, doc: Document) -> str | None:
    """The text of a file in UTF-8, UTF-16 or Windows-1252, or None with a fault."""
    raw = read_bytes(path, doc)
    if raw is None:
        return None
    for sign, message in _FORMATS:
        if raw.startswith(sign):
            doc.fault((), message, id="file-not-text")
            return None
    text = _decoded(raw)
    if text is None or _NO_TEXT.search(text):
        doc.fault(
            (),
            told("this is no text; save the sheet as CSV with the encoding UTF-8"),
            id="file-not-text",
        )
        return None
    return text


def _decoded(raw: bytes) -> str | None:
    encodings = ["utf-8-sig", "cp1252"]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read_lines(text: str, doc: Document, score: Callable[[Line], int]) -> tuple[list[Line], str]:
    """The lines of a text, cut at the separator with which one line scores highest.

    Args:
        score: how much a line looks like the headings that are looked for.

    Returns:
        the lines, and the separator's name; a quote that is never closed is a fault.
    """
    tried = [(_cut(text, sign), name) for sign, name in SEPARATORS.items()]

    def worth(one: tuple[tuple[list[Line], int | None], str]) -> tuple[int, int]:
        (lines, _), _name = one
        return max(map(score, lines), default=0), sum(len(line.filled) > 1 for line in lines)

    (lines, broken), name = max(tried, key=worth)
    if broken is not None:
        doc.fault_at(
            (broken, 1),
            told('a quote (") opens here and is not closed, or stands in a cell amiss'),
            id="csv-form",
        )
    return lines, name


def _cut(text: str, separator: str) -> tuple[list[Line], int | None]:
    """Lines up to the end, or up to the number of a line whose quotes can't be read."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    lines: list[Line] = []
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return lines, None
        except csv.Error:
            return lines, number
        lines.append(Line(number, tuple(map(clean, cells))))
