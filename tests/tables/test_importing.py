"""The yearly official files, put into a draft."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from ketacost import load_prices
from ketacost.cli import main
from ketacost.model.prices import unit_price
from ketacost.tables.upkeep import cms_pfs

PRICING = Path(__file__).parents[2] / "pricing"
OFFICIAL = Path(__file__).parent / "official"
PFS = [
    "prices", "import", "cms-pfs", "--rvu", str(OFFICIAL / "PPRRVU2025.csv"),
    "--gpci", str(OFFICIAL / "GPCI2025.csv"), "--anesthesia", str(OFFICIAL / "ANES2025.csv"),
]  # fmt: skip
NADAC = """\
NDC Description,NDC,NADAC Per Unit,Effective Date,Pricing Unit,Pharmacy Type Indicator,As of Date
SERTRALINE HCL 50 MG TABLET,1,0.03000,11/19/2025,EA,C/I,01/07/2026
SERTRALINE HCL 50 MG TABLET,2,0.04000,12/17/2025,EA,C/I,01/07/2026
SERTRALINE HCL 50 MG TABLET,3,0.05000,12/17/2025,EA,C/I,01/07/2026
SERTRALINE HCL 50 MG TABLET,4,0.05111,12/17/2025,EA,C/I,01/07/2026
SERTRALINE HCL 100 MG TABLET,5,0.90000,12/17/2025,EA,C/I,01/07/2026
FLUOXETINE DR 90 MG CAPSULE,6,9.00000,12/17/2025,EA,C/I,01/07/2026
"PERPHENAZINE-AMITRIPTYLINE 4-50, MG TABLET",7,0.70000,12/17/2025,EA,C/I,01/07/2026
VENLAFAXINE HCL ER 150 MG CAP,8,0.20000,12/17/2025,EA,C/I,01/07/2026
VENLAFAXINE HCL ER 150 MG TABLET,9,2.00000,12/17/2025,EA,C/I,01/07/2026
NORTRIPTYLINE HCL 25 MG CAP,10,0.10000,12/17/2025,EA,C/I,01/07/2026
NORTRIPTYLINE HCL 50 MG CAP,11,0.15000,12/17/2025,EA,C/I,01/07/2026
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the pricing folder, in use."""
    copy = shutil.copytree(PRICING, tmp_path / "pricing")
    monkeypatch.setenv("KETACOST_PRICING", str(copy))
    return copy


@pytest.fixture
def draft(root: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["prices", "new", "2025.9", "--from", "2025.1"]) == 0
    capsys.readouterr()
    return root / "2025.9"


def content(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_the_files_of_2025_give_the_medicare_tables_of_2025(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(draft)
    (draft / "medicare/rvu.csv").write_text(
        before["medicare/rvu.csv"]
        .decode()
        .replace("90834,", "90834,9")
        .replace("90837,", "90837,1")
    )
    assert main([*PFS, "--year", "2025", "--into", "2025.9"]) == 0
    out = capsys.readouterr().out
    assert "code 90834: work 92.45" in out and "code 90837" in out and "code 90870" not in out
    after = content(draft)
    for table in ("medicare/rvu.csv", "medicare/gpci.csv"):
        assert after[table] == before[table]
    medicare = load_prices("2025.9").medicare
    assert f"{medicare.conversion_factor.usd:f}" == "32.3465"
    assert f"{medicare.anesthesia_conversion_factor.usd:f}" == "20.3178"
    assert medicare.rvu.sources == ("cms-pfs-2025",)
    assert load_prices("2025.9").sources["cms-pfs-2025"].published == "2025-09-11"
    untouched = set(before) - {
        "medicare/rvu.csv", "medicare/gpci.csv", "medicare/medicare.yaml",
    }  # fmt: skip
    assert all(after[name] == before[name] for name in untouched)
    # G2083 in 2025, nationally, as CMS pays it
    found = unit_price(load_prices("2025.9"), "esketamine-session", "medicare", "us")
    assert found.cents[2] == 117127


def test_a_source_that_is_there_is_never_changed(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another release may be sealed with it: another file of the year is another source."""
    args = [*PFS, "--year", "2025", "--into", "2025.9"]
    assert main(args) == 0
    first = load_prices("2025.9").sources["cms-pfs-2025"]
    listed = (draft.parent / "sources.yaml").read_text()
    assert main(args) == 0
    assert (draft.parent / "sources.yaml").read_text() == listed
    corrected = tmp_path / "PPRRVU2025.csv"
    text = (OFFICIAL / "PPRRVU2025.csv").read_text("utf-8-sig")
    corrected.write_text(text.replace("October Release", "December Release"))
    capsys.readouterr()
    assert main([str(corrected) if "PPRRVU" in a else a for a in args]) == 0
    assert "sources.yaml (cms-pfs-2025-2)" in capsys.readouterr().out
    book = load_prices("2025.9")
    assert book.medicare.rvu.sources == ("cms-pfs-2025-2",)
    assert "December" in book.sources["cms-pfs-2025-2"].title
    assert (draft.parent / "sources.yaml").read_text().startswith(listed.rstrip("\n"))
    # what no release uses any more is told, not taken out
    assert main(["prices", "check", "2025.9"]) == 1
    assert "source 'cms-pfs-2025' is not used" in capsys.readouterr().out
    assert first.title not in [source.title for source in book.sources.values()]


