"""Every fault of releases and of what they share: `ketacost prices check`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ketacost.tables.checks import check_dates, check_source_dates, check_unused
from ketacost.tables.draft import Draft
from ketacost.tables.faults import Fault, PricingError
from ketacost.tables.folder import read_folder
from ketacost.tables.releases import (
    DRAFT,
    is_release_name,
    pricing_root,
    release_entries,
    release_folder,
    release_names,
)
from ketacost.tables.schema import ReleaseEntry
from ketacost.tables.seal import check_seal, table_files
from ketacost.tables.shared import SHARED_FILES, read_shared
from ketacost.tables.spelling import count


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
    files += sum((root / name).is_file() for name in SHARED_FILES)
    words = count(len(faults), "fault") if faults else "no faults"
    names = ", ".join(folder.name for folder in folders)
    return faults, f"{words} in {count(files, 'file')} of {names}"


def faults_in(folders: list[Path], today: date) -> list[Fault]:
    """All faults of release folders of one pricing folder, and of the files that these share.

    An entry is unused where no release uses it, whether that release is looked at or not.
    """
    root = folders[0].parent
    shared, entries = read_shared(root), release_entries(root)
    everyone = dict.fromkeys([root / name for name in release_names(root)] + folders)
    drafts = {folder: read_folder(folder, shared) for folder in everyone}
    check_source_dates(shared, today)
    check_unused(shared, drafts.values())
    found = set(shared.faults)
    for folder in folders:
        found |= set(_faults_of(drafts[folder], entries.get(folder.name, DRAFT), today))
    return sorted(found)


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
