"""Claims files as people have them: read to the same rows, or asked about; never guessed."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketacost.model.claims import adjudicate_rows
from ketacost.output.adjudication import adjudication_text
from ketacost.tables import PricingError, PricingFaults, load_prices
from ketacost.tables.claims_file import (
    BENEFITS,
    Answers,
    ClaimRow,
    ClaimsFile,
    read_claims,
)
from ketacost.tables.claims_headings import HEADINGS, field_of
from ketacost.tables.claims_reversals import takes_back
from ketacost.tables.faults import Fault

Read = Callable[..., ClaimsFile]
Told = Callable[..., list[Fault]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a text or bytes as a claims file."""

    def do(content: str | bytes, **answers: str) -> ClaimsFile:
        path = tmp_path / "claims.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_claims(path, Answers(**answers))

    return do


@pytest.fixture
def told(read: Read) -> Told:
    """What is told of a file that can't be taken."""

    def do(content: str | bytes, **answers: str) -> list[Fault]:
        with pytest.raises(PricingFaults) as err:
            read(content, **answers)
        return err.value.faults

    return do


def _one(faults: list[Fault]) -> Fault:
    assert len(faults) == 1, faults
    return faults[0]


def _lab(*rows: str) -> str:
    """A file with a date and an amount in each row, parted by a semicolon."""
    return "date;allowed_amount;benefit\n" + "".join(f"{row};lab\n" for row in rows)


def _dates(*texts: str) -> str:
    return _lab(*(f"{text};100" for text in texts))


def _amounts(*texts: str) -> str:
    return _lab(*(f"2026-01-05;{text}" for text in texts))


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-28", "12/28/2026", "12/28/26", "28.12.2026", "28/12/2026", "12-28-2026",
        "Dec 28, 2026", "December 28 2026", "28 Dec 2026", "28-Dec-26", "Dec. 28th, 2026",
        "2026/12/28", "12/28/2026 12:00:00 AM", "2026-12-28T00:00:00", " 12/28/2026\u00a0 ",
    ],
)  # fmt: skip
def test_a_date_in_each_form(read: Read, text: str) -> None:
    assert [row.date for row in read(_dates(text)).rows] == [date(2026, 12, 28)]


@pytest.mark.parametrize("text", ["1066-10-14", "2926-01-05", "Jan 5, 1926"])
def test_a_date_in_the_far_past_or_future_is_a_date(read: Read, text: str) -> None:
    assert read(_dates(text)).rows


def test_one_date_decides_for_the_column_and_is_told(read: Read) -> None:
    found = read(_dates("03/04/2026", "05/06/2026", "28/06/2026"))
    assert [row.date for row in found.rows] == [
        date(2026, 4, 3), date(2026, 6, 5), date(2026, 6, 28),
    ]  # fmt: skip
    assert [(n.line, n.message) for n in found.notes] == [
        (4, "28/06/2026 shows that dates in this column have the day first")
    ]
    found = read(_dates("03/04/2026", "06/28/2026"))
    assert found.rows[0].date == date(2026, 3, 4)


def test_dates_that_show_no_order_are_asked_about(read: Read, told: Told) -> None:
    text = _dates("03/04/2026", "05/06/2026")
    fault = _one(told(text))
    assert (fault.line, fault.column, fault.path) == (2, 1, "date")
    assert "03/04/2026 may be March 4, 2026 or April 3, 2026" in fault.message
    assert "--dates month-first" in fault.message and "--dates day-first" in fault.message
    assert read(text, dates="month-first").rows[0].date == date(2026, 3, 4)
    assert read(text, dates="day-first").rows[0].date == date(2026, 4, 3)
    assert read(_dates("03/03/2026", "Apr 5, 2026")).rows[0].date == date(2026, 3, 3)


