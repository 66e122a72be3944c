"""A release folder to a draft: which files it has, and how each is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ketacost.tables import schema as models
from ketacost.tables.checks import cross_check
from ketacost.tables.context import check_context
from ketacost.tables.draft import Draft
from ketacost.tables.reading import Document, read_yaml
from ketacost.tables.shared import SHARED_FILES, Shared, read_shared
from ketacost.tables.stray import is_stray
from ketacost.tables.table import confidence_cell, name_cell, number_cell, read_table
from ketacost.tables.validating import validated

YAML_KINDS: dict[str, tuple[type[models.Record], str | None]] = {
    "release.yaml": (models.Release, None),
    "plans.yaml": (models.PlansFile, "plans"),
    "medicare/medicare.yaml": (models.Medicare, None),
    "help.yaml": (models.HelpFile, "help"),
    "help-by-income.yaml": (models.HelpByIncome, None),
    "getting-there.yaml": (models.GettingThere, None),
    "other-care.yaml": (models.OtherCareFile, "care"),
    "rules.yaml": (models.RulesFile, "rules"),
    "services/*.yaml": (models.ServicesFile, "services"),
    "treatments/*.yaml": (models.Treatment, "options"),
    "context/*.yaml": (models.ContextFile, "options"),
}
OPTIONAL = (
    "help.yaml",
    "help-by-income.yaml",
    "getting-there.yaml",
    "other-care.yaml",
    "rules.yaml",
    "metro-parity.csv",
    "medicare/wage-index.csv",
)

Columns = Mapping[str, Callable[[str], Any]]
TABLES: dict[str, tuple[Columns, tuple[str, ...]]] = {
    "price-parity.csv": ({"state": str.strip, "index": number_cell}, ()),
    "metro-parity.csv": ({"region": str.strip, "index": number_cell, "area": name_cell}, ()),
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
    "medicare/wage-index.csv": (
        {
            "region": str.strip,
            "index": number_cell,
            "area": name_cell,
            "confidence": confidence_cell,
        },
        (),
    ),
}


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
            for path in sorted(
                p for p in (folder / kind).glob("*.yaml") if not is_stray(Path(p.name))
            ):
                one = _read(draft, f"{kind}/{path.name}", model, items)
                if one is not None:
                    getattr(draft, kind)[path.stem] = one
        elif pattern not in OPTIONAL or (folder / pattern).exists():
            found[pattern] = _read(draft, pattern, model, items)
    draft.release = found["release.yaml"]
    draft.plans = found["plans.yaml"]
    draft.medicare = found["medicare/medicare.yaml"]
    draft.help = found.get("help.yaml")
    draft.help_by_income = found.get("help-by-income.yaml")
    draft.getting_there = found.get("getting-there.yaml")
    draft.other_care = found.get("other-care.yaml")
    draft.rules = found.get("rules.yaml")
    for name, (columns, optional) in TABLES.items():
        if name in OPTIONAL and not (folder / name).exists():
            draft.tables[name] = []
            continue
        draft.tables[name], draft.documents[name] = read_table(
            folder / name, f"{folder.name}/{name}", columns, optional
        )
    _tell_unknown_files(draft)
    cross_check(draft)
    check_context(draft)
    return draft


def _read(draft: Draft, name: str, model: type[models.Record], items: str | None) -> Any:
    doc = read_yaml(draft.folder / name, f"{draft.folder.name}/{name}")
    draft.documents[name] = doc
    return validated(doc, model, items)


def _tell_unknown_files(draft: Draft) -> None:
    for path in sorted(draft.folder.rglob("*")):
        name = path.relative_to(draft.folder).as_posix()
        stray = is_stray(path.relative_to(draft.folder))
        if path.is_file() and name not in draft.documents and not stray:
            draft.documents[name] = doc = Document(f"{draft.folder.name}/{name}")
            beside = "; it stands beside the releases, once for all" * (name in SHARED_FILES)
            doc.fault((), f"unknown file; it would be ignored{beside}", id="file-unknown")
