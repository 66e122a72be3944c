"""Whether a drug of an official list is the one that our tables name: the same substance, strength
and form, and nothing else in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORMS = {  # how the list spells what is another drug at another price
    "ER": "ER", "XR": "ER", "XL": "XL", "SR": "SR", "CR": "CR", "LA": "LA", "CD": "CD", "DR": "DR",
    "EC": "DR", "ODT": "ODT", "RAPDIS": "ODT", "DISINTEGRATING": "ODT",
    "CHEW": "CHEW", "CHEWABLE": "CHEW", "SL": "SL", "SUBLINGUAL": "SL", "KIT": "KIT",
    "PACK": "KIT", "STARTER": "KIT", "WEEKLY": "WEEKLY", "PATCH": "PATCH", "INJ": "INJ",
    "VIAL": "INJ", "SYRINGE": "INJ", "AMPUL": "INJ", "SPRAY": "SPRAY", "CONC": "CONC",
}  # fmt: skip
_SHAPES = {  # the least that tells one from another
    "TAB": "TAB", "TABS": "TAB", "TABLET": "TAB", "TABLETS": "TAB", "TB": "TAB", "CAP": "CAP",
    "CAPS": "CAP", "CAPSULE": "CAP", "CAPSULES": "CAP", "SOLN": "LIQUID", "SOLUTION": "LIQUID",
    "SOL": "LIQUID", "SUSP": "LIQUID", "SUSPENSION": "LIQUID", "SYRUP": "LIQUID",
    "ELIXIR": "LIQUID", "DROPS": "LIQUID", "ORAL": "LIQUID",
}  # fmt: skip
_PART = re.compile(r"[0-9]+HR\b|[0-9]*\.?[0-9]+|[A-Z]+|[-/%]")


@dataclass(frozen=True)
class DrugName:
    """A name in its parts: the first word, all numbers in it, how it is released, its shape, and
    whether more than one substance or an amount in a volume stands in it."""

    first: str
    words: tuple[str, ...]
    numbers: frozenset[str]
    forms: frozenset[str]
    shape: str | None
    joined: bool


def parse_drug(text: str) -> DrugName:
    """A drug's name in its parts; `SERTRALINE HCL 50 MG TABLET` and `sertraline 50 mg tab` differ
    in their words alone."""
    parts = _PART.findall(text.upper())
    words = [part for part in parts if part[0].isalpha()]
    numbers = {_plain(part) for part in parts if re.fullmatch(r"[0-9]*\.?[0-9]+", part)}
    forms = {_FORMS[part] for part in parts if part in _FORMS}
    if not forms and any(part.endswith("HR") and part[0].isdigit() for part in parts):
        forms = {"ER"}  # 24HR says no more than the ER or XL before it, unless it stands alone
    return DrugName(
        words[0] if words else "",
        tuple(words),
        frozenset(numbers),
        frozenset(forms),
        next((_SHAPES[part] for part in reversed(parts) if part in _SHAPES), None),
        bool({"-", "/", "%"} & set(parts)),
    )


def _plain(number: str) -> str:
    whole, point, rest = number.partition(".")
    rest = rest.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{rest}" if point and rest else "")


def same_drug(wanted: DrugName, found: DrugName) -> bool:
    """Whether a name of the list is the drug wanted.

    Every number counts: 12.5 mg is not 5 mg, 25 mg in a name with 50 mg is a pack. A shape that the
    list cuts off counts as the one wanted only where nothing else is said.
    """
    if wanted.first != found.first or wanted.joined != found.joined:
        return False
    if wanted.numbers != found.numbers or wanted.forms != found.forms:
        return False
    rest = {w for w in wanted.words[1:] if w not in _SHAPES and w not in _FORMS}
    return wanted.shape in (None, found.shape) and rest <= set(found.words)
