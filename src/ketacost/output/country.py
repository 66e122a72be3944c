"""The states' figures of a sweep as rows: of the map, the heat map and their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ketacost.model.country import StateFigure, by_state, leaning, steps
from ketacost.model.scenario import Arm, Scenario
from ketacost.model.sweep import sweep
from ketacost.output.tile_map import LEANINGS, SIGNS, TILES
from ketacost.tables import PriceBook
from ketacost.words.country import leaning_words, plan_short, state_name, step_words
from ketacost.words.figures import about
from ketacost.words.language import words

Row = dict[str, Any]


def map_rows(book: PriceBook, figures: Sequence[StateFigure]) -> list[Row]:
    """Rows of `tile_map` for what one treatment costs."""
    signs = [SIGNS[step - 1] for step in steps([f.cents for f in figures])]
    return [
        _tile(book, figure, sign, about(figure.cents), about(figure.cents))
        for figure, sign in zip(figures, signs, strict=True)
    ]


def against_rows(
    book: PriceBook, differences: Sequence[StateFigure], names: tuple[str, str]
) -> list[Row]:
    """Rows of `tile_map` for what the first of two costs less the second."""
    found = leaning([f.cents for f in differences])
    return [
        _tile(
            book, figure, LEANINGS[side + 2], about(abs(figure.cents)),
            leaning_words(names[side > 0], abs(figure.cents), abs(figure.cents)),
        )
        for figure, side in zip(differences, found, strict=True)
    ]  # fmt: skip


def _tile(book: PriceBook, figure: StateFigure, sign: str, short: str, said: str) -> Row:
    column, row = TILES[figure.state]
    return {
        "state": figure.state,
        "name": state_name(book, figure.state),
        "column": column,
        "row": row,
        "sign": sign,
        "figure": short,
        "said": said,
        "cents": figure.cents,
    }


def step_rows(tiles: Sequence[Row], names: tuple[str, str] | None = None) -> list[dict[str, str]]:
    """What each sign on the map means, and the states that bear it.

    Args:
        names: of the two treatments, where the map sets two against each other.
    """
    say, found = words().say, []
    for sign in LEANINGS if names else SIGNS:
        here = [tile for tile in tiles if tile["sign"] == sign]
        if not here:
            continue
        sizes = sorted(abs(tile["cents"]) if names else tile["cents"] for tile in here)
        meant = (
            leaning_words(names[sign[0] == "B"], sizes[0], sizes[-1])
            if names
            else step_words(sizes[0], sizes[-1])
        )
        states = ", ".join(tile["state"] for tile in here)
        head = say(f"country-page.{'costs-less' if names else 'about'}")
        found.append(
            {say("country-page.sign"): sign, head: meant, say("country-page.states"): states}
        )
    return found


def session_rows(book: PriceBook, scenario: Scenario, arm: Arm) -> list[dict[str, object]]:
    """What an arm costs in the cheapest, the middle and the dearest state, by its number of
    sessions; at most twelve numbers, its own among them."""
    limits = book.options[arm[0].option].sessions
    apart = -(-(limits.max - limits.min + 1) // 12)
    numbers = sorted({arm[0].sessions, *range(limits.min, limits.max + 1, apart)})
    only, say = replace(scenario, arms=(arm,)), words().say
    grid = sweep(book, only, regions=list(book.regions), sessions=numbers)
    found = []
    for at, many in enumerate(numbers):
        paid = grid.at(plan=scenario.plan, level="typical")["patient_pays"][0, :, at]
        cents = sorted(figure.cents for figure in by_state(book, grid.regions, paid))
        found.append(
            {
                say("country-page.number"): say("country-page.yours", many=many)
                if many == arm[0].sessions
                else many,
                say("country-page.cheapest-state"): about(cents[0]),
                say("country-page.middle-state"): about(cents[(len(cents) - 1) // 2]),
                say("country-page.dearest-state"): about(cents[-1]),
            }
        )
    return found


def heat_rows(book: PriceBook, figures: Mapping[str, Sequence[StateFigure]]) -> list[Row]:
    """Rows of `heat_table`: of each plan the states' figures, in steps over all of them."""
    every = [(plan, figure) for plan, found in figures.items() for figure in found]
    found = steps([figure.cents for _, figure in every])
    return [
        {
            "state": figure.state,
            "name": state_name(book, figure.state),
            "plan": plan_short(book, plan),
            "sign": SIGNS[step - 1],
            "figure": about(figure.cents),
            "said": about(figure.cents),
            "cents": figure.cents,
        }
        for (plan, figure), step in zip(every, found, strict=True)
    ]


def heat_steps(rows: Sequence[Row]) -> list[dict[str, str]]:
    """What each sign of the heat table means."""
    say, found = words().say, []
    for sign in SIGNS:
        cents = [row["cents"] for row in rows if row["sign"] == sign]
        if cents:
            found.append(
                {
                    say("country-page.sign"): sign,
                    say("country-page.about"): step_words(min(cents), max(cents)),
                }
            )
    return found
