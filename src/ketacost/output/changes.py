"""What changed between two releases: as lines to read, and as a document for other programs, with
money in US dollars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from textwrap import shorten
from typing import Any

from ketacost.model.changes import GROUPS, Change, changes, example_changes, records, unexplained
from ketacost.model.figure import Figure
from ketacost.model.prices import LEVELS
from ketacost.model.scenario import arm_id
from ketacost.tables import PriceBook
from ketacost.tables.schema import Example
from ketacost.words.arms import arm_label
from ketacost.words.changes import (
    change_words,
    group_words,
    label_words,
    new_record_words,
    no_reason_words,
    reason_words,
    value_words,
)
from ketacost.words.language import words


def change_lines(old: PriceBook, new: PriceBook) -> Iterator[str]:
    """Every change in words, by group: what is different with its reason, what is gone, then what
    is new; a record that is wholly new is one line."""
    known = records(old)
    found = changes(old, new)
    for group in GROUPS:
        part = [change for change in found if change.figure.group == group]
        fresh = [change for change in part if change.record not in known]
        if group == "services":
            fresh = []  # a new service is told with its prices
            part = [change for change in part if change.record in known]
        if part:
            yield f"\n{group_words(group)} ({len(part)})"
        if group == "regions":
            yield from _regions(part)
            continue
        order = {"changed": 0, "gone": 1, "new": 2}
        kept = sorted((c for c in part if c.record in known), key=lambda c: order[c.kind])
        for _, those in groupby(kept, key=lambda c: (c.record, reason_words(c))):
            yield from _with_reason(list(those))
        for _, those in groupby(fresh, key=lambda c: c.record):
            yield f"  {new_record_words(list(those))}"
    if missing := len(unexplained(old, new)):
        yield f"\n{no_reason_words(missing)}"


def _with_reason(those: list[Change]) -> Iterator[str]:
    """Changes of one record that share a reason, and the reason."""
    yield from (f"  {change_words(change)}" for change in those)
    first, say = those[0], words().say
    reason = reason_words(first)
    if first.why and reason:
        yield f"      {say('change-text.why', text=reason)}"
    elif reason:
        short = shorten(reason, 150, placeholder=" ...")
        yield f"      {say('change-text.now', text=short)}"


def _regions(part: list[Change]) -> Iterator[str]:
    gpci = {change.path.split(".")[1] for change in part if ".gpci." in change.path}
    states, metros, wages = (
        sum(change.path.startswith(f"regions.{table}.") for change in part)
        for table in ("price-parity", "metro-parity", "wage-index")
    )
    if part:
        said = words().say(
            "change-text.regions", gpci=len(gpci), states=states, metros=metros, wages=wages
        )
        yield f"  {said}"


def _plain(figure: Figure | None) -> Any:
    if figure is None or figure.value is None:
        return None
    value = figure.value
    if figure.unit == "codes":
        return value_words(figure)
    if isinstance(value, tuple):
        return dict(zip(LEVELS, (c / 100 for c in value if isinstance(c, int)), strict=True))
    if isinstance(value, str):
        return value
    if figure.unit == "cents":
        return int(value) / 100
    return value if isinstance(value, int) else float(value)


def changes_document(
    old: PriceBook, new: PriceBook, examples: Mapping[str, Example]
) -> dict[str, Any]:
    """Every change of a figure, and what it does to the example scenarios."""
    return {
        "from": old.id,
        "to": new.id,
        "changes": [
            {
                "path": change.path,
                "kind": change.kind,
                "label": label_words(change.figure),
                "old": _plain(change.old),
                "new": _plain(change.new),
                "percent": change.percent,
                "reason": reason_words(change),
                "says_why": change.why is not None,
            }
            for change in changes(old, new)
        ],
        "examples": [
            {
                "id": example.id,
                "label": example.label,
                "link": example.link,
                "arms": [
                    {
                        "arm": arm_id(a.arm),
                        "label": arm_label(new, a.arm),
                        "before": a.before / 100,
                        "after": a.after / 100,
                    }
                    for a in example.arms
                ],
            }
            for example in example_changes(old, new, examples)
        ],
    }
