"""What a person types that is no part of the scenario: kept while the page is open, though a fold
is closed or another page is looked at in between. Streamlit forgets a widget that is not drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import streamlit as st

_KEPT = "typed"


def typed(
    key: str, draw: Callable[[], Any], first: Any = None, among: Collection[Any] | None = None
) -> Any:
    """The value of a widget that `draw` makes under a key; before it is drawn anew it is given what
    it held last, or `first` if it never held anything.

    Args:
        draw: makes the widget without a value of its own, and returns what it holds.
        among: what it may hold, where that is not the same at all times.
    """
    kept: dict[str, Any] = st.session_state.setdefault(_KEPT, {})
    if key not in st.session_state:
        value = kept.get(key, first)
        if value is not None and (among is None or value in among):
            st.session_state[key] = value
    kept[key] = draw()
    return kept[key]