def test_dates_that_contradict_each_other_are_told_with_both_lines(told: Told) -> None:
    fault = _one(told(_dates("28/12/2026", "03/04/2026", "12/29/2026")))
    assert fault.line == 4
    assert "12/29/2026 has the month first" in fault.message
    assert "28/12/2026 in line 2 has the day first" in fault.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2/30/2026", "not in the calendar"),
        ("2026-13-01", "not in the calendar"),
        ("26-12-28", "write the year with four digits"),
        ("12/28/2026 - 12/30/2026", "write the first day alone"),
        ("tomorrow", "expected a date such as 2026-01-31"),
        ("46384", "expected a date such as 2026-01-31"),
        ("0026-01-05", "expected a date such as 2026-01-31"),
        ("1/²/2026", "expected a date such as 2026-01-31"),
        ("", "the date is empty"),
    ],
)
def test_what_is_no_date(told: Told, text: str, words: str) -> None:
    fault = _one(told(_dates(text)))
    assert words in fault.message and (fault.line, fault.column) == (2, 1)


def test_an_answer_that_does_not_fit_is_told(told: Told) -> None:
    fault = _one(told(_dates("28/12/2026"), dates="month-first"))
    assert "no day with the month first" in fault.message


# --- amounts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,000.50", 100_050), ("1000.50", 100_050), ("1,000", 100_000), ("1,234,567.8", None),
        ("$ 1,000.5", 100_050), ("USD 1000.50", 100_050), ("1,000.50 USD", 100_050),
        ("1\u00a0000.50", 100_050), ("1 000", 100_000), ("0.5", 50), (".50", 50), ("0", 0),
        ("1.000,50", 100_050), ("1 000,50", 100_050), ("475,20", 47_520), ("1.000.000", 10**8),
        ("475.2000", 47_520), ("0,200", 20), ("999.995", None), ("1000.005", 100_001),
        ("1.000", None), ("$-", None), ("12.50.", None), ("1,00,000", None), ("€45", None),
        ("1$000", None), ("0475.00", 47_500),
    ],
)  # fmt: skip
def test_an_amount_in_each_form(read: Read, text: str, cents: int | None) -> None:
    """Cents, or None where it is asked about or above a million."""
    try:
        found: int | None = read(_amounts(text)).rows[0].allowed_cents
    except PricingFaults:
        found = None
    assert found == cents


@pytest.mark.parametrize("text", ["(45.00)", "-45.00", "$(45.00)", "($45.00)", "-$45", "45.00-"])
def test_an_amount_below_0(read: Read, text: str) -> None:
    assert [row.allowed_cents for row in read(_amounts("45", text)).rows] == [4_500, -4_500]


def test_one_amount_decides_for_the_file_and_is_told(read: Read) -> None:
    found = read(_amounts("1.000", "1 000,50", "475"))
    assert [row.allowed_cents for row in found.rows] == [100_000, 100_050, 47_500]
    assert [n.line for n in found.notes] == [3]
    assert "1 000,50 shows that amounts have a decimal comma" in found.notes[0].message
    other = "date;benefit;allowed_amount;your_share\n2026-01-05;lab;1.000;200,10\n"
    assert read(other).rows[0].allowed_cents == 100_000


def test_a_thousand_or_one_is_asked_about(read: Read, told: Told) -> None:
    fault = _one(told(_amounts("1.000", "475")))
    assert (fault.line, fault.column, fault.path) == (2, 2, "allowed_amount")
    assert "1.000 may be 1,000.00 or 1.00" in fault.message
    assert "--decimal comma for 1,000.00 or --decimal point for 1.00" in fault.message
    assert read(_amounts("1.000"), decimal="comma").rows[0].allowed_cents == 100_000
    assert read(_amounts("1.000"), decimal="point").rows[0].allowed_cents == 100


@pytest.mark.parametrize(
    ("first", "second"),
    [("12.50", "475,20"), ("1,000", "475,20"), ("12.50", "1.000"), ("1,000.50", "1.000,50")],
)
def test_amounts_that_contradict_each_other(told: Told, first: str, second: str) -> None:
    """Never a thousandth: 1.000 beside 12.50 and 1,000 beside 475,20 are asked about."""
    fault = _one(told(_amounts(first, second)))
    assert f"{second} makes sense with a decimal comma only" in fault.message
    assert f"{first} in line 2 with a decimal point only" in fault.message


def test_a_decimal_comma_in_a_file_of_commas(read: Read) -> None:
    text = 'date,benefit,allowed_amount\n2026-01-05,lab,"1.000,50"\n'
    assert read(text).rows[0].allowed_cents == 100_050


# --- the file's form -----------------------------------------------------------------------------

