"""`ketacost prices export`: a release as data for researchers."""

from __future__ import annotations

from pathlib import Path

import click

from ketacost.cli.known import complete_release
from ketacost.tables import load_prices
from ketacost.tables.spelling import count


@click.command()
@click.argument("release", metavar="RELEASE", shell_complete=complete_release)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    required=True,
    help="Where to write; a new or empty folder, or one with an earlier export.",
)
@click.option("--zip", "as_zip", is_flag=True, help="One ZIP file instead of a folder.")
@click.option("--csv-only", is_flag=True, help="Without Parquet, which needs pyarrow.")
def export(release: str, target: Path, as_zip: bool, csv_only: bool) -> None:
    """Write a release as data: CSV, Parquet and datapackage.json.

    The same release gives the same CSV and datapackage.json, byte for byte.
    """
    from ketacost.output import export as exporting

    book = load_prices(release)
    files = exporting.export_files(book, parquet=not csv_only)
    if as_zip:
        target = target if target.suffix == ".zip" else target.with_name(f"{target.name}.zip")
        exporting.write_zip(files, target)
    else:
        exporting.write_folder(files, target)
    print(f"{target}: {count(len(files), 'file')} of release {book.id}")
    print(exporting.citation(book))
