"""An official file as an entry of sources.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ketacost.tables.draft import Draft
from ketacost.tables.shared import SOURCES_FILE
from ketacost.tables.upkeep.into_draft import Report


@dataclass(frozen=True)
class NewSource:
    """A file of CMS as a source: `id`, and whether sources.yaml must be given an entry for it."""

    id: str
    title: str
    url: str
    published: str | None
    note: str | None
    is_new: bool

    def entry(self) -> str:
        """Its lines in sources.yaml."""
        published = f'"{self.published}"' if self.published else "null"
        return (
            f"  {self.id}:\n"
            f"    title: {_quoted(self.title)}\n"
            f'    publisher: "Centers for Medicare & Medicaid Services"\n'
            f'    url: "{self.url}"\n'
            f"    published: {published}\n"
            f"    read: {date.today().isoformat()}\n"
            f"    kind: primary\n"
        ) + (f"    note: {_quoted(self.note)}\n" if self.note else "")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def source_for(
    draft: Draft, name: str, title: str, url: str, published: str | None, note: str | None = None
) -> NewSource:
    """The source of this name, title and day; `note` says what was taken of it.

    Other releases may use the one that has the name already, so it is never changed: a file of
    another title, day or note is another source, `name-2`.
    """
    known, said, number = draft.shared.sources, name, 1
    entry = (title, published, note)
    while said in known and (known[said].title, known[said].published, known[said].note) != entry:
        number += 1
        said = f"{name}-{number}"
    return NewSource(said, title, url, published, note, said not in known)


def add_source(source: NewSource, folder: Path, report: Report) -> None:
    """Write a source into the sources.yaml beside a release's folder, if it is new."""
    if source.is_new:
        path = folder.parent / SOURCES_FILE
        text = path.read_text(encoding="utf-8").rstrip("\n") + "\n" + source.entry()
        path.write_text(text, encoding="utf-8", newline="\n")
        report.written.append(f"{SOURCES_FILE} ({source.id})")
