"""Page What changed: two releases of prices compared, in words a patient can read."""

from __future__ import annotations

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.model.changes import GROUPS, Change, ExampleChange, changes, example_changes
from ketacost.tables import PriceBook
from ketacost.tables.releases import read_examples, release_entries
from ketacost.tables.spelling import count
from ketacost.words.arms import arm_label
from ketacost.words.changes import group_words, label_words, reason_words, value_words
from ketacost.words.figures import about


@st.cache_resource(show_spinner=False, max_entries=16)
def _found(old: str, new: str) -> tuple[list[Change], list[ExampleChange]]:
    before, after = read_book(old), read_book(new)
    return changes(before, after), example_changes(before, after, read_examples().examples)


def show() -> None:
    """Draw the page."""
    st.title("What changed", anchor=False)
    st.caption("Prices are kept year by year. Old ones never change, so that old links keep true.")
    drawing.crisis()
    names = [name for name, entry in release_entries().items() if entry.status != "draft"]
    if len(names) < 2:
        st.info("There is one set of prices so far, so nothing to compare.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        new = st.selectbox(
            "What changed in the prices of", names[:0:-1], format_func=_words, key="changes_new",
            width=260,
        )  # fmt: skip
        earlier = names[: names.index(new)][::-1]
        old = st.selectbox(
            "against those of", earlier, format_func=_words, key="changes_old", width=220
        )
    found, examples = _found(old, new)
    entry = read_book(new).entry
    if entry.summary:
        st.markdown(md(entry.summary))
    st.subheader("What it does to people", anchor=False)
    st.caption("What a person would pay in some examples, typically, before and after.")
    for example in examples:
        st.markdown(f"**{md(example.label)}**")
        rows = [
            {
                "Treatment": arm_label(read_book(new), arm.arm),
                _words(old): about(arm.before),
                _words(new): about(arm.after),
                "Change": _by(arm.before, arm.after),
            }
            for arm in example.arms
        ]
        drawing.table(rows, f"{example.label}: what a person pays before and after")
    st.subheader("Every figure", anchor=False)
    for group in GROUPS:
        heading = group_words(group)
        part = [change for change in found if change.figure.group == group]
        if not part:
            continue
        opened = st.expander(f"{heading}: {count(len(part), 'change')}", key=f"changes_{group}",
                             on_change="rerun")  # fmt: skip
        if opened.open:
            with opened:
                drawing.table([_row(c, read_book(old), read_book(new)) for c in part], heading)


def _words(release: str) -> str:
    return f"{read_book(release).release.prices_of} ({release})"


def _by(before: int, after: int) -> str:
    if about(before) == about(after):
        return "about the same"
    return f"{about(abs(after - before))} {'more' if after > before else 'less'}"


def _row(change: Change, old: PriceBook, new: PriceBook) -> dict[str, object]:
    label = label_words(change.figure)
    return {
        "Figure": label[:1].upper() + label[1:],
        old.id: value_words(change.old) if change.old else "",
        new.id: value_words(change.new) if change.new else "gone",
        "Change": change.kind if change.percent is None else f"{change.percent:+.1f}%",
        "Why": reason_words(change) or "",
    }
