"""What changed between two releases: every figure, and what it does to example scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ketacost.model.estimate import compare
from ketacost.model.prices import fee_schedule_usd, quote
from ketacost.model.scenario import ScenarioError, read_fields
from ketacost.money import to_cents
from ketacost.tables import PriceBook
from ketacost.tables.schema import (
    BOUNDS,
    COVERAGE_KINDS,
    PAYERS,
    Accumulator,
    Example,
    FeeSchedulePrice,
    HospitalPrice,
    MultiplePrice,
    Terms,
)
from ketacost.words.figures import dollars_and_cents, percent

Value = tuple[int, int, int] | int | Decimal | str | None

GROUPS = {
    "prices": "Prices",
    "medicare": "Medicare fees and factors, national",
    "plans": "Insurance plans",
    "options": "Courses and coverage",
    "regions": "Regional indices",
}


@dataclass(frozen=True)
class Figure:
    """One figure of a release. `unit` is cents, usd, share, count, index or text; a price has
    three values (low, typical, high); None is an unknown or absent limit."""

    group: str
    label: str
    value: Value
    unit: str
    reason: str | None = None
    unknown: str | None = None

    def shown(self) -> str:
        """The value in words."""
        if self.unknown:
            return "not known"
        if self.value is None:
            return "no limit"
        if isinstance(self.value, tuple):
            low, typical, high = map(dollars_and_cents, self.value)
            return typical if low == high else f"{typical} ({low} to {high})"
        if self.unit == "cents":
            return dollars_and_cents(int(self.value)).removesuffix(".00")
        if self.unit == "usd":
            return f"${self.value:f}"
        if self.unit == "share":
            return percent(Decimal(self.value))
        return str(self.value)

    def number(self) -> Decimal | None:
        """What a percentage is taken of: the typical amount, or the value itself."""
        value = self.value[1] if isinstance(self.value, tuple) else self.value
        return None if isinstance(value, str) or value is None else Decimal(value)


@dataclass(frozen=True)
class Change:
    """A figure that is new, gone or different."""

    path: str
    old: Figure | None
    new: Figure | None

    @property
    def kind(self) -> str:
        return "new" if self.old is None else "gone" if self.new is None else "changed"

    @property
    def figure(self) -> Figure:
        return self.new or self.old  # type: ignore[return-value]

    @property
    def percent(self) -> float | None:
        """Change of the typical amount in percent, to one decimal; None where there is none."""
        old = self.old.number() if self.old else None
        new = self.new.number() if self.new else None
        return round(float((new - old) / old * 100), 1) if old and new is not None else None

    @property
    def reason(self) -> str | None:
        return self.figure.reason

    def words(self) -> str:
        """One line: what, from what, to what, by how much."""
        label = self.figure.label
        if self.kind != "changed":
            return f"{label}: {self.kind}, {self.figure.shown()}"
        if self.old.shown() == self.new.shown():
            return f"{label}: {self.new.shown()}, changed by less than a cent"
        by = "" if self.percent is None else f" ({self.percent:+.1f}%)"
        if isinstance(self.new.value, tuple) and self.old.number() == self.new.number():
            by = " (the typical amount stays)"
        return f"{label}: from {self.old.shown()} to {self.new.shown()}{by}"


# --- the figures of a release ---------------------------------------------------------------------


def figures(book: PriceBook) -> dict[str, Figure]:
    """Every figure of a release by its path; computed prices at the national level."""
    found: dict[str, Figure] = {}
    for part in (_prices, _medicare, _plans, _options, _regions):
        found.update(part(book))
    return found


def _prices(book: PriceBook) -> Iterator[tuple[str, Figure]]:
    for name, service in book.services.items():
        for payer in PAYERS:
            price, found = service.price.of(payer), quote(book, name, payer, "us")
            carried = f"carried from {price.carried_from}" if price.carried_from else None
            computed = (
                "Medicare's fee schedule"
                if isinstance(price, FeeSchedulePrice | HospitalPrice)
                else None
            )
            multiple = "follows Medicare's price" if isinstance(price, MultiplePrice) else None
            yield (
                f"services.{name}.price.{payer}",
                Figure(
                    "prices",
                    f"{service.label}, {payer}",
                    found.cents,
                    "cents",
                    price.changed or carried or computed or price.band or multiple,
                    found.unknown,
                ),
            )


def _medicare(book: PriceBook) -> Iterator[tuple[str, Figure]]:
    for name, factor in (
        ("conversion-factor", book.medicare.conversion_factor),
        ("anesthesia-conversion-factor", book.medicare.anesthesia_conversion_factor),
    ):
        label = f"Medicare {name.replace('-', ' ')}"
        yield f"medicare.{name}", Figure("medicare", label, factor.usd, "usd", factor.note)
    why = "relative value units x conversion factor"
    for code, rvu in book.rvu.items():
        for setting, pe in (("office", rvu.office_pe), ("facility", rvu.facility_pe)):
            if pe is not None:
                cents = to_cents(fee_schedule_usd(book, code, "us", setting))
                label = f"Medicare fee for {code}, {setting}"
                yield (
                    f"medicare.rvu.{code}.{setting}",
                    Figure("medicare", label, cents, "cents", why),
                )
    for code, opps in book.opps.items():
        label = f"Medicare hospital outpatient rate for {code}"
        yield (
            f"medicare.opps.{code}",
            Figure("medicare", label, to_cents(opps.usd), "cents", book.medicare.opps.note),
        )


def _plans(book: PriceBook) -> Iterator[tuple[str, Figure]]:
    for name, plan in book.plans.items():
        for key, accumulator in plan.accumulators.items():
            which = accumulator.name or key
            for field, words in (
                ("deductible", "deductible"),
                ("out_of_pocket_max", "out-of-pocket maximum"),
            ):
                if field == "out_of_pocket_max" and accumulator.out_of_pocket_with:
                    continue
                value = getattr(accumulator, field)
                yield (
                    f"plans.{name}.accumulators.{key}.{field.replace('_', '-')}",
                    Figure(
                        "plans",
                        f"{which} {words} a year, {plan.label}",
                        None if value is None else to_cents(value),
                        "cents",
                        _why(accumulator),
                    ),
                )
        terms = dict(plan.cost_sharing) | ({"otherwise": plan.otherwise} if plan.otherwise else {})
        for benefit, term in terms.items():
            where = benefit.replace("-", " ") if benefit != "otherwise" else "anything else"
            at = f"plans.{name}.cost-sharing.{benefit}"
            label = f"for {where}, {plan.label}"
            if term.copayment or not term.coinsurance:
                cents = to_cents(term.copayment)
                yield (
                    f"{at}.copayment",
                    Figure("plans", f"copayment {label}", cents, "cents", _why(term)),
                )
            if term.coinsurance:
                yield (
                    f"{at}.coinsurance",
                    Figure("plans", f"coinsurance {label}", term.coinsurance, "share", _why(term)),
                )


def _why(record: Accumulator | Terms) -> str | None:
    carried = f"carried from {record.carried_from}" if record.carried_from else None
    return record.changed or carried or record.note


def _options(book: PriceBook) -> Iterator[tuple[str, Figure]]:
    for name, option in book.options.items():
        treatment = book.treatments[name.partition(".")[0]].label
        label = f"{treatment}: {option.label}"
        for field in ("default", "min", "max"):
            words = {"default": "usual number", "min": "smallest number", "max": "largest number"}
            yield (
                f"options.{name}.sessions.{field}",
                Figure(
                    "options",
                    f"{label}, {words[field]} (unit: {option.sessions.unit})",
                    getattr(option.sessions, field),
                    "count",
                    option.sessions.note,
                ),
            )
        for kind in COVERAGE_KINDS:
            coverage = option.coverage.of(kind)
            yield (
                f"options.{name}.coverage.{kind}",
                Figure("options", f"{label}, under {kind}", coverage.status, "text", coverage.why),
            )


def _regions(book: PriceBook) -> Iterator[tuple[str, Figure]]:
    for region, gpci in book.gpci.items():
        label = book.regions[region].label
        for part in ("work", "pe", "mp"):
            yield (
                f"regions.{region}.gpci.{part}",
                Figure("regions", f"{part} GPCI of {label}", getattr(gpci, part), "index"),
            )
    for state, index in book.price_parity.items():
        label = f"price level of {state} (US = 100)"
        yield f"regions.price-parity.{state}", Figure("regions", label, index, "index")


# --- comparing -----------------------------------------------------------------------------------


def changes(old: PriceBook, new: PriceBook) -> list[Change]:
    """Every figure that is different, new or gone, in the order of the newer release."""
    before, after = figures(old), figures(new)
    found = [
        Change(path, before.get(path), figure)
        for path, figure in after.items()
        if path not in before or _differs(before[path], figure)
    ]
    return found + [Change(p, f, None) for p, f in before.items() if p not in after]


def _differs(a: Figure, b: Figure) -> bool:
    return a.value != b.value or bool(a.unknown) != bool(b.unknown)


@dataclass(frozen=True)
class ExampleArm:
    """Typical cost to the patient of one arm, in cents, before and after."""

    arm: str
    label: str
    before: int
    after: int


@dataclass(frozen=True)
class ExampleChange:
    """One example scenario under two releases."""

    id: str
    label: str
    link: str
    arms: tuple[ExampleArm, ...]


def example_changes(
    old: PriceBook, new: PriceBook, examples: dict[str, Example]
) -> list[ExampleChange]:
    """Typical patient cost of each example scenario in both releases.

    An arm that one of the releases does not know is left out.
    """
    found = []
    for name, example in examples.items():
        fields = {
            "arms": example.arms,
            "region": example.region,
            "plan": example.plan,
            "horizon": example.horizon,
        }
        scenario, problems = read_fields(fields, new)
        if problems:
            raise ScenarioError(problems)
        earlier, _ = read_fields(fields, old)
        known = [arm for arm in scenario.arms if all(c.option in old.options for c in arm)]
        before = compare(old, replace(earlier, arms=tuple(known)))
        after = compare(new, replace(scenario, arms=tuple(known)))
        arms = tuple(
            ExampleArm(a.id, a.label, _typical(b), _typical(a))
            for a, b in zip(after.arms, before.arms, strict=True)
        )
        found.append(ExampleChange(name, example.label, scenario.to_link(), arms))
    return found


def _typical(arm: Any) -> int:
    return arm.ledger.totals()["patient_pays"]["typical"]


def document(old: PriceBook, new: PriceBook, examples: dict[str, Example]) -> dict[str, Any]:
    """The whole comparison as a document for other programs; money in US dollars."""

    def plain(figure: Figure | None) -> Any:
        if figure is None or figure.value is None:
            return None
        if isinstance(figure.value, tuple):
            return dict(zip(BOUNDS, (c / 100 for c in figure.value), strict=True))
        if figure.unit == "cents":
            return int(figure.value) / 100
        return figure.value if isinstance(figure.value, str | int) else float(figure.value)

    return {
        "from": old.id,
        "to": new.id,
        "changes": [
            {
                "path": change.path,
                "kind": change.kind,
                "label": change.figure.label,
                "old": plain(change.old),
                "new": plain(change.new),
                "percent": change.percent,
                "reason": change.reason,
            }
            for change in changes(old, new)
        ],
        "examples": [
            {
                "id": example.id,
                "label": example.label,
                "link": example.link,
                "arms": [
                    {
                        "arm": a.arm,
                        "label": a.label,
                        "before": a.before / 100,
                        "after": a.after / 100,
                    }
                    for a in example.arms
                ],
            }
            for example in example_changes(old, new, examples)
        ],
    }
