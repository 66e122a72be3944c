"""How long honest ranges take, beside a plain loop over the draws, and in how much memory.

    python tests/benchmarks/ranges.py [--draws 200]

Four arms for twelve months, every draw of every price at once, as `range_of` does it; then one draw
after another as a plain loop would, on some draws, with its time scaled to all of them. The totals
of both are the same, to the cent. Each runs in a process of its own, for its peak memory. Not a
test: nothing is asserted by the clock.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np

from ketacost import Scenario, default_scenario, load_prices
from ketacost.model.ranges import DRAWS, DrawnPrices, provider_of, range_of
from ketacost.model.settle import dated_services, settle
from ketacost.tables import PriceBook


def _year(plan: str) -> tuple[PriceBook, Scenario]:
    book = load_prices("2026.1")
    return book, replace(default_scenario(book), horizon="12m", plan=plan)


def at_once(plan: str) -> tuple[float, float]:
    """Seconds of the first time and of the best of the next three."""
    book, year = _year(plan)
    spent = []
    for _ in range(4):
        start = time.perf_counter()
        for arm in year.arms:
            range_of.__wrapped__(book, year, arm)
        spent.append(time.perf_counter() - start)
    return spent[0], min(spent[1:])


def plain_loop(plan: str, draws: int) -> float:
    """Seconds for some draws, one after another; what needs no draw is worked out once."""
    return _looped(plan, draws, held=False)


def _looped(plan: str, draws: int, held: bool) -> float:
    """`held`: each total is held against that of all draws at once."""
    book, year = _year(plan)
    found: list[int] = []
    spent = 0.0
    at = np.linspace(0, DRAWS - 1, draws).astype(int)
    for arm in year.arms:
        services = dated_services(book, year, arm)
        owners = {dated.service: provider_of(book, dated) for dated in reversed(services)}
        start = time.perf_counter()
        for k in at:
            prices = DrawnPrices(book, year.region, owners, slice(k, k + 1))
            found.append(int(settle(book, year, services, prices).patient.sum(axis=-1)[0]))
        spent += time.perf_counter() - start
        if held:
            prices = DrawnPrices(book, year.region, owners)
            whole = settle(book, year, services, prices).patient.sum(axis=-1)
            assert found[-draws:] == np.broadcast_to(whole, DRAWS)[at].tolist(), arm
    return spent


def _alone(work: str, plan: str, draws: int) -> str:
    words = [sys.executable, __file__, "--draws", str(draws), "--work", work, "--plan", plan]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _work(work: str, plan: str, draws: int) -> str:
    if work == "tables":
        _year(plan)
        said = "the tables read, nothing else"
    elif work == "held":
        _looped(plan, draws, held=True)
        return "  the same, to the cent"
    elif work == "at-once":
        first, again = at_once(plan)
        said = f"{DRAWS:,} draws at once: first {first:.2f} s, again {again:.2f} s"
    else:
        spent = plain_loop(plan, draws)
        said = f"loop of {draws:,} draws: {spent:.2f} s; {spent * DRAWS / draws:.0f} s for all"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return f"{said}; peak {memory:.0f} MB"


def main() -> None:
    """Print each, plan by plan."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--work", choices=("tables", "at-once", "loop", "held"))
    parser.add_argument("--plan")
    asked = parser.parse_args()
    if asked.work:
        print(_work(asked.work, asked.plan, asked.draws))
        return
    print(_alone("tables", "none", asked.draws))
    for plan in ("none", "employer-ppo", "marketplace-silver"):
        for work in ("at-once", "loop"):
            print(f"four arms, 12 months, {plan}: {_alone(work, plan, asked.draws)}", flush=True)
        print(_alone("held", plan, asked.draws))


if __name__ == "__main__":
    main()
