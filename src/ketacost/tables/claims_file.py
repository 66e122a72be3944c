"""A claims file or explanation of benefits, as people have it, into typed rows.

What can be read in one way only is read; what can't is asked about with its line and column; what
is no service is left out, and told. Nothing is guessed, and all is told in one pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar, get_args

from ketacost.money import to_cents
from ketacost.tables.book import load_prices
from ketacost.tables.claim_row import ClaimRow
from ketacost.tables.claims_headings import AMOUNTS, NEEDED, some_names
from ketacost.tables.claims_layout import Block, Layout, Note, heading_names
from ketacost.tables.claims_reversals import match_reversals, takes_back
from ketacost.tables.dates_and_amounts import (
    MARKS,
    ORDERS,
    Cell,
    Decision,
    amount_in,
    amount_problem,
    clean,
    date_in,
    date_order,
    date_problem,
    decimal_mark,
    likely_in,
)
from ketacost.tables.delimited import Line, read_any_text
from ketacost.tables.faults import Fault, PricingError, PricingFaults
from ketacost.tables.hints import shown
from ketacost.tables.reading import Document
from ketacost.tables.schema import Benefit
from ketacost.tables.spelling import did_you_mean
from ketacost.tables.told import told, told_together

BENEFITS: tuple[str, ...] = get_args(Benefit)
MAX_AMOUNT = 1_000_000  # US dollars of one line; above it is a slip
MAX_QUANTITY = 366

Value = TypeVar("Value")
Told = TypeVar("Told", Fault, Note)


@dataclass(frozen=True)
class ClaimsFile:
    """The services of a file in order of date, and notes on what was left out or decided."""

    rows: tuple[ClaimRow, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Answers:
    """What a person says of a file where it doesn't say it itself.

    Raises:
        PricingError: an answer is none of those known.
    """

    dates: str | None = None
    """One of `ORDERS`."""
    decimal: str | None = None
    """One of `MARKS`."""
    benefit: str | None = None
    """The benefit category of lines that name none."""
    patient: str | None = None
    """Whose lines are read."""

    def __post_init__(self) -> None:
        for name, given, known in (
            ("--dates", self.dates, ORDERS),
            ("--decimal", self.decimal, MARKS),
            ("--benefit", self.benefit, BENEFITS),
        ):
            if given is not None and given not in known:
                raise PricingError(
                    told(
                        "{option}: '{given}' is not known{near}; known: {known}",
                        option=name,
                        given=given,
                        near=did_you_mean(given, known),
                        known=tuple(known),
                    )
                )


def read_claims(path: Path, answers: Answers | None = None) -> ClaimsFile:
    """Read a file of services.

    Raises:
        PricingFaults: it can't be read, or something in it must be asked about; all of it at once.
    """
    answers = answers or Answers()
    document = Document(path.name)
    layout = Layout(document)
    text = read_any_text(path, document)
    blocks = layout.read(text) if text is not None else []
    _ask_for_missing(layout, answers)
    _keep_one_patient(layout, answers.patient)
    rows = _Rows(layout, answers).read() if blocks else []
    if not rows and not document.faults:
        document.fault((), told("no services in this file"), id="file-empty")
    if not document.faults:
        rows = _in_order(layout, rows)
    if document.faults:
        raise PricingFaults(
            _folded(document.faults), told("the list of services can't be taken as it is")
        )
    return ClaimsFile(tuple(rows), tuple(sorted(_folded(layout.notes))))


def cents_said(option: str, text: str | None) -> int | None:
    """US dollars of an option as cents, None where it is left out.

    Raises:
        PricingError: it is no amount of 0 or more.
    """
    if text is None:
        return None
    value = likely_in(clean(text), "point")
    if value is None or not 0 <= value <= MAX_AMOUNT:
        problem = amount_problem(text, None)
        raise PricingError(told("{option}: {problem}", option=option, problem=problem))
    return to_cents(value)


def _folded(told: Iterable[Told]) -> list[Told]:
    """The same thing told of several lines told once, with the lines."""
    alike: dict[Told, list[Told]] = {}
    for one in told:
        alike.setdefault(replace(one, line=0), []).append(one)
    found = []
    for first, *others in alike.values():
        if others:
            first = replace(first, message=_also(first.message, [other.line for other in others]))
        found.append(first)
    return found


def _also(message: str, others: Sequence[int]) -> str:
    """A message with the other lines that it is told of."""
    lines, left = tuple(map(str, others[:5])), len(others) - 5
    if len(others) == 1:
        return told("{message} (also in line {line})", message=message, line=others[0])
    if left <= 0:
        return told("{message} (also in lines {lines})", message=message, lines=lines)
    return told(
        "{message} (also in lines {lines} and {left} more)", message=message, lines=lines, left=left
    )


def _ask_for_missing(layout: Layout, answers: Answers) -> None:
    """Ask for needed columns that no heading names."""
    for block in layout.blocks:
        for name in block.missing:
            if name != "benefit":
                ask = told(
                    "no column is known as {names}; found: {found}. Write {name} over the one "
                    "that holds it",
                    names=some_names(name),
                    found=heading_names(block.headings.filled),
                    name=name,
                )
            elif answers.benefit is None:
                ask = told(
                    "no column says how the plan files each service. Add a column benefit, or say "
                    "--benefit CATEGORY for all lines; categories: {known}{proposals}",
                    known=BENEFITS,
                    proposals=_proposals(block),
                )
            else:
                continue
            layout.document.fault_at((block.headings.number, 1), ask, id="column-unknown")


def _proposals(block: Block) -> str:
    """How the pricing tables file the billing codes of a block, to choose from."""
    try:
        services = load_prices().services.values()
    except (PricingError, PricingFaults):
        return ""
    found = {}
    for cell in block.cells(("code",)):
        code = cell.text.upper().split("-")[0]
        benefits = sorted({s.benefit for s in services if code in s.codes})
        if benefits:
            perhaps = told_together("{a} or {b}", benefits)
            found[code] = told("{code} perhaps {benefits}", code=code, benefits=perhaps)
    if not found:
        return ""
    return told(". By its billing code: {found}", found=told_together("{a}; {b}", found.values()))


def _keep_one_patient(layout: Layout, said: str | None) -> None:
    """Take out the lines of others; a deductible is one person's own."""
    names: dict[str, Cell] = {}
    for block in layout.blocks:
        for cell in block.cells(("patient",)):
            names.setdefault(cell.text.lower(), cell)
    known = tuple(cell.text for cell in names.values())
    if said is None:
        if len(names) > 1:
            layout.ask(
                list(names.values())[1],
                told(
                    "services of several people: {known}; each has a deductible of their own. Say "
                    "whose are meant: --patient NAME",
                    known=known,
                ),
            )
        return
    if said.lower() not in names:
        there = told("; no column names patients")
        if known:
            there = told("; there are {known}", known=known)
        message = told("no line is of {said}{there}", said=said, there=there)
        layout.document.fault((), message, id="question")
        return
    for block in layout.blocks:
        for line in list(block.lines):
            theirs = block.cell(line, "patient")
            if theirs is None or theirs.text.lower() != said.lower():
                block.lines.remove(line)
                layout.note(line.number, told("left out: it is not of {said}", said=said))


