"""`ketacost links check FILE`: whether published links still give their figures."""

from __future__ import annotations

from pathlib import Path

import click

from ketacost.cli.messages import Group
from ketacost.model.published import Figures, Moved, moved
from ketacost.model.scenario import ScenarioError
from ketacost.words.figures import dollars_and_cents
from ketacost.words.language import words
from ketacost.words.scenario import problems


@click.group(cls=Group)
def links() -> None:
    """Look after published links."""


@links.command()
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def check(file: Path) -> int:
    """Work out published links anew and hold them against their figures.

    FILE has a line of JSON for each link, as tests/links/published.jsonl; the exit status is 1
    where a single cent differs.
    """
    say = words().say
    with file.open(encoding="utf-8", errors="replace") as lines:
        found = list(moved(lines))
    wrong = [one for one in found if one]
    for one in wrong:
        print(say("published.line", line=one.line, what=_what(one), link=one.link))
    print(say("published.sum", same=len(found) - len(wrong), all=len(found)))
    return 1 if wrong or not found else 0


def _what(one: Moved) -> str:
    say = words().say
    if one.was is None:
        return say("published.unread")
    if isinstance(one.fault, ScenarioError):
        return "; ".join(problems(one.fault))
    if one.fault is not None:
        return str(one.fault)
    return say("published.moved", what="; ".join(_differences(one.was, one.now or {})))


def _differences(was: Figures, now: Figures) -> list[str]:
    """`ketamine.iv, patient_pays: $3,350.00 > $3,351.00` for each typical figure that moved."""
    said = []
    for arm in dict.fromkeys([*was, *now]):
        before, after = was.get(arm, {}), now.get(arm, {})
        for name in dict.fromkeys([*before, *after]):
            if before.get(name) != after.get(name):
                said.append(f"{arm}, {name}: {_amounts(before, name)} > {_amounts(after, name)}")
    return said


def _amounts(totals: dict[str, list[int]], name: str) -> str:
    found = totals.get(name)
    if not isinstance(found, list) or not all(isinstance(cents, int) for cents in found):
        return "-"
    return " / ".join(dollars_and_cents(cents) for cents in found)
