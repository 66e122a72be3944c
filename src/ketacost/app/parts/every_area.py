"""Every area of the country as a table to sort, and as files to take away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.model.scenario import Scenario, arm_id
from ketacost.model.sweep import Sweep
from ketacost.output import sweep_file
from ketacost.tables import PriceBook
from ketacost.words.arms import arm_label


def draw_areas(book: PriceBook, scenario: Scenario, grid: Sweep) -> None:
    """What is paid in each area with the scenario's plan, and the whole grid as files."""
    st.subheader("Every area, to sort", anchor=False)
    columns = {
        f"{letter}you pay": grid.typical(a, scenario.plan) for a, letter in _letters(scenario)
    }
    if len(columns) == 2:
        first, second = columns.values()
        columns["A less B"] = first - second
    columns |= {
        f"{letter}full price": grid.typical(a, scenario.plan, "full_price")
        for a, letter in _letters(scenario)
    }
    rows = [
        {"Area": book.regions[region].label, "State": book.regions[region].state}
        | {name: cents[at] / 100 for name, cents in columns.items()}
        for at, region in enumerate(grid.regions)
    ]
    dollars = {name: drawing.usd_column() for name in rows[0] if name not in ("Area", "State")}
    st.dataframe(rows, hide_index=True, height=320, column_config=dollars)
    for a, letter in _letters(scenario):
        if letter:
            st.caption(md(f"{letter}{arm_label(book, scenario.arms[a])}"))
    st.caption(
        "Click a heading to sort. The files hold every plan, at low, typical and high prices."
    )
    with st.container(horizontal=True):
        for name, mime in (("CSV", "text/csv"), ("Parquet", "application/vnd.apache.parquet")):
            suffix = f".{name.lower()}"
            st.download_button(
                f"Download {name}",
                partial(_file, suffix, book, scenario, grid),
                file_name=f"ketacost-{book.id}-country{suffix}",
                mime=mime,
                on_click="ignore",
                key=f"country_{name}",
            )
    arms = " ".join(f"--arm '{arm_id(arm)}'" for arm in scenario.arms)
    arms += "" if scenario.horizon == "course" else f" --horizon {scenario.horizon}"
    st.caption(
        "On the command line, with numbers of sessions too; what else you answered is an option as "
        "well, see `ketacost sweep --help`:"
    )
    st.code(
        f"ketacost sweep {arms} --release {book.id} --regions all --plans all --sessions 4-12 "
        "-o country.parquet",
        language=None,
        wrap_lines=True,
    )


def _letters(scenario: Scenario) -> list[tuple[int, str]]:
    """The place of each arm, and the letter that it has on the map where there are two."""
    two = len(scenario.arms) == 2
    return [(a, f"{'AB'[a]}: " if two else "") for a in range(len(scenario.arms))]


def _file(suffix: str, book: PriceBook, scenario: Scenario, grid: Sweep) -> bytes:
    return sweep_file.writer(suffix)(book, scenario, grid)
