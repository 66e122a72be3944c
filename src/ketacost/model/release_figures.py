"""Every figure of a release by its path: what two releases are held against each other by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from ketacost.model.codes import Code
from ketacost.model.course_figures import context_figures, option_figures
from ketacost.model.figure import Figure, Found, Unit, Value
from ketacost.model.prices import LEVELS, fee_schedule_usd, unit_price
from ketacost.model.scenario import NATIONAL
from ketacost.money import to_cents
from ketacost.tables import PriceBook
from ketacost.tables.schema import (
    PAYERS,
    Accumulator,
    AnesthesiaPrice,
    DayTier,
    FeeSchedulePrice,
    HospitalPrice,
    MultiplePrice,
    Plan,
    PriceRecord,
    Record,
    Service,
    Terms,
    UnknownPrice,
)


def figures(book: PriceBook) -> dict[str, Figure]:
    """Every figure of a release by its path; computed prices at the national level."""
    found: dict[str, Figure] = {}
    for part in _PARTS:
        found.update(part(book))
    return found


def _carried(year: str | None) -> Code | None:
    return Code.of("carried", of=year) if year else None


def _prices(book: PriceBook) -> Found:
    for name, service in book.services.items():
        for payer in PAYERS:
            price, found = service.price.of(payer), unit_price(book, name, payer)
            reason = price.changed or _carried(price.carried_from) or _computed(price)
            cents = None if found.cents is None else tuple(map(int, found.cents))
            yield (
                f"services.{name}.price.{payer}",
                Figure(
                    "prices",
                    Code.of("price", service=service.label, payer=payer),
                    cents,
                    "cents",
                    reason or _unknown(price),
                    cents is None,
                    price.changed or _rule(price),
                    _how(price),
                ),
            )
            if (regional := getattr(price, "regional", None)) is not None:
                label = Code.of("slope", service=service.label, payer=payer)
                yield (
                    f"services.{name}.price.{payer}.slope",
                    Figure("prices", label, regional.slope, "index", reason, changed=price.changed),
                )
        yield from _service(name, service)


def _service(name: str, service: Service) -> Found:
    """What is billed, apart from its price."""
    for field in ("codes", "benefit", "per", "hours", "at-home"):
        value = getattr(service, field.replace("-", "_"))
        label = Code.of("service-term", what=field, service=service.label)
        yield (
            f"services.{name}.{field}",
            Figure("services", label, _text(value), "text", changed=service.changed),
        )


def _unknown(price: PriceRecord) -> str | None:
    return price.unknown if isinstance(price, UnknownPrice) else None


def _rule(price: PriceRecord) -> Code | None:
    """What a price that is computed from Medicare's changes with."""
    if isinstance(price, FeeSchedulePrice | HospitalPrice | AnesthesiaPrice):
        return Code.of("fee-schedule")
    return Code.of("follows-medicare") if isinstance(price, MultiplePrice) else None


def _how(price: PriceRecord) -> object:
    match price:
        case FeeSchedulePrice():
            return price.rvu, price.setting, price.share
        case HospitalPrice():
            return price.opps
        case AnesthesiaPrice():
            return price.anesthesia
        case MultiplePrice():
            return price.of_medicare
    return None


def _computed(price: PriceRecord) -> str | Code | None:
    if isinstance(price, FeeSchedulePrice | HospitalPrice):
        return Code.of("fee-schedule")
    if isinstance(price, MultiplePrice) and price.band is None:
        return Code.of("follows-medicare")
    return price.band


