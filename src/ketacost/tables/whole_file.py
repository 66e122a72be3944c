"""Writing a file as a whole: it is replaced in one step, or stays as it was."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast


def write_whole(path: Path, content: bytes | str) -> None:
    """Replace a file in one step: whoever reads sees the old one or the new one, never a part, and
    a full disk leaves what was there. What is no file, such as a terminal, is written to as it is.

    Raises:
        OSError: it can't be written.
    """
    body = content.encode() if isinstance(content, str) else content
    if path.exists() and not path.is_file():
        path.write_bytes(body)
        return
    with _beside(path) as file:
        file.write(body)


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A text file to write to, that takes its place at `path` in one step when all went well."""
    with _beside(path) as raw:
        file = io.TextIOWrapper(raw, "utf-8", newline="\n")
        yield file
        file.detach()  # writes what is left, and leaves the rest to the one below


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    place = path.resolve()  # where a link leads
    handle, temporary = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield cast(BinaryIO, file)
        Path(temporary).chmod(_mode(place))
        Path(temporary).replace(place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode(place: Path) -> int:
    """Permissions that a file written in place would have."""
    try:
        return place.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
