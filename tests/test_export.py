"""Files to take away: what stands in them, and that a spreadsheet runs none of it."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketacost import compare, default_scenario, from_link, load_prices, to_link
from ketacost.model.estimate import Comparison
from ketacost.model.ranges import ranges_of
from ketacost.output.csv import ledger_csv, safe_cell, summary_csv
from ketacost.output.json import comparison_json
from ketacost.output.picture import ranges_picture
from ketacost.tables.language import speaking
from ketacost.words.arms import range_words
from ketacost.words.figures import about
from ketacost.words.scenario import scenario_words
from ketacost.words.sentence import sentence
from reading_links import read_fields

BOOK = load_prices("2026.1")
BASE = "https://example.org"
SVG = "{http://www.w3.org/2000/svg}"


def _compare(**fields: str) -> Comparison:
    scenario, problems = read_fields(fields, BOOK)
    assert not problems
    return compare(BOOK, scenario)


CASES = {
    "default": compare(BOOK, default_scenario(BOOK)),
    "insured": _compare(plan="employer-ppo", region="oh", arms="ketamine.esketamine,ect,cbt"),
    "everything": _compare(
        plan="employer-ppo", region="mt", horizon="12m", start="10-10", met="500",
        arms="ketamine.iv:6+cbt.individual:12,ketamine.esketamine:12", tax="22", miles="90",
        quotes="ketamine-infusion-iv:6x2500", help="spravato-withme", loan="12.9.9", wage="20",
    ),
}  # fmt: skip


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("name", CASES)
def test_the_summary_names_where_it_comes_from(name: str) -> None:
    comparison = CASES[name]
    rows = _rows(summary_csv(comparison, BASE))
    assert len(rows) == len(comparison.arms)
    for row, arm in zip(rows, comparison.arms, strict=True):
        totals = arm.ledger.totals()
        assert row["patient_pays_typical"] == f"{totals['patient_pays']['typical'] / 100:.2f}"
        assert row["release"] == "ketacost 2026.1"  # the bare number would lose a nought
        assert row["link"] == BASE + to_link(comparison.scenario)
        assert row["sources"] and row["source_addresses"].startswith("http")
        assert row["medium_confidence"] + row["low_confidence"] + row["high_confidence"]


@pytest.mark.parametrize("name", CASES)
def test_the_lines_of_a_file_sum_to_the_totals(name: str) -> None:
    comparison = CASES[name]
    rows = _rows(ledger_csv(comparison, BASE))
    for arm in comparison.arms:
        mine = [row for row in rows if row["arm"] == arm.id]
        assert len(mine) == len(arm.ledger.lines)
        for key, bounds in arm.ledger.totals().items():
            for bound, cents in bounds.items():
                column = [round(float(row[f"{key}_{bound}"] or 0) * 100) for row in mine]
                assert sum(column) == cents
    assert all(r["rule_typical"] and r["release"] == "ketacost 2026.1" for r in rows)


@pytest.mark.parametrize("name", CASES)
def test_the_document_holds_all_of_it(name: str) -> None:
    comparison = CASES[name]
    document = json.loads(comparison_json(comparison, BASE))
    assert from_link(document["link"]) == comparison.scenario
    assert document["release"] == "2026.1" and len(document["content_hash"]) == 64
    for told, arm in zip(document["arms"], comparison.arms, strict=True):
        used = {s for line in told["ledger"] for s in line["sources"] + line["rule_sources"]}
        assert used <= set(document["sources"])
        assert (told["getting_there"] is None) == (arm.getting_there is None)
        assert (told["each_alone"] is None) == (arm.each_alone is None)
        assert (told["monthly_payment"] is None) == (arm.repayment is None)
        if arm.getting_there:
            cost = arm.getting_there.totals()["full_price"]["typical"] / 100
            assert told["getting_there"]["cost"]["typical"] == cost
    assert json.dumps(document, allow_nan=False)


@given(st.text(max_size=40))
def test_no_cell_begins_as_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")
    assert cell.isprintable() or not text.isprintable()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ('"=1"', '\'"=1"'),
        ("a;=1", "a;'=1"),
        ("two\r\nlines", "two lines"),
        (None, ""),
        ("CPT 90834", "CPT 90834"),
    ],
)
def test_a_cell(text: str | None, cell: str) -> None:
    assert safe_cell(text) == cell


def test_cells_of_real_files_are_safe() -> None:
    for comparison in CASES.values():
        for text in (summary_csv(comparison, BASE), ledger_csv(comparison, BASE)):
            for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
                for cell in row:
                    number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
                    assert number or cell[:1] not in ("=", "+", "-", "@"), cell


@pytest.mark.parametrize("name", CASES)
def test_a_sentence_to_copy(name: str) -> None:
    comparison = CASES[name]
    words = sentence(comparison, BASE)
    assert BASE + to_link(comparison.scenario) in words
    assert "2026" in words and words.count("$") >= len(comparison.arms)
    assert "\n" not in words


def test_a_scenario_in_words() -> None:
    words = scenario_words(CASES["everything"].scenario, BOOK)
    for part in ("12 months", "Montana", "employer plan", "October", "$500", "$2,500", "22", "90"):
        assert part in words, words


@pytest.mark.parametrize("name", CASES)
def test_pictures_hold_title_date_release_and_link(name: str) -> None:
    comparison = CASES[name]
    svg = ranges_picture(comparison, BASE).decode()
    text = " ".join(ET.fromstring(svg).itertext())
    for words in ("What would it cost me?", "prices of 2026", "release 2026.1", "example.org"):
        assert words in text, words
    assert "http://" not in svg.replace("http://www.w3.org", "")  # nothing is fetched
    assert ranges_picture(comparison, BASE).decode() == svg
    for arm, found in zip(comparison.arms, ranges_of(comparison), strict=True):
        typical = about(arm.ledger.totals()["patient_pays"]["typical"])
        assert f"about {typical} ({range_words(found)}" in " ".join(text.split())


@pytest.mark.parametrize("name", CASES)
def test_marks_of_a_picture_stand_where_their_figures_are(name: str) -> None:
    comparison = CASES[name]
    picture = ET.fromstring(ranges_picture(comparison, BASE))
    ticks = {
        int(re.sub("[$,]", "", str(t.text))): (float(t.get("x", 0)), t.get("text-anchor"))
        for t in picture.iter(f"{SVG}text")
        if re.fullmatch(r"[$][\d,]+", str(t.text)) and t.get("font-size") == "13"
    }
    assert 3 <= len(ticks) <= 6 and 0 in ticks
    highest = max(ticks)
    room = (ticks[highest][0] - ticks[0][0]) / highest
    dots = [float(c.get("cx", 0)) for c in picture.iter(f"{SVG}circle")]
    thick = [r for r in picture.iter(f"{SVG}line") if r.get("stroke-width") == "4"]
    for arm, its, dot, line in zip(
        comparison.arms, ranges_of(comparison), dots, thick, strict=True
    ):
        typical = arm.ledger.totals()["patient_pays"]["typical"]
        for cents, x in (
            (typical, dot),
            (its.low, float(line.get("x1", 0))),
            (its.high, float(line.get("x2", 0))),
        ):
            assert abs(ticks[0][0] + cents / 100 * room - x) < 0.2
            assert 24 <= x <= 776


@pytest.mark.parametrize("code", [0x00, 0x01, 0x08, 0x0B, 0x1B, 0xFFFE, 0xFFFF, 0xD800])
def test_a_picture_holds_what_xml_can_hold(code: int) -> None:
    comparison = next(iter(CASES.values()))
    svg = ranges_picture(comparison, f"https://example.org/{chr(code)}<b>&")
    assert "https://example.org/<b>&" in "".join(ET.fromstring(svg).itertext())


def test_an_endless_address_is_left_out_of_a_picture() -> None:
    comparison = next(iter(CASES.values()))
    svg = ranges_picture(comparison, "https://example.org/" + "x" * 100_000)
    assert len(svg) < 20_000 and to_link(comparison.scenario)[:30] in svg.decode().replace(
        "&amp;", "&"
    )


# --- in Spanish ----------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [summary_csv, ledger_csv])
@pytest.mark.parametrize("name", CASES)
def test_the_columns_in_spanish_hold_the_same_figures(
    name: str, write: Callable[[Comparison], str]
) -> None:
    """A heading for each column, each once, with a mark in front by which spreadsheets know the
    accents."""
    english = list(csv.reader(io.StringIO(write(CASES[name]))))
    with speaking("es"):
        spanish = list(csv.reader(io.StringIO(write(CASES[name]).removeprefix("\ufeff"))))
        assert write(CASES[name]).startswith("\ufeff")
    assert len(spanish) == len(english) and len(spanish[0]) == len(set(spanish[0]))
    known = {"plan"}
    assert not (set(english[0]) & set(spanish[0])) - known
    for one, other in zip(english, spanish, strict=True):
        for cell, theirs in zip(one, other, strict=True):
            if re.fullmatch(r"[\d.]+", cell):
                assert theirs == cell
