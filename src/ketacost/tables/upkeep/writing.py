"""Writing into the pricing folder: a file is replaced as a whole, or stays as it was."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ketacost.tables.releases import RELEASES_FILE, release_key
from ketacost.tables.schema import ReleaseEntry

_HEADER = """\
# yaml-language-server: $schema=schemas/releases.json
# Every release of the pricing tables, oldest first. Written by `ketacost prices`.
# A released folder never changes: its hash is locked here. To take a release back, set its status
# to withdrawn and give the reason; links made with it then say so.
releases:
"""


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step: readers see the old one or the new one, never a part."""
    with written_whole(path) as file:
        file.write(text)


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A file to write to, that takes its place at `path` in one step when all went well."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_entries(entries: Mapping[str, ReleaseEntry], root: Path) -> None:
    """Write releases.yaml anew, oldest release first."""
    lines = [_HEADER]
    for name in sorted(entries, key=release_key):
        lines.append(f'  "{name}":\n')
        for key, value in entries[name].model_dump(mode="json", exclude_none=True).items():
            quoted = '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
            lines.append(f"    {key}: {value if key in ('status', 'released') else quoted}\n")
    write_whole(root / RELEASES_FILE, "".join(lines))
