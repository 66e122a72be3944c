"""A few short sentences to copy into testimony or an email."""

from __future__ import annotations

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ranges import range_of
from ketacost.words.arms import arm_label, unknown_words
from ketacost.words.card import figure_range
from ketacost.words.language import words
from ketacost.words.links import shared_link
from ketacost.words.scenario import scenario_words


def _figure(arm: ArmEstimate, comparison: Comparison, code: str) -> str:
    """`For Ketamine: IV infusion: about $3,100 ($2,350 to $5,200). If the plan refuses: ...`."""
    say, book = words(), comparison.book
    told = say.say(
        f"sentence.{code}",
        cents=arm.ledger.totals()["patient_pays"]["typical"],
        range=figure_range(arm, range_of(book, comparison.scenario, arm.arm)),
        label=arm_label(book, arm.arm),
    )
    said = [told]
    if arm.otherwise is not None:
        cents = arm.otherwise.totals()["patient_pays"]["typical"]
        other = "refused" if arm.status == "prior-authorization" else "agreed"
        said.append(say.say(f"sentence.{other}", cents=cents))
    if missing := len(unknown_words(arm.ledger, book)):
        said.append(say.say("sentence.missing", many=missing))
    return " ".join(said)


def sentence(comparison: Comparison, base_url: str = "") -> str:
    """What the patient pays for each arm, its range, the date of the prices, and the link.

    It ends with the link and no full stop, so that the link stays one that can be clicked.
    """
    book = comparison.book
    first, *others = comparison.arms
    figures = [
        _figure(first, comparison, "figure"),
        *(_figure(arm, comparison, "next") for arm in others),
    ]
    return words().say(
        "sentence.whole",
        scenario=scenario_words(comparison.scenario, book),
        figures=" ".join(figures),
        prices_of=book.release.prices_of,
        release=book.id,
        link=shared_link(comparison.scenario, base_url),
    )
