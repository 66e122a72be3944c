"""Where, by whom and how billed an option is had, and what it would cost in another way."""

from __future__ import annotations

from ketacost.model.estimate import ArmEstimate, Elsewhere
from ketacost.model.ledger import Ledger
from ketacost.model.scenario import Choice
from ketacost.model.ways import ways_of
from ketacost.tables import PriceBook
from ketacost.words.figures import about
from ketacost.words.language import Words, words


def named_ways(book: PriceBook, choice: Choice) -> list[str]:
    """Where a choice is had, by whom and how it is billed, where it says so: `at a hospital`."""
    ways = ways_of(book, choice.option)
    return [
        ways[kind].choices[name].phrase for kind in ways if (name := getattr(choice, kind, None))
    ]


def not_here_words(arm: ArmEstimate) -> list[str]:
    """A sentence for each way that was asked for and that there is not under this plan."""
    return [
        words().say("arms.not-here", asked=one.instead_of.phrase, taken=one.way.phrase)
        for ways in arm.ways
        for one in ways
        if one.instead_of
    ]


def elsewhere_words(arm: ArmEstimate) -> list[str]:
    """What the other ways of an arm would cost, a line a kind: `At a hospital about $5,900 more`.
    What costs about the same is told of places alone; what is not known is told as such."""
    say, lines = words(), []
    for kind in dict.fromkeys((e.option, e.kind) for e in arm.elsewhere):
        others = [other for other in arm.elsewhere if (other.option, other.kind) == kind]
        said = [line for other in others if (line := _elsewhere(other, arm.ledger, say))]
        if said:
            line = say.say("joining.sentence").join(said)
            lines.append(line[0].upper() + line[1:])
    return lines


_WORTH_TELLING = 0.02  # of the total: less is lost in the range beside it


def _elsewhere(other: Elsewhere, now: Ledger, say: Words) -> str | None:
    phrase, cents = other.way.phrase, other.ledger.totals()["patient_pays"]["typical"]
    if other.ledger.unknown:
        return None if now.unknown else say.say("arms.elsewhere-unknown", phrase=phrase)
    if now.unknown:
        return say.say("arms.elsewhere-in-all", phrase=phrase, cents=cents)
    paid = now.totals()["patient_pays"]["typical"]
    if about(cents) == about(paid) or abs(cents - paid) < _WORTH_TELLING * paid:
        same = other.kind == "setting"
        return say.say("arms.elsewhere-same", phrase=phrase) if same else None
    code = "elsewhere-more" if cents > paid else "elsewhere-less"
    return say.say(f"arms.{code}", phrase=phrase, cents=abs(cents - paid))
