"""How long, and in how much memory, hospital files of any size are read.

    python tests/benchmarks/hospital_mrf.py [--megabytes 1000] [--ours 1] [--form tall|wide|json]

Makes a file in each form that CMS publishes (in a temporary folder, deleted afterwards), and reads
it in processes of their own: the importer, and as the plainest work on the same bytes a loop over
lines (CSV) or pieces (JSON), and Python's own reader of the form: `csv.reader`, or `json.load`,
which holds the whole file. Prints seconds and peak memory of each. Not a test: nothing is asserted
by the clock.
"""

from __future__ import annotations

import argparse
import itertools
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1] / "tables"))

from hospital_forms import as_json, tall, wide  # noqa: E402

OURS = [
    *("90791", "90792", "90834", "90837", "90853", "90867", "90868", "90870", "96365", "99213"),
    *("99214", "G0463", "G2083", "80053", "85025", "93000"),
]
PLANS = [(f"Insurer {n}", plan) for n in range(12) for plan in ("PPO", "Medicare Advantage")]
ALONE = """
import resource, sys, time
start = time.perf_counter()
{work}
took = time.perf_counter() - start
print(f"{{took:.1f}} {{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}}")
"""
LINES = "with open(sys.argv[1], 'rb') as file:\n    n = sum(1 for _ in file)"
PIECES = "with open(sys.argv[1], 'rb') as file:\n    while file.read(1 << 18): pass"
CSV = (
    "import csv\nwith open(sys.argv[1], encoding='utf-8', newline='') as file:\n"
    "    n = sum(1 for _ in csv.reader(file))"
)
WHOLE = "import json\nwith open(sys.argv[1], encoding='utf-8') as file: whole = json.load(file)"
IMPORT = """
from pathlib import Path
from ketacost.tables.upkeep.hospital.mrf import import_hospital_mrf
out = Path(sys.argv[1] + ".observations.csv")
report = import_hospital_mrf([Path(sys.argv[1])], sys.argv[2].split(","), out, Path(f"{out}.b"))
tally = report.files[0].tally
print(dict(tally.rows), dict(tally.amounts), file=sys.stderr)
"""


def charges(ours: float) -> Iterator[dict[str, Any]]:
    """Charges without end; `ours` percent of them are of our codes."""
    rng = random.Random(20260401)
    for n in itertools.count():
        mine = rng.random() * 100 < ours
        code = rng.choice(OURS) if mine else f"{10000 + n % 9000}"
        gross = round(rng.uniform(20, 5000), 2)
        rates = []
        for payer, plan in PLANS:
            share = rng.uniform(20, 90)
            if rng.random() < 0.8:
                said: dict[str, Any] = {"dollar": round(gross * share / 100, 2)}
                said["methodology"] = "fee schedule"
            else:
                said = {"percentage": round(share, 1), "median": round(gross * share / 110, 2)}
                said |= {"count": "1 through 10", "methodology": "percent of total billed charges"}
            rates.append((payer, plan, said))
        yield {
            "description": f"Item number {n} of the charge list, as the hospital calls it",
            "codes": [(code, "CPT"), (f"PX-{n:08d}", "CDM")],
            "setting": rng.choice(["inpatient", "outpatient", "both"]),
            "billing_class": "facility",
            "gross": gross,
            "cash": round(gross * 0.6, 2),
            "rates": rates,
        }


def make(path: Path, size: int, write: Callable[[Any], Iterator[str]], ours: float) -> None:
    """Write a file of about `size` bytes, piece by piece."""
    written = 0
    with path.open("w", encoding="utf-8") as file:

        def until_large() -> Iterator[dict[str, Any]]:
            for one in charges(ours):
                if written >= size:
                    return
                yield one

        for piece in write(until_large()):
            written += file.write(piece)


def alone(work: str, path: Path) -> str:
    """Seconds and peak memory of a piece of work in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE.format(work=work), str(path), ",".join(OURS)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1]}"
    seconds, memory = done.stdout.split()
    rate = path.stat().st_size / 1e6 / float(seconds) if float(seconds) else 0
    said = f"{float(seconds):7.1f} s  {rate:6.0f} MB/s  peak {int(memory):6,} MB"
    return said + (f"\n      {done.stderr.strip()}" if done.stderr else "")


FORMS: dict[str, tuple[Callable[[Any], Iterator[str]], list[tuple[str, str]]]] = {
    "tall": (tall, [("lines", LINES), ("csv.reader", CSV)]),
    "wide": (lambda c: wide(c, PLANS), [("lines", LINES), ("csv.reader", CSV)]),
    "json": (as_json, [("bytes", PIECES), ("json.load", WHOLE)]),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--ours", type=float, default=1, help="percent of items of our codes")
    parser.add_argument("--form", choices=list(FORMS), action="append")
    args = parser.parse_args()
    for form in args.form or FORMS:
        write, baselines = FORMS[form]
        with tempfile.TemporaryDirectory(prefix="hospital-mrf-") as folder:
            path = Path(folder) / f"made.{'json' if form == 'json' else 'csv'}"
            make(path, args.megabytes * 1_000_000, write, args.ours)
            print(f"{form}: {path.stat().st_size / 1e6:,.0f} MB, {args.ours} % of our codes")
            for name, work in [*baselines, ("hospital-mrf", IMPORT)]:
                print(f"  {name:13}{alone(work, path)}", flush=True)


if __name__ == "__main__":
    main()
