"""Everything read from a release folder, sound or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ketacost.tables import schema as models
from ketacost.tables.faults import Fault
from ketacost.tables.reading import Document
from ketacost.tables.shared import Shared, sources_named
from ketacost.tables.table import Row


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
    context: dict[str, models.ContextFile] = field(default_factory=dict)
    plans: models.PlansFile | None = None
    medicare: models.Medicare | None = None
    help: models.HelpFile | None = None
    help_by_income: models.HelpByIncome | None = None
    getting_there: models.GettingThere | None = None
    other_care: models.OtherCareFile | None = None
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
