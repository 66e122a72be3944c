"""Every fault of releases and of what they share: `ketacost prices check`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ketacost.tables.appeals import checked_appeals
from ketacost.tables.checks import check_unused
from ketacost.tables.checks_dates import check_dates, check_source_dates
from ketacost.tables.draft import Draft
from ketacost.tables.faults import Fault, PricingError
from ketacost.tables.folder import read_folder
from ketacost.tables.plausible import check_figures
from ketacost.tables.releases import (
    DRAFT,
    EXAMPLES_FILE,
    RELEASES_FILE,
    faults_of_examples,
    is_release_name,
    pricing_root,
    release_entries,
    release_folder,
    release_key,
    release_names,
)
from ketacost.tables.schema import ReleaseEntry
from ketacost.tables.seal import check_seal, table_files
from ketacost.tables.shared import SHARED_FILES, read_shared
from ketacost.tables.spelling import count
from ketacost.tables.stray import stray_files
from ketacost.tables.zip_table import ZIP_FILE, check_zip_table, read_zip_table

_BESIDE = (*SHARED_FILES, ZIP_FILE, RELEASES_FILE, EXAMPLES_FILE)
"""What is read beside the release folders, once for all."""


def check_releases(what: str | None = None, today: date | None = None) -> tuple[list[Fault], str]:
    """Every fault of one release or folder, or of all releases, and of the files that they share;
    and a closing sentence.

    Raises:
        PricingError: there is no such release or folder.
    """
    if what is not None and Path(what).is_dir() and not is_release_name(what):
        folders = [Path(what).resolve()]
    elif what is not None and "/" in what:
        raise PricingError(f"there is no folder '{what}'")
    else:
        folders = [release_folder(name) for name in ([what] if what else release_names())]
    if not folders:
        raise PricingError(f"no pricing release found in {pricing_root()}")
    root = folders[0].parent
    faults = faults_in(folders, today or date.today())
    files = sum(len(table_files(folder)) for folder in folders)
    files += sum((root / name).is_file() for name in _BESIDE)
    words = count(len(faults), "fault") if faults else "no faults"
    names = ", ".join(folder.name for folder in folders)
    left = [f"{folder.name}/{name}" for folder in folders for name in stray_files(folder)]
    aside = f" (left aside: {', '.join(left)})" if left else ""
    return faults, f"{words} in {count(files, 'file')} of {names}{aside}"


def faults_in(folders: list[Path], today: date) -> list[Fault]:
    """All faults of release folders of one pricing folder, and of the files that these share.

    An entry is unused where no release uses it, whether that release is looked at or not.
    """
    root = folders[0].parent
    shared, entries = read_shared(root), release_entries(root)
    everyone = dict.fromkeys([root / name for name in release_names(root)] + folders)
    drafts = {folder: read_folder(folder, shared) for folder in everyone}
    check_source_dates(shared, today)
    appeals, appeals_file = checked_appeals(root, shared)
    named = {name for entry in appeals.values() for name in entry.sources}
    check_unused(shared, drafts.values(), named)
    zip_rows, zip_file = read_zip_table(root)
    check_zip_table(zip_rows, zip_file, shared.regions, shared.region_ids)
    found = {*shared.faults, *zip_file.faults, *appeals_file, *faults_of_examples(root)}
    for folder in folders:
        entry = entries.get(folder.name, DRAFT)
        if entry.status == "draft":
            before = drafts.get(root / before_it) if (before_it := _before(folder)) else None
            check_figures(drafts[folder], before)
        found |= set(_faults_of(drafts[folder], entry, today))
    return sorted(found)


def _before(folder: Path) -> str | None:
    """The name of the release before that of a folder, None where there is none."""
    if not is_release_name(folder.name):
        return None
    earlier = [n for n in release_names(folder.parent) if release_key(n) < release_key(folder.name)]
    return earlier[-1] if earlier else None


def _faults_of(draft: Draft, entry: ReleaseEntry, today: date) -> list[Fault]:
    """All faults; those of the calendar only where an edit can still mend them."""
    if entry.status == "draft":
        check_dates(draft, today)
        return draft.faults
    if draft.shared.unreadable:
        return draft.faults
    try:
        check_seal(draft, entry)
    except PricingError as err:
        return [
            *draft.faults,
            Fault(f"{draft.folder.name}/", 1, 1, "", str(err), id="release-edited"),
        ]
    return draft.faults
