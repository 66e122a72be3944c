"""The language that is spoken: it belongs to the thread or task that asks.

Words of the program (`words/en.yaml`, `words/es.yaml`) and texts of the tables (`translation.py`)
follow it; no figure does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = ("en", "es")
"""What the words are written in; the first is spoken where nobody chose."""

_spoken: ContextVar[str] = ContextVar("spoken", default=LANGUAGES[0])


def language() -> str:
    """The language that is spoken here: `en`, `es`."""
    return _spoken.get()


def speak(language: str) -> None:
    """Speak a language from here on; one that we don't have leaves the one that is spoken."""
    if language in LANGUAGES:
        _spoken.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within a block."""
    before = _spoken.get()
    speak(language)
    try:
        yield
    finally:
        _spoken.set(before)


def preferred(accepted: str | None) -> str:
    """The first language of a browser's `Accept-Language` (or its locale) that we have; else the
    first of ours. Weights are read as written, the greatest first."""
    wanted: list[tuple[float, str]] = []
    for part in (accepted or "").split(",")[:20]:
        name, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), name.split("-")[0].lower()))
        except ValueError:
            continue
    found = (name for _, name in sorted(wanted, key=lambda w: w[0]) if name in LANGUAGES)
    return next(found, LANGUAGES[0])
