"""Take it with you: the link, the sheet, the figures, a sentence."""

from __future__ import annotations

from html import escape

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.copying import draw_copy
from ketacost.app.parts.drawing import md
from ketacost.app.parts.png import draw_png_button
from ketacost.app.session import current
from ketacost.model.estimate import Comparison
from ketacost.output import picture
from ketacost.output.frame import frame_snippet
from ketacost.words.language import words
from ketacost.words.links import shared_link
from ketacost.words.sentence import sentence


def app_address() -> str:
    """The address of the app, which is that of page Compare; empty where Streamlit doesn't know
    it, or knows one that no browser has."""
    url = st.context.url or ""
    if len(url) > _LONGEST or not url.isprintable():
        return ""
    page = url.partition("?")[0].removesuffix(current().page)
    return page if not page or page.endswith("/") else f"{page}/"


_LONGEST = 2_000


# codes of the files' names, each with its route of `downloads.FILES`
_FILES = {
    "pdf": "ketacost.pdf",
    "a4": "ketacost-a4.pdf",
    "page": "ketacost.html",
    "summary": "ketacost-summary.csv",
    "lines": "ketacost-lines.csv",
    "json": "ketacost.json",
    "svg": "ketacost.svg",
}


def _link(comparison: Comparison) -> str:
    return escape(shared_link(comparison.scenario, app_address()), quote=True)


def draw_buttons(comparison: Comparison, keep: bool) -> None:
    """Share, print and, with `keep`, keep to compare with. The phone's own sheet opens to share;
    where there is none the link is copied."""
    say, link, more = words().say, _link(comparison), ""
    if keep:
        name = escape(say("before-after.keep"))
        about = escape(say("before-after.keep-help"), quote=True)
        more = f'<button type="button" data-kc-press="keep" title="{about}">{name}</button>'
    st.html(
        f'<div class="kc-actions"><button type="button" data-kc-share="{link}">'
        f"{escape(say('share.share'))}</button>"
        f'<button type="button" data-kc-print-all="1">{escape(say("share.print"))}</button>'
        f"{more}<span data-told></span></div>"
    )


def draw_link(comparison: Comparison) -> None:
    """The full link in a box, with a button that copies it."""
    say, link = words().say, _link(comparison)
    done, refused = (escape(say(f"share.{code}"), quote=True) for code in ("copied", "refused"))
    st.html(
        f'<div class="kc-actions"><input id="ketacost-link" readonly value="{link}" '
        f'aria-label="{escape(say("share.link"), quote=True)}">'
        f'<button type="button" data-kc-copy="#ketacost-link" data-kc-said="#ketacost-copied" '
        f'data-kc-done="{done}" data-kc-refused="{refused}">{escape(say("share.copy"))}</button>'
        f'<span id="ketacost-copied" role="status"></span></div>'
    )


def draw_share(comparison: Comparison) -> None:
    """Link, files, a sentence and what shows this on another page, folded."""
    opened = drawing.fold(words().say("share.title"), "share")
    if opened is None:
        return
    say, base = words().say, app_address()
    with opened:
        draw_link(comparison)
        st.caption(say("share.about"))
        st.html(_files(comparison))
        draw_png_button(picture.ranges_picture(comparison, base))
        st.markdown(f"**{md(say('share.sentence'))}**")
        draw_copy(sentence(comparison, base), "sentence")
        st.markdown(f"**{md(say('share.frame'))}**")
        draw_copy(frame_snippet(comparison.scenario, base), "frame")


def _files(comparison: Comparison) -> str:
    """The files as plain links: any server answers them, and nothing runs for them here."""
    items = "".join(
        f'<a href="{escape(shared_link(comparison.scenario, f"files/{name}"), quote=True)}" '
        f'download="{name}">{escape(words().say(f"share.files.{code}"))}</a>'
        for code, name in _FILES.items()
    )
    return f'<div class="kc-files">{items}</div>'
