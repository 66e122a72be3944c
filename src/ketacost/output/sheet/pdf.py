"""The sheet as a PDF of one page, in the largest type in which it fits."""

from __future__ import annotations

import io
import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from ketacost.model.estimate import Comparison
from ketacost.output.sheet.contents import (
    DETAILS,
    ArmPart,
    Sheet,
    contents,
    plain,
    qr_code,
    question_columns,
    table_headings,
)
from ketacost.words.language import words
from ketacost.words.scenario import crisis_line

if TYPE_CHECKING:
    from fpdf import FPDF

Paper = Literal["letter", "a4"]
_LARGEST, _STEP = 11.0, 0.25  # points

PAPERS = {"letter": (215.9, 279.4), "a4": (210.0, 297.0)}  # mm
_MARGIN = 13.0
_MM = 25.4 / 72  # millimetres in a point
_SPACING = 1.2  # from line to line
_LEFT = 0.42  # share of the width for an arm's figures; the rest is for its lines
_GUTTER = 5.0
_QR_MM = 30.0

# What the built-in Helvetica (Latin-1) has no sign for, said with signs that it has.
_LATIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "′": "'", "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "…": "...", "•": "*", "≥": ">=", "≤": "<=", "≈": "~", "€": "EUR ", "™": "(TM)",
        "→": "->", "\u200b": "", "\ufeff": "", "\xad": "",
    }
)  # fmt: skip


def _latin(text: str) -> str:
    """Text in Latin-1: plain signs for typographic ones, base letters for accented ones that it
    lacks, and `?` for what is left."""
    done = []
    for sign in plain(text).translate(_LATIN):
        if ord(sign) < 256:
            done.append(sign)
            continue
        base = unicodedata.normalize("NFKD", sign).encode("latin-1", "ignore").decode("latin-1")
        done.append(base or ("" if unicodedata.combining(sign) else "?"))
    return "".join(done)


@cache
def _widths(bold: bool) -> dict[str, float]:
    """Width of each Latin-1 sign of Helvetica, in millimetres at one point."""
    from fpdf import FPDF

    pdf = FPDF(unit="mm")
    pdf.set_font("Helvetica", "B" if bold else "", 100)
    return {chr(n): pdf.get_string_width(chr(n)) / 100 for n in (*range(32, 127), *range(160, 256))}


class _Page:
    """One page to write on: millimetres from the top left, black Helvetica.

    Without `pdf` nothing is drawn, only measured.
    """

    def __init__(self, width: float, height: float, pdf: FPDF | None = None) -> None:
        self.width, self.height, self.pdf = width, height, pdf

    @staticmethod
    def measure(text: str, size: float, bold: bool) -> float:
        widths = _widths(bold)
        return size * sum(widths[sign] for sign in text)

    def wrap(self, text: str, room: float, size: float, bold: bool = False) -> list[str]:
        """Lines of Latin-1 text that fit a width; a word that is too long is broken, behind `&` or
        `,` where it can be."""
        lines, line = [], ""
        for word in _latin(text).split(" "):
            longer = f"{line} {word}" if line else word
            if self.measure(longer, size, bold) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            while self.measure(word, size, bold) > room and len(word) > 1:
                most = len(word) - 1
                while most > 1 and self.measure(word[:most], size, bold) > room:
                    most -= 1
                at = max(word.rfind("&", 0, most), word.rfind(",", 0, most)) + 1
                at = at if at > most // 2 else most
                lines.append(word[:at])
                word = word[at:]
            line = word
        return [*lines, line]

    def write(
        self,
        x: float,
        y: float,
        room: float,
        text: str,
        size: float,
        bold: bool = False,
        right: bool = False,
        url: str = "",
    ) -> float:
        """Write text from y down; returns where the next may begin."""
        lines = self.wrap(text, room, size, bold)
        step = size * _MM * _SPACING
        if self.pdf is not None:
            self.pdf.set_font("Helvetica", "B" if bold else "", size)
            for number, line in enumerate(lines):
                at = x + room - self.measure(line, size, bold) if right else x
                self.pdf.text(at, y + number * step + size * _MM * 0.93, line)
            if url:
                self.pdf.link(x, y, room, step * len(lines), url)
        return y + step * len(lines)

    def rule(self, y: float, x: float = _MARGIN, width: float | None = None) -> None:
        if self.pdf is not None:
            self.pdf.set_line_width(0.2)
            end = self.width - _MARGIN if width is None else x + width
            self.pdf.line(x, y, end, y)

    def box(self, x: float, y: float, side: float) -> None:
        if self.pdf is not None:
            self.pdf.set_line_width(0.2)
            self.pdf.rect(x, y, side, side)


