"""Results as text for a terminal, at most 100 columns wide."""

from __future__ import annotations

import textwrap

from ketacost.model.before_after import kept_comparison, pairs
from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.link import to_link
from ketacost.model.ranges import Range, ranges_of
from ketacost.output.differences import difference
from ketacost.output.rows import ledger_rows
from ketacost.output.why import why_lines
from ketacost.tables import PriceBook
from ketacost.words.arms import (
    arm_label,
    before_words,
    billing_codes,
    coverage_words,
    extra_words,
    origin_words,
    range_meaning,
    range_words,
    service_label,
    typical,
    unknown_words,
)
from ketacost.words.before_after import changed_words, kept_words, why_words
from ketacost.words.figures import about, dollars_and_cents
from ketacost.words.help_by_income import limits_of_chosen, may_qualify_words, rules_words
from ketacost.words.language import words
from ketacost.words.place_prices import place_price_words
from ketacost.words.scenario import crisis_line, estimate_line, horizon_words, month_name

WIDTH = 96


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _sentence(words: str) -> str:
    return words if words.endswith(".") else words + "."


def _heading(comparison: Comparison) -> str:
    scenario, book = comparison.scenario, comparison.book
    plan = book.plans[scenario.plan]
    place = book.regions[scenario.region].label
    month, day = scenario.start
    start = f"{month_name(month)} {day}"
    return (
        f"{horizon_words(scenario)}, {place}, with {plan.phrase or plan.label}, "
        f"starting {start}\n{estimate_line(book)}"
    )


def _range(found: Range) -> str:
    low, high = about(found.low), about(found.high)
    return f"{low} to {high}" if low != high else "the same"


def _help_text(comparison: Comparison) -> list[str]:
    """What must be said of the help chosen, the help that a person who said their income may
    qualify for, and the rules that matter."""
    out = [_wrap(said) for said in limits_of_chosen(comparison.book, comparison.scenario)]
    if comparison.scenario.income_usd is not None:
        found = may_qualify_words(comparison)
        out += [words().say("help-by-income.heading")] if found else []
        for one in found:
            out.append(_wrap(f"{one.label}: {one.why}", "  "))
            out.append(_wrap(f"{one.text} [{', '.join(one.sources)}]", "    "))
    if rules := rules_words(comparison):
        out.append(words().say("help-by-income.rules"))
        out += [_wrap(f"{text} [{', '.join(sources)}]", "  ") for text, sources in rules]
    return ["", *out] if out else []


def _kept_text(comparison: Comparison) -> list[str]:
    """What was kept to compare with, what it cost, and why this costs more or less."""
    kept = kept_comparison(comparison)
    if kept is None:
        return []
    said = words().say("before-after.kept", scenario=kept_words(kept, comparison))
    out = [_wrap(said.replace("**", "")), _wrap(changed_words(kept.scenario, comparison.scenario))]
    rows = [[str(cell) for cell in row.values()] for row in difference(kept, comparison)]
    heads = [words().say(f"before-after.columns.{one}") for one in ("kept", "now", "difference")]
    out.append(f"{'':<60} {heads[0]:>9} {heads[1]:>9}  {heads[2]}")
    for what, was, now, change in rows:
        label = textwrap.wrap(what, 60)
        out.append(f"{label[0]:<60} {was:>9} {now:>9}  {change}")
        out += label[1:]
    why = filter(None, (why_words(pair) for pair in pairs(kept, comparison)))
    return ["", *out, *(_wrap(_sentence(one)) for one in why)]


def comparison_text(comparison: Comparison) -> str:
    """The comparison as a table: you pay, range, plan pays, visits, hours, coverage."""
    book = comparison.book
    rows = [f"{'':<38} {'You pay':>9}  {'Range':<18} {'Plan pays':>9} {'Visits':>6} {'Hours':>5}"]
    for arm, found in zip(comparison.arms, ranges_of(comparison), strict=True):
        totals = arm.ledger.totals()
        you, plan = totals["patient_pays"], totals["plan_pays"]
        label = textwrap.wrap(arm_label(book, arm.arm), 38)
        rows.append(
            f"{label[0]:<38} {about(you['typical']):>9}  {_range(found):<18} "
            f"{about(plan['typical']):>9} {arm.visits():>6} {arm.hours():>5.0f}"
        )
        rows += label[1:]
        if arm.status:
            rows.append(_wrap(coverage_words(arm, book) + ".", "    "))
        extra = [*before_words(arm, book), *extra_words(arm)]
        rows += [_wrap(_sentence(words), "    ") for words in extra]
        missing = unknown_words(arm.ledger, book)
        rows += [_wrap(f"Not counted: {words}", "    ") for words in missing]
    return "\n".join(
        [
            _heading(comparison),
            "",
            *rows,
            *_help_text(comparison),
            *_kept_text(comparison),
            "",
            *map(_wrap, place_price_words(comparison)),
            _wrap(range_meaning(comparison.scenario)),
            "Amounts are rounded; each line to the cent: ketacost estimate OPTION, or --json.",
            f"Link: {to_link(comparison.scenario)}",
            crisis_line(),
        ]
    )


