"""A new draft, copied from a release: `ketacost prices new`."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from ketacost.tables.faults import PricingError
from ketacost.tables.releases import (
    is_release_name,
    pricing_root,
    release_entries,
    release_folder,
)
from ketacost.tables.schema import ReleaseEntry
from ketacost.tables.stray import is_stray
from ketacost.tables.upkeep.writing import write_entries


def _stray(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if is_stray(Path(name))}


def new_draft(name: str, source: str) -> Path:
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
        shutil.copytree(origin, temporary, dirs_exist_ok=True, ignore=_stray)
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
        write_entries(release_entries(root) | {name: ReleaseEntry(status="draft")}, root)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder
