"""Page Next year's plan: a course and a plain year of other care under up to four plans."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import Session, YearAsked, current, touch
from ketacost.model.plan_choice import MOST_PLANS, PlanChoice, plan_choice
from ketacost.model.with_and_without import self_pay_plan
from ketacost.output import chart_rows, charts
from ketacost.output.plan_choice import plan_rows
from ketacost.tables import PriceBook
from ketacost.words.arms import arm_label, unknown_words
from ketacost.words.country import plan_short
from ketacost.words.language import words
from ketacost.words.plan_choice import cheapest_words, choice_notes, plan_name, premium_words

_MOST_USD = 5_000  # a month
_NO_CARE = ""


def show() -> None:
    """Draw the page."""
    here, say = current(), words().say
    st.title(say("next-year.title"), anchor=False)
    st.caption(md(say("next-year.intro")))
    drawing.crisis()
    _settle(here)
    _ask(here)
    asked = here.year
    if not asked.plans:
        st.info(md(say("next-year.none-chosen")))
        return
    said = {plan: usd for plan, usd in asked.premiums.items() if plan in asked.plans}
    arm = here.scenario.arms[asked.arm]
    choice = plan_choice(here.book, here.scenario, arm, asked.plans, said, asked.care)
    _answer(here, choice)


# --- the question --------------------------------------------------------------------------------


def _settle(here: Session) -> None:
    """Keep to what the release and the scenario have; begin with the person's own plan."""
    year, book = here.year, here.book
    plans = tuple(plan for plan in year.plans if plan in book.plans)
    if not plans and not year.asked:
        plans = _first_plans(here)
    year.asked = True
    year.plans = plans
    year.care = year.care if year.care in book.other_care else None
    year.arm = min(year.arm, len(here.scenario.arms) - 1)


def _first_plans(here: Session) -> tuple[str, ...]:
    """The person's own plan, and those of its kind: other commercial ones, or of Medicare. Without
    insurance, none and the first with a premium."""
    plans, own = here.book.plans, here.scenario.plan
    priced = [name for name, plan in plans.items() if plan.premium and plan.premium.monthly]
    if plans[own].payer == "self-pay":
        others = [name for name in priced if plans[name].payer == "commercial"]
    else:
        others = [name for name in priced if plans[name].payer == plans[own].payer]
    return tuple(dict.fromkeys((own, *others)))[: MOST_PLANS - 1]


def _ask(here: Session) -> None:
    say, year, book = words().say, here.year, here.book
    arms = range(len(here.scenario.arms))
    _choose("course", st.selectbox, arms, year.arm, lambda at: _course(here, at))
    _choose(
        "plans", st.pills, list(book.plans), list(year.plans),
        lambda plan: plan_short(book, plan), selection_mode="multi",
    )  # fmt: skip
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        for plan in year.plans:
            _premium(book, year, plan)
    if year.plans:
        st.caption(md(say("next-year.premium-help")))
    if not book.other_care:
        st.caption(md(say("next-year.no-care-known")))
        return
    cares = [_NO_CARE, *book.other_care]
    _choose("care", st.radio, cares, year.care or _NO_CARE, lambda care: _care(book, care))


def _choose(name: str, widget: Any, options: Any, value: Any, called: Any, **more: Any) -> None:
    """A widget that shows what was asked and gives it back."""
    key = f"year_{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    widget(
        words().say(f"next-year.{name}"),
        options,
        format_func=called,
        key=key,
        on_change=_take,
        args=(name,),
        **more,
    )


def _take(name: str) -> None:
    """Callback of a widget of the question."""
    touch()
    year, value = current().year, st.session_state[f"year_{name}"]
    if name == "course":
        year.arm = value
    elif name == "plans":
        if len(value) > MOST_PLANS:
            st.toast(words().say("next-year-page.most"))
        else:
            year.plans = tuple(value)
    else:
        year.care = value or None


def _course(here: Session, at: int) -> str:
    return arm_label(here.book, here.scenario.arms[at])


def _care(book: PriceBook, care: str) -> str:
    return book.other_care[care].label if care else words().say("next-year.no-care")


def _premium(book: PriceBook, year: YearAsked, plan: str) -> None:
    """The box of a plan's premium; empty, the tables' counts."""
    if plan == self_pay_plan(book):
        return
    say, premium = words().say, book.plans[plan].premium
    known = premium and premium.monthly
    usual = (
        say("next-year.premium-missing")
        if known is None
        else say("next-year.premium-usual", usd=known)
    )
    key = f"year_premium_{plan}"
    if st.session_state.get(key) != year.premiums.get(plan):
        st.session_state[key] = year.premiums.get(plan)
    st.number_input(
        md(say("next-year.premium", plan=plan_name(book, plan))),
        0,
        _MOST_USD,
        None,
        step=1,
        key=key,
        placeholder=usual,
        on_change=_take_premium,
        args=(plan,),
        width=264,
    )


def _take_premium(plan: str) -> None:
    touch()
    usd = st.session_state[f"year_premium_{plan}"]
    premiums = current().year.premiums
    premiums.pop(plan, None)
    if usd is not None:
        premiums[plan] = usd


# --- the answer ----------------------------------------------------------------------------------


def _answer(here: Session, choice: PlanChoice) -> None:
    book, say = here.book, words().say
    if told := cheapest_words(book, choice):
        st.markdown(f"**{md(told)}**")
    rows = chart_rows.plan_rows(book, choice)
    if rows:
        st.caption(md(say("next-year.chart")))
        said = say("joining.sentence").join(row["text"] for row in rows)
        alt = say("next-year.chart-alt", said=said)
        st.html(charts.ranges(rows, say("next-year.axis"), f"{told or ''} {alt}".strip()))
    with st.container(key="year_table"):
        drawing.html_table(plan_rows(book, choice), say("next-year.table"))
    for missing in unknown_words(choice.plans[0].ledger, book):
        st.markdown(md(say("page-parts.not-counted", missing=missing)))
    for note in choice_notes(book, here.scenario, choice):
        st.caption(md(note))
    _sources(here, choice)


def _sources(here: Session, choice: PlanChoice) -> None:
    """Where the premiums and the other care come from, folded."""
    opened = st.expander(words().say("next-year.sources"), key="year_sources", on_change=touch)
    if opened.open:
        with opened:
            draw_basis(here.book, choice)


def draw_basis(book: PriceBook, choice: PlanChoice) -> None:
    """The premiums of the tables and the other care, with their notes and sources."""
    say = words().say
    for one in choice.plans:
        if premium := book.plans[one.plan].premium:
            told = [premium_words(book.plans[one.plan]), premium.note or ""]
            st.markdown(md(" ".join([*told, _sure(premium.confidence)])))
            drawing.source_list(book, premium.sources)
    for name in dict.fromkeys(filter(None, (choice.care, choice.most_care))):
        care = book.other_care[name]
        st.markdown(f"**{md(care.label)}**")
        heads = say("next-year-page.part"), say("next-year-page.amount")
        parts = [{heads[0]: line.what, heads[1]: f"${line.usd:,}"} for line in care.lines]
        drawing.html_table(parts, care.label)
        st.markdown(md(f"{care.note} {_sure(care.confidence)}"))
        drawing.source_list(book, care.sources)


def _sure(confidence: str | None) -> str:
    """`Confidence: medium.`, or nothing."""
    if not confidence:
        return ""
    return words().say("page-parts.confidence", sure=words().say(f"confidence.{confidence}"))
