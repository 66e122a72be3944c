"""Dates and amounts as people and insurers write them.

One cell alone can often be read in two ways: 03/04/2026 is March 4 or April 3, 1.000 is a thousand
or one. What the other cells of the file show decides; where none of them shows it, or two disagree,
that is told. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from ketacost.tables.hints import shown
from ketacost.tables.told import MONTHS, told

ORDERS = ("month-first", "day-first")
MARKS = ("point", "comma")
MAX_AMOUNT = 1_000_000  # US dollars of one line; above it is a slip

_UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_TIME = re.compile(
    r"(?:T| )[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AaPp][Mm])?"
    r"(?:Z|[-+][0-9:]{4,5})?\Z"
)
_YEAR_FIRST = re.compile(r"([1-9][0-9]{3})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([1-9][0-9]{3}|[0-9]{2})")
_MONTH_DAY = re.compile(
    r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([1-9][0-9]{3}|[0-9]{2})", re.IGNORECASE
)
_DAY_MONTH = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -]([1-9][0-9]{3}|[0-9]{2})",
    re.IGNORECASE,
)
_TWO_DATES = re.compile(r"[0-9]{2,4} ?(?:-|–|to|through|/) ?[0-9]{1,4}[/.-][0-9]{1,2}[/.-]")

Value = TypeVar("Value")


@dataclass(frozen=True)
class Cell:
    """One cell of a file: its line, its number in the line, its heading and its text."""

    line: int
    column: int
    heading: str
    text: str


@dataclass(frozen=True)
class Decision:
    """How a column is read, with the cell that shows it and words for a note; or, where `style` is
    None, the cell in doubt and the words to ask."""

    style: str | None
    cell: Cell | None = None
    message: str = ""


def clean(text: str) -> str:
    """A cell's text without what can't be seen, each run of spaces of any kind as one space."""
    return " ".join(_UNSEEN.sub("", text).split())


# --- dates ---------------------------------------------------------------------------------------


def _day(year: str, month: int, day: str) -> date | None:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(full, month, int(day))
    except ValueError:
        return None


def _month_number(name: str) -> int:
    """1 to 12 for a month's name or its beginning (Dec, Sept), else 0."""
    found = [n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(name.lower())]
    return found[0] if len(found) == 1 else 0


def _might_begin_with_its_year(match: re.Match[str]) -> bool:
    """26-12-28 is 2026-12-28 or December 26, 2028: no order of the column can tell."""
    year, mark, month, day = match.groups()
    return mark == "-" and len(day) == 2 and _day(year.zfill(2), int(month), day) is not None


def date_in(text: str, order: str) -> date | None:
    """The day that a cell means if numbers stand in this order (one of `ORDERS`), or None.

    A time of day behind it is left out; a year of two digits is one of this century.
    """
    text = _TIME.sub("", text)
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], int(match[3]), match[4])
    if match := _MONTH_DAY.fullmatch(text):
        return _day(match[3], _month_number(match[1]), match[2])
    if match := _DAY_MONTH.fullmatch(text):
        return _day(match[3], _month_number(match[2]), match[1])
    match = _NUMBERS.fullmatch(text)
    if not match or _might_begin_with_its_year(match):
        return None
    month, day = (match[1], match[3]) if order == "month-first" else (match[3], match[1])
    return _day(match[4], int(month), day)


def is_date(text: str) -> bool:
    """Whether a cell is a day in one order or the other."""
    return any(date_in(text, order) for order in ORDERS)


def day_hint(text: str) -> str:
    """How to write the day that a text means, as `; write ...`, both where it may be two, or
    nothing."""
    days = _days(clean(text))
    meant = ", whichever is meant" if len(days) > 1 else ""
    return f"; write {' or '.join(map(str, days))}{meant}" if days else ""


