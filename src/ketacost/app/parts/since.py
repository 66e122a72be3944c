"""What changed since: a link made with older prices keeps its figures, and says so."""

from __future__ import annotations

import streamlit as st

from ketacost.app import session as state
from ketacost.app.parts import drawing as pieces
from ketacost.app.parts.drawing import md
from ketacost.model.estimate import ArmEstimate, Comparison, compare
from ketacost.model.scenario import Scenario, link_fields, read_fields
from ketacost.tables import PriceBook, PricingError, PricingFaults
from ketacost.words.figures import about, dollars


def with_prices_of(scenario: Scenario, tables: PriceBook) -> tuple[Scenario, list[str]]:
    """The same choices under another release, and what that release does not know."""
    fields = link_fields(scenario.to_link()) | {"release": tables.id}
    found, problems = read_fields(fields, tables)
    return found, problems


def tell(comparison: Comparison) -> None:
    """A notice above the answer where the scenario's release is not today's."""
    tables = comparison.book
    if tables.entry.status == "withdrawn":
        st.warning(md(f"These prices were withdrawn: {tables.entry.reason}"))
    try:
        today = state.book()
    except (PricingError, PricingFaults):
        return
    if today.id == tables.id:
        return
    now, problems = with_prices_of(comparison.scenario, today)
    new = compare(today, now)
    arm = comparison.arms[0]
    was = arm.ledger.totals()["patient_pays"]["typical"]
    same = next((a for a in new.arms if a.id == arm.id), None)
    words = f"Made with prices of {tables.release.prices_of}."
    if same:
        is_now = same.ledger.totals()["patient_pays"]["typical"]
        words += (
            f" With today's ({today.release.prices_of}): for {arm.label} you would pay about "
            f"{about(is_now)} instead of {about(was)}."
        )
    st.info(md(words))
    for problem in problems:
        st.caption(md(f"Today's prices: {problem}"))
    with st.container(horizontal=True):
        st.button(f"Use prices of {md(today.release.prices_of)}", on_click=state.seed, args=(now,))
    opened = st.expander("What the difference is, line by line", key="since", on_change="rerun")
    if opened.open:
        with opened:
            names = tuple(f"Prices of {b.release.prices_of} ({b.id})" for b in (tables, today))
            pieces.table(difference(comparison, new, names), "Typical cost to you, then and now")


def difference(one: Comparison, two: Comparison, names: tuple[str, str]) -> list[dict[str, object]]:
    """What the patient pays by arm and service in two comparisons, typical, in whole dollars.

    Arms are matched by their options; `names` head the two columns.
    """
    rows = []
    arms = {a.options: a for a in one.arms}
    others = {a.options: a for a in two.arms}
    for options in dict.fromkeys([*arms, *others]):
        a, b = arms.get(options), others.get(options)
        parts_a, parts_b = _parts(a), _parts(b)
        for service in dict.fromkeys(["In all", *parts_a, *parts_b]):
            cents = parts_a.get(service), parts_b.get(service)
            rows.append(
                {
                    "Treatment": (a or b).label if service == "In all" else "",
                    "Part": service,
                    **{
                        n: "" if c is None else dollars(c)
                        for n, c in zip(names, cents, strict=True)
                    },
                    "Difference": _difference(*cents),
                }
            )
    return rows


def _parts(arm: ArmEstimate | None) -> dict[str, int]:
    if arm is None:
        return {}
    parts = {"In all": arm.ledger.totals()["patient_pays"]["typical"]}
    for label, totals in arm.ledger.by(lambda line: line.label).items():
        parts[label] = totals["patient_pays"]["typical"]
    return parts


def _difference(one: int | None, two: int | None) -> str:
    if one is None or two is None:
        return "only in one"
    if one == two:
        return "the same"
    return f"{dollars(abs(two - one))} {'more' if two > one else 'less'}"
