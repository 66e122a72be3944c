"""The records that a pricing file is made of take what they say and nothing that looks like it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from ketacost.tables import schema
from ketacost.tables.hints import bare
from ketacost.tables.schema import Record
from ketacost.tables.upkeep.describe import schema_of

RECORDS = [r for r in vars(schema).values() if isinstance(r, type) and issubclass(r, Record)]
LOOK_ALIKES: dict[str, tuple[Any, ...]] = {
    "boolean": (bare("off"), bare("yes"), "true", "false", 0, 1, Decimal(1), [], {}),
    "integer": (True, "2", bare("021"), Decimal("2.0"), Decimal("2.5"), 2.0, [2]),
    "number": (True, "2", bare("021"), bare("1e3"), "2,5", "$2", [2]),
    "string": (True, 2, Decimal("2.5"), bare("no"), bare("2026-1-1"), b"x", ["x"], date.today()),
    "date": (True, 20260131, bare("2026-1-31"), "20260131", "1/31/2026", datetime.now(), "now"),
}


def _kinds(said: dict[str, Any]) -> set[str]:
    """The plain types that a field's schema allows, by itself or as one of several."""
    found = "date" if said.get("format") == "date" else said.get("type", ())
    own = {found} if isinstance(found, str) else set(found)
    return own.union(*(_kinds(part) for part in said.get("anyOf", ())))


def _taken(record: type[Record], key: str, value: Any) -> bool:
    """Whether a record takes a value for a key, whatever else it lacks."""
    try:
        record.model_validate({key: value})
    except ValidationError as err:
        return not any(e["loc"][:1] == (key,) and e["type"] != "missing" for e in err.errors())
    return True


@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_no_field_takes_a_look_alike(kind: str) -> None:
    fields = 0
    for record in RECORDS:
        for key, said in schema_of(record).get("properties", {}).items():
            if key == "published":  # a year and a day without quotes stay text
                continue
            values = LOOK_ALIKES[kind]
            if "array" in _kinds(said):
                said, values = said["items"], tuple([value] for value in values)
            # nor a field of several types, such as a billing code, which needs no quotes
            if _kinds(said) - {"null"} != {kind}:
                continue
            fields += 1
            for value in values:
                assert not _taken(record, key, value), (record.__name__, key, value)
    assert fields > 5


def test_a_record_takes_what_it_says() -> None:
    """The test above would pass with records that take nothing."""
    for record, key, value in (
        (schema.Service, "at-home", False),
        (schema.Service, "hours", Decimal("1.5")),
        (schema.Service, "hours", 2),
        (schema.Service, "codes", [90834, "G2083"]),
        (schema.Sessions, "min", 2),
        (schema.Plan, "label", "A plan"),
        (schema.Treatment, "default", "iv"),
        (schema.Source, "read", "2026-01-31"),
        (schema.Source, "published", 2026),
    ):
        assert _taken(record, key, value), (record.__name__, key, value)
