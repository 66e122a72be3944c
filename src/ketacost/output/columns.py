"""Text in columns for a terminal, each as wide as its words need in the language that is spoken."""

from __future__ import annotations

from collections.abc import Sequence

Row = Sequence[str]


def aligned(rows: Sequence[Row], least: Sequence[int]) -> list[str]:
    """Rows of cells as lines, one space between the columns.

    Args:
        rows: as many cells in each; the headings are the first.
        least: characters of each column at least; below 0 for words, which stand on the left.
    """
    widths = [max(abs(wanted), *(len(row[n]) for row in rows)) for n, wanted in enumerate(least)]
    return [
        " ".join(
            f"{cell:<{width}}" if wanted < 0 else f"{cell:>{width}}"
            for cell, width, wanted in zip(row, widths, least, strict=True)
        ).rstrip()
        for row in rows
    ]
