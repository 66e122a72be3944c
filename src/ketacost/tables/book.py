"""A release as one immutable object: PriceBook, and how it is read from a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ketacost.tables import schema as models
from ketacost.tables.checks import cross_check
from ketacost.tables.faults import Fault, PricingFaults
from ketacost.tables.reading import (
    Document,
    Row,
    confidence_cell,
    number_cell,
    read_table,
    read_yaml,
    validated,
)
from ketacost.tables.releases import (
    DRAFT,
    check_seal,
    content_hash,
    pricing_root,
    release_entries,
    release_folder,
)


@dataclass(frozen=True)
class Region:
    """A Medicare locality, or `us` for the nation."""

    id: str
    label: str
    state: str
    mac: str
    locality: str


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


@dataclass(frozen=True, eq=False)
class PriceBook:
    """One release of the pricing tables: validated, and never changed once made.

    `options` and `treatments` are keyed by public id (`ketamine.iv`, `ketamine`). `renamed` maps,
    for each kind of id (`option`, `plan`), those that once stood in links to those of today.
    `content_hash` is that of the files.
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
    help: Mapping[str, models.Help]
    getting_there: models.GettingThere | None
    rules: Mapping[str, models.Rule]
    renamed: Mapping[str, Mapping[str, str]]
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


# --- reading -------------------------------------------------------------------------------------

_REGION_COLUMNS = dict.fromkeys(("region", "label", "state", "mac", "locality"), str.strip)
_RVU_COLUMNS = {"code": str.strip} | dict.fromkeys(
    ("work", "office_pe", "facility_pe", "mp"), number_cell
)
_GPCI_COLUMNS = {"region": str.strip} | dict.fromkeys(
    ("work", "pe", "mp", "anesthesia_cf"), number_cell
)
_OPPS_COLUMNS = {
    "code": str.strip,
    "usd": number_cell,
    "confidence": confidence_cell,
    "carried_from": str.strip,
}
_PARITY_COLUMNS = {"state": str.strip, "index": number_cell}


@dataclass
class Draft:
    """Everything read from a folder, sound or not, with the documents that faults point into."""

    folder: Path
    documents: dict[str, Document]
    release: models.Release | None
    services: dict[str, models.ServicesFile]
    treatments: dict[str, models.Treatment]
    plans: models.PlansFile | None
    sources: models.SourcesFile | None
    medicare: models.Medicare | None
    help: models.HelpFile | None
    getting_there: models.GettingThere | None
    rules: models.RulesFile | None
    tables: dict[str, list[Row]]

    @property
    def faults(self) -> list[Fault]:
        return sorted(f for doc in self.documents.values() for f in doc.faults)


YAML_KINDS: dict[str, tuple[type[models.Record], str | None]] = {
    "release.yaml": (models.Release, None),
    "plans.yaml": (models.PlansFile, "plans"),
    "sources.yaml": (models.SourcesFile, "sources"),
    "medicare/medicare.yaml": (models.Medicare, None),
    "help.yaml": (models.HelpFile, "help"),
    "getting-there.yaml": (models.GettingThere, None),
    "rules.yaml": (models.RulesFile, "rules"),
    "services/*.yaml": (models.ServicesFile, "services"),
    "treatments/*.yaml": (models.Treatment, "options"),
}
OPTIONAL = ("help.yaml", "getting-there.yaml", "rules.yaml")
TABLES: dict[str, tuple[Mapping[str, Any], tuple[str, ...]]] = {
    "regions.csv": (_REGION_COLUMNS, ()),
    "price-parity.csv": (_PARITY_COLUMNS, ()),
    "medicare/rvu.csv": (_RVU_COLUMNS, ()),
    "medicare/gpci.csv": (_GPCI_COLUMNS, ("anesthesia_cf",)),
    "medicare/opps.csv": (_OPPS_COLUMNS, ("carried_from",)),
}


def read_folder(folder: Path, shown: str | None = None) -> Draft:
    """Read and check every file of a release folder; faults are in the draft's documents.

    Args:
        folder: the release's folder.
        shown: how the folder is called in faults (its name, without one).
    """
    shown = shown or folder.name
    documents: dict[str, Document] = {}

    def read(name: str, model: type[Any], items: str | None) -> Any:
        doc = read_yaml(folder / name, f"{shown}/{name}")
        documents[name] = doc
        return validated(doc, model, items)

    single: dict[str, Any] = {}
    many: dict[str, dict[str, Any]] = {"services": {}, "treatments": {}}
    for pattern, (model, items) in YAML_KINDS.items():
        if "*" not in pattern:
            there = pattern not in OPTIONAL or (folder / pattern).exists()
            single[pattern] = read(pattern, model, items) if there else None
            continue
        kind = pattern.split("/")[0]
        for path in sorted((folder / kind).glob("*.yaml")):
            found = read(f"{kind}/{path.name}", model, items)
            if found is not None:
                many[kind][path.stem] = found
    tables = {}
    for name, (columns, optional) in TABLES.items():
        tables[name], documents[name] = read_table(
            folder / name, f"{shown}/{name}", columns, optional
        )
    known = set(documents)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in known and not path.name.startswith("."):
            documents[name] = doc = Document(f"{shown}/{name}")
            doc.fault((), "unknown file; it would be ignored")
    draft = Draft(
        folder=folder,
        documents=documents,
        release=single["release.yaml"],
        services=many["services"],
        treatments=many["treatments"],
        plans=single["plans.yaml"],
        sources=single["sources.yaml"],
        medicare=single["medicare/medicare.yaml"],
        help=single["help.yaml"],
        getting_there=single["getting-there.yaml"],
        rules=single["rules.yaml"],
        tables=tables,
    )
    cross_check(draft)
    return draft


def book_of(draft: Draft, entry: models.ReleaseEntry = DRAFT) -> PriceBook:
    """A book from a draft without faults."""
    assert draft.release and draft.plans and draft.sources and draft.medicare
    services, dates = {}, {}
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
        content_hash=content_hash(draft.folder),
        services=frozen(services),
        service_dates=frozen(dates),
        treatments=frozen(treatments),
        plans=frozen(dict(draft.plans.plans)),
        default_plan=draft.plans.default,
        sources=frozen(dict(draft.sources.sources)),
        regions=frozen(
            {
                r["region"]: Region(r["region"], r["label"], r["state"], r["mac"], r["locality"])
                for r in draft.tables["regions.csv"]
            }
        ),
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
        help=frozen(dict(draft.help.help) if draft.help else {}),
        getting_there=draft.getting_there,
        rules=frozen(dict(draft.rules.rules) if draft.rules else {}),
        renamed=frozen(
            {"option": frozen(renamed_options), "plan": frozen(dict(draft.plans.renamed))}
        ),
    )


@lru_cache(maxsize=16)
def _load(folder: Path, digest: str, entry: models.ReleaseEntry) -> PriceBook:
    check_seal(folder.name, entry, digest)
    draft = read_folder(folder)
    if draft.faults:
        raise PricingFaults(draft.faults)
    return book_of(draft, entry)


def load_prices(release: str | None = None, root: Path | None = None) -> PriceBook:
    """Load a release of the pricing tables; the latest released one without a name.

    The same folder with the same content is read once a process.

    Raises:
        PricingError: there is no such release, or its files are not those that were released.
        PricingFaults: its files have faults; every one is listed.
    """
    root = root or pricing_root()
    folder = release_folder(release, root)
    entry = release_entries(root)[folder.name]
    return _load(folder, content_hash(folder), entry)
