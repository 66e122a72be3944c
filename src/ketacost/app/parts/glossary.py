"""Words of insurance, each explained in a sentence or two."""

from __future__ import annotations

from html import escape

from ketacost.app.parts import drawing
from ketacost.words.language import words


def draw() -> None:
    """All of them, folded."""
    if opened := drawing.fold(words().say("sections.glossary"), "glossary"):
        opened.html(glossary_html())


def glossary_html() -> str:
    """The words and what they mean, as a list of definitions."""
    say = words().say
    items = "".join(
        f"<dt>{escape(say(f'glossary.{name}.word'))}</dt>"
        f"<dd>{escape(say(f'glossary.{name}.means'))}</dd>"
        for name in words().group("glossary")
    )
    return f'<dl class="kc-glossary">{items}</dl>'
