"""Hospital charges in CMS's CSV templates, "tall" (one row a plan) and "wide" (columns for each
plan), versions 2.x and 3.0.

Row 1 holds the headings of the hospital's own data, row 2 their values, row 3 the headings of the
charges. Headings are found by their words: case, blanks around `|` and the order of columns do not
matter.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TextIO

from ketacost.tables.faults import PricingError
from ketacost.tables.upkeep.hospital.charge import Charge, Rate
from ketacost.tables.upkeep.hospital.codes import Codes
from ketacost.tables.upkeep.hospital.file import WANTED
from ketacost.tables.upkeep.hospital.header import hospital_of
from ketacost.tables.upkeep.hospital.tally import Tally
from ketacost.tables.upkeep.official_csv import tidy

_LONGEST_CELL = 4_000_000
_HEAD_ROWS = 12
_OTHER_FILES = {  # what other files say in their first rows, and what to do with them
    "NATIONAL PHYSICIAN FEE SCHEDULE": "ketacost prices import cms-pfs takes it",
    "NDC DESCRIPTION": "ketacost prices import nadac takes it",
    "REPORTING_ENTITY_NAME": "an insurer's file; take the hospital's own",
}
_RATE_PARTS = {
    "negotiated_dollar": "dollar",
    "negotiated_percentage": "percentage",
    "negotiated_algorithm": "formula",
    "methodology": "methodology",
}
_ALLOWED = {"median_amount": "median-allowed", "estimated_amount": "mean-allowed"}
_KNOWN = {"gross", "discounted_cash", "min", "max"}


@dataclass
class _Plan:
    """Where the parts of a plan's rate stand in a row."""

    payer: str = ""
    plan: str = ""
    at: dict[str, int] = field(default_factory=dict)
    allowed_is: str = "median-allowed"


@dataclass
class _Columns:
    """Where everything stands in a row; -1 for a column that is not there."""

    codes: list[tuple[int, int]]
    single: dict[str, int]
    plans: list[_Plan]

    def cell(self, row: Sequence[str], name: str) -> str:
        at = self.single.get(name, -1)
        return row[at] if 0 <= at < len(row) else ""


class CsvFile:
    """A CSV file, read once from its beginning to its end.

    Attributes:
        hospital: whose charges they are.
        layout: `CSV tall` or `CSV wide`.
    """

    row_word = "line"

    def __init__(self, text: TextIO, name: str, tally: Tally) -> None:
        """Read the rows above the charges.

        Raises:
            PricingError: it is no such file.
        """
        self._name, self._tally = name, tally
        self._rows = _Rows(text, name)
        own, values, (line, headings) = self._head()
        self.hospital = hospital_of(own, values, name)
        self._width = len(headings)
        self._columns = _columns(headings, f"{name}, line {line}", tally)
        self.layout = "CSV tall" if "payer_name" in self._columns.single else "CSV wide"

    def _head(self) -> tuple[list[str], list[str], tuple[int, list[str]]]:
        """The hospital's own headings and values, and the headings of the charges."""
        filled: list[list[str]] = []
        charges: tuple[int, list[str]] | None = None
        for line, row in self._rows:
            names = [_name(cell) for cell in row]
            if "description" in names and "code|1" in names:
                charges = line, row
            if charges or len(filled) == _HEAD_ROWS:
                break
            if any(names):
                filled.append([cell.strip() for cell in row])
        if charges is None:
            raise self._refused(filled, "no row of headings with description and code|1")
        for own, values in pairwise(filled):
            if "hospital_name" in [_name(cell) for cell in own]:
                return own, values, charges
        raise self._refused(filled, "no row with hospital_name above the charges")

    def _refused(self, rows: list[list[str]], missing: str) -> PricingError:
        text = " ".join(tidy(cell) for row in rows for cell in row)
        known = next((words for sign, words in _OTHER_FILES.items() if sign in text), "")
        marks = [sign for sign in "\t;|" if rows and any(sign in c for c in rows[0][:1])]
        if marks and not known:
            known = "its cells are not separated by commas; save it as CSV with commas"
        return PricingError(f"{self._name}: {missing}; {known or WANTED}")

    def charges(self, codes: Codes) -> Iterator[Charge]:
        """Each row that could be about one of the codes; the others are counted.

        Raises:
            PricingError: a row can't be read.
        """
        at, might_be = [i for i, _ in self._columns.codes], codes.might_be
        others = 0
        for line, row in self._rows:
            width = len(row)
            for i in at:
                if i < width and might_be(row[i]):
                    yield self._charge(line, row)
                    break
            else:
                others += any(map(str.strip, row))
        self._tally.rows["other-code"] += others

    def _charge(self, line: int, row: list[str]) -> Charge:
        cell = self._columns.cell
        row = [*row, *[""] * (self._width - len(row))]
        return Charge(
            row=line,
            description=cell(row, "description"),
            codes=tuple(
                (row[i], row[j] if j >= 0 else "") for i, j in self._columns.codes if row[i].strip()
            ),
            setting=cell(row, "setting"),
            billing_class=cell(row, "billing_class"),
            modifiers=cell(row, "modifiers"),
            drug_quantity=cell(row, "drug_unit_of_measurement"),
            drug_unit=cell(row, "drug_type_of_measurement"),
            gross=cell(row, "standard_charge|gross"),
            cash=cell(row, "standard_charge|discounted_cash"),
            rates=tuple(self._rates(row)),
            cells_fit=not any(map(str.strip, row[self._width :])),
        )

    def _rates(self, row: list[str]) -> Iterator[Rate]:
        tall = self.layout == "CSV tall"
        for plan in self._columns.plans:
            said = {part: row[i].strip() for part, i in plan.at.items()}
            if not any(said.get(part) for part in ("dollar", "percentage", "formula", "allowed")):
                continue
            yield Rate(
                payer=self._columns.cell(row, "payer_name") if tall else plan.payer,
                plan=self._columns.cell(row, "plan_name") if tall else plan.plan,
                dollar=said.get("dollar"),
                percentage=said.get("percentage"),
                formula=bool(said.get("formula")),
                allowed=said.get("allowed"),
                allowed_is=plan.allowed_is,
                methodology=said.get("methodology", ""),
            )


