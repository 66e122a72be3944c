"""Cost sharing of a claims file, as a JSON document and as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ketacost.model.claims import AdjudicatedClaims
from ketacost.money import Cents
from ketacost.output.columns import aligned
from ketacost.tables.claims_layout import Note
from ketacost.words.claims import (
    billed_total_words,
    billed_words,
    outside_words,
    plan_year_words,
    rule_words,
    stated_words,
    verdict_words,
)
from ketacost.words.figures import dollars_and_cents
from ketacost.words.language import words
from ketacost.words.told import told_words

WIDTH = 96
INDENT = " " * 12


def _amounts(claims: AdjudicatedClaims) -> dict[str, Cents]:
    """The figures of each row, by the names that the document has for them."""
    shares = claims.shares
    amounts = {
        "allowed_amount": shares.allowed,
        "patient_pays": shares.patient,
        "plan_pays": shares.plan,
        "deductible": shares.deductible,
        "copayment": shares.copayment,
        "coinsurance": shares.coinsurance,
        "not_covered": shares.not_covered,
    }
    if any(row.billed_cents is not None for row in claims.rows):
        amounts["billed"] = np.array([row.billed_cents or 0 for row in claims.rows], np.int64)
        amounts["written_off"] = claims.written_off
        amounts["balance_bill"] = claims.balance_bill
    return amounts


def _usd(amounts: dict[str, Cents], which: NDArray[np.bool_] | int | slice) -> dict[str, float]:
    return {name: int(np.sum(cents[which])) / 100 for name, cents in amounts.items()}


def adjudication_document(claims: AdjudicatedClaims, notes: Sequence[Note] = ()) -> dict[str, Any]:
    """Everything as one document; amounts in US dollars.

    Returns:
        `plan`; `lines`, in order of date: `line` of the file, date, service, benefit, quantity,
        covered, network, the amounts (allowed_amount, patient_pays, plan_pays, and the parts
        deductible, copayment, coinsurance, not_covered), rule, plan_year (its first day); where the
        file says what was billed, billed, written_off and balance_bill; where it says the
        patient's share, stated_share and difference, above 0 where the plan asks for more;
        `undoes`, the line that a refund takes back; `totals` and, by plan year, `plan_years`;
        `notes` on the file.
    """
    amounts = _amounts(claims)
    return {
        "plan": claims.plan.label,
        "lines": [_line(claims, amounts, i) for i in range(len(claims.rows))],
        "totals": _usd(amounts, slice(None)),
        "plan_years": [
            {
                "label": plan_year_words(year),
                "from": year.isoformat(),
                **_usd(amounts, np.array([y == year for y in claims.years])),
            }
            for year in sorted(set(claims.years))
        ],
        "notes": [
            {"line": n.line, "column": n.column, "message": told_words(n.message)} for n in notes
        ],
    }


def _line(claims: AdjudicatedClaims, amounts: dict[str, Cents], i: int) -> dict[str, Any]:
    row = claims.rows[i]
    line: dict[str, Any] = {
        "line": row.line,
        "date": row.date.isoformat(),
        "service": row.service or row.benefit,
        "benefit": row.benefit,
        "quantity": row.quantity,
        "covered": row.covered,
        "network": row.network,
        **_usd(amounts, i),
        "rule": rule_words(claims, i),
        "plan_year": claims.years[i].isoformat(),
    }
    difference = claims.difference(i)
    if difference is not None and row.stated_cents is not None:
        line |= {"stated_share": row.stated_cents / 100, "difference": difference / 100}
    if row.undoes is not None:
        line["undoes"] = claims.rows[row.undoes].line
    return line


def adjudication_text(claims: AdjudicatedClaims, notes: Sequence[Note] = ()) -> str:
    """Cost sharing line by line, with the rule of each; billed amounts where the file has them."""
    amounts, say = _amounts(claims), words().say
    heads = [say(f"columns.{n}") for n in ("date", "service", "allowed", "plan-pays", "you-pay")]
    cells = [[heads[0], f" {heads[1]}", *heads[2:]]]
    for i, row in enumerate(claims.rows):
        label = textwrap.shorten(row.service or row.benefit, 44, placeholder="...")
        cells.append([row.date.isoformat(), f" {label}", *_cells(amounts, i)])
    years = sorted(set(claims.years))
    for year in years if len(years) > 1 else ():
        which = np.array([y == year for y in claims.years])
        cells.append(["", f" {plan_year_words(year)}", *_cells(amounts, which)])
    cells.append(["", f" {say('columns.total')}", *_cells(amounts, slice(None))])
    head, *lines = aligned(cells, (-10, -45, 11, 11, 11))
    out = [claims.plan.label, head]
    for i in range(len(claims.rows)):
        out.append(lines[i])
        for text in (rule_words(claims, i), billed_words(claims, i), stated_words(claims, i)):
            out += [_wrap(text, INDENT)] if text else []
    out += lines[len(claims.rows) :]
    if text := billed_total_words(claims):
        out.append(_wrap(text, INDENT))
    ends = [
        _wrap(outside_words(claims) or ""),
        "\n".join(map(_wrap, verdict_words(claims))),
        _notes(notes),
    ]
    return "\n\n".join(["\n".join(out), *filter(None, ends)])


def _notes(notes: Sequence[Note]) -> str:
    if not notes:
        return ""
    say = words().say
    told = (say("adjudication.line", line=n.line, message=told_words(n.message)) for n in notes)
    return "\n".join([say("adjudication.notes"), *map(_wrap, told)])


def _cells(amounts: dict[str, Cents], which: NDArray[np.bool_] | int | slice) -> list[str]:
    names = ("allowed_amount", "plan_pays", "patient_pays")
    return [dollars_and_cents(int(np.sum(amounts[name][which]))) for name in names]


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
