"""A hospital's charges turned into observations: what one class of payer pays for one of our codes.

Nothing is lost unseen: each amount on a row of our codes is taken, a repetition, or counted with
the reason why it is no price.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ketacost.tables.upkeep.hospital.amounts import NotANumberError, number, why_no_price
from ketacost.tables.upkeep.hospital.charge import Charge, Rate, Raw
from ketacost.tables.upkeep.hospital.codes import DRUGS, Codes
from ketacost.tables.upkeep.hospital.payers import payer_class
from ketacost.tables.upkeep.hospital.tally import Tally

SETTINGS = ("inpatient", "outpatient", "both")
UNSAID = "unsaid"
NOT_AGREED = ("median-allowed", "mean-allowed", "list-price")
"""Bases that are no agreed price: what plans paid in the past, or a stand-in."""

_PUBLIC = ("medicare-advantage", "medicaid")
_MOST_SEEN = 2_000_000

_UNITS = {  # the file's unit: ours, and how many of ours it is
    "ME": ("mg", 1),
    "GR": ("mg", 1000),
    "GM": ("mg", 1000),
    "ML": ("ml", 1),
    "UN": ("each", 1),
    "EA": ("each", 1),
    "F2": ("iu", 1),
}
_LEAST, _MOST = Decimal("0.001"), 100_000  # of a drug's quantity; beyond is a slip


class Observation(NamedTuple):
    """One published amount.

    `usd` buys `quantity` of `per`: item (one time the service), day, case (all of a visit or
    course), mg, ml, each (a vial, kit or spray), iu, or unsaid (a drug whose unit the file lacks).
    `basis`: `charge` (list or cash price), `contract` (dollars agreed), `contract-with-formula`
    (dollars and words that may change them), `percent` (the agreed percentage of this list price,
    worked out here), or one of `NOT_AGREED`: what plans paid (`median-allowed`, `mean-allowed`), or
    `list-price`: a public plan at just the list price, which none pays, so that it stands for a
    rate that the file does not say. `drug` is the hospital's wording, for drugs only.
    """

    code: str
    payer_class: str
    payer: str
    plan: str
    setting: str
    billing_class: str
    modifiers: str
    usd: Decimal
    quantity: Decimal
    per: str
    basis: str
    methodology: str
    drug: str
    row: int


class Taker:
    """Takes the observations of one file, each once.

    Of what was taken only a fingerprint of 16 bytes is kept, and of two million at most (some 200
    MB; files hold a hundredth of that): beyond, a repetition of one long ago is taken again.
    """

    def __init__(self, codes: Codes, tally: Tally, row_word: str) -> None:
        self._codes, self._tally, self._row_word = codes, tally, row_word
        self._seen: set[bytes] = set()

    def take(self, charge: Charge) -> Iterator[Observation]:
        """The observations of a charge that are not yet taken; all of it is counted."""
        codes, why = self._codes.of(charge)
        self._tally.row(why or "ours", "" if why == "other-code" else self._place(charge))
        if not codes:
            return
        for amount in self._amounts(charge, drug=any(code in DRUGS for code in codes)):
            for code, modifier in codes.items():
                yield from self._once(charge, code, modifier, amount)

    def _place(self, charge: Charge, what: str = "") -> str:
        return f"{self._row_word} {charge.row:,}" + (f", {what}" if what else "")

    def _amounts(self, charge: Charge, drug: bool) -> Iterator[_Amount]:
        gross: Decimal | None = None
        for kind, raw in (("gross", charge.gross), ("cash", charge.cash)):
            usd, why = self._usd(charge, raw, f"{kind} charge", drug)
            if usd is not None:
                gross = usd if kind == "gross" else gross
                yield _Amount(kind, "", "", usd, "charge", "")
            elif why:
                self._tally.amount(why)
        for rate in charge.rates:
            yield from self._rate(charge, rate, gross, drug)

    def _rate(
        self, charge: Charge, rate: Rate, gross: Decimal | None, drug: bool
    ) -> Iterator[_Amount]:
        """The amount of a plan: its dollars, else its percentage of a known list price, else what
        it paid in the past."""
        name = f"{rate.payer} / {rate.plan}"
        usd, why = self._usd(charge, rate.dollar, f"dollars of {name}", drug)
        basis = "contract-with-formula" if rate.formula else "contract"
        reasons = [why]
        if usd is None:
            basis = "percent"
            usd, why = self._percent_usd(charge, rate, gross, name)
            reasons.append(why)
        if usd is None and rate.formula:
            reasons.append("formula-only")
        if usd is None:
            basis = rate.allowed_is
            usd, why = self._usd(charge, rate.allowed, f"allowed amount of {name}", drug)
            reasons.append(why)
        if usd is None:
            if why := next(filter(None, reasons), ""):
                self._tally.amount(why)
        elif not rate.payer.strip():
            self._tally.amount("no-payer", self._place(charge))
        else:
            kind = payer_class(rate.payer, rate.plan)
            if usd == gross and kind in _PUBLIC and basis not in NOT_AGREED:
                basis = "list-price"
            yield _Amount(kind, rate.payer, rate.plan, usd, basis, rate.methodology)

    def _usd(self, charge: Charge, raw: Raw, what: str, drug: bool) -> tuple[Decimal | None, str]:
        """A price, or None and why it is none ("" where the file says nothing)."""
        try:
            usd = number(raw)
        except NotANumberError as err:
            found = self._place(charge, f"{what}: '{str(err)[:40]}'")
            self._tally.first.setdefault("no-number", found)
            return None, "no-number"
        if usd is None:
            return None, ""
        if why := why_no_price(usd, small=drug):
            self._tally.first.setdefault(why, self._place(charge, f"{what}: {raw}"))
            return None, why
        return usd, ""

    def _percent_usd(
        self, charge: Charge, rate: Rate, gross: Decimal | None, name: str
    ) -> tuple[Decimal | None, str]:
        try:
            percent = number(rate.percentage)
        except NotANumberError as err:
            found = self._place(charge, f"percentage of {name}: '{str(err)[:40]}'")
            self._tally.first.setdefault("no-number", found)
            return None, "no-number"
        if percent is None or percent == 0:
            return None, ""
        if "percent of total" not in rate.methodology.lower():
            return None, "percentage-of-something"
        if not 1 < percent <= 100:  # 0.65 may be a share, or less than a percent
            self._tally.first.setdefault(
                "percentage-unclear", self._place(charge, f"percentage of {name}: {percent}")
            )
            return None, "percentage-unclear"
        if gross is None:
            return None, "percentage-only"
        return round(gross * percent / 100, 2), ""

    def _once(
        self, charge: Charge, code: str, modifier: str, amount: _Amount
    ) -> Iterator[Observation]:
        per, quantity = _unit(charge, amount, code in DRUGS)
        one = Observation(
            code=code,
            payer_class=amount.payer_class,
            payer=_tidy(amount.payer),
            plan=_tidy(amount.plan),
            setting=_one_of(charge.setting, SETTINGS),
            billing_class=_one_of(charge.billing_class, ("facility", "professional", "both")),
            modifiers=_modifiers(charge.modifiers, modifier),
            usd=_plain(amount.usd),
            quantity=quantity,
            per=per,
            basis=amount.basis,
            methodology=_tidy(amount.methodology).lower(),
            drug=_tidy(charge.description) if code in DRUGS else "",
            row=charge.row,
        )
        mark = hashlib.blake2b(repr(one[:-1]).encode(), digest_size=16).digest()
        if mark in self._seen:
            self._tally.amount("repeated")
            return
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        self._seen.add(mark)
        self._tally.amount("taken")
        self._tally.taken_as[f"basis {one.basis}"] += 1
        self._tally.taken_as[f"per {one.per}"] += 1
        if one.modifiers:
            self._tally.taken_as["modifiers"] += 1
        yield one


class _Amount(NamedTuple):
    payer_class: str
    payer: str
    plan: str
    usd: Decimal
    basis: str
    methodology: str


def _unit(charge: Charge, amount: _Amount, drug: bool) -> tuple[str, Decimal]:
    """What the amount buys, and how many."""
    methodology = amount.methodology.lower()
    if "per diem" in methodology:
        return "day", Decimal(1)
    if "case rate" in methodology:
        return "case", Decimal(1)
    unit = _UNITS.get(charge.drug_unit.strip().upper())
    try:
        quantity = number(charge.drug_quantity)
    except NotANumberError:
        quantity = None
    if unit and quantity and _LEAST <= quantity <= _MOST:
        return unit[0], _plain(quantity * unit[1])
    return (UNSAID if drug else "item"), Decimal(1)


def _plain(amount: Decimal) -> Decimal:
    """300 for 300.00 and for 3E+2."""
    return Decimal(f"{amount.normalize():f}")


def _one_of(text: str, known: tuple[str, ...]) -> str:
    word = text.strip().lower()
    return word if word in known else UNSAID


def _modifiers(said: str, behind: str) -> str:
    """Modifiers in capitals, each once, with | between."""
    parts = [part.strip().upper() for part in said.replace(",", "|").split("|")]
    return "|".join(dict.fromkeys(part for part in (*parts, behind) if part))


def _tidy(text: str) -> str:
    """One line without needless spaces, at most 120 characters."""
    return " ".join(text.split())[:120]
