"""What the options of a comparison are like, side by side, as HTML: one table wherever it stands.

On a phone each row is a block with the treatments under each other; nothing scrolls sideways. Roles
are written out, as a browser drops those of a table that is laid out as blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ketacost.model.estimate import Comparison
from ketacost.tables import PriceBook
from ketacost.tables.schema import CONTEXT_ROWS, ContextCell
from ketacost.words.arms import option_label
from ketacost.words.language import words

FIRST_ROWS = (
    "how-given",
    "onset",
    "response",
    "lasting",
    "common-side-effects",
    "serious-side-effects",
    "not-for",
    "monitoring",
    "driving-work",
    "schedule",
    "approval",
)
"""The rows that stand without being asked for; all are in the tables' own order."""
_MOST_COLUMNS = 4  # side by side; more options stand under each other on any screen

STYLE = """
.kc-like {width: 100%; border-collapse: collapse; table-layout: fixed; font-size: .9rem;
  line-height: 1.4}
.kc-like caption, .kc-like .kc-head {position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap}
.kc-like th, .kc-like td {text-align: left; vertical-align: top; padding: .5rem .6rem .5rem 0;
  font-weight: normal; border: 0; border-bottom: 1px solid #8886; overflow-wrap: anywhere}
.kc-like thead th, .kc-like tbody th {font-weight: 600}
.kc-like tbody th {width: 15%}
.kc-like small {font-size: .8rem} .kc-like a {color: inherit}
.kc-like .kc-of {display: none; font-weight: 600}
.kc-like.kc-many thead {position: absolute; clip-path: inset(50%)}
.kc-like.kc-many :is(tbody, tr, th, td) {display: block; width: auto}
.kc-like.kc-many tbody th {font-size: 1rem; border: 0; padding: .9rem 0 .1rem}
.kc-like.kc-many td {border: 0; padding: .25rem 0 .35rem}
.kc-like.kc-many tr {border-bottom: 1px solid #8886; padding-bottom: .4rem}
.kc-like.kc-many .kc-of {display: block}
@media (max-width: 760px) {
  .kc-like thead {position: absolute; clip-path: inset(50%)}
  .kc-like :is(tbody, tr, th, td) {display: block; width: auto}
  .kc-like tbody th {font-size: 1rem; border: 0; padding: .9rem 0 .1rem; width: auto}
  .kc-like td {border: 0; padding: .25rem 0 .35rem}
  .kc-like tr {border-bottom: 1px solid #8886; padding-bottom: .4rem}
  .kc-like .kc-of {display: block}
}
"""


def context_options(comparison: Comparison) -> list[str]:
    """The options of the arms, each once, of which the release says what they are like."""
    options = dict.fromkeys(o for arm in comparison.arms for o in arm.options)
    return [option for option in options if option in comparison.book.context]


def context_rows(matters: Sequence[str], every: bool = False) -> list[str]:
    """The rows in the order in which they are read: what matters to the person as they put it, then
    the others as the tables have them.

    Args:
        every: all rows, not only the first ones.
    """
    rest = CONTEXT_ROWS if every else FIRST_ROWS
    return list(dict.fromkeys([*matters, *rest]))


def context_table(comparison: Comparison, every: bool = False) -> str:
    """The table as HTML, without its style; empty where the release says nothing of the options."""
    book, options = comparison.book, context_options(comparison)
    if not options:
        return ""
    names = [escape(option_label(book, option)) for option in options]
    say = words().say
    many = " kc-many" if len(options) > _MOST_COLUMNS else ""
    heads = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in names)
    corner = f'<span class="kc-head">{escape(say("context.row"))}</span>'
    parts = [
        f'<table class="kc-like{many}" role="table">',
        f"<caption>{escape(say('context.about'))}</caption>",
        f'<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">{corner}</th>'
        f"{heads}</tr></thead>",
        '<tbody role="rowgroup">',
        *(
            line
            for row in context_rows(comparison.scenario.matters, every)
            for line in _row(book, row, options, names)
        ),
        "</tbody></table>",
    ]
    return "\n".join(parts)


def _row(book: PriceBook, row: str, options: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    label = escape(words().say(f"about-rows.{row}"))
    yield f'<tr role="row"><th scope="row" role="rowheader">{label}</th>'
    for option, name in zip(options, names, strict=True):
        yield (
            f'<td role="cell"><span class="kc-of">{name}</span> '
            f"{_cell(book, book.context[option][row])}</td>"
        )
    yield "</tr>"


def _cell(book: PriceBook, cell: ContextCell) -> str:
    """The text, then each source as a link: its publisher, with the title for who asks."""
    if cell.text is None:
        return escape(words().say("about.unknown", why=cell.unknown))
    found = [book.sources[name] for name in cell.sources]
    said = ", ".join(
        f'<a href="{escape(s.url)}" title="{escape(s.title)}" target="_blank" '
        f'rel="noopener noreferrer">{escape(s.publisher)}</a>'
        if s.url
        else escape(s.publisher)
        for s in found
    )
    return f"{escape(cell.text)} <small>({said})</small>"