ROWS = [
    ["Date of Service", "Description", "Category", "Amount Billed", "Allowed", "You Owe"],
    ["12/20/2026", "Therapy, 60 minutes", "mental-health-visit", "$200.00", "$150.00", "$30.00"],
    ["12/28/2026", "Café “lab”", "Lab", "$1,300.00", "$1,000.50", ""],
]
EXPECTED = (
    ClaimRow(2, date(2026, 12, 20), "mental-health-visit", 15_000, "Therapy, 60 minutes",
             billed_cents=20_000, stated_cents=3_000),
    ClaimRow(3, date(2026, 12, 28), "lab", 100_050, "Café “lab”", billed_cents=130_000),
)  # fmt: skip


def _written(rows: list[list[str]], separator: str = ",", end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_line_ends_and_encodings(
    read: Read, separator: str, end: str, encoding: str
) -> None:
    assert read(_written(ROWS, separator, end).encode(encoding)).rows == EXPECTED


def test_titles_blank_lines_several_sheets_and_totals(read: Read) -> None:
    wide = [row[::-1] for row in ROWS]  # another sheet, its columns in another order
    text = _written(
        [
            ["Claims of 2026"], ["Member", "A. Person"], [], *ROWS, [""] * 6,
            ["Total", "", "", "1,500.00", "1,150.50", "30.00"], [],
            ["Claims, second sheet", "", "", "", "", ""], *wide, ["This is not a bill."],
        ]
    )  # fmt: skip
    found = read(text)
    rows = [replace(row, line=0) for row in found.rows]
    first, second = (replace(row, line=0) for row in EXPECTED)
    assert rows == [first, first, second, second]
    notes = {note.line: note.message for note in found.notes}
    assert notes == {
        1: "left out: it stands above the headings (Claims of 2026)",
        2: "left out: it stands above the headings (Member, A. Person)",
        8: "left out: a line of totals (Total, 1,500.00, 1,150.50, 30.00)",
        10: "left out: words between the services (Claims, second sheet)",
        12: "the same as line 5; both are counted",
        13: "the same as line 6; both are counted",
        14: "left out: words between the services (This is not a bill.)",
    }


@pytest.mark.parametrize("word", ["Total", "TOTALS", "Grand total", "Subtotal:", "Sum"])
def test_a_line_of_totals_is_never_a_service(read: Read, word: str) -> None:
    found = read(f"service,date,benefit,allowed_amount\nLab,1/31/2026,lab,50\n{word},,,50\n")
    assert len(found.rows) == 1 and "a line of totals" in found.notes[0].message


def test_a_service_called_total_is_a_service(read: Read) -> None:
    found = read("service,date,benefit,allowed_amount\nTotal knee scan,1/31/2026,lab,50\n")
    assert len(found.rows) == 1 and not found.notes


@pytest.mark.parametrize("line", [",,,50", "Lab,,lab,50", "Lab,1/31/2026,,", "Lab,O1/31/2026,,"])
def test_what_may_be_a_service_is_never_left_out(told: Told, line: str) -> None:
    assert told(f"service,date,benefit,allowed_amount\nLab,1/31/2026,lab,50\n{line}\n")


def test_a_service_above_the_headings_is_asked_about(told: Told) -> None:
    fault = _one(told("1/31/2026,lab,50\n\ndate,benefit,allowed_amount\n1/31/2026,lab,60\n"))
    assert fault.line == 1 and "above the headings" in fault.message


def test_an_amount_that_breaks_a_line_in_two(told: Told) -> None:
    fault = _one(told("date,benefit,allowed_amount\n1/31/2026,lab,1,000.50\n"))
    assert fault.line == 2
    assert fault.message == (
        '4 cells; the headings are 3; an amount with a comma must stand in quotes, as "1,000.50"'
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "the file is empty"),
        (b"PK\x03\x04....", "save the sheet as CSV"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"date,benefit\x00", "this is no text"),
        (b'date,benefit,allowed_amount\n1/31/2026,"lab,5\n', "is not closed"),
        (b"date,benefit,allowed_amount\n", "no services in this file"),
        (b"1/31/2026,lab,50\n2/1/2026,lab,50\n", "no line has the headings"),
        (b"hello\n", "no line has the headings"),
    ],
)
def test_a_file_that_is_no_list(told: Told, content: bytes, words: str) -> None:
    assert words in _one(told(content)).message


