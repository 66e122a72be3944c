"""Every area of the country as a table, in the order that is asked for, and as files."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.copying import draw_copy
from ketacost.app.parts.drawing import md
from ketacost.model.scenario import Scenario, arm_id
from ketacost.model.sweep import Sweep
from ketacost.output import sweep_file
from ketacost.tables import PriceBook
from ketacost.tables.language import speaking
from ketacost.words.arms import arm_label
from ketacost.words.figures import dollars
from ketacost.words.language import words

_ORDERS = ("name", "cheapest", "dearest")


def draw_areas(book: PriceBook, scenario: Scenario, grid: Sweep) -> None:
    """What is paid in each area with the scenario's plan, and the whole grid as files."""
    say = words().say
    st.header(say("areas.heading"), anchor=False)
    opened = st.expander(say("areas.table"), key="country_areas", on_change="rerun")
    if opened.open:
        with opened:
            _table(book, scenario, grid)
    st.caption(md(say("areas.files")))
    with st.container(horizontal=True):
        for name, mime in (("CSV", "text/csv"), ("Parquet", "application/vnd.apache.parquet")):
            suffix = f".{name.lower()}"
            st.download_button(
                say("areas.download", kind=name),
                partial(_file, suffix, words().language, book, scenario, grid),
                file_name=f"ketacost-{book.id}-country{suffix}",
                mime=mime,
                on_click="ignore",
                key=f"country_{name}",
            )
    arms = " ".join(f"--arm '{arm_id(arm)}'" for arm in scenario.arms)
    arms += "" if scenario.horizon == "course" else f" --horizon {scenario.horizon}"
    st.caption(say("areas.command"))
    draw_copy(
        f"ketacost sweep {arms} --release {book.id} --regions all --plans all --sessions 4-12 "
        "-o country.parquet",
        "country_command",
    )


def _table(book: PriceBook, scenario: Scenario, grid: Sweep) -> None:
    say, plan = words().say, scenario.plan
    order = st.radio(
        say("areas.order"), _ORDERS, key="country_order", horizontal=True,
        format_func=lambda name: say(f"areas.orders.{name}"),
    )  # fmt: skip
    names = [arm_label(book, arm) for arm in scenario.arms]
    paid = [grid.typical(a, plan) for a in range(len(names))]
    columns = {say("areas.you-pay", name=n): p for n, p in zip(names, paid, strict=True)}
    if len(names) == 2:
        columns[say("areas.less", first=names[0], second=names[1])] = paid[0] - paid[1]
    columns |= {
        say("areas.full-price", name=n): grid.typical(a, plan, "full_price")
        for a, n in enumerate(names)
    }
    rows = [
        {say("country-page.area"): book.regions[region].label}
        | {name: dollars(int(cents[at])) for name, cents in columns.items()}
        for at, region in enumerate(grid.regions)
    ]
    places = range(len(rows)) if order == "name" else np.argsort(paid[0], kind="stable").tolist()
    if order == "dearest":
        places = places[::-1]
    drawing.html_table([rows[at] for at in places], say("areas.caption"))


def _file(suffix: str, spoken: str, book: PriceBook, scenario: Scenario, grid: Sweep) -> bytes:
    """The grid as a file, in the language of the page: it is made outside its run."""
    with speaking(spoken):
        return sweep_file.writer(suffix)(book, scenario, grid)
