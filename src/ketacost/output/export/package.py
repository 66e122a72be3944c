"""What describes an exported release: datapackage.json (Frictionless Data Package 2.0), a citation
(CITATION.cff 1.2.0) and a page to read first.

Nothing here reads a clock: the same release gives the same text, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ketacost.output.export.columns import Column
from ketacost.output.export.tables import Table
from ketacost.tables import PriceBook
from ketacost.words.language import words

LICENSE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
PREFIX = "ketacost-prices-"
"""What the name of every exported release begins with."""
_PROFILES = "https://datapackage.org/profiles/2.0"


def package_name(book: PriceBook) -> str:
    """`ketacost-prices-2026.2`."""
    return f"{PREFIX}{book.id}"


def citation(book: PriceBook) -> str:
    """How to cite a release, in a sentence."""
    released = book.entry.released.isoformat() if book.entry.released else book.entry.status
    return words().say(
        "export.citation",
        release=book.id,
        prices_of=book.release.prices_of,
        released=released,
        hash=book.content_hash,
    )


def table_words(name: str) -> tuple[str, str]:
    """A table's title, and what it holds."""
    say = words().say
    return say(f"export.tables.{name}.title"), say(f"export.tables.{name}.holds")


def datapackage(book: PriceBook, tables: Sequence[Table], files: Mapping[str, bytes]) -> str:
    """The text of datapackage.json.

    Args:
        book: the release.
        tables: its tables, in order.
        files: the content of each table's CSV, `NAME.csv`; and `NAME.parquet` where there is one.
    """
    released, say = book.entry.released, words().say
    document: dict[str, Any] = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": package_name(book),
        "title": say("export.title", release=book.id, prices_of=book.release.prices_of),
        "description": " ".join((book.release.summary, say("export.about"), _standing(book))),
        "version": book.id,
        "created": f"{released.isoformat()}T00:00:00Z" if released else None,
        "releaseStatus": book.entry.status,
        "releaseHash": f"sha256:{book.content_hash}",
        "keywords": say("export.keywords").split(", "),
        "contributors": [{"title": say("export.authors"), "roles": ["creator"]}],
        "licenses": [LICENSE],
        "licenseNote": say("export.license"),
        "sources": [
            {"title": f"{source.title} ({source.publisher})"}
            | ({"path": source.url} if source.url else {})
            for _, source in sorted(book.sources.items())
        ],
        "resources": [_resource(table, files) for table in tables],
    }
    document = {key: value for key, value in document.items() if value is not None}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _standing(book: PriceBook) -> str:
    return words().say(f"export.standing.{book.entry.status}")


def _resource(table: Table, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The table as CSV. The same as Parquet is named beside it and is no resource of its own: its
    bytes depend on the program that wrote it, and readers take its empty cells for NaN."""
    title, holds = table_words(table.name)
    body, parquet = files[f"{table.name}.csv"], f"{table.name}.parquet"
    schema = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if table.foreign:
        schema["foreignKeys"] = _foreign(table)
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        **({"parquet": parquet} if parquet in files else {}),
        "title": title,
        "description": holds,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "description": column.description,
    }
    if column.unit:
        said["unit"] = column.unit
    if column.constraints:
        said["constraints"] = dict(column.constraints)
    return said


def _foreign(table: Table) -> list[dict[str, Any]]:
    return [
        {
            "fields": list(key.columns),
            "reference": {"resource": key.table, "fields": list(key.columns)},
        }
        for key in table.foreign
    ]


def citation_file(book: PriceBook) -> str:
    """CITATION.cff of a release. A text of JSON is one of YAML, too."""
    say, released = words().say, book.entry.released
    title = say("export.title", release=book.id, prices_of=book.release.prices_of)
    lines = {
        "cff-version": "1.2.0",
        "message": say("export.cite-message"),
        "type": "dataset",
        "title": title,
        "authors": [{"name": say("export.authors")}],
        "version": book.id,
        "date-released": released.isoformat() if released else None,
        "license": LICENSE["name"],
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{book.content_hash}",
                "description": say("export.hash"),
            }
        ],
        "abstract": book.release.summary,
    }
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n"
        for key, value in lines.items()
        if value is not None
    )


def read_first(book: PriceBook, tables: Sequence[Table]) -> str:
    """README.md of an exported release."""
    say = words().say
    rows = [f"| `{t.name}` | {len(t.rows):,} | {table_words(t.name)[1]} |" for t in tables]
    return "\n".join(
        [
            "# " + say("export.title", release=book.id, prices_of=book.release.prices_of),
            "",
            book.release.summary,
            "",
            " ".join((say("export.about"), _standing(book))),
            "",
            say("export.license"),
            "",
            citation(book),
            "",
            f"| {say('export.heading.table')} | {say('export.heading.rows')} | "
            f"{say('export.heading.holds')} |",
            "|---|---|---|",
            *rows,
            "",
            say("export.files"),
            "",
        ]
    )
