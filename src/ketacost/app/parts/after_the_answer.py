"""What is done after the answer, in one fold: the calls, a refusal, a written estimate. Only what
is chosen is worked out."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ketacost.app.parts.calls import draw_calls
from ketacost.app.parts.gfe import draw_estimate
from ketacost.app.parts.letter import draw_letter
from ketacost.app.parts.typed import typed
from ketacost.app.session import current, touch
from ketacost.model.estimate import Comparison
from ketacost.words.language import words

_PARTS: dict[str, Callable[[Comparison], None]] = {
    "calls": draw_calls,
    "letter": draw_letter,
    "estimate": lambda _: draw_estimate(current()),
}


def draw_after(comparison: Comparison) -> None:
    """The fold."""
    say = words().say
    opened = st.expander(say("after.title"), key="after", on_change=touch)
    if not opened.open:
        return
    with opened:
        chosen = typed("after_part", _choice)
        _PARTS[chosen](comparison)


def _choice() -> str:
    return st.radio(
        words().say("after.which"),
        list(_PARTS),
        format_func=lambda part: words().say(f"after.{part}"),
        key="after_part",
        on_change=touch,
    )
