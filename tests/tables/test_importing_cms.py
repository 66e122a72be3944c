"""Files of the fee schedule that are nearly right: two factors, two indices, a factor of March,
another file of the same download, one that a spreadsheet has saved anew."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ketacost import load_prices
from ketacost.cli import main
from ketacost.tables.upkeep.cms_files import read_anesthesia, read_gpci, read_rvu
from ketacost.tables.upkeep.which_file import track_of

PRICING = Path(__file__).parents[2] / "pricing"
OFFICIAL = Path(__file__).parent / "official"
NON_QPP = OFFICIAL / "PPRRVU2026_Jan_nonQPP.csv"

Import = Callable[..., tuple[int, str]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the pricing folder, in use."""
    copy = Path(shutil.copytree(PRICING, tmp_path / "pricing"))
    monkeypatch.setenv("KETACOST_PRICING", str(copy))
    return copy


@pytest.fixture
def put_in(root: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """Import files into draft 2026.9 (from 2026.1), or 2024.9 (from 2024.1)."""

    def run(
        rvu: Path, gpci: Path, anesthesia: Path | None = None, year: int = 2026
    ) -> tuple[int, str]:
        if not (root / f"{year}.9").exists():
            assert main(["prices", "new", f"{year}.9", "--from", f"{year}.1"]) == 0
        args = ["--rvu", str(rvu), "--gpci", str(gpci), "--year", str(year)]
        args += ["--anesthesia", str(anesthesia)] if anesthesia else []
        capsys.readouterr()
        code = main(["prices", "import", "cms-pfs", *args, "--into", f"{year}.9"])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def changed(tmp_path: Path, source: Path, *edits: tuple[str, str], name: str = "") -> Path:
    """A copy of an official file with some of its text changed."""
    text = source.read_text("utf-8-sig")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / (name or source.name)
    path.write_text(text, encoding="utf-8")
    return path


def content(folder: Path) -> dict[str, bytes]:
    return {p.as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- two conversion factors -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["PPRRVU2026_Jan_QPP.csv", "PPRRVU2026-qualifying.csv", "rvu.csv"])
def test_the_file_for_qualifying_participants_is_refused_whatever_its_name(
    root: Path, put_in: Import, tmp_path: Path, name: str
) -> None:
    path = changed(tmp_path, NON_QPP, ("33.4009", "33.5675"), name=name)
    assert main(["prices", "new", "2026.9", "--from", "2026.1"]) == 0
    before = content(root)
    code, said = put_in(path, OFFICIAL / "GPCI2026.csv")
    assert code == 2 and content(root) == before
    assert f"{name} is for qualifying participants of advanced payment models" in said
    assert ("Take PPRRVU2026_Jan_nonQPP.csv" in said) == ("_QPP" in name)


def test_two_factors_in_one_file_are_told_apart_by_their_headers(tmp_path: Path) -> None:
    lines = NON_QPP.read_text("utf-8-sig").splitlines()
    both = [
        line.replace(",CONV,", ",QUALIFYING APM CONV,NON-QUALIFYING APM CONV,")
        .replace(",FACTOR,", ",FACTOR,FACTOR,")
        .replace(",33.4009,", ",33.5675,33.4009,")
        if line.count(",") > 2 and re.search("CONV,|FACTOR,|33.4009", line)
        else line + "," if line.startswith(",") else line
        for line in lines
    ]  # fmt: skip
    # the stacked headers above must stand over the same columns: one empty cell more at the factor
    at = next(i for i, line in enumerate(lines) if line.startswith("HCPCS"))
    factor = lines[at].split(",").index("FACTOR")
    for i in range(at - 1):
        cells = lines[i].split(",")
        both[i] = ",".join([*cells[:factor], "", *cells[factor:]])
    path = tmp_path / "PPRRVU2026_Jan.csv"
    path.write_text("\n".join(both), encoding="utf-8")
    file = read_rvu(path, {"90834", "99213"})
    assert f"{file.conversion_factor:f}" == "33.4009" and file.doubts == ()


def test_a_name_that_says_neither_is_looked_at(put_in: Import, tmp_path: Path) -> None:
    code, said = put_in(
        changed(tmp_path, NON_QPP, name="PPRRVU2026_Jan.csv"), OFFICIAL / "GPCI2026.csv"
    )
    assert code == 0 and "make sure that 33.4009 is the factor of clinicians who do not" in said


@pytest.mark.parametrize(
    ("name", "track"),
    [
        ("PPRRVU2026_Jan_QPP.csv", "qualifying"),
        ("PPRRVU2026_Jan_nonQPP.csv", "non-qualifying"),
        ("PPRRVU26_NON-QP.csv", "non-qualifying"),
        ("Non-Qualifying APM National Anes CF of $20.4976", "non-qualifying"),
        ("Qualifying APM National Anes CF of $20.5998", "qualifying"),
        ("2026 National Physician Fee Schedule Relative Value File", None),
        ("PPRRVU2025_Oct.csv", None),
    ],
)
def test_for_whom_a_file_is(name: str, track: str | None) -> None:
    assert track_of(name) == track


# --- indices and anesthesia factors in more than one column ---------------------------------------


def test_of_two_work_indices_that_with_the_floor_is_taken(put_in: Import, root: Path) -> None:
    code, said = put_in(NON_QPP, OFFICIAL / "GPCI2026_both.csv")
    assert code == 0, said
    assert "\nal,1.000,0.869,0.575" in (root / "2026.9/medicare/gpci.csv").read_text()


def test_an_index_without_its_floor_alone_is_looked_at(put_in: Import, tmp_path: Path) -> None:
    path = changed(tmp_path, OFFICIAL / "GPCI2026.csv", ("(with 1.0 Floor)", "(without 1.0 Floor)"))
    code, said = put_in(NON_QPP, path)
    assert code == 0 and "only an index without its floor was found" in said


def test_two_practice_indices_with_and_without_a_floor(tmp_path: Path) -> None:
    path = tmp_path / "GPCI2027.csv"
    path.write_text(
        "ADDENDUM E. FINAL CY 2027 GPCIs,,,,,,,\n"
        "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
        "2027 PW GPCI,2027 PE GPCI (without 1.0 Frontier Floor),2027 PE GPCI (with 1.0 Frontier "
        "Floor),2027 MP GPCI\n03602,WY,21,WYOMING**,1,0.941,1,0.739\n"
    )
    file = read_gpci(path)
    assert [str(v) for v in file.rows["03602", "21"].values] == ["1", "1", "0.739"]
    assert (file.year, file.columns[1]) == (2027, "2027 PE GPCI (with 1.0 Frontier Floor)")


def test_of_two_anesthesia_factors_that_of_most_clinicians_is_taken(
    put_in: Import, root: Path
) -> None:
    code, said = put_in(NON_QPP, OFFICIAL / "GPCI2026.csv", OFFICIAL / "ANES2026.csv")
    assert code == 0, said
    book = load_prices("2026.9")
    assert f"{book.medicare.anesthesia_conversion_factor.usd:f}" == "20.4976"
    assert f"{book.gpci['al'].anesthesia_cf:f}" == "19.48"
    assert main(["prices", "check", "2026.9"]) in (0, 1)


def test_anesthesia_factors_for_qualifying_participants_alone_are_refused(
    put_in: Import, tmp_path: Path
) -> None:
    lines = (OFFICIAL / "ANES2026.csv").read_text("utf-8-sig").splitlines()
    path = tmp_path / "ANES2026.csv"
    path.write_text("\n".join(",".join(line.split(",")[:4]) for line in lines))
    code, said = put_in(NON_QPP, OFFICIAL / "GPCI2026.csv", path)
    assert code == 2 and "is for qualifying participants" in said


def test_an_anesthesia_file_of_another_year_is_refused(put_in: Import) -> None:
    code, said = put_in(NON_QPP, OFFICIAL / "GPCI2026.csv", OFFICIAL / "ANES2025.csv")
    assert code == 2 and "ANES2025.csv is of 2025, not of 2026" in said
    file, national = read_anesthesia(OFFICIAL / "ANES2025.csv")
    assert (file.year, f"{national:f}") == (2025, "20.3178")


# --- a factor that changes within the year --------------------------------------------------------


def effective(release: str) -> tuple[str, str]:
    factor = load_prices(release).medicare.conversion_factor
    return f"{factor.usd:f}", factor.effective.isoformat()


def test_the_same_factor_keeps_the_day_since_when_it_holds(put_in: Import) -> None:
    """33.2875 has held since March 9, 2024 (Consolidated Appropriations Act, 2024)."""
    code, _ = put_in(OFFICIAL / "PPRRVU2024.csv", OFFICIAL / "GPCI2024.csv", year=2024)
    assert code == 0 and effective("2024.9") == ("33.2875", "2024-03-09")


def test_another_factor_of_the_same_year_does_not_begin_in_january(
    put_in: Import, root: Path, tmp_path: Path
) -> None:
    """With January's factor in the draft, that of the April file holds from a later day."""
    assert main(["prices", "new", "2024.9", "--from", "2024.1"]) == 0
    path = root / "2024.9/medicare/medicare.yaml"
    text = path.read_text()
    assert "usd: 33.2875\n  effective: 2024-03-09" in text
    path.write_text(
        text.replace("33.2875\n  effective: 2024-03-09", "32.7442\n  effective: 2024-01-01", 1)
    )
    code, said = put_in(OFFICIAL / "PPRRVU2024.csv", OFFICIAL / "GPCI2024.csv", year=2024)
    assert code == 0 and effective("2024.9") == ("33.2875", "2024-03-08")
    assert "32.7442 has held since 2024-01-01" in said
    assert "write the day that CMS names under 'effective'" in said


def test_a_new_years_factor_begins_in_january(put_in: Import, tmp_path: Path) -> None:
    code, said = put_in(
        changed(tmp_path, NON_QPP, ("33.4009", "33.9009")), OFFICIAL / "GPCI2026.csv"
    )
    assert code == 0 and effective("2026.9") == ("33.9009", "2026-01-01")
    assert "conversion factor: 33.4009 to 33.9009" in said


# --- what was taken, and what is refused ----------------------------------------------------------


def test_what_was_taken_is_recorded_in_the_source(put_in: Import) -> None:
    code, _ = put_in(NON_QPP, OFFICIAL / "GPCI2026_both.csv", OFFICIAL / "ANES2026.csv")
    source = load_prices("2026.9").sources["cms-pfs-2026"]
    assert code == 0 and source.published == "2025-12-29" and source.note
    for words in (
        "PPRRVU2026_Jan_nonQPP.csv (2026 National Physician Fee Schedule Relative Value File "
        "January Release, released 2025-12-29): units, conversion factor 33.4009",
        "GPCI2026_both.csv (ADDENDUM E. FINAL CY 2026",
        "'2026 PW GPCI (with 1.0 Floor)'",
        "ANES2026.csv: 'Non-Qualifying APM National Anes CF of $20.4976'",
    ):
        assert words in source.note
    assert "PPRRVU2026_Jan_nonQPP.csv, GPCI2026_both.csv, ANES2026.csv" in source.title


OTHERS = {
    "25LOCCO.csv": ("COUNTIES INCLUDED IN 2025 LOCALITIES,,\n", "the counties of each locality"),
    "OPPSCAP.csv": ("HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY\n", "the caps for hospitals (OPPSCAP)"),
    "PFALL26.csv": ('"2026","01112","05","99213","  "\n', "the payment amounts (PFALL)"),
    "nadac.csv": ("NDC Description,NDC,NADAC Per Unit\n", "ketacost prices import nadac"),
    "ZIP5.txt": ("AK995010210201 Z9   0 A\n", "ketacost prices import zip-locality"),
    "addendum-b.csv": ("Addendum B. OPPS Payment by HCPCS\n", "the hospital rates"),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("place", ["rvu", "gpci"])
def test_another_official_file_is_named(
    put_in: Import, tmp_path: Path, name: str, place: str
) -> None:
    text, words = OTHERS[name]
    path = tmp_path / name
    path.write_text(text)
    files = {"rvu": NON_QPP, "gpci": OFFICIAL / "GPCI2026.csv"} | {place: path}
    code, said = put_in(**files)
    assert code == 2 and f"{name} holds " in said and words in said
    assert "nothing was changed" in said


SPOILED = {
    "of the proposed rule": ("ADDENDUM E. FINAL", "ADDENDUM E. PROPOSED", "take the final one"),
    "not a number": (",0.869,0.575", ",NaN,0.575", "expected a number, found 'NaN'"),
    "without end": (",0.869,0.575", ",inf,0.575", "expected a number, found 'inf'"),
    "below zero": (",0.869,0.575", ",-0.869,0.575", "expected a number, found '-0.869'"),
    "a decimal comma": (",0.869,0.575", ',"0,869",0.575', "write 0.869 with a decimal point"),
    "a date": (",0.869,0.575", ",Aug-69,0.575", "a spreadsheet has made a date of the figure"),
    "a locality twice": (
        "\n02102,AK,01,", "\n10112,AL,00,", "locality 10112-00 (ALASKA) stands twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILED)
def test_a_file_that_is_spoiled_is_refused(
    root: Path, put_in: Import, tmp_path: Path, what: str
) -> None:
    old, new, words = SPOILED[what]
    assert main(["prices", "new", "2026.9", "--from", "2026.1"]) == 0
    before = content(root)
    code, said = put_in(NON_QPP, changed(tmp_path, OFFICIAL / "GPCI2026.csv", (old, new)))
    assert code == 2 and words in said and content(root) == before


def test_a_file_that_a_spreadsheet_saved_with_semicolons_is_refused(
    put_in: Import, tmp_path: Path
) -> None:
    path = changed(tmp_path, OFFICIAL / "GPCI2026.csv", (",", ";"))
    code, said = put_in(NON_QPP, path)
    assert code == 2 and "take the file as it was published" in said


def test_half_a_file_is_refused(put_in: Import, tmp_path: Path) -> None:
    lines = (OFFICIAL / "GPCI2026.csv").read_text("utf-8-sig").splitlines(True)
    path = tmp_path / "GPCI2026.csv"
    path.write_text("".join(lines[:40]))
    code, said = put_in(NON_QPP, path)
    assert code == 2 and "is it whole? Nothing was changed" in said


def test_zeros_that_a_spreadsheet_took_are_put_back(
    put_in: Import, root: Path, tmp_path: Path
) -> None:
    """A contractor has five digits and a locality two: 2102 and 1 can mean one place only."""
    put_in(NON_QPP, OFFICIAL / "GPCI2026.csv")
    whole = (root / "2026.9/medicare/gpci.csv").read_bytes()
    text = (OFFICIAL / "GPCI2026.csv").read_text("utf-8-sig")
    path = tmp_path / "GPCI2026.csv"
    path.write_text(re.sub(r"(?m)^0(\d{4},[A-Z]{2},)0?", r"\1", text))
    code, _ = put_in(NON_QPP, path)
    assert code == 0 and (root / "2026.9/medicare/gpci.csv").read_bytes() == whole


def test_a_figure_out_of_proportion_is_looked_at(put_in: Import, tmp_path: Path) -> None:
    path = changed(tmp_path, OFFICIAL / "GPCI2026.csv", (",ALASKA*,1.5,", ",ALASKA*,2.5,"))
    code, said = put_in(NON_QPP, path)
    assert code == 0 and "gpci.csv, line 4" in said and "is a decimal point lost" in said
