"""The same charges in each form that CMS publishes: for tests, and files of any size."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Charges = Iterable[Mapping[str, Any]]
"""Each with `description`, `codes` [(code, type)], `setting`, and as wanted `billing_class`,
`modifiers`, `drug` (quantity, unit), `gross`, `cash`, `rates` [(payer, plan, what it says)], where
that has `dollar`, `percentage`, `algorithm`, `median`, `methodology`."""

_OWN = {
    "hospital_name": "Made Up Hospital",
    "last_updated_on": "2026-04-01",
    "version": "3.0.0",
    "location_name": "Made Up Hospital",
    "hospital_address": "1 Elm Street, Columbus, OH 43004",
    "license_number|OH": "00123",
    "type_2_npi": "0000000001",
    "To the best of its knowledge ...": "true",
    "attester_name": "A. Attester",
}
_BEGIN = ["description", "code|1", "code|1|type", "code|2", "code|2|type", "modifiers", "setting"]
_MIDDLE = [
    "billing_class", "drug_unit_of_measurement", "drug_type_of_measurement",
    "standard_charge|gross", "standard_charge|discounted_cash",
]  # fmt: skip
_PARTS = {
    "dollar": ("standard_charge", "negotiated_dollar"),
    "percentage": ("standard_charge", "negotiated_percentage"),
    "algorithm": ("standard_charge", "negotiated_algorithm"),
    "median": ("median_amount",),
    "p10": ("10th_percentile",),
    "p90": ("90th_percentile",),
    "count": ("count",),
    "methodology": ("standard_charge", "methodology"),
}
_END = ["standard_charge|min", "standard_charge|max", "additional_generic_notes"]


def _line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(["" if c is None else c for c in cells])
    return text.getvalue()


def _begin(charge: Mapping[str, Any]) -> list[object]:
    codes = [*charge["codes"], ("", ""), ("", "")][:2]
    quantity, unit = charge.get("drug", ("", ""))
    return [
        charge["description"], *codes[0], *codes[1], charge.get("modifiers", ""),
        charge["setting"], charge.get("billing_class", ""), quantity, unit,
        charge.get("gross"), charge.get("cash"),
    ]  # fmt: skip


def tall(charges: Charges) -> Iterator[str]:
    """CSV "tall": one row a plan."""
    yield _line(_OWN)
    yield _line(_OWN.values())
    parts = ["|".join(parts) for parts in _PARTS.values()]
    yield _line([*_BEGIN, *_MIDDLE, "payer_name", "plan_name", *parts, *_END])
    for charge in charges:
        for payer, plan, said in charge.get("rates") or [("", "", {})]:
            yield _line([*_begin(charge), payer, plan, *(said.get(p) for p in _PARTS), "", "", ""])


def wide(charges: Charges, plans: Sequence[tuple[str, str]]) -> Iterator[str]:
    """CSV "wide": columns for each of `plans`, of which a charge names each at most once."""
    yield _line(_OWN)
    yield _line(_OWN.values())
    columns = [
        "|".join((parts[0], payer, plan, *parts[1:]))
        for payer, plan in plans
        for parts in _PARTS.values()
    ]
    yield _line([*_BEGIN, *_MIDDLE, *columns, *_END])
    for charge in charges:
        said = {(payer, plan): what for payer, plan, what in charge.get("rates", ())}
        cells = [said.get(one, {}).get(part) for one in plans for part in _PARTS]
        yield _line([*_begin(charge), *cells, "", "", ""])


_JSON_RATE = {
    "dollar": "standard_charge_dollar",
    "percentage": "standard_charge_percentage",
    "algorithm": "standard_charge_algorithm",
    "median": "median_amount",
    "p10": "10th_percentile",
    "p90": "90th_percentile",
    "count": "count",
    "methodology": "methodology",
}


def as_json(charges: Charges, indent: int | None = None) -> Iterator[str]:
    """JSON: one entry a charge."""
    head = {
        "hospital_name": "Made Up Hospital",
        "last_updated_on": "2026-04-01",
        "version": "3.0.0",
        "location_name": ["Made Up Hospital"],
        "hospital_address": ["1 Elm Street, Columbus, OH 43004"],
        "license_information": {"license_number": "00123", "state": "OH"},
        "type_2_npi": ["0000000001"],
    }
    yield json.dumps(head, indent=indent).rstrip("}\n") + ', "standard_charge_information": ['
    before = ""
    for charge in charges:
        yield before + json.dumps(_entry(charge), indent=indent)
        before = ",\n"
    yield "]}\n"


def _entry(charge: Mapping[str, Any]) -> dict[str, Any]:
    one: dict[str, Any] = {"setting": charge["setting"]}
    for ours, theirs in (
        ("billing_class", "billing_class"), ("gross", "gross_charge"), ("cash", "discounted_cash")
    ):  # fmt: skip
        if charge.get(ours) not in (None, ""):
            one[theirs] = charge[ours]
    if charge.get("modifiers"):
        one["modifier_code"] = str(charge["modifiers"]).split("|")
    if charge.get("rates"):
        one["payers_information"] = [
            {
                "payer_name": payer,
                "plan_name": plan,
                **{_JSON_RATE[part]: value for part, value in said.items() if value is not None},
            }
            for payer, plan, said in charge["rates"]
        ]
    entry: dict[str, Any] = {
        "description": charge["description"],
        "code_information": [{"code": code, "type": kind} for code, kind in charge["codes"]],
        "standard_charges": [one],
    }
    if "drug" in charge:
        entry["drug_information"] = dict(zip(("unit", "type"), charge["drug"], strict=True))
    return entry
