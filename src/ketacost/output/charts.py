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
    nothing: bool = False, title: str = "You pay, US dollars", lines: int = 1
) -> dict[str, Any]:
    """One row an arm: a line from low to high, a dot at typical, the words above it.

    Columns: low, typical, high (US dollars), text (name and figures, each once, in the lines of
    `chart_words.stacked`).

    Args:
        nothing: every figure is zero.
        title: of the axis.
        lines: of words above a row.
    """
    axis = alt.Axis(
        title=None, domain=False, ticks=False, grid=False, labelAlign="left", labelPadding=-2,
        labelBaseline="bottom", labelOffset=9 - 18 * lines, labelFontSize=14,
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
    height = {"step": 38 + 18 * lines}
    return specification((line + dot).properties(height=height))


# Blue, orange, purple, brown, grey, teal: told apart with any colour vision, on light and dark.
_COLOURS = ["#3b82c4", "#d98200", "#a872c8", "#a06a50", "#808890", "#1a9ba1"]
_DASHES = [[1, 0], [8, 4], [2, 3], [10, 3, 2, 3], [16, 4], [5, 2]]


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


@cache
def drivers(lines: int = 2) -> dict[str, Any]:
    """One bar a thing that moves a total, its words above it; with a broken line round it and no
    colour in it where the range does not hold it.

    Columns: text (lines of words), usd (US dollars that it moves), inside (in the range or not).

    Args:
        lines: of words above a bar; each text has as many.
    """
    labels = alt.Axis(
        title=None, domain=False, ticks=False, grid=False, labelAlign="left", labelPadding=-2,
        labelBaseline="bottom", labelOffset=4 - 8 * lines, labelFontSize=13, labelLimit=0,
        labelExpr="split(datum.label, '\\n')", labelLineHeight=16,
    )  # fmt: skip
    axis = alt.Axis(title="It moves the total by, US dollars", format=_USD, tickCount=3, grid=False)
    bar = (
        alt.Chart(alt.NamedData(name="rows"))
        .mark_bar(
            size=12, yOffset=8 * lines - 2, color=_COLOURS[0], stroke=_COLOURS[0], strokeWidth=1.5
        )
        .encode(
            y=alt.Y("text:N", sort=None).axis(labels).scale(paddingInner=0.1),
            x=alt.X("usd:Q").axis(axis).scale(_from_zero(False)),
            fillOpacity=alt.condition("datum.inside", alt.value(1), alt.value(0)),
            strokeDash=alt.condition("datum.inside", alt.value([1, 0]), alt.value([4, 3])),
        )
    )
    return specification(bar.properties(height={"step": 28 + 16 * lines}))


@cache
def by_sessions(nothing: bool = False) -> dict[str, Any]:
    """What each number of sessions costs: one stepped line an arm, a diamond at the person's own
    number. Names stand outside the drawing (see `line_samples`), so that no line goes through them.

    Columns: arm (name), sessions (int), usd (US dollars), own (whether it is the number of the
    scenario).

    Args:
        nothing: every figure is zero.
    """
    axis = alt.Axis(title="You pay in all, US dollars", format=_USD, tickCount=5, tickMinStep=1)
    base = alt.Chart(alt.NamedData(name="rows")).encode(
        x=alt.X("sessions:Q")
        .title("Number of sessions")
        .axis(tickMinStep=1, grid=False)
        .scale(zero=False, nice=False),
        y=alt.Y("usd:Q").axis(axis).scale(_from_zero(nothing)),
        color=alt.Color("arm:N", sort=None).scale(range=_COLOURS).legend(None),
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        strokeDash=alt.StrokeDash("arm:N", sort=None).scale(range=_DASHES).legend(None)
    )
    own = base.transform_filter("datum.own").mark_point(
        shape="diamond", filled=True, size=130, opacity=1
    )
    return specification((line + own).properties(height=320))


def line_samples(many: int) -> list[str]:
    """A sample of each line of `by_sessions`, an SVG each, in their order."""
    return [
        '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="12">'
        f'<line x1="0" y1="6" x2="48" y2="6" stroke="{colour}" stroke-width="2.5" '
        f'stroke-dasharray="{" ".join(map(str, dash))}"/>'
        f'<path d="M24 0 L29 6 L24 12 L19 6 Z" fill="{colour}"/></svg>'
        for colour, dash in zip(_COLOURS[:many], _DASHES, strict=False)
    ]
