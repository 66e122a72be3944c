"""Checks across files: what one file names, another must hold."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ketacost.tables import schema as models
from ketacost.tables.checks_ways import check_ways
from ketacost.tables.confidence import check_confidence
from ketacost.tables.hints import shown
from ketacost.tables.parts import check_parts
from ketacost.tables.schema import PAYERS
from ketacost.tables.shared import Shared, sources_named
from ketacost.tables.spelling import count, did_you_mean

if TYPE_CHECKING:
    from ketacost.tables.draft import Draft
    from ketacost.tables.reading import Document, Path_
    from ketacost.tables.table import Row


def _keys(doc: Document | None, name: str) -> list[str]:
    """Names written under a key, faulty ones too: a reference to them is no second fault."""
    data = doc.data if doc else None
    inner = data.get(name) if isinstance(data, dict) else None
    return [str(k) for k in inner] if isinstance(inner, dict) else []


def _column(draft: Draft, table: str, column: str) -> frozenset[str]:
    """What stands in a column of a table, in faulty rows too; empty if it can't be read."""
    return frozenset(row[column] for row in draft.documents[table].data or ())


@lru_cache(maxsize=4_096)
def _near(word: str, known: frozenset[str]) -> str:
    """`did_you_mean`, worked out once a word: a lost file can break hundreds of references."""
    return did_you_mean(word[:80], known)


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
    _check_help(draft)
    _check_tables(draft)
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


def _unreadable(draft: Draft, start: str) -> bool:
    """Whether some file whose name starts so could not be read as data."""
    return any(
        name.startswith(start) and name.endswith(".yaml") and not isinstance(doc.data, dict)
        for name, doc in draft.documents.items()
    )


def _check_sources(draft: Draft) -> None:
    known = draft.shared.source_ids
    for doc in draft.documents.values():
        for path, source in sources_named(doc.data) if known else ():
            if source not in known:
                doc.fault(
                    path,
                    f"no source {shown(source)} in sources.yaml{_near(source, known)}",
                    id="source-unknown",
                )


def check_unused(shared: Shared, drafts: Iterable[Draft]) -> None:
    """Add a fault for every shared entry that no release uses; `drafts` are all releases.

    Nothing is told where a file that may use them can't be read.
    """
    drafts = list(drafts)
    if any(_unreadable(draft, "") for draft in drafts):
        return
    for source in sorted(shared.source_ids.difference(*(d.used_sources() for d in drafts))):
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


