"""Words for slips of the hand: what was found, and how to write what was meant.

YAML as most programs read it has traps for people who edit prices: `NO` is false, `021` is
seventeen, `12:30` is 750, a date is no text. Here a word without quotes stays what it looks like,
and where it could be misread the fault says how to write it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

from ketacost.tables.faults import FaultId

INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,11})\Z")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,11})\.[0-9]{1,12}\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_YES = ("yes", "y", "on", "true")
_NO = ("no", "n", "off", "false")
_MISREAD = (
    (re.compile(r"0[0-9_]+|0o[0-7]+|0x[0-9a-fA-F]+"), "a number"),
    (re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"), "a number (minutes times 60)"),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9][0-9_]*\.?[0-9_]*)([eE][-+]?[0-9]+)?"), "a number"),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), "a number"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"), "a date"),
    (re.compile(r"null|Null|NULL"), "nothing"),
)


class Bare(str):
    """A word without quotes that programs read in different ways; `meaning` is what they make."""

    meaning: str


def bare(text: str) -> str:
    """The text of an unquoted word, as `Bare` where it could be misread."""
    lower = text.lower()
    if len(text) > 40:
        return text
    if lower in _YES or lower in _NO:
        meaning = "true" if lower in _YES else "false"
    else:
        meaning = next((m for form, m in _MISREAD if form.fullmatch(text)), "")
    if not meaning:
        return text
    word = Bare(text)
    word.meaning = meaning
    return word


def slip(message: str, *at: str, id: FaultId) -> PydanticCustomError:
    """An error in our own words, at a key below the record that is being checked; `id` is that of
    the fault it becomes."""
    return PydanticCustomError("slip", "{message}", {"message": message, "at": at, "id": id})


def shown(value: Any) -> str:
    """A value as a person wrote it, cut short."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"'key: value' lines ({', '.join(list(value)[:3])[:40]})" if value else "{}"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return f"'{text}'" if isinstance(value, str) else text


GROUPED = r"[.' ](?=[0-9]{3})"  # between thousands, where the comma is the decimal mark
_MONTHS = "jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez"

_MEANT: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (INTEGER, "; write {} without quotes".format),
    (DECIMAL, "; write {} without quotes".format),
    (_NUMBER, lambda text: "; that has more digits than any figure here"),
    (
        re.compile(r"[0-9]+(:[0-9]+)+"),
        lambda text: "; it reads as a clock time: write one plain number, such as 12.5",
    ),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"), lambda text: "; that is a date"),
    (
        re.compile(r"\$?[0-9.,]+ ?(-|–|to) ?\$?[0-9.,]+"),
        lambda text: "; a range is written as low, typical and high",
    ),
    (
        re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})? ?%"),
        lambda text: f"; a percent is written as a share: {Decimal(text.rstrip('% ')) / 100:f}",
    ),
    (
        re.compile(r"[0-9](\.[0-9]+)?[eE][-+]?0?[0-9]"),
        lambda text: f"; write it in full: {Decimal(text):f}",
    ),
    (
        re.compile(
            r"0,[0-9]+|[0-9]+,([0-9]{1,2}|[0-9]{4,})|[1-9][0-9]{0,2}([.' ][0-9]{3})+,[0-9]+"
        ),
        lambda text: f"; write {re.sub(GROUPED, '', text).replace(',', '.')} with a decimal point",
    ),
    (
        re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3}){2,}"),
        lambda text: f"; write {text.replace('.', '')} without the points",
    ),
    (
        re.compile(r"\( ?\$? ?[0-9][0-9.,]* ?\)"),
        lambda text: "; brackets mean an amount below 0, and no figure here is",
    ),
    (
        re.compile(r"#+|#[A-Z0-9/]+[!?]?"),
        lambda text: "; a spreadsheet writes that where it shows no figure: write the figure",
    ),
    (
        re.compile(
            rf"([0-9]{{1,4}}[-./ ]+)?({_MONTHS})[a-z]*\.?([-./ ]*[0-9]{{1,4}})?", re.IGNORECASE
        ),
        lambda text: "; a spreadsheet has made a date of the figure: write it anew",
    ),
    (
        re.compile(r"[0-9]{1,2}([-./])[0-9]{1,2}\1[0-9]{2,4}"),
        lambda text: "; that is a date; if a spreadsheet made it of a figure, write that anew",
    ),
)
"""How a text that is no number looks, and what is told of it."""
_CURRENCY = re.compile(r"\b(usd|dollars?)\b|\bUS(?= ?\$)", re.IGNORECASE)
_THOUSANDS = re.compile(r"[-+$ ]*[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


def number_hint(text: str) -> str:
    """How to write the number that a text was meant to be, as `; write ...`, or nothing."""
    text = text.strip()
    if len(text) > 30:
        return ""
    for form, words in _MEANT:
        if form.fullmatch(text):
            return words(text)
    if "," in text and not _THOUSANDS.fullmatch(_CURRENCY.sub("", text).strip()):
        return ""
    return _without_marks(text)


def _without_marks(text: str) -> str:
    """The number that is left without commas and the like, if one is."""
    plain, without = text, []
    if re.fullmatch(r"[$ ]*[0-9]{1,3}([ '][0-9]{3})+(\.[0-9]+)?", text):
        without.append("apostrophe" if "'" in text else "space")
        plain = re.sub("[ ']", "", text)
    if currency := _CURRENCY.search(plain):
        plain = plain.replace(currency[0], "")
        without.append(f"'{currency[0]}'")
    for sign, name in ((",", "comma"), ("_", "underscore"), ("$", "dollar sign"), ("+", "plus")):
        if sign in plain:
            plain = plain.replace(sign, "")
            without.append(name)
    plain = plain.strip().removesuffix(".")
    if re.match(r"-?0[0-9]", plain):
        plain = re.sub(r"^(-?)0+(?=[0-9])", r"\1", plain)
        without.append("leading zero")
    if re.match(r"-?\.[0-9]", plain):
        plain = plain.replace(".", "0.", 1)
    if not _NUMBER.fullmatch(plain):
        return ""
    left_out = " and ".join(name if name.startswith("'") else f"the {name}" for name in without)
    return f"; write {plain}" + (f" without {left_out}" if without else "")


def truth_hint(value: Any) -> str:
    """`; write true` for yes, on and the like, or nothing."""
    word = str(value).lower()
    return f"; write {'true' if word in _YES else 'false'}" if word in (*_YES, *_NO) else ""
