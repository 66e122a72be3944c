"""The whole country: the sweep as files, the states' figures, the tiles, and the page."""

from __future__ import annotations

import csv
import io
import json
import random
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from copied_texts import copied_texts
from driving_app import tables, texts
from ketacost import compare, default_scenario, from_link, load_prices, read_arm, sweep, to_link
from ketacost.cli import main
from ketacost.model.country import STEPS, StateFigure, by_state, leaning, spread, steps
from ketacost.output import tile_map
from ketacost.output.country import against_rows, heat_rows, map_rows, step_rows
from ketacost.tables.states import STATES
from ketacost.words.country import against_words, plans_words, spread_words
from ketacost.words.figures import about, dollars

BOOK = load_prices("2026.1")
COUNTRY = [r for r in BOOK.regions if r != "us"]
ARMS = ("--arm", "ketamine.iv:6+cbt.individual:12", "--arm", "cbt.individual:8>ketamine.esketamine")


def _swept(folder: Path, suffix: str, *more: str) -> Path:
    path = folder / f"out{suffix}"
    words = ("sweep", "--release", "2026.1", *ARMS, *more, "-o", str(path))
    assert main(list(words)) == 0
    return path


def _rows(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    if path.suffix == ".json":
        found = json.loads(path.read_text("utf-8"))
        return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
    return list(pq.read_table(path).to_pylist())


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".json", ".parquet"])
def test_a_sweep_gives_what_single_comparisons_give(tmp_path: Path, suffix: str) -> None:
    more = ("--regions", "all", "--plans", "all", "--sessions", "4-6", "--horizon", "12m")
    rows = _rows(_swept(tmp_path, suffix, *more))
    assert len(rows) == 2 * 3 * len(BOOK.plans) * len(BOOK.regions) - len(BOOK.plans) * len(
        BOOK.regions
    ) * sum(n < BOOK.options["cbt.individual"].sessions.min for n in (4, 5, 6))
    base = replace(default_scenario(BOOK), horizon="12m")
    for row in random.Random(7).sample(rows, 25):
        scenario = replace(
            base, arms=(read_arm(row["arm"], BOOK),), plan=row["plan"], region=row["region"]
        )
        assert scenario.arms[0][0].sessions == int(row["sessions"])
        (arm,) = compare(BOOK, scenario).arms
        for name, cents in arm.ledger.totals().items():
            for level, value in cents.items():
                assert round(float(row[f"{name}_{level}"]) * 100) == value, (row, name, level)
        assert str(row["all_prices_known"]).lower() == str(not arm.ledger.unknown).lower()


def test_a_file_says_its_release_and_link(tmp_path: Path) -> None:
    more = ("--regions", "ny", "--plan", "employer-ppo")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").mkdir()
    table = _rows(_swept(tmp_path, ".csv", *more))
    said = json.loads(_swept(tmp_path, ".json", *more).read_text("utf-8"))
    meta = pq.read_schema(_swept(tmp_path, ".parquet", *more)).metadata
    assert meta[b"ketacost.release"].decode() == said["release"] == "2026.1"
    assert {row["release"] for row in table} == {"ketacost 2026.1"}
    links = {row["link"] for row in table} | {said["link"], meta[b"ketacost.link"].decode()}
    (link,) = links
    assert from_link(link).plan == "employer-ppo" and len(from_link(link).arms) == 2
    assert {row["region"] for row in table} == {
        r.id for r in BOOK.regions.values() if r.state == "NY"
    }, "a state stands for all its areas"


def test_the_same_sweep_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    for suffix in (".csv", ".json"):
        one, two = (_swept(folder, suffix, "--regions", "tx") for folder in
                    (tmp_path, tmp_path / "again"))  # fmt: skip
        assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "out.xlsx"), "must end in .parquet, .csv or .json, not 'out.xlsx'"),
        ((), "missing option '-o' / '--output'"),
        (("--sessions", "12-4", "-o", "out.csv"), "'12-4' must run upward"),
        (("--sessions", "0", "-o", "out.csv"), "'0' must run upward, from 1"),
        (("--sessions", "some", "-o", "out.csv"), "a range such as 4-12, not 'some'"),
        (("--sessions", "", "-o", "out.csv"), "a range such as 4-12, not ''"),
        (("--sessions", "399", "-o", "out.csv"), "no treatment can be had so many times"),
        (("--regions", "ohoi", "-o", "out.csv"), "did you mean 'ohio'?"),
        (("--regions", "zz", "-o", "out.csv"), "see 'ketacost regions'"),
        (("--regions", ",", "-o", "out.csv"), "needs 'all' or ids"),
        (("--plans", "employer-pp", "-o", "out.csv"), "did you mean 'employer-ppo'?"),
        (("-o", "no/such/folder.csv"), "can't be written"),
    ],
)
def test_what_cant_be_taken_is_said(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", "--arm", "ketamine.iv", *words]) == 2
    out, err = capsys.readouterr()
    assert said in err and not out and not list(tmp_path.iterdir())


def test_what_is_left_out_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "out.csv")
    assert main(["sweep", "--arm", "ketamine.iv", "--sessions", "6,200", "-o", path]) == 0
    out, err = capsys.readouterr()
    assert "can't be had 200 times" in err and "1 row of release" in out
    assert [row["sessions"] for row in _rows(Path(path))] == ["6"]


