"""Looking after the tables: check, stale, new, release. What `ketacost prices ...` does.

Whatever writes does so beside the tables and moves it into place in one step at the end, so that
an interrupted command leaves the tables as they were.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ketacost.tables.book import PriceBook
from ketacost.tables.checks import check_dates, check_source_dates, check_unused, due
from ketacost.tables.draft import Draft
from ketacost.tables.faults import Fault, PricingError, PricingFaults
from ketacost.tables.folder import read_folder
from ketacost.tables.releases import (
    DRAFT,
    RELEASES_FILE,
    is_release_name,
    pricing_root,
    release_entries,
    release_folder,
    release_key,
    release_names,
)
from ketacost.tables.schema import PAYERS, ReleaseEntry, UnknownPrice
from ketacost.tables.seal import check_seal, seal_of, table_files
from ketacost.tables.shared import SHARED_FILES, read_shared
from ketacost.tables.spelling import count

# --- check ---------------------------------------------------------------------------------------


def check(what: str | None = None, today: date | None = None) -> tuple[list[Fault], str]:
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


# --- stale ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """A price whose next check is due, and by how many days it is late (0 or less: not yet)."""

    service: str
    payer: str
    label: str
    checked: date
    due: date
    days_late: int
    confidence: str | None


def stale(book: PriceBook, on: date) -> list[Due]:
    """Prices whose check is due on a day, the latest first; among equals the least sure first."""
    found = []
    for name, service in book.services.items():
        for payer in PAYERS:
            price, dates = service.price.of(payer), book.price_dates(name, payer)
            next_check = due(dates)
            if isinstance(price, UnknownPrice) or next_check is None or dates.checked is None:
                continue
            late = (on - next_check).days
            if late >= 0:
                found.append(
                    Due(name, payer, service.label, dates.checked, next_check, late,
                        price.confidence)
                )  # fmt: skip
    order = {"low": 0, "medium": 1, "high": 2, None: 3}
    return sorted(found, key=lambda d: (-d.days_late, order[d.confidence], d.service, d.payer))


# --- new and release -----------------------------------------------------------------------------

_HEADER = """\
# yaml-language-server: $schema=schemas/releases.json
# Every release of the pricing tables, oldest first. Written by `ketacost prices`.
# A released folder never changes: its hash is locked here. To take a release back, set its status
# to withdrawn and give the reason; links made with it then say so.
releases:
"""


def _write_entries(entries: Mapping[str, ReleaseEntry], root: Path) -> None:
    lines = [_HEADER]
    for name in sorted(entries, key=release_key):
        lines.append(f'  "{name}":\n')
        for key, value in entries[name].model_dump(mode="json", exclude_none=True).items():
            quoted = '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
            lines.append(f"    {key}: {value if key in ('status', 'released') else quoted}\n")
    write_whole(root / RELEASES_FILE, "".join(lines))


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step: readers see the old one or the new one, never a part."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def new(name: str, source: str) -> Path:
    """Copy a release to a new draft.

    Returns:
        the draft's folder.

    Raises:
        PricingError: the name is not that of a release, is taken, or the source is not known.
    """
    if not is_release_name(name):
        raise PricingError(f"'{name}' is not a release's name; it has the form 2026.2")
    root = pricing_root()
    origin, folder = release_folder(source, root), root / name
    if folder.exists():
        raise PricingError(f"the release {name} is there already")
    temporary = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=root))
    try:
        shutil.copytree(origin, temporary, dirs_exist_ok=True)
        temporary.chmod(0o755)
        file = temporary / "release.yaml"
        text = re.sub(
            r"(?m)^release:.*$", f'release: "{name}"', file.read_text(encoding="utf-8"), count=1
        )
        file.write_text(text, encoding="utf-8", newline="\n")
        temporary.rename(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    try:
        _write_entries(release_entries(root) | {name: ReleaseEntry(status="draft")}, root)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def release(name: str, summary: str | None, ask: Callable[[str], str], today: date) -> str:
    """Lock a draft: refuse while it has faults, note what changed, seal it with its hash.

    Args:
        name: the draft.
        summary: what changed, in a sentence; asked for with `ask` where None.
        ask: shows a question, returns the answer.
        today: the day written as that of the release.

    Returns:
        the hash.

    Raises:
        PricingFaults: the draft has faults; nothing is changed.
        PricingError: no such draft, it is released already, or no summary was given.
    """
    root = pricing_root()
    folder, entries = release_folder(name, root), release_entries(root)
    if entries[name].status != "draft":
        raise PricingError(f"{name} is {entries[name].status} already; it can't be changed")
    faults = faults_in([folder], today)
    if faults:
        raise PricingFaults(faults, f"{name} has faults and is not released; mend them first")
    summary = (summary if summary is not None else ask("What changed, in a sentence? ")).strip()
    if not summary:
        raise PricingError("a release needs a summary of what changed; nothing was done")
    digest = seal_of(read_folder(folder))
    entry = ReleaseEntry(status="released", hash=digest, released=today, summary=summary)
    _write_entries(entries | {name: entry}, root)
    return digest
