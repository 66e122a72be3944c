"""A page of a PDF to write on: paper, type, and where lines break."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Literal

from ketacost.output.sheet.contents import plain

if TYPE_CHECKING:
    from fpdf import FPDF

Paper = Literal["letter", "a4"]
PAPERS = {"letter": (215.9, 279.4), "a4": (210.0, 297.0)}  # mm
MARGIN = 13.0
MM = 25.4 / 72  # millimetres in a point
_SPACING = 1.2  # from line to line

# What the built-in Helvetica (Latin-1) has no sign for, said with signs that it has.
_LATIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "′": "'", "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "…": "...", "•": "*", "≥": ">=", "≤": "<=", "≈": "~", "€": "EUR ", "™": "(TM)",
        "→": "->", "\u200b": "", "\ufeff": "", "\xad": "",
    }
)  # fmt: skip


def latin(text: str) -> str:
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


class Page:
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
        for word in latin(text).split(" "):
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
        step = size * MM * _SPACING
        if self.pdf is not None:
            self.pdf.set_font("Helvetica", "B" if bold else "", size)
            for number, line in enumerate(lines):
                at = x + room - self.measure(line, size, bold) if right else x
                self.pdf.text(at, y + number * step + size * MM * 0.93, line)
            if url:
                self.pdf.link(x, y, room, step * len(lines), url)
        return y + step * len(lines)

    def rule(self, y: float, x: float = MARGIN, width: float | None = None) -> None:
        if self.pdf is not None:
            self.pdf.set_line_width(0.2)
            end = self.width - MARGIN if width is None else x + width
            self.pdf.line(x, y, end, y)

    def box(self, x: float, y: float, side: float) -> None:
        if self.pdf is not None:
            self.pdf.set_line_width(0.2)
            self.pdf.rect(x, y, side, side)
