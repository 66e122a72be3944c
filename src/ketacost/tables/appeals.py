"""appeals.yaml, beside the releases: what a person can do whose plan refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ketacost.tables.faults import Fault, PricingFaults
from ketacost.tables.hints import shown
from ketacost.tables.named import near
from ketacost.tables.reading import read_yaml
from ketacost.tables.releases import pricing_root
from ketacost.tables.schema import Appeal, AppealsFile, Source
from ketacost.tables.shared import Shared, read_shared
from ketacost.tables.validating import validated

APPEALS_FILE = "appeals.yaml"


@dataclass(frozen=True)
class Appeals:
    """The entries by whose rules a plan follows, and the sources that they name, by id."""

    by_coverage: Mapping[str, Appeal]
    sources: Mapping[str, Source]


def read_appeals(root: Path | None = None) -> Appeals:
    """The file of a pricing folder; no entries where there is none.

    Raises:
        PricingFaults: it has faults, or names a source that is not described.
    """
    return _read(root or pricing_root())


@lru_cache(maxsize=8)
def _read(root: Path) -> Appeals:
    shared = read_shared(root)
    found, faults = checked_appeals(root, shared)
    if faults:
        raise PricingFaults(faults)
    named = {name for entry in found.values() for name in entry.sources}
    return Appeals(found, {name: shared.sources[name] for name in sorted(named)})


def checked_appeals(root: Path, shared: Shared) -> tuple[Mapping[str, Appeal], list[Fault]]:
    """The entries of a pricing folder, and the faults of the file; neither where there is none."""
    if not (root / APPEALS_FILE).is_file():
        return {}, []
    document = read_yaml(root / APPEALS_FILE, APPEALS_FILE)
    found = validated(document, AppealsFile)
    entries: dict[str, Appeal] = dict(found.appeals.items()) if found else {}
    for kind, entry in entries.items():
        for place, name in enumerate(entry.sources):
            if name not in shared.source_ids:
                told = f"no source {shown(name)} in sources.yaml{near(name, shared.source_ids)}"
                document.fault(("appeals", kind, "sources", place), told, id="source-unknown")
    return entries, document.faults