def date_problem(text: str, order: str | None) -> str:
    """Why a cell is no day, and how to write one."""
    found = shown(text)
    if order and is_date(text):
        first = _first(order)
        return told(
            "found {found}, which is no day with the {first} first", found=found, first=first
        )
    if _TWO_DATES.search(text):
        return told(
            "found {found}; write the first day alone, and the days of a stay under quantity",
            found=found,
        )
    match = _NUMBERS.fullmatch(text)
    if match and _might_begin_with_its_year(match):
        return told("found {found}; write the year with four digits", found=found)
    forms = (_YEAR_FIRST, _NUMBERS, _MONTH_DAY, _DAY_MONTH)
    if any(form.fullmatch(_TIME.sub("", text)) for form in forms):
        return told("found {found}, a day that is not in the calendar", found=found)
    return told("found {found}; expected a date such as 2026-01-31 or 01/31/2026", found=found)


def date_order(cells: Sequence[Cell], said: str | None = None) -> Decision:
    """Whether the dates of a column have the month or the day first: one of `ORDERS`.

    Args:
        cells: the column. One date that can be read in one order only decides for all.
        said: what the person said; it is taken as it is.
    """
    if said:
        return Decision(said)
    shown_by = _only(cells, ORDERS, date_in)
    if len(shown_by) == 2:
        (first, a), (second, b) = sorted(shown_by.items(), key=lambda item: item[1].line)
        return Decision(
            None,
            b,
            told(
                "{text} has the {second} first, but {other} in line {line} has the {first} first; "
                "write all dates one way (2026-01-31 is always understood)",
                text=b.text,
                second=_first(second),
                other=a.text,
                line=a.line,
                first=_first(first),
            ),
        )
    doubtful = next((cell for cell in cells if len(_days(cell.text)) == 2), None)
    if "month-first" in shown_by:
        return Decision("month-first")
    if cell := shown_by.get("day-first"):
        words = told("{text} shows that dates in this column have the day first", text=cell.text)
        return Decision("day-first", cell, words) if doubtful else Decision("day-first")
    if not doubtful:
        return Decision(ORDERS[0])
    one, other = _days(doubtful.text)
    return Decision(
        None,
        doubtful,
        told(
            "{text} may be {one} or {other}, and no date in this column shows which; say --dates "
            "month-first for {one} or --dates day-first for {other}",
            text=doubtful.text,
            one=one,
            other=other,
        ),
    )


def _first(order: str) -> str:
    return told("month") if order == "month-first" else told("day")


def _days(text: str) -> list[date]:
    """The different days that a cell may be, the one with the month first before the other."""
    days = (date_in(text, order) for order in ORDERS)
    return list(dict.fromkeys(day for day in days if day))


def _only(
    cells: Iterable[Cell], styles: Sequence[str], read: Callable[[str, str], Value | None]
) -> dict[str, Cell]:
    """For each style the first cell that can be read in that style alone."""
    found: dict[str, Cell] = {}
    for cell in cells:
        possible = [style for style in styles if read(cell.text, style) is not None]
        if len(possible) == 1:
            found.setdefault(possible[0], cell)
    return found


# --- amounts -------------------------------------------------------------------------------------

_AMOUNT = re.compile(
    r"(?:(?:US ?)?\$|USD)? ?(\()? ?(-)? ?(?:(?:US ?)?\$|USD)? ?(-)? ?([0-9.,][0-9., ]*?)"
    r" ?(?:\$|USD)? ?(-)? ?(\))? ?(?:\$|USD)?",
    re.IGNORECASE,
)
_DIGITS = {
    mark: re.compile(
        rf"(?:[0-9]{{1,12}}|[1-9][0-9]{{0,2}}(?:(?:{group}[0-9]{{3}})+|(?: [0-9]{{3}})+))?"
        rf"(?:{decimal}[0-9]{{1,12}})?"
    )
    for mark, group, decimal in (("point", ",", r"\."), ("comma", r"\.", ","))
}
_THREE_DECIMALS = {
    "point": re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}"),
    "comma": re.compile(r"[1-9][0-9]{0,2},[0-9]{3}"),
}


