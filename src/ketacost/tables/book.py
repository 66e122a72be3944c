"""A release as one immutable object: PriceBook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from ketacost.tables import schema as models
from ketacost.tables.context import context_of
from ketacost.tables.draft import Draft
from ketacost.tables.faults import PricingFaults
from ketacost.tables.folder import read_folder
from ketacost.tables.language import LANGUAGES, language
from ketacost.tables.ranges import ranges_for
from ketacost.tables.regions import Region
from ketacost.tables.releases import DRAFT, pricing_root, release_entries, release_folder
from ketacost.tables.seal import check_seal, fingerprint, seal_of
from ketacost.tables.translation import translated, translations


@dataclass(frozen=True)
class Rvu:
    """Relative value units of one code: work, practice expense by setting, malpractice."""

    work: Decimal
    office_pe: Decimal | None
    facility_pe: Decimal | None
    mp: Decimal


@dataclass(frozen=True)
class Gpci:
    """Geographic practice cost indices of one region, and its anesthesia factor if it has one."""

    work: Decimal
    pe: Decimal
    mp: Decimal
    anesthesia_cf: Decimal | None


@dataclass(frozen=True)
class Opps:
    """National hospital outpatient rate of one code, US dollars."""

    usd: Decimal
    confidence: str


@dataclass(frozen=True)
class AreaIndex:
    """An index of a region, and the area it was published for. Confidence is None where that of
    its table holds."""

    index: Decimal
    area: str
    confidence: str | None = None


@dataclass(frozen=True, eq=False)
class PriceBook:
    """One release of the pricing tables: validated, and never changed once made.

    `options` and `treatments` are keyed by public id (`ketamine.iv`, `ketamine`). `renamed` maps,
    for each kind of id (`option`, `plan`), those that once stood in links to those of today.
    `context` says what each option is like, by its id and the row's name, in the order of
    `CONTEXT_ROWS`; releases before 2026.2 have none.
    `sources` and `regions` are those that the release uses. `content_hash` is its seal.
    `price_parity` is by state; `metro_parity` and `wage_index` are by region, where they are known.
    """

    release: models.Release
    entry: models.ReleaseEntry
    content_hash: str
    services: Mapping[str, models.Service]
    service_dates: Mapping[str, models.Dates]
    treatments: Mapping[str, models.Treatment]
    plans: Mapping[str, models.Plan]
    default_plan: str
    sources: Mapping[str, models.Source]
    regions: Mapping[str, Region]
    medicare: models.Medicare
    rvu: Mapping[str, Rvu]
    gpci: Mapping[str, Gpci]
    opps: Mapping[str, Opps]
    price_parity: Mapping[str, Decimal]
    metro_parity: Mapping[str, AreaIndex]
    wage_index: Mapping[str, AreaIndex]
    help: Mapping[str, models.Help]
    help_by_income: models.HelpByIncome | None
    getting_there: models.GettingThere | None
    other_care: Mapping[str, models.OtherCare]
    rules: Mapping[str, models.Rule]
    context: Mapping[str, Mapping[str, models.ContextCell]]
    renamed: Mapping[str, Mapping[str, str]]
    ranges: models.Ranges
    options: Mapping[str, models.Option] = field(init=False)

    def __post_init__(self) -> None:
        options = {
            f"{treatment_id}.{name}": option
            for treatment_id, treatment in self.treatments.items()
            for name, option in treatment.options.items()
        }
        object.__setattr__(self, "options", MappingProxyType(options))

    @property
    def id(self) -> str:
        """The release's name, such as `2026.1`."""
        return self.release.release

    def default_option(self, treatment: str) -> str:
        """Id of the option that a treatment shows first."""
        return f"{treatment}.{self.treatments[treatment].default}"

    @staticmethod
    def treatment_id(option_id: str) -> str:
        """Id of the treatment of an option: `ketamine` of `ketamine.iv`."""
        return option_id.partition(".")[0]

    def treatment_of(self, option_id: str) -> models.Treatment:
        """The treatment that an option is one way to have.

        Raises:
            KeyError: there is no such treatment.
        """
        return self.treatments[self.treatment_id(option_id)]

    def price_dates(self, service: str, payer: str) -> models.Dates:
        """When a price took effect and was last checked: its own dates, else its file's."""
        own, file = self.services[service].price.of(payer), self.service_dates[service]
        return models.Dates.model_construct(
            effective=own.effective or file.effective,
            checked=own.checked or file.checked,
            check_every_months=own.check_every_months or file.check_every_months,
        )


