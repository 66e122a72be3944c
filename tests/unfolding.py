"""Works out the words that stand beside a figure, as a reader with a calculator would.

Knows only the sentences, nothing of the codes behind them: what it can't work out is a fault.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

MONEY = r"\$(-?[\d,]+(?:\.\d+)?)"
NUMBER = r"([\d.]+)"


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def in_cents(usd: Decimal) -> int:
    return int((usd * 100).quantize(Decimal(1), ROUND_HALF_UP))


def figures_in(form: str, text: str) -> list[Decimal] | None:
    """The numbers of a text that has the form; None if it hasn't. `{$}` and `{n}` stand for
    dollars and for a number, `{*}` for any words."""
    form = re.escape(form)
    for sign, pattern in ((r"\{\$\}", MONEY), (r"\{n\}", NUMBER), (r"\{\*\}", ".*?")):
        form = form.replace(sign, pattern)
    found = re.fullmatch(form, text)
    return found and [number(g) for g in found.groups()]


# --- formulas of prices --------------------------------------------------------------------------


def _fee(n: list[Decimal]) -> Decimal:
    work, work_gpci, pe, pe_gpci, mp, mp_gpci, factor, *share = n
    units = work * work_gpci + pe * pe_gpci + mp * mp_gpci
    return units * factor * (share[0] if share else 1)


_UNITS = "({n} x {n} + {n} x {n} + {n} x {n}) x ${n}"
_FORMULAS = (
    ("{$}, from the tables", lambda n: n[0]),
    ("{$}, from the tables; no price level is published for {*}, so the national price",
     lambda n: n[0]),
    ("{$} in the tables x price level of {*} {n}/100", lambda n: n[0] * n[1] / 100),
    ("{$} in the tables x ({n}/100) to the power {n}; {n} is the price level of {*}",
     lambda n: n[0] * (n[1] / 100) ** n[2]),
    (f"Medicare fee schedule, {{*}} in the {{*}}: {_UNITS}", _fee),
    (f"Medicare fee schedule, {{*}} in the {{*}}: {_UNITS} x {{n}}", _fee),
    ("{$}, Medicare hospital outpatient rate for {*}, national", lambda n: n[0]),
    ("{$}, Medicare hospital outpatient rate for {*}, x (0.6 x {n} + 0.4);"
     " {n} is the wage index of {*}",
     lambda n: n[0] * (Decimal("0.6") * n[1] + Decimal("0.4"))),
    ("({n} base units + {n} time units) x Medicare anesthesia factor ${n}",
     lambda n: (n[0] + n[1]) * n[2]),
    ("{n} x Medicare price {$}", lambda n: n[0] * n[1]),
    ("your clinic's quote: {$}", lambda n: n[0]),
    ("your clinic's quote: {$} for {n}; {$} for {n} of them", lambda n: n[2]),
    ("your clinic's quote: {$} for {n}, less {$} for the {n} that are used",
     lambda n: n[0] - n[2]),
    ("your own terms: {*} at {n}% a year: {n} x {$}, less {$}", lambda n: n[1] * n[2] - n[3]),
    ("your own terms: {*} without interest", lambda n: Decimal(0)),
    ("not all is paid within {*}, so the interest of all of them is owed: {n}% a year of what was "
     "left each month, {$} x {n}% / 12", lambda n: n[1] * n[2] / 1200),
    ("card with deferred interest: all is paid within {*}, so none is owed", lambda n: Decimal(0)),
    ("{n} miles x ${n} a mile", lambda n: n[0] * n[1]),
    ("{$}, your own figure for a ride there and back", lambda n: n[0]),
    ("{n} minutes x ${n} an hour, your own figure", lambda n: n[0] * n[1] / 60),
)  # fmt: skip


def cents_of_formula(text: str) -> int:
    """What a formula gives, cents.

    Raises:
        AssertionError: it can't be worked out.
    """
    for form, work_out in _FORMULAS:
        figures = figures_in(form, text)
        if figures is not None:
            return in_cents(work_out(figures))
    package, more, each = _parts_of_package(text)
    assert in_cents(more[1]) == cents_of_formula(each), text
    return cents_of_formula(package) + int(more[0]) * in_cents(more[1])


def _parts_of_package(text: str) -> tuple[str, list[Decimal], str]:
    """`package; many more at a price each; the formula of that price`."""
    found = re.fullmatch(r"(.*?; .*? of them); (\d+ more at .*? each); (.*)", text)
    assert found, f"no formula: {text}"
    more = figures_in("{n} more at {$} each", found[2])
    assert more, text
    return found[1], more, found[3]


# --- rules ---------------------------------------------------------------------------------------


def cents_of_rule(text: str, full: int) -> int:
    """What a rule leaves to the patient of a full price, before help, cents.

    Raises:
        AssertionError: it can't be worked out, or its own arithmetic is wrong.
    """
    share, rest = 0, text
    for word, work_out in _RULES:
        rest, found = _take(word, rest)
        if found is not None:
            share += work_out([number(f) for f in found], full)
    assert not re.sub(r"[,; ]", "", rest), f"no arithmetic in: {rest} (of {text})"
    return share


def _take(pattern: str, text: str) -> tuple[str, list[str] | None]:
    found = re.search(pattern, text)
    if found is None:
        return text, None
    return text[: found.start()] + text[found.end() :], list(found.groups())


def _percent(n: list[Decimal]) -> int:
    """`coinsurance C (p% of A)`: C, if that is so."""
    cents, percent, of = n[:3]
    plain = in_cents(of * percent / 100)
    assert plain == in_cents(cents), n
    return plain


def _at_most(n: list[Decimal]) -> int:
    cents, percent, of, limit = n
    assert in_cents(of * percent / 100) > in_cents(limit) == in_cents(cents), n
    return in_cents(cents)


def _at_least(n: list[Decimal]) -> int:
    cents, percent, of, limit = n
    assert in_cents(of * percent / 100) < in_cents(limit) == in_cents(cents), n
    return in_cents(cents)


def _back(n: list[Decimal], full: int) -> int:
    percent, of, cents = n
    assert in_cents(of * percent / 100) == in_cents(cents), n
    return full - in_cents(cents)


_ALL = ("you pay the full price", "not covered: you pay the full price",
        "not paid back: you owe the whole package", "getting there, time",
        "out of network: the plan pays nothing back here")  # fmt: skip
_RULES = (
    (r"beyond the \d+ visits? a plan year that are covered: you pay the full price",
     lambda n, full: full),
    (rf"{MONEY} for visits beyond the \d+ visits? a plan year that are covered",
     lambda n, full: in_cents(n[0])),
    (rf"coinsurance {MONEY} \({NUMBER}% of {MONEY}\)", lambda n, full: _percent(n)),
    (rf"coinsurance {MONEY} \({NUMBER}% of {MONEY}, at most {MONEY}\)",
     lambda n, full: _at_most(n)),
    (rf"coinsurance {MONEY} \({NUMBER}% of {MONEY}, at least {MONEY}\)",
     lambda n, full: _at_least(n)),
    (rf"coinsurance {MONEY} \({NUMBER}% of each, at (?:most|least) {MONEY} each\)",
     lambda n, full: in_cents(n[0])),
    (rf"coinsurance {MONEY}", lambda n, full: in_cents(n[0])),
    (rf"out of network: {MONEY} of it counts toward the out-of-network deductible",
     lambda n, full: 0),
    (rf"out of network: the plan pays back {NUMBER}% of {MONEY}, {MONEY}", _back),
    (rf"out of network: your out-of-network maximum is reached; the plan pays back {MONEY}",
     lambda n, full: full - in_cents(n[0])),
    (rf"deductible {MONEY}", lambda n, full: in_cents(n[0])),
    (rf"copayment {MONEY}", lambda n, full: in_cents(n[0])),
    (rf"out-of-pocket maximum reached \({MONEY} not charged\)", lambda n, full: 0),
    ("does not count toward the out-of-pocket maximum", lambda n, full: 0),
    (r"first \d+ visits? of the plan year", lambda n, full: 0),
    ("same benefit period as the stay before: no new deductible", lambda n, full: 0),
    ("part of the hospital stay: nothing more to pay", lambda n, full: 0),
    ("covered in full", lambda n, full: 0),
    ("the one copayment of the (?:visit|day) is paid", lambda n, full: 0),
    (rf"{NUMBER} payments? of about {MONEY}, {NUMBER}% a year", lambda n, full: full),
    (rf"{NUMBER} payments? of {MONEY} on a card with deferred interest, {NUMBER}% a year",
     lambda n, full: full),
    *((re.escape(words), lambda n, full: full) for words in reversed(_ALL)),
)  # fmt: skip


def cents_of_help(text: str) -> int:
    """What help pays, cents: the last amount of each of its parts."""
    parts = [p for p in text.split("; ") if p]
    return sum(in_cents(number(re.findall(MONEY, part)[-1])) for part in parts)
