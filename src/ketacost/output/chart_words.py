"""The words that stand in a chart, in lines that fit a phone."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

PHONE_LINE = 36
"""Characters of a chart's words that fit beside each other on a phone."""


def stacked(texts: Sequence[str]) -> list[str]:
    """Words in lines that fit a phone, as many lines in each, so that all stand on their row."""
    wrapped = [textwrap.wrap(text, PHONE_LINE) for text in texts]
    most = max(map(len, wrapped), default=0)
    return ["\n".join([""] * (most - len(lines)) + lines) for lines in wrapped]


def lines_of(rows: Sequence[Mapping[str, Any]]) -> int:
    """How many lines of words stand above each row."""
    return 1 + max((str(row["text"]).count("\n") for row in rows), default=0)
