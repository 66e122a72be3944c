"""The letter against a refusal: boxes, the text to edit, and the files of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import streamlit as st

from ketacost.app.parts.drawing import Markdown, md
from ketacost.app.parts.typed import typed
from ketacost.model.estimate import Comparison
from ketacost.output.letter import ENGLISH, Told, appeal_of, letter_pdf, letter_text
from ketacost.tables.appeals import read_appeals
from ketacost.tables.schema import Appeal
from ketacost.words.arms import option_label
from ketacost.words.language import words
from ketacost.words.scenario import date_words

_SHORT, _LONG = 120, 4_000  # characters
_STEPS = ("criteria", "codes", "copy", "draft")


def draw_letter(comparison: Comparison) -> None:
    """All of it; a word on who it is for where the scenario has no insurance."""
    say = words().say
    if comparison.book.plans[comparison.scenario.plan].coverage is None:
        st.info(md(say("after.no-plan")))
        return
    st.caption(md(say("after.not-kept")))
    option, told = _asked(comparison)
    _rights(appeal_of(comparison), told.refused)
    st.caption(md(say("after.english")))
    today = date.today()
    _edit(letter_text(comparison, option, told, today), today)
    if words().language != ENGLISH:
        st.subheader(say("after.in-your-language"), anchor=False)
        there = letter_text(comparison, option, told, today, words().language)
        st.markdown(md(there).replace("\n", "  \n"))
    st.subheader(say("after.before"), anchor=False)
    st.markdown("\n".join(f"- {md(say(f'after.before-{step}'))}" for step in _STEPS))


def _asked(comparison: Comparison) -> tuple[str, Told]:
    """What was refused, and what the person types."""
    say, book = words().say, comparison.book
    options = list(dict.fromkeys(o for arm in comparison.arms for o in arm.options))
    option = _kept(
        st.selectbox,
        "option",
        options=options,
        format_func=lambda one: option_label(book, one),
    )
    kind = _kept(
        st.radio,
        "kind",
        options=("approval", "claim"),
        format_func=lambda one: words().say(f"after.{one}"),
    )
    name, member, insurer, reference = (
        _kept(st.text_input, box, max_chars=_SHORT)
        for box in ("name", "member", "insurer", "reference")
    )
    day = _kept(st.date_input, "refused", value=None, format="MM/DD/YYYY")
    reason = _kept(st.text_area, "reason", max_chars=_LONG, height=80)
    hint = say("after.tried-help")
    tried = _kept(st.text_area, "tried", max_chars=_LONG, placeholder=hint)
    urgent = _kept(st.checkbox, "urgent")
    refused = day if isinstance(day, date) else None
    return option, Told(
        name, member, insurer, reference, refused, reason, tried, kind == "claim", urgent
    )


def _kept(widget: Callable[..., Any], box: str, **how: Any) -> Any:
    """A widget whose label is named by it, with what was typed into it before."""
    key, label = f"letter_{box}", words().say(f"after.{box}")
    return typed(key, lambda: widget(label, key=key, **how), among=how.get("options"))


def _rights(appeal: Appeal | None, refused: date | None) -> None:
    """What the person can do and by when, with its sources; a day only where they typed one."""
    say, sources = words().say, read_appeals().sources
    links = ", ".join(
        f"[{md(sources[name].publisher)}](<{sources[name].url}>)"
        for name in (appeal.sources if appeal else ())
        if sources[name].url
    )
    if appeal is None or appeal.internal_days is None:
        said = md(say("after.rights-unknown"))
        st.markdown(f"{said} {md(say('after.see'))}{links}" if links else said)
        return
    code = "commercial" if appeal.external_months and appeal.rule else "days"
    said = say(
        f"after.rights-{code}",
        days=appeal.internal_days,
        months=appeal.external_months or 0,
        rule=appeal.rule or "",
    )
    st.markdown(Markdown(md(said) + links))
    if refused:
        last = refused + timedelta(days=appeal.internal_days)
        late = "last-day" if last >= date.today() else "too-late"
        st.markdown(md(say(f"after.{late}", days=appeal.internal_days, day=date_words(last))))


def _edit(made: str, today: date) -> None:
    """The letter to edit. What was edited stays until a box above says something else."""
    say = words().say
    if st.session_state.get("letter_made") != made:
        st.session_state["letter_made"] = made
        st.session_state["letter_text"] = made
    text = _kept_letter(made)
    with st.container(horizontal=True):
        st.download_button(
            say("after.text"), text, "appeal.txt", "text/plain", on_click="ignore", key="get_letter"
        )
        st.download_button(
            say("after.pdf"),
            letter_pdf(text, today.year),
            "appeal.pdf",
            "application/pdf",
            on_click="ignore",
            key="get_letter_pdf",
        )
        if text != made:
            st.button(say("after.anew"), on_click=_anew, key="letter_anew")


def _kept_letter(made: str) -> str:
    label = words().say("after.edit")

    def draw() -> str:
        return st.text_area(label, key="letter_text", height=420, max_chars=5 * _LONG)

    return str(typed("letter_text", draw, made))


def _anew() -> None:
    st.session_state["letter_text"] = st.session_state["letter_made"]
