"""What each number of sessions costs: a chart, its table and what happens on the way, folded."""

from __future__ import annotations

import base64
from html import escape

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import touch
from ketacost.model.estimate import Comparison
from ketacost.output import charts, sessions
from ketacost.words.language import words


def draw_by_sessions(comparison: Comparison) -> None:
    """Worked out once it is open."""
    say = words().say
    opened = st.expander(say("by-sessions.title"), key="by_sessions", on_change=touch)
    if not opened.open:
        return
    with opened:
        st.caption(say("by-sessions.about"))
        curves = sessions.curves_of(comparison)
        rows = sessions.curve_rows(comparison, curves)
        own = sessions.own_words(comparison, curves)
        said = "; ".join(own)
        _names(own)
        st.vega_lite_chart(
            rows,
            charts.by_sessions(nothing=not any(row["usd"] for row in rows)),
            alt=say("by-sessions.alt", said=said),
        )
        if told := sessions.told_on_the_way(comparison, curves):
            st.markdown(f"**{say('by-sessions.way')}**")
            st.markdown("\n".join(f"- {md(line)}." for line in told))
        with st.container(key="slim_sessions"):
            drawing.table(sessions.curve_table(comparison, curves), say("by-sessions.title"))


def _names(own: list[str]) -> None:
    """The arms above the drawing, each beside a sample of its line."""
    lines = []
    for sample, text in zip(charts.line_samples(len(own)), own, strict=True):
        data = base64.b64encode(sample.encode()).decode()
        image = f'<img alt="" src="data:image/svg+xml;base64,{data}">'
        lines.append(f"<div>{image} {escape(text)}</div>")
    st.html("".join(lines))
