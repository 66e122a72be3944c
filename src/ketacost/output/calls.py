"""The call sheet: what to ask clinic and insurer, with room for who said what."""

from __future__ import annotations

from ketacost.model.estimate import Comparison
from ketacost.output.questions import questions
from ketacost.output.sheet.flow import Flow, new_pdf, pdf_bytes
from ketacost.words.language import words
from ketacost.words.links import shared_link
from ketacost.words.scenario import crisis_line, scenario_words

_SIZE = 11.0  # points
_LINES = 2  # to write on, for each question
_BLANKS = ("date", "name", "reference")


def calls_pdf(comparison: Comparison, base_url: str = "") -> bytes:
    """The call sheet as a PDF: a page for each that is called, or more.

    Args:
        base_url: address of the page, for the link at the end.
    """
    say, book = words().say, comparison.book
    pdf = new_pdf("letter")
    for who, asked in questions(comparison).items():
        if not asked:
            continue
        flow = Flow(pdf, margin=18.0)
        flow.write(f"{say('calls.title')}: {say(f'calls.{who}')}", _SIZE + 5, bold=True)
        flow.write(scenario_words(comparison.scenario, book), _SIZE)
        flow.write(say("calls.lead"), _SIZE)
        for blank in _BLANKS:
            flow.skip(_SIZE)
            flow.write(f"{say(f'calls.{blank}')}: {'_' * 40}", _SIZE)
        for question in asked:
            flow.skip(_SIZE)
            flow.keep(30)
            flow.box(question, _SIZE)
            for _ in range(_LINES):
                flow.rule(_SIZE)
        flow.skip(_SIZE)
        flow.write(crisis_line(), _SIZE, bold=True)
        link = shared_link(comparison.scenario, base_url)
        flow.write(link, _SIZE - 3, url=link if "://" in link else "")
    release = book.release
    subject = say("sheet.subject", prices_of=release.prices_of)
    return pdf_bytes(pdf, say("calls.title"), subject, release.year)
