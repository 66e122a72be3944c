"""Where the services stand in a claims file: headings, the lines under them, and what is none.

A file may hold title lines, several sheets below one another, blank lines and totals. What is left
out is told in the notes; what could be meant in two ways is asked about, as a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ketacost.tables.claims_headings import AMOUNTS, NEEDED, field_of, meant_field, some_names
from ketacost.tables.dates_and_amounts import Cell, is_amount, is_date
from ketacost.tables.delimited import Line, read_lines
from ketacost.tables.faults import FaultId
from ketacost.tables.hints import shown
from ketacost.tables.reading import Document
from ketacost.tables.told import told

_TOTAL = re.compile(r"((grand|sub)[ -]?)?totals?\b|sums?\b", re.IGNORECASE)
_DAY_LIKE = re.compile(r"[0-9] ?[/.-] ?[0-9]")
_FIGURE = re.compile("[0-9]")


@dataclass(frozen=True, order=True)
class Note:
    """Something to tell that hinders nothing: what was left out, or how the file was read."""

    line: int
    column: int
    message: str


@dataclass(frozen=True)
class Block:
    """A line of headings and the services under it; `at` is the column of each field, `missing` the
    needed fields that have none."""

    headings: Line
    at: Mapping[str, int]
    missing: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)

    def cell(self, line: Line, name: str) -> Cell | None:
        """What a line holds of a field, or None where the block has no such column."""
        if name not in self.at:
            return None
        column = self.at[name]
        text = line.cells[column] if column < len(line.cells) else ""
        return Cell(line.number, column + 1, self.headings.cells[column], text)

    def cells(self, names: Sequence[str]) -> Iterator[Cell]:
        """The filled cells of these fields, line by line."""
        for line in self.lines:
            for name in names:
                cell = self.cell(line, name)
                if cell and cell.text:
                    yield cell


class Layout:
    """Takes a file's text apart. Faults go to the document, what is left out to `notes`."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.notes: list[Note] = []
        self.blocks: list[Block] = []

    def note(self, line: int, message: str, column: int = 1) -> None:
        """Tell something that hinders nothing."""
        self.notes.append(Note(line, column, message))

    def ask(self, cell: Cell, message: str, id: FaultId = "question") -> None:
        """A question, or another fault, about a cell, under its heading."""
        self.document.fault_at((cell.line, cell.column), message, (cell.heading,), id=id)

    def read(self, text: str) -> list[Block]:
        """The blocks of a file, in its order; none where there are no headings."""
        lines, separator = read_lines(text, self.document, _heading_score)
        above: list[Line] = []
        for line in lines:
            if not line.filled:
                continue
            if _heading_score(line) >= 2:
                self.blocks.append(self._block(line))
            elif not self.blocks:
                above.append(line)
            else:
                self._take(line, self.blocks[-1], separator)
        if self.blocks:
            self._tell_above(above)
        else:
            self._tell_no_headings(above)
        return self.blocks

    def _take(self, line: Line, block: Block, separator: str) -> None:
        if left_out := _no_service(line, block):
            self.note(line.number, left_out)
            return
        width = len(block.headings.cells)
        if len(line.cells) >= width and not any(line.cells[width:]):
            block.lines.append(line)
            return
        hint = ""
        if len(line.cells) > width and separator == "comma":
            hint = told('; an amount with a comma must stand in quotes, as "1,000.50"')
        cells = len(line.cells)
        many = told("{many} cell", many=cells) if cells == 1 else told("{many} cells", many=cells)
        message = told(
            "{cells}; the headings are {width}{hint}", cells=many, width=width, hint=hint
        )
        self.document.fault_at((line.number, 1), message, id="row-cells")

    def _tell_above(self, above: Sequence[Line]) -> None:
        for line in above:
            if any(map(is_date, line.filled)) and any(
                is_amount(cell) and not is_date(cell) for cell in line.filled
            ):
                self.document.fault_at(
                    (line.number, 1),
                    told(
                        "a date and an amount above the headings; if this is a service, move it "
                        "below line {line}, otherwise take it out",
                        line=self.blocks[0].headings.number,
                    ),
                    id="question",
                )
            else:
                message = told(
                    "left out: it stands above the headings ({start})", start=_start(line)
                )
                self.note(line.number, message)

    def _tell_no_headings(self, lines: Sequence[Line]) -> None:
        if not lines:
            self.document.fault((), told("the file is empty"), id="file-empty")
            return
        first = next((line for line in lines if len(line.filled) > 1), lines[0])
        self.document.fault_at(
            (first.number, 1),
            told(
                "no line has the headings of a list of services; needed are {needed}; found here: "
                "{found}",
                needed=tuple(map(some_names, NEEDED)),
                found=heading_names(first.filled),
            ),
            id="column-unknown",
        )

    def _block(self, headings: Line) -> Block:
        """The columns under a line of headings; one that is there twice or misspelt is asked about,
        one that isn't known is told."""
        at: dict[str, int] = {}
        unknown: list[int] = []
        for index, text in enumerate(headings.cells):
            name = field_of(text)
            if name in at:
                self._twice(headings, name, at[name], index)
            elif name:
                at[name] = index
            elif text:
                unknown.append(index)
        if "network" in at and "out_of_network" in at:
            self._twice(headings, "network", at["network"], at["out_of_network"])
        meant = {index: meant_field(headings.cells[index], tuple(at)) for index in unknown}
        self._tell_unknown(headings, meant)
        missing = [name for name in NEEDED if name not in at and name not in meant.values()]
        return Block(headings, at, tuple(missing))

    def _tell_unknown(self, headings: Line, meant: Mapping[int, str | None]) -> None:
        for index, name in meant.items():
            if name:
                self.ask(
                    Cell(headings.number, index + 1, headings.cells[index], ""),
                    told(
                        "this heading is not known; did you mean {name}? Write {name} over the "
                        "column, or 'ignore'",
                        name=name,
                    ),
                    id="column-unknown",
                )
        unused = [headings.cells[index] for index, name in meant.items() if not name]
        if unused:
            names = heading_names(unused)
            self.note(headings.number, told("columns that are not used: {names}", names=names))

    def _twice(self, headings: Line, name: str, first: int, second: int) -> None:
        one, other = headings.cells[first], headings.cells[second]
        self.ask(
            Cell(headings.number, second + 1, other, ""),
            told(
                "columns {first} ({one}) and {second} ({other}) could both be {name}; write "
                "'ignore' over the one that is not meant",
                first=first + 1,
                one=one,
                second=second + 1,
                other=other,
                name=name,
            ),
        )


