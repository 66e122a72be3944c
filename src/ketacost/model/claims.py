"""`ketacost adjudicate`: a plan file and a list of services to who pays what.

PLAN.yaml has the form of one entry of plans.yaml (sources may be left out). SERVICES.csv has the
columns `date` (2026-01-31), `benefit` (a benefit category) and `allowed_amount` (US dollars), and
may have `service` (any words), `covered` (yes or no), `quantity` (days of a stay) and `your_share`
(what the plan's explanation of benefits says you owe): then each line says whether that holds.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import numpy as np

from ketacost.model import cost_sharing
from ketacost.money import to_cents
from ketacost.tables import PricingFaults, load_prices
from ketacost.tables.faults import Fault, PricingError
from ketacost.tables.reading import Row, number_cell, read_table, read_yaml, validated
from ketacost.tables.schema import Benefit, Plan
from ketacost.tables.spelling import did_you_mean


def _benefit(text: str) -> str:
    text, known = text.strip(), get_args(Benefit)
    if text not in known:
        raise ValueError(
            f"unknown benefit '{text}'{did_you_mean(text, known)}; known: {', '.join(known)}"
        )
    return text


def _amount(text: str) -> Decimal:
    value = number_cell(text.replace("$", ""))
    if value is None:
        raise ValueError("the amount is empty; a price that is not known can't be adjudicated")
    return value


def _share(text: str) -> Decimal | None:
    return number_cell(text.replace("$", ""))


def _yes_or_no(text: str) -> bool:
    words = {"yes": True, "no": False, "": True}
    if text.strip().lower() not in words:
        raise ValueError(f"expected yes or no, found {text!r}")
    return words[text.strip().lower()]


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"expected a date such as 2026-01-31, found {text.strip()!r}") from None


def _quantity(text: str) -> int:
    text = text.strip() or "1"
    if not text.isdigit() or not 1 <= int(text) <= 366:
        raise ValueError(f"expected a whole number from 1 to 366, found {text!r}")
    return int(text)


COLUMNS = {
    "date": _date,
    "benefit": _benefit,
    "allowed_amount": _amount,
    "service": str.strip,
    "covered": _yes_or_no,
    "quantity": _quantity,
    "your_share": _share,
}
OPTIONAL = ("service", "covered", "quantity", "your_share")


def read_plan(name: str) -> Plan:
    """A plan from a file, or one of the latest release's by its id.

    Raises:
        PricingFaults: the file has faults.
        PricingError: neither a file nor a known plan.
    """
    path = Path(name)
    if path.is_file():
        document = read_yaml(path, path.name)
        plan = validated(document, Plan)
        if document.faults or plan is None:
            raise PricingFaults(document.faults, "the plan's file has faults")
        return plan
    plans = load_prices().plans
    if name not in plans:
        raise PricingError(
            f"'{name}' is neither a file nor a known plan{did_you_mean(name, plans)}"
        )
    return plans[name]


def read_services(name: str) -> list[Row]:
    """The rows of a services file, in date order.

    Raises:
        PricingFaults: the file can't be read or has faults.
    """
    path = Path(name)
    rows, document = read_table(path, path.name, COLUMNS, OPTIONAL)
    if not rows and not document.faults:
        document.faults.append(Fault(path.name, 1, 1, "", "no services in this file"))
    if document.faults:
        raise PricingFaults(document.faults, "the list of services has faults")
    return sorted(rows, key=lambda row: row["date"])


def adjudicate_files(plan_name: str, services_name: str, met: str | None = None) -> dict[str, Any]:
    """Cost sharing of a list of services; amounts in US dollars.

    Returns:
        `plan`, `lines` (date, service, benefit, allowed_amount, patient_pays, plan_pays, and the
        parts deductible, copayment, coinsurance, not_covered; rule; where the plan's own figure
        is given, stated_share and difference, above 0 where the plan asks for more), `totals`
        and, by plan year, `plan_years`.
    """
    plan, rows = read_plan(plan_name), read_services(services_name)
    try:
        met_usd = number_cell(met or "0") or Decimal(0)
    except ValueError as err:
        raise PricingError(f"--deductible-met: {err}") from None
    start = rows[0]["date"]
    claims = [
        cost_sharing.Claim(
            day=(row["date"] - start).days,
            benefit=row["benefit"],
            covered=row.cells.get("covered", True),
            quantity=row.cells.get("quantity", 1),
            plan_year=cost_sharing.plan_year(
                start, (row["date"] - start).days, plan.year_starts_month
            ),
        )
        for row in rows
    ]
    allowed = np.array([to_cents(row["allowed_amount"]) for row in rows], np.int64)
    standing = cost_sharing.Standing(paid=to_cents(met_usd))
    result = cost_sharing.adjudicate(plan, claims, allowed, standing=standing)
    amounts = {
        "allowed_amount": result.allowed,
        "patient_pays": result.patient,
        "plan_pays": result.plan,
        "deductible": result.deductible,
        "copayment": result.copayment,
        "coinsurance": result.coinsurance,
        "not_covered": result.not_covered,
    }
    lines = [
        {
            "date": row["date"].isoformat(),
            "service": row.cells.get("service") or row["benefit"],
            "benefit": row["benefit"],
            **{name: int(values[i]) / 100 for name, values in amounts.items()},
            "rules": result.rules(i),
            **_held_against(row.cells.get("your_share"), int(result.patient[i])),
        }
        for i, row in enumerate(rows)
    ]
    years = np.array([claim.plan_year for claim in claims])
    return {
        "plan": plan.label,
        "lines": lines,
        "totals": {name: int(values.sum()) / 100 for name, values in amounts.items()},
        "plan_years": [
            {name: int(values[years == year].sum()) / 100 for name, values in amounts.items()}
            for year in sorted(set(years.tolist()))
        ],
    }


def _held_against(stated_usd: Decimal | None, found_cents: int) -> dict[str, float]:
    if stated_usd is None:
        return {}
    cents = to_cents(stated_usd)
    return {"stated_share": cents / 100, "difference": (cents - found_cents) / 100}
