"""Codes: what the model says instead of sentences. `words` makes the sentence when someone looks.

A code is an id with named parameters; ids are documented where they are made, and each has its
words in `words/en.yaml` (there is a test).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Code:
    """An id and its parameters: `Code.of("coinsurance", share=Fraction(1, 5), cents=2_000)`."""

    id: str
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, id: str, **params: Any) -> Code:
        """The code of this id with these parameters."""
        return cls(id, MappingProxyType(params))

    def __getitem__(self, name: str) -> Any:
        return self.params[name]

    def __hash__(self) -> int:
        return hash(self.id)
