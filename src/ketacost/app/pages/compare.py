"""Page Compare: the question as a sentence to fill in, and the answer under it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ketacost.app import question
from ketacost.app import session as state
from ketacost.app.parts import drawing, share, since
from ketacost.app.parts.drawing import md
from ketacost.model.estimate import ArmEstimate, Comparison, compare
from ketacost.model.scenario import Scenario
from ketacost.output import charts
from ketacost.output.rows import ledger_rows
from ketacost.tables import PriceBook
from ketacost.tables.schema import BOUNDS
from ketacost.tables.spelling import count
from ketacost.words.arms import (
    arm_label,
    arm_names,
    course_notes,
    coverage_words,
    extra_words,
    mark_words,
    origin_words,
    range_words,
    service_label,
    sessions_words,
    status_words,
    typical,
    unknown_words,
)
from ketacost.words.figures import about, dollars, dollars_and_cents
from ketacost.words.language import words
from ketacost.words.scenario import estimate_line, horizon_words, scenario_words, second_look


def show() -> None:
    """Draw the page; in a frame of another page, its short form."""
    tables, problems, notes = state.start()
    embedded = bool(st.context.is_embedded)
    if not embedded:
        st.title("What would it cost me?", anchor=False)
    for problem in problems:
        st.warning(md(f"About this link: {problem}"), icon=":material/link:")
    for note in notes:
        st.caption(md(f"About this link: {note}"))
    if not embedded:
        question.ask(tables)
    scenario = state.scenario_of_widgets(tables)
    state.show_link(scenario)
    for asked in second_look(scenario, tables):
        st.info(md(asked))
    comparison = compare(tables, scenario)
    if embedded:
        _embedded(comparison)
        return
    drawing.crisis()
    since.tell(comparison)
    _cards(comparison)
    _ranges(comparison)
    _totals(comparison)
    _over_time(comparison)
    share.share(comparison)
    share.questions(comparison)
    _context(comparison)
    _sources(comparison)


def _embedded(comparison: Comparison) -> None:
    """A comparison fit for somebody else's page: what was asked, the cards, date, link, 988."""
    st.markdown(f"**{md(scenario_words(comparison.scenario, comparison.book))}**")
    _cards(comparison)
    st.caption(md(estimate_line(comparison.book)))
    drawing.crisis()
    share.copy_link(comparison)


# --- the answer ----------------------------------------------------------------------------------


def _cards(comparison: Comparison) -> None:
    tables, arms = comparison.book, comparison.arms
    per_row = len(arms) if len(arms) <= 4 else 3
    for first in range(0, len(arms), per_row):
        row = arms[first : first + per_row]
        for column, arm in zip(st.columns(per_row, border=True), row, strict=False):
            with column:
                _card(arm, tables, comparison.scenario)


def _card(arm: ArmEstimate, tables: PriceBook, scenario: Scenario) -> None:
    totals = arm.ledger.totals()
    you, plan = totals["patient_pays"], totals["plan_pays"]
    options = ", ".join(tables.options[o].label for o in arm.options)
    names = " with ".join(tables.treatment_of(o).label for o in arm.options)
    st.markdown(f"**{md(names)}**  \n:small[{md(options)}]")
    st.metric("You pay about", md(about(you["typical"])))
    lines = [range_words(arm.ledger.paid())]
    if any(plan.values()):
        lines.append(f"Your plan pays about {about(plan['typical'])}")
    if scenario.plan != "none":
        lines.append(coverage_words(arm, tables))
    lines.append(sessions_words(arm, tables))
    lines += extra_words(arm)
    if arm.ledger.unknown:
        lines.append(
            "Not counted: " + count(len(unknown_words(arm.ledger, tables)), "price") + " not known"
        )
    st.markdown("  \n".join(md(line) for line in lines))
    approvals = {tables.options[o].approval.status for o in arm.options} - {"not-a-drug"}
    for status in sorted(approvals):
        st.caption(md(words().say(f"approval.{status}")))


def _ranges(comparison: Comparison) -> None:
    tables, scenario = comparison.book, comparison.scenario
    st.subheader("How sure is that?", anchor=False)
    rows, shown, insured = [], [], scenario.plan != "none"
    for name, arm in zip(arm_names(comparison), comparison.arms, strict=True):
        totals, you = arm.ledger.totals(), arm.ledger.paid()
        text = f"{name}: about {about(you['typical'])} ({range_words(you)})"
        rows.append({"text": text} | {b: you[b] / 100 for b in BOUNDS})
        row = {
            "Treatment": arm_label(comparison.book, arm.options),
            "You pay": dollars(you["typical"]),
            "low": dollars(you["low"]),
            "high": dollars(you["high"]),
        }
        if insured:
            row["Your plan pays"] = dollars(totals["plan_pays"]["typical"])
            row["Full price"] = dollars(totals["full_price"]["typical"])
        shown.append(row | {"Visits": arm.visits(), "Hours": f"{arm.hours():.0f}"})
    said = "; ".join(row["text"] for row in rows)
    st.caption(
        md(
            f"What you pay for {horizon_words(scenario).lower()}, with prices of "
            f"{tables.release.prices_of}. The line runs from a low to a high price (about 1 in 10 "
            "people pay less, 1 in 10 more); the dot is typical."
        )
    )
    st.vega_lite_chart(
        pd.DataFrame(rows),
        charts.ranges(drawing.ink()),
        alt=f"What you pay, low to high, with typical as a dot. {said}.",
    )
    drawing.table(shown, "The same numbers: what you pay and what your plan pays, by treatment")


