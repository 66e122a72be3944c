"""The data dictionary and the editors' schemas, made from the models."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ketacost.pricebook.describe import KINDS, editor_line, schema, written
from ketacost.pricebook.reading import read_yaml

PRICING = Path(__file__).parents[1] / "pricing"
FILES = sorted(p for p in PRICING.rglob("*.yaml"))


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


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PRICING).as_posix())
def test_each_file_tells_an_editor_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first == editor_line(path.relative_to(PRICING).as_posix())
    assert (path.parent / first.split("$schema=")[1]).resolve().is_file()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("hours", "1.5"),
        ("per", "fortnight"),
        ("colour", "red"),
        ("codes", ["903"]),
        ("label", None),
    ],
)
def test_a_schema_marks_a_slip(key: str, value: Any) -> None:
    path = PRICING / "2026.1/services/visits.yaml"
    data = _plain(read_yaml(path, path.name).data)
    next(iter(data["services"].values()))[key] = value
    assert len(_faults("services/visits.yaml", data)) == 1
