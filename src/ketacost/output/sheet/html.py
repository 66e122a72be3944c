"""The sheet as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape

from ketacost.model.estimate import Comparison
from ketacost.output.context_table import STYLE as CONTEXT_STYLE
from ketacost.output.context_table import context_table
from ketacost.output.sheet.contents import (
    ArmPart,
    Sheet,
    plain,
    qr_code,
    question_columns,
    table_headings,
)
from ketacost.output.sheet.page import PAPERS
from ketacost.output.sheet.pdf import fitting
from ketacost.words.language import words
from ketacost.words.scenario import crisis_line

_STYLE = """
@page { margin: 13mm }
* { box-sizing: border-box }
html { background: #fff; color: #000; color-scheme: light }
body { font: POINTSpt/1.2 Helvetica, Arial, "Liberation Sans", sans-serif;
  max-width: 190mm; margin: 0 auto; overflow-wrap: anywhere }
h1, h2, h3, p, ul, table { margin: 0; padding: 0 }
h1 { font-size: calc(1em + 9pt) }
h2 { font-size: calc(1em + 1.5pt) }
h3 { font-size: calc(1em + .5pt) }
header { display: grid; grid-template-columns: 1fr auto; gap: 5mm }
header p { margin-top: .5mm }
.scenario { font-size: calc(1em + 1.5pt) }
.qr svg { display: block; width: 30mm; height: 30mm }
.arm, .ask, .foot { border-top: .2mm solid; padding: .4em 0; margin-top: .1em }
.arm { display: grid; grid-template-columns: 1fr 1fr; gap: 5mm; align-items: start;
  break-inside: avoid }
.figure { font-size: calc(1em + 3.5pt); font-weight: bold }
.ask { display: grid; grid-template-columns: 1fr 1fr; gap: 5mm; padding-top: .5em }
.ask.one ul { columns: 2; column-gap: 5mm }
.ask.one { display: block }
ul { list-style: none }
li { padding-left: 1.4em; text-indent: -1.4em; margin-bottom: .2em; break-inside: avoid }
li::before { content: ""; display: inline-block; width: .78em; height: .78em;
  border: .2mm solid; margin-right: .62em; vertical-align: -.06em }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: 0; font-weight: normal }
td:not(:first-child), th:not(:first-child) { text-align: right; padding-left: .7em;
  white-space: nowrap }
thead th, tfoot td:last-child { font-weight: bold }
tfoot td:last-child { border-top: .2mm solid }
.crisis { font-weight: bold; font-size: calc(1em + .5pt) }
.link { font-size: calc(1em - .5pt) }
a { color: inherit }
@media screen { body { padding: 6mm; max-width: 66rem; font-size: max(POINTSpt, 11pt) } }
@media screen and (max-width: 640px) {
  .arm, .ask { display: block } .arm table, .ask section + section { margin-top: 1em }
  .ask.one ul { columns: 1 } header { display: block } .qr { margin-top: 1em }
  tr { display: grid; grid-template-columns: 1fr auto auto; margin-bottom: .3em }
  tbody td:first-child { grid-column: 1 / -1 } tbody td:nth-child(2) { grid-column: 2 } }
"""


def sheet_html(comparison: Comparison, base_url: str = "", context: bool = False) -> str:
    """The sheet as one HTML file that needs nothing else: no script, no font, no picture outside.

    Printed, it takes one page of A4 and of US Letter: its level of detail is that of a PDF on the
    narrower and shorter of the two, with room to spare for other fonts. On a phone it reflows.

    Args:
        base_url, context: as for `sheet_pdf`; the context begins a new page of paper.
    """
    width = min(w for w, _ in PAPERS.values())
    height = min(h for _, h in PAPERS.values())
    sheet, size = fitting(comparison, base_url, width, height, share=0.93)
    say = words()
    parts = [
        "<!doctype html>",
        f'<html lang="{say.language}-US">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        # Nothing may be fetched or run, whatever a text holds.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="referrer" content="no-referrer">',
        f"<title>{_html(say.say('sheet.title'))} {_html(sheet.scenario)}</title>",
        f"<style>{_STYLE.replace('POINTS', f'{size:g}')}</style>",
        "</head>",
        "<body>",
        *_html_head(sheet),
        "<main>",
        *(line for n, arm in enumerate(sheet.arms) for line in _html_arm(arm, not n)),
        *_html_questions(sheet),
        f'<section class="foot"><h2>{_html(say.say("sheet.what-unknown"))}</h2>',
        f"<p>{_html(' '.join(sheet.unknown))}</p></section>",
        "</main>",
        '<footer class="foot">',
        f'<p class="crisis">{_html(crisis_line())}</p>',
        f'<p>{_html(sheet.lead)}</p><p class="link">{_html_link(sheet)}</p>',
        "</footer>",
        *(_html_context(comparison) if context else ()),
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _html_context(comparison: Comparison) -> Iterator[str]:
    """The table of what the treatments are like, on pages of its own."""
    if table := context_table(comparison):
        say = words().say
        yield f"<style>{CONTEXT_STYLE}</style>"
        yield f'<section style="break-before: page"><h2>{_html(say("context.about"))}</h2>'
        yield f"<p>{_html(say('context.lead'))}</p>{table}"
        yield f"<p>{_html(say('about.not-advice', release=comparison.book.id))}</p>"
        yield f"<p>{_html(say('scope.more'))}</p></section>"


@cache
def _html(text: str) -> str:
    return escape(plain(text), quote=True)


def _html_link(sheet: Sheet) -> str:
    text = _html(sheet.link)
    return f'<a href="{text}">{text}</a>' if sheet.clickable else text


def _html_head(sheet: Sheet) -> Iterator[str]:
    yield f"<header><div><h1>{_html(words().say('sheet.title'))}</h1>"
    yield f'<p class="scenario">{_html(sheet.scenario)}</p>'
    first, *rest = sheet.about
    yield f"<p><strong>{_html(first)}</strong></p>"
    yield from (f"<p>{_html(said)}</p>" for said in rest)
    yield "</div>"
    if sheet.clickable:
        code = qr_code(sheet.link)
        svg = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
        label = f'<svg role="img" aria-label="{_html(words().say("sheet.code"))}"'
        picture = svg.replace("<svg", label, 1)
        yield f'<div class="qr">{picture}</div>'
    yield "</header>"


def _html_arm(arm: ArmPart, first: bool) -> Iterator[str]:
    yield f'<section class="arm"><div><h2 class="name">{_html(arm.name)}</h2>'
    yield f'<p><span class="figure">{_html(arm.figure)}</span> ({_html(arm.range)})</p>'
    yield f"<p>{_html(arm.notes)}</p></div><table>"
    if first:
        heads = "".join(f'<th scope="col">{_html(heading)}</th>' for heading in table_headings())
        yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for cells in arm.lines:
        yield "<tr>" + "".join(f"<td>{_html(cell)}</td>" for cell in cells) + "</tr>"
    yield f"</tbody><tfoot><tr><td>{_html(words().say('sheet.total'))}</td><td></td>"
    yield f"<td>{_html(arm.total)}</td></tr></tfoot></table></section>"


def _html_questions(sheet: Sheet) -> Iterator[str]:
    asked = question_columns(sheet)
    yield f'<div class="ask{" one" if len(asked) == 1 else ""}">'
    for heading, found in asked:
        yield f"<section><h2>{_html(heading)}</h2><ul>"
        yield from (f"<li>{_html(question)}</li>" for question in found)
        yield "</ul></section>"
    yield "</div>"
