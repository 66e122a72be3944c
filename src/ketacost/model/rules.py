"""Which rules of a release's rules.yaml matter to a comparison.

`SHOWN` is the only list: a rule that stands in it is shown, with its sources, by every surface that
lists the rules of a comparison. Those in `ON_PAGES` have a page of their own.
"""

from __future__ import annotations

from collections.abc import Callable

from ketacost.model.estimate import Comparison

ON_PAGES = ("good-faith-estimate", "gfe-timing", "bill-dispute")
"""Shown under After the bill; the sheet's questions quote the last one."""


def _taxes(comparison: Comparison) -> bool:
    return comparison.scenario.itemize_percent is not None


def _mileage(comparison: Comparison) -> bool:
    return _taxes(comparison) and comparison.scenario.miles is not None


def _tax_free(comparison: Comparison) -> bool:
    return comparison.scenario.tax_rate_percent is not None


def _bronze(comparison: Comparison) -> bool:
    return _tax_free(comparison) and comparison.scenario.plan == "marketplace-bronze"


def _savings_of_no_use(comparison: Comparison) -> bool:
    """Whether a maker's savings were chosen under a government's insurance."""
    book, scenario = comparison.book, comparison.scenario
    government = book.plans[scenario.plan].coverage not in (None, "commercial")
    return government and any(book.help[name].kind == "savings" for name in scenario.help)


def _outside(comparison: Comparison) -> bool:
    scenario = comparison.scenario
    return bool(scenario.outside) or scenario.out_of_network is not None


def _card(comparison: Comparison) -> bool:
    loan = comparison.scenario.loan
    return loan is not None and loan.deferred


def _ketamine_at_home(comparison: Comparison) -> bool:
    """Ketamine that is prescribed from afar: an option whose every session is at home."""
    return any(
        line.at_home and line.dated.option.startswith("ketamine.")
        for arm in comparison.arms
        for line in arm.ledger.lines
    )


SHOWN: dict[str, Callable[[Comparison], bool]] = {
    "medical-expense-tax": _taxes,
    "medical-mileage-tax": _mileage,
    "tax-free-accounts": _tax_free,
    "hsa-contribution-limit": _tax_free,
    "hsa-bronze": _bronze,
    "savings-not-with-government-insurance": _savings_of_no_use,
    "out-of-network": _outside,
    "medical-credit-card": _card,
    "telehealth-prescribing": _ketamine_at_home,
}


def rules_that_matter(comparison: Comparison) -> list[str]:
    """Ids of the release's rules that matter to a comparison, in the order of `SHOWN`."""
    rules = comparison.book.rules
    return [name for name, matters in SHOWN.items() if name in rules and matters(comparison)]