def test_without_pyarrow_parquet_is_told_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "out.parquet"
    assert main(["sweep", "--arm", "ketamine.iv", "-o", str(path)]) == 2
    assert "pip install pyarrow" in capsys.readouterr().err and not path.exists()


def test_progress_counts_up() -> None:
    told: list[tuple[int, int]] = []
    sweep(BOOK, default_scenario(BOOK), sessions=[5, 6], progress=lambda *at: told.append(at))
    assert told == [(done, 8) for done in range(8)]


# --- states --------------------------------------------------------------------------------------


def test_the_map_shows_what_a_comparison_of_the_middle_area_gives() -> None:
    scenario = replace(default_scenario(BOOK), arms=(read_arm("ketamine.iv:6", BOOK),))
    grid = sweep(BOOK, scenario, regions=list(BOOK.regions))
    figures = by_state(BOOK, grid.regions, grid.at(level="typical")["patient_pays"][0, 0, :, 0])
    tiles = {tile["state"]: tile for tile in map_rows(BOOK, figures)}
    assert set(tiles) == {r.state for r in BOOK.regions.values() if r.state}
    for figure in figures:
        (arm,) = compare(BOOK, replace(scenario, region=figure.region)).arms
        paid = arm.ledger.totals()["patient_pays"]["typical"]
        assert figure.cents == paid == tiles[figure.state]["cents"]
        assert BOOK.regions[figure.region].state == figure.state
        assert figure.least <= figure.cents <= figure.most


def test_a_state_shows_its_middle_area_by_hand() -> None:
    regions = ["us", "tx-rest", "oh", "tx-austin", "tx-dallas", "ma-boston", "ma-rest"]
    found = by_state(BOOK, regions, np.array([999, 30, 5, 10, 20, 8, 6]))
    assert found == [
        StateFigure("MA", "ma-rest", 6, 6, 8, 2),  # of two the lower
        StateFigure("OH", "oh", 5, 5, 5, 1),
        StateFigure("TX", "tx-dallas", 20, 10, 30, 3),
    ]
    ends = spread(found)
    assert (ends.lowest, ends.highest, ends.low, ends.high) == (("OH",), ("TX",), 5, 20)
    assert (ends.tenth, ends.ninetieth) == (5, 20)


def test_most_states_are_four_of_five() -> None:
    """Of 53 states 5 lie below and 5 above."""
    ends = spread([StateFigure(f"{n:02}", "oh", n, n, n, 1) for n in range(53)])
    assert (ends.tenth, ends.ninetieth) == (5, 47)


@given(st.lists(st.integers(-(10**7), 10**7), min_size=1))
def test_steps_go_up_with_the_figures(values: list[int]) -> None:
    found = steps(values)
    assert all(1 <= step <= STEPS for step in found)
    assert found[values.index(min(values))] == 1
    if min(values) < max(values):
        assert found[values.index(max(values))] == STEPS
    pairs = sorted(zip(values, found, strict=True))
    assert [step for _, step in pairs] == sorted(found)
    sides = leaning(values)
    for value, side in zip(values, sides, strict=True):
        assert (value > 0) - (value < 0) == (side > 0) - (side < 0) and abs(side) <= 2


# --- tiles ---------------------------------------------------------------------------------------


def test_every_state_has_one_tile_and_none_lies_over_another() -> None:
    assert set(tile_map.TILES) == STATES
    words = [word for row in tile_map._ROWS.split("\n") for word in row.split() if word != "."]
    assert len(words) == len(STATES) == len(set(tile_map.TILES.values()))
    assert all(len(row.split()) == tile_map.COLUMNS for row in tile_map._ROWS.strip().split("\n"))


