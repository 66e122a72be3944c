"""National Average Drug Acquisition Cost: what pharmacies pay for drugs.
`ketacost prices import nadac`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ketacost.money import to_cents
from ketacost.tables.faults import PricingError
from ketacost.tables.folder import read_folder
from ketacost.tables.reading import Document
from ketacost.tables.schema import PAYERS, BandPrice
from ketacost.tables.upkeep.into_draft import Report, in_one_step, sound
from ketacost.tables.upkeep.new_source import add_source, source_for
from ketacost.tables.upkeep.official_csv import column_of, iso_date, number_in, rows_of, tidy


@dataclass(frozen=True)
class NadacRow:
    """What pharmacies pay for one unit of a drug (NADAC), US dollars."""

    usd_per_unit: Decimal
    unit: str
    effective: str


def read_nadac(path: Path, drugs: set[str]) -> dict[str, NadacRow]:
    """Read a NADAC file, keeping the newest rate of each drug asked: the median over its makers.

    A drug is named by its first word, strength and form (`sertraline 50 mg tab`); the file's
    longer names (`SERTRALINE HCL 50 MG TABLET`) match. Delayed or extended release (`ER`, `DR`)
    is another drug.

    Raises:
        PricingError: not such a file, or a rate in it is no number.
    """
    rows = rows_of(path)
    if not rows:
        raise PricingError(f"{path.name}: the file is empty")
    names = [tidy(cell.replace("_", " ")) for cell in rows[0]]
    drug = column_of(names, r"^NDC DESCRIPTION$", "NDC Description", path)
    rate = column_of(names, r"^NADAC PER UNIT$", "NADAC Per Unit", path)
    effective = column_of(names, r"^EFFECTIVE DATE$", "Effective Date", path)
    unit = column_of(names, r"^PRICING UNIT$", "Pricing Unit", path)
    asked = {name: tidy(name).split() for name in drugs}
    by_first = {words[0] for words in asked.values()}
    found: dict[str, list[tuple[str, Decimal, str]]] = {}
    for row in rows[1:]:
        words = tidy(row[drug]).split() if len(row) >= len(names) else []
        if not words or words[0] not in by_first:
            continue
        for name, wanted in asked.items():
            if _same_drug(wanted, words):
                value = number_in(row[rate], path, f"{row[drug]}, NADAC per unit")
                day = iso_date(row[effective], path)
                found.setdefault(name, []).append((day, value, row[unit]))
    newest = {}
    for name, rates in found.items():
        day = max(r[0] for r in rates)
        same_day = sorted(r[1] for r in rates if r[0] == day)
        newest[name] = NadacRow(same_day[len(same_day) // 2], rates[0][2], day)
    return newest


_RELEASE_FORMS = {"ER", "DR", "CR", "XR", "SR", "ODT"}


def _same_drug(wanted: list[str], words: list[str]) -> bool:
    if wanted[0] != words[0] or set(wanted) & _RELEASE_FORMS != set(words) & _RELEASE_FORMS:
        return False
    rest = iter(words[1:])
    return all(
        any(w == word or (w.isalpha() and len(w) > 2 and word.startswith(w)) for word in rest)
        for w in wanted[1:]
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
    source = source_for(
        draft,
        f"nadac-{newest}",
        f"National Average Drug Acquisition Cost (NADAC) up to {newest}; {path.name}",
        "https://data.medicaid.gov/nadac",
        newest,
    )
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
