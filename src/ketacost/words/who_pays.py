"""Where the order of treatments turns, by who pays, in words."""

from __future__ import annotations

from ketacost.model.estimate import Comparison
from ketacost.model.who_pays import Who, flip
from ketacost.words.arms import arm_names
from ketacost.words.language import words


def flip_words(comparison: Comparison, who: Who) -> str | None:
    """The sentence of the two arms whose order turns; of everyone where the patient is shown."""
    found = flip(comparison, "everyone" if who == "me" else who)
    if found is None:
        return None
    names = arm_names(comparison)
    return words().say(
        f"who-pays.flip.{found.who}",
        mine=names[found.cheaper_for_me],
        theirs=names[found.cheaper_for_them],
    )
