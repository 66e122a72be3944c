"""What the region does to the prices of a comparison, in a sentence or two."""

from __future__ import annotations

from decimal import Decimal

from ketacost.model.codes import Code
from ketacost.model.estimate import Comparison
from ketacost.model.place import place_codes
from ketacost.words.arms import arm_names
from ketacost.words.language import words

_FOLLOW = ("times", "times-unsure")


def place_price_words(comparison: Comparison) -> list[str]:
    """Which prices follow the region, and by how much; which don't. Nothing for the nation."""
    say, arms = words(), comparison.arms
    codes = place_codes(comparison.book, comparison.scenario.region, [a.ledger for a in arms])
    follow = [code for code in codes if code.id in _FOLLOW]
    said = []
    if follow:
        prices = tuple(_times(alike) for alike in _alike(follow))
        said.append(say.say("scenario.place", **{**follow[0].params, "prices": prices}))
    names = arm_names(comparison)
    for code in codes:
        if code.id == "none":
            said.append(say.say("place-prices.none", arms=tuple(names[at] for at in code["arms"])))
        elif code.id not in _FOLLOW:
            said.append(say.code("place-prices", code))
    return [f"{sentence}." for sentence in said]


def _alike(codes: list[Code]) -> list[list[Code]]:
    """Services that follow the place by the same factors, together."""
    found: dict[tuple[Decimal, ...], list[Code]] = {}
    for code in codes:
        found.setdefault((code["low"], code["typical"], code["high"]), []).append(code)
    return list(found.values())


def _times(codes: list[Code]) -> str:
    services = tuple(dict.fromkeys(_short(code["service"]) for code in codes))
    params = {**codes[0].params, "services": services}
    return words().say(f"place-prices.{codes[0].id}", **params)


def _short(label: str) -> str:
    """`ketamine infusion into a vein` of a service's label."""
    short = label.partition(",")[0].partition(" (")[0]
    return short[0].lower() + short[1:]
