"""How the figures are made, in plain words."""

from __future__ import annotations

from ketacost.model.ranges import DRAWS
from ketacost.tables import PriceBook
from ketacost.words.language import words


def how_words(book: PriceBook) -> dict[str, tuple[str, list[str]]]:
    """Each part by its id: its heading and its paragraphs."""
    say = words()
    params = {"draws": DRAWS, "correlation": book.ranges.rank_correlation}
    return {
        name: (
            say.say(f"how.{name}.heading"),
            say.say(f"how.{name}.text", **params).strip().split("\n\n"),
        )
        for name in say.group("how")
    }
