"""Files to text, and YAML to plain data, strictly, remembering the line and column of everything.

YAML is read event by event: a plain word is text unless it is plainly a number, true, false or
null; a second key of the same name, an anchor, a tag or a merge key is a fault. What is too large
or too deep is refused before it costs memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from ketacost.tables.faults import Fault, FaultId
from ketacost.tables.hints import DECIMAL, INTEGER, bare
from ketacost.tables.told import told
from ketacost.tables.unseen import HIDDEN, SPACES, unseen_words

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_VALUES = 50_000  # keys and values in one file; the largest has some 5,000
MAX_FAULTS = 500  # told of one file
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path_ = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass
class Document:
    """One file as data, with the (line, column), from 1, of what stands at each path.

    `places` holds a plain value's own place; of a mapping or list, that of its key. `keys` holds
    the places of keys.
    """

    file: str
    data: Any = None
    places: dict[Path_, Place] = field(default_factory=dict)
    keys: dict[Path_, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path_, message: str, at_key: bool = False, *, id: FaultId) -> None:
        """Record a fault at `path`, or at the nearest part of it that has a place."""
        at, place = path, self.keys.get(path) if at_key else None
        while place is None:
            place = self.places.get(at, None if at else (1, 1))
            at = at[:-1]
        self.fault_at(place, message, path, id=id)

    def fault_at(self, place: Place, message: str, path: Path_ = (), *, id: FaultId) -> None:
        """Record a fault at a place; the first 500 of a file are kept."""
        if len(self.faults) == MAX_FAULTS:
            message, path, id = told("there are more faults; mend these first"), (), "more-faults"
        fault = Fault(self.file, *place, ".".join(map(str, path)), message, id=id)
        if len(self.faults) <= MAX_FAULTS and fault not in self.faults:
            self.faults.append(fault)


def read_bytes(path: Path, doc: Document) -> bytes | None:
    """The file's bytes, or None with a fault: not there, can't be read, too large."""
    if not path.is_file():
        doc.fault((), told("there is no such file"), id="file-missing")
        return None
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as err:
        doc.fault((), told("can't be read: {why}", why=err.strerror or str(err)), id="file-missing")
        return None
    if len(raw) > MAX_BYTES:
        doc.fault(
            (),
            told(
                "file too large: more than {most} bytes; split it or shorten it",
                most=f"{MAX_BYTES:,}",
            ),
            id="file-too-large",
        )
        return None
    return raw


def read_text(path: Path, doc: Document) -> str | None:
    """The file's text, or None with a fault: no file of ours, not UTF-8, unseen characters.

    What only looks like a space is a fault too, but stands as a space in the text.
    """
    raw = read_bytes(path, doc)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = raw.count(b"\n", 0, err.start) + 1
        column = err.start - raw.rfind(b"\n", 0, err.start)
        doc.fault_at(
            (line, column),
            "not UTF-8 text; save the file with the encoding UTF-8",
            id="file-not-text",
        )
        return None
    before = len(doc.faults)
    for match in HIDDEN.finditer(text):
        _tell_unseen(doc, text, match)
    hidden = len(doc.faults) > before
    for match in SPACES.finditer(text):
        _tell_unseen(doc, text, match)
    # with a space in its place the rest can be read, and its lines are those an editor shows
    return None if hidden else SPACES.sub(" ", text)


def _tell_unseen(doc: Document, text: str, match: re.Match[str]) -> None:
    if len(doc.faults) <= MAX_FAULTS:
        place = _place_in(text, match.start())
        doc.fault_at(place, unseen_words(match[0]), id="character-unseen")


def _place_in(text: str, position: int) -> Place:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


# --- YAML ----------------------------------------------------------------------------------------


def read_yaml(path: Path, name: str) -> Document:
    """Read one YAML file into a `Document`; every fault of form is in its `faults`."""
    doc = Document(name)
    text = read_text(path, doc)
    if text is None:
        return doc
    before = len(doc.faults)
    for match in _TAB.finditer(text):
        doc.fault_at(
            _place_in(text, match.end() - 1),
            "a tab; YAML is indented with spaces only",
            id="character-unseen",
        )
    if len(doc.faults) > before:
        return doc
    composer = _Composer(doc)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not composer.take(event):
                break
    except yaml.YAMLError as err:
        _tell_syntax(err, text, doc)
        composer.usable = False
    if not composer.usable:
        doc.data = None
    elif doc.data is None and not doc.faults:
        doc.fault((), "the file is empty", id="file-empty")
    return doc


_SYNTAX = (  # what PyYAML says, and what a person can do about it
    ("nesting depth", f"nested more than {MAX_DEPTH} deep"),
    ("mapping values are not allowed", "a ': ' where none can stand; put text that holds ': ' in "
     "quotes, or mend the indentation"),
    ("expected ',' or", "a bracket is not closed, or a comma is missing"),
    ("unexpected end of stream", "a quote or bracket is not closed"),
    ("unexpected document indicator", "a quote is not closed"),
    ("cannot start any token", "text can't begin with this character; put it in quotes"),
    ("alphabetic or numeric", "text that begins with * or & must be put in quotes"),
    ("expected ':'", "a key without its ': '"),
    ("block sequence entries", "a '-' where no list can stand; mend the indentation"),
    ("expected key", "this line fits neither the line above nor a key below it; check the "
     "indentation and the quotes"),
    ("expected '-' indicator", "expected another '- ' here; check the indentation"),
    ("escape", "a backslash in double quotes; use single quotes, or write it twice"),
    ("tag", "text that begins with ! must be put in quotes"),
)  # fmt: skip


def _quote_before(text: str, mark: yaml.Mark) -> int | None:
    """The row where a quote was opened that ends, against the intention, just before `mark`."""
    rows = text.split("\n")[: mark.line + 1]
    if not rows or rows[-1][: mark.column].count('"') % 2 == 0:
        return None
    return next((n for n in range(len(rows) - 2, -1, -1) if rows[n].count('"') % 2), None)


def _without_colon(text: str, mark: yaml.Mark) -> int | None:
    """The row above `mark` where that is a key without its colon, so that the two run together."""
    rows = text.split("\n")
    above = rows[mark.line - 1].strip() if mark.line else ""
    alone = ":" not in rows[mark.line][: mark.column] and above and above[0] not in "#-\"'"
    return mark.line - 1 if alone and ":" not in above else None


def _tell_syntax(err: yaml.YAMLError, text: str, doc: Document) -> None:
    problem = getattr(err, "problem", None) or "it can't be read"
    noticed, opened = getattr(err, "problem_mark", None), getattr(err, "context_mark", None)
    words = next((w for sign, w in _SYNTAX if sign in problem), problem)
    mark = noticed or opened
    if opened and re.search("flow|quoted", str(getattr(err, "context", ""))):
        mark = opened
        if noticed and noticed.line > opened.line:
            words += f" (it opens here and is missed in line {noticed.line + 1})"
    elif noticed and (before := _quote_before(text, noticed)) is not None:
        words = f"a quote opens here and is closed only in line {noticed.line + 1}"
        doc.fault_at((before + 1, 1), f"malformed YAML: {words}", id="yaml-form")
        return
    elif "mapping values" in problem and (before := _without_colon(text, noticed)) is not None:
        doc.fault_at((before + 1, 1), "malformed YAML: a key without its ': '", id="yaml-form")
        return
    doc.fault_at(
        (mark.line + 1, mark.column + 1) if mark else (1, 1),
        f"malformed YAML: {words}",
        id="yaml-form",
    )


class _Composer:
    """Data from YAML's events, with a stack of its own, so that no depth can exhaust Python's."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.usable = True
        self.documents = 0
        self.values = 0
        # the open containers: each with its path and, in a mapping, the key that waits for a value
        self.stack: list[tuple[dict[str, Any] | list[Any], Path_]] = []
        self.key: list[str | None] = []

    def take(self, event: yaml.Event) -> bool:
        """Take the next event; False when there is no use in going on."""
        place = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                return self._stop(place, "a second document ('---'); one file holds one", True)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
            self.key.pop()
        elif isinstance(event, yaml.NodeEvent):
            self.values += 1
            if self.values > MAX_VALUES:
                return self._stop(
                    place, f"more than {MAX_VALUES:,} keys and values; split the file"
                )
            self._check_form(event, place)
            if self.stack and isinstance(self.stack[-1][0], dict) and self.key[-1] is None:
                return self._take_key(event, place)
            self._take_value(event, place)
            if len(self.stack) > MAX_DEPTH:
                return self._stop(place, f"nested more than {MAX_DEPTH} deep")
        return True

    def _stop(self, place: Place, message: str, usable: bool = False) -> bool:
        self.doc.fault_at(place, message, id="yaml-form")
        self.usable = usable and self.usable
        return False

    def _check_form(self, event: yaml.NodeEvent, place: Place) -> None:
        again = "; write the value out each time, so that one edit changes one price"
        message = None
        if isinstance(event, yaml.AliasEvent):
            message = f"an alias (*{event.anchor}){again}"
        elif event.anchor:
            message = f"an anchor (&{event.anchor}){again}"
        elif event.tag not in (None, "!"):
            message = (
                f"a tag ({event.tag[:60]}); plain values only (text that begins with ! in quotes)"
            )
        elif isinstance(event, yaml.ScalarEvent) and _is_unseen(event.value):
            message = "a character that can't be seen, written with a backslash; take it out"
        if message:
            self.doc.fault_at(place, message, id="yaml-form")
            self.usable = False

    def _take_key(self, event: yaml.NodeEvent, place: Place) -> bool:
        container, path = self.stack[-1]
        if not isinstance(event, yaml.ScalarEvent):
            return not self.usable or self._stop(place, "a key must be plain words")
        key = event.value
        here = (*path, key)
        if key == "<<" and event.implicit[0]:
            self.doc.fault_at(place, "a merge key (<<); write the keys out", here, id="yaml-form")
            self.usable = False
        elif key in container:
            first = self.doc.keys[here][0]
            self.doc.fault_at(
                place,
                f"duplicate key '{key}'; it stands in line {first} already",
                here,
                id="name-twice",
            )
        self.doc.keys[here] = self.doc.places[here] = place
        self.key[-1] = key
        return True

    def _take_value(self, event: yaml.NodeEvent, place: Place) -> None:
        value: Any = None
        if isinstance(event, yaml.MappingStartEvent):
            value = {}
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
        elif isinstance(event, yaml.ScalarEvent):
            value = _scalar(event)
        empty = isinstance(event, yaml.ScalarEvent) and event.value == "" and event.implicit[0]
        path: Path_ = ()
        if not self.stack:
            self.doc.data = value
        else:
            container, path = self.stack[-1]
            if isinstance(container, list):
                path = (*path, len(container))
                container.append(value)
            else:
                key, self.key[-1] = str(self.key[-1]), None
                path = (*path, key)
                container[key] = value
                if empty or isinstance(value, dict | list):
                    place = self.doc.keys[path]
        self.doc.places[path] = place
        if empty and path:
            self.doc.fault(
                path, "nothing stands here; write a value or leave the line out", id="value-empty"
            )
        if isinstance(value, dict | list):
            self.stack.append((value, path))
            self.key.append(None)


def _is_unseen(text: str) -> bool:
    return bool(HIDDEN.search(text) or SPACES.search(text))


def _scalar(event: yaml.ScalarEvent) -> Any:
    """Text unless it is plainly something else; `Bare` text where other programs differ."""
    value = event.value
    if not event.implicit[0]:
        return value
    if value in ("", "~", "null"):
        return None
    if value in ("true", "false"):
        return value == "true"
    if INTEGER.match(value):
        return int(value)
    if DECIMAL.match(value):
        return Decimal(value)
    return bare(value)
