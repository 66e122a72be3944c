"""Page Compare: the question as a sentence to fill in, and the answer under it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ketacost.app import question
from ketacost.app import session as state
from ketacost.app.parts import drawing as pieces
from ketacost.app.parts import share as take
from ketacost.app.parts import since
from ketacost.app.parts.drawing import md
from ketacost.model.estimate import ArmEstimate, Comparison, compare
from ketacost.model.scenario import Scenario
from ketacost.output import picture as charts
from ketacost.output.export import scenario_words
from ketacost.tables import PriceBook
from ketacost.tables.schema import BOUNDS
from ketacost.tables.spelling import count
from ketacost.words.figures import about, dollars, dollars_and_cents
from ketacost.words.wording import (
    APPROVAL_WORDS,
    COVERAGE_WORDS,
    HORIZON_WORDS,
    PHASE_WORDS,
    course_notes,
    coverage_words,
    estimate_line,
    extra_words,
    range_words,
    sessions_words,
    unknown_words,
)


def show() -> None:
    """Draw the page; in a frame of another page, its short form."""
    tables, problems = state.start()
    embedded = bool(st.context.is_embedded)
    if not embedded:
        st.title("What would it cost me?", anchor=False)
    for problem in problems:
        st.warning(md(f"About this link: {problem}"), icon=":material/link:")
    if not embedded:
        question.ask(tables)
    scenario = state.scenario_of_widgets(tables)
    state.show_link(scenario)
    for asked in question.second_look(scenario, tables):
        st.info(md(asked))
    comparison = compare(tables, scenario)
    if embedded:
        _embedded(comparison)
        return
    pieces.crisis()
    since.tell(comparison)
    _cards(comparison)
    _ranges(comparison)
    _totals(comparison)
    _over_time(comparison)
    take.take(comparison)
    take.questions(comparison)
    _context(comparison)
    _sources(comparison)


def _embedded(comparison: Comparison) -> None:
    """A comparison fit for somebody else's page: what was asked, the cards, date, link, 988."""
    st.markdown(f"**{md(scenario_words(comparison))}**")
    _cards(comparison)
    st.caption(md(estimate_line(comparison.book)))
    pieces.crisis()
    take.copy_link(comparison)


# --- the answer ----------------------------------------------------------------------------------


def _names(comparison: Comparison) -> list[str]:
    """A name for each arm, each once: its treatments in a word, or its options where those are
    the same, or its number."""
    short = [" with ".join(dict.fromkeys(arm.names)) for arm in comparison.arms]
    labels = [arm.label for arm in comparison.arms]
    names: list[str] = []
    for number, (word, label) in enumerate(zip(short, labels, strict=True), 1):
        name = word if short.count(word) == 1 else label
        names.append(name if labels.count(label) == 1 else f"{name} ({number})")
    return names


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
    names = " with ".join(tables.treatments[t].label for t in arm.treatments)
    st.markdown(f"**{md(names)}**  \n:small[{md(options)}]")
    st.metric("You pay about", md(about(you["typical"])))
    lines = [range_words(you)]
    if plan["high"]:
        lines.append(f"Your plan pays about {about(plan['typical'])}")
    if scenario.plan != "none":
        lines.append(coverage_words(arm))
    lines.append(sessions_words(arm, tables))
    lines += extra_words(arm)
    if arm.ledger.unknown:
        lines.append("Not counted: " + count(len(unknown_words(arm)), "price") + " not known")
    st.markdown("  \n".join(md(line) for line in lines))
    approvals = {tables.options[o].approval.status for o in arm.options} - {"not-a-drug"}
    for status in sorted(approvals):
        st.caption(md(APPROVAL_WORDS[status]))


def _ranges(comparison: Comparison) -> None:
    tables, scenario = comparison.book, comparison.scenario
    st.subheader("How sure is that?", anchor=False)
    rows, shown, insured = [], [], scenario.plan != "none"
    for name, arm in zip(_names(comparison), comparison.arms, strict=True):
        totals = arm.ledger.totals()
        you = totals["patient_pays"]
        text = f"{name}: about {about(you['typical'])} ({range_words(you)})"
        rows.append({"text": text} | {b: you[b] / 100 for b in BOUNDS})
        row = {
            "Treatment": arm.label,
            "You pay": dollars(you["typical"]),
            "low": dollars(you["low"]),
            "high": dollars(you["high"]),
        }
        if insured:
            row["Your plan pays"] = dollars(totals["plan_pays"]["typical"])
            row["Full price"] = dollars(totals["full_price"]["typical"])
        shown.append(row | {"Visits": arm.visits(), "Hours": f"{arm.hours():.0f}"})
    words = "; ".join(row["text"] for row in rows)
    st.caption(
        md(
            f"What you pay for {HORIZON_WORDS[scenario.horizon].lower()}, with prices of "
            f"{tables.release.prices_of}. The line runs from a low to a high price (about 1 in 10 "
            "people pay less, 1 in 10 more); the dot is typical."
        )
    )
    st.vega_lite_chart(
        pd.DataFrame(rows),
        charts.ranges(pieces.ink()),
        alt=f"What you pay, low to high, with typical as a dot. {words}.",
    )
    pieces.table(shown, "The same numbers: what you pay and what your plan pays, by treatment")


def _totals(comparison: Comparison) -> None:
    st.subheader("What makes up each total", anchor=False)
    st.session_state.setdefault("bound", "typical")
    bound = st.segmented_control(
        "Which prices", BOUNDS, key="bound", required=True, label_visibility="collapsed"
    )
    for number, arm in enumerate(comparison.arms):
        total = dollars_and_cents(arm.ledger.totals()["patient_pays"][bound])
        opened = st.expander(md(f"{arm.label}: {total}"), key=f"lines_{number}", on_change="rerun")
        if opened.open:
            with opened:
                _breakdown(arm, comparison, bound, number)


