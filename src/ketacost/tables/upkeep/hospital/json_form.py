"""Hospital charges in CMS's JSON form, versions 2.x and 3.0, read in a stream: one entry of
`standard_charge_information` is in memory at a time. The order of keys does not matter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn, TextIO

from ketacost.tables.faults import PricingError
from ketacost.tables.upkeep.hospital.charge import Charge, Hospital, Rate, Raw
from ketacost.tables.upkeep.hospital.codes import Codes
from ketacost.tables.upkeep.hospital.file import WANTED
from ketacost.tables.upkeep.hospital.header import hospital
from ketacost.tables.upkeep.hospital.tally import Tally

LIST = "standard_charge_information"
_PIECE = 1 << 20
_LONGEST = 1 << 25  # characters of one value: 100 times the largest entry that was seen
_TOO_EARLY = "the file ends too early; download it once more"
_OWN = ("hospital_name", "last_updated_on", "version", "license_information")


class _Text:
    """JSON text of any length, of which whole values are taken one after the other."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._text, self._at, self._ended, self._before = "", 0, False, 0
        self._decoder = json.JSONDecoder(
            parse_float=Decimal, parse_constant=str, strict=False
        )  # NaN and Infinity are text here: no numbers

    def next_sign(self) -> str:
        """The next character that is no blank, left where it is; "" at the end."""
        while True:
            while self._at < len(self._text):
                if not self._text[self._at].isspace():
                    return self._text[self._at]
                self._at += 1
            if self._ended:
                return ""
            self._more(_PIECE)

    def take(self, *signs: str) -> str:
        """Step over the next sign, which must be one of these."""
        if (sign := self.next_sign()) not in signs:
            self.broken(f"expected {' or '.join(signs)}" + (f", found {sign}" if sign else ""))
        self._at += 1
        return sign

    def value(self) -> Any:
        """The next value, whole."""
        self.next_sign()
        piece = _PIECE
        while True:
            try:
                found, end = self._decoder.raw_decode(self._text, self._at)
                number = isinstance(found, int | Decimal)  # 12 may be cut from 12.5 or 12e+5
                if self._ended or end + 3 * number <= len(self._text):
                    self._at = end
                    return found
            except json.JSONDecodeError as err:
                if not self._cut_off(err):
                    self.broken(err.msg, err.pos)
                if self._ended:
                    self.broken(_TOO_EARLY)
            except (ValueError, RecursionError) as err:
                self.broken(str(err)[:80])
            if len(self._text) - self._at > _LONGEST:
                self.broken(f"a value of more than {_LONGEST:,} characters")
            self._more(piece)
            piece *= 2

    def _cut_off(self, err: json.JSONDecodeError) -> bool:
        """Whether more text could mend it: the fault is at the end of what was read so far."""
        end = len(self._text.rstrip()) if self._ended else len(self._text) - 20
        return err.msg.startswith("Unterminated string") or err.pos >= end

    def _more(self, size: int) -> None:
        self._before += self._at
        piece = self._stream.read(size)
        self._text, self._at, self._ended = self._text[self._at :] + piece, 0, not piece

    def broken(self, why: str, at: int | None = None) -> NoReturn:
        """Raise: this is no JSON, and where."""
        place = self._before + (self._at if at is None else at)
        if self._ended and not self._text[self._at :].strip():
            why = _TOO_EARLY
        what = why if why == _TOO_EARLY else f"no JSON: {why}"
        raise PricingError(f"{self._name}, character {place + 1:,}: {what}")


def _members(text: _Text) -> Iterator[str]:
    """The keys of the outermost object; who asks takes the value of each."""
    text.take("{")
    if text.next_sign() == "}":
        return
    while True:
        key = text.value()
        if not isinstance(key, str):
            text.broken('expected a name in quotes, such as "hospital_name"')
        text.take(":")
        yield key
        if text.take(",", "}") == "}":
            return


def _entries(text: _Text) -> Iterator[Any]:
    """The entries of a list, one after the other."""
    text.take("[")
    if text.next_sign() == "]":
        text.take("]")
        return
    while True:
        yield text.value()
        if text.take(",", "]") == "]":
            return


