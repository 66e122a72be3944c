"""Results as text for a terminal, at most 100 columns wide."""

from __future__ import annotations

import textwrap

from ketacost.model.before_after import kept_comparison, pairs
from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ranges import Range, ranges_of
from ketacost.output.columns import aligned
from ketacost.output.differences import difference
from ketacost.output.rows import ledger_rows
from ketacost.output.why import why_lines
from ketacost.tables import PriceBook
from ketacost.words.arms import (
    arm_label,
    before_words,
    billing_codes,
    extra_words,
    origin_words,
    range_meaning,
    service_label,
    typical,
    unknown_words,
)
from ketacost.words.before_after import changed_words, kept_words, why_words
from ketacost.words.card import CardWords, cards_words
from ketacost.words.figures import about, dollars_and_cents
from ketacost.words.help_by_income import limits_of_chosen, may_qualify_words, rules_words
from ketacost.words.language import words
from ketacost.words.links import shared_link
from ketacost.words.place_prices import place_price_words
from ketacost.words.scenario import crisis_line, estimate_line, horizon_words, month_name

WIDTH = 96


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _sentence(said: str) -> str:
    return said if said.endswith(".") else said + "."


def _heading(comparison: Comparison) -> str:
    scenario, book = comparison.scenario, comparison.book
    plan = book.plans[scenario.plan]
    month, day = scenario.start
    say = words().say
    asked = say(
        "terminal.asked",
        horizon=horizon_words(scenario),
        place=book.regions[scenario.region].label,
        plan=say("scenario.with-plan", plan=plan.phrase or plan.label),
        month=month_name(month),
        day=day,
    )
    return f"{_wrap(asked)}\n{estimate_line(book)}"


def _range(found: Range) -> str:
    say = words().say
    same = about(found.low) == about(found.high)
    return say("terminal.same" if same else "ranges.spread", low=found.low, high=found.high)


def _heads(*names: str) -> list[str]:
    return [words().say(f"columns.{name}") if name else "" for name in names]


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
    labels = [textwrap.wrap(row[0], 60) for row in rows]
    cells = [["", *heads[:2], f" {heads[2]}"]]
    for label, (_, was, now, change) in zip(labels, rows, strict=True):
        cells.append([label[0], was, now, f" {change}"])
    head, *lines = aligned(cells, (-60, 9, 9, -1))
    out.append(head)
    for line, label in zip(lines, labels, strict=True):
        out += [line, *label[1:]]
    why = filter(None, (why_words(pair) for pair in pairs(kept, comparison)))
    return ["", *out, *(_wrap(_sentence(one)) for one in why)]


def comparison_text(comparison: Comparison) -> str:
    """The comparison as a table: you pay, range, plan pays, visits, hours, coverage."""
    book, say = comparison.book, words().say
    labels = [textwrap.wrap(arm_label(book, arm.arm), 38) for arm in comparison.arms]
    places, you_pay, span, *others = _heads("", "you-pay", "range", "plan-pays", "visits", "hours")
    cells = [[places, you_pay, f" {span}", *others]]
    for arm, label, found in zip(comparison.arms, labels, ranges_of(comparison), strict=True):
        totals = arm.ledger.totals()
        you, plan = totals["patient_pays"]["typical"], totals["plan_pays"]["typical"]
        hours = f"{arm.hours():.0f}"
        span = f" {_range(found)}"
        cells.append([label[0], about(you), span, about(plan), str(arm.visits()), hours])
    head, *lines = aligned(cells, (-38, 9, -19, 9, 6, 5))
    rows, cards = [head], cards_words(comparison)
    for arm, card, label, line in zip(comparison.arms, cards, labels, lines, strict=True):
        rows += [line, *label[1:]]
        rows += [_wrap(_sentence(said), "    ") for said in _why(arm, card)]
        extra = [*before_words(arm, book), *extra_words(arm)]
        rows += [_wrap(_sentence(said), "    ") for said in extra]
        rows += [_wrap(said, "    ") for said in _not_counted(arm, book)]
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
            say("terminal.rounded"),
            say("terminal.link", link=shared_link(comparison.scenario)),
            crisis_line(),
        ]
    )


def _why(arm: ArmEstimate, card: CardWords) -> list[str]:
    """What decides the figure, and the other outcome; without insurance, why there is no range
    where there is none."""
    if arm.status:
        return [said for said in (card.why, card.otherwise) if said]
    return [] if "$" in card.range else [card.range[0].upper() + card.range[1:]]


