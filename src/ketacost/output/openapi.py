"""The description of `GET /api/compare`, as OpenAPI 3.1: what may be asked, and what comes back."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ketacost.model.link import FIELDS, FORMAT, FORMATS
from ketacost.tables.language import LANGUAGES
from ketacost.words.language import words

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_USD: Schema = {"type": "number", "description": "US dollars"}
_LEVELS: Schema = {
    "type": ["object", "null"],
    "description": "US dollars at low, typical and high prices; null: not known or not asked",
    "properties": {"low": _USD, "typical": _USD, "high": _USD},
}


def openapi_document() -> dict[str, Any]:
    """The whole document. Parameters are the fields of a link, described as the command line
    describes them."""
    say = words("en").say
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ketacost",
            "version": _version(),
            "description": say("first-html.api"),
        },
        "servers": [{"url": "..", "description": "where this document was found"}],
        "paths": {
            "/api/compare": {
                "get": {
                    "operationId": "compare",
                    "summary": say("first-html.api-compare"),
                    "parameters": _parameters(),
                    "responses": {
                        "200": _answer(say("first-html.api-200"), _COMPARISON),
                        "400": _answer(say("first-html.api-400"), _REFUSED),
                        "503": _answer(say("first-html.api-503"), _REFUSED),
                    },
                }
            }
        },
    }


def _version() -> str:
    try:
        return version("ketacost")
    except PackageNotFoundError:
        return "0"


def _parameters() -> list[dict[str, Any]]:
    say = words("en").say
    found = [
        _parameter("v", say("first-html.api-v"), {"enum": list(FORMATS), "default": FORMAT}),
        _parameter("release", say("first-html.api-release"), _TEXT),
        _parameter("lang", say("first-html.api-lang"), {"enum": list(LANGUAGES)}),
    ]
    for name, field in FIELDS.items():
        about = say(f"options.{name}.help")
        found.append(_parameter(name, about, _TEXT | {"default": field.default}))
    return found


def _parameter(name: str, description: str, schema: Schema) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _answer(description: str, schema: Schema) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _all_of(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


_LIST_OF_TEXTS: Schema = {"type": "array", "items": _TEXT}
_REFUSED = _all_of({"error": _TEXT, "problems": _LIST_OF_TEXTS})
_LINE = _all_of(
    {
        "service": _TEXT,
        "label": _TEXT,
        "week": {"type": "integer"},
        "full_price": {"type": ["number", "null"], "description": "US dollars"},
        "patient_pays": {"type": ["number", "null"], "description": "US dollars"},
        "rule": _TEXT,
        "sources": _LIST_OF_TEXTS,
    }
)
_ARM = _all_of(
    {
        "arm": _TEXT | {"description": "options and sessions, as a link writes them"},
        "label": _TEXT,
        "full_price": _LEVELS,
        "patient_pays": _LEVELS,
        "plan_pays": _LEVELS,
        "assistance": _LEVELS,
        "range": _all_of({"low": _USD, "high": _USD, "holds": {"enum": ["prices", "schedules"]}}),
        "visits": {"type": "integer"},
        "hours": {"type": "number"},
        "weeks": {"type": "integer"},
        "coverage": {"type": "array"},
        "unknown": {"type": "array", "description": "services whose price nobody publishes"},
        "otherwise": {"type": ["object", "null"]},
        "ledger": {"type": "array", "items": _LINE},
    }
)
_COMPARISON = _all_of(
    {
        "release": _TEXT,
        "prices_of": _TEXT,
        "released": {"type": ["string", "null"], "format": "date"},
        "content_hash": _TEXT,
        "scenario": {"type": "object"},
        "link": _TEXT,
        "kept": {"type": ["object", "null"]},
        "arms": {"type": "array", "items": _ARM},
        "may_qualify": {"type": "array"},
        "rules": {"type": "array"},
        "sources": {"type": "object"},
    }
)
