"""The format of the tables in words and as JSON Schemas, made from the models.

`ketacost prices describe` writes both into the pricing folder: DICTIONARY.md for people, and
schemas/*.json for editors, which complete and check a file as it is typed.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ketacost.tables import schema as models
from ketacost.tables.folder import TABLES, YAML_KINDS
from ketacost.tables.regions import REGION_COLUMNS
from ketacost.tables.schema import Record, meaning_of, one_line, own_fields
from ketacost.tables.shared import REGIONS_FILE, SOURCES_FILE
from ketacost.tables.zip_table import ZIP_COLUMNS, ZIP_FILE

KINDS: dict[str, type[Record]] = {
    **{pattern: model for pattern, (model, _) in YAML_KINDS.items()},
    SOURCES_FILE: models.SourcesFile,
    "releases.yaml": models.ReleasesFile,
    "examples.yaml": models.ExamplesFile,
    "ranges.yaml": models.RangesFile,
    "appeals.yaml": models.AppealsFile,
}
_COLUMNS = {
    REGIONS_FILE: "region id, label, state, and the Medicare contractor (MAC) and locality",
    ZIP_FILE: "first and last of the ZIP codes that lie in a region; how far out they lie (urban, "
    "rural, super-rural); other regions in which some of their addresses lie (`unknown`: the "
    "official file does not say which)",
    "price-parity.csv": "price level of each state, United States = 100",
    "metro-parity.csv": "price level of each region that is told apart from its state, United "
    "States = 100, and the metro area it was published for; may be left out",
    "medicare/wage-index.csv": "Medicare's hospital wage index of each region, nation = 1, and the "
    "area it was published for; may be left out",
    "medicare/rvu.csv": "relative value units (RVUs) of each code: work, practice expense in an "
    "office and in a facility, malpractice",
    "medicare/gpci.csv": "geographic indices (GPCIs) of each region, and its anesthesia factor",
    "medicare/opps.csv": "hospital outpatient rate of each code, US dollars",
}


def file_name(pattern: str) -> str:
    """Name of the schema of a kind of file: `services/*.yaml` has `services.json`."""
    return pattern.split("/*")[0].split("/")[-1].removesuffix(".yaml") + ".json"


# --- JSON Schemas --------------------------------------------------------------------------------


def schema(pattern: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of file, such as `services/*.yaml`.

    Raises:
        KeyError: no such kind.
    """
    found = schema_of(KINDS[pattern])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found,
        "title": f"ketacost {pattern}",
    }


_STANDARD = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum"}


def _as_typed(part: Any) -> Any:
    """A schema for what a person types: numbers are numbers, and a code needs no quotes."""
    if isinstance(part, list):
        return [_as_typed(item) for item in part]
    if not isinstance(part, dict):
        return part
    part = {key: _as_typed(value) for key, value in part.items()}
    if isinstance(part.get("description"), str):
        part["description"] = one_line(part["description"])
    choices = part.get("anyOf", ())
    numbers = [c for c in choices if c.get("type") == "number"]
    if numbers:  # pydantic lets a Decimal be text; the tables don't
        rest = [c for c in choices if c.get("type") not in ("number", "string")]
        if rest:
            part["anyOf"] = numbers + rest
        else:
            del part["anyOf"]
            part = numbers[0] | part
    for name, standard in _STANDARD.items():
        if isinstance(part.get(name), int | float) and not isinstance(part.get(name), bool):
            part[standard] = part.pop(name)
    if isinstance(part.get("default"), str) and part.get("type") == "number":
        part["default"] = float(part["default"])
    return part


# --- the dictionary ------------------------------------------------------------------------------


def dictionary() -> str:
    """The data dictionary, Markdown: every file, record and field."""
    parts = [
        "# Data dictionary",
        "",
        "Every field of the pricing tables. Made from the program's own definitions by "
        "`ketacost prices describe`; edit `src/ketacost/tables/schema/`, not this page. "
        "Fields with a star must be there.",
        "",
        "## Files",
        "",
        f"Each release has its own, save {', '.join(f'`{n}`' for n in _FOR_ALL)}: these hold for "
        "all releases.",
        "",
        "| file | what it holds |",
        "|---|---|",
    ]
    for pattern, model in KINDS.items():
        words = re.sub(rf"^{re.escape(pattern)}:? ?", "", _doc(model))
        parts.append(f"| `{pattern}` | {words or f'see {_link(model.__name__)} below'} |")
    shared = {REGIONS_FILE: (REGION_COLUMNS, ()), ZIP_FILE: (ZIP_COLUMNS, ("also",))}
    for name, (columns, optional) in (shared | dict(TABLES)).items():
        said = ", ".join(
            f"`{c}`" + (" (may be left out)" if c in optional else "") for c in columns
        )
        parts.append(f"| `{name}` | {_COLUMNS[name]}. Columns: {said} |")
    for record in _records():
        parts += _section(record)
    return "\n".join(parts) + "\n"