def test_neighbours_lie_on_their_sides() -> None:
    """A few borders that everybody knows: west before east, north above south."""
    at = tile_map.TILES
    for west, east in (("CA", "NV"), ("WA", "ID"), ("OH", "PA"), ("IA", "IN"), ("NY", "RI")):
        assert at[west][0] < at[east][0]
    for north, south in (("WA", "OR"), ("ND", "SD"), ("GA", "FL"), ("VT", "CT"), ("MT", "AZ")):
        assert at[north][1] < at[south][1]


# --- words ---------------------------------------------------------------------------------------


def _figures(**cents: int) -> list[StateFigure]:
    return [StateFigure(s.upper(), s, n, n, n, 1) for s, n in cents.items()]


def test_the_takeaway_in_words() -> None:
    said = spread_words(BOOK, spread(_figures(oh=200_000, al=100_000, ks=150_000)), True)
    assert said.startswith("Cheapest in Alabama ($1,000), dearest in Ohio ($2,000); most states")
    said = spread_words(BOOK, spread(_figures(oh=10_000, al=10_000)), True)
    assert "changes nothing" in said and "your plan's terms fix your part" in said
    said = spread_words(BOOK, spread(_figures(oh=10_000, al=10_000)), False)
    assert "No price of this treatment is known to follow the place" in said
    said = spread_words(BOOK, spread(_figures(oh=99_000, al=100_000)), True)
    assert "changes little" in said
    five = spread(_figures(oh=1, al=1, ks=1, nm=1, ut=900_000))
    assert "Ohio and 3 other states" in spread_words(BOOK, five, True)


def test_two_against_each_other_in_words() -> None:
    assert "equal" not in against_words("A", "B", [0, 0]) and "same" in against_words("A", "B", [0])
    assert against_words("A", "B", [-10_000, -20_000]).startswith(
        "A costs you less than B in every"
    )
    assert against_words("A", "B", [10_000, 20_000]).startswith("B costs you less than A in every")
    assert "alike" in against_words("A", "B", [-10_000, -10_000])
    said = against_words("A", "B", [-5, 7, -1, 0])
    assert "A costs you less in 2 of 4 states, B in 1" in said
    rows = against_rows(BOOK, _figures(oh=-100, al=60, ks=0, nm=-20), ("One", "Two"))
    assert [row["sign"] for row in rows] == ["A+", "B+", "=", "A"]
    legend = {row["Sign"]: row for row in step_rows(rows, ("One", "Two"))}
    assert legend["A+"]["States"] == "OH" and legend["A+"]["Which costs less"].startswith(
        "One costs"
    )
    assert legend["B+"]["Which costs less"].startswith("Two costs")
    assert legend["="]["Which costs less"] == "the same"


def test_plan_or_place_in_words() -> None:
    wide, narrow = _figures(oh=100_000, al=300_000), _figures(oh=100_000, al=100_000)
    said = plans_words(BOOK, {"none": narrow, "medicaid": _figures(oh=500, al=600)})
    assert said.startswith("The plan decides more") and "(Medicaid)" in said
    assert plans_words(BOOK, {"none": wide, "va": narrow}).startswith("The place decides")
    assert "No plan changes this" in plans_words(BOOK, {"none": wide, "va": wide})
    rows = heat_rows(BOOK, {"none": wide, "va": narrow})
    assert [row["sign"] for row in rows] == ["1", "5", "1", "1"]


# --- the page ------------------------------------------------------------------------------------


def _country() -> None:
    from ketacost.app import session
    from ketacost.app.pages import across_the_country

    session.begin()
    across_the_country.show()


def _open(**fields: str) -> AppTest:
    page = AppTest.from_function(_country, default_timeout=60)
    for name, text in fields.items():
        page.query_params[name] = text
    page.run()
    assert not page.exception
    return page


def _said(page: AppTest) -> str:
    return " ".join(texts(page)).replace("\\", "")


def _rows_of(page: AppTest) -> list[list[str]]:
    return [list(row.values()) for table in tables(page) for row in table]


