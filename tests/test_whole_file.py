"""A file is written as a whole, or stays as it was; what is written is no formula and no link."""

from __future__ import annotations

import csv
import errno
import io
import os
from pathlib import Path
from typing import Any

import pytest

from ketacost.app.parts.drawing import md
from ketacost.cli import main
from ketacost.output import price_list
from ketacost.tables import PriceBook
from ketacost.tables.whole_file import write_whole, written_whole

LINK = "v=2&release=2026.1&arms=ketamine.iv:6"


def test_a_file_is_replaced_with_its_permissions_and_through_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "a.csv", tmp_path / "b.csv"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, "new")
    assert file.read_text() == "new" and link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    with written_whole(file) as text:
        text.write("más\n")
    assert file.read_bytes() == "más\n".encode()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_what_is_no_file_is_written_to_as_it_is() -> None:
    write_whole(Path(os.devnull), b"x")


@pytest.mark.parametrize("before", [None, b"a sheet"])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path,
    before: bytes | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "sheet.html"
    if before:
        file.write_bytes(before)
    real = os.fdopen

    def full(*args: Any, **kwargs: Any) -> Any:
        opened = real(*args, **kwargs)

        class Full:
            def __enter__(self) -> Full:
                return self

            def __exit__(self, *error: object) -> None:
                opened.close()

            def write(self, content: bytes) -> None:
                opened.write(content[: len(content) // 2])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return Full()

    monkeypatch.setattr(os, "fdopen", full)
    assert main(["sheet", LINK, "-o", str(file)]) != 0
    said = capsys.readouterr().err
    assert "No space left" in said and "Traceback" not in said
    assert [p.name for p in tmp_path.iterdir()] == (["sheet.html"] if before else [])
    assert not before or file.read_bytes() == before


def test_prices_as_csv_hold_no_formula(book: PriceBook, monkeypatch: pytest.MonkeyPatch) -> None:
    row = price_list.price_rows(book, "self-pay")[0] | {
        "label": '=HYPERLINK("x")',
        "note": " @a\nb",
    }
    monkeypatch.setattr(price_list, "price_rows", lambda *_: [row])
    cells = list(csv.reader(io.StringIO(price_list.prices_csv(book))))[1]
    assert '\'=HYPERLINK("x")' in cells
    assert any(cell.startswith("'") and cell.endswith("@a b") for cell in cells)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)


@pytest.mark.parametrize(
    "typed", ["https://example.org/x", "HTTP://example.org", "www.example.org", "me@example.org"]
)
def test_no_address_that_somebody_typed_becomes_a_link(typed: str) -> None:
    shown = md(f"'{typed}' is not known")
    assert "\u2060" in shown
    assert shown.replace("\u2060", "").replace("\\", "") == f"'{typed}' is not known"
