"""How long the whole country takes, beside the plain loop, and one comparison of four arms.

    python tests/benchmarks/sweep.py [--cells 2000] [--runs 50]

Sweeps all options x all regions x all plans for twelve months, then compares cells one by one as a
plain loop would, checks that they are the same to the cent, and prints both times of the same run.
The loop is run on some cells and its time is scaled to all of them; `--cells 0` runs it whole. Not
a test: nothing is asserted by the clock.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

from ketacost import Scenario, compare, default_scenario, load_prices, sweep
from ketacost.model.scenario import Choice
from ketacost.tables import PriceBook


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def _memory() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def _loop(book: PriceBook, year: Scenario, cells: list[tuple[str, str, str]]) -> list[list[int]]:
    found = []
    for option, plan, region in cells:
        arm = (Choice(option, book.options[option].sessions.default),)
        scenario = replace(year, arms=(arm,), plan=plan, region=region)
        (alone,) = compare(book, scenario).arms
        found.append(list(alone.ledger.totals()["patient_pays"].values()))
    return found


def _year(book: PriceBook) -> Scenario:
    return replace(default_scenario(book), horizon="12m")


def _timed_loop(
    release: str, cells: list[tuple[str, str, str]]
) -> tuple[float, list[list[int]], int]:
    book = load_prices(release)
    seconds, found = _timed(lambda: _loop(book, _year(book), cells))
    return seconds, found, _memory()


def country(book: PriceBook, cells: int) -> None:
    """The whole country cell by cell, in a process of its own for its memory, and at once."""
    year = _year(book)
    axes = {
        "options": list(book.options),
        "plans": list(book.plans),
        "regions": list(book.regions),
    }
    every = list(product(*axes.values()))
    some = every if not cells else random.Random(1).sample(every, cells)
    print(f"the tables read, nothing else: peak {_memory()} MB")
    with multiprocessing.get_context("fork").Pool(1) as own:
        alone, found, memory = own.apply(_timed_loop, (book.id, some))
    print(
        f"loop of {len(some):,} cells: {alone:.2f} s; "
        f"{alone * len(every) / len(some):.0f} s for all; peak {memory} MB"
    )
    spent = [_timed(lambda: sweep(book, year, **axes)) for _ in range(3)]
    first, again = spent[0][0], min(s for s, _ in spent[1:])
    grid = spent[0][1]
    print(
        f"sweep of {len(every):,} cells: first {first:.2f} s, again {again:.2f} s; "
        f"peak {_memory()} MB"
    )
    for (option, plan, region), cents in zip(some, found, strict=True):
        at = grid.at(arm=option, plan=plan, region=region, sessions=None)
        assert at["patient_pays"].tolist() == cents, (option, plan, region)
    print("  the same, to the cent")


def comparisons(book: PriceBook, runs: int) -> None:
    """One comparison of four arms."""
    for plan, horizon in product(("none", "employer-ppo", "marketplace-silver"), ("course", "12m")):
        scenario = replace(default_scenario(book), plan=plan, horizon=horizon)
        times = sorted(_timed(lambda: compare(book, scenario))[0] for _ in range(runs))  # noqa: B023
        lines = sum(len(arm.ledger.lines) for arm in compare(book, scenario).arms)
        print(
            f"four arms, {plan}, {horizon}, {lines} lines: least {times[0] * 1000:.2f} ms, "
            f"median {times[len(times) // 2] * 1000:.2f} ms"
        )


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cells", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=50)
    asked = parser.parse_args()
    book = load_prices("2026.1")
    country(book, asked.cells)
    comparisons(book, asked.runs)


if __name__ == "__main__":
    main()
