"""The format of the tables in words and as JSON Schemas, made from the models.

`ketacost prices describe` writes both into the pricing folder: DICTIONARY.md for people, and
schemas/*.json for editors, which complete and check a file as it is typed.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel

from ketacost.tables import schema as models
from ketacost.tables.draft import TABLES, YAML_KINDS
from ketacost.tables.shared import REGION_COLUMNS, REGIONS_FILE, SOURCES_FILE

KINDS: dict[str, type[BaseModel]] = {
    **{pattern: model for pattern, (model, _) in YAML_KINDS.items()},
    SOURCES_FILE: models.SourcesFile,
    "releases.yaml": models.ReleasesFile,
    "examples.yaml": models.ExamplesFile,
}
_COLUMNS = {
    REGIONS_FILE: "region id, label, state, and the Medicare contractor (MAC) and locality",
    "price-parity.csv": "price level of each state, United States = 100",
    "medicare/rvu.csv": "relative value units (RVUs) of each code: work, practice expense in an "
    "office and in a facility, malpractice",
    "medicare/gpci.csv": "geographic indices (GPCIs) of each region, and its anesthesia factor",
    "medicare/opps.csv": "hospital outpatient rate of each code, US dollars",
}

_MEANINGS = {  # of fields that mean the same in every record, or "Record.field" in one of them
    "sources": "ids of sources.yaml",
    "note": "what else a reader should know; shown in the app",
    "confidence": "how sure the figure is",
    "label": "as shown to people",
    "service": "id of a service",
    "phase": "part of the course",
    "renamed": "old id: new id, so that old links keep working",
    "why": "the reason, shown in the app",
    "text": "shown in the app",
    "copayment": "US dollars",
    "coinsurance": "share: 0.2 is 20 percent",
    "deductible": "US dollars a plan year",
    "accumulator": "which deductible and maximum it counts toward; medical if left out",
    "dates": "when it took effect, was checked, and is due again",
    "usd": "US dollars",
    "effective": "the day it took effect",
    "after-deductible": "true: the deductible is paid first",
    "band": "how low, typical and high were derived",
    "low": "the low end (10th percentile)",
    "typical": "the middle (50th percentile)",
    "high": "the high end (90th percentile)",
    "CodeBand.low": "code of the low end",
    "CodeBand.typical": "code of the middle",
    "CodeBand.high": "code of the high end",
    "context": "facts shown beside the prices",
    "per-week": "times a week",
    "every-weeks": "once in so many weeks",
    "every-months": "once in so many months",
    "release": "the folder's name, in quotes",
    "year": "whose rules and limits hold",
    "Release.summary": "what this release holds and rests on; shown in the app",
    "PlansFile.default": "id of the plan chosen at first",
    "plans": "the plans to choose from",
    "Terms.per": "the copayment is for each service, each day of a stay, or a whole stay",
    "first": "other terms for the first visits of a plan year",
    "Family.kind": "embedded: a deductible for each person too; aggregate: only the family's",
    "family": "what a family owes together",
    "hra": "money of the employer that pays first",
    "visits": "how many visits of a plan year",
    "payer": "whose price applies",
    "year-starts-month": "month in which the plan year starts; 1 (January) if left out",
    "accumulators": "deductibles and maximums; one is called medical",
    "cost-sharing": "terms of each benefit category that has its own",
    "otherwise": "terms of all other covered services",
    "title": "title of the page, file or study",
    "publisher": "who published it",
    "read": "the day you read it",
    "Source.kind": "primary: who sets the price; survey; market: a seller; secondary: a report",
    "conversion-factor": "US dollars for one relative value unit",
    "anesthesia-conversion-factor": "US dollars for one anesthesia unit",
    "rvu": "of medicare/rvu.csv",
    "gpci": "of medicare/gpci.csv",
    "opps": "of medicare/opps.csv",
    "price-parity": "of price-parity.csv",
    "HelpFile.help": "each kind of help by its id",
    "Help.kind": "savings: a maker's program; discount: a share off the price",
    "mile": "US dollars a mile by car",
    "usual-miles": "miles one way, where a person gives none",
    "urban": "miles one way",
    "rural": "miles one way",
    "super-rural": "miles one way",
    "rules": "each rule by its id",
    "days": "days, where the rule names some",
    "services": "each service by its id",
    "base-units": "anesthesia units before time counts",
    "time-units": "units of 15 minutes",
    "anesthesia": "computed: units x the anesthesia conversion factor",
    "units": "tablets, capsules or doses in one service",
    "self-pay": "paid by a person without insurance",
    "Prices.commercial": "allowed by employer and marketplace plans",
    "Prices.medicare": "allowed by Medicare",
    "Prices.medicaid": "allowed by Medicaid",
    "va-tricare": "allowed by VA community care and TRICARE",
    "Coverages.commercial": "employer and marketplace plans",
    "Coverages.medicare": "Original Medicare",
    "medicare-advantage": "Medicare Advantage plans",
    "Coverages.medicaid": "Medicaid",
    "va": "VA health care",
    "tricare": "TRICARE",
    "Service.per": "what the price is for, once",
    "price": "what each payer pays for it",
    "options": "each way to have it, by its id; links show it behind the treatment's: ketamine.iv",
    "Coverage.status": "prior-authorization: after approval; rarely-covered: not, as a rule",
    "Approval.status": "approved-rems: approved, with safety rules; off-label: for another use",
    "Sessions.default": "sessions at first",
    "min": "fewest sessions that can be chosen",
    "max": "most sessions that can be chosen",
    "rhythm": "paces, one after the other",
    "week": "week of the course, from 0; or last",
    "approval": "FDA status of this use",
    "sessions": "how many, and how spaced",
    "course": "what happens when, line by line",
    "Option.coverage": "whether each kind of plan pays",
    "releases": "each release by its name, in quotes",
    "ReleaseEntry.status": "draft: may change; released: never; withdrawn: taken back",
    "released": "the day of the release",
    "examples": "each example by its id",
    "region": "id of a region; us (the nation) if left out",
    "plan": "id of a plan; none if left out",
    "horizon": "the course alone, or 6 or 12 months with maintenance",
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
        "| file | what it holds |",
        "|---|---|",
    ]
    for pattern, model in KINDS.items():
        words = re.sub(rf"^{re.escape(pattern)}:? ?", "", _doc(model))
        parts.append(f"| `{pattern}` | {words or 'see ' + model.__name__ + ' below'} |")
    for name, (columns, optional) in {REGIONS_FILE: (REGION_COLUMNS, ()), **TABLES}.items():
        said = ", ".join(
            f"`{c}`" + (" (may be left out)" if c in optional else "") for c in columns
        )
        parts.append(f"| `{name}` | {_COLUMNS[name]}. Columns: {said} |")
    seen: dict[str, type[BaseModel]] = {}
    for model in KINDS.values():
        _gather(model, seen)
    for name, model in seen.items():
        parts += [
            "",
            f"## {name}",
            "",
            _doc(model),
        ]
        properties = _fields(schema_of(model))
        parts += ["", "| field | value | meaning |", "|---|---|---|"]
        needed = set(properties.get("required", ()))
        for field, said in properties.get("properties", {}).items():
            star = " *" if field in needed else ""
            parts.append(f"| `{field}`{star} | {_value(said)} | {said['description']} |")
    return "\n".join(parts) + "\n"


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a record, with a description of every field."""
    found = _as_typed(model.model_json_schema(by_alias=True))
    for record, part in [(model.__name__, found), *found.get("$defs", {}).items()]:
        fields = _fields(part).get("properties", {})
        for field, said in fields.items():
            meaning = _MEANINGS.get(f"{record}.{field}") or _MEANINGS.get(field)
            if meaning and "description" not in said:
                said["description"] = meaning
    return found


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    """Where a record's schema says its fields; it may also be one value in place of a record."""
    return record["anyOf"][-1] if "anyOf" in record else record


