"""Which billing codes are looked for in hospital files, and whether a line is about one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from ketacost.tables.upkeep.hospital.charge import Charge

DRUGS = {"J0013": "esketamine", "S0013": "esketamine", "J3490": "ketamine"}
"""Drug codes always looked for. J3490 holds every drug without a code of its own, so that a line
under it counts only if its words name ketamine."""

_TYPES = {"CPT", "HCPCS", "CPT/HCPCS", "HCPCS/CPT", "CPT®"}
_KETAMINE = re.compile(r"ketamine|ketalar|spravato", re.IGNORECASE)
_FORM = re.compile(r"([0-9A-Z]{5})(?:[-: ]+([0-9A-Z]{2}))?")


class Codes:
    """The codes looked for: five characters each, such as 90834."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.wanted = frozenset(codes) | frozenset(DRUGS)
        begins = self.wanted | {code.lstrip("0") for code in self.wanted}

        @lru_cache(maxsize=1 << 14)  # rows about one item follow each other
        def might_be(text: str) -> bool:
            return text.strip()[:5].rstrip("-: ").upper() in begins

        self.might_be: Callable[[str], bool] = might_be
        """Whether a cell could hold one of the codes: quick, for files of millions of rows."""

    def of(self, charge: Charge) -> tuple[dict[str, str], str]:
        """The codes of a charge with the modifiers written behind them ("90834-95"), or why not.

        Returns:
            ({code: modifier or ""}, "") or ({}, reason): `other-code`, `code-without-type`,
            `stay` (priced by diagnosis group), `other-drug` (under J3490), `cells-too-many`.
        """
        found: dict[str, str] = {}
        untyped = False
        for text, kind in charge.codes:
            code, modifier = _code(text)
            if code not in self.wanted:
                continue
            if kind.strip().upper() in _TYPES:
                found.setdefault(code, modifier)
            elif not kind.strip():
                untyped = True
        if not found:
            return {}, "code-without-type" if untyped else "other-code"
        return (found, "") if not (why := _why_not(charge, found)) else ({}, why)


def _code(text: str) -> tuple[str, str]:
    """A code in capitals, with the zeros that a spreadsheet took (104 is 00104), and what is
    written behind it."""
    text = text.strip().upper()
    if text.isdigit():
        return text.zfill(5), ""
    match = _FORM.fullmatch(text)
    return (match[1], match[2] or "") if match else (text, "")


def _why_not(charge: Charge, found: dict[str, str]) -> str:
    if not charge.cells_fit:
        return "cells-too-many"
    if any(kind.strip().upper().endswith("DRG") and text.strip() for text, kind in charge.codes):
        return "stay"
    if "J3490" in found and not _KETAMINE.search(charge.description):
        del found["J3490"]
        return "" if found else "other-drug"
    return ""
