"""The cost by number of sessions, as a table of text and as a document."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from ketacost.model.estimate import Comparison
from ketacost.model.link import to_link
from ketacost.model.scenario import arm_id
from ketacost.model.session_curve import Curve, crossings, curve
from ketacost.output.charts import Line
from ketacost.words.arms import arm_names, counted, plural_unit
from ketacost.words.figures import about
from ketacost.words.language import words
from ketacost.words.scenario import crisis_line, estimate_line, scenario_words
from ketacost.words.sessions import curve_words


def curves_of(comparison: Comparison) -> list[Curve]:
    """The curve of each arm."""
    return [curve(comparison.book, comparison.scenario, arm.arm) for arm in comparison.arms]


def told_on_the_way(comparison: Comparison, curves: Sequence[Curve]) -> list[str]:
    """What happens from one number to the next, a sentence each. Where two arms change places is
    told of what is counted alike: a month of tablets is no session."""
    book, options = comparison.book, [one.arm[0].option for one in curves]
    units = [counted(1, option, book) for option in options]
    monthly = [book.options[option].sessions.unit.startswith("month") for option in options]
    alike = [c for c in crossings(list(curves)) if monthly[c.cheaper] == monthly[c.dearer]]
    return curve_words(arm_names(comparison), curves, alike, units=units)


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


def curve_lines(comparison: Comparison, curves: Sequence[Curve]) -> list[Line]:
    """The curves for `charts.steps`, with a diamond at the person's own number."""
    return [
        Line(
            text,
            tuple((n, c / 100) for n, c in zip(one.sessions, one.paid, strict=True)),
            ((own := one.arm[0].sessions, one.at(own) / 100),),
        )
        for text, one in zip(own_words(comparison, curves), curves, strict=True)
    ]


def curve_table(comparison: Comparison, curves: Sequence[Curve]) -> list[dict[str, str]]:
    """The curves as text: one row a number, one column an arm with what is counted; a diamond
    stands before the person's own number."""
    book, names = comparison.book, arm_names(comparison)
    rows = []
    for row in session_rows(comparison, curves):
        cells = {words().say("charts.sessions-number"): str(row["sessions"])}
        for name, one in zip(names, curves, strict=True):
            first, usd = one.arm[0], row[name]
            units = plural_unit(first.option, book)
            column = words().say("by-sessions.column", name=name, units=units)
            mark = "◆ " if first.sessions == row["sessions"] else ""
            cells[column] = "" if usd is None else mark + about(round(usd * 100))
        rows.append(cells)
    return rows


def own_words(comparison: Comparison, curves: Sequence[Curve]) -> list[str]:
    """The person's own number of each arm and what it costs: `CBT: 16 sessions, about $2,600`."""
    book = comparison.book
    return [
        words().say(
            "by-sessions.own",
            name=name,
            many=one.arm[0].sessions,
            units=counted(one.arm[0].sessions, one.arm[0].option, book),
            cents=one.at(one.arm[0].sessions),
        )
        for name, one in zip(arm_names(comparison), curves, strict=True)
    ]


def sessions_text(comparison: Comparison) -> str:
    """The table, what happens on the way, and the link, at most 96 columns wide."""
    say, curves, names = words().say, curves_of(comparison), arm_names(comparison)
    heads = [textwrap.shorten(name, 18, placeholder="...") for name in names]
    rows = [f"{say('session-text.number'):<10}" + "".join(f"{head:>20}" for head in heads)]
    own = [arm.arm[0].sessions for arm in comparison.arms]
    for row in session_rows(comparison, curves):
        cells = ""
        for name, mine in zip(names, own, strict=True):
            usd = row[name]
            said = "" if usd is None else about(round(usd * 100))
            cells += f"{'* ' + said if mine == row['sessions'] else said:>20}"
        rows.append(f"{row['sessions']:>8}  {cells}")
    told = told_on_the_way(comparison, curves)
    return "\n".join(
        [
            scenario_words(comparison.scenario, comparison.book),
            estimate_line(comparison.book),
            "",
            *rows,
            "",
            say("session-text.own"),
            *(textwrap.fill(line + ".", 96) for line in told),
            say("session-text.link", link=to_link(comparison.scenario)),
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
        "told": told_on_the_way(comparison, curves),
    }
