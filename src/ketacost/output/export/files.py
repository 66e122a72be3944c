"""A release as files: CSV and Parquet of each table, and what describes them; in a folder or a ZIP.

CSV needs no library. Parquet needs pyarrow, which comes with the app.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ketacost.output.csv import safe_cell
from ketacost.output.export.columns import Cell, Column
from ketacost.output.export.package import (
    PREFIX,
    citation_file,
    datapackage,
    read_first,
)
from ketacost.output.export.tables import Table, tables_of
from ketacost.tables import PriceBook, PricingError
from ketacost.tables.whole_file import write_whole

DESCRIPTOR = "datapackage.json"
_BESIDE = ("README.md", "CITATION.cff")
_MAX_DESCRIPTOR = 20_000_000  # bytes; ours have a fiftieth of it


def export_files(book: PriceBook, parquet: bool = True) -> dict[str, bytes]:
    """Every file of an exported release by its name.

    Raises:
        PricingError: Parquet is asked for, and pyarrow is not there.
    """
    tables = tables_of(book)
    files = {f"{table.name}.csv": _csv(table) for table in tables}
    if parquet:
        write = _parquet_writer()
        files |= {f"{table.name}.parquet": write(table) for table in tables}
    return {
        DESCRIPTOR: datapackage(book, tables, files).encode(),
        "README.md": read_first(book, tables).encode(),
        "CITATION.cff": citation_file(book).encode(),
        **files,
    }


# --- one table as bytes --------------------------------------------------------------------------


def _csv(table: Table) -> bytes:
    """UTF-8, commas, one line a row, a point as the decimal sign, an empty cell where nothing is
    said. Text that a spreadsheet would run as a formula has an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([_text(row[column.name]) for column in table.columns])
    return out.getvalue().encode()


def _text(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case int():
            return str(value)
    return value if value.startswith(("[", "{")) else safe_cell(value)


def _parquet_writer() -> Callable[[Table], bytes]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise PricingError(
            "Parquet files need pyarrow, which is not installed: pip install pyarrow; or leave "
            "them out: --csv-only"
        ) from None
    kinds = {
        "string": pa.string(),
        "array": pa.string(),
        "object": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }

    def column(said: Column, table: Table) -> Any:
        cells = [row[said.name] for row in table.rows]
        plain = [float(c) if isinstance(c, Decimal) else c for c in cells]
        return pa.array(plain, kinds[said.kind])

    def write(table: Table) -> bytes:
        schema = pa.schema(
            [
                pa.field(c.name, kinds[c.kind], metadata={"description": c.description})
                for c in table.columns
            ]
        )
        out = io.BytesIO()
        columns = [column(said, table) for said in table.columns]
        pq.write_table(pa.Table.from_arrays(columns, schema=schema), out)
        return out.getvalue()

    return write


# --- writing -------------------------------------------------------------------------------------


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name)  # of 1980: no clock is read
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return out.getvalue()


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files into a new or empty folder, or in place of an earlier export.

    Raises:
        PricingError: the folder holds anything else; nothing is written.
    """
    earlier = _earlier_in(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in earlier - set(files):
        (folder / name).unlink()
    for name, body in files.items():
        write_whole(folder / name, body)


def _earlier_in(folder: Path) -> set[str]:
    """Names of the files of an earlier export in a folder; none where it is new or empty."""
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise PricingError(f"{folder} is a file; name a folder, or add --zip; nothing was written")
    here = {path.name for path in folder.iterdir()}
    descriptor = folder / DESCRIPTOR
    listed = _listed(descriptor.read_bytes()[:_MAX_DESCRIPTOR]) if descriptor.is_file() else None
    if here and listed is None:
        raise PricingError(
            f"{folder} is not empty and holds no earlier export (a {DESCRIPTOR} of ketacost); "
            "name a new folder; nothing was written"
        )
    others = sorted(here - (listed or set()))
    if others:
        raise PricingError(
            f"{folder} holds '{others[0]}', which is of no earlier export; move it away or name a "
            "new folder; nothing was written"
        )
    return here


def _listed(descriptor: bytes) -> set[str] | None:
    """The files that a datapackage.json of ours names; None where it is not ours."""
    try:
        said = json.loads(descriptor)
        if not str(said["name"]).startswith(PREFIX):
            return None
        tables = [
            str(resource[key])
            for resource in said["resources"]
            for key in ("path", "parquet")
            if key in resource
        ]
        return {DESCRIPTOR, *_BESIDE, *tables}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None  # somebody else's


def write_zip(files: Mapping[str, bytes], path: Path) -> None:
    """Write the files as one ZIP, new or in place of an earlier one.

    Raises:
        PricingError: another file has its name; nothing is written.
    """
    if path.exists() and not _is_earlier_zip(path):
        raise PricingError(
            f"{path} is there already and is no earlier export; name another file; nothing was "
            "written"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, zip_of(files))


def _is_earlier_zip(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(DESCRIPTOR) as file:
            return _listed(file.read(_MAX_DESCRIPTOR)) is not None
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
