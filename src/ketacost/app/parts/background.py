"""Beside the figures: what is known about the treatments, and all sources."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import touch
from ketacost.model.estimate import Comparison
from ketacost.tables import PriceBook
from ketacost.words.arms import option_label
from ketacost.words.help_by_income import rules_words
from ketacost.words.language import words


def draw_context(comparison: Comparison) -> None:
    """Effects, risks and FDA status of each option, folded."""
    opened = st.expander(
        "What is known about these treatments: effects, risks, FDA status",
        key="context",
        on_change=touch,
    )
    if opened.open:
        with opened:
            st.caption("For talking with your clinician. Not advice on which treatment to have.")
            for option in dict.fromkeys(o for arm in comparison.arms for o in arm.options):
                _option(comparison.book, option)


def _option(book: PriceBook, name: str) -> None:
    option, treatment = book.options[name], book.treatment_of(name)
    st.markdown(f"**{md(option_label(book, name))}**")
    status = words().say(f"approval.{option.approval.status}")
    st.markdown(md(f"{status}. {option.approval.why}"))
    if option.driver:
        st.markdown(md(option.driver))
    facts = (*option.context, *treatment.context)
    st.markdown("\n".join(f"- {md(f.text)} ({drawing.links(book, f.sources)})" for f in facts))


def draw_rules(comparison: Comparison) -> None:
    """The rules of law that matter here, folded; nothing where there are none."""
    found = rules_words(comparison)
    if not found:
        return
    opened = st.expander(words().say("help-by-income.rules"), key="rules", on_change=touch)
    if opened.open:
        with opened:
            for text, sources in found:
                st.markdown(f"{md(text)} ({drawing.links(comparison.book, sources)})")


def draw_sources(comparison: Comparison) -> None:
    """Every source behind the figures, folded."""
    ids, book = comparison.source_ids(), comparison.book
    opened = st.expander(
        f"Where these figures come from ({len(ids)} sources)", key="sources", on_change=touch
    )
    if opened.open:
        with opened:
            prices_of = f"Pricing release {book.id}, prices of {book.release.prices_of}."
            st.caption(md(f"{prices_of} {book.release.summary}"))
            drawing.source_list(book, ids)