def test_a_missing_or_large_file(told: Told, tmp_path: Path) -> None:
    with pytest.raises(PricingFaults, match="there is no such file"):
        read_claims(tmp_path / "none.csv")
    assert "too large" in _one(told(b"a" * 1_000_001)).message


README_COLUMNS = [
    "date", "benefit", "allowed_amount", "billed", "your_share", "covered", "network", "quantity",
    "claim_number", "service", "patient",
]  # fmt: skip

# --- headings ------------------------------------------------------------------------------------


def test_headings_of_real_explanations_of_benefits() -> None:
    """Those of exports of large insurers, as programs that read them name the columns."""
    known = {
        "Date Visited": "date", "Service Date": "date", "Date(s) of Service": "date",
        "Amount Billed": "billed", "Billed": "billed", "Provider charges ($)": "billed",
        "Plan Allowance": "allowed_amount", "Medicare-Approved Amount": "allowed_amount",
        "Your Responsibility": "your_share", "My Responsibility": "your_share",
        "Patient Responsibility": "your_share", "You Owe": "your_share", "I Owe": "your_share",
        "Claim #": "claim_number", "Claim Number": "claim_number", "Patient Name": "patient",
        "In-Network?": "network", "CPT/HCPCS Code": "code", "Qty.": "quantity",
    }  # fmt: skip
    assert {heading: field_of(heading) for heading in known} == known
    other = ("Deductible", "Your Plan", "Plan Discount", "Plan Paid", "Date Processed", "Provider",
             "Paid at Visit/Pharmacy", "Not Covered", "Claim Status", "Claim Type")  # fmt: skip
    assert [field_of(heading) for heading in other] == [None] * len(other)


def test_no_heading_means_two_things() -> None:
    words = [w.strip() for names in HEADINGS.values() for w in names.split(";")]
    assert len(words) == len(set(words))
    assert all(field_of(name) == name for name in HEADINGS)


def test_the_headings_that_readme_names_are_understood() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    table = readme.split("| column | also understood |")[1].split("\n\n")[0]
    rows = re.findall(r"(?m)^\| `(\w+)`[^|]*\| ([^|]*) \|", table)
    assert [name for name, _ in rows] == README_COLUMNS
    for name, also in rows:
        for heading in re.split("[,;]", re.sub(r"\([^)]*\)", "", also)):
            expected = "out_of_network" if heading.strip() == "Out of network" else name
            assert field_of(heading) == expected


def test_columns_that_are_not_used_are_told(read: Read) -> None:
    found = read("date,Provider,benefit,allowed_amount\n2026-01-05,Dr. A,lab,50\n")
    assert [n.message for n in found.notes] == ["columns that are not used: 'Provider'"]


def test_two_columns_for_one_thing_are_asked_about(read: Read, told: Told) -> None:
    text = "Date Visited,Category,Allowed,Your Responsibility,You Owe\n1/31/2026,lab,50,50,20\n"
    fault = _one(told(text))
    assert (fault.line, fault.column, fault.path) == (1, 5, "You Owe")
    assert "columns 4 (Your Responsibility) and 5 (You Owe) could both be your_share" in str(fault)
    assert read(text.replace("You Owe", "ignore")).rows[0].stated_cents == 5_000
    assert read(text.replace("Your Responsibility", "ignore")).rows[0].stated_cents == 2_000


def test_a_missing_column_is_asked_about_with_what_was_found(told: Told) -> None:
    fault = _one(told("Service Date,Benefit,Charged,Paid\n1/31/2026,lab,50,40\n"))
    assert "no column is known as allowed_amount (or Allowed, Amount allowed" in fault.message
    assert "found: 'Service Date', 'Benefit', 'Charged', 'Paid'" in fault.message


def test_a_misspelt_heading_is_not_left_out(told: Told) -> None:
    fault = _one(told("date,benefit,allowed_amount,quantty\n1/31/2026,lab,50,4\n"))
    assert "did you mean quantity?" in fault.message
    fault = _one(told("date,benfit,allowed_amount\n1/31/2026,lab,50\n"))
    assert "did you mean benefit?" in fault.message


