"""Page Across the country: a treatment's cost by state and plan, or two against each other."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.coverage import draw_coverage
from ketacost.app.parts.drawing import md
from ketacost.app.parts.every_area import draw_areas
from ketacost.app.session import Session, current
from ketacost.model.country import by_state, spread
from ketacost.model.link import from_link, to_link
from ketacost.model.scenario import Arm, Scenario
from ketacost.model.sweep import Sweep, sweep
from ketacost.output import country, tile_map
from ketacost.tables import PriceBook
from ketacost.words.arms import arm_label
from ketacost.words.country import (
    against_words,
    plans_words,
    spread_words,
    state_name,
)
from ketacost.words.figures import about
from ketacost.words.language import words
from ketacost.words.scenario import horizon_words


def show() -> None:
    """Draw the page."""
    here = current()
    st.title("Across the country", anchor=False)
    st.caption(
        md(
            f"What you would pay in each state, with your answers from page Compare: "
            f"{_asked(here)}. Prices of {here.book.release.prices_of}, typical ones."
        )
    )
    drawing.crisis()
    first, second = _choose(here)
    scenario = replace(here.scenario, arms=(first, second) if second else (first,))
    grid = _grid(to_link(scenario), here.book.id, here.book.content_hash)
    _map(here.book, scenario, grid)
    _areas(here.book, scenario, grid)
    _sessions(here.book, scenario)
    _plans(here.book, scenario, grid)
    draw_areas(here.book, scenario, grid)
    draw_coverage(here.book, here.scenario.arms)


def _asked(here: Session) -> str:
    horizon = horizon_words(here.scenario).lower()
    return f"{horizon}, {here.book.plans[here.scenario.plan].label}"


def _choose(here: Session) -> tuple[Arm, Arm | None]:
    """The treatment that is shown, and the one it is set against."""
    arms = here.scenario.arms
    labels = {number: arm_label(here.book, arm) for number, arm in enumerate(arms)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = st.selectbox(
            "Treatment", labels, format_func=labels.__getitem__, key="country_first", width=430
        )
        others = {number: label for number, label in labels.items() if number != first}
        second = st.selectbox(
            "Set against", [None, *others], key="country_second", width=430,
            format_func=lambda n: "nothing" if n is None else labels[n],
        )  # fmt: skip
    return arms[first], None if second is None else arms[second]


@st.cache_resource(show_spinner=False, max_entries=16)
def _grid(link: str, release: str, content_hash: str) -> Sweep:
    """The scenario of a link over all plans and regions; a draft's of its content."""
    book = read_book(release)
    return sweep(book, from_link(link), plans=list(book.plans), regions=list(book.regions))


# --- the map -------------------------------------------------------------------------------------


def _map(book: PriceBook, scenario: Scenario, grid: Sweep) -> None:
    """What it costs by state, or where which of two costs less."""
    plan = scenario.plan
    figures = [by_state(book, grid.regions, grid.typical(a, plan)) for a in range(len(grid.arms))]
    st.subheader("By state", anchor=False)
    told = [
        spread_words(book, spread(found), _follows(grid, a, plan))
        for a, found in enumerate(figures)
    ]
    names = [arm_label(book, arm) for arm in scenario.arms]
    if len(names) == 2:
        away = grid.typical(0, plan) - grid.typical(1, plan)
        differences = by_state(book, grid.regions, away)
        said = against_words(names[0], names[1], [f.cents for f in differences])
        st.markdown(f"**{md(said)}**")
        for name, words_ in zip(names, told, strict=True):
            st.markdown(md(f"{name}: {words_}"))
        tiles = country.against_rows(book, differences, (names[0], names[1]))
        legend = country.step_rows(tiles, (names[0], names[1]))
        key = (
            f"A: {names[0]} costs less. B: {names[1]} costs less. With +: by at least half of the "
            "largest difference."
        )
    else:
        said = told[0]
        st.markdown(f"**{md(said)}**")
        tiles = country.map_rows(book, figures[0])
        legend = country.step_rows(tiles)
        key = "From 1, the cheapest, to 5, the dearest, in steps of the same width."
    _incomplete(book, scenario, grid, plan)
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(key="tiles"):
        st.vega_lite_chart(tiles, tile_map.tile_map(), alt=f"Map of the states as tiles. {said}")
    with right:
        drawing.table(legend, "The map as a table: what each sign means, and the states with it")
        st.caption(md(key))
        st.caption(
            "A state with several price areas shows its middle one; choose it below to see all."
        )


