"""Checks across files: what one file names, another must hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from decimal import Decimal
from typing import TYPE_CHECKING

from ketacost.tables import schema as models
from ketacost.tables.checks_help import check_help
from ketacost.tables.checks_tables import check_tables
from ketacost.tables.checks_ways import check_ways
from ketacost.tables.confidence import check_confidence
from ketacost.tables.hints import shown
from ketacost.tables.named import cells_in, keys, near, services_named, unreadable
from ketacost.tables.parts import check_parts
from ketacost.tables.schema import PAYERS
from ketacost.tables.shared import Shared, sources_named
from ketacost.tables.spelling import count

if TYPE_CHECKING:
    from ketacost.tables.draft import Draft
    from ketacost.tables.reading import Document, Path_


def cross_check(draft: Draft) -> None:
    """Add a fault to the document concerned for every reference that does not hold.

    A file that can't be read at all is one fault, not one for each reference into it.
    """
    _check_sources(draft)
    _check_services(draft)
    check_confidence(draft)
    check_parts(draft)
    _check_treatments(draft)
    _check_plans(draft)
    check_help(draft)
    check_tables(draft)
    doc = draft.documents["release.yaml"]
    for kind in ("services", "treatments"):
        if not any(name.startswith(f"{kind}/") for name in draft.documents):
            doc.fault((), f"there is no file {kind}/*.yaml in this release", id="file-missing")
    name = draft.folder.name
    if draft.release and name[:1].isdigit() and draft.release.release != name:
        doc.fault(
            ("release",),
            f"found {draft.release.release}; the folder is called {name}",
            id="release-name",
        )


def _check_sources(draft: Draft) -> None:
    known = draft.shared.source_ids
    for doc in draft.documents.values():
        for path, source in sources_named(doc.data) if known else ():
            if source not in known:
                doc.fault(
                    path,
                    f"no source {shown(source)} in sources.yaml{near(source, known)}",
                    id="source-unknown",
                )


def check_unused(shared: Shared, drafts: Iterable[Draft], besides: Set[str] = frozenset()) -> None:
    """Add a fault for every shared entry that no release uses; `drafts` are all releases, `besides`
    the sources of what stands beside them.

    Nothing is told where a file that may use them can't be read.
    """
    drafts = list(drafts)
    if any(unreadable(draft, "") for draft in drafts):
        return
    used = set(besides).union(*(d.used_sources() for d in drafts))
    for source in sorted(shared.source_ids - used):
        shared.sources_file.fault(
            ("sources", source),
            f"source '{source}' is not used by any figure; name it where it belongs, or take it "
            "out",
            at_key=True,
            id="source-unused",
        )
    if not all(draft.tables["medicare/gpci.csv"] for draft in drafts):
        return
    without = shared.region_ids.difference(*(draft.used_regions() for draft in drafts))
    for row in shared.region_rows:
        if row["region"] in without:
            words = f"no release has a row for '{row['region']}' in its medicare/gpci.csv"
            shared.regions_file.fault_at(
                row.place("region"), words, ("region",), id="region-unknown"
            )


def _check_services(draft: Draft) -> None:
    seen: dict[str, str] = {}
    for stem, file in draft.services.items():
        name = f"services/{stem}.yaml"
        doc = draft.documents[name]
        for service_id, service in file.services.items():
            at = ("services", service_id)
            if service_id in seen:
                doc.fault(
                    at,
                    f"service '{service_id}' stands in {seen[service_id]} already",
                    True,
                    id="name-twice",
                )
            seen[service_id] = name
            for payer in PAYERS:
                _check_price(draft, doc, (*at, "price", payer), service, payer)
            _check_payers(doc, at, service)
        _check_dates_said(doc, file)


def _check_price(
    draft: Draft, doc: Document, here: Path_, service: models.Service, payer: models.Payer
) -> None:
    """One payer's price: the codes it names and what it is taken of must be there."""
    match service.price.of(payer):
        case models.FeeSchedulePrice() as price:
            _check_fee_schedule(draft, doc, here, price)
        case models.HospitalPrice(opps=band):
            _check_codes(doc, here, band, "opps", cells_in(draft, "medicare/opps.csv", "code"))
        case models.MultiplePrice() if payer == "medicare":
            doc.fault(
                here, "a Medicare price can't be a multiple of itself", id="price-of-medicare"
            )
        case models.MultiplePrice():
            if isinstance(service.price.medicare, models.UnknownPrice):
                doc.fault(
                    (*here, "of-medicare"),
                    "this service has no Medicare price",
                    id="price-of-medicare",
                )
        case models.BandPrice(from_nadac=bounds) if bounds and not service.nadac:
            doc.fault(
                (*here, "from-nadac"),
                "the service names no drug; add nadac: to it",
                id="price-nadac",
            )