def _ledger_text(arm: ArmEstimate, book: PriceBook) -> list[str]:
    rows = [f"{'Week':>4}  {'Service':<41} {'Full price':>11} {'Plan pays':>11} {'You pay':>11}"]
    for row in ledger_rows(book, arm.ledger, "typical"):
        many = f"{row['quantity']} x " if row["quantity"] > 1 else ""
        label = textwrap.shorten(many + row["label"], 41, placeholder="...")
        amounts = [
            "unknown" if row[k] is None else dollars_and_cents(round(row[k] * 100))
            for k in ("full_price", "plan_pays", "patient_pays")
        ]
        rows.append(f"{row['week']:>4}  {label:<41} " + " ".join(f"{a:>11}" for a in amounts))
        rule = row["rule"]
        if row["assistance"]:
            rule += f"; {row['assistance_rule']}"
        rows.append(_wrap(rule, "      "))
    totals = arm.ledger.totals()
    amounts = [
        dollars_and_cents(totals[k]["typical"]) for k in ("full_price", "plan_pays", "patient_pays")
    ]
    rows.append(f"{'':>4}  {'Total, typical':<41} " + " ".join(f"{a:>11}" for a in amounts))
    return rows


def estimate_text(comparison: Comparison) -> str:
    """One arm: totals, coverage and why, each ledger line with its rule, prices and sources."""
    arm, book = comparison.arms[0], comparison.book
    [found] = ranges_of(comparison)
    you = arm.ledger.totals()["patient_pays"]
    out = [
        arm_label(book, arm.arm),
        _heading(comparison),
        "",
        f"You pay about {about(you['typical'])}; range {range_words(found)}.",
        _wrap(range_meaning(comparison.scenario)),
        _wrap(coverage_words(arm, book) + "."),
    ]
    extra = [*before_words(arm, book), *extra_words(arm)]
    out += [_wrap(_sentence(words)) for words in extra]
    out += map(_wrap, place_price_words(comparison))
    out += [_wrap(f"Why: {c.why}", "  ") for c in arm.coverage if c]
    out += [_wrap(f"Not counted: {words}") for words in unknown_words(arm.ledger, book)]
    sentence, *changes = why_lines(comparison, 0)
    out += ["", _wrap(sentence), words().say("why.levers")]
    out += [_wrap(said, "  ") for said in changes]
    out += ["", *_ledger_text(arm, book), "", "Prices used (one unit, low / typical / high)"]
    seen = set()
    level = typical(arm.ledger)
    for line in arm.ledger.lines:
        label = service_label(book, line)
        if label in seen:
            continue
        seen.add(label)
        cents = line.price.cents
        price = "unknown" if cents is None else " / ".join(map(dollars_and_cents, cents))
        price += f" for {line.price.units}" if line.price.units > 1 else ""
        numbers = billing_codes(book, line)
        codes = f" [{', '.join(numbers)}]" if numbers else ""
        out.append(_wrap(f"{label}{codes}: {price}", "  "))
        how = f"typical: {origin_words(line, level)}"
        out.append(_wrap(f"{how}; confidence {line.price.confidence or 'none'}", "    "))
        out.append(_wrap(f"sources: {', '.join(line.price.sources) or 'none'}", "    "))
    out += [*_help_text(comparison), *_kept_text(comparison), "", "Sources"]
    for name in comparison.source_ids():
        source = book.sources[name]
        dated = f", {source.published}" if source.published else ""
        out.append(_wrap(f"{name}: {source.title}. {source.publisher}{dated}", "  "))
        if source.url:
            out.append(f"    {source.url}")
    return "\n".join([*out, "", crisis_line()])
