"""The chart as a PNG, drawn by the visitor's browser out of the SVG: the server draws nothing."""

from __future__ import annotations

import base64

import streamlit as st

from ketacost.words.language import words

_BUTTON = """
<button id="ketacost-png" type="button" data-svg="{svg}" style="padding:.45rem .9rem;
 border:1px solid #8888;border-radius:.4rem;background:transparent;color:inherit;font:inherit;
 cursor:pointer;min-height:2.5rem">{label}</button>
<script>
(() => {{
  const button = document.getElementById("ketacost-png");
  if (!button) return;
  button.onclick = () => {{
    const picture = new Image();
    picture.onload = () => {{
      const canvas = document.createElement("canvas");
      canvas.width = 2 * picture.naturalWidth;
      canvas.height = 2 * picture.naturalHeight;
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const link = document.createElement("a");
      link.href = canvas.toDataURL("image/png");
      link.download = "ketacost.png";
      link.click();
    }};
    picture.src = "data:image/svg+xml;base64," + button.dataset.svg;
  }};
}})();
</script>
"""


def draw_png_button(svg: bytes) -> None:
    """A button that saves a picture as PNG, of twice its size for print."""
    label = words().say("picture.png")
    html = _BUTTON.format(svg=base64.b64encode(svg).decode(), label=label)
    st.html(html, unsafe_allow_javascript=True)