def _services_named(draft: Draft) -> frozenset[str]:
    """Ids of all services, of faulty ones too; empty where a file of them can't be read."""
    if _unreadable(draft, "services/"):
        return frozenset()
    return frozenset(
        name
        for file, doc in draft.documents.items()
        if file.startswith("services/")
        for name in _keys(doc, "services")
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
            _check_codes(doc, here, band, "opps", _column(draft, "medicare/opps.csv", "code"))
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
    known, setting = _column(draft, "medicare/rvu.csv", "code"), price.setting
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
                f"no code '{code}' in medicare/{table}.csv{_near(code, known)}",
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
    known = _services_named(draft)
    for stem, treatment in draft.treatments.items():
        doc = draft.documents[f"treatments/{stem}.yaml"]
        if not re.fullmatch(models.SLUG, stem):
            doc.fault(
                (),
                f"the file's name is the treatment's id: {models.SHAPES[models.SLUG]}",
                id="id-form",
            )
        options = frozenset(_keys(doc, "options"))
        if treatment.default and treatment.default not in options:
            near = _near(treatment.default, options)
            doc.fault(("default",), f"no option '{treatment.default}'{near}", id="name-unknown")
        _check_renamed(doc, treatment.renamed, options, "option")
        for name, option in treatment.options.items():
            _check_course(doc, ("options", name, "course"), option, known)
            _check_coverage(doc, ("options", name, "coverage"), option, known)
            _check_first(draft, doc, ("options", name, "coverage"), option)
        check_ways(doc, treatment, known)


def _check_course(doc: Document, at: Path_, option: models.Option, known: frozenset[str]) -> None:
    for index, step in enumerate(option.course):
        if known and step.service not in known:
            near = _near(step.service, known)
            doc.fault(
                (*at, index, "service"),
                f"no service '{step.service}' in services/*.yaml{near}",
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
                    near = _near(service, in_course)
                    doc.fault(
                        (*at, kind, key, index),
                        f"'{service}' is not in this option's course{near}",
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
                near = _near(first.option, frozenset(known))
                doc.fault((*path, "option"), f"no option '{first.option}'{near}", id="name-unknown")
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
            doc.fault(("renamed", old), f"no {what} '{new}'{_near(new, names)}", id="name-unknown")
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
    names = frozenset(_keys(doc, "plans"))
    if draft.plans.default and draft.plans.default not in names:
        near = _near(draft.plans.default, names)
        doc.fault(("default",), f"no plan '{draft.plans.default}'{near}", id="name-unknown")
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


# --- help ----------------------------------------------------------------------------------------


def _check_help(draft: Draft) -> None:
    """What help names must be there: services, plans, states."""
    services = _services_named(draft)
    for file, found in (("help.yaml", draft.help), ("help-by-income.yaml", draft.help_by_income)):
        doc = draft.documents.get(file)
        if doc is None or found is None:
            continue
        for name, helping in found.help.items():
            _check_names(doc, ("help", name, "services"), helping.services, services, "service")
            _check_state_names(draft, doc, ("help", name, "not-in-states"), helping.not_in_states)
    if draft.help_by_income is not None:
        _check_help_by_income(draft, draft.documents["help-by-income.yaml"], draft.help_by_income)


def _check_names(
    doc: Document, at: Path_, named: Iterable[str], known: frozenset[str], what: str
) -> None:
    for index, name in enumerate(named):
        if known and name not in known:
            words = f"no {what} '{name}'{_near(name, known)}"
            doc.fault((*at, index), words, id="name-unknown")


_TERRITORIES = frozenset({"PR", "VI", "GU", "AS", "MP"})


def _check_state_names(draft: Draft, doc: Document, at: Path_, named: Iterable[str]) -> None:
    known = {region.state for region in draft.shared.regions.values() if region.state}
    for index, state in enumerate(named):
        if known and state not in known | _TERRITORIES:
            words = f"no state {shown(state)} in regions.csv"
            doc.fault((*at, index), words, id="region-unknown")


def _check_help_by_income(draft: Draft, doc: Document, found: models.HelpByIncome) -> None:
    """Plans that it names are there, and it says of each state who may have Medicaid."""
    plans = frozenset(_keys(draft.documents.get("plans.yaml"), "plans"))
    for name, helping in found.help.items():
        at: Path_ = ("help", name)
        if helping.plan:
            _check_plan_name(doc, (*at, "plan"), helping.plan, plans)
        for index, step in enumerate(helping.steps):
            if step.plan:
                _check_plan_name(doc, (*at, "steps", index, "plan"), step.plan, plans)
    said: set[str] = set()
    for index, limit in enumerate(found.medicaid_limits):
        _check_state_names(draft, doc, ("medicaid-limits", index, "states"), limit.states)
        said |= set(limit.states)
    used = draft.used_regions()
    states = {r.state for r in draft.shared.regions.values() if r.id in used and r.state}
    if missing := sorted(states - said):
        words = f"says nothing of {', '.join(missing)}; a state without a limit says unknown (why)"
        doc.fault(("medicaid-limits",), words, id="region-unknown")


def _check_plan_name(doc: Document, at: Path_, name: str, known: frozenset[str]) -> None:
    if known and name not in known:
        doc.fault(at, f"no plan '{name}'{_near(name, known)}", id="name-unknown")


Limits = tuple[str | int, int]
_CELLS: dict[
    str, tuple[str, dict[str, Limits]]
] = {  # the key of each table, and the least and most that its numbers can be
    "medicare/gpci.csv": ("region", {"work": ("0.2", 5), "pe": ("0.2", 5), "mp": ("0.05", 10)}),
    "medicare/rvu.csv": ("code", {"work": (0, 500), "mp": (0, 500)}),
    "medicare/opps.csv": ("code", {"usd": (0, models.MAX_USD)}),
    "price-parity.csv": ("state", {"index": (50, 200)}),
    "metro-parity.csv": ("region", {"index": (50, 200)}),
    "medicare/wage-index.csv": ("region", {"index": ("0.2", 3)}),
}
_OPTIONAL_CELLS: dict[str, dict[str, Limits]] = {
    "medicare/gpci.csv": {"anesthesia_cf": (1, 1_000)},
    "medicare/rvu.csv": {"office_pe": (0, 1_000), "facility_pe": (0, 1_000)},
}
_SHAPES = {"region": models.SLUG, "code": models.CODE, "state": r"^[A-Z]{2}$"}
_WITHOUT_PARITY = _TERRITORIES  # no price level is published for them


def _check_tables(draft: Draft) -> None:
    for name, (key, numbers) in _CELLS.items():
        first: dict[str, int] = {}
        if name not in draft.documents:
            continue
        doc = draft.documents[name]
        if not draft.tables[name] and not doc.faults:
            doc.fault((), "the table has no rows", id="file-empty")
        for row in draft.tables[name]:
            value = row[key]
            if not re.fullmatch(_SHAPES[key], value):
                shape = models.SHAPES.get(_SHAPES[key], "two capital letters")
                doc.fault_at(
                    row.place(key),
                    f"found {shown(value)}; expected {shape}",
                    (key,),
                    id="cell-value",
                )
            elif value in first:
                doc.fault_at(
                    row.place(key),
                    f"{key} '{value}' stands in line {first[value]} already",
                    (key,),
                    id="name-twice",
                )
            first.setdefault(value, row.line)
            for column, limits in (numbers | _OPTIONAL_CELLS.get(name, {})).items():
                _check_cell(doc, row, column, limits, needed=column in numbers)
    _check_regions(draft)
    _check_indices(draft)


def _check_indices(draft: Draft) -> None:
    """An index by region that a release may have: its regions are known, its table is sourced."""
    for name in ("metro-parity.csv", "medicare/wage-index.csv"):
        key, doc = name.split("/")[-1].removesuffix(".csv"), draft.documents.get(name)
        if doc:
            for row in draft.tables[name]:
                _check_region(doc, row, draft.shared.region_ids)
        said = draft.medicare and getattr(draft.medicare, key.replace("-", "_"))
        if doc and draft.medicare and not said:
            words = (
                f"medicare/medicare.yaml does not say where this table is from; add {key}: to it"
            )
            doc.fault((), words, id="source-missing")
        elif said and not doc:
            words = f"there is no file {name} in this release"
            draft.documents["medicare/medicare.yaml"].fault((key,), words, id="file-missing")


def _check_region(doc: Document, row: Row, known: frozenset[str]) -> None:
    if known and row["region"] not in known:
        words = f"no region {shown(row['region'])} in regions.csv{_near(row['region'], known)}"
        doc.fault_at(row.place("region"), words, ("region",), id="region-unknown")


def _check_cell(
    doc: Document, row: Row, column: str, limits: tuple[Any, Any], needed: bool
) -> None:
    value = row.cells.get(column)
    least, most = Decimal(limits[0]), Decimal(limits[1])
    if value is None and needed:
        doc.fault_at(
            row.place(column), "the cell is empty; expected a number", (column,), id="value-empty"
        )
    elif value is not None and not least <= value <= most:
        doc.fault_at(
            row.place(column),
            f"found {value:f}; expected a number from {least:,f} to {most:,f}",
            (column,),
            id="cell-value",
        )


def _check_regions(draft: Draft) -> None:
    gpci, known = draft.documents["medicare/gpci.csv"], draft.shared.region_ids
    if draft.tables["medicare/gpci.csv"] and "us" not in draft.used_regions():
        gpci.fault((), "the region 'us' (the nation) is missing", id="region-unknown")
    for row in draft.tables["medicare/gpci.csv"]:
        _check_region(gpci, row, known)
    _check_states(draft)


def _check_states(draft: Draft) -> None:
    doc, told = draft.documents["price-parity.csv"], set(_WITHOUT_PARITY)
    states = _column(draft, "price-parity.csv", "state")
    for row in draft.tables["medicare/gpci.csv"] if states else ():
        region = draft.shared.regions.get(row["region"])
        if region and region.id != "us" and region.state not in states | told:
            told.add(region.state)
            doc.fault(
                (),
                f"no state {shown(region.state)}, in which '{region.id}' lies",
                id="region-unknown",
            )


# --- checks that depend on the day ---------------------------------------------------------------

AHEAD = timedelta(days=366)  # a price may be entered this long before it takes effect


def due(dates: models.Dates) -> date | None:
    """The day the next check is due, or None where the dates don't say."""
    if dates.checked is None or dates.check_every_months is None:
        return None
    months = dates.checked.month - 1 + dates.check_every_months
    year, month = dates.checked.year + months // 12, months % 12 + 1
    return date(year, month, min(dates.checked.day, calendar.monthrange(year, month)[1]))


def check_dates(draft: Draft, today: date) -> None:
    """Add a fault for every date that can't be yet, and for every check that is overdue.

    Not part of loading, as the same tables must load on any day.
    """
    for stem, file in draft.services.items():
        doc = draft.documents[f"services/{stem}.yaml"]
        if file.dates:
            _check_dates(doc, ("dates",), file.dates, file.dates, today)
        for name, service in file.services.items():
            for payer in PAYERS:
                price = service.price.of(payer)
                path = ("services", name, "price", payer)
                _check_dates(doc, path, price, file.dates or models.Dates(), today)
    if draft.medicare:
        doc, medicare = draft.documents["medicare/medicare.yaml"], draft.medicare
        _check_dates(doc, ("dates",), medicare.dates, medicare.dates, today)
        for key in ("conversion-factor", "anesthesia-conversion-factor"):
            factor = getattr(medicare, key.replace("-", "_"))
            _check_effective(doc, (key, "effective"), factor.effective, today)


def check_source_dates(shared: Shared, today: date) -> None:
    """Add a fault for every source that was published or read in the future."""
    for name, source in shared.sources.items():
        for key, day in (("read", source.read.isoformat()), ("published", source.published)):
            if day and day > today.isoformat()[: len(day)]:
                path = ("sources", name, key)
                words = f"{key} {day} lies in the future; today is {today}"
                shared.sources_file.fault(path, words, id="date-future")


def _check_dates(
    doc: Document, path: Path_, own: models.Dates, file: models.Dates, today: date
) -> None:
    """The dates a record says itself; what it leaves out is taken from its file."""
    _check_effective(doc, (*path, "effective"), own.effective, today)
    if own.checked and own.checked > today:
        doc.fault(
            (*path, "checked"),
            f"checked {own.checked} lies in the future; today is {today}",
            id="date-future",
        )
    if not own.checked and not own.check_every_months:
        return  # the file's own dates are checked once, at its top
    checked = own.checked or file.checked
    months = own.check_every_months or file.check_every_months
    next_check = due(models.Dates.model_construct(checked=checked, check_every_months=months))
    if next_check and next_check < today:
        doc.fault(
            (*path, "checked" if own.checked else "check-every-months"),
            f"the check is overdue since {next_check} (checked {checked}, every {months} months); "
            "hold the price against its source, then write the day under 'checked'",
            id="check-overdue",
        )


def _check_effective(doc: Document, path: Path_, day: date | None, today: date) -> None:
    if day and day > today + AHEAD:
        doc.fault(
            path, f"effective {day} is more than a year ahead; today is {today}", id="date-future"
        )
