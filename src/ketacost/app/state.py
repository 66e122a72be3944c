"""What the visitor chose: widgets, session state and the address bar, kept in step.

The address bar always holds the whole scenario. Nothing is stored on the server: a session that
is lost is read again from the link.
"""

from __future__ import annotations

import gc
from dataclasses import replace

import streamlit as st

from ketacost.pricebook import PriceBook, PricingError, load_prices
from ketacost.scenario import (
    Choice,
    Scenario,
    default_scenario,
    link_fields,
    read_fields,
)


@st.cache_resource(show_spinner=False)
def book(release: str | None = None) -> PriceBook:
    """A release's tables, read once a process and kept out of later garbage collections."""
    found = load_prices(release)
    gc.collect()
    gc.freeze()  # Streamlit collects after every rerun; these objects live as long as the server
    return found


def _seed(scenario: Scenario) -> None:
    """Set every widget to a scenario."""
    state = st.session_state
    state["region"], state["plan"] = scenario.region, scenario.plan
    state["horizon"], state["start_month"] = scenario.horizon, scenario.start_month
    state["deductible"] = scenario.deductible_usd
    state["deductible_met"] = scenario.deductible_met_usd
    state["out_of_pocket_max"] = scenario.out_of_pocket_max_usd
    for arm in scenario.arms:
        for choice in arm:
            state[f"option_{choice.option.partition('.')[0]}"] = choice.option
            state[f"sessions_{choice.option}"] = choice.sessions


def start() -> tuple[PriceBook, list[str]]:
    """The tables, and what could not be taken of the link; widgets are set from it once."""
    state = st.session_state
    if "release" not in state:
        fields = {name: st.query_params[name] for name in st.query_params}
        problems: list[str] = []
        try:
            tables = book(fields.get("release"))
        except PricingError as err:
            tables = book()
            problems.append(f"{err}. These are prices of {tables.release.prices_of} instead.")
        scenario, more = read_fields(fields, tables)
        _seed(scenario)
        state["release"], state["problems"] = tables.id, problems + more
        shown = {c.option.partition(".")[0] for arm in scenario.arms for c in arm}
        for treatment in tables.treatments:
            state.setdefault(f"option_{treatment}", tables.default_option(treatment))
            state[f"show_{treatment}"] = treatment in shown
    tables = book(state["release"])
    # Streamlit forgets a widget that a run did not draw; keep what was chosen
    for name in list(state):
        if name.startswith(("option_", "sessions_", "show_")) or name in KEPT:
            state[name] = state[name]
    return tables, state["problems"]


KEPT = (
    "region", "plan", "horizon", "start_month",
    "deductible", "deductible_met", "out_of_pocket_max", "bound",
)  # fmt: skip


def sessions_key(option: str, tables: PriceBook) -> str:
    """Key of an option's session count, set to its usual number when first asked for."""
    key = f"sessions_{option}"
    st.session_state.setdefault(key, tables.options[option].sessions.default)
    return key


def scenario_of_widgets(tables: PriceBook) -> Scenario:
    """The scenario that the widgets show."""
    state = st.session_state
    arms = []
    for treatment in tables.treatments:
        option = state[f"option_{treatment}"]
        if state.get(f"show_{treatment}", True):
            arms.append((Choice(option, state[sessions_key(option, tables)]),))
    return replace(
        default_scenario(tables),
        arms=tuple(arms),
        region=state["region"],
        plan=state["plan"],
        horizon=state["horizon"] or "course",
        start_month=state["start_month"],
        deductible_usd=state.get("deductible"),
        deductible_met_usd=state.get("deductible_met") or 0,
        out_of_pocket_max_usd=state.get("out_of_pocket_max"),
    )


def show_link(scenario: Scenario) -> None:
    """Put the scenario into the address bar, if it isn't there already."""
    fields = link_fields(scenario.to_link())
    if {name: st.query_params[name] for name in st.query_params} != fields:
        st.query_params.from_dict(fields)
