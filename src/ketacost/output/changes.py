"""What changed between two releases, as a document for other programs; money in US dollars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ketacost.model.changes import Figure, changes, example_changes
from ketacost.model.prices import LEVELS
from ketacost.model.scenario import arm_id
from ketacost.tables import PriceBook
from ketacost.tables.schema import Example
from ketacost.words.arms import arm_label
from ketacost.words.changes import label_words, reason_words


def _plain(figure: Figure | None) -> Any:
    if figure is None or figure.value is None:
        return None
    value = figure.value
    if isinstance(value, tuple):
        return dict(zip(LEVELS, (c / 100 for c in value), strict=True))
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
