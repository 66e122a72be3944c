"""Where the words and bars of a drawn chart lie: boxes read from its SVG."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import vl_convert

EM = 0.54
"""A generous average width of a character, in parts of the type's size."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, and what it holds."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def over(self, other: Box) -> bool:
        """Whether two boxes share more than an edge."""
        return (
            self.left < other.right - 0.5
            and other.left < self.right - 0.5
            and self.top < other.bottom - 0.5
            and other.top < self.bottom - 0.5
        )


def drawn(spec: dict[str, Any], rows: list[dict[str, Any]], width: int) -> ET.Element:
    """The SVG of a chart as the page draws it: so many pixels wide, axes included."""
    whole = spec | {
        "data": {"name": "rows", "values": rows},
        "width": width,
        "autosize": {"type": "fit-x", "contains": "padding"},
    }
    return ET.fromstring(vl_convert.vegalite_to_svg(json.dumps(whole)))


def _walk(
    node: ET.Element, x: float = 0, y: float = 0
) -> Iterator[tuple[ET.Element, float, float, bool]]:
    """Every element with its place, and whether it stands upright on its side."""
    move = node.get("transform", "")
    if found := re.search(r"translate\(([-\d.e]+)[, ]+([-\d.e]+)\)", move):
        x, y = x + float(found[1]), y + float(found[2])
    yield node, x, y, "rotate(-90" in move
    for child in node:
        yield from _walk(child, x, y)


def words_of(svg: ET.Element) -> list[Box]:
    """A box for each line of words."""
    found = []
    for node, x, y, on_its_side in _walk(svg):
        if not node.tag.endswith("text"):
            continue
        size = float(node.get("font-size", "10px").removesuffix("px"))
        lines = [(child.text or "", float(child.get("dy", 0))) for child in node] or [
            (node.text or "", 0.0)
        ]
        below = 0.0
        for text, further in lines:
            below += further
            if text.strip():
                anchor = node.get("text-anchor", "start")
                found.append(_box(text, x, y + below, size, anchor, on_its_side))
    return found


def _box(text: str, x: float, y: float, size: float, anchor: str, on_its_side: bool) -> Box:
    long = EM * size * len(text)
    before = {"start": 0.0, "middle": long / 2, "end": long}[anchor]
    if on_its_side:
        return Box(text, x - 0.8 * size, y - (long - before), x + 0.2 * size, y + before)
    return Box(text, x - before, y - 0.8 * size, x - before + long, y + 0.2 * size)


def bars_of(svg: ET.Element) -> list[Box]:
    """A box for each bar."""
    found = []
    for node, x, y, _ in _walk(svg):
        if node.get("aria-roledescription") == "bar":
            left, top, wide, high = map(float, re.findall(r"[-\d.]+", node.get("d", ""))[:4])
            found.append(Box("bar", x + left, y + top, x + left + wide, y + top + high))
    return found


def plot_of(svg: ET.Element) -> Box:
    """The area in which lines are drawn."""
    for node, x, y, _ in _walk(svg):
        if node.tag.endswith("path") and node.get("class") == "background":
            right, bottom = map(float, re.findall(r"[hv]([\d.]+)", node.get("d", ""))[:2])
            return Box("plot", x, y, x + right, y + bottom)
    raise ValueError("no plot in the picture")
