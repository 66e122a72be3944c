"""The 988 line with its links: to call, to text, to chat."""

from __future__ import annotations

import re
from html import escape

from ketacost.words.language import words

_LINK = re.compile(r"\[([^]]*)\]\(([^)]*)\)")


def crisis_html() -> str:
    """`words.scenario.crisis_line` as HTML, in which a tap on a phone calls or texts."""
    line = words().say("crisis-links.line")
    said, at = [], 0
    for found in _LINK.finditer(line):
        said += [
            escape(line[at : found.start()]),
            f'<a href="{escape(found[2])}">{escape(found[1])}</a>',
        ]
        at = found.end()
    return "".join(said) + escape(line[at:])
