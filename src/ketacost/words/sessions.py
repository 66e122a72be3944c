"""What happens on the way from one session to the next, in words."""

from __future__ import annotations

from collections.abc import Sequence

from ketacost.model.session_curve import Crossing, Curve
from ketacost.words.language import words

_ENDS = {1: "first", 2: "second", 3: "third"}


def nth(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    kind = "other" if number % 100 in (11, 12, 13) else _ENDS.get(number % 10, "other")
    return words().say(f"sessions.ordinal.{kind}", number=number)


def curve_words(
    names: Sequence[str],
    curves: Sequence[Curve],
    crossings: Sequence[Crossing],
    *,
    units: Sequence[str] = (),
) -> list[str]:
    """One sentence for each turning point of each curve, then one for each crossing.

    Args:
        names: of the arms, one a curve.
        units: what is counted, one a curve: `infusion`; left out, the number stands alone.
    """
    say = words().say
    after = [f" {unit}" for unit in units] or [""] * len(curves)
    found = [
        say(f"sessions.{code.id}", name=name, nth=nth(many), unit=unit)
        for name, unit, curve in zip(names, after, curves, strict=True)
        for many, code in curve.marks
    ]
    return found + [
        say(
            "sessions.crossing",
            nth=nth(one.sessions),
            cheaper=names[one.cheaper],
            dearer=names[one.dearer],
        )
        for one in crossings
    ]
