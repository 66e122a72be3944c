"""The page's charts as Vega-Lite specifications, built and validated once by Altair; a rerun sends
data only.

Each function returns a specification without data; the page sends a small frame with the columns
named in the docstring. Colours are not needed to read them: every mark is labelled directly.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

_USD = "$,.0f"


def specification(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """A chart as Vega-Lite, without its data."""
    spec = chart.to_dict()
    for name in ("$schema", "data", "datasets"):
        spec.pop(name, None)
    for layer in spec.get("layer", ()):
        layer.pop("data", None)
    return spec


def _from_zero(nothing: bool) -> alt.Scale:
    """A scale that begins at zero; with nothing on it but zeros, it needs an end as well."""
    return alt.Scale(domain=[0, 1]) if nothing else alt.Scale(zero=True)


@cache
def ranges(
    nothing: bool = False, title: str = "You pay, US dollars", two_lines: bool = False
) -> dict[str, Any]:
    """One row an arm: a line from low to high, a dot at typical, the words above it.

    Columns: low, typical, high (US dollars), text (name and figures, each once).

    Args:
        nothing: every figure is zero.
        title: of the axis.
        two_lines: the words of a row are two lines.
    """
    axis = alt.Axis(
        title=None, domain=False, ticks=False, grid=False, labelAlign="left", labelPadding=-2,
        labelBaseline="bottom", labelOffset=-27 if two_lines else -9, labelFontSize=14,
        labelLimit=0, labelLineHeight=18, labelExpr="split(datum.label, '\\n')",
    )  # fmt: skip
    base = alt.Chart(alt.NamedData(name="rows")).encode(
        y=alt.Y("text:N", sort=None).axis(axis).scale(paddingInner=0.1)
    )
    axis = alt.Axis(title=title, format=_USD, tickCount=4, tickMinStep=1, grid=True)
    x = alt.X("low:Q").axis(axis).scale(_from_zero(nothing))
    line = base.mark_rule(strokeWidth=4, strokeCap="round", color="#808890").encode(
        x=x, x2=alt.X2("high:Q")
    )
    dot = base.mark_point(size=150, filled=True, opacity=1).encode(x=alt.X("typical:Q"))
    height = {"step": 74 if two_lines else 56}
    return specification((line + dot).properties(height=height))


# Blue, orange, purple, brown, grey, teal: told apart with any colour vision, on light and dark.
_COLOURS = ["#3b82c4", "#d98200", "#a872c8", "#a06a50", "#808890", "#1a9ba1"]


@cache
def over_time(nothing: bool = False) -> dict[str, Any]:
    """What has been paid by each week: one stepped line an arm, its name at the end.

    Columns: arm (short name), week (int), usd (typical, cumulative US dollars), label_usd (height
    of the name on the last row of an arm, else null; see `spread`), point (whether this is a
    turning point), mark (its words, else null; see `legible`).

    Args:
        nothing: every figure is zero.
    """
    axis = alt.Axis(title="You have paid, US dollars", format=_USD, tickCount=5, tickMinStep=1)
    base = alt.Chart(alt.NamedData(name="rows")).encode(
        x=alt.X("week:Q").title("Week of the course").axis(tickMinStep=1, grid=False),
        y=alt.Y("usd:Q").axis(axis).scale(_from_zero(nothing)),
        color=alt.Color("arm:N", sort=None).scale(range=_COLOURS).legend(None),
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        strokeDash=alt.StrokeDash("arm:N", sort=None).legend(None)
    )
    name = (
        base.transform_filter("isValid(datum.label_usd)")
        .mark_text(align="right", baseline="bottom", dy=-4, fontSize=14, fontWeight=600)
        .encode(text="arm:N", y="label_usd:Q")
    )
    point = base.transform_filter("datum.point").mark_point(
        shape="diamond", filled=True, size=110, opacity=1
    )
    words = (
        base.transform_filter("isValid(datum.mark)")
        .mark_text(align="left", baseline="top", dx=7, dy=5, fontSize=12)
        .encode(text="mark:N")
    )
    return specification((line + point + words + name).properties(height=320))


def spread(ends: dict[str, float], share: float = 0.075) -> dict[str, float]:
    """Heights for the names at the ends of lines, far enough apart to be read.

    Args:
        ends: last value of each line.
        share: least distance, as a share of the largest value.
    """
    gap = share * (max(ends.values(), default=0) or 1)
    heights: dict[str, float] = {}
    floor = 0.0
    for name, value in sorted(ends.items(), key=lambda item: item[1]):
        heights[name] = max(value, floor)
        floor = heights[name] + gap
    return heights


def legible(points: list[tuple[float, float, str]]) -> list[str | None]:
    """The words of each point, or None where they would lie over words before them.

    Args:
        points: (week, US dollars, words) in the order of their weight.
    """
    weeks = max((week for week, _, _ in points), default=0) or 1
    top = max((usd for _, usd, _ in points), default=0) or 1
    placed: list[tuple[float, float]] = []
    shown: list[str | None] = []
    for week, usd, words in points:
        clear = all(abs(week - w) > 0.4 * weeks or abs(usd - u) > 0.08 * top for w, u in placed)
        shown.append(words if clear else None)
        if clear:
            placed.append((week, usd))
    return shown
