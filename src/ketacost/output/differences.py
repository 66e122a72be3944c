"""Two comparisons held against each other, part by part."""

from __future__ import annotations

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.words.arms import arm_label, service_label
from ketacost.words.figures import dollars
from ketacost.words.scenario import horizon_words

IN_ALL = "In all"


def difference(one: Comparison, two: Comparison, names: tuple[str, str]) -> list[dict[str, object]]:
    """What the patient pays by arm and service in two comparisons, typical, in whole dollars.

    Arms are matched by their options, those of the same options in turn; `names` head the two
    columns.
    """
    arms, others = _by_options(one), _by_options(two)
    rows: list[dict[str, object]] = []
    for key in dict.fromkeys([*arms, *others]):
        book, arm = (one.book, arms[key]) if key in arms else (two.book, others[key])
        a, b = _parts(arms.get(key), one), _parts(others.get(key), two)
        for part in dict.fromkeys([*a, *b]):
            cents = a.get(part), b.get(part)
            shown = ["" if c is None else dollars(c) for c in cents]
            rows.append(
                {
                    "Treatment": arm_label(book, arm.arm) if part == IN_ALL else "",
                    "Part": part,
                    **dict(zip(names, shown, strict=True)),
                    "Difference": _difference(*cents),
                }
            )
    return rows


def _by_options(comparison: Comparison) -> dict[tuple[tuple[str, ...], int], ArmEstimate]:
    """Arms by their options and by how many of the same stand before them."""
    found: dict[tuple[tuple[str, ...], int], ArmEstimate] = {}
    for arm in comparison.arms:
        before = sum(options == arm.options for options, _ in found)
        found[arm.options, before] = arm
    return found


def _parts(arm: ArmEstimate | None, comparison: Comparison) -> dict[str, int]:
    if arm is None:
        return {}
    parts = {IN_ALL: arm.ledger.totals()["patient_pays"]["typical"]}
    by_service = arm.ledger.by(lambda line: service_label(comparison.book, line))
    for label, totals in by_service.items():
        parts[label] = totals["patient_pays"]["typical"]
    return parts


def _difference(one: int | None, two: int | None) -> str:
    if one is None or two is None:
        return "only in one"
    if one == two:
        return "the same"
    return f"{dollars(abs(two - one))} {'more' if two > one else 'less'}"


def comparison_names(one: Comparison, two: Comparison) -> tuple[str, str]:
    """What sets two comparisons apart in words: place and plan, then horizon and prices if they
    differ."""
    first, second = _name(one, two), _name(two, one)
    return (first, second) if first != second else (f"First: {first}", f"Second: {second}")


def _name(one: Comparison, other: Comparison) -> str:
    scenario, book = one.scenario, one.book
    plan = book.plans[scenario.plan]
    parts = [book.regions[scenario.region].label, plan.phrase or plan.label]
    if scenario.horizon != other.scenario.horizon:
        parts.append(horizon_words(scenario).lower())
    if book.id != other.book.id:
        parts.append(f"prices of {book.release.prices_of} ({book.id})")
    return ", ".join(parts)
