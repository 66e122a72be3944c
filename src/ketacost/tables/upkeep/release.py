"""A draft locked for ever: `ketacost prices release`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ketacost.tables.faults import PricingError, PricingFaults
from ketacost.tables.folder import read_folder
from ketacost.tables.releases import (
    latest_release,
    pricing_root,
    release_entries,
    release_folder,
)
from ketacost.tables.schema import ReleaseEntry
from ketacost.tables.seal import seal_of
from ketacost.tables.upkeep.check import faults_in
from ketacost.tables.upkeep.writing import write_entries
from ketacost.tables.whole_file import write_whole

CITATION = "CITATION.cff"
_CITED = re.compile(
    r'(title: "ketacost price tables"\n(?:[ ]+.*\n)*?[ ]+version: )".*"(\n[ ]+date-released: )".*"'
)


def release_draft(name: str, summary: str | None, ask: Callable[[str], str], today: date) -> str:
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
    write_entries(entries | {name: entry}, root)
    if latest_release(root) == name:
        _cite(root.parent / CITATION, name, today)
    return digest


def _cite(path: Path, name: str, today: date) -> None:
    """Name the newest release in the CITATION.cff of a checkout, if there is one."""
    if path.is_file():
        text = path.read_text(encoding="utf-8")
        write_whole(path, _CITED.sub(rf'\g<1>"{name}"\g<2>"{today.isoformat()}"', text))