def _medicare(book: PriceBook) -> Found:
    for name, factor in (
        ("conversion-factor", book.medicare.conversion_factor),
        ("anesthesia-conversion-factor", book.medicare.anesthesia_conversion_factor),
    ):
        label = Code.of(name)
        yield (
            f"medicare.{name}",
            Figure("medicare", label, factor.usd, "usd", factor.note, changed=factor.changed),
        )
    why, rvu_changed = Code.of("units-times-factor"), book.medicare.rvu.changed
    for code, rvu in book.rvu.items():
        for setting, pe in (("office", rvu.office_pe), ("facility", rvu.facility_pe)):
            if pe is not None:
                cents = to_cents(fee_schedule_usd(book, code, NATIONAL, setting))
                label = Code.of("fee", billing_code=code, setting=setting)
                yield (
                    f"medicare.rvu.{code}.{setting}",
                    Figure("medicare", label, cents, "cents", why, changed=rvu_changed or why),
                )
    for code, opps in book.opps.items():
        label = Code.of("hospital-rate", billing_code=code)
        note = book.medicare.opps.note
        yield (
            f"medicare.opps.{code}",
            Figure(
                "medicare",
                label,
                to_cents(opps.usd),
                "cents",
                note,
                changed=book.medicare.opps.changed,
            ),
        )


def _plans(book: PriceBook) -> Found:
    for name, plan in book.plans.items():
        yield from _accumulators(name, plan)
        for benefit, terms in plan.cost_sharing.items():
            yield from _terms(name, plan, benefit, terms)
        if plan.otherwise:
            yield from _terms(name, plan, "otherwise", plan.otherwise)
        yield from _premium(name, plan)
        for path, value, unit in _said(plan):
            label = Code.of("plan-term", what=path, plan=plan.label)
            yield (
                f"plans.{name}.{path}",
                Figure("plans", label, value, unit, plan.note, changed=plan.changed),
            )


def _premium(name: str, plan: Plan) -> Found:
    """What a plan itself costs a month, and whose share that is."""
    premium = plan.premium
    if premium is None:
        return
    cents = None if premium.monthly is None else to_cents(premium.monthly)
    why, own = premium.note or premium.unknown, premium.changed or plan.changed
    label = Code.of("premium", plan=plan.label)
    yield (
        f"plans.{name}.premium",
        Figure("plans", label, cents, "cents", why, cents is None, own),
    )
    label = Code.of("premium-who-pays", plan=plan.label)
    yield (
        f"plans.{name}.premium.who-pays",
        Figure("plans", label, premium.who_pays, "text", changed=own),
    )


def _accumulators(name: str, plan: Plan) -> Found:
    for key, accumulator in plan.accumulators.items():
        at, of = f"plans.{name}.accumulators.{key}", accumulator.name or key
        why, own = _why(accumulator), accumulator.changed or plan.changed
        for field in ("deductible", "out_of_pocket_max"):
            if field == "out_of_pocket_max" and accumulator.out_of_pocket_with:
                continue
            value = getattr(accumulator, field)
            path = field.replace("_", "-")
            label = Code.of(path, accumulator=of, plan=plan.label)
            cents = None if value is None else to_cents(value)
            yield f"{at}.{path}", Figure("plans", label, cents, "cents", why, changed=own)
        for path, value, unit in _said(accumulator):
            label = Code.of("accumulator-term", what=path, accumulator=of, plan=plan.label)
            yield f"{at}.{path}", Figure("plans", label, value, unit, why, changed=own)


def _terms(name: str, plan: Plan, benefit: str, terms: Terms) -> Found:
    at, why = f"plans.{name}.cost-sharing.{benefit}", _why(terms)
    own = terms.changed or plan.changed
    if terms.copayment or not terms.coinsurance:
        label = Code.of("copayment", benefit=benefit, plan=plan.label)
        yield (
            f"{at}.copayment",
            Figure("plans", label, to_cents(terms.copayment), "cents", why, changed=own),
        )
    if terms.coinsurance:
        label = Code.of("coinsurance", benefit=benefit, plan=plan.label)
        yield (
            f"{at}.coinsurance",
            Figure("plans", label, terms.coinsurance, "share", why, changed=own),
        )
    for path, value, unit in _said(terms):
        label = Code.of("benefit-term", what=path, benefit=benefit, plan=plan.label)
        yield f"{at}.{path}", Figure("plans", label, value, unit, why, changed=own)


