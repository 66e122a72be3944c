"""A comparison as one document for other programs.

Nothing here reads a clock: the same comparison gives the same text, byte for byte.
"""

from __future__ import annotations

import json
from typing import Any

from ketacost.model.eligibility import MayQualify
from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ledger import ByLevel, Ledger
from ketacost.model.link import field_texts, to_link
from ketacost.model.ranges import Range, ranges_of
from ketacost.model.rules import rules_that_matter
from ketacost.model.scenario import Scenario
from ketacost.output.differences import kept_document
from ketacost.output.rows import ledger_rows
from ketacost.tables import PriceBook
from ketacost.tables.schema import Coverage
from ketacost.words.arms import arm_label, range_notes, service_label
from ketacost.words.help_by_income import help_words_of
from ketacost.words.links import shared_link


def _inputs(scenario: Scenario) -> dict[str, str]:
    """Every input as the link writes it; what the person reads first only where they said so, as no
    figure rests on it."""
    texts = field_texts(scenario)
    if not scenario.matters:
        del texts["matters"]
    return texts


def _dollars(cents: ByLevel | None) -> dict[str, float] | None:
    return None if cents is None else {level: c / 100 for level, c in cents.items()}


def _totals(ledger: Ledger) -> dict[str, Any]:
    """Totals in US dollars by price level; what the patient pays in order of what is paid, and
    where higher prices leave less to pay, what each price level gives."""
    totals = ledger.totals()
    found: dict[str, Any] = {name: _dollars(cents) for name, cents in totals.items()}
    found["patient_pays"] = _dollars(ledger.paid())
    found["patient_pays_at_prices"] = _dollars(totals["patient_pays"])
    found["range_notes"] = range_notes(ledger)
    return found


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


def unknown_services(ledger: Ledger, book: PriceBook) -> list[dict[str, str]]:
    """Each service whose price is not known, and why."""
    found = {line.service: line for line in ledger.unknown}
    return [
        {"service": name, "label": service_label(book, line), "why": line.price.unknown or ""}
        for name, line in found.items()
    ]


def outcome(arm: ArmEstimate) -> str:
    """What the less expected outcome is called: `refused` or `covered`."""
    return "refused" if arm.status == "prior-authorization" else "covered"


def arm_document(arm: ArmEstimate, book: PriceBook) -> dict[str, Any]:
    """One arm: totals in US dollars by price level, coverage, what is unknown, the whole ledger."""
    document: dict[str, Any] = {
        "arm": arm.id,
        "label": arm_label(book, arm.arm),
        **_totals(arm.ledger),
        "visits": arm.visits(),
        "hours": arm.hours(),
        "weeks": arm.weeks(),
        "coverage": [_coverage(o, c) for o, c in zip(arm.options, arm.coverage, strict=True)],
        "unknown": unknown_services(arm.ledger, book),
        "otherwise": None,
        "each_alone": _dollars(arm.each_alone),
        "monthly_payment": _dollars(arm.repayment),
        "getting_there": None,
        "savings_otherwise": None,
        "ways": {
            option: {one.kind: one.name for one in ways}
            for option, ways in zip(arm.options, arm.ways, strict=True)
        },
        "elsewhere": [
            {"option": e.option, "kind": e.kind, "way": e.name, **_totals(e.ledger)}
            | {"unknown": unknown_services(e.ledger, book)}
            for e in arm.elsewhere
        ],
        "deduction": _deduction(arm),
        "card": _card(arm.ledger),
        "ledger": list(ledger_rows(book, arm.ledger)),
    }
    if arm.getting_there is not None:
        document["getting_there"] = {
            "cost": _dollars(arm.getting_there.totals()["full_price"]),
            "ledger": list(ledger_rows(book, arm.getting_there)),
        }
    if arm.savings is not None:
        document["savings_otherwise"] = {
            "savings_count": arm.savings.counted,
            **_totals(arm.savings.ledger),
        }
    if arm.otherwise is not None:
        document["otherwise"] = {
            "outcome": outcome(arm),
            **_totals(arm.otherwise),
            "unknown": unknown_services(arm.otherwise, book),
        }
    return document


def _deduction(arm: ArmEstimate) -> dict[str, Any] | None:
    """The tax that itemizing saves at most, US dollars."""
    found = arm.deduction
    if found is None:
        return None
    return {
        "saves_at_most": _dollars(arm.ledger.by_level(found.saved())),
        "saves_at_most_in": {
            str(year): _dollars(arm.ledger.by_level(cents))
            for year, cents in found.saved_in.items()
        },
        "not_counted_a_year": found.floor_cents / 100,
        "rate_percent": found.rate_percent,
    }


def _card(ledger: Ledger) -> dict[str, Any] | None:
    """What a card with deferred interest leaves, and asks if a dollar were left, US dollars."""
    paid = ledger.repayment
    if paid is None or paid.card is None:
        return None
    return {
        "months": paid.months,
        "left": _dollars(ledger.by_level(paid.card.left)),
        "interest_if_late": _dollars(ledger.by_level(paid.card.if_late)),
    }


def _may_qualify(book: PriceBook, one: MayQualify) -> dict[str, Any]:
    """A kind of help that the person may qualify for; the limit is US dollars a year."""
    said, params = help_words_of(book, one), one.why.params
    return {
        "help": one.name,
        "label": said.label,
        "why": said.why,
        "text": said.text,
        "code": one.why.id,
        "percent_of_poverty_level": float(params["percent"]) if "percent" in params else None,
        "limit": params["limit_cents"] / 100 if "limit_cents" in params else None,
        "most_a_year": float(one.step.most_usd) if one.step and one.step.most_usd else None,
        "sources": list(said.sources),
    }


def _range(found: Range) -> dict[str, Any]:
    """Where 8 of 10 totals lie, US dollars, and what differs in them: `prices` or `schedules`."""
    return {
        "low": found.low / 100,
        "high": found.high / 100,
        "holds": "schedules" if found.schedule else "prices",
    }


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
            **_inputs(scenario),
            "arms": [arm.id for arm in comparison.arms],
            "start_month": scenario.start[0],
            "deductible": scenario.deductible_usd,
            "deductible_met": scenario.deductible_met_usd,
            "out_of_pocket_max": scenario.out_of_pocket_max_usd,
        },
        "link": to_link(scenario),
        "kept": kept_document(comparison),
        "arms": [
            arm_document(arm, book) | {"range": _range(found)}
            for arm, found in zip(comparison.arms, ranges_of(comparison), strict=True)
        ],
        "may_qualify": [_may_qualify(book, one) for one in comparison.may_qualify()],
        "rules": rules_that_matter(comparison),
        "sources": {
            name: book.sources[name].model_dump(mode="json") for name in comparison.source_ids()
        },
    }


def comparison_json(comparison: Comparison, base_url: str = "") -> str:
    """`comparison_document` as JSON text, ending in a line break."""
    link = shared_link(comparison.scenario, base_url)
    document = comparison_document(comparison) | {"link": link}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