def _totals(comparison: Comparison) -> None:
    st.subheader("What makes up each total", anchor=False)
    st.session_state.setdefault("bound", "typical")
    bound = st.segmented_control(
        "Which prices", BOUNDS, key="bound", required=True, label_visibility="collapsed"
    )
    for number, arm in enumerate(comparison.arms):
        total = dollars_and_cents(arm.ledger.totals()["patient_pays"][bound])
        opened = st.expander(
            md(f"{arm_label(comparison.book, arm.options)}: {total}"),
            key=f"lines_{number}",
            on_change="rerun",
        )
        if opened.open:
            with opened:
                _breakdown(arm, comparison, bound, number)


def _breakdown(arm: ArmEstimate, comparison: Comparison, bound: str, number: int) -> None:
    tables, named = comparison.book, arm_label(comparison.book, arm.options)
    for choice, coverage in zip(arm.arm, arm.coverage, strict=True):
        if coverage:
            label = tables.options[choice.option].label
            status = status_words(coverage.status)
            st.markdown(md(f"{label}: {status.lower()}. {coverage.why}"))
            if coverage.criteria:
                st.markdown(md(f"What plans ask for: {coverage.criteria}"))
    if arm.otherwise:
        _both_outcomes(arm, named)
    for missing in unknown_words(arm.ledger, tables):
        st.markdown(md(f"Not counted. {missing}"))
    notes = course_notes(arm, comparison.book)
    if notes:
        st.caption("  \n".join(md(note) for note in notes))
    st.markdown("**By service**")
    rows = []
    for label, at in arm.ledger.groups(lambda line: service_label(tables, line)).items():
        totals = arm.ledger.part(at).totals()
        many = sum(arm.ledger.lines[i].dated.quantity for i in at)
        known = all(arm.ledger.lines[i].known for i in at)
        rows.append(
            {
                "Service": label,
                "How many": many,
                **{
                    name: dollars_and_cents(totals[key][bound]) if known else "not known"
                    for name, key in _columns(arm)
                },
            }
        )
    drawing.table(rows, f"{named}: cost by service")
    st.markdown("**Line by line**")
    lines = []
    for row in ledger_rows(tables, arm.ledger, bound):
        many = f"{row['quantity']} x " if row["quantity"] > 1 else ""
        codes = f" ({', '.join(row['codes'])})" if row["codes"] else ""
        lines.append(
            {
                "Week": row["week"],
                "Service": many + row["label"] + codes,
                **{name: _cents(row[key]) for name, key in _columns(arm)},
                "Why": "; ".join(filter(None, (row["rule"], row["assistance_rule"]))),
                "Part": words().say(f"phases.{row['phase']}"),
            }
        )
    with st.container(key=f"ledger_{number}"):
        drawing.table(lines, f"{named}: every line in time order")
    if arm.getting_there:
        st.markdown("**Getting there and time, apart from the cost of care**")
        drawing.table(
            [
                {
                    "Week": row["week"],
                    "What": row["label"],
                    "Cost": _cents(row["full_price"]),
                    "How": row["price"],
                }
                for row in ledger_rows(tables, arm.getting_there, bound)
            ],
            f"{named}: getting there and time",
        )
    st.markdown("**Where these prices come from**")
    at = (arm.ledger.levels.index(bound),)
    seen = {}
    for line in arm.ledger.lines:
        seen.setdefault(service_label(tables, line), line)
    for label, line in seen.items():
        cents = line.price.cents
        price = "unknown" if cents is None else " / ".join(map(dollars_and_cents, cents))
        price += f" for {line.price.units}" if line.price.units > 1 else ""
        note = f" {line.price.note}" if line.price.note else ""
        sure = f" Confidence: {line.price.confidence}." if line.price.confidence else ""
        st.markdown(f"**{md(label)}**: {md(price)} (low / typical / high)")
        st.caption(md(f"{origin_words(line, at)}.{sure}{note}"))
        drawing.source_list(tables, line.price.sources)
    rules = [source for i in range(len(arm.ledger.lines)) for source in arm.ledger.sources(i)]
    if rules:
        st.markdown("**Where the rules of coverage and cost sharing come from**")
        drawing.source_list(comparison.book, rules)


