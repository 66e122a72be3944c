"""Which earlier line a refund or reversal takes back.

It must be one line for certain: the same claim number where the refund has one, otherwise the same
service and benefit; the same amount; and of several, the only one of the same day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from ketacost.tables.claim_row import ClaimRow
from ketacost.tables.told import told


def takes_back(row: ClaimRow) -> bool:
    """Whether a line is a refund or reversal: its amounts are below 0."""
    return row.allowed_cents < 0 or (row.billed_cents or 0) < 0


def match_reversals(rows: Sequence[ClaimRow]) -> tuple[dict[int, int], list[tuple[int, str]]]:
    """The earlier row that each reversal undoes, by their places in `rows`.

    Returns:
        reversal to what it undoes, and what to ask: the place of a reversal without exactly one
        candidate, and the words.
    """
    left: dict[object, list[int]] = {}
    for place, row in enumerate(rows):
        if not takes_back(row):
            left.setdefault(row.claim_number, []).append(place)
            left.setdefault(_service(row), []).append(place)
    undone: dict[int, int] = {}
    asked: list[tuple[int, str]] = []
    for place, row in enumerate(rows):
        if not takes_back(row):
            continue
        found = _candidates(rows, row, left.get(row.claim_number or _service(row), []))
        exact = [p for p in found if _same_amount(rows[p], row)]
        if len(exact) == 1:
            undone[place] = exact[0]
            left[rows[exact[0]].claim_number].remove(exact[0])
            left[_service(rows[exact[0]])].remove(exact[0])
        else:
            asked.append((place, _question(rows, row, found, exact)))
    return undone, asked


def _candidates(rows: Sequence[ClaimRow], reversal: ClaimRow, left: Sequence[int]) -> list[int]:
    """The rows of those `left` that a reversal may undo, whatever their amount; narrowed while more
    than one has its amount."""
    found = [p for p in left if rows[p].date <= reversal.date]
    steps: tuple[Callable[[ClaimRow], bool], ...] = (
        lambda row: _service(row) == _service(reversal),
        lambda row: row.date == reversal.date,
    )
    for step in steps:
        if sum(_same_amount(rows[p], reversal) for p in found) > 1:
            found = [p for p in found if step(rows[p])] or found
    return found


def _service(row: ClaimRow) -> tuple[str, str]:
    return row.service.lower(), row.benefit


def _same_amount(row: ClaimRow, reversal: ClaimRow) -> bool:
    same = row.allowed_cents == -reversal.allowed_cents
    if row.billed_cents is None or reversal.billed_cents is None:
        return same
    return same and row.billed_cents == -reversal.billed_cents


def _question(
    rows: Sequence[ClaimRow], reversal: ClaimRow, found: list[int], exact: list[int]
) -> str:
    back = _usd(reversal)
    if exact:
        *lines, last = (str(rows[p].line) for p in exact)
        return told(
            "this line takes back {back}, and lines {lines} and {last} may be meant; write the "
            "same number in a column claim_number of this line and of the one meant",
            back=back,
            lines=tuple(lines),
            last=last,
        )
    if reversal.claim_number and found:
        row = rows[found[0]]
        return told(
            "this line takes back {back}, but claim {claim} in line {line} is {usd}; where only a "
            "part was taken back, write in line {line} what it came to in the end and take this "
            "line out",
            back=back,
            claim=row.claim_number,
            line=row.line,
            usd=_usd(row),
        )
    what = told("its service and amount")
    if reversal.claim_number:
        what = told("claim {claim}", claim=reversal.claim_number)
    return told(
        "this line takes back {back}, but no line of that day or earlier has {what}; if one is "
        "meant, write the same number in a column claim_number of both, with the same amount; "
        "otherwise take this line out",
        back=back,
        what=what,
    )


def _usd(row: ClaimRow) -> str:
    return f"${Decimal(abs(row.allowed_cents)) / 100:,.2f}"
