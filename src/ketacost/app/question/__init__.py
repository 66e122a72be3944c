"""The question: a sentence to fill in, and folded under it everything else a person may add."""

from __future__ import annotations

from ketacost.app.question.sentence import ask

__all__ = ["ask"]
