"""Mutate the tables at random: each load ends in faults or in a valid release, and soon.

    python tests/tables/fuzz_tables.py --runs 10000 --seed 1

A run takes one file of a release, changes its bytes or its structure once or a few times, and
reads the folder. It fails on an exception, after 5 seconds, or above 500 MB of memory; a release
without faults must answer the default scenario. A failure prints its seed, and `--runs 1` with
that seed repeats it.
"""

from __future__ import annotations

import argparse
import copy
import random
import resource
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from ketacost import compare, default_scenario
from ketacost.model import link, prices
from ketacost.tables import read_folder
from ketacost.tables.book import book_of
from ketacost.tables.checks import check_unused
from ketacost.tables.checks_dates import check_dates, check_source_dates
from ketacost.tables.reading import read_yaml
from ketacost.tables.shared import SHARED_FILES

RELEASE = Path(__file__).parents[2] / "pricing" / "2026.1"
MOST_MB = 500
TODAY = date(2026, 11, 22)

_ODD_BYTES = (
    b"\x00", b"\xff", b"\t", b"\n", b"\r", b"\r\n", b": ", b"- ", b"{", b"}", b"[", b"]", b"'",
    b'"',
    b"#", b"&a ", b"*a ", b"!!", b"<<: ", b"---\n", b"|\n", b">", b"%", b"? ", b",", b"~", b"1e999",
    b"-", b"0", b".", "\u202e".encode(), "\U0001f4b0".encode(), "\u00a0".encode(), b"\xed\xa0\x80",
    "\u2028".encode(), b"[" * 5000, b"a: " * 500, b"{a: " * 200, b"9" * 5000, b"x" * 5000,
)  # fmt: skip
_ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 366, 1000, 10**6, 10**12, 10**30, 0.5, -0.5, 1e-9, 1e308, 0.01,
    float("inf"), float("nan"), "", " ", "x", "NO", "021", "12:30", "1,000", "20%", "last", "none",
    "2026-01-01", "9999-12-31", "0001-01-01", date(2026, 1, 1), "us", "medical", "covered", "iv",
    "commercial", "self-pay", "90834", "A" * 2000, "\u202e", "\x07", "\ud83d\udcb0", "../../etc",
    [], {}, [None], [[]], {"": None}, {"a": {"b": {"c": 1}}}, [1, "x", None], {"low": 1},
)  # fmt: skip


# --- bytes ---------------------------------------------------------------------------------------


def _mutate_bytes(rng: random.Random, body: bytes, other: bytes) -> bytes:
    def place() -> int:
        return rng.randrange(len(body) + 1)

    at = place()
    to = min(len(body), at + rng.choice((1, 1, 2, 8, 80, 2000)))
    how = rng.randrange(8)
    if how == 0 and body:
        at = min(at, len(body) - 1)
        return body[:at] + bytes([body[at] ^ (1 << rng.randrange(8))]) + body[at + 1 :]
    if how == 1:
        return body[:at] + rng.choice(_ODD_BYTES) + body[at:]
    if how == 2:
        return body[:at] + body[to:]
    if how == 3:
        return body[:to] + body[at:to] * rng.choice((1, 1, 2, 50)) + body[to:]
    if how == 4:
        return body[:at]
    if how == 5:
        start = rng.randrange(len(other) + 1)
        return body[:at] + other[start : start + rng.choice((5, 100, 5000))] + body[at:]
    lines = body.split(b"\n")
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    if how == 6:
        lines[first], lines[second] = lines[second], lines[first]
    else:
        lines[first] = b" " * rng.randrange(9) + lines[first].strip()
    return b"\n".join(lines)


# --- structure -----------------------------------------------------------------------------------


def _containers(data: Any) -> list[dict | list]:
    found, seen, waiting = [], set(), [data]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict | list) and id(here) not in seen:
            seen.add(id(here))
            found.append(here)
            waiting += here.values() if isinstance(here, dict) else here
    return found


def _mutate_value(rng: random.Random, value: Any) -> Any:
    how = rng.randrange(6)
    if how == 0 and isinstance(value, int | float) and not isinstance(value, bool):
        return value * rng.choice((-1, 0, 0.01, 0.1, 2, 10, 100, 1000, 1e6))
    if how == 1:
        return str(value)[:500]
    if how == 2:
        return [value] if rng.random() < 0.5 else {rng.choice(("a", "low", "1")): value}
    if how == 3 and rng.random() < 0.3:
        for _ in range(rng.choice((5, 60, 300))):
            value = [value]
        return value
    if how == 4 and isinstance(value, str) and value:
        at = rng.randrange(len(value))
        return value[:at] + rng.choice("aZ0 -.:#,\u00e9") + value[at + rng.randrange(2) :]
    return rng.choice(_ODD_VALUES)