def test_a_missing_benefit_is_asked_for_and_may_be_said(read: Read, told: Told) -> None:
    text = "DOS,CPT,Allowed\n1/31/2026,90837,150\n2/1/2026,99213-25,90\n"
    fault = _one(told(text))
    assert all(name in fault.message for name in BENEFITS) and "--benefit" in fault.message
    assert "90837 perhaps mental-health-visit" in fault.message
    assert "99213 perhaps mental-health-visit or primary-care-visit" in fault.message
    rows = read(text, benefit="mental-health-visit").rows
    assert [row.benefit for row in rows] == ["mental-health-visit"] * 2
    mixed = "date,benefit,allowed\n1/31/2026,,150\n2/1/2026,Generic drug,9\n"
    assert "the benefit is empty" in _one(told(mixed)).message
    assert [row.benefit for row in read(mixed, benefit="lab").rows] == ["lab", "generic-drug"]


def test_the_same_fault_in_many_lines_is_told_once(told: Told) -> None:
    rows = "".join(f"2026-01-{day:02},Medical,50\n" for day in range(1, 10))
    fault = _one(told(f"date,benefit,allowed\n{rows}"))
    assert fault.line == 2
    assert fault.message.endswith("(also in lines 3, 4, 5, 6, 7 and 3 more)")


def test_all_that_is_to_be_asked_is_told_at_once(told: Told) -> None:
    text = (
        "Service Date;Category;Allowed;Qty;Network\n"
        "03/04/2026;lab;1.000;1;in\n04/05/2026;labs;five;1.5;maybe\n"
    )
    found = told(text)
    assert [(f.line, f.column, f.id) for f in found] == [
        (2, 1, "question"), (2, 3, "question"), (3, 2, "cell-value"), (3, 3, "cell-value"),
        (3, 4, "cell-value"), (3, 5, "cell-value"),
    ]  # fmt: skip


@pytest.mark.parametrize("answers", [{"dates": "monthfirst"}, {"decimal": "."}, {"benefit": "x"}])
def test_an_unknown_answer(answers: dict[str, str]) -> None:
    with pytest.raises(PricingError, match="is not known"):
        Answers(**answers)


# --- people, networks, quantities ----------------------------------------------------------------


def test_a_file_of_several_people_is_asked_about(read: Read, told: Told) -> None:
    text = "Patient,date,benefit,allowed\nAnn,1/31/2026,lab,50\nBo,1/31/2026,lab,60\n"
    fault = _one(told(text))
    assert "several people: Ann, Bo" in fault.message and "--patient NAME" in fault.message
    found = read(text, patient="ann")
    assert [row.allowed_cents for row in found.rows] == [5_000]
    assert [n.line for n in found.notes] == [3]
    assert "there are Ann, Bo" in _one(told(text, patient="Cy")).message


@pytest.mark.parametrize(
    ("heading", "text", "inside"),
    [
        ("Network", "In-Network", True), ("Network", "OON", False), ("In network?", "yes", True),
        ("In network?", "No", False), ("Out of network", "Yes", False), ("OON", "", True),
        ("network", "", True),
    ],
)  # fmt: skip
def test_inside_or_outside_the_network(read: Read, heading: str, text: str, inside: bool) -> None:
    found = read(f"date,benefit,allowed,{heading}\n1/31/2026,lab,50,{text}\n")
    assert found.rows[0].network is inside


@pytest.mark.parametrize("text", ["²", "1.5", "0", "-1", "367", "1,000", "many", "1e2"])
def test_a_quantity_is_whole(told: Told, text: str) -> None:
    fault = _one(told(f'date,benefit,allowed,units\n1/31/2026,lab,50,"{text}"\n'))
    assert (fault.line, fault.column, fault.path) == (2, 4, "units")
    assert "whole number" in fault.message or "below 0" in fault.message
    assert "invalid literal" not in fault.message


def test_a_quantity_with_empty_decimals(read: Read) -> None:
    assert read("date,benefit,allowed,units\n1/31/2026,lab,50,2.00\n").rows[0].quantity == 2


