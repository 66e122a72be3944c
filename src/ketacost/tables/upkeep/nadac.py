"""National Average Drug Acquisition Cost: what pharmacies pay for drugs.
`ketacost prices import nadac`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ketacost.money import to_cents
from ketacost.tables.faults import PricingError
from ketacost.tables.folder import read_folder
from ketacost.tables.plausible import is_far
from ketacost.tables.reading import Document
from ketacost.tables.schema import PAYERS, BandPrice
from ketacost.tables.upkeep.drug_names import DrugName, parse_drug, same_drug
from ketacost.tables.upkeep.into_draft import Report, in_one_step, sound
from ketacost.tables.upkeep.new_source import add_source, source_for
from ketacost.tables.upkeep.official_csv import column_of, iso_date, number_in, rows_of, tidy
from ketacost.tables.upkeep.which_file import not_this


@dataclass(frozen=True)
class NadacRow:
    """What pharmacies pay for one unit of a drug (NADAC), US dollars: the rate that held on the day
    `as_of`, in force since `effective`; both as ISO dates. `lowest` and `highest` are those of
    single makers."""

    usd_per_unit: Decimal
    unit: str
    effective: str
    as_of: str
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True)
class _Rate:
    """One line of the file: a maker's rate, in force since `effective`, as listed on `as_of`."""

    ndc: str
    usd: Decimal
    unit: str
    effective: str
    as_of: str


def read_nadac(path: Path, drugs: set[str]) -> dict[str, NadacRow]:
    """Read a NADAC file: the rate of each drug asked that holds on the last day that lists it, the
    median over its makers.

    The file of a year lists every maker's rate again each week (`As of Date`), and a rate may begin
    later than the week that lists it (`Effective Date`): such a one does not hold yet. A file
    without the first date is one list, of which each maker's newest rate holds.

    A drug is named by its first word, strength and form (`sertraline 50 mg tab`); the file's
    longer names (`SERTRALINE HCL 50 MG TABLET`) match. Other numbers in the name, another way of
    release (`ER`, `ODT`) or a second substance make it another drug.

    Raises:
        PricingError: not such a file, or a rate in it is no number.
    """
    rows = rows_of(path)
    if not rows:
        raise PricingError(f"{path.name}: the file is empty")
    names = [tidy(cell.replace("_", " ")) for cell in rows[0]]
    if "NDC DESCRIPTION" not in names:
        raise not_this(path, rows, "the drug costs (NADAC)")
    drug = column_of(names, r"^NDC DESCRIPTION$", "NDC Description", path)
    ndc = column_of(names, r"^NDC$", "NDC", path)
    rate = column_of(names, r"^NADAC PER UNIT$", "NADAC Per Unit", path)
    effective = column_of(names, r"^EFFECTIVE DATE$", "Effective Date", path)
    unit = column_of(names, r"^PRICING UNIT$", "Pricing Unit", path)
    as_of = names.index("AS OF DATE") if "AS OF DATE" in names else None
    asked = {name: parse_drug(name) for name in drugs}
    found: dict[str, list[_Rate]] = {}
    for row in rows[1:]:
        for name in _drugs_in(row[drug], asked) if len(row) >= len(names) else ():
            day = iso_date(row[effective], path)
            one = _Rate(
                row[ndc],
                number_in(row[rate], path, f"{row[drug]}, NADAC per unit"),
                row[unit].upper(),
                day,
                iso_date(row[as_of], path) if as_of is not None else "",
            )
            if not one.usd:
                raise PricingError(f"{path.name}: {row[drug]}, NADAC per unit: found 0")
            found.setdefault(name, []).append(one)
    pills = {name for name, wanted in asked.items() if wanted.shape in ("TAB", "CAP")}
    held = {name: _in_force(rates, name in pills) for name, rates in found.items()}
    return {name: _median(rates) for name, rates in held.items() if rates}


def _drugs_in(text: str, asked: Mapping[str, DrugName]) -> list[str]:
    """Which of the drugs asked a name in the file is."""
    first = text.upper().split(maxsplit=1)[:1]
    if not any(first == [wanted.first] for wanted in asked.values()):
        return []  # most lines
    name = parse_drug(text)
    return [key for key, wanted in asked.items() if same_drug(wanted, name)]


def _in_force(rates: list[_Rate], pill: bool) -> list[_Rate]:
    """The rate of each maker that holds on the last day that lists the drug.

    Tablets and capsules are sold each (EA); a rate per milliliter or gram is that of a liquid.
    """
    last = max(rate.as_of for rate in rates)
    by_maker: dict[str, _Rate] = {}
    for rate in sorted(rates, key=lambda rate: rate.effective):
        holds = rate.as_of == last and (not last or rate.effective <= last)
        if holds and (rate.unit == "EA" or not pill):
            by_maker[rate.ndc] = rate
    return list(by_maker.values())