class _Rows:
    """The rows of a CSV text, each with the number of the line where it begins."""

    def __init__(self, text: TextIO, name: str) -> None:
        self._name = name
        csv.field_size_limit(_LONGEST_CELL)
        self._reader = csv.reader(text)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = self._reader
        line = reader.line_num + 1
        try:
            for row in reader:
                yield line, row
                line = reader.line_num + 1
        except csv.Error as err:
            why = str(err)
            if "field larger" in why:
                why = f'a quote (") opens and is not closed within {_LONGEST_CELL:,} characters'
            raise PricingError(f"{self._name}, line {line:,}: can't be read: {why}") from None


def _name(heading: str) -> str:
    """A heading in lower case, without blanks around its parts; `plan name` is `plan_name`."""
    parts = [part.strip() for part in heading.strip().lower().split("|")]
    return "|".join(part.replace(" ", "_") for part in parts)


def _columns(headings: list[str], place: str, tally: Tally) -> _Columns:
    single: dict[str, int] = {}
    code_at: dict[str, int] = {}
    type_at: dict[str, int] = {}
    plans: dict[tuple[str, str], _Plan] = {}
    tall = "payer_name" in map(_name, headings)
    for i, heading in enumerate(headings):
        name = _name(heading)
        if match := re.fullmatch(r"code\|(\d+)(\|type)?", name):
            (type_at if match[2] else code_at).setdefault(match[1], i)
        elif found := _rate_part(heading, tall):
            payer, plan, part = found
            one = plans.setdefault(
                (payer.casefold(), plan.casefold()), _Plan(payer=payer, plan=plan)
            )
            if part in _ALLOWED.values():
                one.allowed_is, part = part, "allowed"
            if one.at.setdefault(part, i) != i:
                tally.columns.append(f"{heading} (a second time)")
        elif name and single.setdefault(name, i) != i and name.startswith("standard_charge"):
            tally.columns.append(f"{heading} (a second time)")
        elif name.startswith("standard_charge") and name.split("|")[-1] not in _KNOWN:
            tally.columns.append(heading)
    if not type_at:
        raise PricingError(f"{place}: no column code|1|type beside code|1; {WANTED}")
    amounts = {"standard_charge|gross", "standard_charge|discounted_cash"} & set(single)
    if not amounts and not any("dollar" in plan.at for plan in plans.values()):
        raise PricingError(f"{place}: no column of prices (standard_charge|...); {WANTED}")
    return _Columns(
        [(at, type_at.get(number, -1)) for number, at in code_at.items()],
        single,
        list(plans.values()),
    )


def _rate_part(heading: str, tall: bool) -> tuple[str, str, str] | None:
    """(payer, plan, part) of a heading of a plan's rate; payer and plan are "" in tall files,
    where they stand in cells. None for another heading."""
    parts = [part.strip() for part in heading.strip().split("|")]
    first, last = _name(parts[0]), _name(parts[-1])
    if first == "standard_charge" and last in _RATE_PARTS and (tall or len(parts) > 2):
        if tall:
            return "", "", _RATE_PARTS[last]
        return parts[1], "|".join(parts[2:-1]), _RATE_PARTS[last]
    if first in _ALLOWED and (tall or len(parts) > 1):
        return ("", "", _ALLOWED[first]) if tall else (
            parts[1], "|".join(parts[2:]), _ALLOWED[first],
        )  # fmt: skip
    return None
