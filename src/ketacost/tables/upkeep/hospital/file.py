"""Opening a hospital's file, plain, gzipped or in a ZIP, as text that is read in a stream."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from ketacost.tables.faults import PricingError

_HEAD = 4096
_PIECE = 1 << 18
_MARKS = {  # how files begin that are no text, and what to do
    b"%PDF": "is a PDF",
    b"\xd0\xcf\x11\xe0": "is an Excel workbook (.xls)",
    b"PAR1": "is a Parquet file",
    b"7z\xbc\xaf": "is a 7z archive; unpack it first",
    b"PK\x03\x04": "is a ZIP file inside another; unpack it first",
    b"\x1f\x8b": "is gzipped twice; unpack it first",
}
WANTED = (
    "expected a hospital's standard charge file (its name ends in _standardcharges.csv or .json)"
)


def _windows_1252(err: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 are read as Windows-1252: many hospitals write it, or mix both."""
    if not isinstance(err, UnicodeDecodeError):
        raise err
    return err.object[err.start : err.end].decode("cp1252", "replace"), err.end


codecs.register_error("ketacost-windows-1252", _windows_1252)


class _Bytes(io.RawIOBase):
    """The bytes of a file; what goes wrong in reading them is told with its name."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name = stream, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            piece = self._stream.read(len(buffer))
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as err:
            raise PricingError(f"{self._name}: damaged ({err}); download it once more") from None
        except OSError as err:
            raise PricingError(f"{self._name}: can't be read: {err.strerror or err}") from None
        buffer[: len(piece)] = piece
        return len(piece)


@dataclass(frozen=True)
class Published:
    """One published file: its name for people, and how to open its bytes."""

    name: str
    open_bytes: Callable[[], IO[bytes]]

    @contextmanager
    def text(self) -> Iterator[io.TextIOWrapper]:
        """The text, from its beginning, without a byte-order mark; line ends as they stand.

        Raises:
            PricingError: it can't be read, or is damaged; also while the text is read.
        """
        with ExitStack() as opened:
            try:
                raw = opened.enter_context(self.open_bytes())
            except OSError as err:
                raise PricingError(f"{self.name}: can't be read: {err.strerror or err}") from None
            except (RuntimeError, NotImplementedError) as err:  # a password; a rare compression
                raise PricingError(f"{self.name}: can't be unpacked: {err}") from None
            stream = io.BufferedReader(_Bytes(raw, self.name), _PIECE)
            utf16 = stream.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff")
            yield io.TextIOWrapper(
                stream,
                encoding="utf-16" if utf16 else "utf-8-sig",
                errors="ketacost-windows-1252",
                newline="",
            )

    def form(self) -> str:
        """`csv` or `json`.

        Raises:
            PricingError: it is neither.
        """
        with self.text() as text:
            head = text.read(_HEAD)
        mark = next((words for sign, words in _MARKS.items() if _begins(head, sign)), None)
        begin = head.lstrip()[:1]
        if mark is None and begin == "<":
            mark = "is a web page or XML, not the file itself"
        if mark is None and not begin:
            mark = "is empty"
        if mark:
            raise PricingError(f"{self.name} {mark}; {WANTED}")
        return "json" if begin in "{[" else "csv"


def _begins(head: str, sign: bytes) -> bool:
    return head.startswith(sign.decode("utf-8", "ketacost-windows-1252"))


def published(path: Path) -> list[Published]:
    """The file, or the CSV and JSON files of a ZIP.

    Raises:
        PricingError: it can't be opened, or a ZIP holds none.
    """
    try:
        with path.open("rb") as file:
            sign = file.read(4)
        if sign.startswith(b"\x1f\x8b"):
            return [Published(path.name, lambda: _gunzipped(path))]
        if sign != b"PK\x03\x04":
            return [Published(path.name, lambda: path.open("rb"))]
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except OSError as err:
        raise PricingError(f"{path}: can't be read: {err.strerror or err}") from None
    except zipfile.BadZipFile as err:
        raise PricingError(f"{path.name}: damaged ({err}); download it once more") from None
    if "[Content_Types].xml" in names:
        raise PricingError(f"{path.name} is a workbook (such as .xlsx); {WANTED}")
    wanted = [
        name
        for name in names
        if name.lower().endswith((".csv", ".json")) and not name.startswith("__MACOSX")
    ]
    if not wanted:
        raise PricingError(f"{path.name}: no .csv or .json file is in this ZIP; {WANTED}")
    return [Published(f"{path.name}: {name}", _opener(path, name)) for name in wanted]


def _gunzipped(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path))


def _opener(path: Path, member: str) -> Callable[[], IO[bytes]]:
    def open_member() -> IO[bytes]:
        with zipfile.ZipFile(path) as archive:  # the member stays open without it
            return archive.open(member)

    return open_member
