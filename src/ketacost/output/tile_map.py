"""The states as a grid of tiles, and the map and the heat map drawn with it, as Vega-Lite.

Each tile bears its state's two letters and the sign of its step, so that colour is not needed;
where there is room, its figure too.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ketacost.output.charts import specification

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
_BLUES = ["#e3eef8", "#b3d0ea", "#78aede", "#3577b5", "#1c4a80"]
_TWO = ["#1c5c9c", "#a9cbe8", "#e6e6e6", "#f5c98a", "#a85a00"]
_DARK = {"4", "5", "A+", "B+"}
_INK, _PAPER = "#14212e", "#ffffff"
_ROOM = 560  # pixels of the chart's width from which a tile holds its figure


def _fill() -> alt.Color:
    """The colour of a step: blues from cheap to dear, or blue and orange for the two sides."""
    scale = alt.Scale(domain=[*SIGNS, *LEANINGS], range=[*_BLUES, *_TWO])
    return alt.Color("sign:N", scale=scale, legend=None)


def _ink() -> Any:
    dark = " || ".join(f"datum.sign == '{sign}'" for sign in sorted(_DARK))
    return alt.condition(dark, alt.value(_PAPER), alt.value(_INK))


def _if_room(field: str, room: int, otherwise: str = "''") -> Any:
    return alt.expr(f"width > {room} ? datum.{field} : {otherwise}")


@cache
def tile_map() -> dict[str, Any]:
    """One tile a state.

    Columns: state (two letters), name, column, row, sign (one of `SIGNS` or `LEANINGS`), figure
    (words of a few letters), said (words of the tooltip).
    """
    base = alt.Chart(alt.NamedData(name="rows")).encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(domain=list(range(COLUMNS)))),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(8)))),
        tooltip=[alt.Tooltip("name:N", title="State"), alt.Tooltip("said:N", title="You pay")],
    )
    tile = base.mark_rect(cornerRadius=3, stroke="#7c8894", strokeWidth=0.5).encode(color=_fill())
    code = base.mark_text(fontSize=12, fontWeight=700, dy=-13).encode(text="state:N", color=_ink())
    sign = base.mark_text(fontSize=11, dy=1).encode(text="sign:N", color=_ink())
    figure = base.mark_text(fontSize=11, dy=15, text=_if_room("figure", _ROOM)).encode(color=_ink())
    chart = (tile + code + sign + figure).properties(height={"step": 48})
    return specification(chart.configure_view(stroke=None))


@cache
def heat_map() -> dict[str, Any]:
    """One row a state, one column a plan.

    Columns: state, plan (short), sign (one of `SIGNS`), figure, said, name.
    """
    top = alt.Axis(
        orient="top", title=None, labelAngle=-90, domain=False, ticks=False, labelLimit=220,
        labelFontSize=12, labelPadding=4, labelOverlap=False,
    )  # fmt: skip
    side = alt.Axis(title=None, domain=False, ticks=False, labelFontSize=11, labelOverlap=False)
    base = alt.Chart(alt.NamedData(name="rows")).encode(
        x=alt.X("plan:N", sort=None, axis=top, scale=alt.Scale(padding=0.05)),
        y=alt.Y("state:N", sort=None, axis=side, scale=alt.Scale(padding=0.05)),
        tooltip=[
            alt.Tooltip("name:N", title="State"),
            alt.Tooltip("plan:N", title="Plan"),
            alt.Tooltip("said:N", title="You pay"),
        ],
    )
    cell = base.mark_rect(stroke="#7c8894", strokeWidth=0.3).encode(color=_fill())
    text = base.mark_text(fontSize=11, text=_if_room("figure", 760, "datum.sign")).encode(
        color=_ink()
    )
    chart = (cell + text).properties(height={"step": 18})
    return specification(chart.configure_view(stroke=None))