class _Rows:
    """Lines into rows, with the order of dates and the decimal mark that the file shows."""

    def __init__(self, layout: Layout, answers: Answers) -> None:
        self.layout, self.answers = layout, answers
        self.order = self._decided(date_order(self._cells("date"), answers.dates))
        self.mark = self._decided(decimal_mark(self._cells(*AMOUNTS), answers.decimal))

    def _cells(self, *names: str) -> list[Cell]:
        return [cell for block in self.layout.blocks for cell in block.cells(names)]

    def _decided(self, decision: Decision) -> str | None:
        cell = decision.cell
        if cell and decision.style is None:
            self.layout.ask(cell, decision.message)
        elif cell:
            self.layout.note(cell.line, decision.message, cell.column)
        return decision.style

    def read(self) -> list[ClaimRow]:
        """All rows; what can't be read is told."""
        return [self._row(block, line) for block in self.layout.blocks for line in block.lines]

    def _row(self, block: Block, line: Line) -> ClaimRow:
        def take(name: str, read: Callable[[str], Value], otherwise: Value) -> Value:
            cell = block.cell(line, name)
            if cell is None or not (cell.text or name in NEEDED):
                return otherwise
            try:
                return read(cell.text)
            except ValueError as err:
                self.layout.ask(cell, err.args[0], id="cell-value")
                return otherwise

        allowed = take("allowed_amount", self._allowed, 0)
        outside = take("out_of_network", _yes_or_no, False)
        billed: int | None = take("billed", self._cents, None)
        stated: int | None = take("your_share", self._cents, None)
        row = ClaimRow(
            line=line.number,
            date=take("date", self._date, date.min),
            benefit=take("benefit", self._benefit, self.answers.benefit or ""),
            allowed_cents=allowed,
            service=take("service", str, ""),
            covered=take("covered", _covered, True),
            network=take("network", _network, not outside),
            quantity=take("quantity", _quantity, 1),
            billed_cents=billed,
            stated_cents=stated,
            claim_number=take("claim_number", str, ""),
        )
        self._check_signs(row, block, line)
        return replace(row, quantity=abs(row.quantity))

    def _check_signs(self, row: ClaimRow, block: Block, line: Line) -> None:
        """Amounts of one line are all of a service, or all taken back."""
        back = takes_back(row)
        for name, value in (
            ("allowed_amount", row.allowed_cents),
            ("billed", row.billed_cents),
            ("your_share", row.stated_cents),
            ("quantity", row.quantity),
        ):
            cell = block.cell(line, name)
            amiss = name != "quantity" and back and (value or 0) > 0
            amiss |= not back and (value or 0) < 0
            if cell and amiss:
                self.layout.ask(
                    cell,
                    told(
                        "found {found}; either all amounts of a line are below 0 (a refund or "
                        "reversal), or none",
                        found=shown(cell.text),
                    ),
                    id="cell-value",
                )

    def _date(self, text: str) -> date:
        day = date_in(text, self.order) if self.order else None
        if day:
            return day
        if self.order is None and any(date_in(text, order) for order in ORDERS):
            return date.min  # asked about already
        if not text:
            raise ValueError(told("the date is empty; write the day of the service"))
        raise ValueError(date_problem(text, self.order))

    def _cents(self, text: str) -> int:
        marks = [self.mark] if self.mark else MARKS
        values = [value for mark in marks if (value := amount_in(text, mark)) is not None]
        if not values:
            raise ValueError(amount_problem(text, self.mark))
        if abs(values[0]) > MAX_AMOUNT:
            most = f"{MAX_AMOUNT:,}"
            raise ValueError(
                told(
                    "found {found}; expected at most {most} US dollars",
                    found=shown(text),
                    most=most,
                )
            )
        return to_cents(abs(values[0])) * (-1 if values[0] < 0 else 1)

    def _allowed(self, text: str) -> int:
        if not text:
            raise ValueError(
                told("the amount is empty; a price that is not known can't be adjudicated")
            )
        return self._cents(text)

    def _benefit(self, text: str) -> str:
        if not text and self.answers.benefit:
            return self.answers.benefit
        name = re.sub(r"[ _-]+", "-", text.lower())
        if name not in BENEFITS:
            found = told("the benefit is empty")
            if text:
                found = told("unknown benefit '{text}'", text=text)
            near = did_you_mean(name, BENEFITS) if text else ""
            raise ValueError(
                told("{found}{near}; known: {known}", found=found, near=near, known=BENEFITS)
            )
        return name


