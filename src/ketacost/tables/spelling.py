"""Near misses and counts, for messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ketacost.tables.told import told


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 visit`, `3 visits`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def nearest(word: object, words: Iterable[str]) -> str | None:
    """The known word that a person most likely meant, or None if none is near."""
    found = difflib.get_close_matches(str(word).lower(), sorted(words), n=1, cutoff=0.5)
    return found[0] if found else None


def did_you_mean(word: object, words: Iterable[str]) -> str:
    """`; did you mean 'x'?`, or nothing."""
    near = nearest(word, words)
    return told("; did you mean '{near}'?", near=near) if near else ""
