"""How one option is had: where, by whom and how billed, and at which pace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.question.boxes import number_box, set_to, taken
from ketacost.app.session import Session, current
from ketacost.model.link_values import PARTS
from ketacost.model.scenario import Choice
from ketacost.model.ways import KINDS, clash, ways_of, ways_taken
from ketacost.words.language import words

_SCHEDULE = {
    "per_week": "per-week",
    "booster_weeks": "booster-weeks",
    "stop_after": "stop-after",
}


def draw_schedule(number: int, part: int, choice: Choice) -> None:
    """Draw the fold of an option: its ways, then its pace."""
    here = current()
    known = ways_of(here.book, choice.option)
    with st.popover(words().say("inputs.schedule" if not known else "inputs.schedule-and-ways")):
        _ways(here, number, part, choice)
        for attribute, name in _SCHEDULE.items():
            limits = PARTS[name]
            if attribute == "stop_after":
                limits = replace(limits, most=min(limits.most, choice.sessions))
            number_box(
                name,
                f"{attribute}_{number}_{part}",
                getattr(choice, attribute),
                limits,
                _take_schedule,
                (number, part, attribute),
            )


def _ways(here: Session, number: int, part: int, choice: Choice) -> None:
    """Where it is given, by whom and how it is billed, where that changes the price."""
    payer = here.book.plans[here.scenario.plan].payer
    taken_now = {one.kind: one.name for one in ways_taken(here.book, choice, payer)}
    for kind, ways in ways_of(here.book, choice.option).items():
        there = ways.under(payer)
        if len(there) < 2:
            continue
        key = f"{kind}_{number}_{part}"
        set_to(key, taken_now[kind])
        labels = {name: way.label for name, way in there.items()}
        st.selectbox(
            words().say(f"inputs.{kind}"),
            list(there),
            format_func=labels.__getitem__,
            key=key,
            help=md(ways.why),
            on_change=_take_way,
            args=(number, part, kind),
            width="stretch",
        )


def _take_way(number: int, part: int, kind: str) -> None:
    """Another way; the usual one is left unsaid. One that can't go with it gives way."""
    here, choice = current(), chosen(number, part)
    name = taken(f"{kind}_{number}_{part}")
    if choice is None:
        return
    usual = ways_of(here.book, choice.option)[kind].usual(here.book.plans[here.scenario.plan].payer)
    changed: dict[str, Any] = {kind: None if name == usual else name}
    for other in KINDS:
        names = {k: n for k in (kind, other) if (n := changed.get(k, getattr(choice, k)))}
        if clash(here.book, choice.option, names):
            changed[other] = None
    put(number, part, replace(choice, **changed))


def put(number: int, part: int, choice: Choice) -> None:
    """Put a choice into its arm, if that is still there."""
    here = current()
    arm = here.arms.get(number, ())
    if part < len(arm):
        here.change_arms(here.arms | {number: (*arm[:part], choice, *arm[part + 1 :])})


def chosen(number: int, part: int) -> Choice | None:
    """A choice of an arm, if that is still there."""
    arm = current().arms.get(number, ())
    return arm[part] if part < len(arm) else None


def _take_schedule(number: int, part: int, attribute: str) -> None:
    if choice := chosen(number, part):
        put(number, part, replace(choice, **{attribute: taken(f"{attribute}_{number}_{part}")}))
