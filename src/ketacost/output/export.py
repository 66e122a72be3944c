"""A comparison to take away: JSON, CSV for a spreadsheet, and one sentence to copy.

Nothing here reads a clock: the same comparison gives the same text, byte for byte.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ketacost.model.estimate import ArmEstimate, Comparison, Ledger
from ketacost.model.scenario import Scenario, link_fields
from ketacost.tables import PriceBook
from ketacost.tables.schema import BOUNDS, Coverage
from ketacost.tables.spelling import count
from ketacost.words.figures import about, listing
from ketacost.words.wording import (
    COVERAGE_WORDS,
    HORIZON_WORDS,
    MONTHS,
    range_words,
    sessions_words,
    unknown_words,
)


def _usd(totals: dict[str, dict[str, int]]) -> dict[str, dict[str, float]]:
    return {name: {b: t[b] / 100 for b in BOUNDS} for name, t in totals.items()}


def _dollars(bounds: dict[str, int] | None) -> dict[str, float] | None:
    return bounds and {bound: cents / 100 for bound, cents in bounds.items()}


def _coverage(option: str, coverage: Coverage | None) -> dict[str, Any] | None:
    if coverage is None:
        return None
    return {
        "option": option,
        "status": coverage.status,
        "why": coverage.why,
        "criteria": coverage.criteria,
        "confidence": coverage.confidence,
        "sources": list(coverage.sources),
    }


def _unknown(ledger: Ledger) -> list[dict[str, str]]:
    found = {line.what.service: line for line in ledger.unknown}
    return [
        {"service": name, "label": line.label, "why": line.quote.unknown or ""}
        for name, line in found.items()
    ]


def _outcome(arm: ArmEstimate) -> str:
    """What the less expected outcome is called."""
    return "refused" if arm.status == "prior-authorization" else "covered"


def arm_document(arm: ArmEstimate) -> dict[str, Any]:
    """One arm: totals in US dollars by bound, coverage, what is unknown, and the whole ledger."""
    document: dict[str, Any] = {
        "arm": arm.id,
        "label": arm.label,
        **_usd(arm.ledger.totals()),
        "visits": arm.visits(),
        "hours": arm.hours(),
        "weeks": arm.weeks(),
        "coverage": [_coverage(o, c) for o, c in zip(arm.options, arm.coverage, strict=True)],
        "unknown": _unknown(arm.ledger),
        "otherwise": None,
        "each_alone": _dollars(arm.apart),
        "monthly_payment": _dollars(arm.loan_payment),
        "getting_there": None,
        "ledger": list(arm.ledger.rows()),
    }
    if arm.getting_there is not None:
        document["getting_there"] = {
            **_usd({"cost": arm.getting_there.totals()["full_price"]}),
            "ledger": list(arm.getting_there.rows()),
        }
    if arm.otherwise is not None:
        document["otherwise"] = {
            "outcome": _outcome(arm),
            **_usd(arm.otherwise.totals()),
            "unknown": _unknown(arm.otherwise),
        }
    return document


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """A whole comparison: release, scenario, link, arms with ledgers, and the sources they name.

    Money is in US dollars; `null` is an unknown amount, never zero. `released` is the day on which
    the prices were released, `null` for a draft.
    """
    scenario, book = comparison.scenario, comparison.book
    released = book.entry.released
    return {
        "release": book.id,
        "prices_of": book.release.prices_of,
        "released": released.isoformat() if released else None,
        "content_hash": book.content_hash,
        "scenario": {
            **link_fields(scenario.to_link()),  # every input, as the link writes it
            "arms": [arm.id for arm in comparison.arms],
            "start_month": scenario.start_month,
            "deductible": scenario.deductible_usd,
            "deductible_met": scenario.deductible_met_usd,
            "out_of_pocket_max": scenario.out_of_pocket_max_usd,
        },
        "link": scenario.to_link(),
        "arms": [arm_document(arm) for arm in comparison.arms],
        "sources": {
            name: book.sources[name].model_dump(mode="json") for name in comparison.source_ids()
        },
    }


def full_link(comparison: Comparison, base_url: str = "") -> str:
    """The link of a comparison; without a base address its query string alone.

    Args:
        base_url: address of the app's page; a query or fragment that it carries is dropped.
    """
    return re.split(r"[?#]", base_url, maxsplit=1)[0] + comparison.scenario.to_link()


def comparison_json(comparison: Comparison, base_url: str = "") -> str:
    """`comparison_document` as JSON text, ending in a line break."""
    document = comparison_document(comparison) | {"link": full_link(comparison, base_url)}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


# --- CSV -----------------------------------------------------------------------------------------

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
    """Rows of one shape as CSV text: one header, CRLF line ends (RFC 4180)."""
    rows, out = list(rows), io.StringIO()
    writer = csv.writer(out)
    if rows:
        writer.writerow([safe_cell(name) for name in rows[0]])
    writer.writerows([safe_cell(value) for value in row.values()] for row in rows)
    return out.getvalue()


def _sources(comparison: Comparison, ids: Iterable[str]) -> dict[str, str]:
    """Source ids, and their addresses where there is one, each list in the same order."""
    names = list(dict.fromkeys(ids))
    urls = [comparison.book.sources[name].url for name in names]
    return {"sources": " ".join(names), "source_addresses": " ".join(u for u in urls if u)}


def _provenance(comparison: Comparison, base_url: str) -> dict[str, str]:
    """Columns that every row ends with: scenario, release, link.

    Release and hash carry a word in front: `2026.10` alone would be read as the number 2026.1.
    """
    scenario, book = comparison.scenario, comparison.book
    return {
        "region": book.regions[scenario.region].label,
        "plan": book.plans[scenario.plan].label,
        "horizon": HORIZON_WORDS[scenario.horizon],
        "scenario": scenario_words(comparison),
        "release": f"ketacost {book.id}",
        "prices": f"prices of {book.release.prices_of}",
        "released": book.entry.released.isoformat() if book.entry.released else "draft",
        "content_hash": f"sha256 {book.content_hash}",
        "link": full_link(comparison, base_url),
    }


def _totals(totals: dict[str, dict[str, int]], prefix: str = "") -> dict[str, str]:
    return {
        f"{prefix}{name}_{bound}": _money(bounds[bound])
        for name, bounds in totals.items()
        for bound in BOUNDS
    }


def _by_confidence(arm: ArmEstimate, grade: str) -> str:
    labels = dict.fromkeys(x.label for x in arm.ledger.lines if x.quote.confidence == grade)
    return "; ".join(labels)


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
    found = [c for c in arm.coverage if c]
    totals = arm.ledger.totals()
    other = arm.otherwise.totals() if arm.otherwise else {k: dict.fromkeys(BOUNDS) for k in totals}
    ids = [s for c in found for s in c.sources]
    ids += [s for x in arm.ledger.lines for s in x.quote.sources + x.rule_sources]
    return {
        "arm": arm.id,
        "treatment": arm.label,
        **_totals(totals),
        "sessions": sessions_words(arm, comparison.book),
        "visits": arm.visits(),
        "hours": f"{arm.hours():.2f}",
        "weeks": arm.weeks(),
        "coverage": COVERAGE_WORDS[arm.status],
        "coverage_why": "; ".join(dict.fromkeys(c.why for c in found)),
        "coverage_confidence": "; ".join(c.confidence for c in found),
        "otherwise": _outcome(arm) if arm.otherwise else "",
        **_totals(other, "otherwise_"),
        "otherwise_not_counted": "; ".join(
            x["label"] for x in (_unknown(arm.otherwise) if arm.otherwise else ())
        ),
        "not_counted": "; ".join(unknown_words(arm)),
        **{f"{g}_confidence": _by_confidence(arm, g) for g in ("high", "medium", "low")},
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
        {"arm": arm.id, "treatment": arm.label} | row | tail
        for arm in comparison.arms
        for row in _ledger_rows(comparison, arm.ledger)
    )


def _ledger_rows(comparison: Comparison, ledger: Ledger) -> Iterable[dict[str, object]]:
    """The rows of a ledger with their bounds side by side, whatever amounts the ledger has."""
    by_bound = {*ledger.totals(), "rule"}
    rows = iter(ledger.rows())
    for first, *others in zip(*[rows] * len(BOUNDS), strict=True):
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


# --- words ---------------------------------------------------------------------------------------


def scenario_words(comparison: Comparison) -> str:
    """The scenario in words: `One course, Ohio, with an employer plan (PPO), starting in January`.

    What the person changed (own plan, quotes, help, distance) is named; what is usual is not.
    """
    scenario, book = comparison.scenario, comparison.book
    plan = book.plans[scenario.plan]
    start = MONTHS[scenario.start_month - 1]
    if scenario.start_day != 1:
        start += f" {scenario.start_day}"
    return ", ".join(
        [
            HORIZON_WORDS[scenario.horizon],
            book.regions[scenario.region].label,
            f"with {plan.phrase or plan.label}",
            f"starting {'in' if scenario.start_day == 1 else 'on'} {start}",
            *(_plan_words(scenario) if plan.accumulators else ()),
            *_own_words(scenario, book),
        ]
    )


def _plan_words(scenario: Scenario) -> Iterator[str]:
    """What the person said of their plan."""
    if scenario.deductible_usd is not None:
        yield f"deductible ${scenario.deductible_usd:,}"
    if scenario.deductible_met_usd:
        yield f"${scenario.deductible_met_usd:,} already paid this plan year"
    if scenario.out_of_pocket_max_usd is not None:
        yield f"out-of-pocket maximum ${scenario.out_of_pocket_max_usd:,}"
    if scenario.year_starts_month is not None:
        yield f"plan year from {MONTHS[scenario.year_starts_month - 1]}"
    for terms in scenario.terms:
        share = f"{terms.amount}%" if terms.percent else f"${terms.amount:,}"
        after = " after the deductible" if terms.after_deductible else ""
        yield f"you pay {share}{after} for {terms.benefit.replace('-', ' ')}"
    if network := scenario.out_of_network:
        yield (
            f"out of network the plan pays {network.share_percent}% of an allowed amount "
            f"({network.allowed_percent}% of the charge) after ${network.deductible_usd:,}"
        )


def _own_words(scenario: Scenario, book: PriceBook) -> Iterator[str]:
    """Quotes, help, money and distance."""
    for quote in scenario.quotes:
        many = f"{quote.package} x " if quote.package > 1 else ""
        yield f"your own quote of ${quote.usd:,} for {many}{book.services[quote.service].label}"
    if scenario.help:
        yield f"{count(len(scenario.help), 'kind')} of help with the cost"
    if scenario.tax_rate_percent is not None:
        yield f"paid from an HSA or FSA (tax rate {scenario.tax_rate_percent}%)"
    if scenario.loan is not None:
        rate = f"{scenario.loan.rate_percent:f}% a year"
        yield f"a payment plan over {count(scenario.loan.months, 'month')} at {rate}"
    if scenario.miles is not None:
        yield f"{count(scenario.miles, 'mile')} to the clinic"
    if scenario.ride_usd is not None:
        yield f"${scenario.ride_usd:,} for a ride home"
    if scenario.wage_usd is not None:
        yield f"${scenario.wage_usd:,} an hour for time away"


def _figure(arm: ArmEstimate) -> str:
    """`about $3,100 ($2,350 to $5,200; if refused, ...) for Ketamine: IV infusion in a clinic`."""
    you = arm.ledger.totals()["patient_pays"]
    inside = [range_words(you)]
    if arm.otherwise is not None:
        cents = about(arm.otherwise.totals()["patient_pays"]["typical"])
        lead = "if refused" if _outcome(arm) == "refused" else "if the plan covers it"
        inside.append(f"{lead}, about {cents}")
    if missing := len(unknown_words(arm)):
        inside.append(f"{count(missing, 'price')} not known and not counted")
    return f"about {about(you['typical'])} ({'; '.join(inside)}) for {arm.label}"


def sentence(comparison: Comparison, base_url: str = "") -> str:
    """One sentence to copy into testimony or an email: what the patient pays for the first arm,
    its range, the other arms, the date of the prices, and the link.

    It ends with the link and no full stop, so that the link stays one that can be clicked.
    """
    first, *others = map(_figure, comparison.arms)
    book = comparison.book
    start, comma, rest = scenario_words(comparison).partition(", ")
    then = f", compared with {listing(others)}" if others else ""
    return (
        f"For {start[0].lower()}{start[1:]}{comma}{rest}, a patient would pay {first}{then}; "
        f"an estimate with prices of {book.release.prices_of} (ketacost release {book.id}), "
        f"figures and sources at {full_link(comparison, base_url)}"
    )
