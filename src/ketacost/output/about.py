"""What options are like, side by side: the same rows for each, with numbered sources below.

Options stand in the order in which they were asked for; nothing is ranked.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from ketacost.tables import PriceBook
from ketacost.tables.schema import CONTEXT_ROWS, ContextCell
from ketacost.words.arms import option_label
from ketacost.words.language import words
from ketacost.words.scenario import crisis_line

LABEL = 18
"""Characters of the column with the rows' names."""
LEAST, MOST = 24, 80
"""Characters of an option's column: with fewer, options stand one after another; longer lines are
hard to read."""
_GAP = "  "


def about_text(book: PriceBook, options: Sequence[str], width: int) -> str:
    """The rows down and the options across; one after another where they are too many for the
    width.

    Args:
        book: a release that has context.
        options: public ids, each once.
        width: characters of a line; addresses of sources may be longer.

    Raises:
        KeyError: the release has no context of an option.
    """
    say = words().say
    each = _column_width(width, len(options))
    together = [options] if each >= LEAST else [[option] for option in options]
    each = max(_column_width(width, len(together[0])), LEAST)
    numbers = {name: n for n, name in enumerate(_sources(book, options), 1)}
    parts = [line for group in together for line in [*_table(book, group, each, numbers), ""]]
    wide = LABEL + len(_GAP) + max(LEAST, _column_width(width, 1))
    return "\n".join(
        [
            *parts,
            say("about.sources"),
            *(line for name, n in numbers.items() for line in _source(book, name, n, wide)),
            "",
            *textwrap.wrap(say("about.not-advice", release=book.id), wide),
            *textwrap.wrap(crisis_line(), wide),
        ]
    )


def _column_width(width: int, columns: int) -> int:
    return min((width - LABEL) // columns - len(_GAP), MOST)


def _sources(book: PriceBook, options: Sequence[str]) -> list[str]:
    """Ids of the sources of some options, in the order in which the rows name them."""
    named = (
        source
        for row in CONTEXT_ROWS
        for option in options
        for source in book.context[option][row].sources
    )
    return list(dict.fromkeys(named))


def _table(
    book: PriceBook, options: Sequence[str], each: int, numbers: dict[str, int]
) -> list[str]:
    labels = [option_label(book, option) for option in options]
    lines = _row("", labels, each)
    lines.append(_GAP.join(["-" * LABEL, *("-" * each for _ in options)]))
    for row in CONTEXT_ROWS:
        cells = (_cell(book.context[option][row], numbers) for option in options)
        lines += _row(words().say(f"about-rows.{row}"), list(cells), each)
        lines.append("")
    return lines[:-1]


def _row(label: str, cells: Sequence[str], each: int) -> list[str]:
    columns = [_wrap(label, LABEL), *(_wrap(cell, each) for cell in cells)]
    widths = (LABEL, *(each for _ in cells))
    return [
        _GAP.join(f"{part:<{w}}" for part, w in zip(parts, widths, strict=True)).rstrip()
        for parts in zip_longest(*columns, fillvalue="")
    ]


def _cell(cell: ContextCell, numbers: dict[str, int]) -> str:
    if cell.text is None:
        return words().say("about.unknown", why=cell.unknown)
    cited = ",\xa0".join(str(n) for n in sorted(numbers[name] for name in cell.sources))
    return f"{cell.text} [{cited}]"


def _wrap(text: str, width: int) -> list[str]:
    """Lines of a text; neither a no-break space nor a hyphen ends one."""
    lines = textwrap.wrap(text, width, break_on_hyphens=False)
    return [line.replace("\xa0", " ") for line in lines]


def _source(book: PriceBook, name: str, number: int, width: int) -> list[str]:
    source = book.sources[name]
    dated = f", {source.published}" if source.published else ""
    indent = " " * 6
    text = f"{f'[{number}]':<6}{source.title}. {source.publisher}{dated}"
    lines = textwrap.wrap(text, width, subsequent_indent=indent)
    return [*lines, f"{indent}{source.url}"] if source.url else lines


def about_document(book: PriceBook, options: Sequence[str]) -> dict[str, Any]:
    """The same for other programs: options with their rows in order, and the sources they name.

    Raises:
        KeyError: the release has no context of an option.
    """
    return {
        "release": book.id,
        "options": [
            {
                "option": option,
                "label": option_label(book, option),
                "rows": [
                    {
                        "row": row,
                        "label": words().say(f"about-rows.{row}"),
                        "text": cell.text,
                        "unknown": cell.unknown,
                        "sources": list(cell.sources),
                    }
                    for row, cell in book.context[option].items()
                ],
            }
            for option in options
        ],
        "sources": {
            name: book.sources[name].model_dump(mode="json") for name in _sources(book, options)
        },
    }


def about_json(book: PriceBook, options: Sequence[str]) -> str:
    """`about_document` as JSON text."""
    return json.dumps(about_document(book, options), indent=1, ensure_ascii=False)
