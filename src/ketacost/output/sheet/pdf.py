"""The sheet as a PDF of one page, in the largest type in which it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ketacost.model.estimate import Comparison
from ketacost.output.sheet.contents import (
    DETAILS,
    ArmPart,
    Sheet,
    cards_of,
    contents,
    qr_code,
    question_columns,
    table_headings,
)
from ketacost.output.sheet.flow import new_pdf, pdf_bytes
from ketacost.output.sheet.like import draw_context
from ketacost.output.sheet.page import MARGIN, MM, PAPERS, Page, Paper, latin
from ketacost.words.language import words
from ketacost.words.scenario import crisis_line

if TYPE_CHECKING:
    from fpdf import FPDF

_LARGEST, _STEP = 11.0, 0.25  # points

_LEFT = 0.5  # share of the width for an arm's figures; the rest is for its lines
_GUTTER = 5.0
_QR_MM = 30.0


def _draw(page: Page, sheet: Sheet, size: float) -> float:
    """Draw the sheet in type of so many points; returns where it ends, maybe below the page."""
    room = page.width - 2 * MARGIN
    gap = size * MM * 0.55
    y = _draw_head(page, sheet, size, room)
    y = _draw_arms(page, sheet, size, room, y + gap)
    y = _draw_questions(page, sheet, size, room, y + gap) + gap * 0.6
    page.rule(y)
    y = page.write(MARGIN, y + gap, room, words().say("sheet.what-unknown"), size + 1.5, bold=True)
    y = page.write(MARGIN, y, room, " ".join(sheet.unknown), size) + gap
    page.rule(y)
    y = page.write(MARGIN, y + gap, room, crisis_line(), size + 0.5, bold=True)
    y = page.write(MARGIN, y + gap * 0.6, room, sheet.lead, size)
    if not sheet.link:
        return y
    url = sheet.link if sheet.clickable else ""
    return page.write(MARGIN, y, room, sheet.link, size - 0.5, url=url)


def _draw_head(page: Page, sheet: Sheet, size: float, room: float) -> float:
    bottom = MARGIN
    if sheet.clickable:
        room -= _QR_MM + _GUTTER
        bottom += _QR_MM
        if page.pdf is not None:
            _draw_qr(page.pdf, qr_code(sheet.link), page.width - MARGIN - _QR_MM, MARGIN)
    y = page.write(MARGIN, MARGIN, room, words().say("sheet.title"), size + 9, bold=True)
    y = page.write(MARGIN, y + 0.5, room, sheet.scenario, size + 1.5) + 0.5
    for number, said in enumerate(sheet.about):
        y = page.write(MARGIN, y + 0.5, room, said, size, bold=not number)
    return max(y, bottom)


def _draw_arms(page: Page, sheet: Sheet, size: float, room: float, y: float) -> float:
    left = room * _LEFT - _GUTTER / 2
    x, right = MARGIN + left + _GUTTER, room - left - _GUTTER
    pays, price = size * 2.1, size * 2.9  # mm for columns of amounts, which grow with the type
    service = right - pays - price
    gap = size * MM * 0.55
    for number, arm in enumerate(sheet.arms):
        page.rule(y)
        y += gap * 0.8
        at = page.write(MARGIN, y, left, arm.name, size + 0.5, bold=True)
        at = _draw_figure(page, arm, size, left, at)
        at = page.write(MARGIN, at, left, arm.notes, size)
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


def _draw_figure(page: Page, arm: ArmPart, size: float, room: float, y: float) -> float:
    """The figure, large, and the range behind it where there is room, else under it."""
    large, range_ = size + 3.5, f"({arm.range})"
    used = page.measure(latin(arm.figure), large, True) + 1.5
    bottom = page.write(MARGIN, y, room, arm.figure, large, bold=True)
    if used + page.measure(latin(range_), size, False) > room:
        return page.write(MARGIN, bottom, room, range_, size)
    page.write(MARGIN + used, y + (large - size) * MM * 0.93, room - used, range_, size)
    return bottom


def _draw_questions(page: Page, sheet: Sheet, size: float, room: float, y: float) -> float:
    half, gap = (room - _GUTTER) / 2, size * MM * 0.2
    columns = question_columns(sheet)
    if len(columns) == 1:  # nobody else to ask: one list in two columns
        heading, asked = columns[0]
        middle = _middle([len(page.wrap(question, half, size)) for question in asked])
        y = page.write(MARGIN, y, room, heading, size + 1.5, bold=True)
        columns = [("", asked[:middle]), ("", asked[middle:])]
    ends = []
    for number, (heading, asked) in enumerate(columns):
        x, at = MARGIN + number * (half + _GUTTER), y
        if heading:
            at = page.write(x, y, half, heading, size + 1.5, bold=True)
        for question in asked:
            side = size * MM * 0.78
            page.box(x, at + size * MM * 0.2, side)
            at = page.write(x + side + 1.6, at, half - side - 1.6, question, size) + gap
        ends.append(at)
    return max(ends)


def _middle(lines: list[int]) -> int:
    """How many questions stand on the left, so that both columns are about as long.

    Args:
        lines: of each question.
    """
    return min(range(1, len(lines) + 1), key=lambda n: abs(sum(lines[:n]) - sum(lines[n:])))


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
    page, bottom = Page(width, height), MARGIN + share * (height - 2 * MARGIN)
    cards = cards_of(comparison)
    for detail in DETAILS:
        sheet, size = contents(comparison, base_url, detail, cards), detail.points
        if _draw(page, sheet, size) <= bottom:
            while size < _LARGEST and _draw(page, sheet, size + _STEP) <= bottom:
                size += _STEP
            break
    return sheet, size


def sheet_pdf(
    comparison: Comparison, base_url: str = "", paper: Paper = "letter", context: bool = False
) -> bytes:
    """The sheet as a PDF of one page.

    Args:
        base_url: address of the page, for the link and its QR code; without it the link is a query
            string and there is no code to scan.
        paper: `letter` or `a4`.
        context: whether pages follow that say what the treatments are like.

    Raises:
        ValueError: any other paper.
    """
    pdf = new_pdf(paper)
    release, (width, height) = comparison.book.release, PAPERS[paper]
    sheet, size = fitting(comparison, base_url, width, height)
    pdf.add_page()
    _draw(Page(width, height, pdf), sheet, size)
    if context:
        draw_context(pdf, comparison)
    say = words()
    subject = say.say("sheet.subject", prices_of=release.prices_of)
    return pdf_bytes(pdf, f"{say.say('sheet.title')} {sheet.scenario}", subject, release.year)
