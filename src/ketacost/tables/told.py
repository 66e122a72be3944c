"""What is told of a file that a person brought: English here, other languages in `words/told.py`.

The tables speak English, as maintainers read them. A message that a patient may meet keeps its
template and the values in it, so that it can be said anew in another language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

Value = str | int | date | tuple[str, ...]
"""A tuple is a list with commas."""


class Told(str):
    """A message in English with what it is made of; its parts may be such messages themselves."""

    template: str
    values: Mapping[str, Value]


def told(template: str, /, **values: Value) -> Told:
    """A message: its template's fields (`{found}`) filled with values."""
    said = Told(template.format(**{name: _english(value) for name, value in values.items()}))
    said.template, said.values = template, values
    return said


def told_together(template: str, parts: Iterable[str]) -> str:
    """Parts joined two by two, as `{a} or {b}` says."""
    return reduce(lambda a, b: told(template, a=a, b=b), parts)


def _english(value: Value) -> str:
    if isinstance(value, date):
        return f"{MONTHS[value.month - 1]} {value.day}, {value.year}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
