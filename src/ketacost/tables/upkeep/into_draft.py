"""Figures of an official file put into a draft: `ketacost prices import ...`.

The draft is copied, changed and put back in one step; an interrupted import leaves it as it was.
Only codes, regions and drugs in use are taken; what the file lacks is named.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ketacost.tables.draft import Draft
from ketacost.tables.faults import PricingError, PricingFaults
from ketacost.tables.folder import read_folder
from ketacost.tables.releases import pricing_root, release_entries, release_folder, release_names
from ketacost.tables.shared import SHARED_FILES, SOURCES_FILE
from ketacost.tables.whole_file import write_whole


@dataclass
class Report:
    """What an import did, in sentences, and what it leaves to the maintainer (`look`)."""

    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    look: list[str] = field(default_factory=list)


def _draft_folder(name: str) -> Path:
    root = pricing_root()
    if name not in release_names(root):
        raise PricingError(f"there is no draft {name}; make it: ketacost prices new {name}")
    status = release_entries(root)[name].status
    if status != "draft":
        raise PricingError(
            f"{name} is {status}, and figures are imported into a draft only; make one: "
            f"ketacost prices new {name.split('.')[0]}.N --from {name}"
        )
    return release_folder(name, root)


def in_one_step(name: str, change: Callable[[Path, Report], None]) -> Report:
    """Run a change on a copy of the draft and of the shared files, then put both in place."""
    folder, report = _draft_folder(name), Report()
    sources = folder.parent / SOURCES_FILE
    work = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=folder.parent))
    copy, before = work / name, work / "before"
    try:
        shutil.copytree(folder, copy)
        for shared in SHARED_FILES:
            shutil.copy(folder.parent / shared, work)
        change(copy, report)
        old, new = sources.read_text(encoding="utf-8"), (work / SOURCES_FILE).read_text("utf-8")
        try:
            if new != old:
                write_whole(sources, new)
            folder.rename(before)
            copy.rename(folder)
        except BaseException:
            write_whole(sources, old)
            raise
    finally:
        if not folder.exists():
            before.rename(folder)
        shutil.rmtree(work, ignore_errors=True)
    return report


def sound(folder: Path) -> Draft:
    """The draft in a folder.

    Raises:
        PricingFaults: it has faults.
    """
    draft = read_folder(folder)
    if draft.faults:
        raise PricingFaults(draft.faults, "nothing was imported, as these faults stand in the way")
    return draft


def write_table(path: Path, header: list[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV table; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([["" if c is None else c for c in row] for row in rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