_FOR_ALL = (
    *(SOURCES_FILE, REGIONS_FILE, ZIP_FILE),
    *("releases.yaml", "examples.yaml", "ranges.yaml", "appeals.yaml"),
)


def _section(record: type[Record]) -> list[str]:
    """A record's part of the dictionary: what it is, and the fields that its base has not."""
    said = _fields(schema_of(record))
    needed = set(said.get("required", ()))
    keys = [record.model_fields[name].alias or name for name in own_fields(record)]
    parts = ["", f"## {record.__name__}", "", _doc(record)]
    bases = [base for base in record.__bases__ if base is not Record]
    if bases:
        links = " and of ".join(_link(base.__name__) for base in bases)
        parts += ["", f"It has the fields of {links} as well."]
    if keys:
        parts += ["", "| field | value | meaning |", "|---|---|---|"]
    for key in keys:
        star = " *" if key in needed else ""
        parts.append(f"| `{key}`{star} | {_value(said['properties'][key])} | "
                     f"{meaning_of(record, key)} |")  # fmt: skip
    return parts


def _records() -> list[type[Record]]:
    """Every record that a file may hold, each before those that it is made of."""
    found: dict[str, type[Record]] = {}
    for model in KINDS.values():
        for record in (model, *_inside(model)):
            for base in reversed(record.__mro__):
                if issubclass(base, Record) and base is not Record:
                    found.setdefault(base.__name__, base)
    return list(found.values())


def _inside(model: type[Record]) -> list[type[Record]]:
    names = re.findall(r'#/\$defs/(\w+)"', json.dumps(model.model_json_schema()))
    every = {name: getattr(models, name) for name in names}
    return [record for record in every.values() if isinstance(record, type)]


def schema_of(model: type[Record]) -> dict[str, Any]:
    """The JSON Schema of a record, with a description of every field."""
    found: dict[str, Any] = _as_typed(model.model_json_schema(by_alias=True))
    return found


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    """Where a record's schema says its fields; it may also be one value in place of a record."""
    return record["anyOf"][-1] if "anyOf" in record else record


def _doc(record: type[Record]) -> str:
    return one_line(record.__doc__)


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


_PRICE = f"a {_link('PriceRecord')}, said in one of seven ways"
_TYPES = {"number": "number", "integer": "whole number", "boolean": "true or false"}


def _value(said: dict[str, Any]) -> str:
    """What may stand in a field, in words."""
    if "$ref" in said:
        name = said["$ref"].rpartition("/")[2]
        return _PRICE if name == "Price" else _link(name)
    if "allOf" in said:
        return _value(said["allOf"][0])
    if "anyOf" in said or "oneOf" in said:
        choices = said.get("anyOf") or said["oneOf"]
        options = [_value(c) for c in choices if c.get("type") != "null"]
        return " or ".join(dict.fromkeys(options)) or "nothing"
    if "const" in said:
        return f"`{said['const']}`"
    if "enum" in said:
        return ", ".join(f"`{e}`" for e in said["enum"])
    if said.get("type") == "array":
        return f"list of: {_value(said.get('items', {}))}"
    if said.get("type") == "object":
        each: Any = said.get("additionalProperties")
        each = each or next(iter(said.get("patternProperties", {}).values()), {})
        return f"by id: {_value(each)}" if isinstance(each, dict) and each else "record"
    return _plain_value(said)


def _plain_value(said: dict[str, Any]) -> str:
    """What one plain value may be, in words."""
    if said.get("pattern") == models.SLUG:
        return "an id"
    if said.get("pattern") in models.SHAPES:
        return models.SHAPES[said["pattern"]]
    if said.get("format") == "date":
        return "date, as 2026-01-31"
    words = _TYPES.get(str(said.get("type")), "text")
    low, high = said.get("minimum", said.get("exclusiveMinimum")), said.get("maximum")
    if low is not None and high is not None:
        words += f", {low:g} to {high:g}"
    elif low is not None:
        words += f", {'above' if 'exclusiveMinimum' in said else 'at least'} {low:g}"
    return words


# --- writing -------------------------------------------------------------------------------------


def written() -> dict[str, str]:
    """Each generated file by its path in the pricing folder, with its text."""
    files = {"DICTIONARY.md": dictionary()}
    for pattern in KINDS:
        text = json.dumps(schema(pattern), indent=1, ensure_ascii=False) + "\n"
        files[f"schemas/{file_name(pattern)}"] = text
    return files
