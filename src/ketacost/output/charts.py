"""The page's charts as HTML of our own: words are words, of the page's size and colour, and stand
beside what is drawn, never on it; marks lie by shares of the width, so that a chart fits any screen
and is never drawn anew. `chart_style.CHART_STYLE` says how they look.

Nothing in a chart can be clicked or reached by the tab key; each is one picture to a screen reader,
with its words in `alt`. Colours are not needed to read one.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ketacost.output.axis import Axis, between, from_zero
from ketacost.output.chart_style import DASHES, LINES


@dataclass(frozen=True)
class Line:
    """A stepped line and what is said of it above the drawing."""

    text: str
    points: tuple[tuple[int, float], ...]
    """Week or number of sessions, and US dollars, in their order."""
    marks: tuple[tuple[int, float], ...] = ()
    """Points with a diamond on them."""


def ranges(rows: Sequence[Mapping[str, Any]], title: str, alt: str) -> str:
    """One row an arm or plan: its words, and under them a line from low to high, a dot at typical.

    Args:
        rows: text, low, typical, high (US dollars).
        title: of the axis.
        alt: what the chart says, in words.
    """
    axis = from_zero(max((row["high"] for row in rows), default=0))
    body = []
    for row in rows:
        low, high = axis.share(row["low"]), axis.share(row["high"])
        body.append(
            f"<p>{escape(row['text'])}</p>{_track(axis)}"
            f'<span class="kc-span" style="left:{low}%;width:max({high - low:.2f}%,4px)"></span>'
            f'<span class="kc-dot" style="left:{axis.share(row["typical"])}%"></span></div>'
        )
    return _picture("".join(body) + _ticks(axis, _usd(axis)) + _title(title), alt)


def bars(rows: Sequence[Mapping[str, Any]], title: str, alt: str) -> str:
    """One bar a thing, its words above it; with a broken line round it and no colour in it where
    the range does not hold it.

    Args:
        rows: text, usd (how long the bar is), inside (in the range or not).
        title: of the axis.
        alt: what the chart says, in words.
    """
    axis = from_zero(max((row["usd"] for row in rows), default=0))
    body = []
    for row in rows:
        look = "kc-bar" if row["inside"] else "kc-bar kc-outside"
        body.append(
            f"<p>{escape(row['text'])}</p>{_track(axis)}"
            f'<span class="{look}" style="width:{axis.share(row["usd"])}%"></span></div>'
        )
    return _picture("".join(body) + _ticks(axis, _usd(axis)) + _title(title), alt)


def steps(lines: Sequence[Line], across: str, up: str, alt: str) -> str:
    """Stepped lines: what is paid by a week, or for a number of sessions. Above the drawing stands
    what each line is, beside a sample of it.

    Args:
        lines: at most as many as there are arms.
        across: title of the axis of weeks or numbers.
        up: title of the axis of US dollars.
        alt: what the chart says, in words.
    """
    points = [point for line in lines for point in line.points]
    dollars = from_zero(max((usd for _, usd in points), default=0))
    numbers = between(min(n for n, _ in points), max(n for n, _ in points))
    key = "".join(
        f'<li><img alt="" src="{_data(sample)}"><span>{escape(line.text)}</span></li>'
        for line, sample in zip(lines, line_samples(len(lines)), strict=True)
    )
    marks = "".join(
        f'<i style="left:{numbers.share(n)}%;bottom:{_inside(dollars, usd)}%;'
        f'background:{_of(LINES, at)}"></i>'
        for at, line in enumerate(lines)
        for n, usd in line.marks
    )
    grid = "".join(f'<hr style="bottom:{_inside(dollars, t)}%">' for t in dollars.ticks[1:])
    figures = "".join(
        f'<span style="top:{100 - _inside(dollars, t):.2f}%">${t:,}</span>' for t in dollars.ticks
    )
    drawing = _data(_drawing(lines, numbers, dollars))
    return _picture(
        f'<ul class="kc-key">{key}</ul>{_title(up)}<div class="kc-frame">'
        f'<div class="kc-up">{figures}</div><div class="kc-area">{grid}'
        f'<img alt="" src="{drawing}">{marks}</div>'
        f"{_ticks(numbers, [str(t) for t in numbers.ticks])}{_title(across)}</div>",
        alt,
    )


def line_samples(many: int) -> list[str]:
    """A sample of each of so many lines, an SVG each, in their order."""
    return [
        '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="12">'
        f'<path d="M0 6H48" {_stroke(at)}/>'
        f'<path d="M24 0 L29 6 L24 12 L19 6 Z" fill="{_of(LINES, at)}"/></svg>'
        for at in range(many)
    ]


# --- parts of a chart ----------------------------------------------------------------------------


def _picture(body: str, alt: str) -> str:
    return f'<div class="kc-chart" role="img" aria-label="{escape(alt)}">{body}</div>'


def _track(axis: Axis) -> str:
    """The place of a row's marks, with the axis' lines behind them; left open."""
    apart = 100 / (len(axis.ticks) - 1)
    return f'<div class="kc-track" style="background-size:{apart:.3f}% 100%">'


def _ticks(axis: Axis, texts: Iterable[str]) -> str:
    """The numbers along the bottom; one at the right end stays inside, and where letters are large
    for the room the ends and the middle are left."""
    found = []
    last = len(axis.ticks) - 1
    for number, (tick, text) in enumerate(zip(axis.ticks, texts, strict=True)):
        at = axis.share(tick)
        look = "kc-end" if at > 96 else "" if number in (0, last / 2, last) else "kc-between"
        found.append(f'<span class="{look}" style="left:{at}%">{text}</span>')
    return f'<div class="kc-ticks">{"".join(found)}</div>'


def _usd(axis: Axis) -> list[str]:
    return [f"${tick:,}" for tick in axis.ticks]


def _title(text: str) -> str:
    return f'<div class="kc-title">{escape(text)}</div>'


def _inside(axis: Axis, value: float) -> float:
    """A height in percent that leaves room for a line below zero and above the highest."""
    return round(1 + 0.98 * axis.share(value), 2)


def _drawing(lines: Sequence[Line], numbers: Axis, dollars: Axis) -> str:
    """The lines alone, stretched over the area; strokes keep their width."""
    paths = []
    for at, line in enumerate(lines):
        (first, usd), *rest = line.points
        way = f"M{10 * numbers.share(first):.1f} {1000 - 10 * _inside(dollars, usd):.1f}"
        for number, usd in rest:
            way += f"H{10 * numbers.share(number):.1f}V{1000 - 10 * _inside(dollars, usd):.1f}"
        paths.append(f'<path d="{way}" vector-effect="non-scaling-stroke" {_stroke(at)}/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000" '
        f'preserveAspectRatio="none">{"".join(paths)}</svg>'
    )


def _stroke(at: int) -> str:
    dash = f' stroke-dasharray="{_of(DASHES, at)}"' if _of(DASHES, at) else ""
    return f'fill="none" stroke="{_of(LINES, at)}" stroke-width="2.5"{dash}'


def _of(looks: Sequence[str], at: int) -> str:
    return looks[at % len(looks)]


def _data(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
