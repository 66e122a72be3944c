"""The words of a chart's lines."""

from __future__ import annotations

from collections.abc import Sequence

from ketacost.words.language import words


def turning_words(name: str, cents: int, turning: Sequence[tuple[int, str]]) -> str:
    """`ECT: about $4,000 in all; week 3: deductible met`.

    Args:
        cents: paid in the end.
        turning: weeks and what happens in them.
    """
    say = words().say
    said = [say("charts.in-all", name=name, cents=cents)]
    said += [say("charts.in-week", week=week, what=what) for week, what in turning]
    return say("joining.sentence").join(said)
