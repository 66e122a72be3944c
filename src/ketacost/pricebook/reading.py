"""Files to plain data, strictly, remembering the line and column of everything.

YAML as PyYAML reads it by default has traps for people who edit prices: `NO` is false, `021` is
seventeen, `12:30` is 750, a date is no text, a second key of the same name silently wins. Here a
plain scalar is text unless it is plainly a number, true, false or null, and the rest is a fault.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from ketacost.plain import did_you_mean
from ketacost.pricebook.faults import Fault

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,11})\Z")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,11})\.[0-9]{1,12}\Z")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path_ = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass
class Document:
    """One file as data: `places` maps a path in the document to its (line, column), from 1."""

    file: str
    data: Any = None
    places: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path_, message: str) -> None:
        """Record a fault at `path`, or at the nearest part of it that has a place."""
        at = path
        while at and at not in self.places:
            at = at[:-1]
        line, column = self.places.get(at, (1, 1))
        self.faults.append(Fault(self.file, line, column, _dotted(path), message))


def _dotted(path: Path_) -> str:
    return ".".join(str(part) for part in path)


def read_text(path: Path, doc: Document) -> str | None:
    """The file's text, or None with a fault: not there, too large, not UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as err:
        doc.fault((), f"can't be read: {err.strerror or err}")
        return None
    if len(raw) > MAX_BYTES:
        doc.fault((), f"file too large: {len(raw):,} bytes; at most {MAX_BYTES:,} are read")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = raw.count(b"\n", 0, err.start) + 1
        doc.faults.append(
            Fault(doc.file, line, 1, "", "not UTF-8 text; save the file with the encoding UTF-8")
        )
        return None


def read_yaml(path: Path, name: str) -> Document:
    """Read one YAML file into a `Document`; every fault of form is in its `faults`."""
    doc = Document(name)
    text = read_text(path, doc)
    if text is None:
        return doc
    try:
        _compose(text, doc)
    except yaml.YAMLError as err:
        doc.faults.append(_syntax_fault(err, text, doc.file))
        doc.data = None
    else:
        if doc.data is None and not doc.faults:
            doc.fault((), "the file is empty")
    return doc


def _syntax_fault(err: yaml.YAMLError, text: str, name: str) -> Fault:
    mark = getattr(err, "problem_mark", None) or getattr(err, "context_mark", None)
    if mark is None:  # a character YAML forbids
        position = getattr(err, "position", 0) or 0
        line = text.count("\n", 0, position) + 1
        return Fault(
            name, line, 1, "", "a character that YAML does not allow (a control character)"
        )
    lines = text.splitlines()
    row = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in row[: max(mark.column, 0) + 1]:
        message = "a tab; YAML is indented with spaces only"
    else:
        problem = getattr(err, "problem", None) or "malformed"
        message = f"malformed YAML ({problem}); check the indentation, colons and quotes here"
    return Fault(name, mark.line + 1, mark.column + 1, "", message)


def _scalar(event: yaml.ScalarEvent) -> Any:
    value = event.value
    if not event.implicit[0]:
        return value
    if value in ("", "~", "null"):
        return None
    if value in ("true", "false"):
        return value == "true"
    if _INTEGER.match(value):
        return int(value)
    if _DECIMAL.match(value):
        return Decimal(value)
    return value


