"""Checks across files: what one file names, another must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ketacost.plain import did_you_mean
from ketacost.pricebook import models

if TYPE_CHECKING:
    from ketacost.pricebook.book import Draft
    from ketacost.pricebook.reading import Document


def _keys(doc: Document | None, name: str) -> list[str]:
    """Names written under a key, faulty ones too: a reference to them is no second fault."""
    data = doc.data if doc else None
    inner = data.get(name) if isinstance(data, dict) else None
    return [str(k) for k in inner] if isinstance(inner, dict) else []


def _sources_in(data: Any, path: tuple = ()) -> Iterable[tuple[tuple, str]]:
    """Every source id written anywhere in a document, with its path."""
    if isinstance(data, dict):
        for key, value in data.items():
            here = (*path, key)
            if key == "sources" and isinstance(value, list):
                for index, source in enumerate(value):
                    yield (*here, index), str(source)
            else:
                yield from _sources_in(value, here)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _sources_in(value, (*path, index))


def cross_check(draft: Draft) -> None:
    """Add a fault to the document concerned for every reference that does not hold."""
    _check_sources(draft)
    _check_services(draft)
    _check_treatments(draft)
    _check_plans(draft)
    _check_tables(draft)
    if draft.release and draft.release.release != draft.folder.name:
        doc = draft.documents["release.yaml"]
        if draft.folder.name[:1].isdigit():
            doc.fault(
                ("release",), f"found {draft.release.release}; the folder is {draft.folder.name}"
            )


def _check_sources(draft: Draft) -> None:
    doc = draft.documents["sources.yaml"]
    known, used = _keys(doc, "sources"), set()
    for name, other in draft.documents.items():
        if name == "sources.yaml":
            continue
        for path, source in _sources_in(other.data):
            used.add(source)
            if source not in known:
                other.fault(
                    path, f"no source '{source}' in sources.yaml{did_you_mean(source, known)}"
                )
    for source in known:
        if source not in used:
            doc.fault(("sources", source), f"source '{source}' is not used by any figure")


def _check_services(draft: Draft) -> None:
    codes = {r["code"]: r for r in draft.tables["medicare/rvu.csv"]}
    opps = {r["code"] for r in draft.tables["medicare/opps.csv"]}
    seen: dict[str, str] = {}
    for stem, file in draft.services.items():
        name = f"services/{stem}.yaml"
        doc = draft.documents[name]
        for service_id, service in file.services.items():
            at = ("services", service_id)
            if service_id in seen:
                doc.fault(at, f"service '{service_id}' stands in {seen[service_id]} already")
            seen[service_id] = name
            for payer in models.PAYERS:
                price, here = service.price.of(payer), (*at, "price", payer)
                if price.way == "rvu":
                    for code in {price.rvu.low, price.rvu.typical, price.rvu.high}:
                        if code not in codes:
                            doc.fault(
                                (*here, "rvu"),
                                f"no code '{code}' in medicare/rvu.csv{did_you_mean(code, codes)}",
                            )
                        elif codes[code][f"{price.setting}_pe"] is None:
                            doc.fault((*here, "rvu"), f"code {code} has no {price.setting} amount")
                elif price.way == "opps":
                    for code in {price.opps.low, price.opps.typical, price.opps.high} - opps:
                        doc.fault(
                            (*here, "opps"),
                            f"no code '{code}' in medicare/opps.csv{did_you_mean(code, opps)}",
                        )
                elif price.way == "of_medicare":
                    if payer == "medicare":
                        doc.fault(here, "a Medicare price can't be a multiple of itself")
                    elif service.price.medicare.way == "unknown":
                        doc.fault((*here, "of-medicare"), "this service has no Medicare price")
                if price.way != "unknown" and not (
                    (price.effective or file.dates.effective)
                    and (price.checked or file.dates.checked)
                    and (price.check_every_months or file.dates.check_every_months)
                ):
                    doc.fault(
                        here,
                        "dates are missing: effective, checked and check-every-months, "
                        "here or under 'dates' at the top of the file",
                    )


def _check_treatments(draft: Draft) -> None:
    known = {
        name
        for file, doc in draft.documents.items()
        if file.startswith("services/")
        for name in _keys(doc, "services")
    }
    for stem, treatment in draft.treatments.items():
        doc = draft.documents[f"treatments/{stem}.yaml"]
        options = _keys(doc, "options")
        if treatment.default not in options:
            doc.fault(
                ("default",),
                f"no option '{treatment.default}'{did_you_mean(treatment.default, options)}",
            )
        for old, new in treatment.renamed.items():
            if new not in options:
                doc.fault(("renamed", old), f"no option '{new}'{did_you_mean(new, options)}")
            if old in options:
                doc.fault(("renamed", old), f"'{old}' is still an option of its own")
        for name, option in treatment.options.items():
            at = ("options", name)
            in_course = {step.service for step in option.course}
            for index, step in enumerate(option.course):
                if step.service not in known:
                    doc.fault(
                        (*at, "course", index, "service"),
                        f"no service '{step.service}'{did_you_mean(step.service, known)}",
                    )
                if step.phase == "maintenance" and step.week is not None:
                    doc.fault((*at, "course", index, "week"), "maintenance recurs: every-weeks ...")
            for kind in models.COVERAGE_KINDS:
                coverage, here = option.coverage.of(kind), (*at, "coverage", kind)
                for key, names in (
                    ("still-covered", coverage.still_covered),
                    ("never-covered", coverage.never_covered),
                ):
                    for service in names:
                        if service not in in_course:
                            doc.fault(
                                (*here, key),
                                f"'{service}' is not in this option's course"
                                f"{did_you_mean(service, in_course)}",
                            )


def _check_plans(draft: Draft) -> None:
    if draft.plans is None:
        return
    doc, names = draft.documents["plans.yaml"], _keys(draft.documents["plans.yaml"], "plans")
    if draft.plans.default not in names:
        doc.fault(
            ("default",),
            f"no plan '{draft.plans.default}'{did_you_mean(draft.plans.default, names)}",
        )
    for old, new in draft.plans.renamed.items():
        if new not in names:
            doc.fault(("renamed", old), f"no plan '{new}'{did_you_mean(new, names)}")
    for name, plan in draft.plans.plans.items():
        at = ("plans", name)
        if plan.payer == "self-pay":
            continue
        if plan.coverage is None:
            doc.fault(at, "'coverage' is missing: the kind of plan")
        for key, accumulator in plan.accumulators.items():
            if not accumulator.sources:
                doc.fault((*at, "accumulators", key), "this accumulator names no source")
        for key, terms in plan.cost_sharing.items():
            if not terms.sources:
                doc.fault((*at, "cost-sharing", key), "these terms name no source")
        if plan.otherwise and not plan.otherwise.sources:
            doc.fault((*at, "otherwise"), "these terms name no source")


def _check_tables(draft: Draft) -> None:
    def repeated(name: str, column: str) -> set[str]:
        counts = Counter(r[column] for r in draft.tables[name])
        for value, count in counts.items():
            if count > 1:
                draft.documents[name].fault((), f"{column} '{value}' stands {count} times")
        return set(counts)

    regions = repeated("regions.csv", "region")
    with_gpci = repeated("medicare/gpci.csv", "region")
    repeated("medicare/rvu.csv", "code")
    repeated("medicare/opps.csv", "code")
    repeated("price-parity.csv", "state")
    if regions and "us" not in regions:
        draft.documents["regions.csv"].fault((), "the region 'us' (national) is missing")
    for region in sorted(regions - with_gpci):
        draft.documents["medicare/gpci.csv"].fault((), f"no row for the region '{region}'")
    for region in sorted(with_gpci - regions):
        draft.documents["medicare/gpci.csv"].fault(
            (), f"no region '{region}' in regions.csv{did_you_mean(region, regions)}"
        )
    for name, columns in (
        ("medicare/rvu.csv", ("work", "mp")),
        ("medicare/gpci.csv", ("work", "pe", "mp")),
        ("medicare/opps.csv", ("usd",)),
        ("price-parity.csv", ("index",)),
    ):
        for row in draft.tables[name]:
            for column in columns:
                if row[column] is None:
                    draft.documents[name].fault((), f"line {row.line}: {column} is empty")
