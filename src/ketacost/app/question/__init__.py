"""The question: a sentence to fill in, and folded under it everything else a person may add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import streamlit as st

from ketacost.app import session as state
from ketacost.app.parts.drawing import md
from ketacost.model.link import DAYS_OF_MONTHS
from ketacost.model.prices import percentile, unit_price
from ketacost.model.scenario import HORIZON_WEEKS, MAX_ARMS
from ketacost.tables import PriceBook
from ketacost.tables.schema import Benefit
from ketacost.words.arms import plural_unit
from ketacost.words.figures import dollars
from ketacost.words.language import words
from ketacost.words.scenario import estimate_line, month_name


def ask(tables: PriceBook) -> None:
    """Draw the question and what is folded under it."""
    slots = st.session_state["slots"]
    main = tables.treatment_id(st.session_state[f"opt_{slots[0]}_0"])
    with st.container(key="question", gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            name = tables.treatments[main].short
            label = "I'd have ketamine as" if main == "ketamine" else f"I'd have {name} as"
            options = [f"{main}.{o}" for o in tables.treatments[main].options]
            _choice(tables, slots[0], 0, label, options, lambda o: tables.options[o].label)
            st.selectbox(
                "in",
                list(tables.regions),
                format_func=lambda r: tables.regions[r].label,
                key="region",
                width=208,
            )
            st.text_input(
                "or ZIP code", key="zip", on_change=state.take_zip, max_chars=10, width=100
            )
            st.selectbox(
                "with",
                list(tables.plans),
                format_func=lambda p: tables.plans[p].phrase or tables.plans[p].label,
                key="plan",
                width=232,
            )
        if st.session_state.get("zip_note"):
            st.caption(md(st.session_state["zip_note"]))
        st.segmented_control(
            "How long to count",
            list(HORIZON_WEEKS),
            format_func=lambda name: words().say(f"horizons.{name}"),
            key="horizon",
            required=True,
            label_visibility="collapsed",
        )
        st.caption(md(estimate_line(tables)))
        more = st.expander(
            "My plan, start date, my clinic's price, other treatments, travel",
            key="more",
            on_change="rerun",
        )
        if more.open:  # two thirds of the page's work, for those who ask for it
            with more:
                _more(tables)


def _more(tables: PriceBook) -> None:
    plan, clinic, arms, way = st.tabs(["Plan, date", "Clinic's price", "Treatments", "Travel"])
    with plan:
        _plan(tables)
    with clinic:
        _clinic(tables)
    with arms:
        _arms(tables)
    with way:
        _getting_there(tables)


def _choice(
    tables: PriceBook,
    slot: int,
    part: int,
    label: str,
    options: Sequence[str],
    words: object,
) -> None:
    """One option and its number of sessions."""
    option = st.selectbox(
        label, options, format_func=words, key=f"opt_{slot}_{part}", width=232
    )  # fmt: skip
    sessions = tables.options[option].sessions
    st.number_input(
        plural_unit(option, tables),
        min_value=sessions.min,
        max_value=sessions.max,
        key=state.sessions_key(slot, part, option, tables),
        help=md(f"{sessions.min} to {sessions.max}. {sessions.note or ''}"),
        width=110,
    )


def _money(label: str, key: str, placeholder: str | None = None, width: int = 232) -> None:
    st.number_input(
        label,
        min_value=0,
        max_value=1_000_000,
        step=50,
        key=key,
        placeholder=placeholder,
        width=width,
    )


# --- my plan -------------------------------------------------------------------------------------


def _plan(tables: PriceBook) -> None:
    picked = st.session_state
    plan = tables.plans[picked["plan"]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "The first visit is in",
            range(1, 13),
            format_func=lambda m: month_name(m),
            key="start_month",
            width=180,
            help="A deductible starts again with each plan year, so the date can change what "
            "you pay.",
        )
        last = DAYS_OF_MONTHS[picked["start_month"] - 1]
        picked["start_day"] = min(picked["start_day"], last)
        st.number_input("on day", min_value=1, max_value=last, key="start_day", width=110)
    medical = plan.accumulators.get("medical")
    if medical is None:
        st.caption("Choose a plan above to fill in its deductible and other terms.")
        return
    st.caption(
        "Leave a box empty to use the usual figure for this kind of plan. The words are those of "
        "your member card or Summary of Benefits."
    )
    limit = medical.out_of_pocket_max
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _money("Deductible a year", "deductible_usd", f"usual: {medical.deductible:,.0f}")
        _money("Already paid this year", "deductible_met_usd")
        usual = "no limit" if limit is None else f"usual: {limit:,.0f}"
        _money("Out-of-pocket maximum a year", "out_of_pocket_max_usd", usual)
        st.selectbox(
            "Plan year begins in",
            [None, *range(1, 13)],
            format_func=lambda m: (
                month_name(m or plan.year_starts_month) + ("" if m else " (usual)")
            ),
            key="year_starts_month",
            width=232,
        )
    st.markdown("**Copayments or percentages**")
    for benefit in _benefits_in_use(tables):
        _terms(tables, benefit)
    if plan.note:
        st.caption(md(plan.note))


def _benefits_in_use(tables: PriceBook) -> list[str]:
    """Benefit categories of the options compared, and those that the link set."""
    picked = st.session_state
    options = {
        picked[f"opt_{slot}_{part}"]
        for slot in picked["slots"]
        for part in range(picked[f"parts_{slot}"])
    }
    used = {
        tables.services[step.service].benefit
        for option in options
        for step in tables.options[option].course
    }
    used |= {b for b in get_args(Benefit) if picked.get(f"term_kind_{b}", "plan") != "plan"}
    return [b for b in get_args(Benefit) if b in used and b != "not-a-benefit"]


def _terms(tables: PriceBook, benefit: str) -> None:
    key, picked = f"term_kind_{benefit}", st.session_state
    picked.setdefault(key, "plan")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            benefit.replace("-", " ").capitalize(),
            list(state.TERM_KINDS),
            format_func=state.TERM_KINDS.__getitem__,
            key=key,
            width=300,
        )
        if kind != "plan":
            percent = "p" in kind
            amount = f"term_amount_{benefit}"
            picked.setdefault(amount, 20 if percent else 30)
            picked[amount] = min(picked[amount] or 0, 100 if percent else 100_000)
            st.number_input(
                "percent" if percent else "dollars",
                min_value=0,
                max_value=100 if percent else 100_000,
                key=amount,
                width=140,
            )


# --- my clinic -----------------------------------------------------------------------------------


def _clinic(tables: PriceBook) -> None:
    picked = st.session_state
    st.caption(
        "A price your clinic told you replaces the usual one. For a package such as 6 for 2,500, "
        "write the whole price and the number."
    )
    services = _services_in_use(tables)
    if not picked["quote_rows"]:
        picked["quote_rows"] = 1
    for row in range(picked["quote_rows"]):
        _quote(tables, row, services)
    if picked["quote_rows"] < 6:
        st.button("Add another price", on_click=state.add_quote)
    plan = tables.plans[picked["plan"]]
    if tables.help:
        st.multiselect(
            "Help with the cost that I can use",
            list(tables.help),
            format_func=lambda name: tables.help[name].label,
            key="help",
        )
        for name in picked["help"]:
            st.caption(md(f"{tables.help[name].label}: {tables.help[name].terms}"))
    if plan.coverage == "commercial":
        st.checkbox("My plan pays back part of care outside its network", key="oon")
        if picked["oon"]:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                _money("Out-of-network deductible", "oon_deductible")
                st.number_input("then it pays, percent", 0, 100, key="oon_share", width=180)
                st.number_input(
                    "of this much of the charge, percent", 1, 100, key="oon_allowed", width=250
                )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            "HSA or FSA: my tax rate, percent",
            min_value=0,
            max_value=60,
            key="tax_rate_percent",
            placeholder="not used",
            width=250,
        )
        st.number_input(
            "Payment plan, months",
            min_value=1,
            max_value=84,
            key="loan_months",
            placeholder="none",
            width=180,
        )
        st.number_input("yearly interest, percent", 0.0, 99.0, step=0.5, key="loan_rate", width=180)


def _services_in_use(tables: PriceBook) -> list[str]:
    """Services of the options compared, sessions first."""
    picked = st.session_state
    found: dict[str, int] = {}
    for slot in picked["slots"]:
        for part in range(picked[f"parts_{slot}"]):
            for step in tables.options[picked[f"opt_{slot}_{part}"]].course:
                rank = 0 if step.each_session else 1
                found[step.service] = min(rank, found.get(step.service, rank))
    for row in range(picked.get("quote_rows", 0)):
        service = picked.get(f"quote_service_{row}")
        if service:
            found.setdefault(service, 2)
    return sorted(found, key=lambda s: found[s])


def _quote(tables: PriceBook, row: int, services: list[str]) -> None:
    picked = st.session_state
    picked.setdefault(f"quote_package_{row}", 1)
    picked.setdefault(f"quote_usd_{row}", None)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        service = st.selectbox(
            "My clinic's price for",
            services,
            format_func=lambda s: tables.services[s].label,
            key=f"quote_service_{row}",
            width=300,
        )
        _money("in dollars", f"quote_usd_{row}", "none", 130)
        st.number_input("for how many", 1, 100, key=f"quote_package_{row}", width=110)
    usd = picked.get(f"quote_usd_{row}")
    band = unit_price(tables, service, "self-pay", picked["region"]).cents
    if usd and band is not None:
        each = usd * 100 // picked[f"quote_package_{row}"]
        low, typical, high = map(dollars, band)
        share = percentile(band, each)
        where = (
            "below nearly all the prices we know"
            if share < 10
            else "above nearly all the prices we know"
            if share > 90
            else f"dearer than about {5 * round(share / 5)}% of the prices we know"
        )
        st.caption(
            md(f"{dollars(each)} is {where} ({low} to {high}, typically {typical}, self-pay).")
        )


# --- treatments ----------------------------------------------------------------------------------


def _arms(tables: PriceBook) -> None:
    picked = st.session_state
    everything = list(tables.options)

    def words(option: str) -> str:
        return f"{tables.treatment_of(option).short}: {tables.options[option].label}"

    for number, slot in enumerate(picked["slots"]):
        with st.container(border=True):
            for part in range(picked[f"parts_{slot}"]):
                with st.container(horizontal=True, vertical_alignment="bottom"):
                    if number == 0 and part == 0:
                        st.markdown(md(words(picked[f"opt_{slot}_0"])) + " (chosen above)")
                    else:
                        label = "together with" if part else f"Treatment {number + 1}"
                        _choice(tables, slot, part, label, everything, words)
                    _schedule(tables, slot, part)
            with st.container(horizontal=True):
                if picked[f"parts_{slot}"] < state.MAX_TOGETHER:
                    other = _another(tables, slot)
                    st.button(
                        "Take another treatment with it",
                        key=f"join_{slot}",
                        on_click=state.add_part,
                        args=(slot, other, tables),
                    )
                if picked[f"parts_{slot}"] > 1:
                    st.button(
                        "Undo together", key=f"part_{slot}", on_click=state.remove_part,
                        args=(slot,),
                    )  # fmt: skip
                if len(picked["slots"]) > 1:
                    st.button(
                        "Remove", key=f"drop_{slot}", on_click=state.remove_arm, args=(slot,)
                    )  # fmt: skip
    if len(picked["slots"]) < MAX_ARMS:
        first = tables.default_option(next(iter(tables.treatments)))
        st.button("Add a treatment", on_click=state.add_arm, args=(first, tables))


def _another(tables: PriceBook, slot: int) -> str:
    """An option to take together with an arm: of a treatment that it does not hold yet."""
    picked = st.session_state
    held = {tables.treatment_id(picked[f"opt_{slot}_{p}"]) for p in range(picked[f"parts_{slot}"])}
    order = [t for t in ("cbt", *tables.treatments) if t in tables.treatments and t not in held]
    return tables.default_option(order[0])


def _schedule(tables: PriceBook, slot: int, part: int) -> None:
    picked = st.session_state
    option = picked[f"opt_{slot}_{part}"]
    sessions = picked[state.sessions_key(slot, part, option, tables)]
    stop = f"stop_{slot}_{part}"
    if picked.get(stop):
        picked[stop] = min(picked[stop], sessions)
    with st.popover("Schedule"):
        for key, label, most in (
            (f"week_{slot}_{part}", "Sessions a week", 7),
            (f"boost_{slot}_{part}", "Boosters every so many weeks (6 and 12 months)", 52),
            (stop, "What if I stop after session", sessions),
        ):
            picked.setdefault(key, None)
            st.number_input(label, min_value=1, max_value=most, key=key, placeholder="usual")


# --- getting there -------------------------------------------------------------------------------


def _getting_there(tables: PriceBook) -> None:
    picked = st.session_state
    st.caption(
        "Shown apart from the cost of care. After ketamine, esketamine or ECT somebody else must "
        "take you home."
    )
    usual = picked.get("usual_miles")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            "Miles to the clinic, one way",
            min_value=0,
            max_value=2_000,
            key="miles",
            placeholder=f"usual near you: {usual}" if usual else "not counted",
            width=232,
        )
        st.number_input(
            "A ride there and back, dollars",
            min_value=0,
            max_value=5_000,
            key="ride_usd",
            placeholder="not counted",
            width=232,
        )
        st.number_input(
            "My pay an hour, if I lose it",
            min_value=0,
            max_value=1_000,
            key="wage_usd",
            placeholder="not counted",
            width=232,
        )

    if usual and picked["miles"] != usual:
        st.button(f"Use the usual {usual} miles", on_click=picked.update, args=({"miles": usual},))