def _choice(text: str, yes: Sequence[str], no: Sequence[str]) -> bool:
    word = re.sub(r"[ _-]+", " ", text.lower())
    if word not in (*yes, *no):
        raise ValueError(
            told(
                "expected {yes} or {no}, or yes or no, found {found}; if this column holds "
                "something else, write 'ignore' over it",
                yes=yes[-1],
                no=no[-1],
                found=shown(text),
            )
        )
    return word in yes


def _yes_or_no(text: str) -> bool:
    return _choice(text, ("y", "true", "yes"), ("n", "false", "no"))


def _covered(text: str) -> bool:
    return _choice(text, ("yes", "y", "true", "covered"), ("no", "n", "false", "not covered"))


def _network(text: str) -> bool:
    return _choice(
        text,
        ("yes", "y", "true", "inn", "in network", "in"),
        ("no", "n", "false", "oon", "out of network", "out"),
    )


def _quantity(text: str) -> int:
    """A whole number from 1 to 366; with a minus where a line takes another back."""
    match = re.fullmatch(r"(-?)([0-9]{1,3})(\.0{1,2})?", text)
    if not match or not 1 <= int(match[2]) <= MAX_QUANTITY:
        raise ValueError(
            told(
                "expected a whole number from 1 to {most}, found {found}",
                most=MAX_QUANTITY,
                found=shown(text),
            )
        )
    return int(match[1] + match[2])


def _in_order(layout: Layout, rows: Sequence[ClaimRow]) -> list[ClaimRow]:
    """Rows in order of date; of one day in the file's order, a reversal right behind its line."""
    undone, asked = match_reversals(rows)
    for place, message in asked:
        layout.document.fault_at((rows[place].line, 1), message, id="question")

    def when(place: int) -> tuple[date, int, int]:
        undoes = undone.get(place)
        if undoes is not None and rows[undoes].date == rows[place].date:
            return rows[place].date, undoes, 1
        return rows[place].date, place, 0

    order = sorted(range(len(rows)), key=when)
    new = {old: place for place, old in enumerate(order)}
    _tell_doubtful(layout, [row for p, row in enumerate(rows) if p not in _touched(undone)])
    return [replace(rows[old], undoes=new[undone[old]] if old in undone else None) for old in order]


def _touched(undone: dict[int, int]) -> set[int]:
    return {*undone, *undone.values()}


def _tell_doubtful(layout: Layout, rows: Sequence[ClaimRow]) -> None:
    """Notes on lines that are taken as they are, but may be slips."""
    seen: dict[ClaimRow, int] = {}
    for row in rows:
        first = seen.setdefault(replace(row, line=0), row.line)
        if first != row.line:
            layout.note(row.line, told("the same as line {first}; both are counted", first=first))
        if row.billed_cents is not None and row.billed_cents < row.allowed_cents:
            layout.note(row.line, told("less is billed than allowed; check these two amounts"))