def _draw(page: _Page, sheet: Sheet, size: float) -> float:
    """Draw the sheet in type of so many points; returns where it ends, maybe below the page."""
    room = page.width - 2 * _MARGIN
    gap = size * _MM * 0.55
    y = _draw_head(page, sheet, size, room)
    y = _draw_arms(page, sheet, size, room, y + gap)
    y = _draw_questions(page, sheet, size, room, y + gap) + gap * 0.6
    page.rule(y)
    y = page.write(_MARGIN, y + gap, room, words().say("sheet.what-unknown"), size + 1.5, bold=True)
    y = page.write(_MARGIN, y, room, " ".join(sheet.unknown), size) + gap
    page.rule(y)
    y = page.write(_MARGIN, y + gap, room, crisis_line(), size + 0.5, bold=True)
    y = page.write(_MARGIN, y + gap * 0.6, room, sheet.lead, size)
    if not sheet.link:
        return y
    url = sheet.link if sheet.clickable else ""
    return page.write(_MARGIN, y, room, sheet.link, size - 0.5, url=url)


def _draw_head(page: _Page, sheet: Sheet, size: float, room: float) -> float:
    bottom = _MARGIN
    if sheet.clickable:
        room -= _QR_MM + _GUTTER
        bottom += _QR_MM
        if page.pdf is not None:
            _draw_qr(page.pdf, qr_code(sheet.link), page.width - _MARGIN - _QR_MM, _MARGIN)
    y = page.write(_MARGIN, _MARGIN, room, words().say("sheet.title"), size + 9, bold=True)
    y = page.write(_MARGIN, y + 0.5, room, sheet.scenario, size + 1.5) + 0.5
    for number, said in enumerate(sheet.about):
        y = page.write(_MARGIN, y + 0.5, room, said, size, bold=not number)
    return max(y, bottom)


def _draw_arms(page: _Page, sheet: Sheet, size: float, room: float, y: float) -> float:
    left = room * _LEFT - _GUTTER / 2
    x, right = _MARGIN + left + _GUTTER, room - left - _GUTTER
    pays, price = size * 2.1, size * 2.9  # mm for columns of amounts, which grow with the type
    service = right - pays - price
    gap = size * _MM * 0.55
    for number, arm in enumerate(sheet.arms):
        page.rule(y)
        y += gap * 0.8
        at = page.write(_MARGIN, y, left, arm.name, size + 0.5, bold=True)
        at = _draw_figure(page, arm, size, left, at)
        at = page.write(_MARGIN, at, left, arm.notes, size)
        down = y
        if not number:
            billed, each, pay = table_headings()
            down = page.write(x, y, service, billed, size, bold=True)
            page.write(x + service, y, price, each, size, bold=True, right=True)
            page.write(x + right - pays, y, pays, pay, size, bold=True, right=True)
        for label, unit, amount in arm.lines:
            end = page.write(x, down, service - 1, label, size)
            page.write(x + service, down, price, unit, size, right=True)
            page.write(x + right - pays, down, pays, amount, size, right=True)
            down = end
        page.rule(down + 0.4, x + right - pays, pays)
        page.write(x, down + 0.8, service + price, words().say("sheet.total"), size)
        total = (x + right - pays, down + 0.8, pays, arm.total, size)
        y = max(at, page.write(*total, bold=True, right=True)) + gap
    page.rule(y)
    return y


