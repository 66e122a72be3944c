"""A plan that somebody wrote down: one entry of plans.yaml in a file of its own."""

from __future__ import annotations

from pathlib import Path

from ketacost.tables.book import load_prices
from ketacost.tables.faults import PricingError, PricingFaults
from ketacost.tables.reading import read_yaml
from ketacost.tables.schema import Plan
from ketacost.tables.spelling import did_you_mean
from ketacost.tables.told import told
from ketacost.tables.validating import validated


def read_plan(name: str) -> Plan:
    """A plan from a file, or one of the latest release's by its id. Sources may be left out.

    Raises:
        PricingFaults: the file has faults.
        PricingError: neither a file nor a known plan.
    """
    path = Path(name)
    if path.is_file():
        document = read_yaml(path, path.name)
        plan = validated(document, Plan)
        if document.faults or plan is None:
            raise PricingFaults(document.faults, told("the plan's file has faults"))
        return plan
    plans = load_prices().plans
    if name not in plans:
        near = did_you_mean(name, plans)
        raise PricingError(
            told("'{name}' is neither a file nor a known plan{near}", name=name, near=near)
        )
    return plans[name]