def _both_outcomes(arm: ArmEstimate, named: str) -> None:
    """Approved and refused, side by side."""
    rows = []
    granted, refused = "If your plan agrees", "If it refuses"
    first, second = (
        (granted, refused) if arm.status == "prior-authorization" else (refused, granted)
    )
    for outcome, ledger in ((first, arm.ledger), (second, arm.otherwise)):
        totals = ledger.totals()
        rows.append(
            {
                "Outcome": outcome,
                "You pay about": about(totals["patient_pays"]["typical"]),
                "range": range_words(ledger.paid()),
                "Your plan pays about": about(totals["plan_pays"]["typical"]),
            }
        )
    drawing.table(rows, f"{named}: what you pay if your plan agrees, and if it refuses")
    st.markdown(
        "If it refuses: ask for the reason in writing, and how and by when you can appeal. Your "
        "prescriber can ask to talk with the plan's own doctor. Questions to ask, with the "
        "billing codes, stand further down."
    )


def _columns(arm: ArmEstimate) -> list[tuple[str, str]]:
    """Money columns of a breakdown; help is shown only where there is some."""
    help_ = [("Help", "assistance")] if arm.ledger.assistance.any() else []
    return [("You pay", "patient_pays"), *help_, ("Plan pays", "plan_pays"),
            ("Full price", "full_price")]  # fmt: skip


def _cents(usd: float | None) -> str:
    return "not known" if usd is None else dollars_and_cents(round(usd * 100))


def _over_time(comparison: Comparison) -> None:
    st.subheader("When you would pay it", anchor=False)
    rows, shown, ends, marks = [], [], {}, []
    last = max(a.ledger.lines[-1].dated.week for a in comparison.arms)
    empty = {"label_usd": None, "mark": None, "point": False}
    for name, arm in zip(arm_names(comparison), comparison.arms, strict=True):
        steps = [(week, paid["typical"] / 100) for week, paid in arm.ledger.over_time()]
        steps.append((last, steps[-1][1]))
        ends[name] = steps[-1][1]
        rows += [{"arm": name, "week": week, "usd": usd} | empty for week, usd in steps]
        turning = mark_words(arm.ledger, typical(arm.ledger))
        marks += [(name, week, dict(steps)[week], text) for week, text in turning]
        paid = {"Treatment": arm_label(comparison.book, arm.options)}
        for label, until in (("First month", 4), ("3 months", 13), ("6 months", 26)):
            paid[label] = dollars(round(max(usd for w, usd in steps if w <= until) * 100))
        paid["In all"] = dollars(round(ends[name] * 100))
        shown.append(paid | {"Turning points": "; ".join(f"week {w}: {x}" for w, x in turning)})
    texts = charts.legible([(week, usd, text) for _, week, usd, text in marks])
    for (name, week, usd, _), text in zip(marks, texts, strict=True):
        rows.append({"arm": name, "week": week, "usd": usd} | empty | {"mark": text, "point": True})
    for name, usd in charts.spread(ends).items():
        rows.append({"arm": name, "week": last, "usd": ends[name]} | empty | {"label_usd": usd})
    st.vega_lite_chart(
        pd.DataFrame(rows),
        charts.over_time(),
        alt="What you would have paid by each week; the table below has the figures.",
    )
    if not marks:
        shown = [{k: v for k, v in row.items() if k != "Turning points"} for row in shown]
    drawing.table(shown, "What you would have paid after 1, 3 and 6 months and in all")


def _context(comparison: Comparison) -> None:
    tables = comparison.book
    opened = st.expander(
        "What is known about these treatments: effects, risks, FDA status",
        key="context",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        st.caption("For talking with your clinician. Not advice on which treatment to have.")
        for arm in comparison.arms:
            for option_id in arm.options:
                option = tables.options[option_id]
                treatment = tables.treatment_of(option_id)
                st.markdown(f"**{md(treatment.label)}: {md(option.label)}**")
                status = words().say(f"approval.{option.approval.status}")
                st.markdown(md(f"{status}. {option.approval.why}"))
                if option.driver:
                    st.markdown(md(option.driver))
                facts = (*option.context, *treatment.context)
                st.markdown(
                    "\n".join(f"- {md(f.text)} ({drawing.links(tables, f.sources)})" for f in facts)
                )


def _sources(comparison: Comparison) -> None:
    ids = comparison.source_ids()
    opened = st.expander(
        f"Where these figures come from ({len(ids)} sources)", key="sources", on_change="rerun"
    )
    if opened.open:
        with opened:
            book = comparison.book
            st.caption(
                md(
                    f"Pricing release {book.id}, prices of {book.release.prices_of}. "
                    f"{book.release.summary}"
                )
            )
            drawing.source_list(book, ids)
