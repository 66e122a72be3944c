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
    rows = []
    for label, at in ledger.groups(lambda line: service_label(book, line)).items():
        totals = ledger.part(at).totals()
        known = all(ledger.lines[i].known for i in at)
        row: Row = {
            "Service": label,
            "How many": sum(ledger.lines[i].dated.quantity for i in at),
        }
        for name, key in _money_columns(ledger):
            row[name] = dollars_and_cents(totals[key][level]) if known else "not known"
        rows.append(row)
    return rows


def line_rows(book: PriceBook, ledger: Ledger, level: str) -> list[Row]:
    """One row a line, in time order, with the rules that decided it."""
    rows = []
    for line in ledger_rows(book, ledger, level):
        many = f"{line['quantity']} x " if line["quantity"] > 1 else ""
        codes = f" ({', '.join(line['codes'])})" if line["codes"] else ""
        row: Row = {"Week": line["week"], "Service": many + line["label"] + codes}
        row |= {name: _exact(line[key]) for name, key in _money_columns(ledger)}
        row["Why"] = "; ".join(filter(None, (line["rule"], line["assistance_rule"])))
        rows.append(row | {"Part": words().say(f"phases.{line['phase']}")})
    return rows


def getting_there_rows(book: PriceBook, ledger: Ledger, level: str) -> list[Row]:
    """One row a drive, ride or hours away, with how its cost comes about."""
    return [
        {
            "Week": line["week"],
            "What": line["label"],
            "Cost": _exact(line["full_price"]),
            "How": line["price"],
        }
        for line in ledger_rows(book, ledger, level)
    ]


def outcome_rows(comparison: Comparison, arm: ArmEstimate) -> list[Row]:
    """Approved and refused, side by side; empty where there is one outcome only."""
    if arm.otherwise is None:
        return []
    agrees, refuses = "If your plan agrees", "If it refuses"
    expected = arm.status == "prior-authorization"
    names = (agrees, refuses) if expected else (refuses, agrees)
    rows: list[Row] = []
    outcomes = zip(names, (arm.ledger, arm.otherwise), (False, True), strict=True)
    for name, ledger, other in outcomes:
        totals = ledger.totals()
        found = range_of(comparison.book, comparison.scenario, arm.arm, other)
        rows.append(
            {
                "Outcome": name,
                "You pay about": about(totals["patient_pays"]["typical"]),
                "range": range_words(found),
                "Your plan pays about": about(totals["plan_pays"]["typical"]),
            }
        )
    return rows


def _money_columns(ledger: Ledger) -> list[tuple[str, str]]:
    """Headings and keys of money; help is shown only where there is some."""
    help_ = [("Help", "assistance")] if ledger.assistance.any() else []
    return [
        ("You pay", "patient_pays"),
        *help_,
        ("Plan pays", "plan_pays"),
        ("Full price", "full_price"),
    ]


def _exact(usd: float | None) -> str:
    return "not known" if usd is None else dollars_and_cents(round(usd * 100))