@pytest.mark.parametrize(
    "row", ["1/31/2026,lab,50,-60,10", "1/31/2026,lab,50,60,-10", "1/31/2026,lab,-50,60,10"]
)
def test_signs_within_a_line_agree(told: Told, row: str) -> None:
    assert "below 0" in told(f"date,benefit,allowed,billed,your_share\n{row}\n")[0].message


def test_less_billed_than_allowed_is_told(read: Read) -> None:
    found = read("date,benefit,allowed,billed\n1/31/2026,lab,50,40\n")
    assert [n.message for n in found.notes] == [
        "less is billed than allowed; check these two amounts"
    ]


# --- refunds and reversals -----------------------------------------------------------------------

HEAD = "date,service,benefit,allowed,claim_number\n"
THERAPY = "Therapy,mental-health-visit"


def test_a_reversal_undoes_the_one_line_of_its_service_and_amount(read: Read) -> None:
    rows = read(
        f"{HEAD}1/5/2026,{THERAPY},150,\n1/12/2026,{THERAPY},140,\n"
        f"1/20/2026,Blood,lab,150,\n1/31/2026,therapy,Mental health visit,(150),\n"
    ).rows
    assert [row.undoes for row in rows] == [None, None, None, 0]


def test_of_several_the_one_of_the_same_day(read: Read) -> None:
    rows = read(
        f"{HEAD}1/5/2026,{THERAPY},150,\n1/12/2026,{THERAPY},150,\n1/19/2026,{THERAPY},150,\n"
        f"1/12/2026,{THERAPY},-150,\n"
    ).rows
    assert [(row.line, row.undoes) for row in rows] == [(2, None), (3, None), (5, 1), (4, None)]


def test_a_reversal_stands_right_behind_its_line_on_one_day(read: Read) -> None:
    """A correction that follows must meet the deductible anew, also where the newest is first."""
    rows = read(
        f"{HEAD}1/13/2026,Blood,lab,90,\n1/13/2026,{THERAPY},-200,\n1/13/2026,{THERAPY},180,\n"
        f"1/13/2026,{THERAPY},200,\n"
    ).rows
    assert [(row.allowed_cents, row.undoes) for row in rows] == [
        (9_000, None), (18_000, None), (20_000, None), (-20_000, 2),
    ]  # fmt: skip
    rows = read(
        f"{HEAD}1/13/2026,{THERAPY},200,\n1/13/2026,{THERAPY},180,\n1/13/2026,{THERAPY},-200,\n"
    ).rows
    assert [row.allowed_cents for row in rows] == [20_000, -20_000, 18_000]


def test_a_claim_number_says_which(read: Read, told: Told) -> None:
    text = (
        f"{HEAD}1/5/2026,{THERAPY},150,A1\n1/12/2026,{THERAPY},150,A2\n"
        f"1/31/2026,Refund,mental-health-visit,-150,A2\n"
    )
    assert [row.undoes for row in read(text).rows] == [None, None, 1]
    fault = _one(told(text.replace("-150,A2", "-150,A3")))
    assert fault.line == 4 and "no line of that day or earlier has claim A3" in fault.message
    fault = _one(told(text.replace("-150,A2", "-50,A2")))
    assert "takes back $50.00, but claim A2 in line 3 is $150.00" in fault.message


def test_several_or_none_are_asked_about_with_their_lines(told: Told) -> None:
    lines = f"1/5/2026,{THERAPY},150,\n1/12/2026,{THERAPY},150,\n1/31/2026,{THERAPY},-150,\n"
    fault = _one(told(HEAD + lines))
    assert fault.line == 4
    assert "takes back $150.00, and lines 2 and 3 may be meant" in fault.message
    assert "claim_number" in fault.message
    fault = _one(told(f"{HEAD}1/25/2026,{THERAPY},150,\n1/4/2026,{THERAPY},-150,\n"))
    assert "no line of that day or earlier has its service and amount" in fault.message


def test_a_line_is_undone_once(told: Told) -> None:
    fault = _one(told(f"{HEAD}1/5/2026,{THERAPY},150,\n" + f"1/31/2026,{THERAPY},-150,\n" * 2))
    assert fault.line == 4


