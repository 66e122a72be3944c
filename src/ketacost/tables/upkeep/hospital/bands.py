"""Bands over hospitals: p10, median and p90 of one value per hospital."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ketacost.tables.upkeep.hospital.charge import Hospital
from ketacost.tables.upkeep.hospital.codes import DRUGS
from ketacost.tables.upkeep.hospital.observations import NOT_AGREED, Observation

COUNTRY = "US"
_TENTHS_OF_A_CENT = 1000
_STATE_HOSPITALS = 3
_FAR = 10


class Band(NamedTuple):
    """Of one code, class of payer, billing class and unit in the country (`US`) or in a state:
    US dollars over `hospitals`; `far_off` hospitals lie over 10 times above or below the median of
    all and are left out."""

    code: str
    payer_class: str
    billing_class: str
    per: str
    area: str
    hospitals: int
    amounts: int
    p10: Decimal
    median: Decimal
    p90: Decimal
    lowest: Decimal
    highest: Decimal
    far_off: int


class Bands:
    """Gathers observations and makes bands of them.

    An observation counts if it is a price of the service as such: no modifier, not inpatient only,
    an agreed price, and a drug by the milligram. A file that gives no billing class counts as
    facility.
    """

    def __init__(self) -> None:
        self._values: defaultdict[tuple[str, ...], defaultdict[tuple[str, str], array[int]]] = (
            defaultdict(lambda: defaultdict(lambda: array("q")))
        )

    def add(self, hospital: Hospital, one: Observation) -> bool:
        """Count an observation, if it is fit; whether it was."""
        if one.modifiers or one.setting == "inpatient" or one.basis in NOT_AGREED:
            return False
        if one.code in DRUGS and one.per != "mg":
            return False
        billing = "facility" if one.billing_class == "unsaid" else one.billing_class
        value = round(one.usd / one.quantity * _TENTHS_OF_A_CENT)
        key = (one.code, one.payer_class, billing, one.per)
        self._values[key][hospital.state, hospital.name].append(value)
        return True

    def bands(self) -> Iterator[Band]:
        """All bands in order; a state's only with three hospitals or more."""
        for key in sorted(self._values):
            of = self._values[key]
            yield from _band(key, COUNTRY, list(of.values()))
            for state in sorted({state for state, _ in of}):
                inside = [values for (where, _), values in of.items() if where == state]
                if len(inside) >= _STATE_HOSPITALS:
                    yield from _band(key, state, inside)


def _band(key: tuple[str, ...], area: str, hospitals: list[array[int]]) -> Iterator[Band]:
    medians = sorted(percentile(sorted(values), 50) for values in hospitals)
    middle = percentile(medians, 50)
    kept = [m for m in medians if middle / _FAR <= m <= middle * _FAR]
    p10, median, p90 = (_usd(percentile(kept, at)) for at in (10, 50, 90))
    code, payer_class, billing_class, per = key
    yield Band(
        code=code,
        payer_class=payer_class,
        billing_class=billing_class,
        per=per,
        area=area,
        hospitals=len(kept),
        amounts=sum(map(len, hospitals)),
        p10=p10,
        median=median,
        p90=p90,
        lowest=_usd(kept[0]),
        highest=_usd(kept[-1]),
        far_off=len(medians) - len(kept),
    )


def _usd(tenths: Decimal) -> Decimal:
    return round(tenths / _TENTHS_OF_A_CENT, 2)


def percentile(ordered: Sequence[int] | Sequence[Decimal], at: int) -> Decimal:
    """The value below which `at` percent lie, by linear interpolation.

    Args:
        ordered: one or more values, the smallest first.
    """
    place = Decimal(at) * (len(ordered) - 1) / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return Decimal(ordered[low]) + (place - low) * (Decimal(ordered[high]) - Decimal(ordered[low]))
