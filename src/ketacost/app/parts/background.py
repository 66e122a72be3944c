"""Beside the figures: what treatments are like, what the tool is not about, rules and sources.

Each fold works out what it holds only when somebody opens it.
"""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import Markdown, md
from ketacost.app.session import current, touch
from ketacost.model.estimate import Comparison
from ketacost.output.context_table import STYLE, context_options, context_rows, context_table
from ketacost.tables import PriceBook
from ketacost.tables.schema import CONTEXT_ROWS
from ketacost.words.arms import option_label
from ketacost.words.help_by_income import rules_words
from ketacost.words.language import words
from ketacost.words.links import shared_link


def draw_context(comparison: Comparison) -> None:
    """What each treatment is like, side by side; what matters to the person comes first."""
    say = words().say
    opened = st.expander(say("context.title"), key="context", on_change=touch)
    if not opened.open:
        return
    with opened:
        st.caption(md(say("context.lead")))
        if context_options(comparison):
            _matters(comparison)
            left = set(CONTEXT_ROWS) - set(context_rows(comparison.scenario.matters))
            every = bool(left) and st.checkbox(
                say("context.all-rows", n=len(left)), key="context_every", on_change=touch
            )
            st.html(f"<style>{STYLE}</style>{context_table(comparison, every)}")
            st.markdown(_files(comparison))
        else:
            st.markdown(md(say("context.none", release=comparison.book.id)))
            for option in dict.fromkeys(o for arm in comparison.arms for o in arm.options):
                _option(comparison.book, option)
        st.caption(md(say("scope.more")))


def _matters(comparison: Comparison) -> None:
    """The rows that the person puts first, in their order."""
    say = words().say
    if st.session_state.get("matters") != (rows := list(comparison.scenario.matters)):
        st.session_state["matters"] = rows
    st.multiselect(
        say("context.matters"),
        CONTEXT_ROWS,
        format_func=lambda row: words().say(f"about-rows.{row}"),
        key="matters",
        on_change=_take_matters,
        placeholder=say("context.matters-empty"),
    )
    st.caption(md(say("context.matters-help")))


def _take_matters() -> None:
    current().change(matters=tuple(st.session_state["matters"] or ()))


def _files(comparison: Comparison) -> Markdown:
    """Links to the sheet with this table."""
    say, query = words().say, shared_link(comparison.scenario)
    found = [
        f"[{md(say(f'context.{kind}'))}](<files/ketacost-context.{kind}{query}>)"
        for kind in ("pdf", "html")
    ]
    return Markdown(md(say("context.take")) + ", ".join(found))


def _option(book: PriceBook, name: str) -> None:
    """What a release without the table says of an option."""
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
    ids, book, say = comparison.source_ids(), comparison.book, words().say
    title = say("context.where", n=len(ids))
    opened = st.expander(title, key="sources", on_change=touch)
    if opened.open:
        with opened:
            prices_of, summary = book.release.prices_of, book.release.summary
            said = say("context.prices-of", release=book.id, prices_of=prices_of, summary=summary)
            st.caption(md(said))
            drawing.source_list(book, ids)
