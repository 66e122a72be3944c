"""Take it with you: the link, the sheet, the figures, a sentence."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.parts.png import draw_png_button
from ketacost.app.session import current
from ketacost.model.estimate import Comparison
from ketacost.output import csv, picture, sheet
from ketacost.output.json import comparison_json
from ketacost.output.questions import questions as questions_of
from ketacost.words.links import shared_link
from ketacost.words.sentence import sentence

# The link stands in the box; the script only copies what is in it. A frame may refuse the newer
# clipboard call, so the older one follows.
_COPY = """
<div style="display:flex;gap:.5rem;flex-wrap:wrap">
<input id="ketacost-link" readonly aria-label="Link to this comparison" value="{link}"
 style="flex:1 1 14rem;min-width:0;padding:.45rem;border:1px solid #8888;border-radius:.4rem;
 background:transparent;color:inherit;font:inherit">
<button id="ketacost-copy" type="button" style="padding:.45rem .9rem;border:1px solid #8888;
 border-radius:.4rem;background:transparent;color:inherit;font:inherit;cursor:pointer"
>Copy link</button>
<span id="ketacost-copied" role="status" style="align-self:center"></span>
</div>
<script>
(() => {{
  const box = document.getElementById("ketacost-link");
  const button = document.getElementById("ketacost-copy");
  const said = document.getElementById("ketacost-copied");
  if (!box || !button) return;
  button.onclick = async () => {{
    box.select();
    let done = false;
    try {{ await navigator.clipboard.writeText(box.value); done = true; }}
    catch (refused) {{ done = document.execCommand("copy"); }}
    said.textContent = done ? "Copied" : "Select the link and copy it";
  }};
}})();
</script>
"""


def app_address() -> str:
    """The address of the app, which is that of page Compare; empty where Streamlit doesn't know
    it."""
    page = (st.context.url or "").partition("?")[0].removesuffix(current().page)
    return page if not page or page.endswith("/") else f"{page}/"


def draw_link(comparison: Comparison) -> None:
    """The full link in a box, with a button that copies it."""
    link = shared_link(comparison.scenario, app_address())
    safe = link.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    st.html(_COPY.format(link=safe), unsafe_allow_javascript=True)


def draw_share(comparison: Comparison) -> None:
    """Link, downloads and a sentence; each file is made only when it is asked for."""
    st.subheader("Take it with you", anchor=False)
    draw_link(comparison)
    st.caption(
        "The link holds every choice and the price release, so it shows these same figures later. "
        "Whoever has it can read your choices."
    )
    base = app_address()
    files: list[tuple[str, str, str, Callable[[], str | bytes]]] = [
        ("One-page sheet (PDF)", "ketacost.pdf", "application/pdf",
         lambda: sheet.sheet_pdf(comparison, base)),
        ("Sheet, A4 (PDF)", "ketacost-a4.pdf", "application/pdf",
         lambda: sheet.sheet_pdf(comparison, base, "a4")),
        ("Sheet (web page)", "ketacost.html", "text/html",
         lambda: sheet.sheet_html(comparison, base)),
        ("Summary (CSV)", "ketacost-summary.csv", "text/csv",
         lambda: csv.summary_csv(comparison, base)),
        ("Every line (CSV)", "ketacost-lines.csv", "text/csv",
         lambda: csv.ledger_csv(comparison, base)),
        ("Everything (JSON)", "ketacost.json", "application/json",
         lambda: comparison_json(comparison, base)),
        ("Chart (SVG)", "ketacost.svg", "image/svg+xml",
         lambda: picture.ranges_picture(comparison, base)),
    ]  # fmt: skip
    with st.container(horizontal=True, key="downloads"):
        for label, name, mime, make in files:
            st.download_button(label, make, name, mime, on_click="ignore", key=f"get_{name}")
        draw_png_button(picture.ranges_picture(comparison, base))
    st.caption("A sentence to copy, for an email or testimony:")
    st.code(sentence(comparison, base), language=None, wrap_lines=True)


def draw_questions(comparison: Comparison) -> None:
    """What to ask the clinic and the insurer for this scenario."""
    with st.expander("Questions to ask the clinic and the insurer"):
        for who, asked in questions_of(comparison).items():
            st.markdown(f"**To the {md(who)}**")
            st.markdown("\n".join(f"- {md(q)}" for q in asked))
