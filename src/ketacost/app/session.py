"""What the visitor chose: widgets, session state and the address bar, kept in step.

The address bar always holds the whole scenario. Nothing is stored on the server: a session that
is lost is read again from the link.
"""

from __future__ import annotations

import gc
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from ketacost.model.link import link_texts, read_link
from ketacost.model.scenario import (
    MAX_ARMS,
    MAX_TOGETHER,
    Arm,
    Choice,
    ClinicQuote,
    Loan,
    OutOfNetwork,
    PlanTerms,
    Scenario,
    default_scenario,
)
from ketacost.tables import PriceBook, PricingError, PricingFaults, load_prices
from ketacost.tables.places import find_zip
from ketacost.words.scenario import problems as problem_words

TERM_KINDS = {
    "plan": "as usual for this plan",
    "": "a copayment, before the deductible",
    "d": "a copayment, after the deductible",
    "p": "a percentage, before the deductible",
    "pd": "a percentage, after the deductible",
}
# widgets whose key is the scenario's own attribute
PLAIN = (
    "region", "plan", "horizon", "year_starts_month", "deductible_usd",
    "deductible_met_usd", "out_of_pocket_max_usd", "tax_rate_percent", "miles", "ride_usd",
    "wage_usd",
)  # fmt: skip
OURS = (
    *PLAIN, "start_month", "start_day", "slots", "bound", "more", "release", "link", "said",
    "problems", "notes",
    "opt_", "ses_", "week_", "boost_", "stop_", "parts_", "term_", "quote", "help", "oon", "loan",
)  # fmt: skip


@st.cache_resource(show_spinner=False)
def book(release: str | None = None) -> PriceBook:
    """A release's tables, read once a process and kept out of later garbage collections."""
    found = load_prices(release)
    gc.collect()
    gc.freeze()  # Streamlit collects after every rerun; these objects live as long as the server
    return found


# --- scenario to widgets -------------------------------------------------------------------------


def seed(scenario: Scenario) -> None:
    """Set every widget to a scenario."""
    state = st.session_state
    for name in list(state):
        if str(name).startswith(("opt_", "ses_", "week_", "boost_", "stop_", "term_", "quote")):
            del state[name]
    for name in PLAIN:
        state[name] = getattr(scenario, name)
    state["start_month"], state["start_day"] = scenario.start
    state["rest"] = scenario  # what no widget shows yet
    state["release"] = scenario.release
    state["slots"] = []
    for arm in scenario.arms:
        _add_slot(arm)
    for terms in scenario.terms:
        kind = ("p" if terms.percent else "") + ("d" if terms.after_deductible else "")
        state[f"term_kind_{terms.benefit}"] = kind
        state[f"term_amount_{terms.benefit}"] = terms.amount
    state["quote_rows"] = len(scenario.quotes)
    for row, quote in enumerate(scenario.quotes):
        state[f"quote_service_{row}"] = quote.service
        state[f"quote_usd_{row}"] = int(quote.usd)
        state[f"quote_package_{row}"] = quote.package
    state["help"] = list(scenario.help)
    outside = scenario.out_of_network
    state["oon"] = outside is not None
    state["oon_deductible"] = outside.deductible_usd if outside else 0
    state["oon_share"] = outside.share_percent if outside else 50
    state["oon_max"] = outside.max_usd if outside else None
    state["oon_allowed"] = outside.allowed_percent if outside else 100
    state["loan_months"] = scenario.loan.months if scenario.loan else None
    state["loan_rate"] = float(scenario.loan.rate_percent) if scenario.loan else 0.0


def _add_slot(arm: Arm) -> None:
    state = st.session_state
    slot = max(state["slots"], default=-1) + 1
    state["slots"] = [*state["slots"], slot]
    state[f"parts_{slot}"] = len(arm)
    for part, choice in enumerate(arm):
        _set_choice(slot, part, choice)


def _set_choice(slot: int, part: int, choice: Choice) -> None:
    state = st.session_state
    state[f"opt_{slot}_{part}"] = choice.option
    state[f"ses_{slot}_{part}_{choice.option}"] = choice.sessions
    state[f"week_{slot}_{part}"] = choice.per_week
    state[f"boost_{slot}_{part}"] = choice.booster_weeks
    state[f"stop_{slot}_{part}"] = choice.stop_after


def add_arm(option: str, tables: PriceBook) -> None:
    """One more arm to compare."""
    if len(st.session_state["slots"]) < MAX_ARMS:
        _add_slot((Choice(option, tables.options[option].sessions.default),))


def remove_arm(slot: int) -> None:
    """One arm less; the last one stays."""
    slots = st.session_state["slots"]
    if len(slots) > 1:
        st.session_state["slots"] = [s for s in slots if s != slot]


def add_part(slot: int, option: str, tables: PriceBook) -> None:
    """Take another option together with what the arm holds."""
    part = st.session_state[f"parts_{slot}"]
    if part < MAX_TOGETHER:
        _set_choice(slot, part, Choice(option, tables.options[option].sessions.default))
        st.session_state[f"parts_{slot}"] = part + 1


def remove_part(slot: int) -> None:
    """Take the last option of an arm away again."""
    if st.session_state[f"parts_{slot}"] > 1:
        st.session_state[f"parts_{slot}"] -= 1