def _mutate_data(rng: random.Random, data: Any) -> None:
    containers = [c for c in _containers(data) if c]
    if not containers:
        return
    here = rng.choice(containers)
    key = rng.choice(list(here)) if isinstance(here, dict) else rng.randrange(len(here))
    how = rng.randrange(7)
    if how == 0:
        del here[key]
    elif how == 1:
        there = rng.choice(containers)  # a copy, as a ring can't be written out
        here[key] = copy.deepcopy(
            rng.choice(list(there.values() if isinstance(there, dict) else there))
        )
    elif how == 2 and isinstance(here, dict):
        new = rng.choice(("x", "low", "NO", "1", str(key) + "s", str(key).upper(), "a" * 300))
        here[new] = here.pop(key)
    elif how == 3 and isinstance(here, dict):
        here[rng.choice(("amount", "rvu", "week", "unknown", "note", "x"))] = rng.choice(
            _ODD_VALUES
        )
    elif how == 4 and isinstance(here, list):
        whole = isinstance(here[key], dict | list)  # the same object again: an alias when dumped
        here += [here[key]] * rng.choice((1, 1, 3, 3 if whole else 500))
    else:
        here[key] = _mutate_value(rng, here[key])


def _floats(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _floats(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_floats(value) for value in data]
    if isinstance(data, Decimal):
        return float(data)
    return str(data) if isinstance(data, str) else data


def _mutate_structure(rng: random.Random, path: Path) -> bytes:
    data = _floats(read_yaml(path, path.name).data)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        _mutate_data(rng, data)
    dumper = yaml.CSafeDumper
    if rng.random() < 0.7:  # values written out, as a person would, without aliases
        dumper = type("Plain", (dumper,), {"ignore_aliases": lambda self, data: True})
    text = yaml.dump(
        data, Dumper=dumper, sort_keys=False, allow_unicode=True, width=rng.choice((60, 10_000))
    )
    return text.encode("utf-8", "surrogatepass")


def mutate(rng: random.Random, folder: Path, names: list[str]) -> tuple[str, bytes]:
    """A file of the folder and what to write into it."""
    name = rng.choice(names)
    body = (folder / name).read_bytes()
    if name.endswith(".yaml") and rng.random() < 0.6:
        try:
            return name, _mutate_structure(rng, folder / name)
        except (RecursionError, ValueError, yaml.YAMLError):  # it can't be dumped
            pass
    for _ in range(rng.choice((1, 1, 2, 4))):
        body = _mutate_bytes(rng, body, (folder / rng.choice(names)).read_bytes())
    return name, body


# --- a run ---------------------------------------------------------------------------------------


def run(seed: int, release: Path = RELEASE) -> tuple[bool, float]:
    """Mutate, read, and answer if there is no fault. Returns (valid, seconds)."""
    rng = random.Random(seed)
    root = release.parent
    shared = [root / name for name in SHARED_FILES]
    files = sorted([*shared, *(p for p in release.rglob("*") if p.is_file())])
    names = [p.relative_to(root).as_posix() for p in files]
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        for path, name in zip(files, names, strict=True):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).symlink_to(path)
        name, body = mutate(rng, root, names)
        (copy / name).unlink()
        (copy / name).write_bytes(body)
        start = time.perf_counter()
        draft = read_folder(copy / release.name)
        valid = not draft.faults
        check_dates(draft, TODAY)
        check_source_dates(draft.shared, TODAY)
        check_unused(draft.shared, [draft])
        for fault in draft.faults + draft.shared.faults:
            str(fault).encode()  # can be printed
            assert fault.line >= 1 and fault.column >= 1 and fault.message, fault
        if valid:
            book = book_of(draft)
            result = compare(book, default_scenario(book))
            for arm in result.arms:
                total = arm.ledger.totals()["patient_pays"]
                assert 0 <= total["low"] <= total["typical"] <= total["high"], (arm.id, total)
            for kept in (prices.prices_in, prices._in_region, link._frozen):
                kept.cache_clear()
        seconds = time.perf_counter() - start
    return valid, seconds


def memory_mb() -> float:
    """The most memory this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--release", type=Path, default=RELEASE)
    args = parser.parse_args()
    valid, worst, failed = 0, (0.0, 0), 0
    for seed in range(args.seed, args.seed + args.runs):
        try:
            sound, seconds = run(seed, args.release)
        except Exception as err:
            failed += 1
            print(f"seed {seed}: {type(err).__name__}: {str(err)[:300]}", flush=True)
            if args.runs == 1:
                raise
            continue
        valid += sound
        worst = max(worst, (seconds, seed))
        if memory_mb() > MOST_MB:
            print(f"seed {seed}: {memory_mb():.0f} MB of memory")
            failed += 1
            break
    print(
        f"{args.runs} runs: {valid} valid, {failed} failed; "
        f"worst {worst[0]:.2f} s (seed {worst[1]}), {memory_mb():.0f} MB"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
