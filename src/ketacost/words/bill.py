"""A bill held against its Good Faith Estimate, in words."""

from __future__ import annotations

from ketacost.model.bill import Dispute
from ketacost.words.language import words
from ketacost.words.scenario import date_words


def dispute_words(found: Dispute) -> tuple[str, str]:
    """The answer in a line, and what it rests on. That a bill may be disputed is said only where
    its date is known."""
    say = words().say
    over = round(100 * found.over_usd)
    if over <= 0:
        detail = say("bill.below", cents=-over) if over else say("bill.equal")
        return say("bill.not-above"), detail
    detail = say("bill.above", cents=over, threshold=round(100 * found.threshold_usd))
    if not found.enough:
        return say("bill.not-enough"), detail
    if found.last_day is None or found.days_left is None:
        return say("bill.undated"), f"{detail} {say('bill.say-day')}"
    code, time = "may", "left" if found.days_left else "last-day"
    if found.days_left < 0:
        code, time = "too-late", "was"
    until = say(f"bill.{time}", day=date_words(found.last_day), days=found.days_left)
    return say(f"bill.{code}"), f"{detail} {until}"
