"""The seal of a release: a hash by which a later edit is found out.

It covers the files in the release's folder, and of the shared files the entries that it uses.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ketacost.tables.draft import Draft
from ketacost.tables.faults import PricingError
from ketacost.tables.schema import ReleaseEntry
from ketacost.tables.shared import SHARED_FILES
from ketacost.tables.stray import is_stray


def table_files(folder: Path) -> list[Path]:
    """The files in a release's folder, in a fixed order."""
    files = (p for p in folder.rglob("*") if p.suffix in (".yaml", ".csv") and p.is_file())
    ours = (p for p in files if not is_stray(p.relative_to(folder)))
    return sorted(ours, key=lambda p: p.relative_to(folder).as_posix())


def _hash(parts: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, body in parts.items():
        digest.update(f"{name}\n{len(body)}\n".encode())
        digest.update(body)
    return digest.hexdigest()


def _bodies(folder: Path) -> dict[str, bytes]:
    """The files of a release by name; line endings don't count."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().replace(b"\r\n", b"\n")
        for path in table_files(folder)
    }


def seal_of(draft: Draft) -> str:
    """SHA-256 over names and contents of a release's files, and the shared entries it uses."""
    shared = draft.shared.text(draft.used_sources(), draft.used_regions())
    return _hash(_bodies(draft.folder) | {"shared": shared.encode()})


def fingerprint(folder: Path) -> str:
    """A hash over all that a release is read from: quick, but it changes with any shared entry."""
    beside = (folder.parent / name for name in SHARED_FILES)
    shared = {f"../{path.name}": path.read_bytes() for path in beside if path.is_file()}
    return _hash(_bodies(folder) | shared)


def check_seal(draft: Draft, entry: ReleaseEntry) -> None:
    """Refuse a release that has been edited.

    Raises:
        PricingError: its content is not that which was released.
    """
    name = draft.folder.name
    if entry.status != "draft" and entry.hash != seal_of(draft):
        raise PricingError(
            f"the tables of {name} are not those that were released: a file was changed, added "
            f"or removed, or an entry that it uses of {' or '.join(SHARED_FILES)} was changed (in "
            f"a git checkout, git status names the file). A released folder never changes, or old "
            f"links would show new figures. Put the files back, and make the change in a new "
            f"release: ketacost prices new {name.split('.')[0]}.N --from {name}"
        )
