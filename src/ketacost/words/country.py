"""What a treatment costs across the states, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ketacost.model.country import Spread, StateFigure, coverage_by_kind
from ketacost.tables import PriceBook
from ketacost.words.arms import option_label
from ketacost.words.figures import about
from ketacost.words.language import words

_LITTLE = 0.02  # of the dearest state's figure
_NAMED = 3  # states in a sentence


def state_name(book: PriceBook, state: str) -> str:
    """What the regions call a state: `Texas` of `Texas: Austin`, `District of Columbia`."""
    label = next(r.label for r in book.regions.values() if r.state == state)
    return label.partition(":")[0].partition(", with")[0]


def plan_short(book: PriceBook, plan: str) -> str:
    """A plan in a word or two."""
    return words().group("plans-short").get(plan, book.plans[plan].label)


def _states(book: PriceBook, states: Sequence[str]) -> tuple[str, ...]:
    if len(states) <= _NAMED:
        return tuple(state_name(book, state) for state in states)
    others = words().say("country.others", many=len(states) - 1)
    return (state_name(book, states[0]), others)


def spread_words(book: PriceBook, found: Spread, prices_follow: bool) -> str:
    """Where it is cheapest and dearest, and what most states lie between; or that the place changes
    nothing, and why.

    Args:
        prices_follow: whether any full price differs from place to place.
    """
    say = words().say
    ends = {
        "low": found.low,
        "high": found.high,
        "lowest": _states(book, found.lowest),
        "highest": _states(book, found.highest),
    }
    if about(found.low) == about(found.high):
        why = "nothing-plan" if prices_follow else "nothing-prices"
        return f"{say('country.nothing', **ends)} {say(f'country.{why}')}"
    if found.high - found.low < _LITTLE * found.high:
        return say("country.narrow", **ends)
    return say("country.cheapest", tenth=found.tenth, ninetieth=found.ninetieth, **ends)


def against_words(first: str, second: str, differences: Sequence[int]) -> str:
    """Which of two treatments costs less, everywhere or in how many states.

    Args:
        differences: of each state, the first less the second, in cents.
    """
    say = words().say
    less, more = sum(d < 0 for d in differences), sum(d > 0 for d in differences)
    if not less and not more:
        return say("country.equal")
    if less and more:
        return say(
            "country.depends",
            first=first, second=second, many=less, fewer=more, all=len(differences),
        )  # fmt: skip
    names = {"first": first, "second": second} if less else {"first": second, "second": first}
    sizes = sorted(map(abs, differences))
    alike = about(sizes[0]) == about(sizes[-1])
    code = "same-everywhere" if alike else "first-everywhere"
    return say(f"country.{code}", least=sizes[0], most=sizes[-1], **names)


def plans_words(book: PriceBook, figures: Mapping[str, Sequence[StateFigure]]) -> str:
    """Whether plan or place decides more.

    Args:
        figures: of each plan, the states' figures.
    """
    middle = {plan: sorted(f.cents for f in found)[len(found) // 2]
              for plan, found in figures.items()}  # fmt: skip
    place = {plan: max(f.cents for f in found) - min(f.cents for f in found)
             for plan, found in figures.items()}  # fmt: skip
    cheapest, dearest = min(middle, key=middle.__getitem__), max(middle, key=middle.__getitem__)
    most = max(place, key=place.__getitem__)
    if about(middle[cheapest]) == about(middle[dearest]):
        return words().say("country.no-plan", low=middle[cheapest])
    code = "by-plan" if middle[dearest] - middle[cheapest] > place[most] else "by-place"
    return words().say(
        f"country.{code}",
        low=middle[cheapest],
        high=middle[dearest],
        cheapest=plan_short(book, cheapest),
        dearest=plan_short(book, dearest),
        place=place[most],
        most_by_place=plan_short(book, most),
    )


def step_words(low: int, high: int) -> str:
    """`$2,950 to $3,100`, or one figure where both are about the same."""
    if about(low) == about(high):
        return about(low)
    return words().say("country.step", low=low, high=high)


def leaning_words(name: str, low: int, high: int) -> str:
    """How much less the cheaper of two costs, in cents; `the same` at 0."""
    say = words().say
    if not high:
        return say("country.equal-here")
    code = "less-same" if about(low) == about(high) else "less"
    return say(f"country.{code}", name=name, low=low, high=high)


def kinds_words(kinds: Sequence[str]) -> tuple[str, ...]:
    """Kinds of plan, as they are called."""
    group = words().group("plan-kinds")
    return tuple(group[kind] for kind in kinds)


_BY_STATUS = {
    "covered": "covered-by",
    "prior-authorization": "approved-by",
    "rarely-covered": "rarely-by",
    "not-covered": "not-by",
}


def option_coverage_words(book: PriceBook, option: str) -> str:
    """Which kinds of plan cover an option, and which don't, in a sentence."""
    say, found = words().say, coverage_by_kind(book, option)
    said = [
        say(
            f"country.{code}",
            kinds=kinds_words([k for k, s in found.items() if s == status]),
        )
        for status, code in _BY_STATUS.items()
        if status in found.values()
    ]
    return say("country.covers", option=option_label(book, option), said="; ".join(said))
