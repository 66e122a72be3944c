"""How long a rerun of the page takes, beside that of an empty script.

    python tests/benchmark.py [--runs 50]

Runs both scripts through Streamlit's own script runner, without a browser, in turn, and prints
the median and range of milliseconds. Not a test: nothing is asserted by the clock.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

import ketacost.app

SCRIPT = Path(ketacost.app.__file__).parent / "entry" / "script.py"


def _timed(page: AppTest) -> float:
    start = time.perf_counter()
    page.run()
    assert not page.exception
    return (time.perf_counter() - start) * 1000


def _compare() -> AppTest:
    """The page with its question open, as while somebody changes it."""
    page = AppTest.from_file(str(SCRIPT), default_timeout=30)
    page.session_state["question"] = True
    return page


def main() -> None:
    """Print both, run after run in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=50)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text('import streamlit as st\nst.title("empty")\n')
        pages = {
            "empty script": AppTest.from_file(str(empty), default_timeout=30),
            "page Compare": _compare(),
        }
        times: dict[str, list[float]] = {name: [] for name in pages}
        for run in range(runs + 3):
            plan = ("employer-ppo", "none", "original-medicare")[run % 3]
            for name, page in pages.items():
                if run and name == "page Compare":
                    page.pills(key="plan").set_value(plan)
                spent = _timed(page)
                if run >= 3:
                    times[name].append(spent)
    for name, values in times.items():
        print(
            f"{name}: median {statistics.median(values):.1f} ms "
            f"({min(values):.1f} to {max(values):.1f}, {len(values)} runs)"
        )


if __name__ == "__main__":
    main()