def test_another_year_is_refused_and_nothing_changed(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(draft)
    for year, words in (("2027", "is of 2025, not of 2027"), ("soon", "a year such as 2027")):
        assert main([*PFS, "--year", year, "--into", "2025.9"]) == 2
        assert words in capsys.readouterr().err
    assert content(draft) == before


def test_columns_are_found_by_their_words(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A byte-order mark, columns in another order, a starred name, quotes, trailing spaces."""
    before = content(draft)
    rows = [
        line.split(",") for line in (OFFICIAL / "GPCI2025.csv").read_text("utf-8-sig").splitlines()
    ]
    turned = [
        ",".join(f'"{cell} "' if cell else "" for cell in reversed(row))
        for row in rows
        if len(row) == 7
    ]
    path = tmp_path / "GPCI2025.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(turned).encode())
    args = [str(path) if "GPCI" in a else a for a in PFS]
    assert main([*args, "--year", "2025", "--into", "2025.9"]) == 0
    assert "Changed\n  nothing" in capsys.readouterr().out
    assert content(draft)["medicare/gpci.csv"] == before["medicare/gpci.csv"]


def test_what_the_files_lack_is_named_and_kept(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (OFFICIAL / "PPRRVU2025.csv").read_text("utf-8-sig").splitlines(True)
    rvu = tmp_path / "PPRRVU2025.csv"
    rvu.write_text("".join(line for line in lines if not line.startswith("90834,")))
    lines = (OFFICIAL / "GPCI2025.csv").read_text("utf-8-sig").splitlines(True)
    gpci = tmp_path / "GPCI2025.csv"
    gpci.write_text("".join(line.replace("10112,AL,00", "10112,AL,77") for line in lines))
    args = [str(rvu) if "PPRRVU" in a else str(gpci) if "GPCI" in a else a for a in PFS]
    assert main([*args, "--year", "2025", "--into", "2025.9"]) == 0
    out = capsys.readouterr().out
    assert "code 90834 is not in the file; its old units are kept" in out
    assert "region al (10112-00) is not in the GPCI file" in out
    assert "locality 10112-77 (ALABAMA) is in the file but in no region" in out


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("GPCI", "README.md", "is this the right file?"),
        ("GPCI", "none.csv", "can't be read: No such file"),
        ("GPCI", "ANES2025.csv", "holds the anesthesia factors (ANES): give it as --anesthesia"),
        ("ANES", "GPCI2025.csv", "holds the geographic indices (GPCI): give it as --gpci"),
        ("GPCI", "PPRRVU2025.csv", "holds the relative value units (PPRRVU): give it as --rvu"),
        (
            "PPRRVU",
            "GPCI2025.csv",
            "GPCI2025.csv holds the geographic indices (GPCI): give it as --gpci",
        ),
    ],
)
def test_another_file_is_refused(
    draft: Path, capsys: pytest.CaptureFixture[str], kind: str, name: str, words: str
) -> None:
    before = content(draft.parent)
    args = [str(OFFICIAL / name) if kind in a else a for a in PFS]
    assert main([*args, "--year", "2025", "--into", "2025.9"]) == 2
    assert words in capsys.readouterr().err
    assert content(draft.parent) == before


def test_a_file_still_packed_is_refused(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = tmp_path / "RVU25D.zip"
    packed.write_bytes(b"PK\x03\x04")
    args = [str(packed) if "PPRRVU" in a else a for a in PFS]
    assert main([*args, "--year", "2025", "--into", "2025.9"]) == 2
    assert "RVU25D.zip is a ZIP or Excel file; unpack it" in capsys.readouterr().err


RVU_OTHERWISE = """\
2025 National Physician Fee Schedule Relative Value File "Test" Release,,,,,,,,,
RELEASED 01/02/2025,,,,,,,,,
,,,,,,NON-FAC,,FACILITY,
,,MP,CONV,WORK,NON-FAC,NA,FACILITY,NA,
MOD,HCPCS,RVU,FACTOR,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,DESCRIPTION
26,90834,9.00,99.0000,9.00,9.00,,9.00,,"professional part, alone"
TC,90834,8.00,99.0000,8.00,8.00,,8.00,,"technical part, alone"
,90834 ,0.05,40.0000,2.50, 0.72 ,,0.31,,"in our own words, with a comma"
,96365,0.04,40.0000,0.21,1.54,,1.00,NA,
"""


def test_codes_are_read_without_modifiers_and_settings_not_paid(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rvu = tmp_path / "PPRRVU.csv"
    rvu.write_bytes(b"\xef\xbb\xbf" + RVU_OTHERWISE.replace("\n", "\r\n").encode())
    args = [str(rvu) if "PPRRVU" in a else a for a in PFS]
    assert main([*args, "--year", "2025", "--into", "2025.9"]) == 0
    out = capsys.readouterr().out
    assert (
        "  code 90834: work 2.45, office PE 0.72, facility PE 0.31, MP 0.05 to "
        "work 2.50, office PE 0.72, facility PE 0.31, MP 0.05\n"
        "  conversion factor: 32.3465 to 40.0000\n" in out
    )
    lines = (draft / "medicare/rvu.csv").read_text().splitlines()
    assert "90834,2.50,0.72,0.31,0.05" in lines and "96365,0.21,1.54,,0.04" in lines
    book = load_prices("2025.9")
    assert book.medicare.conversion_factor.usd == 40
    # only the notes on figures that are no more go
    assert 'conversion-factor: its note spoke of the old figures and was taken out: "US dol' in out
    assert book.medicare.conversion_factor.note is None and book.medicare.rvu.note is None
    assert book.medicare.gpci.note and "gpci: its note" not in out
    assert '"Test" Release' in book.sources["cms-pfs-2025"].title


def test_without_an_anesthesia_file_the_factors_say_of_which_year_they_are(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(draft)["medicare/gpci.csv"]
    files = {}
    for name, old, new in (
        ("PPRRVU2025.csv", "2025 National", "2026 National"),
        ("GPCI2025.csv", "CY 2025", "CY 2026"),
    ):
        files[name] = tmp_path / name
        files[name].write_text((OFFICIAL / name).read_text("utf-8-sig").replace(old, new))
    args = [
        "prices", "import", "cms-pfs", "--rvu", str(files["PPRRVU2025.csv"]),
        "--gpci", str(files["GPCI2025.csv"]), "--year", "2026", "--into", "2025.9",
    ]  # fmt: skip
    assert main(args) == 0
    out = capsys.readouterr().out
    assert "no anesthesia file was given (--anesthesia); its factors stay those of 2025" in out
    assert "release.yaml says year: 2025; these fees are of 2026" in out
    factor = load_prices("2025.9").medicare.anesthesia_conversion_factor
    assert (factor.usd, factor.carried_from, factor.confidence) == (
        Decimal("20.3178"), "2025", "low",
    )  # fmt: skip
    assert content(draft)["medicare/gpci.csv"] == before


def test_only_a_draft_takes_an_import(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*PFS, "--year", "2025", "--into", "2031.1"]) == 2
    assert "ketacost prices new 2031.1" in capsys.readouterr().err


@pytest.mark.parametrize("at", range(6))
def test_an_interrupted_import_leaves_the_draft(
    draft: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Stopped at any step: while files are read or written, or while the copy takes its place."""
    before = content(draft.parent)
    if at < 4:
        step = ("_write_rvu", "_write_gpci", "_set_medicare", "add_source")[at]
        monkeypatch.setattr(cms_pfs, step, stop)
    else:
        renamed, rename = [], Path.rename

        def some(path: Path, target: Path) -> Path:
            renamed.append(path)
            if len(renamed) == at - 3:
                raise KeyboardInterrupt
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", some)
    assert main([*PFS, "--year", "2025", "--into", "2025.9"]) == 130
    assert content(draft.parent) == before


def stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_draft_with_faults_takes_no_import(
    draft: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (draft / "plans.yaml").write_text("plans: {}\n")
    before = content(draft)
    assert main([*PFS, "--year", "2025", "--into", "2025.9"]) == 1
    err = capsys.readouterr().err
    assert "nothing was imported, as these faults stand in the way:\n2025.9/plans.yaml" in err
    assert content(draft) == before


def test_nadac_sets_the_bounds_that_say_so(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prices", "new", "2026.9", "--from", "2026.1"]) == 0
    old = load_prices("2026.9")
    path = tmp_path / "nadac.csv"
    path.write_text(NADAC)
    capsys.readouterr()
    assert main(["prices", "import", "nadac", str(path), "--into", "2026.9"]) == 0
    out = capsys.readouterr().out
    # the newest day, the median of three makers: 0.05 x 30; 0.2 x 30; (0.1 + 0.15) x 30
    for words in (
        "sertraline-month, medicare, low: 1.04 to 1.5",
        "venlafaxine-xr-month, medicaid, low: 3.57 to 6",
        "nortriptyline-month, commercial, low: 11.11 to 7.5",
        "no rate for fluoxetine 20 mg cap",
        "no rate for amitriptyline 50 mg tab",
        "sources.yaml (nadac-2025-12-17)",
        "Look at these by hand\n  in the prices changed: the other figures, the dates",
    ):
        assert words in out
    book = load_prices("2026.9")
    sertraline = unit_price(book, "sertraline-month", "medicare", "us")
    assert tuple(sertraline.cents) == (150, 430, 676) and "nadac-2025-12-17" in sertraline.sources
    fluoxetine = unit_price(book, "fluoxetine-month", "medicare", "us")
    before = unit_price(old, "fluoxetine-month", "medicare", "us").cents
    assert (fluoxetine.cents == before).all()
    assert main(["prices", "import", "nadac", str(path), "--into", "2026.9"]) == 0
    assert "Changed\n  nothing" in capsys.readouterr().out
