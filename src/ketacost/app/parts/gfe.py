"""A Good Faith Estimate to type in, line by line, and what comes of it."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.parts.typed import typed
from ketacost.app.session import Session
from ketacost.model.gfe import Expected, Stated, expected_services, hold
from ketacost.model.scenario import Arm
from ketacost.model.with_and_without import self_pay_plan
from ketacost.words.arms import arm_label
from ketacost.words.gfe import expected_words, held_words, sum_words
from ketacost.words.language import words

_MOST_USD, _MOST_COUNT, _MOST_ELSE = 1e6, 1_000, 8


def draw_estimate(here: Session) -> None:
    """Boxes for each service of the course that is asked for, for whatever else stands on the
    estimate, and the answer under them."""
    say = words().say
    book, scenario = here.book, here.scenario
    st.header(say("gfe.title"), anchor=False)
    st.markdown(md(say("gfe.lead")))
    if scenario.plan != self_pay_plan(book):
        st.caption(md(say("gfe.insured")))
    arm = scenario.arms[0]
    if len(scenario.arms) > 1:
        arm = typed("gfe_arm", lambda: _which(here), among=scenario.arms)
    expected = expected_services(book, scenario, arm)
    stated = {one.service: line for one in expected if (line := _line(here, one))}
    extra = _extra()
    st.subheader(say("gfe.found"), anchor=False)
    if not stated and not extra:
        st.info(say("gfe.nothing"))
        return
    held = hold(expected, stated)
    st.markdown(md(sum_words(held, sum(cents for _, cents in extra))))
    said = held_words(book, held)
    said += [say("gfe.extra", service=name, stated=cents) for name, cents in extra]
    st.markdown("\n".join(f"- {_bold(text)}" for text in said))
    if not extra and all(one.price == "within" and not one.more for one in held):
        st.markdown(md(say("gfe.all-well")))
    st.caption(md(say("gfe.not-all")))


def _which(here: Session) -> Arm:
    return st.selectbox(
        words().say("gfe.which"),
        here.scenario.arms,
        format_func=lambda one: arm_label(here.book, one),
        key="gfe_arm",
    )


def _bold(text: str) -> str:
    """Text with `**` around its names, all else as it stands."""
    parts = text.split("**", 2)
    if len(parts) < 3:
        return md(text)
    return f"{md(parts[0])}**{md(parts[1])}**{md(parts[2])}"


def _line(here: Session, one: Expected) -> Stated | None:
    """The boxes of an expected service: how many, and dollars for all; None without dollars."""
    say, label = words().say, here.book.services[one.service].label
    with st.container(key=f"gfe_line_{one.service}", gap="small"):
        st.markdown(f"**{md(label)}**  \n{md(expected_words(one))}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            count = _count_box(
                f"gfe_count_{one.service}_{one.count}",
                say("gfe.count-of", service=md(label)),
                min(one.count, _MOST_COUNT),
            )
            usd = _usd_box(f"gfe_usd_{one.service}", say("gfe.usd-of", service=md(label)))
    return None if usd is None else Stated(count, round(100 * usd))


def _count_box(key: str, label: str, first: int) -> int:
    def draw() -> int | None:
        return st.number_input(
            label,
            1,
            _MOST_COUNT,
            None,
            1,
            key=key,
            label_visibility="collapsed",
            icon=":material/close:",
            width=110,
        )

    return int(typed(key, draw, first) or first)


def _usd_box(key: str, label: str) -> float | None:
    def draw() -> float | None:
        return st.number_input(
            label,
            0.0,
            _MOST_USD,
            None,
            50.0,
            "%g",
            key=key,
            label_visibility="collapsed",
            placeholder=words().say("gfe.usd"),
            icon=":material/attach_money:",
            width=212,
        )

    found: float | None = typed(key, draw)
    return found


def _extra() -> list[tuple[str, int]]:
    """What else stands on the estimate: its name and cents; one empty row stands below."""
    say = words().say
    found: list[tuple[str, int]] = []
    st.subheader(say("gfe.else"), anchor=False)
    for n in range(1, _MOST_ELSE + 1):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = _name_box(f"gfe_what_{n}", say("gfe.else-what", n=n))
            usd = _usd_box(f"gfe_else_{n}", say("gfe.else-usd", n=n))
        if usd is None:
            break
        found.append((name.strip() or say("gfe.unnamed"), round(100 * usd)))
    return found


def _name_box(key: str, label: str) -> str:
    def draw() -> str:
        return st.text_input(
            label,
            key=key,
            max_chars=120,
            label_visibility="collapsed",
            placeholder=words().say("gfe.what"),
            width=232,
        )

    return str(typed(key, draw) or "")