def test_the_page_for_one_treatment() -> None:
    page = _open(v="2", release="2026.1", arms="ketamine.iv:6,cbt.individual:12")
    said = _said(page)
    assert [title.value for title in page.title] == ["Across the country"]
    assert "Cheapest in Arkansas" in said and "most states lie between" in said
    assert "No plan changes this" in said and "988" in said
    page.selectbox(key="country_state").select("TX").run()
    assert not page.exception and "Austin" in _said(page)
    areas = tables(page)[1]
    assert len(areas) == sum(r.state == "TX" for r in BOOK.regions.values())
    page.session_state["country_areas"] = True
    page.run()
    every = tables(page)[-1]
    assert len(every) == len(BOOK.regions)
    (arkansas,) = (list(row.values()) for row in every if row["Area"] == "Arkansas")
    scenario = replace(default_scenario(BOOK), arms=(read_arm("ketamine.iv:6", BOOK),), region="ar")
    paid = compare(BOOK, scenario).arms[0].ledger.totals()["patient_pays"]["typical"]
    assert arkansas[1] == dollars(paid)
    page.radio(key="country_order").set_value("dearest").run()
    amounts = [int(list(row.values())[1][1:].replace(",", "")) for row in tables(page)[-1]]
    assert amounts == sorted(amounts, reverse=True) and len(amounts) == len(BOOK.regions)


def test_the_page_for_two_and_what_plans_cover() -> None:
    page = _open(
        v="2", release="2026.1", arms="ketamine.iv:6,ketamine.esketamine:12", plan="employer-ppo"
    )
    page.selectbox(key="country_second").select(1)
    page.session_state["country_coverage"] = True
    page.session_state["country_heat"] = True
    page.run()
    assert not page.exception
    said = _said(page)
    assert "Esketamine" in said and "in every state" in said
    for sign in ("✓ yes", "◐ after approval", "▽ rarely", "✗ usually not"):
        assert sign in said
    (heat,) = [e.proto.body for e in page.get("html") if "kc-heat" in e.proto.body]
    assert heat.count("<tr>") == 1 + 53 and heat.count("<td") == 53 * len(BOOK.plans)
    assert heat.count('scope="row"') == 53 and heat.count('scope="col"') == 1 + len(BOOK.plans)
    rows = {row[0]: row for row in _rows_of(page)}
    for name in BOOK.options:
        assert any(BOOK.options[name].label in label.replace("\\", "") for label in rows), name


def test_the_command_that_the_page_shows_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = _open(v="2", release="2026.1", arms="ketamine.iv:6+cbt.individual:8", horizon="6m")
    (command,) = copied_texts(page)
    assert "--horizon 6m" in command
    assert main(shlex.split(command)[1:]) == 0
    rows = _rows(tmp_path / "country.parquet")
    assert len(rows) == 9 * len(BOOK.plans) * len(BOOK.regions)


def test_by_number_of_sessions() -> None:
    page = _open(v="2", release="2026.1", arms="ketamine.iv:7", plan="employer-ppo")
    page.session_state["country_sessions_0"] = True
    page.run()
    assert not page.exception
    rows = {row[0]: row for row in _rows_of(page)}
    scenario = replace(default_scenario(BOOK), plan="employer-ppo")
    paid = []
    for region in by_state(BOOK, COUNTRY, np.zeros(len(COUNTRY), np.int64)):
        areas = [r.id for r in BOOK.regions.values() if r.state == region.state]
        each = sorted(
            compare(BOOK, replace(scenario, arms=(read_arm("ketamine.iv:7", BOOK),), region=area))
            .arms[0]
            .ledger.totals()["patient_pays"]["typical"]
            for area in areas
        )
        paid.append(each[(len(each) - 1) // 2])
    row = next(row for label, row in rows.items() if label.startswith("7 "))
    assert "yours" in row[0]
    assert [str(cell).replace("\\", "") for cell in row[1:]] == [
        about(min(paid)), about(sorted(paid)[26]), about(max(paid))
    ]  # fmt: skip
    assert len(paid) == 53


def test_a_place_that_changes_nothing_is_said() -> None:
    page = _open(v="2", release="2026.1", arms="ssri.sertraline:9")
    assert "The place changes nothing here" in _said(page)


def test_the_commands_file_is_what_the_page_hands_out(tmp_path: Path) -> None:
    from ketacost.output.sweep_file import writer

    scenario = replace(default_scenario(BOOK), arms=(read_arm("ketamine.iv:6", BOOK),))
    grid = sweep(BOOK, scenario, plans=list(BOOK.plans), regions=list(BOOK.regions))
    path = tmp_path / "x.csv"
    words = ["--arm", "ketamine.iv:6", "--regions", "all", "--plans", "all", "-o", str(path)]
    assert main(["sweep", "--release", "2026.1", *words]) == 0
    assert writer(".csv")(BOOK, scenario, grid) == path.read_bytes()
    assert to_link(scenario).encode() in path.read_bytes()
