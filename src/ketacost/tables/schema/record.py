"""What every record of a pricing file has in common."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


class Record(BaseModel):
    """A strict, unchangeable mapping: an unknown key is a fault, and so is a look-alike (`"off"`
    for false, `1` for true, `"6"` for 6).

    A field's meaning is the text below it. It is written into the data dictionary and the editors'
    schemas, and told where the field is missing.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        use_attribute_docstrings=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )

    @classmethod
    def about_missing(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        """What is told of a key that must be there, where its meaning would say too little."""
        return None

    @classmethod
    def about_unknown(cls, key: str, said: Mapping[str, Any]) -> PydanticCustomError | None:
        """What is told of a key that is none of this record's, where more is known of it."""
        return None


def own_fields(record: type[Record]) -> list[str]:
    """Names of the fields that a record has itself, not from its base."""
    return [name for name in inspect.get_annotations(record) if name in record.model_fields]


def keys_of(record: type[Record]) -> list[str]:
    """The keys that a record may have, as written in YAML; its own before those of its base."""
    names = dict.fromkeys([*own_fields(record), *record.model_fields])
    return [record.model_fields[name].alias or name for name in names]


def meaning_of(record: type[Record], key: str) -> str:
    """What a key of a record means, in one line; nothing for a key that it does not have."""
    for name, field in record.model_fields.items():
        if (field.alias or name) == key:
            return one_line(field.description)
    return ""


def one_line(text: str | None) -> str:
    """A docstring in one line."""
    return re.sub(r"\s+", " ", text or "").strip()