def _compose(text: str, doc: Document) -> None:
    """Build data from parser events with a stack, so that deep nesting can't exhaust Python's."""
    # each entry: container, path of the container, key that waits for its value (mappings)
    stack: list[list[Any]] = []
    waiting = object()
    documents = 0

    def place(path: Path_, event: yaml.Event) -> None:
        doc.places[path] = (event.start_mark.line + 1, event.start_mark.column + 1)

    def put(value: Any, event: yaml.Event) -> Path_:
        """Add a value to the container on top; return its path."""
        if not stack:
            doc.data = value
            place((), event)
            return ()
        container, path, key = stack[-1]
        if isinstance(container, list):
            here = (*path, len(container))
            container.append(value)
            place(here, event)
            return here
        if key is waiting:  # this value is a key
            here = (*path, str(value))
            if isinstance(value, dict | list):
                place(here, event)
                doc.fault(here, "a key must be a plain word")
            elif str(value) in container:
                first = doc.places.get(here, (0, 0))[0]
                place((*path, "\0twice"), event)
                doc.faults.append(
                    Fault(
                        doc.file,
                        event.start_mark.line + 1,
                        event.start_mark.column + 1,
                        _dotted(here),
                        f"duplicate key '{value}'; it stands in line {first} already",
                    )
                )
            else:
                place(here, event)
            stack[-1][2] = str(value)
            return here
        here = (*path, key)
        container[key] = value
        stack[-1][2] = waiting
        return here

    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                place((), event)
                doc.fault((), "a second document ('---'); one file holds one")
                return
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            doc.faults.append(
                Fault(
                    doc.file,
                    line,
                    column,
                    "",
                    f"an anchor or alias ({sign}{event.anchor}); write the value out each time, "
                    "so that one edit changes one price",
                )
            )
            doc.data = None
            return
        elif isinstance(event, yaml.ScalarEvent):
            tag = event.tag
            if tag not in (None, "!"):
                put(None, event)
                doc.faults.append(
                    Fault(
                        doc.file,
                        event.start_mark.line + 1,
                        event.start_mark.column + 1,
                        "",
                        f"a YAML tag ({tag}); plain values only",
                    )
                )
            else:
                put(_scalar(event), event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            path = put(value, event)
            stack.append([value, path, waiting])
            if len(stack) > MAX_DEPTH:
                place((), event)
                doc.fault((), f"nested more than {MAX_DEPTH} deep")
                doc.data = None
                return
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()


# --- from data to models -------------------------------------------------------------------------


def _models_at(model: Any, path: Path_) -> Any:
    """The type that stands at `path` below `model` (a model class where there is one)."""
    here = model
    for part in path:
        here = _bare(here)
        if isinstance(here, type) and issubclass(here, BaseModel):
            fields = {f.alias or n: f for n, f in here.model_fields.items()}
            if part not in fields:
                return None
            here = fields[str(part)].annotation
        else:
            args = [a for a in get_args(here) if a is not Ellipsis]
            if not args:
                return None
            here = args[-1]
    return _bare(here)


def _bare(kind: Any) -> Any:
    while True:
        origin = get_origin(kind)
        if hasattr(kind, "__metadata__"):
            kind = get_args(kind)[0]
        elif origin in (Union, UnionType):
            kind = next(a for a in get_args(kind) if a is not type(None))
        else:
            return kind


def key_names(model: type[BaseModel]) -> list[str]:
    """The keys that a record of this model may have, as written in YAML."""
    return [f.alias or n for n, f in model.model_fields.items()]


def _shown(value: Any) -> str:
    text = str(value) if isinstance(value, Decimal | int | float) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _wording(err: Mapping[str, Any], model: type[BaseModel]) -> str:
    kind, found, ctx = err["type"], err.get("input"), err.get("ctx") or {}
    name = str(err["loc"][-1]) if err["loc"] else ""
    if kind == "missing":
        return f"'{name}' is missing"
    if kind == "extra_forbidden":
        parent = _models_at(model, err["loc"][:-1])
        names = key_names(parent) if isinstance(parent, type) else []
        known = f"; known here: {', '.join(names)}" if names else ""
        return f"unknown key '{name}'{did_you_mean(name, names)}{known}"
    if kind == "literal_error":
        names = re.findall(r"'([^']+)'", str(ctx.get("expected", "")))
        return (
            f"found {_shown(found)}; expected one of {', '.join(names)}{did_you_mean(found, names)}"
        )
    if kind == "value_error":
        return str(ctx.get("error", err["msg"]))
    if kind in ("model_type", "dict_type"):
        return f"found {_shown(found)}; expected a mapping (indented 'key: value' lines)"
    if kind == "tuple_type":
        return f"found {_shown(found)}; expected a list in [square brackets]"
    if kind == "string_type":
        return f"found {_shown(found)}; expected text (put it in quotes)"
    if kind == "bool_type" or kind == "bool_parsing":
        return f"found {_shown(found)}; expected true or false"
    if kind == "string_pattern_mismatch":
        return f"found {_shown(found)}; expected the form {ctx.get('pattern')}"
    if kind == "greater_than_equal":
        return f"found {_shown(found)}; expected {ctx.get('ge')} or more"
    if kind == "less_than_equal":
        return f"found {_shown(found)}; expected {ctx.get('le')} or less"
    if kind == "too_short":
        return "expected at least one entry; found none"
    return f"found {_shown(found)}; {err['msg'][:1].lower()}{err['msg'][1:]}"


def validated(doc: Document, model: type[M], items: str | None = None) -> M | None:
    """Check a document against a model; faults go to `doc.faults`.

    With `items` (the key of a mapping of records), a bad record does not hide faults that other
    checks would find in its neighbours: it is left out of what is returned.

    Returns:
        the model, without faulty items, or None where nothing can be made of the document.
    """
    data = doc.data
    if data is None:
        return None
    first = True
    for _ in range(3):
        try:
            return model.model_validate(data)
        except ValidationError as err:
            problems = err.errors(include_url=False)
        except RecursionError:
            doc.fault((), "nested too deep")
            return None
        if first:
            for problem in problems:
                doc.fault(tuple(problem["loc"]), _wording(problem, model))
        first = False
        if not items or not isinstance(data, dict) or not isinstance(data.get(items), dict):
            return None
        bad = {p["loc"][1] for p in problems if len(p["loc"]) > 1 and p["loc"][0] == items}
        stray = {
            p["loc"][0] for p in problems if p["loc"][0] != items and p["type"] == "extra_forbidden"
        }
        if not bad and not stray:
            return None
        data = {k: v for k, v in data.items() if k not in stray}
        data[items] = {k: v for k, v in data[items].items() if k not in bad}
    return None


# --- tables --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of a CSV table, with its line for faults."""

    line: int
    cells: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.cells[name]


def number_cell(text: str) -> Decimal | None:
    """A number of 0 or more, or None for an empty cell. Raises ValueError otherwise."""
    text = text.strip()
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"expected a number, found {text!r}") from None
    if not value.is_finite() or not 0 <= value <= 1_000_000:
        raise ValueError(f"expected a number from 0 to 1,000,000, found {text!r}")
    return value


