"""Text that flows over the pages of a PDF, as many as it takes."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ketacost.output.sheet.page import MARGIN, MM, PAPERS, Page
from ketacost.words.language import words

if TYPE_CHECKING:
    from fpdf import FPDF

_SPACING = 1.25  # from line to line


def new_pdf(paper: str) -> FPDF:
    """A PDF without pages.

    Raises:
        ValueError: the paper is neither `letter` nor `a4`.
    """
    if paper not in PAPERS:
        raise ValueError(f"paper is letter or a4, not {paper!r}")
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format=PAPERS[paper])
    pdf.set_auto_page_break(False)
    return pdf


def pdf_bytes(pdf: FPDF, title: str, subject: str, year: int, language: str | None = None) -> bytes:
    """The file. It reads no clock: its date is the first day of a year.

    Args:
        language: of its text, where that is not the one that is spoken.
    """
    pdf.set_title(title)
    pdf.set_subject(subject)
    pdf.set_creator("ketacost")
    pdf.set_lang(f"{language or words().language}-US")
    pdf.set_creation_date(datetime(year, 1, 1, tzinfo=UTC))
    out = io.BytesIO()
    pdf.output(out)
    return out.getvalue()


class Flow:
    """Text from the top of a new page down; a line that no longer fits begins the next page.

    Sizes are points, lengths millimetres.
    """

    def __init__(self, pdf: FPDF, margin: float = MARGIN) -> None:
        self.pdf, self.margin = pdf, margin
        self.page = Page(pdf.w, pdf.h, pdf)
        self.y = 0.0
        self._turn()

    def _turn(self) -> None:
        self.pdf.add_page()
        self.y = self.margin

    @property
    def room(self) -> float:
        """Width between the margins."""
        return float(self.page.width) - 2 * self.margin

    def skip(self, size: float, share: float = 0.6) -> None:
        """Leave a part of a line empty."""
        self.y += share * size * MM * _SPACING

    def keep(self, height: float) -> None:
        """Begin a new page unless so much fits on this one."""
        if self.y + height > self.page.height - self.margin and self.y > self.margin:
            self._turn()

    def write(
        self, text: str, size: float, bold: bool = False, indent: float = 0, url: str = ""
    ) -> None:
        """Write text; each of its lines of its own, long ones wrapped."""
        step = size * MM * _SPACING
        for part in text.split("\n"):
            for line in self.page.wrap(part, self.room - indent, size, bold):
                self.keep(step)
                self.page.write(
                    self.margin + indent, self.y, self.room - indent, line, size, bold, url=url
                )
                self.y += step

    def rule(self, size: float, indent: float = 0) -> None:
        """A line to write on, as high as a line of writing by hand."""
        step = max(9.0, size * MM * _SPACING)
        self.keep(step)
        self.y += step
        self.page.rule(self.y - 1.5, self.margin + indent, self.room - indent)

    def box(self, text: str, size: float) -> None:
        """Text behind a box to tick."""
        side = size * MM * 0.78
        lines = self.page.wrap(text, self.room - side - 2, size)
        self.keep(min(len(lines), 3) * size * MM * _SPACING)
        self.page.box(self.margin, self.y + size * MM * 0.2, side)
        self.write(text, size, indent=side + 2)