_TOLD_ALREADY = {
    Plan: {"accumulators", "cost_sharing", "otherwise", "premium"},
    Accumulator: {"deductible", "out_of_pocket_max"},
    Terms: {"copayment", "coinsurance"},
}
_PROSE = {"label", "phrase", "name", "note", "changed", "carried_from", "sources", "confidence"}
_SHARES = {"coinsurance", "share", "allowed"}


def _said(record: Record, before: str = "") -> Iterator[tuple[str, Value, Unit]]:
    """Whatever else a record of a plan says, prose apart: path, value, unit. What is left out in
    the tables is left out here."""
    for name, field in type(record).model_fields.items():
        value, path = getattr(record, name), before + name.replace("_", "-")
        if name in _PROSE or name in _TOLD_ALREADY.get(type(record), ()) or value == field.default:
            continue
        if isinstance(value, Record):
            yield from _said(value, f"{path}.")
        elif isinstance(value, Decimal):
            share = name in _SHARES
            yield path, value if share else to_cents(value), "share" if share else "cents"
        elif isinstance(value, int) and not isinstance(value, bool):
            yield path, value, "count"
        else:
            yield path, _text(value), "text"


def _text(value: object) -> str:
    """A value without a unit: a word, or several."""
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(_text(part) for part in value)
        case DayTier(from_day=day, copayment=usd):
            return f"{day}: {usd:f}"
    return str(value)


def _why(record: Accumulator | Terms) -> str | Code | None:
    return record.changed or _carried(record.carried_from) or record.note


def _help(book: PriceBook) -> Found:
    for name, helping in book.help.items():
        reason = helping.changed or _carried(helping.carried_from) or helping.terms
        for field in ("floor", "yearly_cap", "share"):
            value = getattr(helping, field)
            if value is not None:
                path = field.replace("_", "-")
                unit: Unit = "share" if field == "share" else "cents"
                amount = value if field == "share" else to_cents(value)
                label = Code.of(f"help-{path}", help=helping.label)
                yield (
                    f"help.{name}.{path}",
                    Figure("help", label, amount, unit, reason, changed=helping.changed),
                )
        for field in ("kind", "services", "phases", "coverage"):
            if value := getattr(helping, field):
                label = Code.of("help-term", what=field, help=helping.label)
                yield (
                    f"help.{name}.{field}",
                    Figure("help", label, _text(value), "text", reason, changed=helping.changed),
                )


def _help_by_income(book: PriceBook) -> Found:
    """Poverty levels, limits for Medicaid, and the texts of what is told."""
    tables = book.help_by_income
    if tables is None:
        return
    for levels in tables.poverty_levels:
        for place in ("us", "ak", "hi"):
            level = getattr(levels, place)
            params = {"year": levels.year, "place": place}
            path = f"help-by-income.poverty-levels.{levels.year}.{place}"
            for part in ("first_person", "each_further"):
                name = part.replace("_", "-")
                label = Code.of(f"poverty-{name}", **params)
                usd = to_cents(getattr(level, part))
                yield f"{path}.{name}", Figure("help", label, usd, "cents", levels.note)
    for limit in tables.medicaid_limits:
        for state in limit.states:
            label = Code.of("medicaid-limit", state=state)
            path, why = f"help-by-income.medicaid-limits.{state}", limit.note or limit.unknown
            value, unknown = limit.up_to, limit.up_to is None
            yield path, Figure("help", label, value, "count", why, unknown)
    for name, helping in tables.help.items():
        label = Code.of("help-told", help=helping.label)
        yield f"help-by-income.help.{name}.text", Figure("help", label, helping.text, "text")
        for number, step in enumerate(helping.steps, 1):
            label = Code.of("help-step", help=helping.label, number=number)
            path = f"help-by-income.help.{name}.steps.{number}"
            yield path, Figure("help", label, step.up_to, "count", step.says)


