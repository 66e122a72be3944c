"""Page What changed: two releases of prices compared, in words a patient can read."""

from __future__ import annotations

import streamlit as st

from ketacost.app.books import read_book, usable
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.parts.releases import tell_failing
from ketacost.model.changes import GROUPS, Change, ExampleChange, changes, example_changes
from ketacost.tables import PriceBook
from ketacost.tables.releases import read_examples, release_entries
from ketacost.words.arms import arm_label
from ketacost.words.changes import (
    example_words,
    group_words,
    kind_words,
    label_words,
    reason_words,
    value_words,
)
from ketacost.words.figures import about
from ketacost.words.language import words


@st.cache_resource(show_spinner=False, max_entries=16)
def _found(old: str, new: str, spoken: str) -> tuple[list[Change], list[ExampleChange]]:
    """The changes from one release to another, with names in the language that is spoken."""
    before, after = read_book(old), read_book(new)
    return changes(before, after), example_changes(before, after, read_examples().examples)


def show() -> None:
    """Draw the page."""
    say = words().say
    st.title(say("changes-page.title"), anchor=False)
    st.caption(md(say("changes-page.intro")))
    drawing.crisis()
    names, failing = usable(n for n, entry in release_entries().items() if entry.status != "draft")
    tell_failing(failing)
    if len(names) < 2:
        st.info(md(say("changes-page.only-one")))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        new = st.selectbox(
            say("changes-page.new"), names[:0:-1], format_func=_words, key="changes_new", width=260
        )
        earlier = names[: names.index(new)][::-1]
        old = st.selectbox(
            say("changes-page.old"), earlier, format_func=_words, key="changes_old", width=220
        )
    found, examples = _found(old, new, words().language)
    entry = read_book(new).entry
    if entry.summary:
        st.markdown(md(entry.summary))
    st.header(say("changes-page.people"), anchor=False)
    st.caption(md(say("changes-page.people-about")))
    for example in examples:
        _example(example, old, new)
    st.header(say("changes-page.every"), anchor=False)
    for group in GROUPS:
        _group(group, [c for c in found if c.figure.group == group], old, new)


def _example(example: ExampleChange, old: str, new: str) -> None:
    """What a person of the examples pays before and after."""
    say = words().say
    rows = [
        {
            say("changes-page.columns.treatment"): arm_label(read_book(new), arm.arm),
            _words(old): about(arm.before),
            _words(new): about(arm.after),
            say("changes-page.columns.change"): _by(arm.before, arm.after),
        }
        for arm in example.arms
    ]
    name = example_words(example.id, example.label)
    st.subheader(md(name), anchor=False)
    drawing.html_table(rows, say("changes-page.example"))


def _group(group: str, part: list[Change], old: str, new: str) -> None:
    """The changes of one kind, folded; nothing where there are none."""
    if not part:
        return
    heading = group_words(group)
    title = words().say("changes-page.group", heading=heading, many=len(part))
    opened = st.expander(title, key=f"changes_{group}", on_change="rerun")
    if opened.open:
        with opened:
            drawing.html_table([_row(c, read_book(old), read_book(new)) for c in part], heading)


def _words(release: str) -> str:
    return f"{read_book(release).release.prices_of} ({release})"


def _by(before: int, after: int) -> str:
    if about(before) == about(after):
        return words().say("changes-page.about-the-same")
    return words().say(
        f"changes-page.{'more' if after > before else 'less'}", cents=abs(after - before)
    )


def _row(change: Change, old: PriceBook, new: PriceBook) -> dict[str, object]:
    say, label = words().say, label_words(change.figure)
    return {
        say("changes-page.columns.figure"): label[:1].upper() + label[1:],
        old.id: value_words(change.old) if change.old else "",
        new.id: value_words(change.new) if change.new else kind_words("gone"),
        say("changes-page.columns.change"): kind_words(change.kind)
        if change.percent is None
        else f"{change.percent:+.1f}%",
        say("changes-page.columns.why"): reason_words(change) or "",
    }
