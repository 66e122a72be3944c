"""One arm unfolded to rows of words: by service, line by line, both outcomes, the way there."""

from __future__ import annotations

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ledger import Ledger
from ketacost.model.ranges import range_of
from ketacost.output.rows import ledger_rows
from ketacost.tables import PriceBook
from ketacost.words.arms import range_words, service_label
from ketacost.words.figures import about, dollars_and_cents
from ketacost.words.language import words

Row = dict[str, object]


def service_rows(book: PriceBook, ledger: Ledger, level: str) -> list[Row]:
    """One row a service: how many, and who pays what at a price level, to the cent."""
    rows, say = [], words().say
    for label, at in ledger.groups(lambda line: service_label(book, line)).items():
        totals = ledger.part(at).totals()
        known = all(ledger.lines[i].known for i in at)
        row: Row = {
            say("columns.service"): label,
            say("columns.how-many"): sum(ledger.lines[i].dated.quantity for i in at),
        }
        for name, key in _money_columns(ledger):
            row[name] = dollars_and_cents(totals[key][level]) if known else say("columns.unknown")
        rows.append(row)
    return rows


def line_rows(book: PriceBook, ledger: Ledger, level: str) -> list[Row]:
    """One row a line, in time order, with the rules that decided it."""
    rows, say = [], words().say
    for line in ledger_rows(book, ledger, level):
        many = f"{line['quantity']} x " if line["quantity"] > 1 else ""
        codes = f" ({', '.join(line['codes'])})" if line["codes"] else ""
        label = many + line["label"] + codes
        row: Row = {say("columns.week"): line["week"], say("columns.service"): label}
        row |= {name: _exact(line[key]) for name, key in _money_columns(ledger)}
        row[say("columns.why")] = "; ".join(filter(None, (line["rule"], line["assistance_rule"])))
        rows.append(row | {say("columns.part"): say(f"phases.{line['phase']}")})
    return rows


def getting_there_rows(book: PriceBook, ledger: Ledger, level: str) -> list[Row]:
    """One row a drive, ride or hours away, with how its cost comes about."""
    say = words().say
    return [
        {
            say("columns.week"): line["week"],
            say("columns.what"): line["label"],
            say("columns.cost"): _exact(line["full_price"]),
            say("columns.how"): line["price"],
        }
        for line in ledger_rows(book, ledger, level)
    ]


def outcome_rows(comparison: Comparison, arm: ArmEstimate) -> list[Row]:
    """Approved and refused, side by side; empty where there is one outcome only."""
    if arm.otherwise is None:
        return []
    say = words().say
    agrees, refuses = say("columns.agrees"), say("columns.refuses")
    expected = arm.status == "prior-authorization"
    names = (agrees, refuses) if expected else (refuses, agrees)
    rows: list[Row] = []
    outcomes = zip(names, (arm.ledger, arm.otherwise), (False, True), strict=True)
    for name, ledger, other in outcomes:
        totals = ledger.totals()
        found = range_of(comparison.book, comparison.scenario, arm.arm, other)
        rows.append(
            {
                say("columns.outcome"): name,
                say("columns.you-pay-about"): about(totals["patient_pays"]["typical"]),
                say("columns.in-range"): range_words(found),
                say("columns.plan-pays-about"): about(totals["plan_pays"]["typical"]),
            }
        )
    return rows


def _money_columns(ledger: Ledger) -> list[tuple[str, str]]:
    """Headings and keys of money; help is shown only where there is some."""
    say = words().say
    help_ = [(say("columns.help"), "assistance")] if ledger.assistance.any() else []
    return [
        (say("columns.you-pay"), "patient_pays"),
        *help_,
        (say("columns.plan-pays"), "plan_pays"),
        (say("columns.full-price"), "full_price"),
    ]


def _exact(usd: float | None) -> str:
    return words().say("columns.unknown") if usd is None else dollars_and_cents(round(usd * 100))
