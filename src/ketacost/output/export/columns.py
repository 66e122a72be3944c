"""Columns of a table, made from the records of `tables/schema`: name, type, bounds and meaning are
those of the record, so an exported table and the data dictionary can't disagree.

A list of plain values is one column of text. A record inside a record gives columns with its name
in front (`sessions_min`) where the table says so, and otherwise one column of JSON; a list of
records is JSON too. So a field that is new in the schema is exported without a word here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ketacost.tables.schema import MAX_USD, Record, one_line
from ketacost.tables.upkeep.describe import schema_of

Cell = str | int | bool | Decimal | date | None
Path = tuple[str, ...]

DOLLARS = "US dollars"
_IN_NAME = ("hours", "days", "weeks", "months", "visits", "miles")
"""Units that a column's name may end with."""
_CONSTRAINTS = ("minimum", "maximum", "enum", "pattern")


@dataclass(frozen=True)
class Column:
    """One column: `kind` is a type of Frictionless Table Schema. `path` leads to its value in a
    record; it is empty where the value is worked out."""

    name: str
    kind: str
    description: str
    unit: str | None = None
    constraints: Mapping[str, Any] = field(default_factory=dict)
    path: Path = ()

    def of(self, record: Record) -> Cell:
        """Its value in a record; None where the record, or a part of it, says nothing."""
        found: Any = record
        for part in self.path:
            found = None if found is None else getattr(found, part)
        if self.kind in ("array", "object"):
            return json.dumps(_plain(found), ensure_ascii=False) if found else None
        if isinstance(found, tuple):
            return " ".join(str(one) for one in found) or None
        if self.kind == "string" and isinstance(found, int):
            return str(found)
        return found  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    """A value of a record as JSON has it, without what it leaves out."""
    if isinstance(value, Record):
        said = value.model_dump(by_alias=True, exclude_defaults=True)
        return {key: _plain(inner) for key, inner in said.items()}
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value.isoformat() if isinstance(value, date) else value


def text(name: str, meaning: str, *, required: bool = True, **constraints: Any) -> Column:
    """A column of text that is worked out."""
    rules = {"required": True} if required else {}
    return Column(name, "string", meaning, constraints=rules | constraints)


def number(name: str, meaning: str, *, unit: str | None = None, **constraints: Any) -> Column:
    """A column of numbers of at least 0 that is worked out."""
    return Column(name, "number", meaning, unit, {"minimum": 0} | constraints)


def place(name: str, meaning: str) -> Column:
    """A column that counts rows from 1."""
    return Column(name, "integer", meaning, None, {"required": True, "minimum": 1})


def columns_of(
    record: type[Record], leave_out: Collection[str] = (), into: Collection[str] = ()
) -> tuple[Column, ...]:
    """The columns of a record.

    Args:
        record: a record of `tables/schema`.
        leave_out: fields that other tables hold.
        into: fields with a record whose own fields are columns here too.
    """
    return tuple(_columns(record, leave_out, into))


def _columns(
    record: type[Record], leave_out: Collection[str], into: Collection[str]
) -> Iterator[Column]:
    whole = schema_of(record)
    whole = whole["anyOf"][-1] if "anyOf" in whole else whole
    needed = whole.get("required", ())
    for name, info in record.model_fields.items():
        key = info.alias or name
        if name in into:
            for column in _columns(_record_in(info.annotation), (), ()):
                yield _below(name, column, key in needed)
        elif name not in leave_out:
            yield _column(name, whole["properties"][key], key in needed)


def _record_in(annotation: Any) -> type[Record]:
    """The record that an annotation such as `Family | None` names."""
    parts = getattr(annotation, "__args__", (annotation,))
    return next(p for p in parts if isinstance(p, type) and issubclass(p, Record))


def _below(name: str, column: Column, always: bool) -> Column:
    rules = {k: v for k, v in column.constraints.items() if k != "required" or always}
    path = (name, *column.path)
    return replace(column, name=f"{name}_{column.name}", constraints=rules, path=path)


def _column(name: str, said: Mapping[str, Any], needed: bool) -> Column:
    meaning = one_line(said.get("description")).replace("`none`", "empty").replace("null", "empty")
    choices = [c for c in said.get("anyOf", (said,)) if not _is_nothing(c)]
    kinds = {_kind(choice) for choice in choices}
    kind = kinds.pop() if len(kinds) == 1 else "string"  # mixed: such as a week, or `last`
    rules: dict[str, Any] = {}
    if needed or said.get("default", []) not in (None, []):
        rules["required"] = True
    if said.get("type") == "array" and kind == "string":
        return Column(name, kind, f"{meaning} (parted by spaces)", path=(name,))
    if not kinds and kind not in ("array", "object"):
        rules |= {key: choices[0][key] for key in _CONSTRAINTS if key in choices[0]}
    unit = _unit(name, meaning, rules)
    named = f"{name}_usd" if unit == DOLLARS and not name.endswith("usd") else name
    return Column(named, kind, meaning, unit, rules, (name,))


def _is_nothing(said: Mapping[str, Any]) -> bool:
    """Whether a value that is left out, or the word none, is meant: an empty cell."""
    return said.get("type") == "null" or said.get("const") == "none"


def _kind(said: Mapping[str, Any]) -> str:
    """The type of Table Schema that a value has."""
    if "$ref" in said or "allOf" in said:
        return "object"
    if said["type"] == "array":
        return "string" if "type" in said["items"] else "array"
    return "date" if said.get("format") == "date" else str(said["type"])


def _unit(name: str, meaning: str, rules: Mapping[str, Any]) -> str | None:
    if rules.get("maximum") == MAX_USD or meaning.startswith(DOLLARS):
        return DOLLARS
    last = name.rpartition("_")[2]
    return last if last in _IN_NAME else None
