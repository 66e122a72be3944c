"""One sentence to copy into testimony or an email."""

from __future__ import annotations

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ranges import range_of
from ketacost.words.arms import arm_label, range_words, unknown_words
from ketacost.words.language import words
from ketacost.words.links import shared_link
from ketacost.words.scenario import scenario_words


def _figure(arm: ArmEstimate, comparison: Comparison) -> str:
    """`about $3,100 ($2,350 to $5,200; if refused, ...) for Ketamine: IV infusion in a clinic`."""
    say, book = words(), comparison.book
    found = range_of(book, comparison.scenario, arm.arm)
    inside = [range_words(found)]
    if arm.otherwise is not None:
        cents = arm.otherwise.totals()["patient_pays"]["typical"]
        code = "refused" if arm.status == "prior-authorization" else "agreed"
        inside.append(say.say(f"sentence.{code}", cents=cents))
    if missing := len(unknown_words(arm.ledger, book)):
        inside.append(say.say("sentence.missing", many=missing))
    return say.say(
        "sentence.figure",
        cents=arm.ledger.totals()["patient_pays"]["typical"],
        inside=say.say("joining.sentence").join(inside),
        label=arm_label(book, arm.arm),
    )


def sentence(comparison: Comparison, base_url: str = "") -> str:
    """What the patient pays for the first arm, its range, the other arms, the date of the prices,
    and the link.

    It ends with the link and no full stop, so that the link stays one that can be clicked.
    """
    say, book = words(), comparison.book
    first, *others = (_figure(arm, comparison) for arm in comparison.arms)
    then = say.say("sentence.compared", others=others) if others else ""
    asked = scenario_words(comparison.scenario, book)
    return say.say(
        "sentence.whole",
        scenario=asked[0].lower() + asked[1:],
        figure=first,
        then=then,
        prices_of=book.release.prices_of,
        release=book.id,
        link=shared_link(comparison.scenario, base_url),
    )