def _doc(model: type[BaseModel]) -> str:
    return re.sub(r"\s+", " ", (model.__doc__ or "").strip())


def _gather(model: type[BaseModel], seen: dict[str, type[BaseModel]]) -> None:
    if model.__name__ in seen:
        return
    seen[model.__name__] = model
    named = {m.__name__: m for m in vars(models).values() if isinstance(m, type)}
    for name in re.findall(r'#/\$defs/(\w+)"', json.dumps(model.model_json_schema())):
        if issubclass(named.get(name, object), BaseModel):
            _gather(named[name], seen)


_TYPES = {"number": "number", "integer": "whole number", "boolean": "true or false"}


def _value(said: dict[str, Any]) -> str:
    """What may stand in a field, in words."""
    if "$ref" in said:
        return f"[{said['$ref'].rpartition('/')[2]}](#{said['$ref'].rpartition('/')[2].lower()})"
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
    kind = said.get("type")
    if kind == "array":
        return f"list of: {_value(said.get('items', {}))}"
    if kind == "object":
        inner = said.get("additionalProperties") or next(
            iter(said.get("patternProperties", {}).values()), {}
        )
        return f"by id: {_value(inner)}" if isinstance(inner, dict) and inner else "record"
    if said.get("pattern") == models.SLUG:
        return "an id"
    if said.get("pattern") in models.SHAPES:
        return models.SHAPES[said["pattern"]]
    if said.get("format") == "date":
        return "date, as 2026-01-31"
    words = _TYPES.get(str(kind), "text")
    low = said.get("minimum", said.get("exclusiveMinimum"))
    high = said.get("maximum")
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


def editor_line(path: str) -> str:
    """First line of a YAML file of the pricing folder, by which an editor finds its schema.

    Args:
        path: in the pricing folder, such as `2026.1/services/visits.yaml`.
    """
    parts = path.split("/")
    inner = "/".join(parts[1:]) if len(parts) > 1 else path
    folder = inner.rpartition("/")[0]
    pattern = inner if inner in KINDS else f"{folder}/*.yaml"
    up = "../" * (len(parts) - 1)
    return f"# yaml-language-server: $schema={up}schemas/{file_name(pattern)}"