def _check_fee_schedule(
    draft: Draft, doc: Document, here: Path_, price: models.FeeSchedulePrice
) -> None:
    rows = {r["code"]: r for r in draft.tables["medicare/rvu.csv"]}
    known, setting = cells_in(draft, "medicare/rvu.csv", "code"), price.setting
    for code in _check_codes(doc, here, price.rvu, "rvu", known):
        if code in rows and rows[code][f"{setting}_pe"] is None:
            doc.fault(
                (*here, "rvu"),
                f"code {code} has no {setting} amount in medicare/rvu.csv",
                id="code-unknown",
            )


def _check_dates_said(doc: Document, file: models.ServicesFile) -> None:
    everyone = [service.price.of(payer) for service in file.services.values() for payer in PAYERS]
    prices = [price for price in everyone if not isinstance(price, models.UnknownPrice)]
    for key in models.Dates.model_fields if file.dates else ():
        without = sum(getattr(p, key) is None for p in prices)
        if without and getattr(file.dates, key) is None:
            name = key.replace("_", "-")
            doc.fault(
                ("dates",),
                f"'{name}' is missing; {count(without, 'price')} below say none either",
                id="dates-missing",
            )


def _check_codes(
    doc: Document, here: Path_, band: models.CodeBand, table: str, known: frozenset[str]
) -> list[str]:
    """A price's codes; a fault for each that its table does not hold."""
    codes = list(dict.fromkeys((band.low, band.typical, band.high)))
    for code in codes:
        if known and code not in known:
            bounds = [b for b in models.BOUNDS if getattr(band, b) == code]
            path = (*here, table) if len(bounds) == 3 else (*here, table, bounds[0])
            doc.fault(
                path,
                f"no code '{code}' in medicare/{table}.csv{near(code, known)}",
                id="code-unknown",
            )
    return codes


def _check_payers(doc: Document, at: Path_, service: models.Service) -> None:
    """Refuse a price that is far from what all other payers pay: likely cents for dollars."""
    typical: dict[str, tuple[str, Decimal]] = {}
    for payer in PAYERS:
        match service.price.of(payer):
            case models.BandPrice(typical=usd) if usd:
                typical[payer] = "typical", usd
            case models.AmountPrice(amount=usd) if usd:
                typical[payer] = "amount", usd
    for who, (key, usd) in typical.items():
        rest = [other for name, (_, other) in typical.items() if name != who]
        if len(rest) > 1 and usd > models.MAX_SPREAD * max(rest):
            doc.fault(
                (*at, "price", who, key),
                f"{usd:f} is more than {models.MAX_SPREAD} times what any other payer pays (at "
                f"most {max(rest):f}); is it in cents, or does it have a zero too many?",
                id="price-far-off",
            )


def _check_treatments(draft: Draft) -> None:
    known = services_named(draft)
    for stem, treatment in draft.treatments.items():
        doc = draft.documents[f"treatments/{stem}.yaml"]
        if not re.fullmatch(models.SLUG, stem):
            doc.fault(
                (),
                f"the file's name is the treatment's id: {models.SHAPES[models.SLUG]}",
                id="id-form",
            )
        options = frozenset(keys(doc, "options"))
        if treatment.default and treatment.default not in options:
            hint = near(treatment.default, options)
            doc.fault(("default",), f"no option '{treatment.default}'{hint}", id="name-unknown")
        _check_renamed(doc, treatment.renamed, options, "option")
        for name, option in treatment.options.items():
            _check_course(doc, ("options", name, "course"), option, known)
            _check_coverage(doc, ("options", name, "coverage"), option, known)
            _check_first(draft, doc, ("options", name, "coverage"), option)
        check_ways(doc, treatment, known)


def _check_course(doc: Document, at: Path_, option: models.Option, known: frozenset[str]) -> None:
    for index, step in enumerate(option.course):
        if known and step.service not in known:
            hint = near(step.service, known)
            doc.fault(
                (*at, index, "service"),
                f"no service '{step.service}' in services/*.yaml{hint}",
                id="name-unknown",
            )
        if step.phase == "maintenance" and step.week is not None:
            doc.fault(
                (*at, index, "week"),
                "maintenance comes again and again; say every-weeks or every-months",
                id="course-timing",
            )


