"""A release folder as it was read: every file checked, sound or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ketacost.tables import schema as models
from ketacost.tables.checks import cross_check
from ketacost.tables.faults import Fault
from ketacost.tables.reading import (
    Document,
    Row,
    confidence_cell,
    number_cell,
    read_table,
    read_yaml,
    validated,
)
from ketacost.tables.shared import SHARED_FILES, Shared, read_shared, sources_named

YAML_KINDS: dict[str, tuple[type[models.Record], str | None]] = {
    "release.yaml": (models.Release, None),
    "plans.yaml": (models.PlansFile, "plans"),
    "medicare/medicare.yaml": (models.Medicare, None),
    "help.yaml": (models.HelpFile, "help"),
    "getting-there.yaml": (models.GettingThere, None),
    "rules.yaml": (models.RulesFile, "rules"),
    "services/*.yaml": (models.ServicesFile, "services"),
    "treatments/*.yaml": (models.Treatment, "options"),
}
OPTIONAL = ("help.yaml", "getting-there.yaml", "rules.yaml")

Columns = Mapping[str, Callable[[str], Any]]
TABLES: dict[str, tuple[Columns, tuple[str, ...]]] = {
    "price-parity.csv": ({"state": str.strip, "index": number_cell}, ()),
    "medicare/rvu.csv": (
        {"code": str.strip}
        | dict.fromkeys(("work", "office_pe", "facility_pe", "mp"), number_cell),
        (),
    ),
    "medicare/gpci.csv": (
        {"region": str.strip} | dict.fromkeys(("work", "pe", "mp", "anesthesia_cf"), number_cell),
        ("anesthesia_cf",),
    ),
    "medicare/opps.csv": (
        {
            "code": str.strip,
            "usd": number_cell,
            "confidence": confidence_cell,
            "carried_from": str.strip,
        },
        ("carried_from",),
    ),
}


@dataclass
class Draft:
    """Everything read from a release folder, sound or not, with the documents that faults point
    into; and the files that it shares with other releases."""

    folder: Path
    shared: Shared
    documents: dict[str, Document] = field(default_factory=dict)
    release: models.Release | None = None
    services: dict[str, models.ServicesFile] = field(default_factory=dict)
    treatments: dict[str, models.Treatment] = field(default_factory=dict)
    plans: models.PlansFile | None = None
    medicare: models.Medicare | None = None
    help: models.HelpFile | None = None
    getting_there: models.GettingThere | None = None
    rules: models.RulesFile | None = None
    tables: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def faults(self) -> list[Fault]:
        """The faults of its own files, and of shared entries that it uses."""
        own = [fault for doc in self.documents.values() for fault in doc.faults]
        return sorted(own + self.shared.faults_for(self.used_sources(), self.used_regions()))

    def used_sources(self) -> set[str]:
        """Ids of sources named anywhere in the release."""
        return {source for doc in self.documents.values() for _, source in sources_named(doc.data)}

    def used_regions(self) -> set[str]:
        """Ids of the regions that the release has prices for."""
        return {row["region"] for row in self.documents["medicare/gpci.csv"].data or ()}


def read_folder(folder: Path, shared: Shared | None = None) -> Draft:
    """Read and check every file of a release folder; faults are in the draft's documents.

    Args:
        folder: the release's folder.
        shared: the files that it shares with other releases; read from beside it without.
    """
    draft = Draft(folder, shared or read_shared(folder.parent))
    found: dict[str, Any] = {}
    for pattern, (model, items) in YAML_KINDS.items():
        if "*" in pattern:
            kind = pattern.split("/")[0]
            for path in sorted((folder / kind).glob("*.yaml")):
                one = _read(draft, f"{kind}/{path.name}", model, items)
                if one is not None:
                    getattr(draft, kind)[path.stem] = one
        elif pattern not in OPTIONAL or (folder / pattern).exists():
            found[pattern] = _read(draft, pattern, model, items)
    draft.release = found["release.yaml"]
    draft.plans = found["plans.yaml"]
    draft.medicare = found["medicare/medicare.yaml"]
    draft.help = found.get("help.yaml")
    draft.getting_there = found.get("getting-there.yaml")
    draft.rules = found.get("rules.yaml")
    for name, (columns, optional) in TABLES.items():
        draft.tables[name], draft.documents[name] = read_table(
            folder / name, f"{folder.name}/{name}", columns, optional
        )
    _tell_unknown_files(draft)
    cross_check(draft)
    return draft


def _read(draft: Draft, name: str, model: type[models.Record], items: str | None) -> Any:
    doc = read_yaml(draft.folder / name, f"{draft.folder.name}/{name}")
    draft.documents[name] = doc
    return validated(doc, model, items)


def _tell_unknown_files(draft: Draft) -> None:
    for path in sorted(draft.folder.rglob("*")):
        name = path.relative_to(draft.folder).as_posix()
        if path.is_file() and name not in draft.documents and not path.name.startswith("."):
            draft.documents[name] = doc = Document(f"{draft.folder.name}/{name}")
            beside = "; it stands beside the releases, once for all" * (name in SHARED_FILES)
            doc.fault((), f"unknown file; it would be ignored{beside}")
