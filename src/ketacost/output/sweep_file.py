"""A sweep as a file: Parquet, CSV or JSON, one row a cell of the grid.

Every file says its release and the link of its scenario: CSV in columns, Parquet in its metadata
too, JSON in front. Parquet needs pyarrow, which comes with the app.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ketacost.model.link import to_link
from ketacost.model.scenario import Arm, Scenario, arm_id
from ketacost.model.sweep import AMOUNTS, Sweep, with_sessions
from ketacost.output.csv import safe_cell
from ketacost.tables import PriceBook, PricingError
from ketacost.words.arms import arm_label
from ketacost.words.language import words

SUFFIXES = (".parquet", ".csv", ".json")
Columns = dict[str, list[Any]]


def sweep_columns(book: PriceBook, scenario: Scenario, grid: Sweep) -> Columns:
    """The grid as columns of equal length. Amounts are US dollars at low, typical and high prices
    (`patient_pays_low`, ...); where an arm can't be had so many times there is no row.

    Args:
        scenario: whose arms the grid holds, in their order.
    """
    columns: Columns = {name: [] for name in (*_NAMES, *_amount_names(grid))}
    for a, arm in enumerate(scenario.arms):
        for n, many in enumerate(grid.sessions):
            if grid.possible[a, n]:
                _add(columns, book, grid, arm, (a, n, many))
    return columns


_NAMES = (
    *("arm", "treatment", "sessions", "plan", "region", "region_name", "state"),
    "all_prices_known",
)


def _amount_names(grid: Sweep) -> list[str]:
    return [f"{name}_{level}" for name in AMOUNTS for level in grid.levels]


def _add(
    columns: Columns, book: PriceBook, grid: Sweep, arm: Arm, at: tuple[int, int, int | None]
) -> None:
    """The rows of an arm with one number of sessions: its plans, and of each its regions."""
    a, n, many = at
    size = len(grid.plans) * len(grid.regions)
    counted = with_sessions(book, arm, many) or arm
    columns["arm"] += [arm_id(counted)] * size
    columns["treatment"] += [arm_label(book, arm)] * size
    columns["sessions"] += [counted[0].sessions] * size
    columns["plan"] += [plan for plan in grid.plans for _ in grid.regions]
    columns["region"] += [*grid.regions] * len(grid.plans)
    columns["region_name"] += [book.regions[r].label for r in grid.regions] * len(grid.plans)
    columns["state"] += [book.regions[r].state for r in grid.regions] * len(grid.plans)
    known = np.repeat(grid.complete[a, :, n], len(grid.regions))
    columns["all_prices_known"] += known.tolist()
    for name in AMOUNTS:
        cells = getattr(grid, name)[a, :, :, n].reshape(size, len(grid.levels)) / 100
        for level, usd in zip(grid.levels, cells.T, strict=True):
            columns[f"{name}_{level}"] += usd.tolist()


# --- as bytes ------------------------------------------------------------------------------------


def writer(suffix: str) -> Callable[[PriceBook, Scenario, Sweep], bytes]:
    """What makes a file of this suffix.

    Raises:
        KeyError: no such suffix. PricingError: Parquet is asked for, and pyarrow is not there.
    """
    if suffix == ".parquet":
        _pyarrow()
    return {".parquet": _parquet, ".csv": _csv, ".json": _json}[suffix]


def _about(book: PriceBook, scenario: Scenario) -> dict[str, str]:
    return {
        "release": book.id,
        "content_hash": book.content_hash,
        "link": to_link(scenario),
    }


def _csv(book: PriceBook, scenario: Scenario, grid: Sweep) -> bytes:
    """UTF-8, CRLF line ends (RFC 4180), money with two decimals. The release has a word in front,
    as `2026.10` alone would be read as the number 2026.1."""
    columns, out = sweep_columns(book, scenario, grid), io.StringIO()
    write = csv.writer(out)
    write.writerow([*columns, "release", "link"])
    tail = [f"ketacost {book.id}", safe_cell(to_link(scenario))]
    money = set(_amount_names(grid))
    texts = [list(map(_cell(name in money), values)) for name, values in columns.items()]
    write.writerows([*row, *tail] for row in zip(*texts, strict=True))
    return out.getvalue().encode()


def _cell(money: bool) -> Callable[[Any], str]:
    if money:
        return "{:.2f}".format
    return lambda value: str(value).lower() if isinstance(value, bool) else safe_cell(value)


def _json(book: PriceBook, scenario: Scenario, grid: Sweep) -> bytes:
    """Release, link, the names of the columns, and one list a row."""
    columns = sweep_columns(book, scenario, grid)

    def pieces() -> Iterator[str]:
        head = _about(book, scenario) | {"columns": list(columns)}
        yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [\n'
        rows = (json.dumps(row, ensure_ascii=False) for row in zip(*columns.values(), strict=True))
        yield ",\n".join(rows)
        yield "\n]}\n"

    return "".join(pieces()).encode()


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise PricingError(words().say("sweep-file.no-pyarrow")) from None
    return pyarrow, pyarrow.parquet


def _parquet(book: PriceBook, scenario: Scenario, grid: Sweep) -> bytes:
    """Release, hash and link stand in the metadata of the file, `ketacost.release` and so on."""
    pa, pq = _pyarrow()
    table = pa.table(sweep_columns(book, scenario, grid))
    about = {f"ketacost.{name}": text for name, text in _about(book, scenario).items()}
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(about), out)
    return out.getvalue()