def _follows(grid: Sweep, arm: int, plan: str) -> bool:
    prices = grid.typical(arm, plan, "full_price")
    return bool(prices.min() < prices.max())


def _incomplete(book: PriceBook, scenario: Scenario, grid: Sweep, plan: str) -> None:
    for a, arm in enumerate(scenario.arms):
        if not grid.complete[a, grid.plans.index(plan), 0]:
            st.caption(md(words().say("country.not-complete", name=arm_label(book, arm))))


# --- the areas of one state ----------------------------------------------------------------------


def _areas(book: PriceBook, scenario: Scenario, grid: Sweep) -> None:
    several = [f.state for f in by_state(book, grid.regions, grid.typical(0, scenario.plan))
               if f.areas > 1]  # fmt: skip
    state = st.selectbox(
        "Look into a state with several price areas", [None, *several], key="country_state",
        format_func=lambda s: "Choose a state" if s is None else state_name(book, s), width=300,
    )  # fmt: skip
    if state is None:
        return
    rows = [
        {"Area": book.regions[region].label.partition(": ")[2] or book.regions[region].label}
        | {
            arm_label(book, arm): about(int(grid.typical(a, scenario.plan)[at]))
            for a, arm in enumerate(scenario.arms)
        }
        for at, region in enumerate(grid.regions)
        if book.regions[region].state == state
    ]
    drawing.table(rows, f"{state_name(book, state)}: what you would pay, by area")


# --- by number of sessions -----------------------------------------------------------------------


def _sessions(book: PriceBook, scenario: Scenario) -> None:
    """What more or fewer sessions cost in the cheapest, the middle and the dearest state."""
    for number, arm in enumerate(scenario.arms):
        name = arm_label(book, arm)
        opened = st.expander(
            f"{md(name)}: by number of sessions",
            key=f"country_sessions_{number}",
            on_change="rerun",
        )
        if opened.open:
            with opened:
                rows = country.session_rows(book, scenario, arm)
                drawing.table(rows, f"{name}: what you would pay, by number of sessions")


# --- by plan -------------------------------------------------------------------------------------


def _plans(book: PriceBook, scenario: Scenario, grid: Sweep) -> None:
    """The heat map of state x plan for the first treatment."""
    name = arm_label(book, scenario.arms[0])
    st.subheader("By state and plan", anchor=False)
    figures = {plan: by_state(book, grid.regions, grid.typical(0, plan)) for plan in grid.plans}
    said = plans_words(book, figures)
    st.markdown(f"**{md(name)}.** {md(said)}")
    if _own_terms(scenario):
        st.caption("What you said of your own plan's terms is used for every plan here.")
    rows = country.heat_rows(book, figures)
    drawing.table(country.heat_steps(rows), "What each sign in the heat map means")
    with st.container(key="heat"):
        st.vega_lite_chart(
            rows,
            tile_map.heat_map(),
            alt=f"Heat map: what you would pay for {name} in each state with each plan. {said}",
        )
    opened = st.expander("The heat map as a table", key="country_heat", on_change="rerun")
    if opened.open:
        with opened:
            table = country.heat_table(book, figures)
            dollars = {n: drawing.usd_column() for n in table[0] if n != "State"}
            st.dataframe(table, hide_index=True, column_config=dollars)


def _own_terms(scenario: Scenario) -> bool:
    return bool(
        scenario.terms
        or scenario.family
        or scenario.out_of_network
        or scenario.deductible_usd is not None
        or scenario.out_of_pocket_max_usd is not None
    )
