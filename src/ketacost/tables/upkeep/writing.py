"""Writing the list of releases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ketacost.tables.releases import RELEASES_FILE, release_key
from ketacost.tables.schema import ReleaseEntry
from ketacost.tables.whole_file import write_whole

_HEADER = """\
# yaml-language-server: $schema=schemas/releases.json
# Every release of the pricing tables, oldest first. Written by `ketacost prices`.
# A released folder never changes: its hash is locked here. To take a release back, set its status
# to withdrawn and give the reason; links made with it then say so.
releases:
"""


def write_entries(entries: Mapping[str, ReleaseEntry], root: Path) -> None:
    """Write releases.yaml anew, oldest release first."""
    lines = [_HEADER]
    for name in sorted(entries, key=release_key):
        lines.append(f'  "{name}":\n')
        for key, value in entries[name].model_dump(mode="json", exclude_none=True).items():
            quoted = '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
            lines.append(f"    {key}: {value if key in ('status', 'released') else quoted}\n")
    write_whole(root / RELEASES_FILE, "".join(lines))