def _median(rates: list[_Rate]) -> NadacRow:
    usd = sorted(rate.usd for rate in rates)
    newest = max(rates, key=lambda rate: rate.effective)
    return NadacRow(
        usd[len(usd) // 2], newest.unit, newest.effective, newest.as_of, usd[0], usd[-1]
    )


def import_nadac(into: str, nadac: Path) -> Report:
    """What pharmacies pay for the drugs in use: sets the bounds that say `from-nadac`.

    Raises:
        PricingError: not such a file.
        PricingFaults: the draft has faults; mend them first.
    """
    return in_one_step(into, lambda folder, report: _nadac(folder, report, nadac))


def _nadac(folder: Path, report: Report, path: Path) -> None:
    draft = sound(folder)
    drugs = {
        part.drug
        for file in draft.services.values()
        for service in file.services.values()
        for part in service.nadac
    }
    rates = read_nadac(path, drugs)
    report.missing += [f"no rate for {drug}" for drug in sorted(drugs - set(rates))]
    if not rates:
        raise PricingError(f"{path.name}: none of the drugs in use is in it; nothing was changed")
    newest = max(rate.effective for rate in rates.values())
    last = max(rate.as_of for rate in rates.values())
    source = source_for(
        draft,
        f"nadac-{newest}",
        f"National Average Drug Acquisition Cost (NADAC) up to {newest}; {path.name}",
        "https://data.medicaid.gov/nadac",
        newest,
        "Taken: of each drug the rates that held"
        + (f" as of {last}" if last else "")
        + ", the middle one of its makers.",
    )
    report.look += _doubts(rates, last)
    for stem, file in draft.services.items():
        document = draft.documents[f"services/{stem}.yaml"]
        edits: list[Edit] = []
        for name, service in file.services.items():
            if not service.nadac or any(part.drug not in rates for part in service.nadac):
                continue
            exact = sum(rates[part.drug].usd_per_unit * part.units for part in service.nadac)
            usd = Decimal(to_cents(exact)) / 100
            for payer in PAYERS:
                price, at = service.price.of(payer), ("services", name, "price", payer)
                if isinstance(price, BandPrice) and price.from_nadac:
                    edits += _price_edits(document, at, price, usd, source.id, report)
        if edits:
            _edit(folder / "services" / f"{stem}.yaml", edits)
            report.written.append(f"services/{stem}.yaml")
    if report.changed:
        report.look.append(
            "in the prices changed: the other figures, the dates (effective, checked) and what "
            "band and note say of the old figure"
        )
    if source.id in read_folder(folder).used_sources():
        add_source(source, folder, report)
    sound(folder)


def _doubts(rates: Mapping[str, NadacRow], last: str) -> list[str]:
    """Rates that may not be today's, or not those of one drug."""
    doubts = []
    for drug, rate in sorted(rates.items()):
        if rate.as_of != last:
            doubts.append(
                f"{drug}: last listed as of {rate.as_of}, other drugs as of {last}; is it still "
                "sold under this name?"
            )
        if rate.highest > _MAKERS_APART * rate.lowest:
            doubts.append(
                f"{drug}: its makers are far apart, {rate.lowest:f} to {rate.highest:f} for each "
                f"{rate.unit.lower()}; is one of them another drug?"
            )
    return doubts


_MAKERS_APART = 10
_FOLD = Decimal(5)

Edit = tuple[tuple[int, int], str, str]
"""Where (line, column), the pattern of what stands there, and what is to stand there."""


def _price_edits(
    document: Document,
    at: tuple[str, ...],
    price: BandPrice,
    usd: Decimal,
    source: str,
    report: Report,
) -> Iterator[Edit]:
    """The bounds of a price that NADAC sets, and its source, where they are to change."""
    _, name, _, payer = at
    for bound in price.from_nadac:
        was = getattr(price, bound)
        if was != usd:
            if is_far(usd, was, _FOLD):
                report.look.append(
                    f"{name}, {payer}, {bound}: {was:f} to {usd:f} is a leap; is it the same drug?"
                )
            report.changed.append(f"{name}, {payer}, {bound}: {was:f} to {usd:f}")
            yield document.places[(*at, bound)], r"[0-9.]+", f"{usd:f}"
    for index, old in enumerate(price.sources):
        if old.startswith("nadac-") and old != source:
            yield document.places[(*at, "sources", index)], re.escape(old), source


def _edit(path: Path, edits: list[Edit]) -> None:
    """Replace what matches at each (line, column); all else stays as it was written."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for (line, column), pattern, new in sorted(edits, reverse=True):
        text = lines[line - 1]
        match = re.compile(f"[\"']?({pattern})").match(text, column - 1)
        if match is None:
            raise PricingError(f"{path.name}, line {line}: expected a plain value to replace")
        lines[line - 1] = text[: match.start(1)] + new + text[match.end(1) :]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
