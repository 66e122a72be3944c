"""Data to records, with a fault for each slip at the place where it stands."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from typing_extensions import TypeAliasType

from ketacost.tables.fault_words import id_of, wording_of
from ketacost.tables.faults import FaultId
from ketacost.tables.hints import shown
from ketacost.tables.reading import MAX_FAULTS, Document, Path_
from ketacost.tables.schema import Record, keys_of, meaning_of
from ketacost.tables.spelling import did_you_mean, nearest

M = TypeVar("M", bound=BaseModel)
Kind = tuple[Any, str | None]  # a type, and its tag where it is one of several records


def _kinds(of: Any, tag: str | None = None) -> list[Kind]:
    """The types that may stand where an annotation stands: each part of a union on its own."""
    if isinstance(of, TypeAliasType):
        return _kinds(of.__value__, tag)
    if get_origin(of) is Annotated:
        own = next((m.tag for m in of.__metadata__ if isinstance(m, Tag)), tag)
        return _kinds(get_args(of)[0], own)
    if get_origin(of) in (Union, UnionType):
        return [kind for part in get_args(of) for kind in _kinds(part) if part is not type(None)]
    return [(of, tag)]


def _inside(kinds: list[Kind], part: str | int) -> list[Kind]:
    """The types one step further in."""
    found = []
    for kind, _ in kinds:
        if _is_record(kind):
            fields = (f for n, f in kind.model_fields.items() if (f.alias or n) == part)
            found += [inner for f in fields for inner in _kinds(f.annotation)]
        else:
            args = [a for a in get_args(kind) if a is not Ellipsis]
            found += _kinds(args[-1]) if args else []
    return found


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Record)


def _records(model: type[BaseModel], path: Path_) -> list[type[Record]]:
    """The records that may stand at a path of a document."""
    kinds = _kinds(model)
    for part in path:
        kinds = _inside(kinds, part)
    return [kind for kind, _ in kinds if _is_record(kind)]


def _placed(model: type[BaseModel], loc: Path_) -> tuple[Path_, type[Record] | None]:
    """The path that one of pydantic's locations stands for, and the record that holds its end.

    A location names the tag of the record that was chosen where several can stand.
    """
    path: list[str | int] = []
    kinds, holder = _kinds(model), None
    for part in loc:
        chosen: list[tuple[Any, str | None]] = [
            (kind, None) for kind, tag in kinds if tag is not None and tag == part
        ]
        if chosen:
            kinds = chosen
            continue
        holder = next((kind for kind, _ in kinds if _is_record(kind)), None)
        kinds = _inside(kinds, part)
        path.append(part)
    return tuple(path), holder


def _elsewhere(name: str, model: type[BaseModel], path: Path_) -> str:
    """Where a key would belong that stands too far out or too far in, or nothing."""

    def has(where: Path_) -> bool:
        return any(name in keys_of(record) for record in _records(model, where))

    for record in _records(model, path[:-1]):
        for key in keys_of(record):
            if has((*path[:-1], key)):
                return f"; it belongs further in, such as under '{key}'"
    outer = next((n for n in range(len(path) - 2, -1, -1) if has(path[:n])), None)
    if outer is None:
        return ""
    return (
        f"; it belongs further out, under '{path[outer - 1]}'"
        if outer
        else "; it belongs at the top"
    )


def _missing_words(name: str, record: type[Record]) -> str:
    meaning = meaning_of(record, name)
    return f"'{name}' is missing" + (f": {meaning}" if meaning else "")


def _unknown_words(name: str, model: type[BaseModel], path: Path_, record: type[Record]) -> str:
    names = keys_of(record)
    where = did_you_mean(name[:60], names) or _elsewhere(name, model, path)
    return f"unknown key {shown(name)}{where}; known here: {', '.join(names)}"


class Told(NamedTuple):
    """What is told of one error, and where: a path in the document, at its key or its value."""

    words: str
    id: FaultId
    path: Path_
    at_key: bool


def _told(err: ErrorDetails, model: type[BaseModel], data: Any) -> Told:
    """What is told of one of pydantic's errors."""
    path, record = _placed(model, err["loc"])
    if err["type"] in ("missing", "extra_forbidden"):
        return _about_key(err, model, record or Record, path, data)
    at = (err.get("ctx") or {}).get("at", ())
    words = wording_of(err, next(iter(_records(model, path)), Record))
    return Told(words, id_of(err), (*path, *at), err["loc"][-1:] == ("[key]",))


def _about_key(
    err: ErrorDetails, model: type[BaseModel], record: type[Record], path: Path_, data: Any
) -> Told:
    """What is told of a missing or unknown key, in the record's own words where it has some."""
    key, missing, said = str(path[-1]), err["type"] == "missing", data
    for part in path[:-1]:
        said = said[part]
    own = (record.about_missing if missing else record.about_unknown)(key, said)
    if own and own.context:
        return Told(own.message(), own.context["id"], (*path[:-1], *own.context["at"]), False)
    if missing:
        return Told(_missing_words(key, record), id_of(err), path[:-1], False)
    return Told(_unknown_words(key, model, path, record), id_of(err), path, True)


def _tell(doc: Document, model: type[BaseModel], problems: list[ErrorDetails]) -> None:
    """Faults for pydantic's errors, one for each slip."""
    meant = set()  # keys that an unknown key was meant to be: not missing as well
    for err in problems[:MAX_FAULTS]:
        if err["type"] == "extra_forbidden":
            _, record = _placed(model, err["loc"])
            near = nearest(str(err["loc"][-1])[:60], keys_of(record or Record))
            meant.add((err["loc"][:-1], near))
    empty = {f.path for f in doc.faults}  # told of already: nothing stands there
    for err in problems[: MAX_FAULTS + 1]:
        loc, kind = err["loc"], err["type"]
        if kind == "missing" and (loc[:-1], loc[-1]) in meant:
            continue
        if kind == "too_short" and err["input"]:
            continue  # entries are there, and told of on their own
        told = _told(err, model, doc.data)
        path = _present(doc.data, told.path)
        if err["input"] is None and ".".join(map(str, path)) in empty:
            continue
        doc.fault(path, told.words, told.at_key, id=told.id)


def _present(data: Any, loc: Path_) -> Path_:
    """The part of an error's path that stands in the document."""
    path: list[str | int] = []
    for part in loc:
        inside = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if inside or (isinstance(data, dict) and part in data):
            data = data[part]
        else:
            break
        path.append(part)
    return tuple(path)


def validated(doc: Document, model: type[M], items: str | None = None) -> M | None:
    """Check a document against a model; faults go to `doc.faults`.

    With `items` (the key of a mapping of records), a bad record does not hide faults that other
    checks would find in its neighbours: it is left out of what is returned.

    Returns:
        the model, without faulty items and with None for faulty keys beside them, or None where
        nothing can be made of the document.
    """
    data = doc.data
    if data is None:
        return None
    try:
        return model.model_validate(data)
    except ValidationError as err:
        problems = err.errors(include_url=False)
    _tell(doc, model, problems)
    if not items or not isinstance(data, dict) or not isinstance(data.get(items), dict):
        return None
    bad = {p["loc"][1] for p in problems if len(p["loc"]) > 1 and p["loc"][0] == items}
    good = {key: value for key, value in data[items].items() if key not in bad}
    try:
        return model.model_validate(data | {items: good})
    except ValidationError:
        pass
    kind: Any = model.model_fields[items].annotation
    empty = dict.fromkeys(model.model_fields)
    return model.model_construct(**empty | {items: TypeAdapter(kind).validate_python(good)})
