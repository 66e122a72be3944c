"""The chart as a PNG, drawn by the visitor's browser out of the SVG: the server draws nothing."""

from __future__ import annotations

import base64
from html import escape

import streamlit as st

from ketacost.words.language import words


def draw_png_button(svg: bytes) -> None:
    """A button that saves a picture as PNG, of twice its size for print; `browser/page.js` draws
    it."""
    label, data = escape(words().say("picture.png")), base64.b64encode(svg).decode()
    st.html(f'<button type="button" class="kc-button" data-kc-png="{data}">{label}</button>')
