"""Which number or flag of the scenario stands in which tab, or at the head of the question
(`first`), when it is worth asking, and the figure that counts while its box is empty.

A new field of the link that no tab names stands in `DEFAULT_TAB`, with its words from `inputs`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ketacost.app.question.boxes import field_box, is_simple
from ketacost.app.session import Session, current
from ketacost.model.link import BY_ATTRIBUTE
from ketacost.model.link_values import Flag
from ketacost.model.scenario import Scenario
from ketacost.tables.schema import Plan

Tab = Literal["first", "plan", "clinic", "treatments", "travel", "income"]
TABS: dict[Tab, tuple[str, ...]] = {
    "first": ("deductible_met_usd", "deductible_usd"),
    "plan": (
        "out_of_pocket_max_usd",
        "out_of_pocket_met_usd",
        "drug_met_usd",
        "hra_usd",
    ),
    "clinic": ("savings_count", "tax_rate_percent"),
    "treatments": (),
    "travel": ("miles", "ride_usd", "wage_usd"),
    "income": ("income_usd", "household", "itemize_percent"),
}
DEFAULT_TAB: Tab = "plan"
_DRAWN_APART = {"year_starts_month", "schedule_varies"}  # a month by name; beside its chart


def fields_of(tab: Tab) -> list[str]:
    """The numbers and flags of a tab, by attribute."""
    placed = {attribute for attributes in TABS.values() for attribute in attributes}
    new = [a for a in BY_ATTRIBUTE if is_simple(a) and a not in placed | _DRAWN_APART]
    return [*TABS[tab], *(new if tab == DEFAULT_TAB else ())]


def draw_fields(tab: Tab) -> DeltaGenerator:
    """The boxes of a tab: flags, then numbers in a row; returns the row, for more of them."""
    here = current()
    shown = [a for a in fields_of(tab) if _worth_asking(a, here)]
    flags = [a for a in shown if isinstance(BY_ATTRIBUTE[a].kind, Flag)]
    for attribute in flags:
        field_box(attribute)
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        for attribute in shown:
            if attribute not in flags:
                field_box(attribute, _usual(attribute, here))
    return row


# --- when a field is worth asking ----------------------------------------------------------------


def _has_limits(here: Session) -> bool:
    return "medical" in _plan(here).accumulators


def _has_drug_deductible(here: Session) -> bool:
    drug = _plan(here).accumulators.get("drug")
    return drug is not None and drug.deductible > 0


def _may_have_hra(here: Session) -> bool:
    return _plan(here).coverage == "commercial"


def _has_savings(here: Session) -> bool:
    return any(here.book.help[name].kind == "savings" for name in here.scenario.help)


_WORTH_ASKING: dict[str, Callable[[Session], bool]] = {
    "deductible_usd": _has_limits,
    "deductible_met_usd": _has_limits,
    "out_of_pocket_max_usd": _has_limits,
    "out_of_pocket_met_usd": _has_limits,
    "drug_met_usd": _has_drug_deductible,
    "hra_usd": _may_have_hra,
    "savings_count": _has_savings,
}


def _worth_asking(attribute: str, here: Session) -> bool:
    """Whether a field can matter here; one that a link set is shown in any case."""
    ask = _WORTH_ASKING.get(attribute)
    usual = Scenario.__dataclass_fields__[attribute].default
    return ask is None or ask(here) or getattr(here.scenario, attribute) != usual


# --- usual figures -------------------------------------------------------------------------------


def _plan(here: Session) -> Plan:
    return here.book.plans[here.scenario.plan]


def _usual(attribute: str, here: Session) -> Decimal | int | None:
    plan = _plan(here)
    medical = plan.accumulators.get("medical")
    match attribute:
        case "deductible_usd":
            return medical.deductible if medical else None
        case "out_of_pocket_max_usd":
            return medical.out_of_pocket_max if medical else None
        case "hra_usd":
            return plan.hra.amount if plan.hra else None
        case "miles":
            return here.usual_miles
    return None
