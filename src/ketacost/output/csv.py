"""A comparison for a spreadsheet: one row an arm, or one a billed service.

Nothing here reads a clock: the same comparison gives the same text, byte for byte.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ledger import Ledger
from ketacost.model.ranges import range_of
from ketacost.output.json import outcome, unknown_services
from ketacost.output.rows import ledger_rows
from ketacost.tables import PriceBook
from ketacost.words.arms import (
    arm_label,
    range_notes,
    service_label,
    sessions_words,
    status_words,
    unknown_words,
)
from ketacost.words.language import words
from ketacost.words.links import shared_link
from ketacost.words.scenario import horizon_words, scenario_words

_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# A spreadsheet runs a cell that begins with one of these, and some skip blanks and quotes first.
# The same after a semicolon: where the comma is the decimal sign, a spreadsheet splits there.
# The wide forms are those of Japanese keyboards, which some spreadsheets take for the plain ones.
_FORMULA = re.compile(r"""(^|;)(?=[\s'"‘’“”`]*[=+\-@＝＋－＠])""")


def safe_cell(value: object) -> str:
    """Text for a CSV cell that no spreadsheet runs as a formula.

    Line breaks, tabs and other control characters become a space, so one record stays on one
    line. Where a spreadsheet could read a formula (`=`, `+`, `-` or `@` first, also behind blanks
    or quotes), an apostrophe goes in front; to get the text back, drop that one apostrophe. None
    becomes an empty cell. Numbers are written by `_money` and are never negative.
    """
    text = "" if value is None else _CONTROL.sub(" ", str(value)).strip()
    return _FORMULA.sub(r"\1'", text)


def _money(cents: int | None) -> str:
    """US dollars with two decimals and no sign; empty where the amount is not known."""
    return "" if cents is None else f"{int(cents) // 100}.{int(cents) % 100:02d}"


def code_system(code: str) -> str:
    """`CPT 00104` or `HCPCS J0013`: said in full, so that no program takes it for a number."""
    return f"CPT {code}" if code.isdigit() else f"HCPCS {code}"


def _csv(rows: Iterable[dict[str, object]]) -> str:
    """Rows of one shape as CSV text: one header, CRLF line ends (RFC 4180).

    In a language with accents a byte order mark goes in front: without it spreadsheets show them as
    two signs each.
    """
    rows, out = list(rows), io.StringIO()
    if words().language != "en":
        out.write("\ufeff")
    writer = csv.writer(out)
    if rows:
        writer.writerow([safe_cell(heading(name)) for name in rows[0]])
    writer.writerows([safe_cell(value) for value in row.values()] for row in rows)
    return out.getvalue()


def heading(column: str) -> str:
    """What a column is called in the language that is spoken; in English by its own id.

    `otherwise_plan_pays_low` is put together from its three parts.
    """
    say = words().say
    try:
        return say(f"csv.columns.{column}")
    except KeyError:
        first, _, rest = column.partition("_")
        if first == "otherwise":
            return say("csv.otherwise", column=heading(rest))
        name, _, bound = column.rpartition("_")
        return say(f"csv.{bound}", column=heading(name))


def _sources(comparison: Comparison, ids: Iterable[str]) -> dict[str, str]:
    """Source ids, and their addresses where there is one, each list in the same order."""
    names = list(dict.fromkeys(ids))
    urls = [comparison.book.sources[name].url for name in names]
    return {"sources": " ".join(names), "source_addresses": " ".join(u for u in urls if u)}


def _provenance(comparison: Comparison, base_url: str) -> dict[str, str]:
    """Columns that every row ends with: scenario, release, link.

    Release and hash carry a word in front: `2026.10` alone would be read as the number 2026.1.
    """
    scenario, book, say = comparison.scenario, comparison.book, words().say
    return {
        "region": book.regions[scenario.region].label,
        "plan": book.plans[scenario.plan].label,
        "horizon": horizon_words(scenario),
        "scenario": scenario_words(scenario, book),
        "release": f"ketacost {book.id}",
        "prices": say("csv.prices-of", prices_of=book.release.prices_of),
        "released": book.entry.released.isoformat() if book.entry.released else say("csv.draft"),
        "content_hash": f"sha256 {book.content_hash}",
        "link": shared_link(scenario, base_url),
    }


def _totals(totals: Mapping[str, Mapping[str, int | None]], prefix: str = "") -> dict[str, str]:
    return {
        f"{prefix}{name}_{bound}": _money(bounds[bound])
        for name, bounds in totals.items()
        for bound in bounds
    }


def _by_confidence(arm: ArmEstimate, book: PriceBook, grade: str) -> str:
    lines = [x for x in arm.ledger.lines if x.price.confidence == grade]
    return "; ".join(dict.fromkeys(service_label(book, line) for line in lines))


def summary_csv(comparison: Comparison, base_url: str = "") -> str:
    """One row an arm: totals, coverage, confidence, sources, and the scenario and release.

    Plain columns, repeated in each row, so that a spreadsheet and pandas both read it. Money is in
    US dollars (`2850.00`). `otherwise_...` is the less expected outcome: refused, or covered after
    all; empty where there is none. Every cell has gone through `safe_cell`.

    Args:
        base_url: address of the page, for a whole link; without it the link is a query string.
    """
    return _csv(_summary_row(comparison, arm, base_url) for arm in comparison.arms)


def _summary_row(comparison: Comparison, arm: ArmEstimate, base_url: str) -> dict[str, object]:
    book, found = comparison.book, [c for c in arm.coverage if c]
    totals = arm.ledger.totals() | {"patient_pays": arm.ledger.paid()}
    other: Mapping[str, Mapping[str, int | None]]
    if arm.otherwise:
        other = arm.otherwise.totals() | {"patient_pays": arm.otherwise.paid()}
    else:
        other = {name: dict.fromkeys(arm.ledger.levels) for name in totals}
    ids = [s for c in found for s in c.sources]
    found_range = range_of(book, comparison.scenario, arm.arm)
    for i, line in enumerate(arm.ledger.lines):
        ids += [*line.price.sources, *arm.ledger.sources(i)]
    return {
        "arm": arm.id,
        "treatment": arm_label(book, arm.arm),
        **_totals(totals),
        "range_low": f"{found_range.low / 100:.2f}",
        "range_high": f"{found_range.high / 100:.2f}",
        "sessions": sessions_words(arm, book),
        "visits": arm.visits(),
        "hours": f"{arm.hours():.2f}",
        "weeks": arm.weeks(),
        "coverage": status_words(arm.status),
        "coverage_why": "; ".join(dict.fromkeys(c.why for c in found)),
        "coverage_confidence": "; ".join(c.confidence for c in found),
        "otherwise": outcome(arm) if arm.otherwise else "",
        **_totals(other, "otherwise_"),
        "otherwise_not_counted": "; ".join(
            x["label"] for x in (unknown_services(arm.otherwise, book) if arm.otherwise else ())
        ),
        "range_notes": " ".join(range_notes(arm.ledger)),
        "not_counted": "; ".join(unknown_words(arm.ledger, book)),
        **{f"{g}_confidence": _by_confidence(arm, book, g) for g in ("high", "medium", "low")},
        **_sources(comparison, ids),
        **_provenance(comparison, base_url),
    }


def ledger_csv(comparison: Comparison, base_url: str = "") -> str:
    """One row for each billed service of each arm, in time order; see `summary_csv` for the form.

    Low, typical and high stand side by side, so that the sum of a column over an arm is the arm's
    total. An amount that is not known is an empty cell, never zero. The rows are those of the
    expected outcome (`coverage` in the summary).
    """
    tail = _provenance(comparison, base_url)
    return _csv(
        {"arm": arm.id, "treatment": arm_label(comparison.book, arm.arm)} | row | tail
        for arm in comparison.arms
        for row in _ledger_rows(comparison, arm.ledger)
    )


def _ledger_rows(comparison: Comparison, ledger: Ledger) -> Iterable[dict[str, object]]:
    """The rows of a ledger with their bounds side by side, whatever amounts the ledger has."""
    by_bound = {*ledger.sums(), "rule", "assistance_rule", "price"}
    rows = ledger_rows(comparison.book, ledger)
    for first, *others in zip(*[rows] * len(ledger.levels), strict=True):
        known = [first, *others]
        row: dict[str, object] = {}
        for name, value in first.items():
            if name in by_bound:
                for line in known:
                    usd = line[name]
                    text = f"{usd:.2f}" if isinstance(usd, float) else usd
                    row[f"{name}_{line['bound']}"] = text
            elif name == "codes":
                row["billing_codes"] = "; ".join(map(code_system, value))
            elif name == "sources":
                row |= _sources(comparison, value)
            elif name != "bound":
                row[name] = " ".join(value) if isinstance(value, list) else value
        yield row