def _check_coverage(doc: Document, at: Path_, option: models.Option, known: frozenset[str]) -> None:
    """What is still or never covered must be in the course."""
    in_course = frozenset(step.service for step in option.course)
    if not in_course <= known:
        return
    for kind in models.COVERAGE_KINDS:
        coverage = option.coverage.of(kind)
        for key, names in (
            ("still-covered", coverage.still_covered),
            ("never-covered", coverage.never_covered),
        ):
            for index, service in enumerate(names):
                if service not in in_course:
                    hint = near(service, in_course)
                    doc.fault(
                        (*at, kind, key, index),
                        f"'{service}' is not in this option's course{hint}",
                        id="name-unknown",
                    )


def _check_first(draft: Draft, doc: Document, at: Path_, option: models.Option) -> None:
    """What is asked for first is an option, with sessions that it can have."""
    known = {
        f"{stem}.{name}": one
        for stem, treatment in draft.treatments.items()
        for name, one in treatment.options.items()
    }
    for kind in models.COVERAGE_KINDS:
        for index, first in enumerate(option.coverage.of(kind).first):
            path = (*at, kind, "first", index)
            found = known.get(first.option)
            if found is None:
                hint = near(first.option, frozenset(known))
                doc.fault((*path, "option"), f"no option '{first.option}'{hint}", id="name-unknown")
                continue
            least, most = found.sessions.min, found.sessions.max
            if not least <= first.sessions <= most:
                words = f"'{first.option}' has {least} to {most} sessions, not {first.sessions}"
                doc.fault((*path, "sessions"), words, id="figures-order")
            if first.stop_after is not None and first.stop_after > first.sessions:
                words = f"stop-after {first.stop_after} is above sessions {first.sessions}"
                doc.fault((*path, "stop-after"), words, id="figures-order")


def _check_renamed(
    doc: Document, renamed: Mapping[str, str] | None, names: frozenset[str], what: str
) -> None:
    for old, new in (renamed or {}).items():
        if new not in names:
            doc.fault(("renamed", old), f"no {what} '{new}'{near(new, names)}", id="name-unknown")
        if old in names:
            doc.fault(
                ("renamed", old),
                f"'{old}' is still one of the {what}s",
                at_key=True,
                id="name-twice",
            )


def _check_plans(draft: Draft) -> None:
    if draft.plans is None:
        return
    doc = draft.documents["plans.yaml"]
    names = frozenset(keys(doc, "plans"))
    if draft.plans.default and draft.plans.default not in names:
        hint = near(draft.plans.default, names)
        doc.fault(("default",), f"no plan '{draft.plans.default}'{hint}", id="name-unknown")
    _check_renamed(doc, draft.plans.renamed, names, "plan")
    for name, plan in draft.plans.plans.items():
        if plan.payer == "self-pay":
            continue
        if plan.coverage is None:
            kinds = ", ".join(models.COVERAGE_KINDS)
            doc.fault(
                ("plans", name),
                f"'coverage' is missing: the kind of plan, one of {kinds}",
                id="plan-coverage",
            )
        _check_sourced(doc, ("plans", name), plan)


def _check_sourced(doc: Document, at: Path_, plan: models.Plan) -> None:
    """Every figure of a plan names a source."""
    without = "names no source; write sources: [an-id-of-sources.yaml]"
    if plan.premium and not plan.premium.sources:
        doc.fault((*at, "premium"), f"the premium {without}", id="source-missing")
    said: dict[Path_, models.Accumulator | models.Terms] = {
        ("accumulators", key): accumulator for key, accumulator in plan.accumulators.items()
    }
    said |= {("cost-sharing", key): terms for key, terms in plan.cost_sharing.items()}
    if plan.otherwise:
        said["otherwise",] = plan.otherwise
    for path, record in said.items():
        if not record.sources:
            what = "this accumulator" if path[0] == "accumulators" else "these terms:"
            doc.fault((*at, *path), f"{what} {without}", id="source-missing")
        if record.next_year and not record.next_year.sources:
            told = f"the next plan year {without}"
            doc.fault((*at, *path, "next-year"), told, id="source-missing")
