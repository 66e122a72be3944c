"""Results as text for a terminal, at most 100 columns wide."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from ketacost.words.figures import about, dollars_and_cents

if TYPE_CHECKING:
    from ketacost.model.estimate import ArmEstimate, Comparison

WIDTH = 96


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _heading(comparison: Comparison) -> str:
    from ketacost.words.wording import HORIZON_WORDS, MONTHS, estimate_line

    scenario, book = comparison.scenario, comparison.book
    plan = book.plans[scenario.plan]
    place = book.regions[scenario.region].label
    start = f"{MONTHS[scenario.start_month - 1]} {scenario.start_day}"
    return (
        f"{HORIZON_WORDS[scenario.horizon]}, {place}, with {plan.phrase or plan.label}, "
        f"starting {start}\n{estimate_line(book)}"
    )


def _range(bounds: dict[str, int]) -> str:
    low, high = about(min(bounds.values())), about(max(bounds.values()))
    return f"{low} to {high}" if low != high else "the same"


def comparison_text(comparison: Comparison) -> str:
    """The comparison as a table: you pay, range, plan pays, visits, hours, coverage."""
    from ketacost.words.wording import CRISIS_LINE, coverage_words, extra_words, unknown_words

    rows = [f"{'':<38} {'You pay':>9}  {'Range':<18} {'Plan pays':>9} {'Visits':>6} {'Hours':>5}"]
    for arm in comparison.arms:
        totals = arm.ledger.totals()
        you, plan = totals["patient_pays"], totals["plan_pays"]
        label = textwrap.wrap(arm.label, 38)
        rows.append(
            f"{label[0]:<38} {about(you['typical']):>9}  {_range(you):<18} "
            f"{about(plan['typical']):>9} {arm.visits():>6} {arm.hours():>5.0f}"
        )
        rows += label[1:]
        if arm.status:
            rows.append(_wrap(coverage_words(arm) + ".", "    "))
        rows += [_wrap(words + ".", "    ") for words in extra_words(arm)]
        rows += [_wrap(f"Not counted: {words}", "    ") for words in unknown_words(arm)]
    return "\n".join(
        [
            _heading(comparison),
            "",
            *rows,
            "",
            "Amounts are rounded; each line to the cent: ketacost estimate OPTION, or --json.",
            f"Link: {comparison.scenario.to_link()}",
            CRISIS_LINE,
        ]
    )


def _ledger_text(arm: ArmEstimate) -> list[str]:
    rows = [f"{'Week':>4}  {'Service':<41} {'Full price':>11} {'Plan pays':>11} {'You pay':>11}"]
    for row in arm.ledger.rows():
        if row["bound"] != "typical":
            continue
        many = f"{row['quantity']} x " if row["quantity"] > 1 else ""
        label = textwrap.shorten(many + row["label"], 41, placeholder="...")
        amounts = [
            "unknown" if row[k] is None else dollars_and_cents(round(row[k] * 100))
            for k in ("full_price", "plan_pays", "patient_pays")
        ]
        rows.append(f"{row['week']:>4}  {label:<41} " + " ".join(f"{a:>11}" for a in amounts))
        rule = row["rule"]
        if row["assistance"]:
            cents = round(row["assistance"] * 100)
            rule += f"; help {dollars_and_cents(cents)} ({row['assistance_rule']})"
        rows.append(_wrap(rule, "      "))
    totals = arm.ledger.totals()
    amounts = [
        dollars_and_cents(totals[k]["typical"]) for k in ("full_price", "plan_pays", "patient_pays")
    ]
    rows.append(f"{'':>4}  {'Total, typical':<41} " + " ".join(f"{a:>11}" for a in amounts))
    return rows


def estimate_text(comparison: Comparison) -> str:
    """One arm: totals, coverage and why, each ledger line with its rule, prices and sources."""
    from ketacost.words.wording import (
        CRISIS_LINE,
        coverage_words,
        extra_words,
        range_words,
        unknown_words,
    )

    arm, book = comparison.arms[0], comparison.book
    you = arm.ledger.totals()["patient_pays"]
    out = [
        arm.label,
        _heading(comparison),
        "",
        f"You pay about {about(you['typical'])}; range {range_words(you)}.",
        _wrap(coverage_words(arm) + "."),
    ]
    out += [_wrap(words + ".") for words in extra_words(arm)]
    out += [_wrap(f"Why: {c.why}", "  ") for c in arm.coverage if c]
    out += [_wrap(f"Not counted: {words}") for words in unknown_words(arm)]
    out += ["", *_ledger_text(arm), "", "Prices used (one unit, low / typical / high)"]
    seen = set()
    for line in arm.ledger.lines:
        if line.label in seen:
            continue
        seen.add(line.label)
        cents = line.quote.cents
        price = " / ".join(dollars_and_cents(c) for c in cents) if cents else "unknown"
        codes = f" [{', '.join(line.codes)}]" if line.codes else ""
        out.append(_wrap(f"{line.label}{codes}: {price}", "  "))
        out.append(_wrap(f"{line.quote.how}; confidence {line.quote.confidence or 'none'}", "    "))
        out.append(_wrap(f"sources: {', '.join(line.quote.sources) or 'none'}", "    "))
    out += ["", "Sources"]
    for name in comparison.source_ids():
        source = book.sources[name]
        dated = f", {source.published}" if source.published else ""
        out.append(_wrap(f"{name}: {source.title}. {source.publisher}{dated}", "  "))
        if source.url:
            out.append(f"    {source.url}")
    return "\n".join([*out, "", CRISIS_LINE])


def _holds(stated_usd: float, difference_usd: float) -> str:
    """Whether a plan's own figure for a line is the one its terms give."""
    stated = dollars_and_cents(round(stated_usd * 100))
    if not difference_usd:
        return f"the plan says {stated}: holds"
    cents = round(abs(difference_usd) * 100)
    more = "more" if difference_usd > 0 else "less"
    return f"the plan says {stated}: {dollars_and_cents(cents)} {more} than these terms give"


