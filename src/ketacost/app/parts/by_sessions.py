"""What each number of sessions costs: a chart, its table and what happens on the way, folded."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.model.estimate import Comparison
from ketacost.output import charts, sessions
from ketacost.words.language import words


def draw_by_sessions(comparison: Comparison) -> None:
    """Worked out once it is open."""
    say = words().say
    opened = drawing.fold(say("by-sessions.title"), "by_sessions")
    if opened is None:
        return
    with opened:
        st.caption(say("by-sessions.about"))
        curves = sessions.curves_of(comparison)
        lines = sessions.curve_lines(comparison, curves)
        said = say("joining.sentence").join(line.text for line in lines)
        alt = say("by-sessions.alt", said=said)
        st.html(charts.steps(lines, say("charts.sessions-across"), say("charts.sessions-up"), alt))
        if told := sessions.told_on_the_way(comparison, curves):
            st.markdown(f"**{say('by-sessions.way')}**")
            st.markdown("\n".join(f"- {md(line)}." for line in told))
        drawing.html_table(sessions.curve_table(comparison, curves), say("by-sessions.title"))
