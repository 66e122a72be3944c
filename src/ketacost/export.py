"""A comparison as a document for other programs."""

from __future__ import annotations

from typing import Any

from ketacost.estimate import ArmEstimate, Comparison, Ledger
from ketacost.pricebook.models import BOUNDS, Coverage


def _usd(totals: dict[str, dict[str, int]]) -> dict[str, dict[str, float]]:
    return {name: {b: t[b] / 100 for b in BOUNDS} for name, t in totals.items()}


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
        "ledger": list(arm.ledger.rows()),
    }
    if arm.otherwise is not None:
        document["otherwise"] = {
            "outcome": "refused" if arm.status == "prior-authorization" else "covered",
            **_usd(arm.otherwise.totals()),
            "unknown": _unknown(arm.otherwise),
        }
    return document


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """A whole comparison: release, scenario, link, arms with ledgers, and the sources they name.

    Money is in US dollars; `null` is an unknown amount, never zero.
    """
    scenario, book = comparison.scenario, comparison.book
    return {
        "release": book.id,
        "prices_of": book.release.prices_of,
        "content_hash": book.content_hash,
        "scenario": {
            "region": scenario.region,
            "plan": scenario.plan,
            "horizon": scenario.horizon,
            "start_month": scenario.start_month,
            "deductible": scenario.deductible_usd,
            "deductible_met": scenario.deductible_met_usd,
            "out_of_pocket_max": scenario.out_of_pocket_max_usd,
            "arms": [arm.id for arm in comparison.arms],
        },
        "link": scenario.to_link(),
        "arms": [arm_document(arm) for arm in comparison.arms],
        "sources": {
            name: book.sources[name].model_dump(mode="json") for name in comparison.source_ids()
        },
    }
