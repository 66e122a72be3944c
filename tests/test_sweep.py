"""The grid gives what single comparisons give, to the cent."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from ketacost import Scenario, compare, default_scenario, load_prices, sweep
from ketacost.model.estimate import ArmEstimate
from ketacost.model.prices import LEVELS
from ketacost.model.scenario import (
    Choice,
    ClinicQuote,
    FamilyCover,
    Loan,
    OutOfNetwork,
    PlanTerms,
    ScenarioError,
)
from ketacost.model.sweep import AMOUNTS, Sweep

BOOK = load_prices("2026.1")
ALL = {"options": list(BOOK.options), "plans": list(BOOK.plans), "regions": list(BOOK.regions)}
YEAR = replace(default_scenario(BOOK), horizon="12m")
Cell = tuple[str, str, str, int | None]


@pytest.fixture(scope="module")
def country() -> Sweep:
    """All options x all plans x all regions, twelve months."""
    return sweep(BOOK, YEAR, **ALL)


def _cells(found: Sweep, many: int) -> Iterator[Cell]:
    rng = random.Random(20_26)
    for _ in range(many):
        yield (
            rng.choice(found.arms),
            rng.choice(found.plans),
            rng.choice(found.regions),
            rng.choice(found.sessions),
        )


def _alone(
    scenario: Scenario, option: str, plan: str, region: str, many: int | None
) -> ArmEstimate:
    sessions = BOOK.options[option].sessions.default if many is None else many
    arms = ((Choice(option, sessions),),)
    return compare(BOOK, replace(scenario, arms=arms, plan=plan, region=region)).arms[0]


def _equal(found: Sweep, scenario: Scenario, cells: Iterator[Cell], other: bool = False) -> int:
    """How many cells were compared with single comparisons and were the same."""
    same = 0
    for option, plan, region, many in cells:
        at = {"arm": option, "plan": plan, "region": region, "sessions": many}
        arm, number = found.arms.index(option), found.sessions.index(many)
        if not found.possible[arm, number]:
            assert not any(a.any() for a in found.at(**at).values())
            continue
        alone = _alone(scenario, option, plan, region, many)
        ledger = alone.otherwise if other and alone.otherwise else alone.ledger
        for name, cents in found.at(**at).items():
            assert cents.tolist() == list(ledger.totals()[name].values()), (at, name)
        complete = found.complete[arm, found.plans.index(plan), number]
        assert complete == (not ledger.unknown)
        same += 1
    return same


def test_two_thousand_cells_are_those_of_single_comparisons(country: Sweep) -> None:
    assert country.patient_pays.shape == (24, 14, 110, 1, 3)
    assert _equal(country, YEAR, _cells(country, 2_000)) == 2_000


OWN = {
    "quotes": {
        "quotes": (
            ClinicQuote("ketamine-infusion-iv", Decimal("2500.55"), 7),
            ClinicQuote("ketamine-infusion-iv", Decimal("450.25")),
            ClinicQuote("esketamine-session", Decimal(9_000), 20, True),
            ClinicQuote("inpatient-psychiatric-day", Decimal(3_500), 7),
        )
    },
    "savings that count": {"help": ("spravato-withme", "infusion-package", "sliding-scale")},
    "savings that do not count": {"help": ("spravato-withme",), "savings_count": False},
    "loan and tax": {"loan": Loan(24, Decimal("9.9")), "tax_rate_percent": 22},
    "outside the network": {
        "out_of_network": OutOfNetwork(500, 60, 80, 3_000),
        "outside": ("cbt.individual", "ketamine.esketamine"),
    },
    "own plan": {
        "start": (10, 10),
        "year_starts_month": 3,
        "deductible_usd": 800,
        "deductible_met_usd": 300,
        "out_of_pocket_max_usd": 3_000,
        "out_of_pocket_met_usd": 200,
        "drug_met_usd": 100,
        "family": FamilyCover("embedded", 1_500, 900, 6_000, 900),
        "hra_usd": 400,
        "terms": (PlanTerms("outpatient-procedure", 30, True, True),),
    },
}


@pytest.mark.parametrize("own", sorted(OWN))
def test_cells_with_own_terms(own: str) -> None:
    scenario = replace(YEAR, **OWN[own])
    some = ALL | {"regions": ALL["regions"][::9]}
    found = sweep(BOOK, scenario, **some)
    assert _equal(found, scenario, _cells(found, 400)) == 400


@pytest.mark.parametrize("own", ["quotes", "savings that do not count"])
def test_cells_over_sessions(own: str) -> None:
    scenario = replace(YEAR, **OWN[own])
    some = ALL | {"regions": ALL["regions"][:3]}
    found = sweep(BOOK, scenario, **some, sessions=[1, 3, 6, 9, 12, 24, 36])
    assert found.patient_pays.shape == (24, 14, 3, 7, 3)
    assert 100 < _equal(found, scenario, _cells(found, 300)) < 300


def test_cells_of_the_other_outcome() -> None:
    some = ALL | {"regions": ALL["regions"][:2]}
    found = sweep(BOOK, YEAR, **some, other_outcome=True)
    cells = [c for c in _cells(found, 300) if _alone(YEAR, *c).otherwise]
    assert _equal(found, YEAR, iter(cells), other=True) == len(cells) > 50


def test_a_scenarios_own_arms_at_several_numbers_of_sessions() -> None:
    """The first option of an arm has another number; a course that ends early ends no later."""
    arm = (Choice("ketamine.iv", 6, stop_after=4), Choice("cbt.individual", 16))
    scenario = replace(YEAR, arms=(arm,), plan="employer-ppo", region="oh")
    found = sweep(BOOK, scenario, sessions=[3, 6])
    assert found.arms == ("ketamine.iv:6~s4+cbt.individual:16",)
    for many, stop in ((3, 3), (6, 4)):
        first = replace(arm[0], sessions=many, stop_after=stop)
        alone = compare(BOOK, replace(scenario, arms=((first, arm[1]),))).arms[0]
        here = found.at(arm=found.arms[0], plan="employer-ppo", region="oh", sessions=many)
        for name, cents in here.items():
            assert cents.tolist() == list(alone.ledger.totals()[name].values())


def test_labels_and_what_adds_up(country: Sweep) -> None:
    assert country.release == "2026.1"
    assert (country.arms, country.plans) == (tuple(BOOK.options), tuple(BOOK.plans))
    assert (country.regions, country.sessions) == (tuple(BOOK.regions), (None,))
    assert country.levels == LEVELS
    assert country.possible.all() and country.possible.shape == (24, 1)
    assert country.complete.shape == (24, 14, 1)
    parts = country.patient_pays + country.plan_pays + country.assistance
    assert (parts == country.full_price).all()
    for name in AMOUNTS:
        assert getattr(country, name).dtype == np.int64
        assert (getattr(country, name) >= 0).all()


def test_amounts_at_labels(country: Sweep) -> None:
    whole = country.at()
    assert set(whole) == set(AMOUNTS) and whole["full_price"].shape == (24, 14, 110, 1, 3)
    ohio = country.at(plan="none", region="oh", level="typical", sessions=None)["patient_pays"]
    assert ohio.shape == (24,)
    option = country.arms.index("ketamine.iv")
    assert country.at(arm="ketamine.iv", plan="none", region="oh", level="typical", sessions=None)[
        "patient_pays"
    ] == ohio[option]  # fmt: skip
    with pytest.raises(KeyError, match="state"):
        country.at(state="oh")
    with pytest.raises(ValueError):
        country.at(region="atlantis")


def test_a_number_of_sessions_that_can_not_be() -> None:
    found = sweep(BOOK, default_scenario(BOOK), options=["ketamine.iv"], sessions=[0, 1, 6, 10_000])
    assert found.possible.tolist() == [[False, True, True, False]]
    assert found.complete.tolist() == [[[False, True, True, False]]]
    assert found.at(sessions=10_000, level="high")["full_price"].tolist() == [[[0]]]


def test_an_unknown_price_counts_for_nothing_and_is_told() -> None:
    """Nobody publishes what employer plans allow for an injection, should one cover it."""
    option = BOOK.options["ketamine.im"]
    covered = option.coverage.commercial.model_copy(
        update={"status": "covered", "still_covered": (), "never_covered": ()}
    )
    coverage = option.coverage.model_copy(update={"commercial": covered})
    option = option.model_copy(update={"coverage": coverage})
    ketamine = BOOK.treatments["ketamine"]
    ketamine = ketamine.model_copy(update={"options": ketamine.options | {"im": option}})
    book = replace(BOOK, treatments=BOOK.treatments | {"ketamine": ketamine})
    asked = {"options": ["ketamine.im", "ketamine.iv"], "plans": ["employer-ppo", "none"]}
    found = sweep(book, default_scenario(book), **asked, regions=["us", "oh"])
    assert found.complete.tolist() == [[[False], [True]], [[True], [True]]]
    part = found.at(arm="ketamine.im", plan="employer-ppo", region="us", level="typical")
    assert part["full_price"].tolist() == [16_300 + 8_282]  # evaluation and follow-up


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"options": ["ketamine.vi"]}, "ketamine.vi"),
        ({"plans": ["none", "ppo"]}, "ppo"),
        ({"regions": ["oh", "atlantis"]}, "atlantis"),
        ({"regions": ["ny"]}, "ny"),  # several regions: none of them
    ],
)
def test_what_is_not_known_is_refused(asked: dict[str, list[str]], text: str) -> None:
    with pytest.raises(ScenarioError, match="unknown-name") as refused:
        sweep(BOOK, YEAR, **asked)
    assert refused.value.problems[0]["text"] == text


def test_a_scenario_of_another_release_is_refused() -> None:
    with pytest.raises(ScenarioError, match="other-release"):
        sweep(BOOK, replace(YEAR, release="2025.1"))


def test_the_whole_country_takes_less_than_500_mb() -> None:
    """Of a process of its own, from its start to its end. Linux hands a process the peak of the one
    that started it as `ru_maxrss`; VmHWM is its own."""
    script = (
        "import re, resource\n"
        "from pathlib import Path\n"
        "from dataclasses import replace\n"
        "from ketacost import default_scenario, load_prices, sweep\n"
        "book = load_prices('2026.1')\n"
        "year = replace(default_scenario(book), horizon='12m')\n"
        "found = sweep(book, year, options=list(book.options), plans=list(book.plans),\n"
        "              regions=list(book.regions))\n"
        "assert found.patient_pays.size == 24 * 14 * 110 * 3\n"
        "status = Path('/proc/self/status')\n"
        "own = re.search(r'VmHWM:\\s+(\\d+)', status.read_text()) if status.exists() else None\n"
        "print(own[1] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) / 1_000 < 500
