"""What each number of sessions costs, worked out by hand, and what is said on the way."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ketacost import compare, load_prices
from ketacost.model.link import read_pairs
from ketacost.model.session_curve import crossings, curve
from ketacost.output.sessions import session_rows, sessions_document
from ketacost.tables import PriceBook
from ketacost.words.sessions import curve_words, nth


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return load_prices("2026.1")


def _asked(book: PriceBook, **fields: str):
    reading = read_pairs(list(fields.items()), book)
    assert not reading.problems
    return reading.scenario


def test_without_insurance_each_session_adds_its_price(book):
    """Evaluation 285, infusion 475, follow-up 200 in 2026.1."""
    scenario = _asked(book, arms="ketamine.iv:6")
    found = curve(book, scenario, scenario.arms[0])
    ledger = compare(book, scenario).arms[0].ledger
    price = {line.service: int(line.price.cents[1]) for line in ledger.lines}
    once = price["ketamine-evaluation"] + price["ketamine-follow-up"]
    assert found.sessions == tuple(range(1, 25)) and found.marks == ()
    assert all(
        cents == once + n * price["ketamine-infusion-iv"]
        for n, cents in zip(found.sessions, found.paid, strict=True)
    )


def test_a_curve_stops_at_the_yearly_maximum(book):
    """PPO of 2026.1 with everything met but 1,000 of the maximum: visit 35, then 271.22 a session
    (20 % of 1,356.08): 3 x 271.22 + 35 = 848.66, the 4th reaches 1,000."""
    scenario = _asked(
        book, arms="ketamine.esketamine:12", plan="employer-ppo", met="1886", maxmet="3000"
    )
    found = curve(book, scenario, scenario.arms[0])
    assert [found.at(n) for n in (1, 2, 3, 4, 5, 24)] == [
        30_622, 57_744, 84_866, 100_000, 100_000, 100_000,
    ]  # fmt: skip
    assert [(n, code.id) for n, code in found.marks] == [
        (4, "maximum-reached"),
        (4, "nothing-more"),
    ]


def test_a_curve_goes_on_in_a_new_plan_year(book):
    """The same from November 1 with the maximum met: sessions 1 to 13 cost nothing (two a week for
    four weeks, one a week for four, then every two weeks), and the 14th falls into January: the
    deductible of 1,886 takes all of its 1,356.08."""
    scenario = _asked(
        book, arms="ketamine.esketamine:12", plan="employer-ppo", met="4000", start="11-1"
    )
    found = curve(book, scenario, scenario.arms[0])
    first = next(n for n, code in found.marks if code.id == "new-plan-year")
    assert found.at(first - 1) == 0
    assert found.at(first) == 135_608
    assert found.at(first + 1) == 188_600 + 16_523  # 52,992 of deductible, 20 % of 82,616


def test_an_option_with_fewer_sessions_ends_there(book):
    scenario = _asked(book, arms="ssri.sertraline:9,cbt.individual:16")
    comparison = compare(book, scenario)
    curves = [curve(book, scenario, arm) for arm in scenario.arms]
    rows = session_rows(comparison, curves)
    most = book.options["ssri.sertraline"].sessions.max
    assert all((row["SSRI"] is None) == (row["sessions"] > most) for row in rows)


def test_two_curves_that_change_places_are_told(book):
    scenario = _asked(book, arms="ketamine.iv:6,ect.outpatient:9", plan="employer-ppo")
    curves = [curve(book, scenario, arm) for arm in scenario.arms]
    [one] = crossings(curves)
    before, after = one.sessions - 1, one.sessions
    assert curves[0].at(before) <= curves[1].at(before)
    assert curves[one.cheaper].at(after) < curves[one.dearer].at(after)
    told = curve_words(["IV", "ECT"], curves, [one])
    assert told[-1] == f"From the {nth(after)} on ECT costs you less than IV"


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st"),
     (113, "113th")],
)  # fmt: skip
def test_places_in_words(number, said):
    assert nth(number) == said


def test_the_command_prints_what_the_document_holds(book):
    scenario = _asked(book, arms="ketamine.iv:6")
    command = [sys.executable, "-m", "ketacost.cli", "sessions", "--release", "2026.1"]
    command += ["--arm", "ketamine.iv:6"]
    printed = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    assert json.loads(printed.stdout) == json.loads(
        json.dumps(sessions_document(compare(book, scenario)))
    )
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "* $3,350" in text and "988" in text
