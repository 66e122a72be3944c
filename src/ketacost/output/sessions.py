"""The cost by number of sessions, as a table of text and as a document."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from ketacost.model.estimate import Comparison
from ketacost.model.link import to_link
from ketacost.model.scenario import arm_id
from ketacost.model.session_curve import Curve, crossings, curve
from ketacost.words.arms import arm_names
from ketacost.words.figures import about
from ketacost.words.scenario import crisis_line, estimate_line, scenario_words
from ketacost.words.sessions import curve_words


def curves_of(comparison: Comparison) -> list[Curve]:
    """The curve of each arm."""
    return [curve(comparison.book, comparison.scenario, arm.arm) for arm in comparison.arms]


def session_rows(comparison: Comparison, curves: Sequence[Curve]) -> list[dict[str, Any]]:
    """One row a number of sessions: `sessions`, then US dollars by the name of the arm, None where
    it can't be had so many times."""
    names = arm_names(comparison)
    numbers = sorted({n for one in curves for n in one.sessions})
    return [
        {"sessions": n}
        | {
            name: one.at(n) / 100 if n in one.sessions else None
            for name, one in zip(names, curves, strict=True)
        }
        for n in numbers
    ]


def sessions_text(comparison: Comparison) -> str:
    """The table, what happens on the way, and the link, at most 96 columns wide."""
    curves, names = curves_of(comparison), arm_names(comparison)
    heads = [textwrap.shorten(name, 18, placeholder="...") for name in names]
    rows = ["Sessions  " + "".join(f"{head:>20}" for head in heads)]
    own = [arm.arm[0].sessions for arm in comparison.arms]
    for row in session_rows(comparison, curves):
        cells = ""
        for name, mine in zip(names, own, strict=True):
            usd = row[name]
            said = "" if usd is None else about(round(usd * 100))
            cells += f"{'* ' + said if mine == row['sessions'] else said:>20}"
        rows.append(f"{row['sessions']:>8}  {cells}")
    told = curve_words(names, curves, crossings(curves))
    return "\n".join(
        [
            scenario_words(comparison.scenario, comparison.book),
            estimate_line(comparison.book),
            "",
            *rows,
            "",
            "* the number in your scenario",
            *(textwrap.fill(line + ".", 96) for line in told),
            f"Link: {to_link(comparison.scenario)}",
            crisis_line(),
        ]
    )


def sessions_document(comparison: Comparison) -> dict[str, Any]:
    """Release, link, and of each arm its numbers of sessions and what the patient pays for each, US
    dollars, with the turning points."""
    curves = curves_of(comparison)
    return {
        "release": comparison.book.id,
        "link": to_link(comparison.scenario),
        "arms": [
            {
                "arm": arm_id(one.arm),
                "sessions": list(one.sessions),
                "patient_pays": [cents / 100 for cents in one.paid],
                "marks": [{"sessions": n, "code": code.id} for n, code in one.marks],
            }
            for one in curves
        ],
        "told": curve_words(arm_names(comparison), curves, crossings(curves)),
    }