class JsonFile:
    """A JSON file. It is read up to the hospital's own data, and once more for the charges, as
    these may stand before or behind them.

    Attributes:
        hospital: whose charges they are.
        layout: `JSON`.
    """

    row_word, layout = "entry", "JSON"

    def __init__(self, again: Callable[[], TextIO], name: str, tally: Tally) -> None:
        """Find the hospital.

        Args:
            again: opens the text from its beginning.

        Raises:
            PricingError: it is no such file.
        """
        self._again, self._name, self._tally = again, name, tally
        self.hospital = self._hospital()

    def _hospital(self) -> Hospital:
        said: dict[str, Any] = {}
        text = _Text(self._again(), self._name)
        if text.next_sign() == "[":
            raise PricingError(f"{self._name}: a list, where an object {{...}} is due; {WANTED}")
        for key in _members(text):
            if key != LIST:
                said[key] = text.value()
            elif all(own in said for own in _OWN):
                said[key] = ()
                break
            else:
                for _ in _entries(text):
                    pass
                said[key] = ()
        if LIST not in said or "hospital_name" not in said:
            missing = LIST if LIST not in said else "hospital_name"
            insurer = {"reporting_entity_name", "in_network"} & set(said)
            advice = "this is an insurer's file; take the hospital's own" if insurer else WANTED
            raise PricingError(f"{self._name}: no {missing} in it; {advice}")
        license_ = said.get("license_information")
        license_ = license_[0] if isinstance(license_, list) and license_ else license_
        addresses = said.get("hospital_address")
        return hospital(
            self._name,
            _text(said["hospital_name"]),
            _text(license_.get("state")) if isinstance(license_, dict) else "",
            " | ".join(map(_text, addresses)) if isinstance(addresses, list) else _text(addresses),
            _text(said.get("last_updated_on")),
            _text(said.get("version")),
        )

    def charges(self, codes: Codes) -> Iterator[Charge]:
        """Each charge that could be about one of the codes; the others are counted.

        Raises:
            PricingError: an entry can't be read.
        """
        text = _Text(self._again(), self._name)
        for key in _members(text):
            if key != LIST:
                text.value()
                continue
            for number, entry in enumerate(_entries(text), 1):
                if not isinstance(entry, dict):
                    raise PricingError(
                        f"{self._name}, entry {number:,} of {LIST}: expected an object {{...}}"
                    )
                listed = [
                    (_text(code.get("code")), _text(code.get("type")))
                    for code in _objects(entry.get("code_information"))
                ]
                if any(codes.might_be(code) for code, _ in listed):
                    yield from _charges(number, entry, tuple(listed))
                else:
                    self._tally.rows["other-code"] += len(_objects(entry.get("standard_charges")))


def _charges(
    number: int, entry: Mapping[str, Any], codes: tuple[tuple[str, str], ...]
) -> Iterator[Charge]:
    drug = entry.get("drug_information")
    drug = drug if isinstance(drug, dict) else {}
    for one in _objects(entry.get("standard_charges")):
        modifiers = one.get("modifier_code", one.get("modifiers", ""))
        yield Charge(
            row=number,
            description=_text(entry.get("description")),
            codes=codes,
            setting=_text(one.get("setting")),
            billing_class=_text(one.get("billing_class")),
            modifiers="|".join(map(_text, modifiers))
            if isinstance(modifiers, list)
            else _text(modifiers),
            drug_quantity=_raw(drug.get("unit")),
            drug_unit=_text(drug.get("type")),
            gross=_raw(one.get("gross_charge")),
            cash=_raw(one.get("discounted_cash")),
            rates=tuple(map(_rate, _objects(one.get("payers_information")))),
        )


def _rate(said: Mapping[str, Any]) -> Rate:
    mean = said.get("median_amount") is None and said.get("estimated_amount") is not None
    return Rate(
        payer=_text(said.get("payer_name")),
        plan=_text(said.get("plan_name")),
        dollar=_raw(said.get("standard_charge_dollar")),
        percentage=_raw(said.get("standard_charge_percentage")),
        formula=bool(_text(said.get("standard_charge_algorithm")).strip()),
        allowed=_raw(said.get("estimated_amount" if mean else "median_amount")),
        allowed_is="mean-allowed" if mean else "median-allowed",
        methodology=_text(said.get("methodology")),
    )


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _raw(value: Any) -> Raw:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str | None):
        return str(value)
    return value
