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
from ketacost.words.country import against_words, plans_words, spread_words, state_name
from ketacost.words.figures import about
from ketacost.words.language import words
from ketacost.words.scenario import horizon_words


def show() -> None:
    """Draw the page."""
    here, say = current(), words().say
    st.title(say("country-page.title"), anchor=False)
    st.caption(
        md(
            say(
                "country-page.intro",
                horizon=horizon_words(here.scenario).lower(),
                plan=here.book.plans[here.scenario.plan].label,
                prices_of=here.book.release.prices_of,
            )
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


def _choose(here: Session) -> tuple[Arm, Arm | None]:
    """The treatment that is shown, and the one it is set against."""
    say, arms = words().say, here.scenario.arms
    labels = {number: arm_label(here.book, arm) for number, arm in enumerate(arms)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = st.selectbox(
            say("country-page.treatment"), labels, format_func=labels.__getitem__,
            key="country_first", width=430,
        )  # fmt: skip
        others = {number: label for number, label in labels.items() if number != first}
        second = st.selectbox(
            say("country-page.against"), [None, *others], key="country_second", width=430,
            format_func=lambda n: say("country-page.nothing") if n is None else labels[n],
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
    say, plan = words().say, scenario.plan
    figures = [by_state(book, grid.regions, grid.typical(a, plan)) for a in range(len(grid.arms))]
    st.header(say("country-page.by-state"), anchor=False)
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
            st.markdown(md(say("country-page.each", name=name, said=words_)))
        tiles = country.against_rows(book, differences, (names[0], names[1]))
        legend = country.step_rows(tiles, (names[0], names[1]))
        key = say("country-page.key-two", first=names[0], second=names[1])
    else:
        said = told[0]
        st.markdown(f"**{md(said)}**")
        tiles = country.map_rows(book, figures[0])
        legend = country.step_rows(tiles)
        key = say("country-page.key")
    _incomplete(book, scenario, grid, plan)
    if len(legend) > 1:  # else the sentence says all of it
        st.html(tile_map.tile_map(tiles, say("country-page.map-alt", said=said)))
        drawing.html_table(legend, say("country-page.map-table"))
        st.caption(md(f"{key} {say('country-page.middle')}"))


def _follows(grid: Sweep, arm: int, plan: str) -> bool:
    prices = grid.typical(arm, plan, "full_price")
    return bool(prices.min() < prices.max())


def _incomplete(book: PriceBook, scenario: Scenario, grid: Sweep, plan: str) -> None:
    for a, arm in enumerate(scenario.arms):
        if not grid.complete[a, grid.plans.index(plan), 0]:
            st.caption(md(words().say("country.not-complete", name=arm_label(book, arm))))


# --- the areas of one state ----------------------------------------------------------------------


def _areas(book: PriceBook, scenario: Scenario, grid: Sweep) -> None:
    say = words().say
    several = [f.state for f in by_state(book, grid.regions, grid.typical(0, scenario.plan))
               if f.areas > 1]  # fmt: skip
    state = st.selectbox(
        say("country-page.look-into"), several, index=None, key="country_state",
        format_func=lambda s: state_name(book, s), width=360,
        placeholder=say("country-page.choose-state"),
    )  # fmt: skip
    if state is None:
        return
    rows = [
        {say("country-page.area"): _in_state(book.regions[region].label)}
        | {
            arm_label(book, arm): about(int(grid.typical(a, scenario.plan)[at]))
            for a, arm in enumerate(scenario.arms)
        }
        for at, region in enumerate(grid.regions)
        if book.regions[region].state == state
    ]
    drawing.html_table(rows, say("country-page.areas", state=state_name(book, state)))


def _in_state(label: str) -> str:
    """An area's name without that of its state."""
    return label.partition(": ")[2] or label


# --- by number of sessions -----------------------------------------------------------------------


def _sessions(book: PriceBook, scenario: Scenario) -> None:
    """What more or fewer sessions cost in the cheapest, the middle and the dearest state."""
    for number, arm in enumerate(scenario.arms):
        said = words().say("country-page.sessions", name=arm_label(book, arm))
        opened = st.expander(md(said), key=f"country_sessions_{number}", on_change="rerun")
        if opened.open:
            with opened:
                drawing.html_table(country.session_rows(book, scenario, arm), said)


# --- by plan -------------------------------------------------------------------------------------


def _plans(book: PriceBook, scenario: Scenario, grid: Sweep) -> None:
    """State x plan for the first treatment: in a sentence, then as a table, folded."""
    say, name = words().say, arm_label(book, scenario.arms[0])
    st.header(say("country-page.by-plan"), anchor=False)
    figures = {plan: by_state(book, grid.regions, grid.typical(0, plan)) for plan in grid.plans}
    st.markdown(f"**{md(name)}.** {md(plans_words(book, figures))}")
    if _own_terms(scenario):
        st.caption(md(say("country-page.own-terms")))
    opened = st.expander(say("country-page.heat"), key="country_heat", on_change="rerun")
    if opened.open:
        with opened:
            rows = country.heat_rows(book, figures)
            drawing.html_table(country.heat_steps(rows), say("country-page.signs"))
            caption = say("country-page.heat-caption", name=name)
            with st.container(key="heat"):
                st.html(tile_map.heat_table(rows, caption, say("country-page.state")))


def _own_terms(scenario: Scenario) -> bool:
    return bool(
        scenario.terms
        or scenario.family
        or scenario.out_of_network
        or scenario.deductible_usd is not None
        or scenario.out_of_pocket_max_usd is not None
    )