def add_quote() -> None:
    """One more row for a clinic's price."""
    st.session_state["quote_rows"] += 1


def take_zip() -> None:
    """Set the region by the ZIP code just typed, then forget the ZIP."""
    state = st.session_state
    typed = state["zip"]
    state["zip"] = ""
    state["zip_note"] = ""
    if not typed.strip():
        return
    place = find_zip(typed)
    tables = book(state["release"])
    if place is None or place.region not in tables.regions:
        state["zip_note"] = "We don't know that ZIP code. The region stays as it was."
        return
    state["region"] = place.region
    label = tables.regions[place.region].label
    state["zip_note"] = (
        f"Found: {label}, {place.rurality.replace('super-', 'very ')}. The ZIP code is not kept."
    )
    usual = tables.getting_there and tables.getting_there.usual_miles
    state["usual_miles"] = getattr(usual, place.rurality.replace("-", "_")) if usual else None


# --- widgets to scenario -------------------------------------------------------------------------


def start() -> tuple[PriceBook, list[str], list[str]]:
    """The tables, what could not be taken of the link, and what was taken by a guess.

    The link is read before any widget exists: on the first run, and again when the address has
    changed by itself (back, forward, or a link pasted into the same tab).
    """
    state = st.session_state
    pairs = [(n, text) for n in st.query_params for text in st.query_params.get_all(n)]
    if "release" not in state or (pairs and dict(pairs) != state.get("link")):
        problems: list[str] = []
        try:
            reading = read_link(pairs)
        except (PricingError, PricingFaults) as err:
            reading = read_link(pairs, book().id)
            why = err if isinstance(err, PricingError) else "its tables have faults"
            year = reading.book.release.prices_of
            problems.append(f"{why}. These are prices of {year} instead.")
        seed(reading.scenario)
        state["problems"] = problems + problem_words(reading.problems)
        state["notes"] = problem_words(reading.notes)
        state["link"] = dict(pairs)
        whole = pairs and not (problems or reading.problems or reading.notes)
        state["said"] = reading.scenario if whole else None
    return book(state["release"]), state["problems"], state["notes"]


def keep() -> None:
    """Keep what was chosen through runs that don't draw its widget; Streamlit would forget it."""
    for name in list(st.session_state):
        if str(name).startswith(OURS):
            st.session_state[name] = st.session_state[name]


def sessions_key(slot: int, part: int, option: str, tables: PriceBook) -> str:
    """Key of a session count, set to the option's usual number when first asked for."""
    key = f"ses_{slot}_{part}_{option}"
    st.session_state.setdefault(key, tables.options[option].sessions.default)
    return key


def _choice(slot: int, part: int, tables: PriceBook) -> Choice:
    state = st.session_state
    option = state[f"opt_{slot}_{part}"]
    sessions = state[sessions_key(slot, part, option, tables)]
    stop = state.get(f"stop_{slot}_{part}")
    return Choice(
        option,
        sessions,
        state.get(f"week_{slot}_{part}"),
        state.get(f"boost_{slot}_{part}"),
        None if stop is None else min(stop, sessions),
    )


def scenario_of_widgets(tables: PriceBook) -> Scenario:
    """The scenario that the widgets show."""
    state = st.session_state
    arms = tuple(
        tuple(_choice(slot, part, tables) for part in range(state[f"parts_{slot}"]))
        for slot in state["slots"]
    )
    quotes = []
    for row in range(state.get("quote_rows", 0)):
        service, usd = state.get(f"quote_service_{row}"), state.get(f"quote_usd_{row}")
        if service and usd is not None:
            quotes.append(ClinicQuote(service, usd, state.get(f"quote_package_{row}") or 1))
    terms = []
    for name in sorted(map(str, state)):
        if name.startswith("term_kind_") and state[name] != "plan":
            benefit, kind = name.removeprefix("term_kind_"), state[name]
            amount = state.get(f"term_amount_{benefit}")
            if amount is not None:
                amount = min(amount, 100) if "p" in kind else amount
                terms.append(PlanTerms(benefit, amount, "p" in kind, "d" in kind))
    months = state.get("loan_months")
    plain = {name: state.get(name) for name in PLAIN}
    plain["horizon"] = plain["horizon"] or "course"
    plain["deductible_met_usd"] = plain["deductible_met_usd"] or 0
    return replace(
        state.get("rest") or default_scenario(tables),
        release=tables.id,
        arms=arms,
        start=(state["start_month"], state["start_day"]),
        terms=tuple(terms),
        quotes=tuple(quotes),
        help=tuple(name for name in state.get("help", ()) if name in tables.help),
        out_of_network=OutOfNetwork(
            state["oon_deductible"],
            state["oon_share"],
            state["oon_allowed"],
            state["oon_max"],
        )
        if state.get("oon")
        else None,
        loan=Loan(months, Decimal(f"{state['loan_rate']:.2f}").normalize()) if months else None,
        **plain,
    )


def show_link(scenario: Scenario) -> None:
    """Put the scenario into the address bar, unless what stands there says it already: a link of
    an older format stays as it was opened, so that the way back stays open too."""
    if st.session_state.get("said") == scenario:
        return
    fields = link_texts(scenario)
    st.session_state["said"] = scenario
    st.session_state["link"] = fields
    if {name: st.query_params[name] for name in st.query_params} != fields:
        st.query_params.from_dict(fields)
