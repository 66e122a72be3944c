"""Hospitals' standard charge files: what they charge and what plans agreed to pay, as observations
of the codes in use. `ketacost prices import hospital-mrf`.

The form is CMS's, https://github.com/CMSgov/hospital-price-transparency (versions 2.x and 3.0).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ketacost.tables.faults import PricingError
from ketacost.tables.upkeep.hospital.bands import Band, Bands
from ketacost.tables.upkeep.hospital.charge import Hospital
from ketacost.tables.upkeep.hospital.codes import Codes
from ketacost.tables.upkeep.hospital.csv_forms import CsvFile
from ketacost.tables.upkeep.hospital.file import Published, published
from ketacost.tables.upkeep.hospital.json_form import JsonFile
from ketacost.tables.upkeep.hospital.observations import Observation, Taker
from ketacost.tables.upkeep.hospital.tally import Tally
from ketacost.tables.whole_file import written_whole

COLUMNS = ("hospital", "state", "last_updated_on", *Observation._fields, "file")


class Writer(Protocol):
    """Writes rows of a CSV file."""

    def writerow(self, row: Iterable[Any], /) -> Any:
        """Write one row."""


@dataclass
class FileReport:
    """What was read of one file: its name, form and hospital, and the counts."""

    file: str
    layout: str
    hospital: Hospital
    tally: Tally
    in_bands: int = 0


@dataclass
class MrfReport:
    """What was read of all files; `bands` is how many bands were written."""

    files: list[FileReport] = field(default_factory=list)
    bands: int = 0

    def twice(self) -> list[str]:
        """Hospitals of which more than one file was read."""
        names = [f"{one.hospital.name}, {one.hospital.state}" for one in self.files]
        return sorted({name for name in names if names.count(name) > 1})


def import_hospital_mrf(
    files: Sequence[Path], codes: Iterable[str], observations: Path, bands: Path
) -> MrfReport:
    """Read files of any size in a stream; write observations, and bands over the hospitals.

    Args:
        files: CSV or JSON, plain, gzipped or in a ZIP.
        codes: billing codes of five characters, such as 90834; drug codes of ketamine are added.
        observations: CSV, one row per published amount (columns `COLUMNS`).
        bands: CSV, one row per `Band`.

    Raises:
        PricingError: a file is of another kind or broken, or an output can't be written or would
            replace a file that is no such output. Nothing is written then.
    """
    if observations.resolve() == bands.resolve():
        raise PricingError(f"{bands} can't hold both the observations and the bands")
    wanted, report, gathered = Codes(codes), MrfReport(), Bands()
    for path, header in ((observations, COLUMNS), (bands, Band._fields)):
        _may_replace(path, header)
    with ExitStack() as outputs:
        rows = csv.writer(outputs.enter_context(written_whole(observations)), lineterminator="\n")
        rows.writerow(COLUMNS)
        for file in [one for path in files for one in published(path)]:
            report.files.append(_read(file, wanted, gathered, rows))
        table = csv.writer(outputs.enter_context(written_whole(bands)), lineterminator="\n")
        table.writerow(Band._fields)
        for band in gathered.bands():
            table.writerow(band)
            report.bands += 1
    return report


def _read(file: Published, codes: Codes, bands: Bands, rows: Writer) -> FileReport:
    """Take all of one file."""
    with ExitStack() as opened:
        tally = Tally()
        source: CsvFile | JsonFile
        if file.form() == "json":
            source = JsonFile(lambda: opened.enter_context(file.text()), file.name, tally)
        else:
            source = CsvFile(opened.enter_context(file.text()), file.name, tally)
        report = FileReport(file.name, source.layout, source.hospital, tally)
        taker = Taker(codes, tally, source.row_word)
        whose = (source.hospital.name, source.hospital.state, source.hospital.updated)
        for charge in source.charges(codes):
            for one in taker.take(charge):
                report.in_bands += bands.add(source.hospital, one)
                rows.writerow([_no_formula(cell) for cell in (*whose, *one, file.name)])
    return report


def _no_formula(cell: object) -> object:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@" and cell else cell


def _may_replace(path: Path, header: Sequence[str]) -> None:
    """Raise if the folder is missing, or a file is there that this command did not write."""
    if not path.parent.is_dir():
        raise PricingError(f"{path}: there is no folder {path.parent}")
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            first = file.readline().strip()
    except FileNotFoundError:
        return
    except OSError as err:
        raise PricingError(f"{path}: can't be written: {err.strerror or err}") from None
    if first != ",".join(header):
        raise PricingError(f"{path} holds something else; name another file, so that it stays")
