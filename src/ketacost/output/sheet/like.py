"""The pages behind the sheet that say what the treatments are like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ketacost.model.estimate import Comparison
from ketacost.output.context_table import context_options, context_rows
from ketacost.output.sheet.flow import Flow
from ketacost.tables import PriceBook
from ketacost.words.arms import option_label
from ketacost.words.language import words
from ketacost.words.scenario import crisis_line

if TYPE_CHECKING:
    from fpdf import FPDF

_SIZE = 9.0  # points


def draw_context(pdf: FPDF, comparison: Comparison) -> None:
    """Row by row, the treatments under each other; sources are numbered and stand at the end.
    Nothing where the release says nothing of the options."""
    book, options, say = comparison.book, context_options(comparison), words().say
    if not options:
        return
    flow, rows = Flow(pdf), context_rows(comparison.scenario.matters)
    numbers: dict[str, int] = {}
    flow.write(say("context.about"), _SIZE + 7, bold=True)
    flow.write(say("context.lead"), _SIZE)
    for row in rows:
        flow.skip(_SIZE)
        flow.keep(18)
        flow.write(say(f"about-rows.{row}"), _SIZE + 2, bold=True)
        for option in options:
            flow.skip(_SIZE, 0.2)
            flow.keep(10)
            flow.write(option_label(book, option), _SIZE, bold=True)
            flow.write(_cell(book, option, row, numbers), _SIZE)
    flow.skip(_SIZE)
    flow.write(say("about.sources"), _SIZE + 2, bold=True)
    for name, number in numbers.items():
        source = book.sources[name]
        dated = f", {source.published}" if source.published else ""
        said = f"[{number}] {source.title}. {source.publisher}{dated}. {source.url or ''}"
        flow.write(said.rstrip(), _SIZE - 1, url=source.url or "")
    flow.skip(_SIZE)
    flow.write(say("about.not-advice", release=book.id), _SIZE)
    flow.write(say("scope.more"), _SIZE)
    flow.write(crisis_line(), _SIZE, bold=True)


def _cell(book: PriceBook, option: str, row: str, numbers: dict[str, int]) -> str:
    cell = book.context[option][row]
    if cell.text is None:
        return words().say("about.unknown", why=cell.unknown)
    cited = [numbers.setdefault(name, len(numbers) + 1) for name in cell.sources]
    return f"{cell.text} [{', '.join(map(str, sorted(cited)))}]"