def confidence_cell(text: str) -> str:
    """high, medium or low. Raises ValueError otherwise."""
    known = ("high", "medium", "low")
    if text.strip() not in known:
        raise ValueError(f"expected high, medium or low, found {text!r}")
    return text.strip()


def read_table(
    path: Path,
    name: str,
    columns: Mapping[str, Callable[[str], Any]],
    optional: Iterable[str] = (),
) -> tuple[list[Row], Document]:
    """Read a CSV with exactly these columns (plus `optional` ones); bad cells become faults."""
    doc = Document(name)
    text = read_text(path, doc)
    rows: list[Row] = []
    if text is None:
        return rows, doc
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = next(reader, [])
        missing = [c for c in columns if c not in header and c not in set(optional)]
        for column in header:
            if column not in columns or header.count(column) > 1:
                doc.fault(
                    (), f"unknown or doubled column '{column}'; expected {', '.join(columns)}"
                )
        if missing:
            doc.fault((), f"missing column {', '.join(missing)}; expected {', '.join(columns)}")
        if doc.faults:
            return rows, doc
        for cells in reader:
            line = reader.line_num
            if not any(c.strip() for c in cells):
                continue
            if len(cells) != len(header):
                doc.faults.append(
                    Fault(name, line, 1, "", f"{len(cells)} cells; the header has {len(header)}")
                )
                continue
            values = {}
            for index, (column, cell) in enumerate(zip(header, cells, strict=True)):
                try:
                    values[column] = columns[column](cell)
                except ValueError as err:
                    doc.faults.append(Fault(name, line, index + 1, column, str(err)))
            if len(values) == len(header):
                rows.append(Row(line, values))
    except csv.Error as err:
        doc.faults.append(Fault(name, 1, 1, "", f"malformed CSV ({err})"))
    return rows, doc