def _verdict(difference_cents: int, wrong: int, lines: int) -> str:
    if not wrong:
        return "The plan's arithmetic holds on every line that states your share."
    whole = dollars_and_cents(abs(difference_cents))
    more = "more" if difference_cents > 0 else "less"
    words = f"{wrong} of {lines} stated shares differ; in all the plan asks for {whole} {more}."
    return (
        words + "\nCheck first that the plan's terms and what you had paid before are right here; "
        "then ask the plan to explain these lines."
    )


def adjudication_text(result: dict[str, Any]) -> str:
    """Cost sharing line by line."""

    def cells(row: dict[str, Any]) -> str:
        names = ("allowed_amount", "plan_pays", "patient_pays")
        return " ".join(f"{dollars_and_cents(round(row[n] * 100)):>11}" for n in names)

    rows = [
        result["plan"],
        f"{'Date':<10}  {'Service':<30} {'Allowed':>11} {'Plan pays':>11} {'You pay':>11}  Rule",
    ]
    for line in result["lines"]:
        label = textwrap.shorten(line["service"], 30, placeholder="...")
        rows.append(f"{line['date']}  {label:<30} {cells(line)}  {line['rule']}")
        if "difference" in line:
            rows.append(f"{'':<12}{_holds(line['stated_share'], line['difference'])}")
    if len(result["plan_years"]) > 1:
        for number, year in enumerate(result["plan_years"], 1):
            rows.append(f"{'':<10}  {f'Plan year {number}':<30} {cells(year)}")
    rows.append(f"{'':<10}  {'Total':<30} {cells(result['totals'])}")
    stated = [line for line in result["lines"] if "difference" in line]
    if stated:
        whole = sum(round(line["difference"] * 100) for line in stated)
        wrong = sum(bool(line["difference"]) for line in stated)
        rows += ["", _verdict(whole, wrong, len(stated))]
    return "\n".join(rows)
