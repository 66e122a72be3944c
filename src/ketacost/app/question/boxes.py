"""Boxes that show the scenario and give back what a person puts into them.

A widget's state is set from the scenario before it is drawn, so a value that could not be taken
goes back to the last good one. A new number or flag of the scenario needs no code here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.model.link import BY_ATTRIBUTE
from ketacost.model.link_values import PARTS, Flag, Whole
from ketacost.words.inputs import box_words

WIDE, MIDDLE, NARROW = 232, 180, 110  # pixels

Taker = Callable[..., None]


def set_to(key: str, value: object) -> None:
    """Set the widget drawn next to a value, unless it holds that already."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def taken(key: str) -> Any:
    """What a widget holds, in its callback."""
    return st.session_state[key]


def number_box(
    name: str,
    key: str,
    value: int | None,
    limits: Whole,
    take: Taker,
    args: tuple[Any, ...] = (),
    *,
    label: str | None = None,
    help: str | None = None,
    usual: Decimal | int | None = None,
    width: int = WIDE,
) -> None:
    """A box for one whole number; empty where the value is None.

    Args:
        name: whose words under `inputs` it has, if not `label` and `help`.
        take: callback with `args`; reads what the box holds with `taken(key)`.
        usual: the figure that counts while the box is empty.
    """
    said = box_words(name, usual)
    set_to(key, value)
    st.number_input(
        md(label or said.label),
        limits.least,
        limits.most,
        None,
        step=50 if limits.most >= 100_000 else 1,
        key=key,
        help=None if help is None and said.help is None else md(help or said.help),
        on_change=take,
        args=args,
        placeholder=said.empty,
        width=width,
    )


# --- whole fields of the scenario ----------------------------------------------------------------


def field_box(attribute: str, usual: Decimal | int | None = None, width: int = WIDE) -> None:
    """The box of a number or a flag of the scenario, with the field's own limits."""
    field = BY_ATTRIBUTE[attribute]
    value = getattr(current().scenario, attribute)
    if isinstance(field.kind, Flag):
        set_to(attribute, value)
        st.checkbox(
            md(box_words(field.name).label), key=attribute, on_change=take_field, args=(attribute,)
        )
    elif isinstance(field.kind, Whole):
        number_box(
            field.name, attribute, value, field.kind, take_field, (attribute,), usual=usual,
            width=width,
        )  # fmt: skip


def is_simple(attribute: str) -> bool:
    """Whether `field_box` can draw a field of the scenario."""
    return isinstance(BY_ATTRIBUTE[attribute].kind, Flag | Whole)


def take_field(attribute: str) -> None:
    """Callback of a widget whose key is the scenario's attribute."""
    current().change(**{attribute: taken(attribute)})


# --- parts of a field that holds several numbers -------------------------------------------------


def part_box(attribute: str, part: str, name: str, width: int = WIDE) -> None:
    """The box of one number of such a field, where the scenario has it.

    Args:
        part: attribute of the field's value, such as `share_percent`.
        name: of the number, in the link's `PARTS` and under `inputs`.
    """
    value = getattr(getattr(current().scenario, attribute), part)
    key = f"{attribute}_{part}"
    number_box(name, key, value, PARTS[name], take_part, (attribute, part), width=width)


def take_part(attribute: str, part: str) -> None:
    """Callback of a widget whose key is attribute and part, joined by `_`."""
    whole = getattr(current().scenario, attribute)
    if whole is not None:
        current().change(**{attribute: replace(whole, **{part: taken(f"{attribute}_{part}")})})
