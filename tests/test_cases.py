"""The worked examples of tests/cases/*.yaml, each computed by hand. See tests/cases/README.md."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import naive
from ketacost import compare, load_prices
from ketacost.model import cost_sharing as cs
from ketacost.model.adjudication import Adjudication
from ketacost.model.estimate import ArmEstimate
from ketacost.model.ledger import ByLevel
from ketacost.model.plan_year import month_of_plan_year, plan_year
from ketacost.model.standing import Claim, FamilyLimits, Standing
from ketacost.money import to_cents
from ketacost.tables.places import find_zip
from ketacost.tables.reading import read_yaml
from ketacost.tables.schema import Plan
from ketacost.words.arms import mark_words, range_notes, rule_words, typical
from ketacost.words.language import words as words_of
from ketacost.words.scenario import second_look
from reading_links import read_fields

FOLDER = Path(__file__).parent / "cases"
PARTS = ("deductible", "copayment", "coinsurance", "not-covered", "saved", "hra")


def _cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        document = read_yaml(path, path.name)
        assert not document.faults, document.faults
        plans: dict[str, Any] = {}
        for case in document.data:
            if "plan-of" in case:
                case["plan"] = plans[case["plan-of"]]
            plans[case["name"]] = case.get("plan")
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
        Claim(
            (day - days[0]).days,
            service["benefit"],
            service.get("covered", True),
            service.get("quantity", 1),
            plan_year(days[0], (day - days[0]).days, plan.year_starts_month),
            month_of_plan_year(days[0], (day - days[0]).days, plan.year_starts_month),
            service.get("outside", False),
            service["undoes"] - 1 if "undoes" in service else None,
        )
        for day, service in zip(days, case["services"], strict=True)
    ]
    allowed = [to_cents(Decimal(s["amount"])) for s in case["services"]]
    result = cs.adjudicate(
        plan,
        claims,
        np.array(allowed),
        standing=_standing(case),
        savings_count=case.get("savings-count", True),
    )
    expected = case["expect"]
    tolerance = case.get("tolerance", 0)
    assert len(expected["patient"]) == len(claims)
    for i, amount in enumerate(expected["patient"]):
        _near(Decimal(int(result.patient[i])) / 100, amount, tolerance, f"service {i + 1}")
    for i, words in enumerate(expected.get("rules", [])):
        rule = ", ".join(words_of().code("rules", code) for code in result.rules(i))
        assert words in rule, f"service {i + 1}: {rule}"
    for part in PARTS:
        amounts = getattr(result, part.replace("-", "_"))
        assert len(expected.get(part, claims)) == len(claims)
        for i, amount in enumerate(expected.get(part, [])):
            _near(Decimal(int(amounts[i])) / 100, amount, tolerance, f"{part} of service {i + 1}")
    assert (result.patient + result.plan == result.allowed).all()
    _check_second_engine(case, plan, claims, allowed, result)


def _check_second_engine(
    case: dict[str, Any], plan: Plan, claims: list[Claim], allowed: list[int], result: Adjudication
) -> None:
    """naive.py gives the same, part by part."""
    here = _standing(case)
    standing = naive.Standing(
        here.paid, here.maximum_met, here.deductible_met, here.family, here.hra_left
    )
    count = case.get("savings-count", True)
    slow = naive.Naive(plan, claims, allowed, standing, savings_count=count)
    for part in naive.PARTS:
        assert getattr(result, part).tolist() == slow.column(part), part


def _standing(case: dict[str, Any]) -> Standing:
    def cents(key: str) -> int | None:
        return to_cents(Decimal(case[key])) if key in case else None

    family = case.get("family")
    return Standing(
        paid=cents("deductible-met") or 0,
        maximum_met=cents("out-of-pocket-met"),
        deductible_met={k: to_cents(Decimal(v)) for k, v in case.get("met", {}).items()},
        family=family
        and FamilyLimits(
            family["kind"] == "aggregate",
            *(to_cents(Decimal(family[k])) for k in ("deductible", "met", "max", "max-met")),
        ),
        hra_left=cents("hra-left"),
    )


def _check_scenario(case: dict[str, Any]) -> None:
    fields = {key: str(value) for key, value in case["scenario"].items()}
    book = load_prices(fields.pop("release"))
    scenario, problems = read_fields(fields, book)
    assert not problems
    asked = " ".join(second_look(scenario, book))
    assert ("asked" in case) == bool(asked) and case.get("asked", "") in asked
    comparison = compare(book, scenario)
    assert len(case["expect"]) == len(comparison.arms)
    for expected, arm in zip(case["expect"], comparison.arms, strict=True):
        assert expected["arm"] == arm.id
        assert set(expected) <= ARM_KEYS, set(expected) - ARM_KEYS
        _check_arm(expected, arm, case.get("tolerance", 0))


TOTALS = {
    "patient": "patient_pays",
    "plan": "plan_pays",
    "full": "full_price",
    "help": "assistance",
}
OF_THE_ARM = (
    "deduction",
    "getting-there",
    "each-alone",
    "monthly",
    "paid",
    "savings-otherwise",
    "lines",
)
ARM_KEYS = {
    *("arm", "marks", "visits", "unknown", "told", "rules"),
    *TOTALS,
    *(f"otherwise-{key}" for key in TOTALS),
    *OF_THE_ARM,
}


def _check_arm(expected: dict[str, Any], arm: ArmEstimate, tolerance: Any) -> None:
    found: dict[str, ByLevel] = {
        key: arm.ledger.totals()[name] for key, name in TOTALS.items()
    } | {
        "getting-there": arm.getting_there.totals()["full_price"] if arm.getting_there else {},
        "each-alone": arm.each_alone or {},
        "monthly": arm.repayment or {},
        "deduction": arm.ledger.by_level(arm.deduction.saved()) if arm.deduction else {},
        "paid": arm.ledger.paid(),
        "savings-otherwise": arm.savings.ledger.totals()["patient_pays"] if arm.savings else {},
    }  # fmt: skip
    if arm.otherwise:
        totals = arm.otherwise.totals()
        found |= {f"otherwise-{key}": totals[name] for key, name in TOTALS.items()}
    lines = arm.ledger.by(lambda line: line.service)
    found |= {service: totals["full_price"] for service, totals in lines.items()}
    wanted = {key: amounts for key, amounts in expected.items() if key in found}
    wanted |= expected.get("lines", {})
    assert set(expected) & set(OF_THE_ARM) - {"lines"} <= set(wanted)
    for key, amounts in wanted.items():
        for level, amount in amounts.items():
            cents = found.get(key, {}).get(level, 0)
            _near(Decimal(cents) / 100, amount, tolerance, f"{arm.id} {key} {level}")
    marks = [f"week {w}: {m}" for w, m in mark_words(arm.ledger, typical(arm.ledger))]
    assert marks == expected.get("marks", marks)
    if "visits" in expected:
        assert arm.visits() == expected["visits"]
    if "unknown" in expected:
        names = sorted({line.service for line in arm.ledger.unknown})
        assert names == sorted(expected["unknown"])
    if "told" in expected:
        assert expected["told"] in " ".join(range_notes(arm.ledger))
    for number, words in enumerate(expected.get("rules", [])):
        rule = rule_words(arm.ledger, number, typical(arm.ledger))
        assert words in rule, f"line {number + 1}: {rule}"
