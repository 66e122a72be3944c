"""CMS's ZIP code to carrier locality file: ranges of regions, and ZIP codes in two of them."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from ketacost import load_prices
from ketacost.cli import main
from ketacost.tables.places import Place, find_zip
from ketacost.tables.upkeep.check import check_releases
from ketacost.tables.upkeep.zip_locality import read_zip
from ketacost.words.places import place_words

PRICING = Path(__file__).parents[2] / "pricing"
SPLIT = "CA950760111266 01 0  1 A                                                   20261\r\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the pricing folder, in use."""
    copy = Path(shutil.copytree(PRICING, tmp_path / "pricing"))
    monkeypatch.setenv("KETACOST_PRICING", str(copy))
    return copy


def line(
    state: str, zip_code: str, mac: str, locality: str, rural: str = "", flag: str = "0"
) -> str:
    """A line as published: the flag stands in column 21, the year and quarter in 76 to 80."""
    return f"{state}{zip_code}{mac}{locality}{rural or ' '}Z9   {flag} A".ljust(75) + "20254"


def taken(root: Path, tmp_path: Path, *lines: str, end: str = "\n") -> list[str]:
    """The rows that such a file becomes, where no table stood before."""
    path = tmp_path / "ZIP5.txt"
    path.write_text("\n".join(lines) + end, encoding="ascii")
    (root / "zip-locality.csv").unlink(missing_ok=True)
    assert main(["prices", "import", "zip-locality", str(path)]) == 0
    header, *rows = (root / "zip-locality.csv").read_text().splitlines()
    assert header == "zip_first,zip_last,region,rurality,also"
    return rows


def test_zip_codes_become_ranges_of_regions(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        line("AK", "99501", "02102", "01"),
        line("AK", "99502", "02102", "01"),
        line("AK", "99558", "02102", "01", "B"),
        line("AL", "35004", "10112", "00", "R"),
        line("ZZ", "00001", "99999", "00"),
    ]
    path = tmp_path / "ZIP5.txt"
    path.write_text("\n".join(lines))
    assert main(["prices", "import", "zip-locality", str(path)]) == 2
    assert "is it whole?" in capsys.readouterr().err
    rows = taken(root, tmp_path, *lines)
    assert "locality 99999-00 is no region" in capsys.readouterr().out
    assert rows == ["35004,35004,al,rural,", "99501,99502,ak,urban,", "99558,99558,ak,super-rural,"]
    faults, _ = check_releases("2026.1")
    assert not [fault for fault in faults if fault.file == "zip-locality.csv"]


def test_a_zip_code_of_which_four_digits_more_decide_is_split(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its neighbors are not, though they lie in the same region."""
    rows = taken(
        root,
        tmp_path,
        line("CA", "95073", "01112", "66"),
        SPLIT.strip(),
        line("CA", "95077", "01112", "66"),
        line("CA", "95078", "01112", "66"),
    )
    assert rows == [
        "95073,95073,ca-santa-cruz,urban,",
        "95076,95076,ca-santa-cruz,urban,unknown",
        "95077,95078,ca-santa-cruz,urban,",
    ]
    assert "1 ZIP code in more than one locality" in capsys.readouterr().out
    assert find_zip("95076") == find_zip("95076-1234") == Place("ca-santa-cruz", "urban", True)
    assert find_zip("95077") == Place("ca-santa-cruz", "urban")
    said = place_words(Place("ca-santa-cruz", "urban", True), load_prices("2026.1").regions)
    assert said.startswith("California: Santa Cruz, urban. Some addresses of this ZIP code lie in ")


def test_a_zip_code_on_two_lines_names_both_regions(root: Path, tmp_path: Path) -> None:
    rows = taken(
        root,
        tmp_path,
        line("CA", "95076", "01112", "66"),
        line("CA", "95076", "01112", "64", "R"),
        line("CA", "95077", "01112", "66"),
        line("CA", "95077", "01112", "66"),
    )
    other = load_prices("2026.1").regions
    second = next(r for r in other.values() if (r.mac, r.locality) == ("01112", "64"))
    assert rows == [
        f"95076,95076,ca-santa-cruz,urban,{second.id}",
        "95077,95077,ca-santa-cruz,urban,",
    ]
    place = find_zip("95076")
    assert place == Place("ca-santa-cruz", "urban", True, (second.id,))
    assert f"lie in {second.label}. If yours does" in place_words(place, other)


@pytest.mark.parametrize("end", ["\x1a", "\n\x1a", "\r\n\x1a\r\n", "\n\n", ""])
def test_a_mark_of_the_end_is_no_fault(root: Path, tmp_path: Path, end: str) -> None:
    assert taken(root, tmp_path, line("AK", "99501", "02102", "01"), end=end) == [
        "99501,99501,ak,urban,"
    ]


def test_the_flag_is_read_where_it_stands(tmp_path: Path) -> None:
    """As published, and one column further as in some copies; never of another column."""
    path = tmp_path / "ZIP5.txt"
    for text, split in (
        (line("IL", "60042", "06102", "15", flag="1"), True),
        (line("IL", "60042", "06102", "15", flag="0"), False),
        (SPLIT.strip(), True),
        (SPLIT.strip().replace("0  1 A", "1  0 A"), False),
        ("IL600420610215 Z11  0 A", False),
    ):
        path.write_text(text)
        assert [item.split for item in read_zip(path)[0]] == [split], text


def test_another_file_is_named(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (root / "zip-locality.csv").read_bytes()
    gpci = Path(__file__).parent / "official/GPCI2025.csv"
    assert main(["prices", "import", "zip-locality", str(gpci)]) == 2
    assert "GPCI2025.csv holds the geographic indices (GPCI)" in capsys.readouterr().err
    assert (root / "zip-locality.csv").read_bytes() == before


def test_the_command_line_says_where_a_zip_code_lies(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regions", "--zip", "60614-1234"]) == 0
    assert capsys.readouterr().out.split()[0] == "il-chicago"
    assert main(["regions", "--zip", "60042"]) == 0
    assert "Some addresses of this ZIP code lie in another area" in capsys.readouterr().out
    assert main(["regions", "--zip", "6061"]) == 2
    assert "no region is known for the ZIP code '6061'" in capsys.readouterr().err


def test_a_table_of_before_is_read_without_its_last_column(root: Path) -> None:
    path = root / "zip-locality.csv"
    rows = list(csv.reader(path.read_text().splitlines()))
    path.write_text("\n".join(",".join(row[:4]) for row in rows))
    assert find_zip("60042", root) == Place("il-chicago-suburbs", "urban")
    assert not [f for f in check_releases("2026.1")[0] if f.file == "zip-locality.csv"]
