"""What all releases share: sources.yaml and regions.csv, kept once beside the release folders.

Both only grow. A release is sealed together with the entries that it uses, so a new entry changes
no release, and an entry that a release uses can't be changed any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ketacost.tables import schema as models
from ketacost.tables.faults import Fault
from ketacost.tables.reading import Document, Path_, read_yaml
from ketacost.tables.regions import REGION_COLUMNS, Region, sound_regions
from ketacost.tables.table import Row, read_table
from ketacost.tables.validating import validated

SOURCES_FILE = "sources.yaml"
REGIONS_FILE = "regions.csv"
SHARED_FILES = (SOURCES_FILE, REGIONS_FILE)


@dataclass(frozen=True)
class Shared:
    """The shared files: their sound entries, and the documents that faults point into."""

    sources_file: Document
    regions_file: Document
    sources: Mapping[str, models.Source]
    regions: Mapping[str, Region]
    region_rows: list[Row]  # faulty ones too

    @property
    def faults(self) -> list[Fault]:
        """Every fault of the shared files."""
        return self.sources_file.faults + self.regions_file.faults

    @property
    def source_ids(self) -> frozenset[str]:
        """Ids written in sources.yaml, of faulty entries too; empty if it can't be read."""
        return frozenset(self._written_sources())

    @property
    def region_ids(self) -> frozenset[str]:
        """Ids written in regions.csv, of faulty rows too; empty if it can't be read."""
        return frozenset(row["region"] for row in self.region_rows)

    @property
    def unreadable(self) -> list[Fault]:
        """The faults of a shared file of which no entry can be read; none where some can."""
        lost = [] if self.source_ids else self.sources_file.faults
        return lost + ([] if self.region_rows else self.regions_file.faults)

    def faults_for(self, sources: Set[str], regions: Set[str]) -> list[Fault]:
        """The faults of the shared files that hurt a release which uses these entries of them:
        all of a file where an entry used is faulty or none can be read."""
        found: list[Fault] = []
        if (sources & self.source_ids) - set(self.sources):
            found += self.sources_file.faults
        if (regions & self.region_ids) - set(self.regions):
            found += self.regions_file.faults
        return found + self.unreadable

    def text(self, sources: Set[str], regions: Set[str]) -> str:
        """Some entries in a fixed form, whatever their order, quotes and comments in the file."""
        written = self._written_sources()
        rows = {row["region"]: dict(row.cells) for row in reversed(self.region_rows)}
        entries = {
            SOURCES_FILE: {name: _plain(written[name]) for name in sources & set(written)},
            REGIONS_FILE: {name: rows[name] for name in regions & set(rows)},
        }
        return json.dumps(entries, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def _written_sources(self) -> dict[str, Any]:
        data = self.sources_file.data
        found = data.get("sources") if isinstance(data, dict) else None
        return found if isinstance(found, dict) else {}


def _plain(entry: Any) -> Any:
    """An entry with every value as text; what is null is as good as left out."""
    if not isinstance(entry, dict):
        return str(entry)
    return {key: str(value) for key, value in entry.items() if value is not None}


def sources_named(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Every source id written anywhere in a document, with its path."""
    parts = data.items() if isinstance(data, dict) else ()
    for key, value in enumerate(data) if isinstance(data, list) else parts:
        here = (*path, key)
        if not isinstance(value, str):
            yield from sources_named(value, here)
        elif key == "sources" or (isinstance(data, list) and path[-1:] == ("sources",)):
            yield here, value


def read_shared(root: Path) -> Shared:
    """Read and check the shared files of a pricing folder."""
    sources_file = read_yaml(root / SOURCES_FILE, SOURCES_FILE)
    found = validated(sources_file, models.SourcesFile, "sources")
    rows, regions_file = read_table(root / REGIONS_FILE, REGIONS_FILE, REGION_COLUMNS)
    return Shared(
        sources_file,
        regions_file,
        sources=found.sources if found else {},
        regions=dict(sound_regions(rows, regions_file)),
        region_rows=rows,
    )