def _breakdown(arm: ArmEstimate, comparison: Comparison, bound: str, number: int) -> None:
    for choice, coverage in zip(arm.arm, arm.coverage, strict=True):
        if coverage:
            label = comparison.book.options[choice.option].label
            words = COVERAGE_WORDS[coverage.status]
            st.markdown(md(f"{label}: {words.lower()}. {coverage.why}"))
            if coverage.criteria:
                st.markdown(md(f"What plans ask for: {coverage.criteria}"))
    if arm.otherwise:
        _both_outcomes(arm)
    for words in unknown_words(arm):
        st.markdown(md(f"Not counted. {words}"))
    notes = course_notes(arm, comparison.book)
    if notes:
        st.caption("  \n".join(md(note) for note in notes))
    st.markdown("**By service**")
    rows = []
    for label, totals in arm.ledger.by(lambda line: line.label).items():
        many = sum(line.what.quantity for line in arm.ledger.lines if line.label == label)
        known = all(line.known for line in arm.ledger.lines if line.label == label)
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
    pieces.table(rows, f"{arm.label}: cost by service")
    st.markdown("**Line by line**")
    lines = []
    for row in arm.ledger.rows():
        if row["bound"] != bound:
            continue
        many = f"{row['quantity']} x " if row["quantity"] > 1 else ""
        codes = f" ({', '.join(row['codes'])})" if row["codes"] else ""
        lines.append(
            {
                "Week": row["week"],
                "Service": many + row["label"] + codes,
                **{name: _cents(row[key]) for name, key in _columns(arm)},
                "Why": "; ".join(filter(None, (row["rule"], row["assistance_rule"]))),
                "Part": PHASE_WORDS[row["phase"]],
            }
        )
    with st.container(key=f"ledger_{number}"):
        pieces.table(lines, f"{arm.label}: every line in time order")
    if arm.getting_there:
        st.markdown("**Getting there and time, apart from the cost of care**")
        pieces.table(
            [
                {
                    "Week": row["week"],
                    "What": row["label"],
                    "Cost": _cents(row["full_price"]),
                    "How": row["price"],
                }
                for row in arm.getting_there.rows()
                if row["bound"] == bound
            ],
            f"{arm.label}: getting there and time",
        )
    st.markdown("**Where these prices come from**")
    seen = {}
    for line in arm.ledger.lines:
        seen.setdefault(line.label, line)
    for line in seen.values():
        quote = line.quote
        price = " / ".join(dollars_and_cents(c) for c in quote.cents) if quote.cents else "unknown"
        note = f" {quote.note}" if quote.note else ""
        sure = f" Confidence: {quote.confidence}." if quote.confidence else ""
        st.markdown(f"**{md(line.label)}**: {md(price)} (low / typical / high)")
        st.caption(md(f"{quote.how}.{sure}{note}"))
        pieces.source_list(comparison.book, quote.sources)
    rules = [source for line in arm.ledger.lines for source in line.rule_sources]
    if rules:
        st.markdown("**Where the rules of coverage and cost sharing come from**")
        pieces.source_list(comparison.book, rules)


def _both_outcomes(arm: ArmEstimate) -> None:
    """Approved and refused, side by side."""
    rows = []
    granted, refused = "If your plan agrees", "If it refuses"
    first, second = (
        (granted, refused) if arm.status == "prior-authorization" else (refused, granted)
    )
    for words, ledger in ((first, arm.ledger), (second, arm.otherwise)):
        totals = ledger.totals()
        rows.append(
            {
                "Outcome": words,
                "You pay about": about(totals["patient_pays"]["typical"]),
                "range": range_words(totals["patient_pays"]),
                "Your plan pays about": about(totals["plan_pays"]["typical"]),
            }
        )
    pieces.table(rows, f"{arm.label}: what you pay if your plan agrees, and if it refuses")
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
    last = max(a.ledger.lines[-1].what.week for a in comparison.arms)
    empty = {"label_usd": None, "mark": None, "point": False}
    for name, arm in zip(_names(comparison), comparison.arms, strict=True):
        steps = [(week, typical / 100) for week, _, typical, _ in arm.ledger.over_time()]
        steps.append((last, steps[-1][1]))
        ends[name] = steps[-1][1]
        rows += [{"arm": name, "week": week, "usd": usd} | empty for week, usd in steps]
        turning = [(arm.ledger.lines[m.line].what.week, m.text) for m in arm.ledger.marks]
        marks += [(name, week, dict(steps)[week], text) for week, text in turning]
        paid = {"Treatment": arm.label}
        for label, until in (("First month", 4), ("3 months", 13), ("6 months", 26)):
            paid[label] = dollars(round(max(usd for w, usd in steps if w <= until) * 100))
        paid["In all"] = dollars(round(ends[name] * 100))
        shown.append(paid | {"Turning points": "; ".join(f"week {w}: {x}" for w, x in turning)})
    words = charts.legible([(week, usd, text) for _, week, usd, text in marks])
    for (name, week, usd, _), text in zip(marks, words, strict=True):
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
    pieces.table(shown, "What you would have paid after 1, 3 and 6 months and in all")


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
                st.markdown(md(f"{APPROVAL_WORDS[option.approval.status]}. {option.approval.why}"))
                if option.driver:
                    st.markdown(md(option.driver))
                facts = (*option.context, *treatment.context)
                st.markdown(
                    "\n".join(f"- {md(f.text)} ({pieces.links(tables, f.sources)})" for f in facts)
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
            pieces.source_list(book, ids)
