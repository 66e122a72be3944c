"""Texts of the tables in another language, kept once beside the releases.

`pricing/es/*.yaml` holds, under the id of a text (`options.ketamine.iv.label`), its translation
for each wording that a release has or had, named by a fingerprint of the English. So sealed
releases have them too, and a text that is reworded is shown in English until somebody has
translated it anew, never with the words of another.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel

T = TypeVar("T")

FIELDS = frozenset(
    {
        "band", "changed", "criteria", "driver", "label", "measured_in", "note", "phrase", "reason",
        "says", "short", "summary", "terms", "text", "unknown", "what", "who_pays", "why",
        "yearly_cap_unknown",
    }
)  # fmt: skip
"""Names of the fields that hold sentences or names for people; all others hold codes and dates."""
PARTS = (
    "release", "entry", "services", "treatments", "plans", "regions", "medicare", "help",
    "help_by_income", "getting_there", "other_care", "rules", "context",
    "ranges",
)  # fmt: skip
"""The parts of a book that hold such texts. A source is called what it calls itself."""

Texts = Mapping[str, Mapping[str, str]]
"""Translations by the id of a text, then by the fingerprint of the English."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def fingerprint_of(text: str) -> str:
    """Eight letters that name a wording."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def texts_of(book: Any) -> Iterator[tuple[str, str]]:
    """(id, text) of every text of a book."""
    for part in PARTS:
        yield from _texts(getattr(book, part), (part,))


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if path[-1] in FIELDS and value:
            yield _id(path), value
    elif (parts := _parts(value)) is not None:
        for name, part in parts:
            yield from _texts(part, (*path, name) if name else path)


def _id(path: tuple[str, ...]) -> str:
    return ".".join(path).replace("_", "-")


def _parts(value: Any) -> list[tuple[str, Any]] | None:
    """What is inside a value, by name; without a name in a list; None for a plain value."""
    if isinstance(value, BaseModel):
        return [(name, getattr(value, name)) for name in type(value).model_fields]
    if isinstance(value, Mapping):
        return [(str(name), part) for name, part in value.items()]
    if isinstance(value, tuple):
        return [("", part) for part in value]
    if dataclasses.is_dataclass(value):
        return [(f.name, getattr(value, f.name)) for f in dataclasses.fields(value)]
    return None


@lru_cache(maxsize=4)
def translations(root: Path, language: str) -> Texts:
    """All translations of a language; none where there is no such folder."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted((root / language).glob("*.yaml")):
        for name, wordings in (_LOADER(file.read_text("utf-8")).get_single_data() or {}).items():
            found.setdefault(name, {}).update(wordings)
    return found


def untranslated(book: Any, texts: Texts) -> Iterator[tuple[str, str]]:
    """(id, text) of every text of a book that has no translation for its wording."""
    for name, text in texts_of(book):
        if fingerprint_of(text) not in texts.get(name, {}):
            yield name, text


def translated(book: T, texts: Texts) -> T:
    """A book with the texts that a language has for it; figures, ids and sources are the same
    objects."""
    changed = {}
    for part in PARTS:
        before = getattr(book, part)
        after = _translated(before, (part,), texts)
        if after is not before:
            changed[part] = after
    return dataclasses.replace(book, **changed) if changed else book  # type: ignore[type-var]


def _translated(value: Any, path: tuple[str, ...], texts: Texts) -> Any:
    if isinstance(value, str):
        wordings = texts.get(_id(path)) if path[-1] in FIELDS else None
        return wordings.get(fingerprint_of(value), value) if wordings else value
    parts = _parts(value)
    if parts is None:
        return value
    after = [_translated(part, (*path, name) if name else path, texts) for name, part in parts]
    changed = {n: a for (n, b), a in zip(parts, after, strict=True) if a is not b}
    if not changed:
        return value
    if isinstance(value, BaseModel):
        return value.model_copy(update=changed)
    if isinstance(value, tuple):
        return tuple(after)
    if isinstance(value, Mapping):
        whole = dict(zip(value, after, strict=True))
        return MappingProxyType(whole) if isinstance(value, MappingProxyType) else whole
    return dataclasses.replace(value, **changed)