def book_of(draft: Draft, entry: models.ReleaseEntry = DRAFT) -> PriceBook:
    """A book from a draft without faults."""
    assert draft.release and draft.plans and draft.medicare
    ranges = ranges_for(draft.release.release, draft.folder.parent)
    used_sources = draft.used_sources() | ranges.used_sources()
    used_regions = draft.used_regions()
    services: dict[str, models.Service] = {}
    dates: dict[str, models.Dates] = {}
    for file in draft.services.values():
        services |= file.services
        dates |= dict.fromkeys(file.services, file.dates)
    renamed_options = {
        f"{name}.{old}": f"{name}.{new}"
        for name, treatment in draft.treatments.items()
        for old, new in treatment.renamed.items()
    }
    treatments = dict(sorted(draft.treatments.items(), key=lambda item: (item[1].order, item[0])))
    frozen = MappingProxyType
    return PriceBook(
        release=draft.release,
        entry=entry,
        content_hash=seal_of(draft),
        services=frozen(services),
        service_dates=frozen(dates),
        treatments=frozen(treatments),
        plans=frozen(dict(draft.plans.plans)),
        default_plan=draft.plans.default,
        sources=frozen({k: v for k, v in draft.shared.sources.items() if k in used_sources}),
        regions=frozen({k: v for k, v in draft.shared.regions.items() if k in used_regions}),
        medicare=draft.medicare,
        rvu=frozen(
            {
                r["code"]: Rvu(r["work"], r["office_pe"], r["facility_pe"], r["mp"])
                for r in draft.tables["medicare/rvu.csv"]
            }
        ),
        gpci=frozen(
            {
                r["region"]: Gpci(r["work"], r["pe"], r["mp"], r.cells.get("anesthesia_cf"))
                for r in draft.tables["medicare/gpci.csv"]
            }
        ),
        opps=frozen(
            {r["code"]: Opps(r["usd"], r["confidence"]) for r in draft.tables["medicare/opps.csv"]}
        ),
        price_parity=frozen({r["state"]: r["index"] for r in draft.tables["price-parity.csv"]}),
        metro_parity=frozen(
            {
                r["region"]: AreaIndex(r["index"], r["area"])
                for r in draft.tables["metro-parity.csv"]
            }
        ),
        wage_index=frozen(
            {
                r["region"]: AreaIndex(r["index"], r["area"], r["confidence"])
                for r in draft.tables["medicare/wage-index.csv"]
            }
        ),
        help=frozen(dict(draft.help.help) if draft.help else {}),
        help_by_income=draft.help_by_income,
        getting_there=draft.getting_there,
        other_care=frozen(dict(draft.other_care.care) if draft.other_care else {}),
        rules=frozen(dict(draft.rules.rules) if draft.rules else {}),
        context=frozen({name: frozen(rows) for name, rows in context_of(draft).items()}),
        ranges=ranges,
        renamed=frozen(
            {"option": frozen(renamed_options), "plan": frozen(dict(draft.plans.renamed))}
        ),
    )


@lru_cache(maxsize=16)
def _translated(book: PriceBook, root: Path, language: str) -> PriceBook:
    return translated(book, translations(root, language))


@lru_cache(maxsize=16)
def _load(folder: Path, fingerprint: str, entry: models.ReleaseEntry) -> PriceBook:
    """The book of a folder whose files have this fingerprint."""
    draft = read_folder(folder)
    if draft.shared.unreadable:
        raise PricingFaults(draft.shared.unreadable)
    check_seal(draft, entry)
    if draft.faults:
        raise PricingFaults(draft.faults)
    return book_of(draft, entry)


def load_prices(release: str | None = None, root: Path | None = None) -> PriceBook:
    """Load a release of the pricing tables; the latest released one without a name. Its texts are
    in the language that is spoken (`tables.language`), where somebody translated them.

    The same files with the same content are read once a process.

    Raises:
        PricingError: there is no such release, or its files are not those that were released.
        PricingFaults: its files have faults; every one is listed.
    """
    root = root or pricing_root()
    folder = release_folder(release, root)
    entry = release_entries(root)[folder.name]
    book = _load(folder, fingerprint(folder), entry)
    return book if language() == LANGUAGES[0] else _translated(book, root, language())