def _heading_score(line: Line) -> int:
    """How many fields a line names; 0 where it holds a figure, as headings don't."""
    names = {name for cell in line.filled if (name := field_of(cell))}
    figures = names and any(is_date(cell) or is_amount(cell) for cell in line.filled)
    return 0 if figures else len(names)


def _no_service(line: Line, block: Block) -> str | None:
    """That a line is none of the services, and why; None if it has to be one."""
    day = block.cell(line, "date")
    if day and (is_date(day.text) or _DAY_LIKE.search(day.text)):
        return None
    if _TOTAL.match(line.filled[0]):
        return told("left out: a line of totals ({start})", start=_start(line))
    cells = [cell for name in AMOUNTS if (cell := block.cell(line, name))]
    if len(line.filled) <= 2 < len(block.headings.cells) and not any(
        _FIGURE.search(c.text) for c in cells
    ):
        return told("left out: words between the services ({start})", start=_start(line))
    return None


def _start(line: Line) -> str:
    """The first filled cells of a line, cut short."""
    text = ", ".join(line.filled)
    return text if len(text) <= 40 else text[:37] + "..."


def heading_names(headings: Sequence[str]) -> str:
    """Headings as they stand in the file, for messages."""
    names = tuple(map(shown, headings[:20]))
    if len(headings) > 20:
        return told("{names} and {many} more", names=names, many=len(headings) - 20)
    return ", ".join(names)
