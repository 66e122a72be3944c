"""The data dictionary and the editors' schemas, made from the models."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ketacost.tables.reading import read_yaml
from ketacost.tables.schema import Record, one_line
from ketacost.tables.shared import SHARED_FILES
from ketacost.tables.upkeep.describe import KINDS, file_name, schema, written

PRICING = Path(__file__).parents[2] / "pricing"
FILES = sorted(p for p in PRICING.rglob("*.yaml") if p.parent.name != "es")  # no translations


def _plain(data: Any) -> Any:
    """A file's data as an editor sees it."""
    match data:
        case dict():
            return {str(key): _plain(value) for key, value in data.items()}
        case list():
            return [_plain(value) for value in data]
        case Decimal():
            return int(data) if data == data.to_integral() else float(data)
        case date():
            return data.isoformat()
        case str():
            return str(data)
    return data


def _faults(name: str, data: Any) -> list[str]:
    pattern = next(p for p in KINDS if Path(name).match(p))
    checker = jsonschema.Draft202012Validator(schema(pattern))
    return [error.message for error in checker.iter_errors(data)]


def test_the_generated_files_are_up_to_date() -> None:
    """If this fails: ketacost prices describe"""
    for name, text in written().items():
        assert (PRICING / name).read_text(encoding="utf-8") == text, name
    there = {f"schemas/{p.name}" for p in (PRICING / "schemas").iterdir()} | {"DICTIONARY.md"}
    assert there == set(written())


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_takes_every_real_file(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))
    paths = [p for p in FILES if p.match(kind)]
    assert paths
    for path in paths:
        assert _faults(path.name if "/" not in kind else f"{path.parent.name}/{path.name}",
                       _plain(read_yaml(path, path.name).data)) == []  # fmt: skip


def test_the_dictionary_says_what_every_field_means() -> None:
    text = written()["DICTIONARY.md"]
    rows = [line for line in text.split("\n") if line.startswith("| `")]
    assert len(rows) > 150
    assert [row for row in rows if row.endswith("|  |")] == []
    without = [
        f"{record.__name__}.{name}"
        for record in subclasses(Record)
        for name, field in record.model_fields.items()
        if not field.description or f"| {one_line(field.description)} |" not in text
    ]
    assert without == []


def subclasses(record: type[Record]) -> list[type[Record]]:
    return [r for sub in record.__subclasses__() for r in (sub, *subclasses(sub))]


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_says_what_every_field_means(kind: str) -> None:
    found = schema(kind)
    for record in (found, *found["$defs"].values()) if "$defs" in found else (found,):
        fields = (record.get("anyOf") or [record])[-1].get("properties", {})
        assert [name for name, said in fields.items() if not said.get("description")] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PRICING).as_posix())
def test_each_file_tells_an_editor_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    told, _, schema_file = first.partition("$schema=")
    assert told == "# yaml-language-server: "
    kind = next(k for k in KINDS if path.match(k))
    assert (path.parent / schema_file).resolve() == PRICING / "schemas" / file_name(kind)


@pytest.mark.parametrize(
    ("file", "at", "value"),
    [
        ("services/visits.yaml", ("services", "ID", "hours"), "1.5"),
        ("services/visits.yaml", ("services", "ID", "per"), "fortnight"),
        ("services/visits.yaml", ("services", "ID", "colour"), "red"),
        ("services/visits.yaml", ("services", "ID", "codes"), ["903"]),
        ("services/visits.yaml", ("services", "ID", "label"), None),
        ("services/visits.yaml", ("services", "ID", "price", "self-pay", "low"), "99"),
        ("plans.yaml", ("plans", "employer-ppo", "payer"), "employer"),
        ("plans.yaml", ("plans", "employer-ppo", "otherwise", "coinsurance"), 20),
        ("sources.yaml", ("sources", "ID", "kind"), "rumor"),
        ("treatments/ketamine.yaml", ("options", "iv", "coverage", "va", "status"), "maybe"),
        ("release.yaml", ("release",), "spring"),
        ("medicare/medicare.yaml", ("conversion-factor", "usd"), "33.40"),
    ],
)
def test_a_schema_marks_a_slip(file: str, at: tuple[str, ...], value: Any) -> None:
    """Each slip alone, in a real file that has none."""
    path = PRICING / file if file in SHARED_FILES else PRICING / "2026.1" / file
    data = _plain(read_yaml(path, file).data)
    here = data
    for key in at[:-1]:
        here = next(iter(here.values())) if key == "ID" else here[key]
    here[at[-1]] = value
    assert len(_faults(file, data)) == 1
