"""Two comparisons held against each other, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ketacost.model.before_after import Pair, kept_comparison, pairs
from ketacost.model.estimate import Comparison
from ketacost.model.link import to_link
from ketacost.words.arms import arm_label, service_label
from ketacost.words.figures import dollars
from ketacost.words.language import words


def difference(
    kept: Comparison, now: Comparison, names: tuple[str, str] | None = None
) -> list[dict[str, object]]:
    """What the patient pays by arm and service before and after, typical, in whole dollars; of the
    services those that differ.

    Args:
        names: heads of the two columns; without them `Kept` and `Now`.
    """
    say = words().say
    heads = names or (say("before-after.columns.kept"), say("before-after.columns.now"))
    what, change = (say(f"before-after.columns.{one}") for one in ("what", "difference"))
    return [
        {
            what: label,
            **dict(zip(heads, map(_shown, cents), strict=True)),
            change: said,
        }
        for label, cents, said in _rows(kept, now)
    ]


Row = tuple[str, tuple[int | None, int | None], str]


def _rows(kept: Comparison, now: Comparison) -> Iterator[Row]:
    """What each row is called, the cents on both sides, and the difference in words: none of an
    arm that one side does not have."""
    say = words().say
    for pair in pairs(kept, now):
        both = None not in pair.cents
        yield say("before-after.in-all", arm=_name(pair)), pair.cents, _difference(pair.difference)
        for part in pair.parts() if both else ():
            if part.kept != part.now:
                service = say("before-after.part", service=service_label(part.book, part.line))
                yield service, (part.kept, part.now), _difference(part.difference)


def _name(pair: Pair) -> str:
    """The arm as it is now; where it was another, what it was too."""
    names = [
        arm_label(book, arm.arm)
        for book, arm in zip(pair.books, (pair.kept, pair.now), strict=True)
        if arm
    ]
    was, now = names[0], names[-1]
    return now if was == now else words().say("before-after.was", kept=was, now=now)


def _shown(cents: int | None) -> str:
    return words().say("before-after.not-had") if cents is None else dollars(cents)


def _difference(cents: int | None) -> str:
    if cents is None:
        return ""
    way = "more" if cents > 0 else "less" if cents else "same"
    return words().say(f"before-after.changes.{way}", cents=abs(cents))


def kept_document(comparison: Comparison) -> dict[str, Any] | None:
    """What a comparison is held against: release, link, and by arm and service what the patient
    pays there and here, typical, US dollars. None if nothing is kept."""
    kept = kept_comparison(comparison)
    if kept is None:
        return None

    def amounts(cents: tuple[int | None, int | None]) -> dict[str, float | None]:
        usd = [None if c is None else c / 100 for c in cents]
        return dict(zip(("kept", "now"), usd, strict=True))

    return {
        "release": kept.book.id,
        "link": to_link(kept.scenario),
        "arms": [
            {
                "kept_arm": pair.kept.id if pair.kept else None,
                "arm": pair.now.id if pair.now else None,
                "patient_pays": amounts(pair.cents),
                "services": [
                    {
                        "service": part.service,
                        "label": service_label(part.book, part.line),
                        "patient_pays": amounts((part.kept, part.now)),
                    }
                    for part in pair.parts()
                ],
            }
            for pair in pairs(kept, comparison)
        ],
    }