def _not_counted(arm: ArmEstimate, book: PriceBook) -> list[str]:
    missing = unknown_words(arm.ledger, book)
    return [words().say("terminal.not-counted", what=one) for one in missing]


def _ledger_text(arm: ArmEstimate, book: PriceBook) -> list[str]:
    say, rules = words().say, []
    week, service, *amounts = _heads("week", "service", "full-price", "plan-pays", "you-pay")
    cells = [[week, f" {service}", *amounts]]
    for row in ledger_rows(book, arm.ledger, "typical"):
        many = f"{row['quantity']} x " if row["quantity"] > 1 else ""
        label = textwrap.shorten(many + row["label"], 41, placeholder="...")
        amounts = [
            say("terminal.unknown") if row[k] is None else dollars_and_cents(round(row[k] * 100))
            for k in _AMOUNTS
        ]
        cells.append([str(row["week"]), f" {label}", *amounts])
        both = [row["rule"], row["assistance_rule"] if row["assistance"] else ""]
        rules.append(_wrap(say("joining.sentence").join(filter(None, both)), "      "))
    totals = arm.ledger.totals()
    amounts = [dollars_and_cents(totals[k]["typical"]) for k in _AMOUNTS]
    cells.append(["", f" {say('terminal.total')}", *amounts])
    head, *lines, total = aligned(cells, (4, -42, 11, 11, 11))
    return [head, *(x for both in zip(lines, rules, strict=True) for x in both), total]


_AMOUNTS = ("full_price", "plan_pays", "patient_pays")


def _prices_text(arm: ArmEstimate, book: PriceBook) -> list[str]:
    """Each price that an arm uses, once: how it comes about, how sure it is, and its sources."""
    say, level = words().say, typical(arm.ledger)
    once = {service_label(book, line): line for line in reversed(arm.ledger.lines)}
    out = [say("terminal.prices")]
    for label in dict.fromkeys(service_label(book, line) for line in arm.ledger.lines):
        line, price = once[label], once[label].price
        amounts = say("terminal.unknown")
        if price.cents is not None:
            amounts = " / ".join(map(dollars_and_cents, price.cents))
        if price.units > 1:
            amounts = say("terminal.for-units", amounts=amounts, units=price.units)
        numbers = billing_codes(book, line)
        codes = f" [{', '.join(numbers)}]" if numbers else ""
        out.append(_wrap(f"{label}{codes}: {amounts}", "  "))
        sure = say(f"terminal.confidence.{price.confidence or 'none'}")
        out.append(_wrap(say("terminal.how", how=origin_words(line, level), sure=sure), "    "))
        ids = ", ".join(price.sources) or say("terminal.no-sources")
        out.append(_wrap(say("terminal.sources", ids=ids), "    "))
    return out


def _sources_text(comparison: Comparison) -> list[str]:
    out = [words().say("about.sources")]
    for name in comparison.source_ids():
        source = comparison.book.sources[name]
        dated = f", {source.published}" if source.published else ""
        out.append(_wrap(f"{name}: {source.title}. {source.publisher}{dated}", "  "))
        if source.url:
            out.append(f"    {source.url}")
    return out


def estimate_text(comparison: Comparison) -> str:
    """One arm: totals, coverage and why, each ledger line with its rule, prices and sources."""
    arm, book = comparison.arms[0], comparison.book
    [card], say = cards_words(comparison), words().say
    you = arm.ledger.totals()["patient_pays"]["typical"]
    out = [
        arm_label(book, arm.arm),
        _heading(comparison),
        "",
        say("terminal.you-pay", cents=you, range=card.range),
        _wrap(range_meaning(comparison.scenario)),
        *(_wrap(_sentence(said)) for said in (card.why, card.otherwise) if said),
    ]
    extra = [*before_words(arm, book), *extra_words(arm)]
    out += [_wrap(_sentence(said)) for said in extra]
    out += map(_wrap, place_price_words(comparison))
    out += [_wrap(say("terminal.why", why=c.why), "  ") for c in arm.coverage if c]
    out += map(_wrap, _not_counted(arm, book))
    sentence, *changes = why_lines(comparison, 0)
    out += ["", _wrap(sentence), say("why.levers"), *(_wrap(said, "  ") for said in changes)]
    out += ["", *_ledger_text(arm, book), "", *_prices_text(arm, book)]
    out += [*_help_text(comparison), *_kept_text(comparison), "", *_sources_text(comparison)]
    return "\n".join([*out, "", crisis_line()])
