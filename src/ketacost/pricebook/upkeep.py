"""Looking after the tables: what `ketacost prices ...` does."""

from __future__ import annotations

from pathlib import Path

from ketacost.plain import count
from ketacost.pricebook.book import read_folder
from ketacost.pricebook.faults import Fault, PricingError
from ketacost.pricebook.store import release_folder, release_names, table_files


def check(what: str | None = None) -> tuple[list[Fault], str]:
    """Every fault of one release or folder, or of all releases, and a closing sentence.

    Raises:
        PricingError: there is no such release or folder.
    """
    if what is None:
        folders = [release_folder(name) for name in release_names()]
    elif Path(what).is_dir():
        folders = [Path(what)]
    elif "/" in what:
        raise PricingError(f"there is no folder '{what}'")
    else:
        folders = [release_folder(what)]
    faults, files = [], 0
    for folder in folders:
        faults += read_folder(folder).faults
        files += len(table_files(folder))
    words = count(len(faults), "fault") if faults else "no faults"
    return faults, f"{words} in {count(files, 'file')} of {', '.join(f.name for f in folders)}"