def _getting_there(book: PriceBook) -> Found:
    tables = book.getting_there
    if tables is None:
        return
    mile = tables.mile
    cents = [getattr(mile, level) for level in LEVELS]
    for level, usd in zip(LEVELS, cents, strict=True):
        yield (
            f"getting-there.mile.{level}",
            Figure(
                "getting-there",
                Code.of(f"mile-{level}"),
                usd,
                "usd",
                mile.band,
                changed=tables.changed,
            ),
        )
    for place in ("urban", "rural", "super_rural"):
        name = place.replace("_", "-")
        miles = getattr(tables.usual_miles, place)
        label, note = Code.of(f"miles-{name}"), tables.usual_miles.note
        yield (
            f"getting-there.usual-miles.{name}",
            Figure("getting-there", label, miles, "count", note, changed=tables.changed),
        )
    label = Code.of("minutes-a-mile")
    yield (
        "getting-there.minutes-a-mile",
        Figure(
            "getting-there",
            label,
            tables.minutes_a_mile,
            "index",
            tables.note,
            changed=tables.changed,
        ),
    )


def _other_care(book: PriceBook) -> Found:
    """A plain year of other care, part by part."""
    for name, care in book.other_care.items():
        cents = sum(to_cents(line.usd) for line in care.lines)
        label = Code.of("other-care-sum", care=care.label)
        figure = Figure("other-care", label, cents, "cents", care.note, changed=care.changed)
        yield f"other-care.{name}.sum", figure
        for number, line in enumerate(care.lines, 1):
            label = Code.of("other-care", care=care.label, what=line.what)
            figure = Figure(
                "other-care", label, to_cents(line.usd), "cents", care.note, changed=care.changed
            )
            yield f"other-care.{name}.{number}", figure
            label = Code.of("other-care-filed", care=care.label, what=line.what)
            filed = f"{line.benefit}, {line.units}, {line.month}"
            yield (
                f"other-care.{name}.{number}.filed",
                Figure("other-care", label, filed, "text", changed=care.changed),
            )


def _rules(book: PriceBook) -> Found:
    for name, rule in book.rules.items():
        if rule.usd is not None:
            label = Code.of("rule-usd", rule=name)
            yield (
                f"rules.{name}.usd",
                Figure(
                    "rules", label, to_cents(rule.usd), "cents", rule.text, changed=rule.changed
                ),
            )
        if rule.days is not None:
            label = Code.of("rule-days", rule=name)
            yield (
                f"rules.{name}.days",
                Figure("rules", label, rule.days, "count", rule.text, changed=rule.changed),
            )
        label = Code.of("rule", rule=name)
        yield (
            f"rules.{name}.text",
            Figure("rules", label, rule.text, "text", changed=rule.changed),
        )


def _regions(book: PriceBook) -> Found:
    for region, gpci in book.gpci.items():
        place = book.regions[region].label
        for part in ("work", "pe", "mp"):
            label = Code.of("gpci", part=part, region=place)
            yield (
                f"regions.{region}.gpci.{part}",
                Figure(
                    "regions",
                    label,
                    getattr(gpci, part),
                    "index",
                    changed=book.medicare.gpci.changed,
                ),
            )
    for state, index in book.price_parity.items():
        label = Code.of("price-level", state=state)
        yield (
            f"regions.price-parity.{state}",
            Figure("regions", label, index, "index", changed=book.medicare.price_parity.changed),
        )
    medicare = book.medicare
    for name, table, source in (
        ("metro-parity", book.metro_parity, medicare.metro_parity),
        ("wage-index", book.wage_index, medicare.wage_index),
    ):
        for region, index_of in table.items():
            label = Code.of(name, region=book.regions[region].label)
            why = source.changed if source else None
            yield (
                f"regions.{name}.{region}",
                Figure("regions", label, index_of.index, "index", changed=why),
            )


_PARTS: tuple[Callable[[PriceBook], Found], ...] = (
    _prices, _medicare, _plans, option_figures, context_figures, _help, _help_by_income,
    _getting_there, _other_care, _rules, _regions,
)  # fmt: skip
