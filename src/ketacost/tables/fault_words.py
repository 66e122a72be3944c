"""What a person is told of a value that pydantic refuses: words, and the fault's id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic_core import ErrorDetails

from ketacost.tables.faults import FaultId
from ketacost.tables.hints import number_hint, shown, truth_hint
from ketacost.tables.schema import MAX_USD, SHAPES, SLUG, CodeBand, Record, keys_of
from ketacost.tables.spelling import did_you_mean


def _range_words(value: Any, limit: Any, words: str) -> str:
    unit = " US dollars; is it in cents?" if limit == MAX_USD else ""
    return f"found {shown(value)}; expected {words.format(f'{Decimal(str(limit)):,f}')}{unit}"


def _share_words(value: Any) -> str:
    hint = ""
    if isinstance(value, int | Decimal) and 1 < value <= 100:
        hint = f"; {shown(value)} percent is written {shown(Decimal(value) / 100)}"
    return f"found {shown(value)}; expected a share from 0 to 1{hint}"


def wording_of(err: ErrorDetails, what: type[Record]) -> str:
    """What a person is told of one of pydantic's errors; `what` is the record that is meant."""
    kind, ctx = err["type"], err.get("ctx") or {}
    if kind == "slip":
        return str(ctx["message"])
    for words in (_type_words, _form_words, _limit_words):
        if said := words(kind, err.get("input"), ctx, what):
            return said
    return f"found {shown(err.get('input'))}, which does not fit here"


def _type_words(kind: str, value: Any, ctx: Mapping[str, Any], what: type[Record]) -> str | None:
    """Of a value of another type."""
    found = shown(value)
    match kind:
        case "literal_error":
            names = re.findall(r"'([^']+)'", str(ctx.get("expected", "")))
            near = did_you_mean(value[:60], names) if isinstance(value, str) else ""
            return f"found {found}; expected one of {', '.join(names)}{near}"
        case "model_type" | "dict_type" | "model_attributes_type":
            if what is CodeBand:
                return (
                    f"found {found}; expected a billing code such as 99213, or low, typical, high"
                )
            names = keys_of(what)
            return "found {}; expected 'key: value' lines{}".format(
                found, f" ({', '.join(names[:4])}{', ...' * (len(names) > 4)})" if names else ""
            )
        case "tuple_type":
            return f"found {found}; expected a list in [square brackets]"
        case "bool_type":
            return f"found {found}; expected true or false{truth_hint(value)}"
        case "int_type":
            hint = number_hint(value) if isinstance(value, str) else ""
            return f"found {found}; expected a whole number{hint}"
        case "string_type":
            quoted = isinstance(value, int | Decimal) and not isinstance(value, bool)
            return f"found {found}; expected text" + (f'; write "{found}"' if quoted else "")
    return None


def _form_words(kind: str, value: Any, ctx: Mapping[str, Any], what: type[Record]) -> str | None:
    """Of text of another form, or too much or little of it."""
    found = shown(value)
    match kind:
        case "string_pattern_mismatch":
            form = str(ctx.get("pattern"))
            word = re.sub(r"[^a-z0-9]+", "-", str(value).lower()[:60]).strip("-")
            hint = f"; write {word}" if form == SLUG and word else ""
            return f"found {found}; expected {SHAPES.get(form, 'another form')}{hint}"
        case "string_too_long" | "too_long":
            return f"text of {len(value):,} characters; at most {ctx['max_length']:,} are taken"
        case "string_too_short" | "too_short":
            return "found nothing; expected at least one entry"
    return None


def _limit_words(kind: str, value: Any, ctx: Mapping[str, Any], what: type[Record]) -> str | None:
    """Of a number out of range."""
    match kind:
        case "greater_than_equal":
            return _range_words(value, ctx["ge"], "{} or more")
        case "greater_than":
            return _range_words(value, ctx["gt"], "a number above {}")
        case "less_than_equal":
            if ctx["le"] == 1:
                return _share_words(value)
            return _range_words(value, ctx["le"], "at most {}")
        case "decimal_max_places":
            return f"found {shown(value)}; expected at most {ctx['decimal_places']} decimals"
    return None


_IDS: dict[str, FaultId] = {
    "missing": "key-missing",
    "extra_forbidden": "key-unknown",
    "literal_error": "name-unknown",
    "decimal_max_places": "value-form",
    "too_short": "value-empty",
    "string_too_short": "value-empty",
}


def id_of(err: ErrorDetails) -> FaultId:
    """The id of the fault that one of pydantic's errors is."""
    kind, ctx = err["type"], err.get("ctx") or {}
    if kind == "missing" and err["loc"][-1] == "sources":
        return "source-missing"
    if kind == "slip":
        own: FaultId = ctx["id"]
        return own
    if kind == "string_pattern_mismatch":
        return "id-form" if ctx.get("pattern") == SLUG else "value-form"
    return _IDS.get(kind, "value-type" if kind.endswith("_type") else "value-range")
