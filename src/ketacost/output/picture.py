"""The chart of ranges as a picture that stands alone: title, figures, date, release, link.

Drawn line by line, with nothing but text: a picture is asked for by strangers and costs the server
next to nothing. A PNG of it is made by the visitor's own browser (`app/parts/share.py`).
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator
from xml.sax.saxutils import escape

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ranges import Range, ranges_of
from ketacost.tables import PriceBook
from ketacost.words.arms import arm_label, other_outcome, range_meaning, range_words
from ketacost.words.figures import about
from ketacost.words.language import words
from ketacost.words.links import shared_link
from ketacost.words.scenario import estimate_line, scenario_words

PICTURE_WIDTH = 800  # pixels, edge to edge
_MARGIN = 24
_INNER = PICTURE_WIDTH - 2 * _MARGIN
_LINE = 18  # pixels from one line of words to the next
_SMALL_LINE = 16
_FOR_THE_MARKS = 34  # pixels below the words of an arm, with its line in their middle
_LONGEST_LINK = 4_000  # characters; a longer address comes from nobody who wants a picture
# A reader's machine has one of the three, drawn to the same widths.
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_BLUE = "#1a5fa8"
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def ranges_picture(comparison: Comparison, base_url: str = "") -> bytes:
    """The chart of ranges as an SVG that stands alone: title, figures, date, release, link.

    800 pixels wide, black and blue on white. The same comparison gives the same bytes, whatever
    stands in it is text, and nothing in it is fetched.

    Args:
        base_url: address of the page, for a whole link; without it the link is a query string.
    """
    found = ranges_of(comparison)
    rows = [_row_words(a, f, comparison.book) for a, f in zip(comparison.arms, found, strict=True)]
    body: list[str] = []
    y = _MARGIN
    for text, size, line in _head(comparison):
        y += line
        body.append(_text(text, _MARGIN, y, size))
    y += 12
    step = _LINE * max(map(len, rows)) + _FOR_THE_MARKS
    axis = _Axis(max((its.high for its in found), default=0))
    bottom = y + step * len(rows)
    body += axis.lines(y, bottom)
    for row, its, arm in zip(rows, found, comparison.arms, strict=True):
        typical = arm.ledger.totals()["patient_pays"]["typical"]
        body += _marks(row, its, typical, y, step, axis)
        y += step
    y += 26  # the axis' own words stand here
    for text in _foot(comparison, base_url):
        y += _SMALL_LINE
        body.append(_text(text, _MARGIN, y, 12))
    height = y + _MARGIN
    described = _safe("; ".join(" ".join(row) for row in rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{PICTURE_WIDTH}" '
        f'height="{height}" viewBox="0 0 {PICTURE_WIDTH} {height}" '
        f'font-family="{_FONT}" fill="black">'
        f"<title>{_safe(words().say('picture.title'))}</title><desc>{described}</desc>"
        f'<rect width="{PICTURE_WIDTH}" height="{height}" fill="white"/>{"".join(body)}</svg>'
    ).encode()


def _head(comparison: Comparison) -> Iterator[tuple[str, int, int]]:
    """Text, size and room of each line above the chart."""
    yield words().say("picture.title"), 20, 20
    for line in _wrap(scenario_words(comparison.scenario, comparison.book), 14):
        yield line, 14, _LINE + 2


def _foot(comparison: Comparison, base_url: str) -> list[str]:
    """The lines below the chart."""
    book = comparison.book
    meaning = range_meaning(comparison.scenario)
    dated = words().say("picture.dated", line=estimate_line(book), release=book.id)
    link = shared_link(comparison.scenario, base_url)
    if len(link) > _LONGEST_LINK:
        link = shared_link(comparison.scenario)
    note = words().say("picture.note", meaning=meaning)
    return [*_wrap(note, 12), *_wrap(dated, 12), *_wrap_link(link, 12)]


def _row_words(arm: ArmEstimate, found: Range, book: PriceBook) -> list[str]:
    """What stands above an arm's line: its name, its figures, and what they rest on."""
    you = arm.ledger.totals()["patient_pays"]
    figures = [
        words().say("picture.figures", figure=about(you["typical"]), inside=range_words(found))
    ]
    if other := other_outcome(arm):
        figures.append(other)
    if arm.ledger.unknown:
        figures.append(words().say("picture.unknown"))
    return [*_wrap(arm_label(book, arm.arm), 14), *_wrap("; ".join(figures), 14)]


def _marks(
    row: list[str], its: Range, typical: int, top: int, step: int, axis: _Axis
) -> Iterator[str]:
    """An arm: its words, the line from low to high, the dot at typical."""
    middle = top + step - _FOR_THE_MARKS // 2
    first = top + step - _FOR_THE_MARKS - _LINE * len(row)
    for number, text in enumerate(row, 1):
        yield _text(text, _MARGIN + 2, first + _LINE * number, 14)
    yield (
        f'<line x1="{axis.x(its.low)}" x2="{axis.x(its.high)}" y1="{middle}" y2="{middle}" '
        f'stroke="{_BLUE}" stroke-width="4" stroke-linecap="round"/>'
        f'<circle cx="{axis.x(typical)}" cy="{middle}" r="7" fill="{_BLUE}"/>'
    )


class _Axis:
    """US dollars from zero to a round figure above the highest, in at most five steps."""

    def __init__(self, highest_cents: int) -> None:
        most = max(highest_cents, 100) / 100
        step = 10 ** math.floor(math.log10(most / 4))
        step = next(step * by for by in (1, 2, 2.5, 5, 10) if step * by * 5 >= most)
        self.step = max(1, round(step))
        self.ticks = math.ceil(most / self.step)

    def x(self, cents: int) -> float:
        """The place of an amount, in pixels from the left edge."""
        room = _INNER - 24  # a dot and half of the last figure stand beyond the last tick
        return round(float(_MARGIN + 8 + room * cents / 100 / (self.step * self.ticks)), 1)

    def lines(self, top: int, bottom: int) -> Iterator[str]:
        """The grid, and the figures below it."""
        for number in range(self.ticks + 1):
            cents = self.step * number * 100
            x = self.x(cents)
            yield f'<line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}" stroke="#dddddd"/>'
            anchor = "end" if number == self.ticks else "middle" if number else "start"
            yield _text(f"${cents // 100:,}", x, bottom + 16, 13, anchor)


def _text(text: str, x: float, y: float, size: int, anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" '
        'stroke="white" stroke-width="4" stroke-linejoin="round" paint-order="stroke" '
        'xml:space="preserve">'
        f"{_safe(text)}</text>"
    )


def _safe(text: str) -> str:
    """Text of whoever it is, as text: characters that XML can't hold are left out."""
    return escape(_NOT_IN_XML.sub("", text))


def _wrap(text: str, size: int) -> list[str]:
    """Lines that fit, counting a generous average of 0.54 em a character."""
    return textwrap.wrap(text, int(_INNER / (size * 0.54)), break_on_hyphens=False) or [""]


def _wrap_link(link: str, size: int) -> list[str]:
    """A link in lines that fit, broken after `&` or `,` where it can be."""
    most, lines, line = int(_INNER / (size * 0.6)), [], ""
    for part in re.findall(r"[^&,]+[&,]*|[&,]+", link):
        if line and len(line) + len(part) > most:
            lines.append(line)
            line = ""
        line += part
        while len(line) > most:
            lines.append(line[:most])
            line = line[most:]
    return [*lines, line] if line else lines
