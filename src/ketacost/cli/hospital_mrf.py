"""`ketacost prices import hospital-mrf`: what hospitals say that they charge."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ketacost.cli.options import FILE, release_option
from ketacost.tables import load_prices
from ketacost.tables.spelling import count

if TYPE_CHECKING:
    from collections import Counter

    from ketacost.tables.upkeep.hospital.mrf import FileReport

ROWS = {
    "other-code": "of other codes",
    "code-without-type": "with one of our codes, but not said to be CPT or HCPCS",
    "stay": "priced as a whole stay (by diagnosis group)",
    "other-drug": "J3490 for another drug than ketamine",
    "cells-too-many": "with more cells than columns",
}
AMOUNTS = {
    "repeated": "the same once more",
    "placeholder": "no price but a placeholder (0, 0.01, 1.00, 999999999)",
    "too-high": "$50,000 or more, which none of our services costs",
    "no-number": "no number",
    "percentage-only": "a percentage of a charge that is not listed",
    "percentage-of-something": "a percentage of another thing than charges",
    "percentage-unclear": "a percentage of 1 or less, or above 100",
    "formula-only": "a formula in words",
    "no-payer": "without a payer's name",
}
TAKEN = {
    "per item": "per item",
    "per day": "per day",
    "per case": "per case",
    "per mg": "per mg",
    "per ml": "per ml",
    "per each": "per vial, kit or unit",
    "per iu": "per international unit",
    "per unsaid": "of a drug without its unit",
    "basis percent": "worked out from a percentage of the list price",
    "basis contract-with-formula": "with a formula that may change them",
    "basis median-allowed": "a median of what plans paid, not a price",
    "basis mean-allowed": "an average of what plans paid, not a price",
    "basis list-price": "of a public plan, and just the list price: a stand-in",
    "modifiers": "with modifiers",
}


@click.command("hospital-mrf")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=FILE,
    default=Path("hospital-observations.csv"),
    help="The observations (default: hospital-observations.csv).",
)
@click.option(
    "--bands",
    metavar="FILE",
    type=FILE,
    help="The bands over hospitals (default: as the observations, with -bands behind).",
)
@release_option
def import_hospital_mrf(
    files: tuple[Path, ...], output: Path, bands: Path | None, release: str | None
) -> None:
    """What hospitals charge for our codes.

    FILE is a hospital's standard charge file in CMS's form, CSV or JSON, also gzipped or in a ZIP.
    """

    bands = bands or output.with_name(f"{output.stem}-bands.csv")
    book = load_prices(release)
    codes = {code for service in book.services.values() for code in service.codes}
    from ketacost.tables.upkeep.hospital import mrf

    report = mrf.import_hospital_mrf(files, codes, output, bands)
    for one in report.files:
        print("\n".join(_file_lines(one)))
    taken = sum(one.tally.amounts["taken"] for one in report.files)
    print(f"{output} written: {count(taken, 'observation')} of codes of release {book.id}")
    print(f"{bands} written: {count(report.bands, 'band')}")
    for name in report.twice():
        print(f"Look at this by hand: more than one file is of {name}; is one of them old?")


def _file_lines(one: FileReport) -> Iterator[str]:
    where, tally = one.hospital, one.tally
    yield f"{where.name}, {where.state}, {where.updated}"
    yield f"  from {one.file}: {one.layout}, version {where.version}"
    yield f"  {count(tally.rows.total(), 'row')} read, {tally.rows['ours']:,} of our codes"
    yield from _counts(tally.rows, ROWS, tally.first, "    left out: ")
    taken = tally.amounts["taken"]
    yield f"  {count(tally.amounts.total(), 'amount')} on them, {taken:,} taken"
    yield from _counts(tally.taken_as, TAKEN, {}, "    of these ")
    if taken:
        yield f"    in bands: {one.in_bands:,}"
    yield from _counts(tally.amounts, AMOUNTS, tally.first, "    left out: ")
    if tally.columns:
        shown = textwrap.shorten("; ".join(tally.columns), 200, placeholder=" ...")
        yield f"  Look at this by hand: columns that were not read: {shown}"


def _counts(
    found: Counter[str], words: dict[str, str], first: dict[str, str], begin: str
) -> Iterator[str]:
    for key, said in words.items():
        if found[key]:
            where = f"; first: {first[key]}" if key in first else ""
            yield f"{begin}{found[key]:,} {said}{where}"
