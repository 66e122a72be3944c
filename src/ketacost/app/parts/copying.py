"""A text to take away: as it stands, with a button that copies it."""

from __future__ import annotations

from html import escape

import streamlit as st

from ketacost.words.language import words


def draw_copy(text: str, key: str) -> None:
    """The text in a frame, and the button under it. `page.js` does the copying.

    Args:
        key: a name of its own on the page.
    """
    label, done = (escape(words().say(f"page-parts.{name}")) for name in ("copy", "copied"))
    st.html(
        f'<pre class="kc-text" id="kc-{key}" tabindex="0">{escape(text)}</pre>'
        f'<button class="kc-button" type="button" data-kc-copy="#kc-{key}" data-kc-done="{done}" '
        f'data-kc-said="#kc-{key}-copied">{label}</button> '
        f'<span id="kc-{key}-copied" role="status"></span>'
    )
