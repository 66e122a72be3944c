"""Tab Plan, date: the first visit, the plan's limits, a family's, copayments and percentages."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.question.boxes import (
    MIDDLE,
    NARROW,
    WIDE,
    number_box,
    part_box,
    set_to,
    take_part,
    taken,
)
from ketacost.app.question.fields import draw_fields
from ketacost.app.session import Session, current
from ketacost.model.link import limits
from ketacost.model.link_values import DAYS_OF_MONTHS, PARTS, Whole
from ketacost.model.scenario import FamilyCover, PlanTerms
from ketacost.model.ways import course_services
from ketacost.tables.schema import Benefit, Plan
from ketacost.words.language import words
from ketacost.words.scenario import month_name

_KINDS = {
    "plan": "usual",
    "": "copayment-before",
    "d": "copayment-after",
    "p": "percent-before",
    "pd": "percent-after",
}
_USUAL_COPAYMENT, _USUAL_COINSURANCE = 30, 20  # where a person begins to write their own
_FAMILY = {
    "deductible_usd": "family-deductible",
    "met_usd": "family-met",
    "max_usd": "family-max",
    "max_met_usd": "family-max-met",
}


def draw(here: Session) -> None:
    """Draw the tab."""
    plan, say = here.book.plans[here.scenario.plan], words().say
    _first_visit(here)
    if not plan.accumulators:
        st.caption(say("asking.no-plan"))
        draw_fields("plan")
        return
    st.caption(say("asking.plan-about"))
    with draw_fields("plan"):
        _plan_year(here, plan)
    if plan.coverage == "commercial" or here.scenario.family:
        _family(here)
    st.markdown(f"**{say('asking.copayments')}**")
    for benefit in _benefits_in_use(here):
        _terms(here, benefit)
    if plan.note:
        st.caption(md(plan.note))


# --- dates ---------------------------------------------------------------------------------------


def _first_visit(here: Session) -> None:
    month, day = here.scenario.start
    with st.container(horizontal=True, vertical_alignment="bottom"):
        set_to("start_month", month)
        st.selectbox(
            words().say("asking.first-visit"),
            range(1, 13),
            format_func=month_name,
            key="start_month",
            on_change=_take_start,
            width=MIDDLE,
            help=words().say("asking.first-visit-help"),
        )
        days = Whole("start-day", 1, DAYS_OF_MONTHS[month - 1])
        number_box("start-day", "start_day", day, days, _take_start, width=NARROW)


def _take_start() -> None:
    month, day = taken("start_month"), taken("start_day")
    if month in range(1, 13) and day is not None:
        current().change(start=(month, min(day, DAYS_OF_MONTHS[month - 1])))


def _plan_year(here: Session, plan: Plan) -> None:
    months = limits("year_starts_month")
    set_to("year_starts_month", here.scenario.year_starts_month or 0)
    st.selectbox(
        words().say("asking.plan-year"),
        [0, *range(months.least, months.most + 1)],  # 0: as usual
        format_func=lambda m: _month(m, plan),
        key="year_starts_month",
        on_change=_take_plan_year,
        width=WIDE,
    )


def _month(month: int, plan: Plan) -> str:
    """The name of a month; of 0 the plan's own."""
    if month:
        return month_name(month)
    return words().say("asking.usual", what=month_name(plan.year_starts_month))


def _take_plan_year() -> None:
    month = taken("year_starts_month")
    if month is not None:
        current().change(year_starts_month=month or None)


# --- a family ------------------------------------------------------------------------------------


def _family(here: Session) -> None:
    family = here.scenario.family
    set_to("family", family is not None)
    st.checkbox(words().say("asking.family"), key="family", on_change=_take_family)
    if family is None:
        return
    set_to("family_kind", family.kind)
    st.radio(
        words().say("asking.family-kind"),
        ("embedded", "aggregate"),
        format_func=lambda kind: words().say(f"family.{kind}"),
        key="family_kind",
        on_change=take_part,
        args=("family", "kind"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for part, name in _FAMILY.items():
            part_box("family", part, name)


def _take_family() -> None:
    """Begin with twice one person's figures, as is most usual, or go without."""
    here = current()
    if not taken("family"):
        here.change(family=None)
        return
    medical = here.book.plans[here.scenario.plan].accumulators.get("medical")
    if medical is not None:
        most = PARTS["family-max"].most
        one = here.scenario.deductible_usd, here.scenario.out_of_pocket_max_usd
        deductible = medical.deductible if one[0] is None else one[0]
        maximum = medical.out_of_pocket_max if one[1] is None else one[1]
        twice = [most if usd is None else min(most, 2 * int(usd)) for usd in (deductible, maximum)]
        here.change(family=FamilyCover("embedded", twice[0], 0, twice[1], 0))


# --- copayments and percentages ------------------------------------------------------------------


def _benefits_in_use(here: Session) -> list[str]:
    """Benefit categories of the options compared, and those that the scenario sets."""
    book, payer = here.book, here.book.plans[here.scenario.plan].payer
    used: set[str] = {
        one.benefit or book.services[name].benefit
        for arm in here.scenario.arms
        for choice in arm
        for name, one in course_services(book, choice, payer).items()
    }
    used |= {terms.benefit for terms in here.scenario.terms}
    return [b for b in get_args(Benefit) if b in used and b != "not-a-benefit"]


def _terms(here: Session, benefit: str) -> None:
    own = next((t for t in here.scenario.terms if t.benefit == benefit), None)
    kind = "plan"
    if own:
        kind = ("p" if own.percent else "") + ("d" if own.after_deductible else "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        set_to(f"term_kind_{benefit}", kind)
        name = words().say(f"benefits.{benefit}")
        st.selectbox(
            name[:1].upper() + name[1:],
            list(_KINDS),
            format_func=lambda kind: words().say(f"asking.terms.{_KINDS[kind]}"),
            key=f"term_kind_{benefit}",
            on_change=_take_kind,
            args=(benefit,),
            width="stretch",
        )
        if own:
            part = "coinsurance" if own.percent else "copayment"
            key = f"term_amount_{benefit}"
            number_box(
                part, key, own.amount, PARTS[part], _take_amount, (benefit,), width=MIDDLE
            )  # fmt: skip


def _take_kind(benefit: str) -> None:
    kind = taken(f"term_kind_{benefit}")
    if kind == "plan":
        _put_terms(benefit, None)
        return
    percent, after = "p" in kind, "d" in kind
    own = next((t for t in current().scenario.terms if t.benefit == benefit), None)
    amount = _USUAL_COINSURANCE if percent else _USUAL_COPAYMENT
    if own and own.percent == percent:
        amount = own.amount
    _put_terms(benefit, PlanTerms(benefit, amount, percent, after))


def _take_amount(benefit: str) -> None:
    own = next((t for t in current().scenario.terms if t.benefit == benefit), None)
    amount = taken(f"term_amount_{benefit}")
    if own and amount is not None:
        _put_terms(benefit, PlanTerms(benefit, amount, own.percent, own.after_deductible))


def _put_terms(benefit: str, own: PlanTerms | None) -> None:
    """Terms of one benefit in place of what stood there; None: as usual for the plan."""
    kept = {t.benefit: t for t in current().scenario.terms if t.benefit != benefit}
    if own:
        kept[benefit] = own
    current().change(terms=tuple(kept[name] for name in sorted(kept)))