def _unsigned(text: str) -> tuple[str, bool]:
    """The digits and marks of an amount, nothing where there are none, and whether it is below 0:
    in brackets, or with one minus before or behind it."""
    match = _AMOUNT.fullmatch(text.replace("−", "-"))
    if not match:
        return "", False
    opened, before, after_currency, body, behind, closed = match.groups()
    signs = sum(map(bool, (opened, before, after_currency, behind)))
    if signs > 1 or bool(opened) != bool(closed):
        return "", False
    return body, signs == 1


def amount_in(text: str, mark: str) -> Decimal | None:
    """US dollars that a cell means if this is its decimal mark (one of `MARKS`), or None."""
    body, negative = _unsigned(text)
    if not body or not _DIGITS[mark].fullmatch(body):
        return None
    group, decimal = (",", ".") if mark == "point" else (".", ",")
    value = Decimal(body.replace(" ", "").replace(group, "").replace(decimal, "."))
    return -value if negative else value


def likely_in(text: str, mark: str) -> Decimal | None:
    """As `amount_in`, but 1.000 is never one with three decimals; few write money so."""
    three = _THREE_DECIMALS[mark].fullmatch(_unsigned(text)[0])
    return None if three else amount_in(text, mark)


def _is_plain(text: str, mark: str) -> bool:
    """Whether an amount shows this decimal mark by itself, whatever one thinks of 1.000."""
    return [m for m in MARKS if amount_in(text, m) is not None] == [mark]


def is_amount(text: str) -> bool:
    """Whether a cell is an amount with one decimal mark or the other."""
    return any(amount_in(text, mark) is not None for mark in MARKS)


def amount_problem(text: str, mark: str | None) -> str:
    """Why a cell is no amount, and how to write one."""
    found = shown(text)
    if mark and is_amount(text):
        return told(
            "found {found}, which is no amount with a decimal {mark}",
            found=found,
            mark=_mark(mark),
        )
    return told("found {found}; expected US dollars, such as 1000.50 or $1,000.50", found=found)


def _mark(mark: str) -> str:
    return told("point") if mark == "point" else told("comma")


def decimal_mark(cells: Sequence[Cell], said: str | None = None) -> Decision:
    """Which decimal mark the amounts of a file have: one of `MARKS`.

    `1,000` is a thousand unless another amount shows a decimal comma; `1.000` is asked about unless
    another shows one (it may be a thousand, or one with three decimals).

    Args:
        cells: all amounts of the file. One that makes sense with one mark only decides for all.
        said: what the person said; it is taken as it is.
    """
    if said:
        return Decision(said)
    shown_by = _only(cells, MARKS, likely_in)
    if len(shown_by) == 2:
        (first, a), (second, b) = sorted(shown_by.items(), key=lambda item: item[1].line)
        return Decision(
            None,
            b,
            told(
                "{text} makes sense with a decimal {second_mark} only, but {other} in line {line} "
                "with a decimal {first_mark} only; write all amounts one way, or say --decimal "
                "{first} or --decimal {second}",
                text=b.text,
                second_mark=_mark(second),
                other=a.text,
                line=a.line,
                first_mark=_mark(first),
                first=first,
                second=second,
            ),
        )
    if "comma" not in shown_by:
        return Decision(MARKS[0])
    plain = next((cell for cell in cells if _is_plain(cell.text, "comma")), None)
    if plain:
        words = told("{text} shows that amounts have a decimal comma", text=plain.text)
        return Decision("comma", plain, words)
    cell = shown_by["comma"]
    many, few = (f"{amount_in(cell.text, mark):,.2f}" for mark in ("comma", "point"))
    return Decision(
        None,
        cell,
        told(
            "{text} may be {many} or {few}, and no amount in this file shows which; say --decimal "
            "comma for {many} or --decimal point for {few}",
            text=cell.text,
            many=many,
            few=few,
        ),
    )
