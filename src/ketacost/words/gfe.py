"""A Good Faith Estimate held against a course, line by line, in words."""

from __future__ import annotations

from collections.abc import Sequence

from ketacost.model.gfe import Expected, Held
from ketacost.tables import PriceBook
from ketacost.words.language import words


def expected_words(one: Expected) -> str:
    """`We expect 6, at $375 to $800 each.`"""
    if one.cents is None:
        return words().say("gfe.we-expect-unknown", count=one.count)
    low, _, high = one.cents
    code = "we-expect-alike" if low == high else "we-expect"
    return words().say(f"gfe.{code}", count=one.count, low=low, high=high)


def held_words(book: PriceBook, held: Sequence[Held]) -> list[str]:
    """A sentence or two for each expected service: what is missing first, then what is dearer, and
    what is as expected last. Names stand between `**`."""
    order = ("missing", "dearer", "cheaper", "unknown", "within")
    found = sorted(held, key=lambda one: order.index(one.price or "missing"))
    return [_held(one, book.services[one.expected.service].label) for one in found]


def _held(held: Held, service: str) -> str:
    low, high = held.ours or (0, 0)
    stated = held.stated
    code = held.price or ("missing" if held.ours else "missing-unknown")
    said = words().say(
        f"gfe.{code}",
        service=service,
        count=stated.count if stated else held.expected.count,
        stated=stated.cents if stated else 0,
        beyond=abs(held.beyond),
        low=low,
        high=high,
    )
    if stated and held.more:
        many = "more" if held.more > 0 else "fewer"
        said += " " + words().say(f"gfe.{many}", n=abs(held.more))
    return said


def sum_words(held: Sequence[Held], extra: int) -> str:
    """What all typed lines come to, beside what is expected in all.

    Args:
        extra: cents of the lines that are not expected.
    """
    stated = extra + sum(one.stated.cents for one in held if one.stated)
    ours = [(one.expected.count, one.expected.cents) for one in held if one.expected.cents]
    if len(ours) < len(held):
        return words().say("gfe.sum-unknown", stated=stated)
    low = sum(count * cents[0] for count, cents in ours)
    high = sum(count * cents[-1] for count, cents in ours)
    return words().say("gfe.sum", stated=stated, low=low, high=high)