def _draw_figure(page: _Page, arm: ArmPart, size: float, room: float, y: float) -> float:
    """The figure, large, and the range behind it where there is room, else under it."""
    large, range_ = size + 3.5, f"({arm.range})"
    used = page.measure(_latin(arm.figure), large, True) + 1.5
    bottom = page.write(_MARGIN, y, room, arm.figure, large, bold=True)
    if used + page.measure(_latin(range_), size, False) > room:
        return page.write(_MARGIN, bottom, room, range_, size)
    page.write(_MARGIN + used, y + (large - size) * _MM * 0.93, room - used, range_, size)
    return bottom


def _draw_questions(page: _Page, sheet: Sheet, size: float, room: float, y: float) -> float:
    half, gap = (room - _GUTTER) / 2, size * _MM * 0.2
    columns = question_columns(sheet)
    if len(columns) == 1:  # nobody else to ask: one list in two columns
        (heading, asked), middle = columns[0], (len(columns[0][1]) + 1) // 2
        y = page.write(_MARGIN, y, room, heading, size + 1.5, bold=True)
        columns = [("", asked[:middle]), ("", asked[middle:])]
    ends = []
    for number, (heading, asked) in enumerate(columns):
        x, at = _MARGIN + number * (half + _GUTTER), y
        if heading:
            at = page.write(x, y, half, heading, size + 1.5, bold=True)
        for question in asked:
            side = size * _MM * 0.78
            page.box(x, at + size * _MM * 0.2, side)
            at = page.write(x + side + 1.6, at, half - side - 1.6, question, size) + gap
        ends.append(at)
    return max(ends)


def _draw_qr(pdf: FPDF, code: Any, x: float, y: float) -> None:
    """Modules as filled rectangles, runs of a row joined so that no seam shows."""
    rows = [list(row) for row in code.matrix_iter(border=2)]
    step = _QR_MM / len(rows)
    pdf.set_fill_color(0)
    for down, row in enumerate(rows):
        across = 0
        while across < len(row):
            run = 1
            while across + run < len(row) and row[across + run] == row[across]:
                run += 1
            if row[across]:
                pdf.rect(x + across * step, y + down * step, run * step, step, style="F")
            across += run


def fitting(
    comparison: Comparison, base_url: str, width: float, height: float, share: float = 1.0
) -> tuple[Sheet, float]:
    """The fullest sheet that ends on the page (or on a share of it), and the points of its type:
    the largest that still fit."""
    page, bottom = _Page(width, height), _MARGIN + share * (height - 2 * _MARGIN)
    for detail in DETAILS:
        sheet, size = contents(comparison, base_url, detail), detail.points
        if _draw(page, sheet, size) <= bottom:
            while size < _LARGEST and _draw(page, sheet, size + _STEP) <= bottom:
                size += _STEP
            break
    return sheet, size


def sheet_pdf(comparison: Comparison, base_url: str = "", paper: Paper = "letter") -> bytes:
    """The sheet as a PDF of one page.

    Args:
        base_url: address of the page, for the link and its QR code; without it the link is a query
            string and there is no code to scan.
        paper: `letter` or `a4`.

    Raises:
        ValueError: any other paper.
    """
    if paper not in PAPERS:
        raise ValueError(f"paper is letter or a4, not {paper!r}")
    from fpdf import FPDF

    release, (width, height) = comparison.book.release, PAPERS[paper]
    sheet, size = fitting(comparison, base_url, width, height)
    pdf = FPDF(unit="mm", format=(width, height))
    pdf.set_auto_page_break(False)
    pdf.add_page()
    _draw(_Page(width, height, pdf), sheet, size)
    say = words()
    pdf.set_title(f"{say.say('sheet.title')} {sheet.scenario}")
    pdf.set_subject(say.say("sheet.subject", prices_of=release.prices_of))
    pdf.set_creator("ketacost")
    pdf.set_lang(f"{say.language}-US")
    pdf.set_creation_date(datetime(release.year, 1, 1, tzinfo=UTC))
    out = io.BytesIO()
    pdf.output(out)
    return out.getvalue()