def test_a_reversal_of_a_refused_line_has_only_a_billed_amount(read: Read, told: Told) -> None:
    text = "date,service,benefit,allowed,billed\n1/15/2026,{0},0,200\n1/15/2026,{0},0,-{1}\n"
    assert [row.undoes for row in read(text.format(THERAPY, 200)).rows] == [None, 0]
    assert told(text.format(THERAPY, 190))


# --- any file ------------------------------------------------------------------------------------

words = st.text("abcdefgh ,;|\t\"'éß", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
cents = st.integers(0, 300_000)


@st.composite
def rows_of_a_file(draw: st.DrawFn) -> list[ClaimRow]:
    """Services in order of date, each of its own name; some of them taken back at the end."""
    number = draw(st.integers(1, 7))
    days = sorted(draw(st.lists(st.dates(date(2000, 1, 1), date(2068, 12, 31)), min_size=number,
                                max_size=number)))  # fmt: skip
    billed, stated = draw(st.booleans()), draw(st.booleans())
    rows = [
        ClaimRow(
            line=0,
            date=day,
            benefit=draw(st.sampled_from(BENEFITS)),
            allowed_cents=draw(cents),
            service=f"{place}x{draw(words)}",
            covered=draw(st.booleans()),
            network=draw(st.booleans()),
            quantity=draw(st.integers(1, 366)),
            billed_cents=draw(cents) if billed else None,
            stated_cents=draw(cents) if stated else None,
        )
        for place, day in enumerate(days)
    ]
    for place in sorted(draw(st.sets(st.integers(0, number - 1)))):
        row = rows[place]
        if row.allowed_cents and row.billed_cents != 0:
            negative = {
                name: -value
                for name in ("allowed_cents", "billed_cents", "stated_cents")
                if (value := getattr(row, name)) is not None
            }
            rows.append(replace(row, date=days[-1], undoes=place, **negative))
    # those of the last day stand right behind the line that they take back
    return sorted(rows, key=lambda row: row.date)


DATE_FORMS: tuple[Callable[[date], str], ...] = (
    date.isoformat,
    lambda d: f"{d.month:02}/{d.day:02}/{d.year}",
    lambda d: f"{d.month}/{d.day}/{d.year % 100:02}",
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d.month}-{d.day}-{d.year}",
    lambda d: f"{d:%b} {d.day}, {d.year}",
    lambda d: f"{d.day}-{d:%b}-{d.year % 100:02}",
    lambda d: f"{d.month}/{d.day}/{d.year} 12:00:00 AM",
)


def _grouped(value: int, group: str, decimal: str) -> str:
    text = f"{abs(value) / 100:,.2f}"
    return text.translate({ord(","): group, ord("."): decimal})


AMOUNT_FORMS: tuple[Callable[[int], str], ...] = (
    lambda v: f"{'-' * (v < 0)}{abs(v) // 100}.{abs(v) % 100:02}",
    lambda v: f"({_grouped(v, ',', '.')})" if v < 0 else _grouped(v, ",", "."),
    lambda v: f"{'-' * (v < 0)}${_grouped(v, ',', '.')}",
    lambda v: f"{'-' * (v < 0)}{_grouped(v, ',', '.').removesuffix('.00')} USD",
    lambda v: f"{'-' * (v < 0)}{_grouped(v, '.', ',')}",
    lambda v: f"{'-' * (v < 0)}{_grouped(v, '.', ',').removesuffix(',00')}",
    lambda v: f"{'-' * (v < 0)}{_grouped(v, chr(0xA0), ',')}",
    lambda v: f"{'-' * (v < 0)}{abs(v) // 100}{f'.{abs(v) % 100:02}' if v % 100 else ''}",
)


