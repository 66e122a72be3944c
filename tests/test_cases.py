"""The worked examples of tests/cases/*.yaml, each computed by hand. See tests/cases/README.md."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ketacost import compare, load_prices
from ketacost.model import cost_sharing as cs
from ketacost.model.scenario import questions, read_fields
from ketacost.money import to_cents
from ketacost.tables.places import find_zip
from ketacost.tables.reading import read_yaml
from ketacost.tables.schema import Plan

FOLDER = Path(__file__).parent / "cases"


def _cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        document = read_yaml(path, path.name)
        assert not document.faults, document.faults
        for case in document.data:
            found.append(pytest.param(case, id=f"{path.stem}: {case['name']}"))
    return found


def _near(found: Decimal, expected: Any, tolerance: Any, what: str) -> None:
    assert abs(found - Decimal(expected)) <= Decimal(tolerance), (
        f"{what}: expected {expected}, found {found}"
    )


def test_there_are_enough_cases() -> None:
    assert len(_cases()) >= 40


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    assert case["why"], "a case says how its figures were worked out"
    if "zip" in case:
        _check_place(case)
    elif "services" in case:
        _check_cost_sharing(case)
    else:
        _check_scenario(case)


def _check_place(case: dict[str, Any]) -> None:
    place = find_zip(case["zip"])
    found = place and {"region": place.region, "rurality": place.rurality}
    assert found == case["expect"]


def _check_cost_sharing(case: dict[str, Any]) -> None:
    named = isinstance(case["plan"], str)
    plan = load_prices("2026.1").plans[case["plan"]] if named else Plan(**case["plan"])
    days = [date.fromisoformat(s["date"]) for s in case["services"]]
    claims = [
        cs.Claim(
            (day - days[0]).days,
            service["benefit"],
            service.get("covered", True),
            service.get("quantity", 1),
            cs.plan_year(days[0], (day - days[0]).days, plan.year_starts_month),
        )
        for day, service in zip(days, case["services"], strict=True)
    ]
    allowed = [to_cents(Decimal(s["amount"])) for s in case["services"]]
    met = {}
    for key, name in (
        ("deductible-met", "deductible_met_cents"),
        ("out-of-pocket-met", "out_of_pocket_met_cents"),
    ):
        if key in case:
            met[name] = to_cents(Decimal(case[key]))
    result = cs.adjudicate(plan, claims, np.array(allowed), **met)
    expected = case["expect"]
    tolerance = case.get("tolerance", 0)
    assert len(expected["patient"]) == len(claims)
    for i, amount in enumerate(expected["patient"]):
        _near(Decimal(int(result.patient[i])) / 100, amount, tolerance, f"service {i + 1}")
    for i, words in enumerate(expected.get("rules", [])):
        assert words in cs.rule(result, i), f"service {i + 1}: {cs.rule(result, i)}"
    assert (result.patient + result.plan == result.allowed).all()


def _check_scenario(case: dict[str, Any]) -> None:
    fields = {key: str(value) for key, value in case["scenario"].items()}
    book = load_prices(fields.pop("release"))
    scenario, problems = read_fields(fields, book)
    assert not problems
    asked = " ".join(questions(scenario, book))
    assert ("asked" in case) == bool(asked) and case.get("asked", "") in asked
    comparison = compare(book, scenario)
    assert len(case["expect"]) == len(comparison.arms)
    for expected, arm in zip(case["expect"], comparison.arms, strict=True):
        assert expected["arm"] == arm.id
        ledgers = {"": arm.ledger, "otherwise-": arm.otherwise}
        for prefix, ledger in ledgers.items():
            for short, name in (
                ("patient", "patient_pays"),
                ("plan", "plan_pays"),
                ("full", "full_price"),
                ("help", "assistance"),
            ):
                for bound, amount in expected.get(prefix + short, {}).items():
                    found = Decimal(ledger.totals()[name][bound]) / 100
                    _near(found, amount, case.get("tolerance", 0), f"{arm.id} {short} {bound}")
        way = arm.getting_there.totals()["full_price"] if arm.getting_there else {}
        for key, bounds in (
            ("getting-there", way),
            ("each-alone", arm.apart),
            ("monthly", arm.loan_payment),
        ):
            for bound, amount in expected.get(key, {}).items():
                found = Decimal(bounds.get(bound, 0)) / 100
                _near(found, amount, case.get("tolerance", 0), f"{arm.id} {key} {bound}")
        marks = [f"week {arm.ledger.lines[m.line].what.week}: {m.text}" for m in arm.ledger.marks]
        assert marks == expected.get("marks", marks)
        if "visits" in expected:
            assert arm.visits() == expected["visits"]
        if "unknown" in expected:
            names = sorted({line.what.service for line in arm.ledger.unknown})
            assert names == sorted(expected["unknown"])
