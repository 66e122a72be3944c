"""The chart of ranges as a picture that stands alone: title, figures, date, release, link."""

from __future__ import annotations

import copy
import json
import re
import textwrap
from typing import Any, Literal

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ranges import Range, ranges_of
from ketacost.output.charts import ranges
from ketacost.tables import PriceBook
from ketacost.words.arms import arm_label, other_outcome, range_meaning, range_words
from ketacost.words.figures import about
from ketacost.words.links import shared_link
from ketacost.words.scenario import estimate_line, scenario_words

PICTURE_WIDTH = 800  # pixels, edge to edge
_MARGIN = 24
_INNER = PICTURE_WIDTH - 2 * _MARGIN
_LINE = 18  # pixels from one line of words to the next
# The converter brings Liberation Sans, drawn to the widths of Arial and Helvetica; a reader's
# machine has one of the three, so an SVG's text takes the same room everywhere.
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def _wrap(text: str, pixels: int, size: int) -> list[str]:
    """Lines that fit a width, counting a generous average of 0.54 em a character."""
    return textwrap.wrap(text, int(pixels / (size * 0.54)), break_on_hyphens=False) or [""]


def _row_words(arm: ArmEstimate, found: Range, book: PriceBook) -> list[str]:
    """What stands above an arm's line: its name, its figures, and what they rest on."""
    you = arm.ledger.totals()["patient_pays"]
    figures = f"about {about(you['typical'])} ({range_words(found)})"
    if other := other_outcome(arm):
        figures += f"; {other}"
    if arm.ledger.unknown:
        figures += "; some prices are not known and not counted"
    return [*_wrap(arm_label(book, arm.arm), _INNER, 14), *_wrap(figures, _INNER, 14)]


def _picture_spec(comparison: Comparison, base_url: str) -> dict[str, Any]:
    """`ranges()` with its data, a title above, and date, release and link below."""
    book, arms = comparison.book, comparison.arms
    found = ranges_of(comparison)
    words = [_row_words(arm, its, book) for arm, its in zip(arms, found, strict=True)]
    most = max(map(len, words))
    rows = []
    for order, (arm, its, text) in enumerate(zip(arms, found, words, strict=True)):
        paid = arm.ledger.totals()["patient_pays"]["typical"]
        bounds = {"low": its.low, "typical": paid, "high": its.high}
        padded = [""] * (most - len(text)) + text  # so that all words stand on their line
        rows.append({"order": order, "text": padded} | {b: c / 100 for b, c in bounds.items()})
    step = _LINE * most + 34
    chart = copy.deepcopy(ranges())
    y = {"field": "order", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.1}}
    for layer in chart["layer"]:  # words in the upper part of a row, the line in the lower
        layer["mark"]["yOffset"] = step / 2 - 20
        layer["encoding"]["y"] = y
    chart["layer"].append(
        {
            "mark": {
                "type": "text", "align": "left", "baseline": "top", "fontSize": 14,
                "yOffset": -step / 2 + 4, "lineHeight": _LINE,
            },
            "encoding": {"x": {"value": 2}, "y": y, "text": {"field": "text", "type": "nominal"}},
        }
    )  # fmt: skip
    chart |= {"data": {"name": "rows", "values": rows}, "width": _INNER, "height": {"step": step}}
    note = f"The dot is typical, the line the range. {range_meaning(comparison.scenario)}"
    link = _wrap_link(shared_link(comparison.scenario, base_url), _INNER, 12)
    foot = [
        *_wrap(note, _INNER, 12),
        *_wrap(estimate_line(book) + f" Ketacost release {book.id}.", _INNER, 12),
        *link,
    ]
    below = {
        "data": {"values": [{"line": foot}]},
        "mark": {
            "type": "text", "align": "left", "baseline": "top", "fontSize": 12, "lineHeight": 16,
            "x": 0, "y": 0,
        },
        "encoding": {"text": {"field": "line"}},
        "width": _INNER,
        "height": 16 * len(foot),
        "view": {"stroke": None},
    }  # fmt: skip
    return {
        "title": {
            "text": "What would it cost me?",
            "subtitle": _wrap(scenario_words(comparison.scenario, book), _INNER, 14),
            "anchor": "start", "fontSize": 20, "subtitleFontSize": 14, "subtitlePadding": 6,
            "subtitleLineHeight": _LINE, "offset": 16, "color": "black", "subtitleColor": "black",
        },
        "description": "; ".join(map(" ".join, words)),
        "vconcat": [chart, below],
        "spacing": 14,
        "background": "white",
        "padding": _MARGIN,
        "config": {
            "font": _FONT,
            "mark": {"color": "#1a5fa8"},
            "rule": {"color": "#1a5fa8"},
            "text": {"color": "black"},
            "axis": {
                "labelColor": "black", "titleColor": "black", "labelFontSize": 13,
                "titleFontSize": 13, "titleFontWeight": "normal", "gridColor": "#dddddd",
            },
            "view": {"stroke": None},
        },
    }  # fmt: skip


def _wrap_link(link: str, pixels: int, size: int) -> list[str]:
    """A link in lines that fit, broken after `&` or `,` where it can be."""
    most, lines, line = int(pixels / (size * 0.6)), [], ""
    for part in re.findall(r"[^&,]+[&,]*|[&,]+", link):
        if line and len(line) + len(part) > most:
            lines.append(line)
            line = ""
        line += part
        while len(line) > most:
            lines.append(line[:most])
            line = line[most:]
    return [*lines, line] if line else lines


def ranges_picture(
    comparison: Comparison, kind: Literal["svg", "png"], base_url: str = ""
) -> bytes:
    """The chart of ranges as a picture that stands alone: title, figures, date, release, link.

    800 pixels wide (a PNG holds twice as many, for print); black and blue on white. Drawn offline;
    the same comparison gives the same bytes with the same version of vl-convert.

    Args:
        kind: `svg` or `png`.
        base_url: address of the page, for a whole link; without it the link is a query string.

    Raises:
        ValueError: any other kind.
    """
    if kind not in ("svg", "png"):
        raise ValueError(f"a picture is svg or png, not {kind!r}")
    import vl_convert  # takes a second to start; only those who want a picture wait for it

    spec = json.dumps(_picture_spec(comparison, base_url))
    if kind == "svg":
        return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode()
    return vl_convert.vegalite_to_png(spec, scale=2, allowed_base_urls=[])
