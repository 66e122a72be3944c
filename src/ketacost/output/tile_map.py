"""The states as a grid of tiles, and the table of states and plans, as HTML with a chart's look.

Each tile bears its state's two letters and the sign of its step, so that colour is not needed;
where there is room, its figure too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_ROWS = """
AK .  .  .  .  .  .  .  .  .  .  ME
.  .  .  .  .  .  .  .  .  .  VT NH
.  WA ID MT ND MN IL WI MI NY RI MA
.  OR NV WY SD IA IN OH PA NJ CT .
.  CA UT CO NE MO KY WV VA MD DE .
MP .  AZ NM KS AR TN NC SC DC .  .
GU .  .  .  OK LA MS AL GA .  .  .
HI AS .  .  TX .  .  .  FL .  PR VI
"""
TILES: dict[str, tuple[int, int]] = {
    state: (column, row)
    for row, states in enumerate(_ROWS.strip().splitlines())
    for column, state in enumerate(states.split())
    if state != "."
}
"""Column and row of each state and territory, each near where it lies."""
COLUMNS = 1 + max(column for column, _ in TILES.values())

SIGNS = ("1", "2", "3", "4", "5")
"""From the cheapest step to the dearest."""
LEANINGS = ("A+", "A", "=", "B", "B+")
"""Which of two costs less, and whether by much."""
_LOOKS = {sign: f"kc-step{at}" for at, sign in enumerate(SIGNS)} | {
    sign: f"kc-side{at}" for at, sign in enumerate(LEANINGS)
}


def tile_map(tiles: Sequence[Mapping[str, Any]], alt: str) -> str:
    """One tile a state.

    Args:
        tiles: state (two letters), name, column, row, sign (one of `SIGNS` or `LEANINGS`), figure
            (words of a few letters), said (words for whoever points at the tile).
        alt: what the map says, in words.
    """
    drawn = "".join(
        f'<div class="{_LOOKS[tile["sign"]]}" title="{escape(tile["name"])}: '
        f'{escape(tile["said"])}" style="grid-area:{tile["row"] + 1}/{tile["column"] + 1}">'
        f"<b>{tile['state']}</b><span>{escape(tile['sign'])}</span>"
        f'<span class="kc-usd">{escape(tile["figure"])}</span></div>'
        for tile in tiles
    )
    return (
        f'<div class="kc-chart" role="img" aria-label="{escape(alt)}">'
        f'<div class="kc-tiles">{drawn}</div></div>'
    )


def heat_table(rows: Sequence[Mapping[str, Any]], caption: str, head: str) -> str:
    """A table with one row a state and one column a plan: figures where there is room, the signs of
    their steps on a phone, with the figures for those who hear it.

    Args:
        rows: state, name, plan (short), sign (one of `SIGNS`), figure; by plan, then by state.
        caption: what the table holds.
        head: of the column of states.
    """
    plans = list(dict.fromkeys(row["plan"] for row in rows))
    heads = "".join(f'<th scope="col"><span>{escape(plan)}</span></th>' for plan in plans)
    by_state: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_state.setdefault(row["state"], []).append(row)
    body = "".join(
        f'<tr><th scope="row"><span class="kc-name">{escape(cells[0]["name"])}</span>'
        f'<abbr class="kc-code" title="{escape(cells[0]["name"])}">{state}</abbr></th>'
        f"{''.join(map(_cell, cells))}</tr>"
        for state, cells in by_state.items()
    )
    return (
        f'<div class="kc-chart"><table class="kc-heat"><caption>{escape(caption)}</caption>'
        f'<thead><tr><th scope="col"><span>{escape(head)}</span></th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(row: Mapping[str, Any]) -> str:
    return (
        f'<td class="{_LOOKS[row["sign"]]}"><span class="kc-sign" aria-hidden="true">'
        f'{row["sign"]}</span><span class="kc-usd">{escape(row["figure"])}</span></td>'
    )
