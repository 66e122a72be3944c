"""A release as data for researchers: its tables, their description, where they are written."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Package
from jsonschema import Draft7Validator

from ketacost import load_prices
from ketacost.cli import main
from ketacost.model.prices import unit_price
from ketacost.model.ways import ways_of
from ketacost.output.export import export_files, tables_of, zip_of
from ketacost.output.export.columns import Column, columns_of
from ketacost.tables.releases import release_names
from ketacost.tables.schema import PAYERS, Accumulator, Source, Step, Terms

ROOT = Path(__file__).parent.parent
RELEASE = "2026.1"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return export_files(load_prices(RELEASE))


def _rows(files: dict[str, bytes], table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{table}.csv"].decode(), newline="")))


# --- figures -------------------------------------------------------------------------------------


def test_rows_as_the_tables_say_them(files: dict[str, bytes]) -> None:
    prices = {(r["service"], r["payer"]): r for r in _rows(files, "prices")}
    found = prices["sertraline-month", "self-pay"]  # services/ssri.yaml: 5.69, 10.69, 74.10
    assert (found["low_usd"], found["typical_usd"], found["high_usd"]) == ("5.69", "10.69", "74.10")
    assert (found["how"], found["confidence"], found["unknown"]) == ("band", "medium", "")
    plans = {(r["plan"], r["benefit"]): r for r in _rows(files, "plan-terms")}
    assert plans["original-medicare", "otherwise"]["coinsurance"] == "0.2"
    coverage = {(r["option"], r["kind_of_plan"]): r["status"] for r in _rows(files, "coverage")}
    assert coverage["ketamine.iv", "commercial"] == "rarely-covered"
    assert _rows(files, "ways") == _rows(files, "context") == []  # 2026.1 knows none
    first = _rows(files, "courses")[0]
    assert (first["option"], first["step"], first["phase"]) == ("ketamine.iv", "1", "before")


def test_where_an_option_is_given_stands_in_a_table() -> None:
    rows = {(r["option"], r["way"]): r for r in _rows(export_files(load_prices("2026.2"), False),
                                                     "ways")}  # fmt: skip
    hospital = rows["ketamine.iv", "hospital"]
    assert hospital["kind"] == "setting" and hospital["usual_for"] == ""
    assert json.loads(hospital["replaces"]) == {
        "ketamine-infusion-iv": "ketamine-infusion-iv-hospital"
    }
    assert "self-pay" in rows["ketamine.iv", "clinic"]["usual_for"]
    assert hospital["why"] == rows["ketamine.iv", "clinic"]["why"] != ""


@pytest.mark.parametrize("release", release_names())
def test_every_price_is_the_programs_own(release: str) -> None:
    book = load_prices(release)
    rows = {(r["service"], r["payer"]): r for r in tables_of(book)[0].rows}
    assert len(rows) == len(book.services) * len(PAYERS)
    for (service, payer), row in rows.items():
        found = unit_price(book, str(service), str(payer))
        told = [row[f"{level}_usd"] for level in ("low", "typical", "high")]
        if found.cents is None:
            assert told == [None] * 3 and row["unknown"]
        else:
            assert told == [Decimal(int(cents)) / 100 for cents in found.cents]
            assert row["formula"] and row["sources"] and row["confidence"]


@pytest.mark.parametrize("release", release_names())
def test_nothing_of_a_release_is_missing(release: str) -> None:
    book = load_prices(release)
    tables = {table.name: table for table in tables_of(book)}
    assert {r["source"] for r in tables["sources"].rows} == set(book.sources)
    assert {r["option"] for r in tables["options"].rows} == set(book.options)
    assert len(tables["courses"].rows) == sum(len(o.course) for o in book.options.values())
    assert len(tables["coverage"].rows) == 6 * len(book.options)
    assert {r["plan"] for r in tables["plans"].rows} == set(book.plans)
    ways = {(r["option"], r["kind"], r["way"]) for r in tables["ways"].rows}
    assert ways == {
        (option, kind, name)
        for option in book.options
        for kind, found in ways_of(book, option).items()
        for name in found.choices
    }
    told = {(r["option"], r["aspect"]): r["text"] or r["unknown"] for r in tables["context"].rows}
    assert told == {
        (option, aspect): cell.text or cell.unknown
        for option, cells in book.context.items()
        for aspect, cell in cells.items()
    }
    cited = {(r["table"], r["row"], r["source"]) for r in tables["citations"].rows}
    for name, option in book.options.items():
        for source in option.coverage.va.sources:
            assert ("coverage", f"{name}/va", source) in cited


# --- columns of records --------------------------------------------------------------------------


def _named(columns: Iterable[Column]) -> dict[str, Column]:
    return {column.name: column for column in columns}


def test_columns_of_a_record() -> None:
    found = _named(columns_of(Terms, into=("first",)))
    assert found["copayment_usd"] == Column(
        "copayment_usd", "number", "US dollars", "US dollars",
        {"required": True, "minimum": 0, "maximum": 100_000}, ("copayment",),
    )  # fmt: skip
    assert (found["coinsurance"].kind, found["coinsurance"].unit) == ("number", None)
    assert (found["max_days"].kind, found["max_days"].unit) == ("integer", "days")
    kind = _named(columns_of(Source))["kind"]
    assert kind.constraints == {
        "required": True,
        "enum": ["primary", "survey", "market", "secondary"],
    }
    visits = found["first_visits"]
    assert visits.path == ("first", "visits")
    assert "required" not in visits.constraints  # where there are no first visits
    assert found["day_tiers"].kind == "array" and "first" not in found
    assert _named(columns_of(Terms))["first"].kind == "object"


def test_values_of_a_record() -> None:
    found = _named(columns_of(Terms, into=("first",)))
    terms = Terms.model_validate(
        {
            "copayment": Decimal("24.50"),
            "day-tiers": [{"from-day": 61, "copayment": 434}],
            "first": {"visits": 3, "coinsurance": Decimal("0.2")},
            "sources": ["a", "b"],
        }
    )
    said = {name: column.of(terms) for name, column in found.items()}
    assert said["copayment_usd"] == Decimal("24.50") and said["after_deductible"] is False
    assert said["day_tiers"] == '[{"from-day": 61, "copayment": 434}]'
    assert (said["first_visits"], said["first_coinsurance"]) == (3, Decimal("0.2"))
    assert said["sources"] == "a b" and said["max_days"] is None
    nothing = {name: column.of(Terms()) for name, column in found.items()}
    assert nothing["first_visits"] is nothing["day_tiers"] is nothing["sources"] is None
    whole = _named(columns_of(Terms))["first"].of(terms)
    assert whole == '{"visits": 3, "coinsurance": 0.2}'


def test_a_week_may_be_a_word_and_no_limit_is_an_empty_cell() -> None:
    week = _named(columns_of(Step))["week"]
    assert week.kind == "string"
    step = {"service": "a", "phase": "acute"}
    assert week.of(Step.model_validate({**step, "week": "last"})) == "last"
    assert week.of(Step.model_validate({**step, "week": 3})) == "3"
    limit = _named(columns_of(Accumulator))["out_of_pocket_max_usd"]
    assert (limit.kind, limit.unit, limit.constraints) == ("number", "US dollars", {"minimum": 0})
    known = Accumulator.model_validate({"deductible": 0, "out-of-pocket-max": "none"})
    assert limit.of(known) is None


# --- datapackage.json ----------------------------------------------------------------------------

# What the published profiles of Data Package 2.0 (datapackage, dataresource, tableschema) ask of
# the properties that we use; any other is refused, so that a slip in a name is found.
_PATH = r"^(?=[^./~])(?!file:)((?!/\.\./)(?!\\)(?!://).)*$|^(http|ftp)s?://.*$"
_FIELD_TYPES = ["string", "number", "integer", "boolean", "date", "array", "object"]
_NAMES = {"type": "array", "minItems": 1, "items": {"type": "string"}}


def _exactly(needed: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": needed,
        "properties": properties,
        "additionalProperties": False,
    }


_TEXT = {"type": "string", "minLength": 1}
_CONSTRAINTS = _exactly(
    [],
    required={"type": "boolean"},
    minimum={"type": "number"},
    maximum={"type": "number"},
    pattern=_TEXT,
    enum={"type": "array", "minItems": 1, "uniqueItems": True, "items": _TEXT},
)
_OWN_FIELD = _exactly(
    ["name", "type", "description"],
    name={"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
    type={"enum": _FIELD_TYPES},
    description=_TEXT,
    unit=_TEXT,
    constraints=_CONSTRAINTS,
)
_SCHEMA = _exactly(
    ["$schema", "fields", "primaryKey"],
    **{
        "$schema": {"const": "https://datapackage.org/profiles/2.0/tableschema.json"},
        "fields": {"type": "array", "minItems": 1, "items": _OWN_FIELD},
        "missingValues": {"type": "array", "items": {"type": "string"}},
        "primaryKey": _NAMES,
        "foreignKeys": {
            "type": "array",
            "minItems": 1,
            "items": _exactly(
                ["fields", "reference"],
                fields=_NAMES,
                reference=_exactly(["resource", "fields"], resource=_TEXT, fields=_NAMES),
            ),
        },
    },
)
_RESOURCE = _exactly(
    ["$schema", "name", "type", "path", "title", "description", "bytes", "hash", "schema"],
    **{
        "$schema": {"const": "https://datapackage.org/profiles/2.0/dataresource.json"},
        "name": {"type": "string", "pattern": "^[-a-z0-9._/]+$"},
        "type": {"const": "table"},
        "path": {"type": "string", "pattern": _PATH},
        "parquet": {"type": "string", "pattern": _PATH},
        "title": _TEXT,
        "description": _TEXT,
        "format": {"const": "csv"},
        "mediatype": {"type": "string", "pattern": "^(.+)/(.+)$"},
        "encoding": {"const": "utf-8"},
        "bytes": {"type": "integer", "minimum": 1},
        "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "schema": _SCHEMA,
    },
)
PROFILE = _exactly(
    ["$schema", "name", "title", "description", "version", "licenses", "sources", "resources"],
    **{
        "$schema": {"const": "https://datapackage.org/profiles/2.0/datapackage.json"},
        "name": {"type": "string", "pattern": "^[-a-z0-9._/]+$"},
        "title": _TEXT,
        "description": _TEXT,
        "version": _TEXT,
        "created": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "releaseStatus": {"enum": ["draft", "released", "withdrawn"]},
        "releaseHash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "keywords": _NAMES,
        "contributors": {
            "type": "array",
            "minItems": 1,
            "items": _exactly(["title"], title=_TEXT, roles=_NAMES),
        },
        "licenses": {
            "type": "array",
            "minItems": 1,
            "items": _exactly(
                ["name", "path"],
                name={"type": "string", "pattern": "^[-a-zA-Z0-9._]+$"},
                path={"type": "string", "pattern": _PATH},
                title=_TEXT,
            ),
        },
        "licenseNote": _TEXT,
        "sources": {
            "type": "array",
            "items": _exactly(["title"], title=_TEXT, path={"type": "string", "pattern": _PATH}),
        },
        "resources": {"type": "array", "minItems": 1, "items": _RESOURCE},
    },
)


@pytest.mark.parametrize("release", release_names())
def test_the_description_follows_the_published_profile(release: str) -> None:
    book = load_prices(release)
    files = export_files(book, parquet=False)
    document = json.loads(files["datapackage.json"])
    assert [e.message for e in Draft7Validator(PROFILE).iter_errors(document)] == []
    assert document["version"] == release and document["licenses"][0]["name"] == "CC-BY-4.0"
    assert document["releaseHash"] == f"sha256:{book.content_hash}"
    names = [resource["name"] for resource in document["resources"]]
    assert len(set(names)) == len(names)
    for resource in document["resources"]:
        body = files[resource["path"]]
        assert resource["bytes"] == len(body)
        assert resource["hash"] == "sha256:" + hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("release", [RELEASE, release_names()[-1]])
def test_a_reader_of_data_packages_finds_no_fault(release: str, tmp_path: Path) -> None:
    """Types, bounds, primary and foreign keys of every row, by a program that is not ours."""
    assert main(["prices", "export", release, "-o", str(tmp_path), "--csv-only"]) == 0
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    prices = (tmp_path / "prices.csv").read_text().replace("sertraline-month", "unheard-of", 1)
    (tmp_path / "prices.csv").write_text(prices)
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_a_draft_says_so() -> None:
    for release in release_names():
        status = load_prices(release).entry.status
        said = json.loads(export_files(load_prices(release), False)["datapackage.json"])
        assert said["releaseStatus"] == status
        assert ("created" in said) == (status != "draft")
        assert ("This is a draft" in said["description"]) == (status == "draft")


# --- the same bytes ------------------------------------------------------------------------------


def test_the_same_release_gives_the_same_bytes_in_another_process(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "ketacost.cli", "prices", "export", RELEASE,
             "-o", str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Auckland", "LC_ALL": "C"},
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found = {path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()}
        assert found == files


def test_a_zip_is_the_same_each_time(files: dict[str, bytes]) -> None:
    assert zip_of(files) == zip_of(files)
    with zipfile.ZipFile(io.BytesIO(zip_of(files))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_parquet_holds_what_the_csv_holds(files: dict[str, bytes]) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    for table in tables_of(load_prices(RELEASE)):
        found = pq.read_table(io.BytesIO(files[f"{table.name}.parquet"]))
        rows = [
            {k: float(v) if isinstance(v, Decimal) else v for k, v in row.items()}
            for row in table.rows
        ]
        assert found.to_pylist() == rows
        for column in table.columns:
            assert found.schema.field(column.name).metadata[b"description"].decode()


def test_csv_needs_neither_pandas_nor_pyarrow_and_parquet_says_what_it_needs(
    tmp_path: Path,
) -> None:
    probe = (
        "import sys; sys.modules |= dict.fromkeys(('pyarrow', 'pandas', 'streamlit', 'altair'))\n"
        "from ketacost.cli import main\n"
        f"assert main(['prices', 'export', '{RELEASE}', '-o', r'{tmp_path / 'a'}']) == 2\n"
        f"assert main(['prices', 'export', '{RELEASE}', '-o', r'{tmp_path / 'a'}', '--csv-only'"
        "]) == 0\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "pip install pyarrow" in done.stderr and "--csv-only" in done.stderr
    assert not [p for p in (tmp_path / "a").iterdir() if p.suffix == ".parquet"]


# --- where it is written -------------------------------------------------------------------------


def _export(*words: str) -> int:
    return main(["prices", "export", *words, "--csv-only"])


def test_an_earlier_export_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    assert main(["prices", "export", RELEASE, "-o", str(folder)]) == 0
    assert (folder / "prices.parquet").is_file()
    assert _export("2025.1", "-o", str(folder)) == 0
    assert json.loads((folder / "datapackage.json").read_text())["version"] == "2025.1"
    assert not list(folder.glob("*.parquet"))  # of the earlier one


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("thesis.md", "mine"),
        ("datapackage.json", '{"name": "somebody-elses", "resources": []}'),
        ("datapackage.json", "not JSON"),
        ("datapackage.json", "[1]"),
        ("datapackage.json", '{"name": "ketacost-prices-2026.1"}'),
    ],
)
def test_a_folder_of_others_is_left_alone(
    name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(text)
    assert _export(RELEASE, "-o", str(tmp_path)) == 2
    assert "nothing was written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == text


def test_a_file_of_ones_own_beside_an_export_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _export(RELEASE, "-o", str(tmp_path)) == 0
    (tmp_path / "notes.txt").write_text("mine")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert _export("2025.1", "-o", str(tmp_path)) == 2
    assert "notes.txt" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_zip_is_written_and_replaces_only_an_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "prices-2026.1"  # .1 is no ending of a file
    assert _export(RELEASE, "--zip", "-o", str(target)) == 0
    path = tmp_path / "prices-2026.1.zip"
    assert zipfile.is_zipfile(path) and not target.exists()
    assert _export("2025.1", "--zip", "-o", str(path)) == 0
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("datapackage.json"))["version"] == "2025.1"
    for body in (b"mine", zip_of({"mine.txt": b"mine"})):
        path.write_bytes(body)
        assert _export(RELEASE, "--zip", "-o", str(path)) == 2
        assert "no earlier export" in capsys.readouterr().err
        assert path.read_bytes() == body
    assert _export(RELEASE, "-o", str(path)) == 2
    assert "is a file" in capsys.readouterr().err


def test_an_unknown_release_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _export("2026.9", "-o", str(tmp_path / "x")) == 2
    assert "no pricing release '2026.9'" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


# --- how to cite ---------------------------------------------------------------------------------


def _citation(text: str) -> dict[str, Any]:
    found = yaml.safe_load(text)
    assert found["cff-version"] == "1.2.0"
    for key in ("message", "title", "authors"):  # what the format asks for
        assert found[key]
    assert all(author["name"] for author in found["authors"])
    return dict(found)


def test_a_release_says_how_to_cite_it(files: dict[str, bytes]) -> None:
    found = _citation(files["CITATION.cff"].decode())
    assert (found["type"], found["version"], found["license"]) == ("dataset", RELEASE, "CC-BY-4.0")
    assert load_prices(RELEASE).content_hash in found["identifiers"][0]["value"]
    assert str(found["date-released"]) == "2026-11-24"