@st.composite
def written_files(draw: st.DrawFn) -> tuple[list[ClaimRow], bytes, dict[str, str]]:
    """Rows, a file that holds them in some form, and answers that leave no doubt."""
    rows = draw(rows_of_a_file())
    day_form = draw(st.integers(0, len(DATE_FORMS) - 1))
    amount_form = draw(st.integers(0, len(AMOUNT_FORMS) - 1))
    day, amount = DATE_FORMS[day_form], AMOUNT_FORMS[amount_form]
    columns: dict[str, Callable[[ClaimRow], str]] = {
        "date": lambda row: day(row.date),
        "service": lambda row: row.service,
        "benefit": lambda row: row.benefit,
        "allowed_amount": lambda row: amount(row.allowed_cents),
        "covered": lambda row: "yes" if row.covered else "no",
        "network": lambda row: "in" if row.network else "Out of network",
        "quantity": lambda row: str(row.quantity),
    }
    if rows[0].billed_cents is not None:
        columns["billed"] = lambda row: amount(row.billed_cents or 0)
    if rows[0].stated_cents is not None:
        columns["your_share"] = lambda row: amount(row.stated_cents or 0)
    order = draw(st.permutations(list(columns)))
    headings = [draw(st.sampled_from([w.strip() for w in HEADINGS[n].split(";")])) for n in order]
    lines = [[columns[name](row) for name in order] for row in rows]
    blank = draw(st.booleans())
    table = [["Claims"]] * draw(st.booleans()) + [[]] * blank + [headings]
    middle = draw(st.integers(0, len(lines)))
    table += lines[:middle] + [[]] * blank
    table += [headings] * draw(st.booleans()) + lines[middle:]
    table += [["Total"] + ["1"] * (len(order) - 1)] * draw(st.booleans())
    separator, end = draw(st.sampled_from(",;\t|")), draw(st.sampled_from(["\n", "\r\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
    answers = {
        "dates": "day-first" if day_form in (3, 4) else "month-first",
        "decimal": "comma" if amount_form in (4, 5, 6) else "point",
    }
    return rows, _written(table, separator, end).encode(encoding), answers


def _alike(rows: list[ClaimRow]) -> list[ClaimRow]:
    """Rows without their lines, each reversal naming the service that it takes back."""
    return sorted(
        (
            replace(
                row,
                line=0,
                undoes=None,
                claim_number="" if row.undoes is None else f"{rows[row.undoes].service} undone",
            )
            for row in rows
        ),
        key=str,
    )


@given(written_files())
def test_any_file_reads_back_to_its_rows(
    tmp_path_factory: pytest.TempPathFactory, file: tuple[list[ClaimRow], bytes, dict[str, str]]
) -> None:
    """With the answers always; without them the same rows, or a question: never other rows."""
    rows, content, answers = file
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    found = read_claims(path, Answers(**answers))
    assert _alike(list(found.rows)) == _alike(rows)
    assert [row.date for row in found.rows] == sorted(row.date for row in rows)
    try:
        unasked = read_claims(path)
    except PricingFaults as err:
        assert all(re.search("--dates|--decimal", f.message) for f in err.faults)
    else:
        assert unasked.rows == found.rows


def test_2000_random_files_make_faults_and_no_tracebacks(tmp_path: Path) -> None:
    """Random bytes, and a good file with bytes changed, taken out, put in or repeated."""
    chance = random.Random(8)
    good = _written(
        [*ROWS, [*ROWS[1][:3], "-$200.00", "-$150.00", "-30"], ["Total", "", "", "", "1", ""]]
    )
    path, plan = tmp_path / "random.csv", load_prices("2026.1").plans["original-medicare"]
    outcomes = {"rows": 0, "faults": 0}
    for round_ in range(2_000):
        if round_ % 4 == 0:
            content = chance.randbytes(chance.randrange(400))
        else:
            content = _mutated(good.encode(), chance)
        path.write_bytes(content)
        try:
            found = read_claims(path)
        except PricingFaults as err:
            outcomes["faults"] += 1
            assert err.faults and all(f.line >= 1 and f.column >= 1 for f in err.faults)
        else:
            outcomes["rows"] += 1
            for row in found.rows:
                assert row.benefit in BENEFITS and takes_back(row) == (row.undoes is not None)
            assert adjudication_text(adjudicate_rows(plan, found.rows), found.notes)
    assert min(outcomes.values()) > 50, outcomes


def _mutated(content: bytes, chance: random.Random) -> bytes:
    bytes_ = bytearray(content)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(bytes_))
        length = chance.randrange(1, 8)
        part = bytes_[at : at + length]
        bytes_[at : at + length] = chance.choice(
            [b"", part * 2, chance.randbytes(2), chance.choice([b",", b"\n", b'"', b"\xa0", b"("])]
        )
    return bytes(bytes_)
